/* C and C++: #include, and the module imports of C++20, which the grammar takes for declarations. */
#include "analyzers/imports/import_inside.h"

const struct ast_rule import_c_rules[] = {
    AST_TOKEN("#include", 1), /* the token, since in the middle of an expression there is no node around it */
    AST_NODE("declaration", 2),
    AST_RULES_END,
};

/* What stands between `open`, the first byte of `rest`, and `close`; empty when it is not closed. */
static struct str enclosed(struct str rest, char close)
{
    ptrdiff_t end = str_index(str_skip(rest, 1), close);
    return end < 0 ? (struct str){0} : str_of(rest.p + 1, (size_t)end);
}

static void add_include(struct import_state *state, struct ast_node token)
{
    struct str rest = str_skip(state->file->text, ast_end(token));
    rest = str_trim(str_cut(&rest, '\n'));
    if (rest.len == 0)
        return;
    bool quoted = rest.p[0] == '"', angle = rest.p[0] == '<';
    struct str spec = quoted || angle ? enclosed(rest, quoted ? '"' : '>') : str_trim(str_cut(&rest, '/'));
    if (spec.len == 0)
        return;
    const char *form = quoted ? "include" : angle ? "include_system" : "include_macro";
    struct import_found *found = import_add(state, token, form, spec);
    uint32_t end = (uint32_t)(spec.p + spec.len - state->file->text.p) + (quoted || angle);
    found->text = import_line(state, token.start, end);
}

static void add_module(struct import_state *state, struct ast_node node)
{
    struct str text = import_cut(state, node);
    if (str_starts(text, STR("export ")))
        text = str_skip(text, STR("export ").len);
    if (!str_starts(text, STR("import ")))
        return;
    struct str rest = str_skip(text, STR("import ").len);
    struct str name = str_trim(str_cut(&rest, ';'));
    if (name.len > 0 && str_index(name, '=') < 0 && str_index(name, ' ') < 0)
        import_add(state, node, "import", name);
}

void import_c(struct import_state *state, struct ast_walk *walk)
{
    if (ast_is(walk->node, "#include"))
        add_include(state, walk->node);
    else if (state->file->lang == AST_CPP)
        add_module(state, walk->node);
}
