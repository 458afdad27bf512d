/*
 * Lock files of yarn (1, and the YAML of 2 and later, which reads alike) and pnpm (versions 5 to 9).
 */
#include "analyzers/manifests/manifest.h"
#include "analyzers/manifests/manifest_text.h"
#include "analyzers/manifests/yaml_tree.h"

/* yarn ------------------------------------------------------------------------------------------------------------- */

struct yarn {
    struct manifest *m;
    struct dependency *dependency; /* whose block it is, or NULL */
    bool in_requires;
};

/* "name@range" without the range; of "@scope/name@npm:real@^1" the name the lock knows it by. */
static struct str before_range(struct str spec)
{
    ptrdiff_t at = str_index(str_skip(spec, 1), '@');
    return at < 0 ? spec : str_head(spec, (size_t)at + 1);
}

/* `a@^1, "a@^2":` starts the block of one package. */
static void yarn_header(struct yarn *y, struct str line, uint32_t number)
{
    struct str list = str_head(line, line.len - 1), first = text_unquoted(str_trim(str_cut(&list, ',')));
    y->in_requires = false;
    y->dependency = NULL;
    if (str_find(first, STR("@workspace:")) > 0 || str_find(first, STR("@link:")) > 0 ||
        str_eq(first, STR("__metadata")))
        return;
    struct str name = before_range(first), range = str_skip(first, name.len + 1);
    if (str_starts(range, STR("npm:")) && str_index(str_skip(range, 5), '@') > 0)
        name = before_range(str_skip(range, 4));
    y->dependency = manifest_add(y->m, "npm", name, number);
    if (y->dependency)
        y->dependency->is_locked = true;
}

static void yarn_field(struct yarn *y, struct str line)
{
    struct str words[2] = {{0}};
    size_t indent = 0;
    while (indent < line.len && line.p[indent] == ' ')
        indent++;
    if (manifest_words(line, words, 2) == 0 || !y->dependency)
        return;
    struct str key = str_ends(words[0], STR(":")) ? str_head(words[0], words[0].len - 1) : words[0];
    if (indent > 2) {
        if (y->in_requires)
            manifest_requires(y->m, y->dependency, text_unquoted(str_trim(key)), STR(""));
        return;
    }
    y->in_requires = str_eq(key, STR("dependencies"));
    if (str_eq(key, STR("version")))
        y->dependency->version = words[1];
}

void manifest_read_yarn_lock(struct manifest *m)
{
    struct yarn yarn = {.m = m};
    struct str rest = m->text, line;
    uint32_t number = 0;
    while (manifest_lock_line(m, &rest, &number, &line)) {
        if (line.len > 1 && line.p[0] != ' ' && line.p[0] != '#' && line.p[line.len - 1] == ':')
            yarn_header(&yarn, line, number);
        else if (line.len > 1 && line.p[0] == ' ')
            yarn_field(&yarn, line);
    }
}

/* pnpm ------------------------------------------------------------------------------------------------------------- */

/* "/@scope/name@1.2.3(peer@1)" and, before version 6, "/@scope/name/1.2.3_peer@1". */
static bool split_pnpm_key(struct str key, struct str *ret_name, struct str *ret_version)
{
    if (str_starts(key, STR("/")))
        key = str_skip(key, 1);
    key = str_cut(&key, '(');
    ptrdiff_t at = str_index(str_skip(key, 1), '@') + 1;
    ptrdiff_t slash = str_rindex(key, '/');
    if (at <= 0 || (slash > 0 && str_skip(key, (size_t)slash + 1).len && key.p[slash + 1] >= '0' &&
                    key.p[slash + 1] <= '9' && slash < at))
        at = slash;
    if (at <= 0)
        return false;
    struct str version = str_skip(key, (size_t)at + 1);
    *ret_name = str_head(key, (size_t)at);
    *ret_version = str_cut(&version, '_');
    return ret_version->len && ret_version->p[0] >= '0' && ret_version->p[0] <= '9';
}

static void pnpm_requires(struct manifest *m, struct dependency *dependency, const struct yaml_node *list)
{
    for (const struct yaml_node *at = list ? list->first : NULL; at; at = at->next) {
        struct str version = at->scalar;
        version = str_cut(&version, '(');
        version = str_cut(&version, '_');
        manifest_requires(m, dependency, at->key, version);
    }
}

void manifest_read_pnpm_lock(struct manifest *m)
{
    const struct yaml_node *root = manifest_yaml(m);
    const struct yaml_node *snapshots = yaml_get(root, "snapshots"), *packages = yaml_get(root, "packages");
    const struct yaml_node *list = snapshots ? snapshots : packages;
    for (const struct yaml_node *at = list ? list->first : NULL; at; at = at->next) {
        struct str name, version;
        if (!split_pnpm_key(at->key, &name, &version))
            continue;
        struct dependency *dependency = manifest_add(m, "npm", name, at->line);
        if (!dependency)
            return;
        dependency->version = version;
        dependency->is_locked = true;
        if (str_eq(yaml_get_str(at, "dev"), STR("true")))
            dependency->scope = STR("dev");
        pnpm_requires(m, dependency, yaml_get(at, "dependencies"));
    }
}
