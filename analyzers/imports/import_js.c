/* JavaScript and TypeScript. */
#include "analyzers/imports/import_inside.h"

const struct ast_rule import_js_rules[] = {
    AST_NODE("import_statement", 1),
    AST_NODE("export_statement", 1),
    AST_NODE("call_expression", 1),
    AST_NODE("comment", 1),
    AST_RULES_END,
};

static bool is_type_only(struct ast_node node)
{
    return import_has_token(node, "type") || import_has_token(node, "typeof");
}

/* The names of { a as b, c }. */
static void add_names(struct import_state *state, struct import_found *found, struct ast_node list)
{
    struct ast_children children;
    struct ast_node child;
    ast_children(list, &children);
    while (ast_child_next(&children, &child)) {
        if (ast_is_named(child) && !ast_is_extra(child))
            import_add_name(state, found, import_cut(state, ast_field(child, AST_FIELD_NAME)));
    }
}

static void add_clause(struct import_state *state, struct import_found *found, struct ast_node clause)
{
    struct ast_children children;
    struct ast_node child;
    ast_children(clause, &children);
    while (ast_child_next(&children, &child)) {
        if (ast_is(child, "identifier"))
            import_add_name(state, found, STR("default"));
        else if (ast_is(child, "namespace_import"))
            import_add_name(state, found, STR("*"));
        else if (ast_is(child, "named_imports"))
            add_names(state, found, child);
    }
}

static void add_import(struct import_state *state, struct ast_node node)
{
    struct ast_node require = ast_child_of_type(node, "import_require_clause");
    struct ast_node source = ast_field(ast_is_null(require) ? node : require, AST_FIELD_SOURCE);
    if (ast_is_null(source))
        return;
    const char *form = ast_is_null(require) ? "import" : "require";
    struct import_found *found = import_add(state, node, form, import_literal(state, source));
    found->is_type_only = is_type_only(node);
    add_clause(state, found, ast_child_of_type(node, "import_clause"));
}

static void add_export(struct import_state *state, struct ast_node node)
{
    struct ast_node source = ast_field(node, AST_FIELD_SOURCE);
    if (ast_is_null(source))
        return;
    struct import_found *found = import_add(state, node, "export", import_literal(state, source));
    found->is_type_only = is_type_only(node);
    struct ast_node clause = ast_child_of_type(node, "export_clause");
    if (ast_is_null(clause))
        import_add_name(state, found, STR("*"));
    else
        add_names(state, found, clause);
}

/* In a type annotation: import("./x").T. */
static bool is_in_type(struct ast_walk *walk)
{
    struct ast_ancestors ancestors = ast_ancestors(walk);
    struct ast_node node;
    while (ast_ancestor_next(&ancestors, &node) && ast_is(node, "member_expression")) {}
    return ast_is(node, "type_annotation") || ast_is(node, "type_alias_declaration");
}

static void add_call(struct import_state *state, struct ast_walk *walk)
{
    struct ast_node node = walk->node, function = ast_field(node, AST_FIELD_FUNCTION);
    bool is_dynamic = ast_is(function, "import");
    if (!is_dynamic &&
        !(ast_is(function, "identifier") && str_eq(import_cut(state, function), STR("require"))))
        return;
    struct ast_node argument = ast_child_named(ast_field(node, AST_FIELD_ARGUMENTS));
    if (!import_is_literal(state, argument))
        return;
    struct str module = import_literal(state, argument);
    import_add(state, node, is_dynamic ? "dynamic" : "require", module)->is_type_only =
        is_dynamic && is_in_type(walk);
}

/* The value of `name` in <reference name="value" />. */
static struct str attribute(struct str text, struct str name)
{
    ptrdiff_t at = str_find(text, name);
    if (at < 0)
        return (struct str){0};
    struct str rest = str_skip(text, (size_t)at + name.len);
    if (rest.len < 2 || (rest.p[0] != '"' && rest.p[0] != '\''))
        return (struct str){0};
    ptrdiff_t end = str_index(str_skip(rest, 1), rest.p[0]);
    return end < 0 ? (struct str){0} : str_of(rest.p + 1, (size_t)end);
}

static void add_reference(struct import_state *state, struct ast_node node)
{
    struct str text = import_cut(state, node);
    if (!str_starts(text, STR("///")) || !str_starts(str_trim(str_skip(text, 3)), STR("<reference")))
        return;
    struct str path = attribute(text, STR("path="));
    struct str module = path.len ? path : attribute(text, STR("types="));
    if (module.len == 0)
        return;
    if (path.len && path.p[0] != '.' && path.p[0] != '/') /* always beside the file */
        module = str_from(arena_printf(state->file->arena, "./%.*s", STR_ARG(path)));
    import_add(state, node, "reference", module)->is_type_only = true;
}

void import_js(struct import_state *state, struct ast_walk *walk)
{
    struct ast_node node = walk->node;
    if (ast_is(node, "call_expression"))
        add_call(state, walk);
    else if (ast_is(node, "comment"))
        add_reference(state, node);
    else if (ast_is(node, "import_statement"))
        add_import(state, node);
    else
        add_export(state, node);
}
