/* Elixir, Lua, OCaml, Swift and Zig: each import names one module. */
#include "analyzers/imports/import_inside.h"

/* Elixir ----------------------------------------------------------------------------------------------------------- */

const struct ast_rule import_elixir_rules[] = {
    AST_NODE("call", 1),
    AST_RULES_END,
};

/* `alias A.{B, C}` */
static void add_group(struct import_state *state, struct ast_node node, const char *form, struct ast_node dot)
{
    struct str prefix = import_squeezed(state, ast_field(dot, AST_FIELD_LEFT));
    struct ast_children children;
    struct ast_node child;
    ast_children(ast_field(dot, AST_FIELD_RIGHT), &children);
    while (ast_child_next(&children, &child)) {
        if (!ast_is(child, "alias"))
            continue;
        struct str name = import_squeezed(state, child);
        import_add(state, node, form,
                   str_from(arena_printf(state->file->arena, "%.*s.%.*s", STR_ARG(prefix), STR_ARG(name))));
    }
}

static const char *elixir_form(struct str word)
{
    static const char *const forms[] = {"alias", "import", "require", "use"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (str_eq(word, str_from(forms[i])))
            return forms[i];
    return NULL;
}

void import_elixir(struct import_state *state, struct ast_walk *walk)
{
    const char *form = elixir_form(import_cut(state, ast_field(walk->node, AST_FIELD_TARGET)));
    if (!form)
        return;
    struct ast_node module = ast_child_named(ast_child_of_type(walk->node, "arguments"));
    if (ast_is(module, "dot"))
        add_group(state, walk->node, form, module);
    else if (ast_is(module, "alias"))
        import_add(state, walk->node, form, import_squeezed(state, module));
}

/* Lua -------------------------------------------------------------------------------------------------------------- */

const struct ast_rule import_lua_rules[] = {
    AST_NODE("function_call", 1),
    AST_RULES_END,
};

void import_lua(struct import_state *state, struct ast_walk *walk)
{
    struct ast_node name = ast_field(walk->node, AST_FIELD_NAME);
    struct ast_node module = ast_child_named(ast_field(walk->node, AST_FIELD_ARGUMENTS));
    if (str_eq(import_cut(state, name), STR("require")) && !ast_is_null(module))
        import_add(state, walk->node, "require", import_literal(state, module));
}

/* OCaml ------------------------------------------------------------------------------------------------------------ */

const struct ast_rule import_ocaml_rules[] = {
    AST_NODE("open_module", 1),
    AST_NODE("include_module", 1),
    AST_RULES_END,
};

void import_ocaml(struct import_state *state, struct ast_walk *walk)
{
    struct ast_node path = ast_child_of_type(walk->node, "module_path");
    if (!ast_is_null(path))
        import_add(state, walk->node, ast_is(walk->node, "open_module") ? "open" : "include",
                   import_squeezed(state, path));
}

/* Swift ------------------------------------------------------------------------------------------------------------ */

const struct ast_rule import_swift_rules[] = {
    AST_NODE("import_declaration", 1),
    AST_RULES_END,
};

void import_swift(struct import_state *state, struct ast_walk *walk)
{
    struct ast_node name = ast_child_of_type(walk->node, "identifier");
    if (!ast_is_null(name))
        import_add(state, walk->node, "import", import_squeezed(state, name));
}

/* Zig -------------------------------------------------------------------------------------------------------------- */

const struct ast_rule import_zig_rules[] = {
    AST_NODE("builtin_function", 1),
    AST_RULES_END,
};

void import_zig(struct import_state *state, struct ast_walk *walk)
{
    struct str name = import_cut(state, ast_child_of_type(walk->node, "builtin_identifier"));
    struct ast_node path = ast_child_named(ast_child_of_type(walk->node, "arguments"));
    if (str_eq(name, STR("@import")) && !ast_is_null(path))
        import_add(state, walk->node, "import", import_literal(state, path));
}
