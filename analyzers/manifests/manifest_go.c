/*
 * go.mod. The versions of the main module's `require` lines are what minimal version selection starts from and, since
 * Go 1.17, ends with: they count as locked. A `replace` by a folder takes the module out, one by a version puts that in.
 */
#include "analyzers/manifests/manifest.h"
#include "analyzers/manifests/manifest_text.h"
#include "pipeline/base/map.h"

static void require(struct manifest *m, const struct gomod_lines *mod, struct map *by_name)
{
    uint32_t line = manifest_line_of(m, mod->args[0].p);
    struct dependency *dependency = mod->n_args >= 2 ? manifest_add(m, "golang", mod->args[0], line) : NULL;
    if (!dependency)
        return;
    struct str text = str_skip(m->text, (size_t)(mod->args[1].p - m->text.p));
    bool indirect = str_find(str_cut(&text, '\n'), STR("// indirect")) >= 0;
    dependency->version = mod->args[1];
    dependency->is_locked = true;
    dependency->direct = indirect ? DIRECT_NO : DIRECT_YES;
    *map_put(by_name, m->arena, dependency->name, NULL) = (uint32_t)m->found.len;
}

/* `old [version] => new [version]` */
static void replace(struct manifest *m, const struct gomod_lines *mod, const struct map *by_name)
{
    size_t arrow = 0;
    while (arrow < mod->n_args && !str_eq(mod->args[arrow], STR("=>")))
        arrow++;
    const uint32_t *place = mod->n_args ? map_get(by_name, mod->args[0]) : NULL;
    if (!place || arrow + 1 >= mod->n_args)
        return;
    struct dependency *dependency = &m->found.at[*place - 1];
    struct str target = mod->args[arrow + 1];
    if (target.p[0] == '.' || target.p[0] == '/') {
        dependency->is_locked = false;
        dependency->version = STR("");
        dependency->scope = STR("replaced");
    } else if (arrow + 2 < mod->n_args) {
        dependency->alias = dependency->name;
        dependency->name = target;
        dependency->version = mod->args[arrow + 2];
    }
}

void manifest_read_go(struct manifest *m)
{
    struct gomod_lines mod = gomod_begin(m->text);
    struct map by_name = {0};
    while (!m->problem && gomod_next(&mod)) {
        if (mod.n_args == 0)
            continue;
        if (str_eq(mod.verb, STR("module")))
            manifest_add_self(m, "golang", mod.args[0], manifest_line_of(m, mod.args[0].p));
        else if (str_eq(mod.verb, STR("require")))
            require(m, &mod, &by_name);
    }
    for (mod = gomod_begin(m->text); !m->problem && gomod_next(&mod);) {
        if (str_eq(mod.verb, STR("replace")))
            replace(m, &mod, &by_name);
    }
}
