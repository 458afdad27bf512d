/*
 * PHP: `use` by Composer's autoload rules (PSR-4, PSR-0) and by what files declare; include and require by path.
 *
 * A class is looked for where the autoload sections of the composer.json files of the tree send it, the longest prefix
 * first, then among the classes that the files of the tree declare (classmap and hand-written autoloaders). `use
 * function` and `use const` name a member of a namespace: the namespace is the target when the tree declares it.
 *
 * Paths of include and require are tried from the folder of the file, from the root and from each folder between;
 * __DIR__ and dirname(__FILE__) are the folder of the file. A path made of other parts is unresolved.
 *
 * External: the first two parts of the namespace, which mostly are vendor and package ("Psr\\Log"), or the name itself
 * when it has none ("Exception").
 */
#include "analyzers/link/rel_path.h"
#include "analyzers/link/resolve.h"
#include "analyzers/link/type_index.h"

enum { PSR_RULES_MAX = 4096 }; /* of all manifests; the largest monorepos have some hundred */

struct psr_rule {
    struct str prefix; /* "App\\"; may be empty */
    struct str dir;
    bool psr0; /* the prefix stays part of the path, and '_' in the class name is a folder */
};

struct php_state {
    struct type_index *types;
    VEC(struct psr_rule) rules;
};

static void add_rule(struct source_tree *tree, struct php_state *state, struct str base, struct str prefix,
                     struct str dir, bool psr0)
{
    struct str full = dir.p ? rel_join(tree->arena, base, dir) : dir;
    if (full.p && state->rules.len < PSR_RULES_MAX)
        *vec_push(&state->rules, tree->arena) =
            (struct psr_rule){.prefix = str_dup(tree->arena, prefix), .dir = full, .psr0 = psr0};
}

/* { "App\\": "src/", "Old\\": ["lib", "legacy"] } */
static void read_rules(struct source_tree *tree, struct php_state *state, struct str base,
                       const struct json_val *rules, bool psr0)
{
    struct json_iter iter = json_iter_begin(json_is_object(rules) ? rules : NULL);
    const struct json_val *value;
    struct str prefix;
    while ((value = json_iter_next(&iter, &prefix))) {
        if (json_is_str(value))
            add_rule(tree, state, base, prefix, json_str_value(value), psr0);
        struct json_iter dirs = json_iter_begin(json_is_array(value) ? value : NULL);
        const struct json_val *dir;
        while ((dir = json_iter_next(&dirs, NULL)))
            add_rule(tree, state, base, prefix, json_str_value(dir), psr0);
    }
}

static void read_composer(struct source_tree *tree, struct php_state *state, uint32_t file)
{
    static const char *const sections[] = {"autoload", "autoload-dev"};
    const struct json_val *root;
    if (!tree_read_json(tree, file, &root))
        return;
    struct str base = str_dirname(tree_path(tree, file));
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        const struct json_val *section = json_get(root, sections[i]);
        read_rules(tree, state, base, json_get(section, "psr-4"), false);
        read_rules(tree, state, base, json_get(section, "psr-0"), true);
    }
}

static void *prepare_php(struct source_tree *tree)
{
    struct php_state *state = arena_new(tree->arena, struct php_state);
    state->types = type_index_build(tree, FAMILY_PHP, STR("\\"), false);
    for (uint32_t at = lists_first(&tree->by_name, STR("composer.json")); at;) {
        struct file_link link = tree->by_name.links.at[at - 1];
        read_composer(tree, state, link.file);
        at = link.next;
    }
    return state;
}

/* Where a rule sends `class`. */
static struct str psr_path(struct arena *scratch, const struct psr_rule *rule, struct str class)
{
    struct str below = rule->psr0 ? class : str_skip(class, rule->prefix.len);
    struct str path = rel_slashes(scratch, below, STR("\\"));
    if (rule->psr0) {
        ptrdiff_t slash = str_rindex(path, '/');
        struct str folder = str_head(path, (size_t)(slash + 1)), name = str_skip(path, (size_t)(slash + 1));
        path = rel_cat(scratch, folder, rel_slashes(scratch, name, STR("_")), STR(""));
    }
    return rel_join(scratch, rule->dir, rel_cat(scratch, path, STR(".php"), STR("")));
}

/* By the rule with the longest prefix whose file exists; of equals the nearest file. */
static uint32_t autoload(const struct php_state *state, const struct source_tree *tree, struct str class,
                         struct str from)
{
    uint32_t best = TREE_NONE;
    size_t best_len = 0;
    for (size_t i = 0; i < state->rules.len; i++) {
        const struct psr_rule *rule = &state->rules.at[i];
        if (!str_starts(class, rule->prefix) || (best != TREE_NONE && rule->prefix.len < best_len))
            continue;
        struct arena scratch = *tree->scratch;
        uint32_t file = tree_file(tree, psr_path(&scratch, rule, class));
        if (file == TREE_NONE || (rule->prefix.len == best_len && !tree_nearer(tree, from, file, best)))
            continue;
        best = file;
        best_len = rule->prefix.len;
    }
    return best;
}

/* `__DIR__ . '/x.php'`, `dirname(__FILE__) . "/x"` or a literal: what is between the last quotes, else all. */
static struct str path_literal(struct str text)
{
    text = str_trim(text);
    if (text.len < 2 || (text.p[text.len - 1] != '\'' && text.p[text.len - 1] != '"'))
        return text;
    struct str inner = str_head(text, text.len - 1);
    return str_skip(inner, (size_t)(str_rindex(inner, text.p[text.len - 1]) + 1));
}

static void resolve_include(const struct import *import, struct resolution *to)
{
    struct source_tree *tree = to->tree;
    struct str spec = path_literal(import->module);
    for (struct str dir = import->dir; spec.len; dir = str_dirname(dir)) {
        if (resolved_file(to, tree_file(tree, rel_join(tree->scratch, dir, spec))) || dir.len == 0)
            return;
    }
}

/* "Vendor\\Package" of a longer name, "Vendor" of "Vendor\\Class". */
static struct str package_part(struct str name)
{
    struct str rest = name, vendor = str_cut(&rest, '\\'), package = str_cut(&rest, '\\');
    return rest.p ? str_head(name, vendor.len + 1 + package.len) : vendor;
}

static void resolve_class(const struct php_state *state, const struct import *import, struct str name,
                          struct resolution *to)
{
    struct source_tree *tree = to->tree;
    if (str_starts(name, STR("\\")))
        name = str_skip(name, 1);
    if (resolved_file(to, autoload(state, tree, name, import->dir)) ||
        resolved_file(to, type_index_find(state->types, tree, name, import->dir)) ||
        resolved_module(to, tree_find_module(tree, FAMILY_PHP, name)))
        return;
    ptrdiff_t last = str_rindex(name, '\\');
    if (last < 0 || !resolved_module(to, tree_find_module(tree, FAMILY_PHP, str_head(name, (size_t)last))))
        resolved_external(to, package_part(name));
}

static void resolve_php(const void *state, const struct import *import, struct resolution *to)
{
    if (!str_starts(import->form, STR("use"))) {
        resolve_include(import, to);
        return;
    }
    struct json_iter names = json_iter_begin(import->names);
    const struct json_val *name;
    if (names.left == 0)
        resolve_class(state, import, import->module, to);
    while ((name = json_iter_next(&names, NULL))) {
        struct arena mark = *to->tree->scratch;
        struct str part = json_str_value(name);
        resolve_class(state, import, rel_cat(to->tree->scratch, import->module, STR("\\"), part), to);
        *to->tree->scratch = mark;
    }
}

const struct resolver resolver_php = {
    .family = FAMILY_PHP,
    .langs = "PHP Hack",
    .prepare = prepare_php,
    .resolve = resolve_php,
};
