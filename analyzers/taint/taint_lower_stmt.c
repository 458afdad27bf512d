#include "analyzers/taint/taint_lower_inside.h"

uint32_t low_block(struct lower *l, struct ast_node node)
{
    struct low_scope scope = low_open(l, false);
    size_t mark = low_mark(l);
    low_push_children(l, node);
    low_close(l, scope);
    return low_finish(l, mark, IR_BLOCK, node);
}

/* The alternatives of an if: else, or one after another elif and else, from the n-th on. */
static uint32_t alternative(struct lower *l, struct ast_node node, unsigned n)
{
    struct ast_children children;
    struct ast_node child, found = {0};
    unsigned seen = 0;
    ast_children(node, &children);
    while (ast_child_next(&children, &child)) {
        bool is_one =
            ast_is(child, "else_clause") || ast_is(child, "elif_clause") || ast_is(child, "else_if_clause");
        if (is_one && seen++ == n)
            found = child;
    }
    if (ast_is_null(found))
        return n == 0 ? low(l, ast_field(node, AST_FIELD_ALTERNATIVE)) : 0;
    if (ast_is(found, "else_clause")) {
        struct ast_node body = ast_field(found, AST_FIELD_BODY);
        return low(l, ast_is_null(body) ? ast_child_named(found) : body);
    }
    if (l->depth + n > LOWER_DEPTH_MAX)
        l->is_refused = true;
    if (l->is_refused)
        return 0;
    uint32_t kids[3] = {low(l, ast_field(found, AST_FIELD_CONDITION)),
                        low(l, low_field2(found, AST_FIELD_CONSEQUENCE, AST_FIELD_BODY))};
    kids[2] = alternative(l, node, n + 1);
    return low_make(l, IR_IF, found, kids, 3);
}

static struct ast_node init_of(struct ast_node node)
{
    return low_field3(node, AST_FIELD_INIT, AST_FIELD_INITIALIZER, AST_FIELD_INITIALIZE);
}

uint32_t low_if(struct lower *l, struct ast_node node)
{
    struct low_scope scope = low_open(l, false);
    uint32_t init = low(l, init_of(node));
    uint32_t kids[3] = {low(l, ast_field(node, AST_FIELD_CONDITION)),
                        low(l, low_field2(node, AST_FIELD_CONSEQUENCE, AST_FIELD_BODY))};
    kids[2] = alternative(l, node, 0);
    uint32_t block[2] = {init, low_make(l, IR_IF, node, kids, 3)};
    low_close(l, scope);
    return init ? low_make(l, IR_BLOCK, node, block, 2) : block[1];
}

uint32_t low_while(struct lower *l, struct ast_node node)
{
    uint32_t kids[4] = {0, low(l, ast_field(node, AST_FIELD_CONDITION)), 0,
                        low(l, ast_field(node, AST_FIELD_BODY))};
    return low_make(l, IR_LOOP, node, kids, 4);
}

uint32_t low_do(struct lower *l, struct ast_node node)
{
    uint32_t id = low_while(l, node);
    if (id)
        low_node(l, id)->sub = 1;
    return id;
}

static uint32_t loop_of(struct lower *l, struct ast_node node, struct ast_node head, struct ast_node body)
{
    uint32_t kids[4];
    struct ast_node step = low_field2(head, AST_FIELD_UPDATE, AST_FIELD_INCREMENT);
    kids[0] = low(l, init_of(head));
    kids[1] = low(l, ast_field(head, AST_FIELD_CONDITION));
    kids[2] = low(l, step);
    kids[3] = low(l, body);
    return low_make(l, IR_LOOP, node, kids, 4);
}

/* Go has one word for all loops: with three parts, over a collection, with a condition, or with nothing. */
static uint32_t go_loop(struct lower *l, struct ast_node node)
{
    struct ast_node head = ast_child_named(node), body = ast_field(node, AST_FIELD_BODY);
    if (ast_is(head, "for_clause"))
        return loop_of(l, node, head, body);
    if (!ast_is(head, "range_clause")) {
        uint32_t kids[4] = {0, head.id == body.id ? 0 : low(l, head), 0, low(l, body)};
        return low_make(l, IR_LOOP, node, kids, 4);
    }
    uint32_t kids[4] = {0, low(l, ast_field(head, AST_FIELD_RIGHT))};
    struct ast_node left = ast_field(head, AST_FIELD_LEFT);
    kids[3] = low_place(l, low_named_child(left, 0), DECLARE_BLOCK);
    kids[0] = low_place(l, low_named_child(left, 1), DECLARE_BLOCK);
    kids[2] = low(l, body);
    return low_make(l, IR_EACH, node, kids, 4);
}

uint32_t low_for(struct lower *l, struct ast_node node)
{
    struct low_scope scope = low_open(l, false);
    uint32_t id =
        l->tf->grammar->is_go ? go_loop(l, node) : loop_of(l, node, node, ast_field(node, AST_FIELD_BODY));
    low_close(l, scope);
    return id;
}

/* foreach ($collection as $key => $value) */
static uint32_t php_each(struct lower *l, struct ast_node node)
{
    struct ast_node place = low_named_child(node, 1);
    uint32_t kids[4] = {0, low(l, low_named_child(node, 0))};
    if (ast_is(place, "pair")) {
        kids[3] = low_place(l, low_named_child(place, 0), DECLARE_FUNCTION);
        place = low_named_child(place, 1);
    }
    kids[0] = low_place(l, place, DECLARE_FUNCTION);
    kids[2] = low(l, ast_field(node, AST_FIELD_BODY));
    return low_make(l, IR_EACH, node, kids, 4);
}

uint32_t low_each(struct lower *l, struct ast_node node)
{
    if (l->grammar->is_php)
        return php_each(l, node);
    struct low_scope scope = low_open(l, false);
    struct ast_node left = low_field2(node, AST_FIELD_LEFT, AST_FIELD_NAME);
    uint32_t kids[4] = {0, low(l, low_field2(node, AST_FIELD_RIGHT, AST_FIELD_VALUE))};
    l->type = low_type(l, ast_field(node, AST_FIELD_TYPE));
    bool is_key = ast_is(ast_field(node, AST_FIELD_OPERATOR), "in"); /* JavaScript's for (k in o) */
    bool is_python = l->grammar->assignment_declares;
    kids[is_key ? 3 : 0] = low_place(l, left, is_python ? DECLARE_FUNCTION : DECLARE_NEW);
    l->type = 0;
    kids[2] = low(l, ast_field(node, AST_FIELD_BODY));
    low_close(l, scope);
    return low_make(l, IR_EACH, node, kids, 4);
}

/* Switches --------------------------------------------------------------------------------------------------------- */

static bool is_case(const char *type)
{
    static const char *const types[] = {
        "switch_block_statement_group",
        "switch_rule",
        "switch_case",
        "switch_default",
        "case_statement",
        "case_clause",
        "expression_case",
        "default_case",
        "type_case",
        "match_conditional_expression",
        "default_statement",
        "match_default_expression",
        "communication_case",
        NULL,
    };
    for (size_t i = 0; types[i]; i++) {
        if (strcmp(types[i], type) == 0)
            return true;
    }
    return false;
}

static bool is_label(struct ast_node node, struct ast_node value)
{
    static const char *const types[] = {"switch_label", "case_pattern", "match_condition_list"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (ast_is(node, types[i]))
            return true;
    }
    return node.id == value.id;
}

/* Values of a label; none for "default" and patterns that take all. */
static void push_labels(struct lower *l, struct ast_node label)
{
    if (ast_is(label, "switch_label") || ast_is(label, "match_condition_list") ||
        ast_is(label, "expression_list"))
        low_push_children(l, label);
    else if (!ast_is(label, "case_pattern"))
        low_push(l, low(l, label));
    else if (ast_is(ast_child_named(label), "union_pattern"))
        low_push_children(l, ast_child_named(label));
    else if (!ast_is_null(ast_child_named(label)))
        low_push(l, low(l, ast_child_named(label)));
}

static uint32_t low_case(struct lower *l, struct ast_node node)
{
    struct ast_children children;
    struct ast_node child, value = ast_field(node, AST_FIELD_VALUE);
    size_t labels = low_mark(l);
    ast_children(node, &children);
    while (ast_child_next(&children, &child)) {
        if (ast_is_named(child) && is_label(child, value))
            push_labels(l, child);
    }
    bool is_default = l->stack.len == labels;
    uint32_t list = low_finish(l, labels, IR_LIST, node);
    size_t mark = low_mark(l);
    low_push(l, is_default ? 0 : list);
    ast_children(node, &children);
    while (ast_child_next(&children, &child)) {
        bool is_code = ast_is_named(child) && !ast_is_extra(child) && !is_label(child, value);
        if (is_code)
            low_push(l, low(l, child));
    }
    return low_finish(l, mark, IR_CASE, node);
}

static void push_cases(struct lower *l, struct ast_node body)
{
    struct ast_children children;
    struct ast_node child;
    ast_children(body, &children);
    while (ast_child_next(&children, &child) && !l->is_refused) {
        if (is_case(ast_type(child)))
            low_push(l, low_case(l, child));
    }
}

static bool falls_through(struct lower *l, struct ast_node body)
{
    bool is_arrow = ast_is(ast_child_named(body), "switch_rule") || ast_is(body, "match_block");
    return !is_arrow && !l->grammar->is_go && !ast_is(ast_child_named(body), "case_clause");
}

uint32_t low_switch(struct lower *l, struct ast_node node)
{
    struct low_scope scope = low_open(l, false);
    size_t mark = low_mark(l);
    struct ast_node value = low_field3(node, AST_FIELD_CONDITION, AST_FIELD_VALUE, AST_FIELD_SUBJECT);
    struct ast_node body = ast_field(node, AST_FIELD_BODY);
    uint32_t init = low(l, init_of(node));
    low_push(l, low(l, value));
    push_cases(l, ast_is_null(body) ? node : body);
    uint32_t id = low_finish(l, mark, IR_SWITCH, node);
    if (id)
        low_node(l, id)->sub = falls_through(l, body);
    low_close(l, scope);
    uint32_t kids[2] = {init, id};
    return init ? low_make(l, IR_BLOCK, node, kids, 2) : id;
}

/* Jumps ------------------------------------------------------------------------------------------------------------ */

uint32_t low_return(struct lower *l, struct ast_node node)
{
    uint32_t value = low(l, ast_child_named(node));
    return low_make(l, IR_RETURN, node, &value, 1);
}

uint32_t low_break(struct lower *l, struct ast_node node)
{
    return low_leaf(l, IR_BREAK, node, 0);
}

uint32_t low_continue(struct lower *l, struct ast_node node)
{
    return low_leaf(l, IR_CONTINUE, node, 0);
}

uint32_t low_throw(struct lower *l, struct ast_node node)
{
    uint32_t value = low(l, ast_child_named(node));
    return low_make(l, IR_THROW, node, &value, 1);
}

uint32_t low_label(struct lower *l, struct ast_node node)
{
    struct ast_node label = low_named_child(node, 0), statement = low_named_child(node, 1);
    uint32_t value = low(l, statement);
    uint32_t id = low_make(l, IR_LABEL, node, &value, 1);
    if (id)
        low_node(l, id)->name = low_text_id(l, label);
    return id;
}

uint32_t low_goto(struct lower *l, struct ast_node node)
{
    return low_leaf(l, IR_GOTO, node, low_text_id(l, ast_child_named(node)));
}

/* Exceptions ------------------------------------------------------------------------------------------------------- */

static bool is_handler(const char *type)
{
    return strcmp(type, "catch_clause") == 0 || strcmp(type, "except_clause") == 0 ||
           strcmp(type, "except_group_clause") == 0;
}

static void declare_caught(struct lower *l, struct ast_node clause)
{
    struct ast_node name = ast_field(ast_child_of_type(clause, "catch_formal_parameter"), AST_FIELD_NAME);
    if (ast_is_null(name))
        name = low_field2(clause, AST_FIELD_PARAMETER, AST_FIELD_NAME);
    if (ast_is_null(name))
        name =
            ast_child_named(ast_child_of_type(ast_child_of_type(clause, "as_pattern"), "as_pattern_target"));
    if (!ast_is_null(name))
        low_place(l, name, l->grammar->assignment_declares ? DECLARE_FUNCTION : DECLARE_NEW);
}

static void push_handler(struct lower *l, struct ast_node clause)
{
    struct low_scope scope = low_open(l, false);
    struct ast_node body = ast_field(clause, AST_FIELD_BODY);
    declare_caught(l, clause);
    low_push(l, low(l, ast_is_null(body) ? ast_child_of_type(clause, "block") : body));
    low_close(l, scope);
}

static struct ast_node finally_of(struct ast_node node)
{
    struct ast_node clause = ast_child_of_type(node, "finally_clause");
    struct ast_node body = ast_field(clause, AST_FIELD_BODY);
    return ast_is_null(body) ? ast_child_named(clause) : body;
}

uint32_t low_try(struct lower *l, struct ast_node node)
{
    struct ast_children children;
    struct ast_node child;
    struct low_scope scope = low_open(l, false);
    size_t mark = low_mark(l), body = low_mark(l);
    low_push(l, low(l, ast_child_of_type(node, "resource_specification")));
    low_push(l, low(l, ast_field(node, AST_FIELD_BODY)));
    low_push(l, low(l, ast_field(ast_child_of_type(node, "else_clause"), AST_FIELD_BODY)));
    low_push(l, low_finish(l, body, IR_BLOCK, node));
    low_close(l, scope);
    ast_children(node, &children);
    while (ast_child_next(&children, &child)) {
        if (is_handler(ast_type(child)))
            push_handler(l, child);
    }
    uint32_t kids[2] = {low_finish(l, mark, IR_TRY, node), low(l, finally_of(node))};
    return kids[1] ? low_make(l, IR_BLOCK, node, kids, 2) : kids[0];
}

/* with a as b, c as d: body */
uint32_t low_with(struct lower *l, struct ast_node node)
{
    struct ast_children children;
    struct ast_node item;
    size_t mark = low_mark(l);
    ast_children(ast_child_of_type(node, "with_clause"), &children);
    while (ast_child_next(&children, &item)) {
        struct ast_node as = ast_child_of_type(item, "as_pattern");
        if (ast_is_null(as)) {
            low_push(l, low(l, ast_field(item, AST_FIELD_VALUE)));
            continue;
        }
        uint32_t kids[2] = {0, low(l, ast_child_named(as))};
        kids[0] = low_place(l, ast_child_named(ast_child_of_type(as, "as_pattern_target")), DECLARE_FUNCTION);
        low_push(l, low_make(l, IR_ASSIGN, as, kids, 2));
    }
    low_push(l, low(l, ast_field(node, AST_FIELD_BODY)));
    return low_finish(l, mark, IR_BLOCK, node);
}
