#include "analyzers/units/unit_shape.h"

/* Types of children. */
struct shape {
    const char *unit;
    const char *name;         /* NULL: the grammar has a field for it */
    const char *body, *other; /* two types of body; NULL: a field */
    const char *parameters;   /* NULL: they are children of the unit itself */
    const char *parameter;    /* NULL: all named ones are */
};

static const struct shape kotlin[] = {
    {"function_declaration", "simple_identifier", "function_body", NULL, "function_value_parameters",
     "parameter"},
    {"secondary_constructor", "constructor", "statements", NULL, "function_value_parameters", "parameter"},
    {"anonymous_function", NULL, "function_body", NULL, "function_value_parameters", "parameter"},
    {"class_declaration", "type_identifier", "class_body", "enum_class_body", NULL, NULL},
    {"object_declaration", "type_identifier", "class_body", NULL, NULL, NULL},
    {"companion_object", "type_identifier", "class_body", NULL, NULL, NULL},
    {NULL},
};

static const struct shape ocaml[] = {
    {"let_binding", "value_name", NULL, NULL, NULL, "parameter"},
    {"method_definition", "method_name", NULL, NULL, NULL, "parameter"},
    {"module_binding", "module_name", NULL, NULL, NULL, NULL},
    {"module_type_definition", "module_type_name", NULL, NULL, NULL, NULL},
    {"class_binding", "class_name", NULL, NULL, NULL, NULL},
    {NULL},
};

static const struct shape scala[] = {
    {"function_definition", NULL, NULL, NULL, "parameters", "parameter"},
    {"function_declaration", NULL, NULL, NULL, "parameters", "parameter"},
    {NULL},
};

static const struct shape swift[] = {
    {"function_declaration", NULL, NULL, NULL, NULL, "parameter"},
    {"protocol_function_declaration", NULL, NULL, NULL, NULL, "parameter"},
    {"init_declaration", NULL, NULL, NULL, NULL, "parameter"},
    {"deinit_declaration", "deinit", NULL, NULL, NULL, "parameter"},
    {NULL},
};

static const struct shape zig[] = {
    {"function_declaration", NULL, NULL, NULL, "parameters", "parameter"},
    {NULL},
};

static const struct shape *const shapes[AST_LANGS] = {
    [AST_KOTLIN] = kotlin, [AST_OCAML] = ocaml, [AST_SCALA] = scala, [AST_SWIFT] = swift, [AST_ZIG] = zig,
};

static const struct shape *shape_of(struct ast_node unit)
{
    const struct shape *shape = shapes[ast_lang(unit)];
    for (; shape && shape->unit; shape++)
        if (ast_is(unit, shape->unit))
            return shape;
    return NULL;
}

/* Elixir ----------------------------------------------------------------------------------------------------------- */

/* A word, and what it makes of the node it stands in. */
static const struct kind_word {
    const char *word;
    enum unit_code code;
} elixir_words[] = {
    {"def", UNIT_FUNCTION},
    {"defp", UNIT_FUNCTION},
    {"defmacro", UNIT_FUNCTION},
    {"defmacrop", UNIT_FUNCTION},
    {"defguard", UNIT_FUNCTION},
    {"defguardp", UNIT_FUNCTION},
    {"defmodule", UNIT_MODULE},
    {"defprotocol", UNIT_INTERFACE},
    {"if", UNIT_IF},
    {"unless", UNIT_IF},
    {"for", UNIT_LOOP},
    {"case", UNIT_SWITCH},
    {"cond", UNIT_SWITCH},
    {"with", UNIT_IF},
};

static enum unit_code elixir_kind(struct ast_node call)
{
    struct ast_node target = ast_field(call, AST_FIELD_TARGET);
    if (!ast_is(target, "identifier"))
        return 0;
    struct str word = ast_text(target);
    for (size_t i = 0; i < sizeof elixir_words / sizeof *elixir_words; i++)
        if (str_eq(word, str_from(elixir_words[i].word)))
            return elixir_words[i].code;
    return 0;
}

/* `f(a, b) when …`: the head of a definition without its guard. */
static struct ast_node elixir_head(struct ast_node call)
{
    struct ast_node head = ast_child_named(ast_child_of_type(call, "arguments"));
    return ast_is(head, "binary_operator") ? ast_field(head, AST_FIELD_LEFT) : head;
}

static struct ast_node elixir_name(struct ast_node call)
{
    struct ast_node head = elixir_head(call);
    return ast_is(head, "call") ? ast_field(head, AST_FIELD_TARGET) : head;
}

/* Kinds ------------------------------------------------------------------------------------------------------------ */

/* The word in a declaration that says what it declares. */
static enum unit_code kind_by_word(struct ast_node declaration)
{
    static const struct kind_word words[] = {
        {"interface", UNIT_INTERFACE},
        {"struct", UNIT_STRUCT},
        {"enum", UNIT_ENUM},
        {"extension", UNIT_SCOPE},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!ast_is_null(ast_child_of_type(declaration, words[i].word)))
            return words[i].code;
    return UNIT_CLASS;
}

static enum unit_code ocaml_kind(struct ast_node binding)
{
    struct ast_node body = ast_field(binding, AST_FIELD_BODY);
    bool is_function = !ast_is_null(ast_child_of_type(binding, "parameter")) ||
                       ast_is(body, "fun_expression") || ast_is(body, "function_expression");
    return is_function ? UNIT_FUNCTION : 0;
}

static enum unit_code go_kind(struct ast_node spec)
{
    struct ast_node type = ast_field(spec, AST_FIELD_TYPE);
    return ast_is(type, "struct_type") ? UNIT_STRUCT : ast_is(type, "interface_type") ? UNIT_INTERFACE : 0;
}

enum unit_code unit_shape_kind(const struct ast_walk *walk)
{
    switch (walk->file->lang) {
    case AST_ELIXIR: return elixir_kind(walk->node);
    case AST_GO: return go_kind(walk->node);
    case AST_OCAML: return ocaml_kind(walk->node);
    default: return kind_by_word(walk->node);
    }
}

/* Parts ------------------------------------------------------------------------------------------------------------ */

/* Zig's types are values: what has a name is the constant that holds one. */
static struct ast_node zig_name(const struct ast_walk *walk)
{
    struct ast_node parent = ast_parent(walk, 1);
    return ast_is(parent, "variable_declaration") ? ast_child_of_type(parent, "identifier")
                                                  : (struct ast_node){0};
}

struct ast_node unit_shape_name(const struct ast_walk *walk)
{
    const struct shape *shape = shape_of(walk->node);
    if (walk->file->lang == AST_ELIXIR)
        return elixir_name(walk->node);
    if (walk->file->lang == AST_ZIG && !shape)
        return zig_name(walk);
    return shape && shape->name ? ast_child_of_type(walk->node, shape->name) : (struct ast_node){0};
}

struct ast_node unit_shape_body(struct ast_node unit)
{
    const struct shape *shape = shape_of(unit);
    enum ast_lang lang = ast_lang(unit);
    if (lang == AST_ELIXIR)
        return ast_child_of_type(unit, "do_block");
    if (lang == AST_ZIG && !shape)
        return unit;
    if (!shape || !shape->body)
        return (struct ast_node){0};
    struct ast_node body = ast_child_of_type(unit, shape->body);
    return ast_is_null(body) && shape->other ? ast_child_of_type(unit, shape->other) : body;
}

struct ast_node unit_shape_parameters(const struct ast_walk *walk, const char **ret_parameter)
{
    const struct shape *shape = shape_of(walk->node);
    *ret_parameter = shape ? shape->parameter : NULL;
    if (walk->file->lang == AST_ELIXIR)
        return ast_child_of_type(elixir_head(walk->node), "arguments");
    if (!shape)
        return (struct ast_node){0};
    return shape->parameters ? ast_child_of_type(walk->node, shape->parameters) : walk->node;
}

/* A member of a Python class, but no member. */
static bool is_docstring(struct ast_node node)
{
    return ast_is(node, "expression_statement") && ast_is(ast_child_named(node), "string");
}

uint32_t unit_members(struct ast_node body)
{
    struct ast_children children;
    struct ast_node child;
    uint32_t count = 0;
    ast_children(body, &children);
    while (ast_child_next(&children, &child))
        count += ast_is_named(child) && !ast_is_extra(child) && !ast_is(child, "access_specifier") &&
                 !is_docstring(child);
    return count;
}
