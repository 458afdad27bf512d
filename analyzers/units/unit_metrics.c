#include "analyzers/units/unit_metrics.h"

enum { CLIMB_MAX = 100 }; /* boolean operators above one another; a longer chain counts as several */

/* Boolean operators ------------------------------------------------------------------------------------------------ */

static bool is_any(struct ast_node node, const char *const *types)
{
    const char *type = ast_type(node);
    for (; *types; types++)
        if (strcmp(type, *types) == 0)
            return true;
    return false;
}

/* Can a && be the operator of this node? C++ also writes it in types, and GNU C before labels. */
static bool has_operator(struct ast_node node)
{
    static const char *const types[] = {"binary_expression",
                                        "boolean_operator",
                                        "binary",
                                        "list",
                                        "let_chain",
                                        "conjunction_expression",
                                        "disjunction_expression",
                                        "infix_expression",
                                        "binary_operator",
                                        NULL};
    return is_any(node, types);
}

static bool is_boolean(struct ast_node node)
{
    static const char *const words[] = {"&&", "||", "and", "or", "and_operator", "or_operator", NULL};
    if (!has_operator(node))
        return false;
    struct ast_node op = ast_field(node, AST_FIELD_OPERATOR);
    if (ast_is(op, "operator_identifier"))
        return str_eq(ast_text(op), STR("&&")) || str_eq(ast_text(op), STR("||"));
    return ast_is_null(op) || is_any(op, words);
}

static bool is_parenthesis(struct ast_node node)
{
    static const char *const types[] = {"parenthesized_expression", "parenthesized_statements", NULL};
    return is_any(node, types);
}

/* The outermost node that only boolean operators and parentheses lead to; what stands above it goes to *ret_above. */
static struct ast_node chain_top(const struct ast_walk *walk, struct ast_node *ret_above)
{
    struct ast_ancestors up = ast_ancestors(walk);
    struct ast_node top = {0};
    for (int i = 0; i < CLIMB_MAX && ast_ancestor_next(&up, ret_above); i++) {
        if (is_boolean(*ret_above))
            top = *ret_above;
        else if (!is_parenthesis(*ret_above))
            break;
    }
    return top;
}

static bool is_directive(struct ast_node node)
{
    static const char *const types[] = {"preproc_if", "preproc_elif", NULL};
    return is_any(node, types);
}

static void count_boolean(struct unit_state *s, const struct ast_walk *walk, enum unit_code code)
{
    struct unit_metrics *m = unit_metrics_here(s);
    struct ast_node above;
    if (!has_operator(ast_parent(walk, 1)))
        return;
    struct ast_node top = chain_top(walk, &above);
    if (is_directive(above))
        return;
    m->cyclomatic++;
    while (s->chains.len && s->chains.at[s->chains.len - 1].end <= walk->node.start)
        s->chains.len--;
    if (!s->chains.len || s->chains.at[s->chains.len - 1].top != top.id)
        *vec_push(&s->chains, s->file->arena) = (struct unit_chain){.top = top.id, .end = ast_end(top)};
    struct unit_chain *chain = &s->chains.at[s->chains.len - 1];
    m->cognitive += chain->last != (int)code;
    chain->last = (int)code;
}

/* Control structures ----------------------------------------------------------------------------------------------- */

bool unit_control_enter(struct unit_state *s, struct ast_walk *walk, enum unit_code code)
{
    struct unit_metrics *m = unit_metrics_here(s);
    m->cyclomatic += code != UNIT_SWITCH; /* its cases count */
    if (code == UNIT_IF && s->else_at && s->else_at == walk->file->tokens.len)
        return false;
    m->cognitive += 1 + m->nesting + m->lambdas;
    m->nesting++;
    if (m->nesting > m->nesting_max)
        m->nesting_max = m->nesting;
    return true;
}

void unit_control_leave(struct unit_state *s)
{
    unit_metrics_here(s)->nesting--;
}

/* `a if condition else b`: the grammar gives its parts no names. */
static struct ast_node python_condition(struct ast_node conditional)
{
    struct ast_children children;
    struct ast_node child, named[2] = {{0}};
    ast_children(conditional, &children);
    for (int n = 0; n < 2 && ast_child_next(&children, &child);)
        if (ast_is_named(child) && !ast_is_extra(child))
            named[n++] = child;
    return named[1];
}

/* Is byte `at` in the condition of `node`, or before what it controls? */
static bool is_head_of(struct ast_node node, uint32_t at)
{
    struct ast_node head = ast_field(node, AST_FIELD_CONDITION);
    if (ast_is_null(head))
        head = ast_field(node, AST_FIELD_VALUE);
    if (ast_is(node, "conditional_expression") && ast_is_null(head))
        head = python_condition(node);
    if (!ast_is_null(head) && head.start <= at && at < ast_end(head))
        return true;
    struct ast_node body = ast_field(node, AST_FIELD_BODY);
    if (ast_is_null(body))
        body = ast_field(node, AST_FIELD_CONSEQUENCE);
    return !ast_is_null(body) && at < body.start;
}

/* Only what can be part of an expression can stand there. */
static bool is_expression(enum ast_lang lang, enum unit_code code)
{
    bool all_are = lang == AST_RUBY || lang == AST_RUST;
    return all_are || code == UNIT_TERNARY || code == UNIT_LAMBDA || code == UNIT_BLOCK || code == UNIT_SWITCH;
}

bool unit_in_head(const struct unit_state *s, const struct ast_walk *walk, enum unit_code code)
{
    static const char *const clauses[] = {"elif_clause", "else_if_clause", "elsif", NULL};
    const void *control = s->spans.len ? s->spans.at[s->spans.len - 1].control : NULL;
    struct ast_ancestors up = ast_ancestors(walk);
    struct ast_node node = {0};
    if (!control || !is_expression(walk->file->lang, code))
        return false;
    for (int i = 0; i < CLIMB_MAX && ast_ancestor_next(&up, &node); i++)
        if (node.id == control || is_any(node, clauses))
            return is_head_of(node, walk->node.start);
    return false;
}

/* Ruby has an else also behind case and rescue, Kotlin and Zig for what no case takes: there it breaks nothing. */
static void count_else(struct unit_state *s, const struct ast_walk *walk)
{
    static const char *const types[] = {"if", "unless", "elsif", NULL};
    static const char *const cases[] = {"when_entry", "switch_case", "guard_statement", NULL};
    struct ast_node parent = ast_parent(walk, 1);
    if ((walk->file->lang == AST_RUBY && !is_any(parent, types)) || is_any(parent, cases))
        return;
    unit_metrics_here(s)->cognitive++;
    if (!ast_is_named(walk->node) ||
        walk->file->lang == AST_SWIFT) /* languages with a word of their own for it write no `else if` */
        s->else_at = walk->file->tokens.len + 1;
}

/* `_ =>`, `case _:`, `*)` and the like: it takes what is left. */
static bool takes_all(const struct ast_walk *walk)
{
    struct ast_node pattern = ast_field(walk->node, AST_FIELD_PATTERN);
    if (ast_is_null(pattern))
        pattern = ast_field(walk->node, AST_FIELD_VALUE);
    if (ast_is_null(pattern) || walk->file->lang == AST_CSHARP || walk->file->lang == AST_PYTHON)
        pattern = ast_child_named(walk->node);
    struct str text = str_trim(ast_text(pattern));
    return str_eq(text, STR("_")) || str_eq(text, STR("*"));
}

static void count_operator(struct unit_state *s, const struct ast_walk *walk)
{
    struct str text = ast_text(walk->node);
    if (str_eq(text, STR("&&")) || str_eq(text, STR("||")))
        count_boolean(s, walk, text.p[0] == '&' ? UNIT_AND : UNIT_OR);
}

static bool has_label(const struct ast_walk *walk)
{
    if (walk->file->lang == AST_RUST)
        return !ast_is_null(ast_child_of_type(walk->node, "label"));
    return !ast_is_null(ast_child_named(walk->node));
}

void unit_count(struct unit_state *s, struct ast_walk *walk, enum unit_code code)
{
    struct unit_metrics *m = unit_metrics_here(s);
    switch (code) {
    case UNIT_ELSE: count_else(s, walk); break;
    case UNIT_ELIF:
        m->cyclomatic++;
        m->cognitive++;
        break;
    case UNIT_CASE: m->cyclomatic += !ast_is(ast_parent(walk, 1), "goto_statement"); break;
    case UNIT_ARM: m->cyclomatic += !takes_all(walk); break;
    case UNIT_DECISION: m->cyclomatic++; break;
    case UNIT_AND:
    case UNIT_OR: count_boolean(s, walk, code); break;
    case UNIT_OPERATOR: count_operator(s, walk); break;
    case UNIT_RETURN: m->returns++; break;
    case UNIT_GOTO: m->cognitive++; break;
    case UNIT_BREAK: m->cognitive += has_label(walk); break;
    default: BUG("a code without a meaning");
    }
}
