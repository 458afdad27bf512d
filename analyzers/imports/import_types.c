/* Go and C#: languages whose files say what package they belong to. Java, which does, too, stands alone. */
#include "analyzers/imports/import_inside.h"

/* Go --------------------------------------------------------------------------------------------------------------- */

const struct ast_rule import_go_rules[] = {
    AST_NODE("package_clause", 1),
    AST_NODE("import_spec", 1),
    AST_RULES_END,
};

void import_go(struct import_state *state, struct ast_walk *walk)
{
    if (ast_is(walk->node, "package_clause")) {
        import_add_package(state, walk->node, "go", import_cut(state, ast_child_named(walk->node)));
        return;
    }
    struct ast_node path = ast_field(walk->node, AST_FIELD_PATH), parent = ast_parent(walk, 1);
    if (ast_is_null(path))
        return;
    struct ast_node shown = ast_is(parent, "import_declaration") ? parent : walk->node;
    import_add(state, shown, "import", import_literal(state, path));
}

/* C# --------------------------------------------------------------------------------------------------------------- */

const struct ast_rule import_csharp_rules[] = {
    AST_NODE("namespace_declaration", 1),
    AST_NODE("file_scoped_namespace_declaration", 1),
    AST_NODE("using_directive", 1),
    AST_RULES_END,
};

/* A namespace in a namespace has the names of both. */
static struct str namespace_name(const struct import_state *state, struct ast_walk *walk)
{
    struct str name = import_squeezed(state, ast_field(walk->node, AST_FIELD_NAME));
    struct ast_ancestors ancestors = ast_ancestors(walk);
    struct ast_node outer;
    while (ast_ancestor_next(&ancestors, &outer)) {
        if (!ast_is(outer, "namespace_declaration"))
            continue;
        struct str prefix = import_squeezed(state, ast_field(outer, AST_FIELD_NAME));
        if (prefix.len + name.len > IMPORT_TEXT_MAX) /* nested for its own sake */
            break;
        name = str_from(arena_printf(state->file->arena, "%.*s.%.*s", STR_ARG(prefix), STR_ARG(name)));
    }
    return name;
}

void import_csharp(struct import_state *state, struct ast_walk *walk)
{
    struct ast_node node = walk->node;
    if (!ast_is(node, "using_directive")) {
        import_add_package(state, node, "csharp", namespace_name(state, walk));
        return;
    }
    struct str name = import_squeezed(state, import_last_named(node));
    const char *form = !ast_is_null(ast_field(node, AST_FIELD_NAME)) ? "using_alias"
                       : import_has_token(node, "static")            ? "using_static"
                                                                     : "using";
    if (name.len > 0)
        import_add(state, node, form, name);
}
