#include "analyzers/link/resolve.h"

static const struct resolver *const table[FAMILY_COUNT] = {
    [FAMILY_C] = &resolver_c,           [FAMILY_CSHARP] = &resolver_csharp, [FAMILY_GO] = &resolver_go,
    [FAMILY_JAVA] = &resolver_java,     [FAMILY_JS] = &resolver_js,         [FAMILY_PHP] = &resolver_php,
    [FAMILY_PYTHON] = &resolver_python, [FAMILY_RUBY] = &resolver_ruby,     [FAMILY_RUST] = &resolver_rust,
    [FAMILY_SHELL] = &resolver_shell,
};

static bool has_word(struct str words, struct str word)
{
    while (words.p) {
        if (str_eq(str_cut(&words, ' '), word))
            return true;
    }
    return false;
}

enum lang_family resolve_family(struct str lang)
{
    if (lang.len == 0)
        return FAMILY_NONE;
    for (int f = FAMILY_NONE + 1; f < FAMILY_COUNT; f++) {
        if (has_word(str_from(table[f]->langs), lang))
            return (enum lang_family)f;
    }
    return FAMILY_NONE;
}

struct str resolve_family_name(enum lang_family family)
{
    struct str langs = str_from(family == FAMILY_NONE ? "" : table[family]->langs);
    return str_cut(&langs, ' ');
}

void resolvers_prepare(struct resolvers *resolvers, struct source_tree *tree)
{
    bool present[FAMILY_COUNT] = {false};
    *resolvers = (struct resolvers){{NULL}};
    for (size_t i = 0; i < tree->files.len; i++)
        present[tree->files.at[i].family] = true;
    for (int f = FAMILY_NONE + 1; f < FAMILY_COUNT; f++) {
        if (present[f])
            resolvers->state[f] = table[f]->prepare(tree);
    }
}

void resolvers_ask(const struct resolvers *resolvers, const struct import *import, struct resolution *to)
{
    int family = to->tree->files.at[import->file].family;
    to->n_targets = 0;
    to->declares = false;
    if (family != FAMILY_NONE && import->module.p)
        table[family]->resolve(resolvers->state[family], import, to);
}

static void add(struct resolution *to, struct target target)
{
    for (size_t i = 0; i < to->n_targets; i++) {
        const struct target *known = &to->targets[i];
        if (known->file == target.file && known->module == target.module && known->external == target.external)
            return;
    }
    if (to->n_targets < RESOLVE_TARGETS_MAX)
        to->targets[to->n_targets++] = target;
}

bool resolved_file(struct resolution *to, uint32_t file)
{
    if (file != TREE_NONE)
        add(to, (struct target){.file = file, .module = INTERN_NONE, .external = INTERN_NONE});
    return file != TREE_NONE;
}

bool resolved_module(struct resolution *to, uint32_t module)
{
    if (module != INTERN_NONE)
        add(to, (struct target){.file = TREE_NONE, .module = module, .external = INTERN_NONE});
    return module != INTERN_NONE;
}

void resolved_external(struct resolution *to, struct str name)
{
    if (name.len == 0)
        return;
    uint32_t id = intern_id(&to->tree->externals, to->tree->arena, name);
    add(to, (struct target){.file = TREE_NONE, .module = INTERN_NONE, .external = id});
}
