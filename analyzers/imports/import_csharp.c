/*
 * C#: namespaces and using directives, and which types the code names: a directive opens a namespace and says nothing of
 * what is taken from it, and types of the file's own namespace and of those around it need none.
 *
 * Every name that may be a type counts, but for those that stand where a member, a variable or a declaration is named.
 * A property may have the name of its type, and then means it too. Types start with a capital letter of ASCII here.
 */
#include "analyzers/imports/import_inside.h"

const struct ast_rule import_csharp_rules[] = {
    AST_NODE("namespace_declaration", 1),
    AST_NODE("file_scoped_namespace_declaration", 1),
    AST_NODE("using_directive", 1),
    AST_NODE("identifier", 2),
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

/* A name where it stands: without its type arguments, and with all that is dotted behind it. */
struct place {
    struct ast_node node, parent;
};

static bool begins(struct ast_node node, struct ast_node outer)
{
    return !ast_is_null(outer) && node.start == outer.start;
}

/* From the first word of `A.B.C<D>` to the whole; any other word stands for nothing by itself. */
static bool find_place(struct ast_walk *walk, struct place *ret_place)
{
    struct ast_ancestors ancestors = ast_ancestors(walk);
    struct place place = {.node = walk->node};
    while (ast_ancestor_next(&ancestors, &place.parent)) {
        bool is_part = ast_is(place.parent, "generic_name") || ast_is(place.parent, "qualified_name");
        if (!is_part)
            break;
        if (!begins(place.node, place.parent))
            return false;
        place.node = place.parent;
    }
    *ret_place = place;
    return true;
}

static bool is_any_of(struct ast_node node, const char *const *types)
{
    while (*types && !ast_is(node, *types))
        types++;
    return *types != NULL;
}

static bool declares_type(struct ast_node parent)
{
    static const char *const declarations[] = {
        "class_declaration",  "struct_declaration",   "interface_declaration", "enum_declaration",
        "record_declaration", "delegate_declaration", "type_parameter",        NULL,
    };
    return is_any_of(parent, declarations);
}

/* Does a member, a variable, an argument or a namespace have this name, rather than a type? */
static bool names_other(const struct place *place)
{
    static const char *const others[] = {
        "using_directive", "namespace_declaration", "file_scoped_namespace_declaration",
        "name_colon",      "name_equals",           "label_statement",
        "goto_statement",  "alias_qualified_name",  NULL,
    };
    if (ast_is(place->parent, "attribute"))
        return false;
    if (is_any_of(place->parent, others) || begins(place->node, ast_field(place->parent, AST_FIELD_NAME)))
        return true;
    return ast_is(place->parent, "invocation_expression") && begins(place->node, place->parent);
}

static struct str without_arguments(struct str name)
{
    ptrdiff_t open = str_index(name, '<');
    return open < 0 ? name : str_head(name, (size_t)open);
}

static void take_name(struct import_state *state, struct ast_walk *walk)
{
    struct place place;
    char first = state->file->text.p[walk->node.start];
    if (first < 'A' || first > 'Z' || !find_place(walk, &place))
        return;
    struct str name = without_arguments(import_squeezed(state, place.node));
    if (declares_type(place.parent) && names_other(&place))
        map_put(&state->declared, state->file->arena, name, NULL);
    else if (!names_other(&place))
        intern_id(&state->used, state->file->arena, name);
}

static void add_using(struct import_state *state, struct ast_node node)
{
    struct str name = import_squeezed(state, import_last_named(node));
    const char *form = !ast_is_null(ast_field(node, AST_FIELD_NAME)) ? "using_alias"
                       : import_has_token(node, "static")            ? "using_static"
                       : import_has_token(node, "global")            ? "using_global"
                                                                     : "using";
    if (name.len > 0)
        import_add(state, node, form, name);
}

void import_csharp(struct import_state *state, struct ast_walk *walk)
{
    if (ast_is(walk->node, "using_directive"))
        add_using(state, walk->node);
    else if (ast_is(walk->node, "identifier"))
        take_name(state, walk);
    else
        import_add_package(state, walk->node, "csharp", namespace_name(state, walk));
}
