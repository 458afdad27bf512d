/*
 * Java, and Kotlin and Scala, which import its types as their own: import declarations (Language Specification 7.5) by the types that the files of the tree declare.
 *
 * A type is found by its full name, a member or nested type (`import static a.B.c`, `a.B.C`) through the type around
 * it. Of two files that declare the same type (src/main and src/test, several modules) the nearest counts. `a.b.*`
 * imports no file but the package: a target on folder and module level only. Types of the same package need no import:
 * their names come from the file's `use` record and are looked up in its package alone.
 *
 * External: the package of the type ("java.util", "org.junit"): the leading parts that start with a small letter.
 */
#include "analyzers/link/rel_path.h"
#include "analyzers/link/resolve.h"
#include "analyzers/link/type_index.h"

static void *prepare_java(struct source_tree *tree)
{
    return type_index_build(tree, FAMILY_JAVA, STR("."), true);
}

static bool starts_small(struct str part)
{
    return part.len && !(part.p[0] >= 'A' && part.p[0] <= 'Z');
}

static struct str package_part(struct str name)
{
    size_t len = 0;
    for (struct str rest = name; rest.p;) {
        struct str part = str_cut(&rest, '.');
        if (!starts_small(part) || str_eq(part, STR("*")))
            break;
        len = (size_t)(part.p + part.len - name.p);
    }
    return str_head(name, len);
}

/* A type of the file's own package. */
static void resolve_use(const struct type_index *types, const struct import *import, struct resolution *to)
{
    struct source_tree *tree = to->tree;
    uint32_t package = tree->files.at[import->file].package;
    struct str name = import->module;
    if (package != INTERN_NONE)
        name = rel_cat(tree->scratch, tree->names.names.at[package], STR("."), name);
    resolved_file(to, type_index_find(types, tree, name, import->dir));
}

static void resolve_java(const void *state, const struct import *import, struct resolution *to)
{
    const struct type_index *types = state;
    struct source_tree *tree = to->tree;
    struct str name = import->module;
    if (str_eq(import->form, STR("use"))) {
        resolve_use(types, import, to);
        return;
    }
    bool wildcard = str_ends(name, STR(".*"));
    const struct json_val *names = import->names;
    if (wildcard)
        name = str_head(name, name.len - 2);
    else if (json_is_array(names) && json_iter_begin(names).left == 1) {
        struct json_iter iter = json_iter_begin(names);
        struct str last = json_str_value(json_iter_next(&iter, NULL));
        wildcard = str_eq(last, STR("*"));
    }
    if (resolved_file(to, type_index_find_prefix(types, tree, name, import->dir)))
        return;
    struct str package = package_part(name);
    if (wildcard && resolved_module(to, tree_find_module(tree, FAMILY_JAVA, name)))
        return;
    if (tree_find_module(tree, FAMILY_JAVA, package) == INTERN_NONE) /* else a type of ours that is generated */
        resolved_external(to, package.len ? package : name);
}

const struct resolver resolver_java = {
    .family = FAMILY_JAVA,
    .langs = "Java Kotlin Scala",
    .prepare = prepare_java,
    .resolve = resolve_java,
};
