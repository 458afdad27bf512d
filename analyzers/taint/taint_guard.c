#include "analyzers/taint/taint_interp_inside.h"

/* Is what the call gives back still the text of its receiver, or of its argument? */
static bool keeps_text(struct interp *in, const struct ir_node *call)
{
    bool is_method = ir_kid(in->tf, call, 0) != 0;
    uint32_t path = is_method ? path_of(in, name_id(in->tf, STR("?")), call->name) : call->name;
    const struct rule_hits *hits = hits_of(in, path, true);
    for (uint32_t i = 0; i < hits->n; i++) {
        unsigned op = hits->at[i]->verb == VERB_OP ? hits->at[i]->number : OP_NONE;
        if (hits->at[i]->verb == VERB_PASS || op == OP_SAME || op == OP_LOWER || op == OP_UPPER)
            return true;
    }
    return false;
}

static bool is_parts(struct interp *in, const struct ir_node *call)
{
    uint32_t self = ir_kid(in->tf, call, 0), paths[CALL_PATHS] = {call->name, 0};
    if (call->op == IR_NEW)
        paths[0] = path_of(in, call->name, name_id(in->tf, STR("new")));
    else if (self)
        receiver_paths(in, eval(in, self).sym, ir_at(in->tf, self)->name, call->name, paths);
    else if (map_get(&in->tf->imports, name_text(in->tf, call->name)))
        paths[0] = *map_get(&in->tf->imports, name_text(in->tf, call->name));
    for (int p = 0; p < CALL_PATHS; p++) {
        const struct rule_hits *hits = hits_of(in, paths[p], true);
        for (uint32_t i = 0; i < hits->n; i++) {
            if (hits->at[i]->verb == VERB_OP && hits->at[i]->number == OP_PARTS)
                return true;
        }
    }
    return false;
}

/* `url.host` where url was made of an address: the address, 0 when it is nothing of the kind. */
static uint32_t whole_address(struct interp *in, const struct ir_node *part)
{
    static const char *const names[] = {"host",     "hostname", "netloc", "Host",
                                        "Hostname", "getHost",  "origin"};
    const struct ir_node *owner = ir_at(in->tf, ir_kid(in->tf, part, 0));
    bool is_host = false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        is_host |= str_eq(name_text(in->tf, part->name), str_from(names[i]));
    if (!is_host || owner->op != IR_VAR)
        return 0;
    uint32_t made = pair_map_find(&in->conditions, in->frame->object, owner->aux);
    const struct ir_node *call = ir_at(in->tf, made == UINT32_MAX ? 0 : made);
    bool is_call = call->op == IR_CALL || call->op == IR_NEW;
    return is_call && is_parts(in, call) ? ir_kid(in->tf, call, 1) : 0;
}

/* What stands at the place does no more harm of these classes. */
static void clean(struct interp *in, uint32_t node, uint64_t classes)
{
    uint32_t place = innermost_place(in, node);
    const struct ir_node *at = ir_at(in->tf, place);
    if (at->op == IR_FIELD || at->op == IR_CALL) {
        uint32_t address = whole_address(in, at);
        if (address)
            clean(in, address, classes & classes_with(in, CLASS_PREFIX));
    }
    if (at->op == IR_CALL && keeps_text(in, at)) { /* x.trim().matches(…) is about x, and so is str(x).… */
        uint32_t self = ir_kid(in->tf, at, 0);
        clean(in, self ? self : ir_kid(in->tf, at, 1), classes);
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

/* Is the guard's condition on its arguments met? */
static bool guard_holds(struct interp *in, const struct taint_rule *rule, const struct ir_node *node)
{
    struct call call = {.node = node};
    if (rule->when.kind == WHEN_ALWAYS)
        return true;
    for (uint32_t i = 1; i < node->n && call.n < TAINT_ARGS_MAX; i++) {
        const struct ir_node *given = ir_at(in->tf, ir_kid(in->tf, node, i));
        call.names[call.n] = given->op == IR_NAMED ? given->name : 0;
        call.args[call.n++] = eval(in, ir_kid(in->tf, node, i));
    }
    return when_holds(in, &rule->when, &call);
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
    if (rule->verb != (is_true ? VERB_GUARD : VERB_REJECT) || !guard_holds(in, rule, node))
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

/* Text that is asked for: "in", or "in[]" when a part of it is. */
static void refine_missing(struct interp *in, uint32_t part, uint32_t text)
{
    struct value value = eval(in, part);
    uint32_t path = name_id(in->tf, ir_at(in->tf, text)->op == IR_INDEX ? STR("in[]") : STR("in"));
    const struct rule_hits hits = *hits_of(in, path, true);
    struct call call = {.n = 1, .args = {value}};
    for (uint32_t i = 0; i < hits.n && value.kind == V_STR; i++) {
        if (hits.at[i]->verb == VERB_REJECT && when_holds(in, &hits.at[i]->when, &call))
            clean(in, text, hits.at[i]->classes);
    }
}

static void refine_in(struct interp *in, uint32_t a, uint32_t b, bool is_in)
{
    if (!is_in)
        refine_missing(in, a, b);
    else if (deep_taint(in, eval(in, b)) == 0)
        clean(in, a, UINT64_MAX);
}

/* f(x) == 1, f(x) !== false: what the call says is what is compared. */
static void refine_answer(struct interp *in, enum ir_sub sub, uint32_t a, uint32_t b, bool is_true)
{
    struct value answer = eval(in, b);
    bool is_call = ir_at(in->tf, a)->op == IR_CALL, is_equal = sub == SUB_EQ;
    bool is_no = answer.kind == V_INT && answer.n <= 0, is_yes = answer.kind == V_INT && answer.n == 1;
    if (!is_call || !(is_no || is_yes))
        return;
    if (is_equal || sub == SUB_NE)
        refine(in, a, (is_true == is_equal) == is_yes);
    else if (is_no && sub == SUB_GT)
        refine(in, a, is_true);
}

static void refine_pair(struct interp *in, const struct ir_node *node, bool is_true)
{
    uint32_t a = ir_kid(in->tf, node, 0), b = ir_kid(in->tf, node, 1);
    refine_answer(in, (enum ir_sub)node->sub, a, b, is_true);
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
    case SUB_NOT_IN: refine_in(in, a, b, is_true == (node->sub == SUB_IN)); break;
    default: break;
    }
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
        for (uint32_t i = 0; i < hits.n; i++) {
            if (hits.at[i]->verb == VERB_OP && hits.at[i]->number == OP_EQUALS && is_true && self)
                refine_equal(in, self, ir_kid(in->tf, node, 1));
            else
                apply_guard(in, hits.at[i], node, is_true);
        }
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
    bool is_condition = op == IR_CALL || op == IR_NEW || op == IR_CHAIN || op == IR_UNARY, is_new;
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
