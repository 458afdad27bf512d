/*
 * C#: using directives by the namespaces and types that the files of the tree declare.
 *
 * `using A.B;` opens a namespace, which is no file: when the tree declares it, the target is the module. `using static
 * A.B.T;` and `using X = A.B.T;` name a type: its file. What the tree does not declare is external, as written
 * ("System.Collections.Generic"), because packages and namespaces of .NET are named apart.
 *
 * Which types of an opened namespace a file uses is not followed, so the file level of C# has few edges; the module
 * level, between namespaces, is the one to look at.
 */
#include "analyzers/link/resolve.h"
#include "analyzers/link/type_index.h"

static void *prepare_csharp(struct source_tree *tree)
{
    return type_index_build(tree, FAMILY_CSHARP, STR("."), false);
}

/* Without "global::", and without type arguments. */
static struct str plain_name(struct str name)
{
    if (str_starts(name, STR("global::")))
        name = str_skip(name, 8);
    ptrdiff_t generic = str_index(name, '<');
    return str_trim(generic < 0 ? name : str_head(name, (size_t)generic));
}

static void resolve_csharp(const void *state, const struct import *import, struct resolution *to)
{
    struct source_tree *tree = to->tree;
    struct str name = plain_name(import->module);
    if (resolved_module(to, tree_find_module(tree, FAMILY_CSHARP, name)))
        return;
    if (!resolved_file(to, type_index_find_prefix(state, tree, name, import->dir)))
        resolved_external(to, name);
}

const struct resolver resolver_csharp = {
    .family = FAMILY_CSHARP,
    .langs = "C#",
    .prepare = prepare_csharp,
    .resolve = resolve_csharp,
};
