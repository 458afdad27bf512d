/* Kotlin and Scala: dotted names, as Java's. */
#include "analyzers/imports/import_inside.h"

/* The text of `node` behind the word it begins with. */
static struct str behind_word(const struct import_state *state, struct ast_node node, struct str word)
{
    struct str text = import_line(state, node.start, ast_end(node));
    return str_starts(text, word) ? str_trim(str_skip(text, word.len)) : text;
}

static struct str with_star(const struct import_state *state, struct str name)
{
    return str_from(arena_printf(state->file->arena, "%.*s.*", STR_ARG(name)));
}

/* Kotlin ----------------------------------------------------------------------------------------------------------- */

const struct ast_rule import_kotlin_rules[] = {
    AST_NODE("package_header", 1),
    AST_NODE("import_header", 1),
    AST_RULES_END,
};

void import_kotlin(struct import_state *state, struct ast_walk *walk)
{
    struct ast_node node = walk->node;
    struct str name = import_squeezed(state, ast_child_of_type(node, "identifier"));
    if (ast_is(node, "package_header"))
        import_add_package(state, node, "kotlin", name);
    else if (name.len)
        import_add(state, node, "import",
                   ast_is_null(ast_child_of_type(node, "wildcard_import")) ? name : with_star(state, name));
}

/* Scala ------------------------------------------------------------------------------------------------------------ */

const struct ast_rule import_scala_rules[] = {
    AST_NODE("package_clause", 1),
    AST_NODE("import_declaration", 1),
    AST_RULES_END,
};

/* "a.b.{C, D => E}": each of the selected names is an import. */
static void add_selected(struct import_state *state, struct ast_node node, struct str prefix,
                         struct ast_node group)
{
    struct ast_children children;
    struct ast_node child;
    ast_children(group, &children);
    while (ast_child_next(&children, &child)) {
        struct ast_node inner = ast_child_named(child);
        struct str name = import_squeezed(state, ast_is_null(inner) ? child : inner);
        if (ast_is_named(child))
            import_add(state, node, "import",
                       str_from(arena_printf(state->file->arena, "%.*s%.*s", STR_ARG(prefix), STR_ARG(name))));
    }
}

void import_scala(struct import_state *state, struct ast_walk *walk)
{
    struct ast_node node = walk->node;
    if (ast_is(node, "package_clause")) {
        import_add_package(state, node, "scala", import_squeezed(state, ast_field(node, AST_FIELD_NAME)));
        return;
    }
    struct str name = behind_word(state, node, STR("import"));
    struct ast_node group = ast_child_of_type(node, "namespace_selectors");
    struct ast_node all = ast_child_of_type(node, "namespace_wildcard");
    ptrdiff_t brace = str_index(name, '{');
    if (!ast_is_null(group) && brace >= 0)
        add_selected(state, node, str_head(name, (size_t)brace), group);
    else if (!ast_is_null(all) && str_rindex(name, '.') > 0)
        import_add(state, node, "import", with_star(state, str_head(name, (size_t)str_rindex(name, '.'))));
    else if (name.len)
        import_add(state, node, "import", name);
}
