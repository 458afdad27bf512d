/* PHP, Ruby and the shell: languages whose imports run. */
#include "analyzers/imports/import_inside.h"

/* PHP -------------------------------------------------------------------------------------------------------------- */

const struct ast_rule import_php_rules[] = {
    AST_NODE("namespace_definition", 1),
    AST_NODE("namespace_use_declaration", 1),
    AST_NODE("include_expression", 1),
    AST_NODE("include_once_expression", 1),
    AST_NODE("require_expression", 1),
    AST_NODE("require_once_expression", 1),
    AST_RULES_END,
};

static struct str without_root(struct str name)
{
    return str_starts(name, STR("\\")) ? str_skip(name, 1) : name;
}

static struct str clause_name(const struct import_state *state, struct ast_node clause)
{
    return without_root(import_squeezed(state, ast_child_named(clause)));
}

static void add_group(struct import_state *state, struct import_found *found, struct ast_node group)
{
    struct ast_children children;
    struct ast_node child;
    ast_children(group, &children);
    while (ast_child_next(&children, &child)) {
        if (ast_is(child, "namespace_use_clause"))
            import_add_name(state, found, clause_name(state, child));
    }
}

/* "use function" and "use const"; the grammar has the word in the declaration or in its clause. */
static const char *use_form(struct ast_node node)
{
    return import_has_token(node, "function") ? "use_function"
           : import_has_token(node, "const")  ? "use_const"
                                              : "use";
}

static void add_use(struct import_state *state, struct ast_node node)
{
    const char *form = use_form(node);
    struct ast_node group = ast_child_of_type(node, "namespace_use_group");
    if (!ast_is_null(group)) {
        struct ast_node prefix = ast_child_of_type(node, "namespace_name");
        add_group(state, import_add(state, node, form, without_root(import_squeezed(state, prefix))), group);
        return;
    }
    struct ast_children children;
    struct ast_node child;
    ast_children(node, &children);
    while (ast_child_next(&children, &child)) {
        if (ast_is(child, "namespace_use_clause"))
            import_add(state, node, strcmp(form, "use") == 0 ? use_form(child) : form,
                       clause_name(state, child));
    }
}

static void add_include(struct import_state *state, struct ast_node node)
{
    static const char *const forms[] = {"include_once", "include", "require_once", "require"};
    struct ast_node path = ast_child_named(node);
    while (ast_is(path, "parenthesized_expression"))
        path = ast_child_named(path);
    if (ast_is_null(path))
        return;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (!str_starts(str_from(ast_type(node)), str_from(forms[i])))
            continue;
        import_add(state, node, forms[i], import_literal(state, path));
        return;
    }
}

void import_php(struct import_state *state, struct ast_walk *walk)
{
    if (ast_is(walk->node, "namespace_definition"))
        import_add_package(state, walk->node, "php",
                           import_squeezed(state, ast_field(walk->node, AST_FIELD_NAME)));
    else if (ast_is(walk->node, "namespace_use_declaration"))
        add_use(state, walk->node);
    else
        add_include(state, walk->node);
}

/* Ruby ------------------------------------------------------------------------------------------------------------- */

const struct ast_rule import_ruby_rules[] = {
    AST_NODE("call", 1),
    AST_RULES_END,
};

static const char *ruby_form(struct str method)
{
    static const char *const forms[] = {"require", "require_relative", "load", "autoload"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (str_eq(method, str_from(forms[i])))
            return forms[i];
    }
    return NULL;
}

void import_ruby(struct import_state *state, struct ast_walk *walk)
{
    const char *form = ruby_form(import_cut(state, ast_field(walk->node, AST_FIELD_METHOD)));
    if (!form || !ast_is_null(ast_field(walk->node, AST_FIELD_RECEIVER)))
        return;
    struct ast_node arguments = ast_field(walk->node, AST_FIELD_ARGUMENTS);
    bool is_autoload = strcmp(form, "autoload") == 0; /* autoload :Name, "path" */
    struct ast_node path = is_autoload ? import_last_named(arguments) : ast_child_named(arguments);
    if (!ast_is_null(path) && !ast_is(path, "simple_symbol"))
        import_add(state, walk->node, form, import_literal(state, path));
}

/* Shell ------------------------------------------------------------------------------------------------------------ */

const struct ast_rule import_shell_rules[] = {
    AST_NODE("command", 1),
    AST_RULES_END,
};

void import_shell(struct import_state *state, struct ast_walk *walk)
{
    struct str name = import_cut(state, ast_field(walk->node, AST_FIELD_NAME));
    if (!str_eq(name, STR("source")) && !str_eq(name, STR(".")) && !str_eq(name, STR("\\.")))
        return;
    struct ast_node path = ast_field(walk->node, AST_FIELD_ARGUMENT);
    if (!ast_is_null(path))
        import_add(state, walk->node, "source", import_literal(state, path));
}
