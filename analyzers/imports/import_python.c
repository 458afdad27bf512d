#include "analyzers/imports/import_inside.h"

const struct ast_rule import_python_rules[] = {
    AST_NODE("import_statement", 1),
    AST_NODE("import_from_statement", 1),
    AST_NODE("future_import_statement", 1),
    AST_NODE("call", 1),
    AST_RULES_END,
};

/* Below `if TYPE_CHECKING:`, which is false at run time. */
static bool is_type_only(const struct import_state *state, struct ast_walk *walk)
{
    struct ast_ancestors ancestors = ast_ancestors(walk);
    struct ast_node node;
    while (ast_ancestor_next(&ancestors, &node)) {
        if (ast_is(node, "if_statement") &&
            str_ends(import_cut(state, ast_field(node, AST_FIELD_CONDITION)), STR("TYPE_CHECKING")))
            return true;
    }
    return false;
}

/* The name in "name" or "name as other". */
static struct str imported(const struct import_state *state, struct ast_node node)
{
    return import_squeezed(state, ast_is(node, "aliased_import") ? ast_field(node, AST_FIELD_NAME) : node);
}

static bool is_name(struct ast_node node)
{
    return ast_is(node, "dotted_name") || ast_is(node, "aliased_import");
}

static void add_imports(struct import_state *state, struct ast_walk *walk)
{
    struct ast_children children;
    struct ast_node child;
    bool type_only = is_type_only(state, walk);
    ast_children(walk->node, &children);
    while (ast_child_next(&children, &child)) {
        if (is_name(child))
            import_add(state, walk->node, "import", imported(state, child))->is_type_only = type_only;
    }
}

/* Takes the dots off the front of *module. */
static uint32_t take_level(struct str *module)
{
    uint32_t level = 0;
    while (level < module->len && module->p[level] == '.')
        level++;
    *module = str_skip(*module, level);
    return level;
}

static void add_from(struct import_state *state, struct ast_walk *walk)
{
    struct ast_node from = ast_field(walk->node, AST_FIELD_MODULE_NAME);
    bool is_future = ast_is_null(from);
    struct str module = is_future ? STR("__future__") : import_squeezed(state, from);
    uint32_t level = take_level(&module);
    struct import_found *found = import_add(state, walk->node, "from", module);
    found->level = level;
    found->is_type_only = is_type_only(state, walk);
    struct ast_children children;
    struct ast_node child;
    ast_children(walk->node, &children);
    while (ast_child_next(&children, &child)) {
        if (is_name(child) && child.id != from.id)
            import_add_name(state, found, imported(state, child));
        else if (ast_is(child, "wildcard_import"))
            import_add_name(state, found, STR("*"));
    }
}

static void add_dynamic(struct import_state *state, struct ast_node node)
{
    struct str function = import_cut(state, ast_field(node, AST_FIELD_FUNCTION));
    if (!str_eq(function, STR("__import__")) && !str_eq(function, STR("import_module")) &&
        !str_eq(function, STR("importlib.import_module")))
        return;
    struct ast_node argument = ast_child_named(ast_field(node, AST_FIELD_ARGUMENTS));
    if (!import_is_literal(state, argument))
        return;
    struct str module = import_literal(state, argument);
    uint32_t level = take_level(&module);
    import_add(state, node, "dynamic", module)->level = level;
}

void import_python(struct import_state *state, struct ast_walk *walk)
{
    if (ast_is(walk->node, "call"))
        add_dynamic(state, walk->node);
    else if (ast_is(walk->node, "import_statement"))
        add_imports(state, walk);
    else
        add_from(state, walk);
}
