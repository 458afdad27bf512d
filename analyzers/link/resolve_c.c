/*
 * C and C++: #include by search.
 *
 * A compiler looks beside the including file (quotes only) and then through the -I folders of its command line, which
 * no scan knows. So the -I folders are inferred: any folder F for which F/spec is a file of the tree may be one, and
 * the F/spec nearest to the including file is taken (tree_nearer: most shared folders, then fewest parts, then byte
 * order). That is right where a tree has one header of that name, and where each part of it has its own.
 *
 * Headers of ISO C, C++ and POSIX in angle brackets are external even when the tree has a file of that name: such
 * files are stand-ins for systems that lack them. In quotes the tree wins. A header in angle brackets that the tree
 * lacks is external, as written; one in quotes is unresolved: it is generated, or comes from a place the scan does
 * not see. Module names of C++20 (`import x;`) are looked up as x.cppm, x.ixx and the like.
 *
 * A declared module does not exist in these languages: no module level.
 */
#include "analyzers/link/rel_path.h"
#include "analyzers/link/resolve.h"
#include "analyzers/link/std_names.h"

struct c_state {
    struct map folder_names; /* the last parts of all folders of the tree */
};

static void *prepare_c(struct source_tree *tree)
{
    struct c_state *state = arena_new(tree->arena, struct c_state);
    for (size_t i = 0; i < tree->dirs.cap; i++) {
        if (tree->dirs.slots[i].key.p)
            map_put(&state->folder_names, tree->arena, str_basename(tree->dirs.slots[i].key), NULL);
    }
    return state;
}

/* Does "openssl/ssl.h" start with a folder that the tree has nowhere? Then it is not one of ours that is generated. */
static bool in_foreign_folder(const struct c_state *state, struct str spec)
{
    struct str rest = spec, folder = str_cut(&rest, '/');
    return rest.p && !map_get(&state->folder_names, folder);
}

/* "../lib/x.h" from a folder that has none may still be meant from an -I folder: what stays when the dots are gone. */
static struct str without_dots(struct str spec)
{
    while (str_starts(spec, STR("../")) || str_starts(spec, STR("./")))
        spec = str_skip(spec, spec.p[1] == '.' ? 3 : 2);
    return spec;
}

static bool resolve_module_unit(const struct import *import, struct resolution *to)
{
    static const char *const endings[] = {".cppm", ".ixx", ".mpp", ".ccm", ".cxxm", ".c++m"};
    struct source_tree *tree = to->tree;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        struct str name = rel_cat(tree->scratch, import->module, str_from(endings[i]), STR(""));
        if (resolved_file(to, tree_nearest_suffix(tree, import->dir, name)))
            return true;
    }
    return false;
}

static void resolve_c(const void *state, const struct import *import, struct resolution *to)
{
    struct source_tree *tree = to->tree;
    struct str spec = import->module;
    bool angle = str_eq(import->form, STR("include_system"));
    bool quoted = str_eq(import->form, STR("include"));
    if (!angle && !quoted) {
        if (!resolve_module_unit(import, to) && std_has(STD_C, spec))
            resolved_external(to, spec);
        return;
    }
    if (quoted && resolved_file(to, tree_file(tree, rel_join(tree->scratch, import->dir, spec))))
        return;
    bool standard = std_has(STD_C, spec);
    if (!(angle && standard) && resolved_file(to, tree_nearest_suffix(tree, import->dir, without_dots(spec))))
        return;
    if (angle || standard || in_foreign_folder(state, without_dots(spec)))
        resolved_external(to, spec);
}

const struct resolver resolver_c = {
    .family = FAMILY_C,
    .langs = "C C++ Objective-C Objective-C++ Cuda",
    .prepare = prepare_c,
    .resolve = resolve_c,
};
