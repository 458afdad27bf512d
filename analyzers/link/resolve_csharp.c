/*
 * C#: using directives and type names (Language Specification 7.8 and 14.5) by the namespaces and types that the files of
 * the tree declare.
 *
 * `using A.B;` opens a namespace, which is no file: when the tree declares it, the target is the module. `using static
 * A.B.T;` and `using X = A.B.T;` name a type: its file. What the tree does not declare is external, as written
 * ("System.Collections.Generic"), because packages and namespaces of .NET are named apart.
 *
 * A type that the code names is looked for in the namespaces around it, from the file's own outwards, then in those that
 * the file opens, or its project with `global using`. A project is the nearest folder above that has a .csproj file. Of a
 * partial class the nearest file counts. Usings that the compiler or a project file adds are not seen; they open
 * namespaces of .NET alone, as a rule.
 */
#include "analyzers/link/rel_path.h"
#include "analyzers/link/resolve.h"
#include "analyzers/link/type_index.h"

struct csharp {
    struct type_index *types;
    struct map projects; /* folders with a project file, '/' behind; "" is the root */
};

static struct str folder_of(struct str path)
{
    return str_head(path, (size_t)(str_rindex(path, '/') + 1));
}

static void *prepare_csharp(struct source_tree *tree)
{
    struct csharp *csharp = arena_new(tree->arena, struct csharp);
    csharp->types = type_index_build(tree, FAMILY_CSHARP, STR("."), false);
    for (size_t i = 0; i < tree->files.len; i++)
        if (str_ends(tree->files.at[i].path, STR(".csproj")))
            map_put(&csharp->projects, tree->arena, folder_of(tree->files.at[i].path), NULL);
    return csharp;
}

/* The folder of the project that a file belongs to; its own when there is none. */
static struct str project_of(const struct csharp *csharp, struct str path)
{
    struct str folder = folder_of(path);
    while (!map_get(&csharp->projects, folder)) {
        if (folder.len == 0)
            return folder_of(path);
        folder = folder_of(str_head(folder, folder.len - 1));
    }
    return folder;
}

/* Without "global::", and without type arguments. */
static struct str plain_name(struct str name)
{
    if (str_starts(name, STR("global::")))
        name = str_skip(name, 8);
    ptrdiff_t generic = str_index(name, '<');
    return str_trim(generic < 0 ? name : str_head(name, (size_t)generic));
}

/* Types ------------------------------------------------------------------------------------------------------------ */

/* A type of a namespace; `Outer.Inner` may be found by its outer type, an attribute goes without its ending. */
static uint32_t find_in(const struct csharp *csharp, const struct import *import, struct source_tree *tree,
                        struct str space)
{
    struct arena mark = *tree->scratch;
    struct str prefix = rel_cat(tree->scratch, space, space.len ? STR(".") : STR(""), STR(""));
    struct str name = rel_cat(tree->scratch, prefix, import->module, STR("Attribute"));
    uint32_t file = type_index_find(csharp->types, tree, str_head(name, name.len - 9), import->dir);
    if (file == TREE_NONE)
        file = type_index_find(csharp->types, tree, name, import->dir);
    name.len -= 9;
    for (ptrdiff_t dot; file == TREE_NONE && (dot = str_rindex(name, '.')) > (ptrdiff_t)prefix.len;) {
        name = str_head(name, (size_t)dot);
        file = type_index_find(csharp->types, tree, name, import->dir);
    }
    *tree->scratch = mark;
    return file;
}

static uint32_t find_around(const struct csharp *csharp, const struct import *import, struct source_tree *tree)
{
    uint32_t package = tree->files.at[import->file].package;
    struct str space = package == INTERN_NONE ? STR("") : tree->names.names.at[package];
    for (;;) {
        uint32_t file = find_in(csharp, import, tree, space);
        if (file != TREE_NONE || space.len == 0)
            return file;
        ptrdiff_t dot = str_rindex(space, '.');
        space = str_head(space, dot < 0 ? 0 : (size_t)dot);
    }
}

/* In the namespaces opened at `place`: the nearest file, whatever their order. */
static uint32_t find_opened(const struct csharp *csharp, const struct import *import,
                            struct source_tree *tree, struct str place)
{
    uint32_t best = TREE_NONE;
    for (uint32_t at = lists_first(&tree->opened, place); at; at = tree->opened.links.at[at - 1].next) {
        uint32_t file =
            find_in(csharp, import, tree, tree->names.names.at[tree->opened.links.at[at - 1].file]);
        if (file != TREE_NONE && tree_nearer(tree, import->dir, file, best))
            best = file;
    }
    return best;
}

static void resolve_type(const struct csharp *csharp, const struct import *import, struct resolution *to)
{
    uint32_t file = find_around(csharp, import, to->tree);
    if (file == TREE_NONE)
        file = find_opened(csharp, import, to->tree, import->path);
    if (file == TREE_NONE)
        file = find_opened(csharp, import, to->tree, project_of(csharp, import->path));
    if (file != import->file)
        resolved_file(to, file);
}

/* Directives ------------------------------------------------------------------------------------------------------- */

static void open_namespace(const struct csharp *csharp, const struct import *import, struct source_tree *tree,
                           struct str name)
{
    if (str_eq(import->form, STR("using_global")))
        tree_open_namespace(tree, project_of(csharp, import->path), name);
    else if (str_eq(import->form, STR("using")))
        tree_open_namespace(tree, import->path, name);
}

static void resolve_csharp(const void *state, const struct import *import, struct resolution *to)
{
    const struct csharp *csharp = state;
    struct source_tree *tree = to->tree;
    if (str_eq(import->form, STR("use"))) {
        resolve_type(csharp, import, to);
        return;
    }
    struct str name = plain_name(import->module);
    uint32_t module = tree_find_module(tree, FAMILY_CSHARP, name);
    if (module != INTERN_NONE)
        open_namespace(csharp, import, tree, name);
    if (resolved_module(to, module))
        return;
    if (!resolved_file(to, type_index_find_prefix(csharp->types, tree, name, import->dir)))
        resolved_external(to, name);
}

const struct resolver resolver_csharp = {
    .family = FAMILY_CSHARP,
    .langs = "C#",
    .prepare = prepare_csharp,
    .resolve = resolve_csharp,
};
