/* Go: files say what package they belong to, and import others by path. */
#include "analyzers/imports/import_inside.h"

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
