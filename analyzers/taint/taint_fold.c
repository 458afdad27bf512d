#include "analyzers/taint/taint_interp_inside.h"

/* Numbers ---------------------------------------------------------------------------------------------------------- */

static bool fold_order(enum ir_sub sub, int64_t a, int64_t b, int64_t *ret)
{
    switch (sub) {
    case SUB_EQ: *ret = a == b; return true;
    case SUB_NE: *ret = a != b; return true;
    case SUB_LT: *ret = a < b; return true;
    case SUB_LE: *ret = a <= b; return true;
    case SUB_GT: *ret = a > b; return true;
    case SUB_GE: *ret = a >= b; return true;
    default: return false;
    }
}

static bool fold_bits(enum ir_sub sub, int64_t a, int64_t b, int64_t *ret)
{
    bool can_shift = b >= 0 && b < 63 && a >= 0 && a < (INT64_C(1) << 31);
    switch (sub) {
    case SUB_SHL: *ret = can_shift && b < 31 ? a << b : 0; return can_shift && b < 31;
    case SUB_SHR: *ret = can_shift ? a >> b : 0; return can_shift;
    case SUB_BITAND: *ret = a & b; return true;
    case SUB_BITOR: *ret = a | b; return true;
    case SUB_BITXOR: *ret = a ^ b; return true;
    default: return false;
    }
}

/* Of numbers that are not negative; a rest is part of the result in some languages and lost in others. */
static bool fold_division(const struct interp *in, enum ir_sub sub, int64_t a, int64_t b, int64_t *ret)
{
    const struct taint_grammar *grammar = in->tf->grammar;
    bool is_whole = grammar->is_c || grammar->is_java || grammar->is_go;
    if (a < 0 || b <= 0 || (sub == SUB_DIV && a % b != 0 && !is_whole))
        return false;
    *ret = sub == SUB_DIV ? a / b : a % b;
    return true;
}

/* Whole numbers as all our languages have them; where they differ nothing is known. */
static bool fold_ints(const struct interp *in, enum ir_sub sub, int64_t a, int64_t b, int64_t *ret)
{
    switch (sub) {
    case SUB_ADD: return !__builtin_add_overflow(a, b, ret);
    case SUB_MINUS: return !__builtin_sub_overflow(a, b, ret);
    case SUB_MUL: return !__builtin_mul_overflow(a, b, ret);
    case SUB_DIV:
    case SUB_MOD: return fold_division(in, sub, a, b, ret);
    default: return fold_order(sub, a, b, ret) || fold_bits(sub, a, b, ret);
    }
}

/* Texts ------------------------------------------------------------------------------------------------------------ */

static struct str text_of(struct interp *in, struct value value)
{
    if (value.kind == V_STR)
        return name_text(in->tf, (uint32_t)value.n);
    return str_from(arena_printf(in->arena, "%lld", (long long)value.n));
}

static bool fold_texts(struct interp *in, enum ir_sub sub, struct value a, struct value b, struct value *ret)
{
    enum { FOLDED_MAX = 4096 };
    bool both = a.kind == V_STR && b.kind == V_STR;
    struct str x = text_of(in, a), y = text_of(in, b);
    if (sub == SUB_ADD || sub == SUB_CONCAT) {
        if (x.len + y.len > FOLDED_MAX)
            return false;
        struct str joined = str_from(arena_printf(in->arena, "%.*s%.*s", STR_ARG(x), STR_ARG(y)));
        *ret = value_of(V_STR, name_id(in->tf, joined));
        return true;
    }
    bool can_compare = both && !in->tf->grammar->is_c;
    if (!can_compare || (sub != SUB_EQ && sub != SUB_NE && sub != SUB_IN && sub != SUB_NOT_IN))
        return false;
    bool yes = sub == SUB_EQ || sub == SUB_NE ? str_eq(x, y) : str_find(y, x) >= 0;
    *ret = value_of(V_INT, yes == (sub == SUB_EQ || sub == SUB_IN));
    return true;
}

/* Taint ------------------------------------------------------------------------------------------------------------ */

static struct str without_quotes(struct str text)
{
    while (text.len > 0 && strchr(" \t'\"", text.p[0]))
        text = str_skip(text, 1);
    return text;
}

/* Does it settle where an address leads to? The name of a header says nothing of that. */
static bool is_front(const struct interp *in, struct value a)
{
    struct str text = a.kind == V_STR ? name_text(in->tf, (uint32_t)a.n) : (struct str){0};
    const struct str name = STR("location:");
    text = without_quotes(text);
    if (str_eq_nocase(str_head(text, name.len), name))
        text = without_quotes(str_skip(text, name.len));
    return text.len > 0;
}

/* In PHP only a dot joins texts. */
static bool joins_texts(const struct interp *in, enum ir_sub sub, struct value a)
{
    bool adds = sub == SUB_ADD && !in->tf->grammar->is_php;
    return adds || sub == SUB_CONCAT || sub == SUB_ELSE || (sub == SUB_MOD && a.kind == V_STR);
}

static uint32_t joined_taint(struct interp *in, enum ir_sub sub, struct value a, struct value b)
{
    uint32_t x = deep_taint(in, a), y = deep_taint(in, b);
    bool is_text = joins_texts(in, sub, a), has_front = is_text && is_front(in, a);
    if (has_front)
        y = taint_without(&in->space, y, classes_with(in, CLASS_PREFIX));
    uint32_t both = taint_join(&in->space, x, y);
    if (sub == SUB_BITAND || sub == SUB_MOD)
        both = a.kind == V_STR ? both : taint_without(&in->space, both, classes_with(in, CLASS_HIGH));
    return is_text || sub == SUB_MOD ? both : numeric_taint(in, both);
}

static bool is_order(enum ir_sub sub)
{
    return (sub >= SUB_EQ && sub <= SUB_GE) || sub == SUB_IN || sub == SUB_NOT_IN;
}

/* A pointer or a collection and something added to it. */
static bool keeps_reference(const struct interp *in, enum ir_sub sub, struct value a)
{
    bool refers = a.kind == V_OBJECT || a.kind == V_CELL;
    return refers && (sub == SUB_ADD || sub == SUB_MINUS) && in->tf->grammar->is_c;
}

static bool fold_constants(struct interp *in, enum ir_sub sub, struct value a, struct value b,
                           struct value *ret)
{
    int64_t n;
    if (a.kind == V_INT && b.kind == V_INT) {
        if (!fold_ints(in, sub, a.n, b.n, &n))
            return false;
        *ret = value_of(V_INT, n);
        return true;
    }
    return value_is_constant(a) && value_is_constant(b) && fold_texts(in, sub, a, b, ret);
}

/* Constants were compared before: what is left can only be equal to nothing. */
static struct value compare(enum ir_sub sub, struct value a, struct value b)
{
    bool is_test = b.kind == V_NULL && (sub == SUB_EQ || sub == SUB_NE);
    if (!is_test || (a.kind != V_NULL && a.kind != V_STR))
        return value_unknown(0);
    return value_of(V_INT, (a.kind == V_NULL) == (sub == SUB_EQ));
}

/* Python's paths are joined with a slash. */
static bool is_path(const struct interp *in, struct value a)
{
    return a.kind == V_UNKNOWN && a.sym && str_ends(name_text(in->tf, a.sym), STR("Path()"));
}

struct value fold(struct interp *in, enum ir_sub sub, struct value a, struct value b)
{
    struct value folded;
    if (sub == SUB_DIV && is_path(in, a)) {
        a.taint = taint_join(&in->space, a.taint, deep_taint(in, b));
        return a;
    }
    if (fold_constants(in, sub, a, b, &folded))
        return folded;
    if (is_order(sub))
        return compare(sub, a, b);
    if (keeps_reference(in, sub, a))
        return a;
    return value_traced(value_unknown(joined_taint(in, sub, a, b)), value_is_traced(a) && value_is_traced(b));
}

/* Chains ----------------------------------------------------------------------------------------------------------- */

/* Where `a || b` is one of the two, and not just true. */
static bool keeps_operands(const struct interp *in)
{
    const struct taint_grammar *grammar = in->tf->grammar;
    return !grammar->is_c && !grammar->is_java && !grammar->is_go && !grammar->is_php;
}

/* The second operand is looked at only when the first lets it. */
static struct value eval_and_or(struct interp *in, const struct ir_node *node)
{
    bool is_and = node->sub == SUB_AND, is_sure = true;
    struct value value = eval(in, ir_kid(in->tf, node, 0));
    for (uint32_t i = 1; i < node->n && !in->s.is_dead; i++) {
        enum truth truth = truth_of(in, value);
        if (truth == (is_and ? TRUTH_NO : TRUTH_YES))
            return is_sure ? value : value_unknown(value.taint);
        is_sure = is_sure && truth != TRUTH_UNKNOWN;
        if (truth != TRUTH_UNKNOWN) {
            value = eval(in, ir_kid(in->tf, node, i));
            continue;
        }
        struct state before = state_copy(&in->space, &in->s);
        refine(in, ir_kid(in->tf, node, i - 1), is_and);
        struct value next = eval(in, ir_kid(in->tf, node, i));
        state_join(&in->space, &in->s, &before);
        state_free(&in->space, &before);
        enum truth last = truth_of(in, next);
        uint32_t taint = taint_join(&in->space, value.taint, deep_taint(in, next));
        bool is_settled = last == (is_and ? TRUTH_NO : TRUTH_YES) && !keeps_operands(in);
        value = is_settled ? value_of(V_INT, !is_and) : value_unknown(taint);
    }
    return value;
}

static struct value eval_else(struct interp *in, const struct ir_node *node)
{
    struct value value = {0};
    for (uint32_t i = 0; i < node->n; i++)
        value = value_join(&in->space, value, eval(in, ir_kid(in->tf, node, i)));
    return value;
}

struct value eval_chain(struct interp *in, const struct ir_node *node)
{
    if (node->sub == SUB_AND || node->sub == SUB_OR)
        return eval_and_or(in, node);
    if (node->sub == SUB_ELSE)
        return eval_else(in, node);
    struct value value = eval(in, ir_kid(in->tf, node, 0));
    for (uint32_t i = 1; i < node->n; i++)
        value = fold(in, (enum ir_sub)node->sub, value, eval(in, ir_kid(in->tf, node, i)));
    return value;
}

struct value eval_unary(struct interp *in, const struct ir_node *node)
{
    uint32_t place = ir_kid(in->tf, node, 0);
    struct value value = eval(in, place);
    bool is_int = value.kind == V_INT;
    enum truth truth = truth_of(in, value);
    switch ((enum ir_sub)node->sub) {
    case SUB_NOT: return truth == TRUTH_UNKNOWN ? value_unknown(0) : value_of(V_INT, truth == TRUTH_NO);
    case SUB_NEG:
        return is_int && value.n > INT64_MIN ? value_of(V_INT, -value.n) : value_unknown(value.taint);
    case SUB_ADD: return value;
    case SUB_PLUS_PLUS:
    case SUB_MINUS_MINUS: {
        struct value next =
            fold(in, node->sub == SUB_PLUS_PLUS ? SUB_ADD : SUB_MINUS, value, value_of(V_INT, 1));
        assign(in, place, next);
        return value.kind == V_INT && ir_at(in->tf, place)->place.span.from > node->place.span.from ? next
                                                                                                    : value;
    }
    default: return value_unknown(numeric_taint(in, value.taint));
    }
}

struct value eval_concat(struct interp *in, const struct ir_node *node)
{
    struct value value = node->n ? eval(in, ir_kid(in->tf, node, 0)) : value_unknown(0);
    if (value.kind == V_OBJECT)
        value = value_unknown(deep_taint(in, value));
    for (uint32_t i = 1; i < node->n; i++)
        value = fold(in, SUB_CONCAT, value, eval(in, ir_kid(in->tf, node, i)));
    return value;
}
