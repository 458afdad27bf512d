/*
 * Java: besides package and imports, which types the code names, since neither says it alone. A type of the same
 * package needs no import, and one that only documentation links to is imported like any other.
 *
 * Names count where the language wants a type, or something that may be one: in front of a dot or "::", behind "@".
 * Types start with a capital letter of ASCII here, as conventions want it; imports of others are not judged.
 */
#include "analyzers/imports/import_inside.h"

const struct ast_rule import_java_rules[] = {
    AST_NODE("package_declaration", 1),
    AST_NODE("import_declaration", 1),
    AST_NODE("type_identifier", 2),
    AST_NODE("identifier", 2),
    AST_RULES_END,
};

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_any_of(struct ast_node node, const char *const *types)
{
    while (*types && !ast_is(node, *types))
        types++;
    return *types != NULL;
}

/* The name in a declaration, behind annotations. */
static struct str dotted_name(const struct import_state *state, struct ast_node node)
{
    struct ast_node name = ast_child_of_type(node, "scoped_identifier");
    return import_squeezed(state, ast_is_null(name) ? ast_child_of_type(node, "identifier") : name);
}

/* Is it the name that `parent` gives to a type or type parameter? */
static bool is_declared(struct ast_node parent)
{
    static const char *const declarations[] = {
        "class_declaration",
        "interface_declaration",
        "enum_declaration",
        "record_declaration",
        "annotation_type_declaration",
        "type_parameter",
        NULL,
    };
    return is_any_of(parent, declarations);
}

/* The first name of a dotted one; a name without dots only where no variable or method can be meant. */
static bool is_used(struct ast_node node, struct ast_node parent)
{
    static const char *const annotations[] = {"annotation", "marker_annotation", NULL};
    static const char *const qualified[] = {
        "method_invocation", "field_access", "method_reference", "scoped_identifier", "record_pattern", NULL,
    };
    if (ast_is(node, "type_identifier"))
        return node.start == parent.start || !ast_is(parent, "scoped_type_identifier");
    return is_any_of(parent, annotations) || (node.start == parent.start && is_any_of(parent, qualified));
}

static void take_name(struct import_state *state, struct ast_walk *walk)
{
    struct ast_node node = walk->node;
    if (!is_capital(state->file->text.p[node.start]) || node.start < state->header_end)
        return;
    struct ast_node parent = ast_parent(walk, 1);
    if (is_declared(parent))
        map_put(&state->declared, state->file->arena, import_cut(state, node), NULL);
    else if (is_used(node, parent))
        intern_id(&state->used, state->file->arena, import_cut(state, node));
}

static void add_import(struct import_state *state, struct ast_node node)
{
    struct str name = dotted_name(state, node);
    state->header_end = ast_end(node);
    if (name.len == 0)
        return;
    if (!ast_is_null(ast_child_of_type(node, "asterisk")))
        name = str_from(arena_printf(state->file->arena, "%.*s.*", STR_ARG(name)));
    import_add(state, node, import_has_token(node, "static") ? "import_static" : "import", name);
    state->has_error = ast_has_error(node.tree);
}

void import_java(struct import_state *state, struct ast_walk *walk)
{
    struct ast_node node = walk->node;
    if (ast_is(node, "import_declaration"))
        add_import(state, node);
    else if (ast_is(node, "package_declaration"))
        import_add_package(state, node, "java", dotted_name(state, node));
    else
        take_name(state, walk);
}

/* What an import makes known is declared, as far as the package is concerned; one whose name no code has is unused, if
 * all of the code could be read. */
static void judge_import(struct import_state *state, struct import_found *found)
{
    struct str name = str_skip(found->module, (size_t)(str_rindex(found->module, '.') + 1));
    if (found->is_package || name.len == 0 || !is_capital(name.p[0]))
        return;
    bool is_type = strcmp(found->form, "import") == 0; /* static ones are of members, which may be constants */
    found->is_unused = is_type && !state->has_error && intern_find(&state->used, name) == INTERN_NONE;
    map_put(&state->declared, state->file->arena, name, NULL);
}

void import_java_judge(struct import_state *state)
{
    for (size_t i = 0; i < state->found.len; i++)
        judge_import(state, &state->found.at[i]);
}
