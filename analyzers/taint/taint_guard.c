#include "analyzers/taint/taint_interp_inside.h"

/* Is what the method gives back still its receiver's text? */
static bool keeps_text(struct interp *in, const struct ir_node *call)
{
    uint32_t path = path_of(in, name_id(in->tf, STR("?")), call->name);
    const struct rule_hits *hits = hits_of(in, path, true);
    for (uint32_t i = 0; i < hits->n; i++) {
        unsigned op = hits->at[i]->verb == VERB_OP ? hits->at[i]->number : OP_NONE;
        if (hits->at[i]->verb == VERB_PASS || op == OP_SAME || op == OP_LOWER || op == OP_UPPER)
            return true;
    }
    return false;
}

/* What stands at the place does no more harm of these classes. */
static void clean(struct interp *in, uint32_t node, uint64_t classes)
{
    uint32_t place = innermost_place(in, node);
    const struct ir_node *at = ir_at(in->tf, place);
    if (at->op == IR_CALL && ir_kid(in->tf, at, 0) && keeps_text(in, at)) { /* x.trim().matches(…) is about x */
        clean(in, ir_kid(in->tf, at, 0), classes);
        return;
    }
    if (at->op != IR_VAR && at->op != IR_GLOBAL && at->op != IR_FIELD && at->op != IR_ASSIGN)
        return;
    struct value value = eval(in, place);
    if (value.taint == 0)
        return;
    value.taint = taint_without(&in->space, value.taint, classes);
    assign(in, place, value);
}

static void refine_equal(struct interp *in, uint32_t a, uint32_t b)
{
    struct value x = eval(in, a), y = eval(in, b);
    if (value_is_constant(y) && x.kind == V_UNKNOWN)
        clean(in, a, UINT64_MAX);
    else if (value_is_constant(x) && y.kind == V_UNKNOWN)
        clean(in, b, UINT64_MAX);
}

/* a < b, or a <= b. */
static void refine_less(struct interp *in, uint32_t a, uint32_t b)
{
    struct value x = eval(in, a), y = eval(in, b);
    if (x.taint && !y.taint)
        clean(in, a, classes_with(in, CLASS_HIGH));
    if (y.taint && !x.taint)
        clean(in, b, classes_with(in, CLASS_LOW));
}

static void refine_order(struct interp *in, enum ir_sub sub, uint32_t a, uint32_t b, bool is_true)
{
    bool is_less = sub == SUB_LT || sub == SUB_LE;
    if (is_less == is_true)
        refine_less(in, a, b);
    else
        refine_less(in, b, a);
}

static void refine_pair(struct interp *in, const struct ir_node *node, bool is_true)
{
    uint32_t a = ir_kid(in->tf, node, 0), b = ir_kid(in->tf, node, 1);
    switch ((enum ir_sub)node->sub) {
    case SUB_EQ:
    case SUB_NE:
        if (is_true == (node->sub == SUB_EQ))
            refine_equal(in, a, b);
        break;
    case SUB_LT:
    case SUB_LE:
    case SUB_GT:
    case SUB_GE: refine_order(in, (enum ir_sub)node->sub, a, b, is_true); break;
    case SUB_IN:
    case SUB_NOT_IN:
        if (is_true == (node->sub == SUB_IN) && deep_taint(in, eval(in, b)) == 0)
            clean(in, a, UINT64_MAX);
        break;
    default: break;
    }
}

/* Is it the argument the rule speaks of? */
static bool is_meant(struct interp *in, const struct taint_rule *rule, uint32_t kid, uint32_t position)
{
    const struct ir_node *given = ir_at(in->tf, kid);
    if (given->op == IR_NAMED)
        return taint_names_have(&rule->names, name_text(in->tf, given->name));
    return rule->args >> position & 1;
}

static void apply_guard(struct interp *in, const struct taint_rule *rule, const struct ir_node *node,
                        bool is_true)
{
    uint32_t self = ir_kid(in->tf, node, 0);
    if (rule->verb == VERB_OP && rule->number == OP_EQUALS && is_true && self)
        refine_equal(in, self, ir_kid(in->tf, node, 1));
    if (rule->verb != (is_true ? VERB_GUARD : VERB_REJECT))
        return;
    /* A list that is asked whether it holds something is worth asking only when it is not the attacker's. */
    bool is_trusted = !self || deep_taint(in, eval(in, self)) == 0;
    for (uint32_t i = 1; i < node->n && i <= TAINT_ARGS_MAX && is_trusted; i++) {
        uint32_t kid = ir_kid(in->tf, node, i);
        if (is_meant(in, rule, kid, i - 1))
            clean(in, kid, rule->classes);
    }
    if ((rule->args & ARG_THIS) && self)
        clean(in, self, rule->classes);
}

/* A call that tells whether something is as it should be. */
static void refine_call(struct interp *in, const struct ir_node *node, bool is_true)
{
    uint32_t self = ir_kid(in->tf, node, 0);
    uint32_t paths[CALL_PATHS] = {node->name, 0};
    if (self)
        receiver_paths(in, eval(in, self).sym, ir_at(in->tf, self)->name, node->name, paths);
    for (int p = 0; p < CALL_PATHS; p++) {
        const struct rule_hits hits = *hits_of(in, paths[p], true);
        for (uint32_t i = 0; i < hits.n; i++)
            apply_guard(in, hits.at[i], node, is_true);
    }
}

static void refine_chain(struct interp *in, const struct ir_node *node, bool is_true)
{
    bool is_all = node->sub == SUB_AND ? is_true : node->sub == SUB_OR ? !is_true : false;
    for (uint32_t i = 0; i < node->n && is_all; i++)
        refine(in, ir_kid(in->tf, node, i), is_true);
    if (node->n == 2)
        refine_pair(in, node, is_true);
}

void keep_condition(struct interp *in, const struct ir_node *place, uint32_t value)
{
    enum ir_op op = (enum ir_op)ir_at(in->tf, value)->op;
    bool is_condition = op == IR_CALL || op == IR_CHAIN || op == IR_UNARY, is_new;
    if (place->op != IR_VAR)
        return;
    pair_map_put(&in->conditions, in->arena, in->frame->object, place->aux, 0, &is_new);
    pair_map_set(&in->conditions, in->frame->object, place->aux, is_condition ? value : 0);
}

/* ok = is_valid(x); if (ok) … */
static void refine_kept(struct interp *in, const struct ir_node *node, bool is_true)
{
    uint32_t condition = pair_map_find(&in->conditions, in->frame->object, node->aux);
    if (condition != UINT32_MAX && condition != 0)
        refine(in, condition, is_true);
}

void refine(struct interp *in, uint32_t condition, bool is_true)
{
    const struct ir_node *node = ir_at(in->tf, condition);
    if (in->s.is_dead || in->is_stopped || in->depth > RECURSION_MAX)
        return;
    bool was_quiet = in->is_quiet;
    in->is_quiet = true;
    in->depth++;
    if (node->op == IR_UNARY && node->sub == SUB_NOT)
        refine(in, ir_kid(in->tf, node, 0), !is_true);
    else if (node->op == IR_CHAIN)
        refine_chain(in, node, is_true);
    else if (node->op == IR_CALL)
        refine_call(in, node, is_true);
    else if (node->op == IR_VAR)
        refine_kept(in, node, is_true);
    else if (node->op == IR_BLOCK && node->n > 0)
        refine(in, ir_kid(in->tf, node, node->n - 1), is_true);
    in->depth--;
    in->is_quiet = was_quiet;
}
