#include "analyzers/imports/import_inside.h"

enum { USE_DEPTH_MAX = 16 }; /* braces in braces; no real one has five */

const struct ast_rule import_rust_rules[] = {
    AST_NODE("use_declaration", 1),          AST_NODE("mod_item", 1), AST_NODE("attribute_item", 1),
    AST_NODE("extern_crate_declaration", 1), AST_RULES_END,
};

static struct str join(const struct import_state *state, struct str left, struct str right)
{
    if (left.len == 0 || right.len == 0)
        return left.len ? left : right;
    return str_from(arena_printf(state->file->arena, "%.*s::%.*s", STR_ARG(left), STR_ARG(right)));
}

/* A path that names one thing: "a::b", "a::b as c", "a::*". */
static struct str leaf(const struct import_state *state, struct ast_node node)
{
    if (ast_is(node, "use_as_clause"))
        node = ast_field(node, AST_FIELD_PATH);
    return import_squeezed(state, node);
}

/* What is left to expand. */
struct branch {
    struct ast_children children;
    struct str prefix;
};

static bool is_list(struct ast_node node)
{
    return ast_is(node, "scoped_use_list") || ast_is(node, "use_list");
}

static struct branch branch_of(const struct import_state *state, struct ast_node node, struct str prefix)
{
    struct branch branch = {.prefix = prefix};
    struct ast_node list = node;
    if (ast_is(node, "scoped_use_list")) {
        branch.prefix = join(state, prefix, import_squeezed(state, ast_field(node, AST_FIELD_PATH)));
        list = ast_child_of_type(node, "use_list");
    }
    ast_children(list, &branch.children);
    return branch;
}

/* Adds the leaves below `list`, in source order. */
static void add_leaves(struct import_state *state, struct import_found *found, struct ast_node list)
{
    struct branch branches[USE_DEPTH_MAX];
    size_t depth = 1;
    branches[0] = branch_of(state, list, (struct str){0});
    while (depth > 0) {
        struct branch *top = &branches[depth - 1];
        struct ast_node child;
        if (!ast_child_next(&top->children, &child))
            depth--;
        else if (is_list(child) && depth < USE_DEPTH_MAX)
            branches[depth++] = branch_of(state, child, top->prefix);
        else if (ast_is_named(child) && !ast_is_extra(child))
            import_add_name(state, found, join(state, top->prefix, leaf(state, child)));
    }
}

/* Nothing but white space since the last attribute? */
static bool has_attribute(const struct import_state *state, struct ast_node node)
{
    uint32_t from = state->attribute_end;
    return from > 0 && from <= node.start &&
           str_trim(str_of(state->file->text.p + from, node.start - from)).len == 0;
}

/* Is one of the conditions in "a, b(c, d), e)" exactly `test`? */
static bool lists_test(struct str conditions)
{
    size_t start = 0;
    int depth = 0;
    for (size_t i = 0; i < conditions.len && depth >= 0; i++) {
        char c = conditions.p[i];
        depth += (c == '(') - (c == ')');
        if (depth < 0 || (depth == 0 && c == ',')) {
            if (str_eq(str_of(conditions.p + start, i - start), STR("test")))
                return true;
            start = i + 1;
        }
    }
    return false;
}

/* `#[cfg(test)]`, or test among conditions that must all hold; `any(test, …)` and `not(test)` say nothing of the kind. */
static bool is_test_attribute(struct str attribute)
{
    static const char *const starts[] = {"#[cfg(all(", "#[cfg("};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        if (str_starts(attribute, str_from(starts[i])))
            return lists_test(str_skip(attribute, strlen(starts[i])));
    }
    return false;
}

static void see_attribute(struct import_state *state, struct ast_node node)
{
    bool before = has_attribute(state, node) && state->attribute_test;
    state->attribute_test = before || is_test_attribute(import_squeezed(state, node));
    state->attribute_start = node.start;
    state->attribute_end = ast_end(node);
}

static bool is_for_tests(const struct import_state *state, struct ast_node node)
{
    return node.start < state->test_end || (state->attribute_test && has_attribute(state, node));
}

static void add_use(struct import_state *state, struct ast_node node)
{
    struct ast_node argument = ast_field(node, AST_FIELD_ARGUMENT);
    if (ast_is_null(argument))
        return;
    struct str module = leaf(state, argument);
    struct ast_node list = argument;
    if (ast_is(argument, "scoped_use_list")) {
        module = import_squeezed(state, ast_field(argument, AST_FIELD_PATH));
        list = ast_child_of_type(argument, "use_list");
    } else if (ast_is(argument, "use_list")) {
        module = (struct str){0};
    }
    struct import_found *found = import_add(state, node, "use", module);
    if (is_list(list))
        add_leaves(state, found, list);
}

/* `mod x;`, with the attribute before it, which may say where the file is. */
static void add_mod(struct import_state *state, struct ast_node node)
{
    if (!ast_is_null(ast_field(node, AST_FIELD_BODY))) {
        if (is_for_tests(state, node) && ast_end(node) > state->test_end)
            state->test_end = ast_end(node);
        return;
    }
    struct import_found *found =
        import_add(state, node, "mod", import_cut(state, ast_field(node, AST_FIELD_NAME)));
    if (has_attribute(state, node))
        found->text = import_line(state, state->attribute_start, ast_end(node));
}

void import_rust(struct import_state *state, struct ast_walk *walk)
{
    struct ast_node node = walk->node;
    size_t before = state->found.len;
    if (ast_is(node, "attribute_item"))
        see_attribute(state, node);
    else if (ast_is(node, "use_declaration"))
        add_use(state, node);
    else if (ast_is(node, "mod_item"))
        add_mod(state, node);
    else
        import_add(state, node, "extern_crate", import_cut(state, ast_field(node, AST_FIELD_NAME)));
    if (state->found.len > before)
        state->found.at[before].is_test = is_for_tests(state, node);
}
