#include "analyzers/taint/taint_interp_inside.h"

struct value exec_nothing(struct interp *in, const struct ir_node *node)
{
    (void)in;
    (void)node;
    return value_unknown(0);
}

struct value exec_block(struct interp *in, const struct ir_node *node)
{
    struct value value = value_unknown(0);
    for (uint32_t i = 0; i < node->n; i++) {
        uint32_t kid = ir_kid(in->tf, node, i);
        if (in->s.is_dead && ir_at(in->tf, kid)->op == IR_LABEL)
            exec_label(in, ir_at(in->tf, kid)); /* a label may be reached by its name only */
        else
            value = eval(in, kid);
    }
    return value;
}

/* Two ways --------------------------------------------------------------------------------------------------------- */

static struct value fork(struct interp *in, uint32_t condition, uint32_t yes, uint32_t no)
{
    in->steps += in->s.len / 16;
    struct state other = state_copy(&in->space, &in->s), then;
    refine(in, condition, true);
    struct value a = eval(in, yes);
    bool a_dead = in->s.is_dead;
    then = in->s;
    in->s = other;
    refine(in, condition, false);
    struct value b = eval(in, no);
    bool b_dead = in->s.is_dead;
    state_join(&in->space, &in->s, &then);
    state_free(&in->space, &then);
    return a_dead ? b : b_dead ? a : value_join(&in->space, a, b);
}

struct value exec_if(struct interp *in, const struct ir_node *node)
{
    uint32_t condition = ir_kid(in->tf, node, 0);
    uint32_t yes = ir_kid(in->tf, node, 1), no = ir_kid(in->tf, node, 2);
    enum truth truth = truth_of(in, eval(in, condition));
    if (in->s.is_dead)
        return value_unknown(0);
    if (truth == TRUTH_UNKNOWN)
        return fork(in, condition, yes, no);
    return eval(in, truth == TRUTH_YES ? yes : no);
}

/* Loops ------------------------------------------------------------------------------------------------------------ */

static void enter_loop(struct interp *in, struct loop *loop)
{
    *loop = (struct loop){.outer = in->frame->loop, .after = {.is_dead = true}, .again = {.is_dead = true}};
    in->frame->loop = loop;
}

static void leave_loop(struct interp *in, struct loop *loop)
{
    in->frame->loop = loop->outer;
    state_join(&in->space, &in->s, &loop->after);
    state_free(&in->space, &loop->after);
    state_free(&in->space, &loop->again);
}

static void merge_continues(struct interp *in, struct loop *loop)
{
    state_join(&in->space, &in->s, &loop->again);
    state_free(&in->space, &loop->again);
}

static void one_round(struct interp *in, const struct ir_node *node, struct loop *loop)
{
    eval(in, ir_kid(in->tf, node, 3));
    merge_continues(in, loop);
    eval(in, ir_kid(in->tf, node, 2));
}

/* Rounds that may be the last: what is known before and behind each is joined. */
static void open_rounds(struct interp *in, const struct ir_node *node, struct loop *loop, bool can_end)
{
    uint32_t condition = ir_kid(in->tf, node, 1);
    for (int round = 0; round < 2 && !in->is_stopped; round++) {
        in->steps += in->s.len / 16;
        struct state before = state_copy(&in->space, &in->s);
        refine(in, condition, true);
        one_round(in, node, loop);
        eval(in, condition);
        state_join(&in->space, &in->s, &before);
        state_free(&in->space, &before);
    }
    if (can_end)
        refine(in, condition, false);
    else
        in->s.is_dead = true; /* only a break leads out */
}

struct value exec_loop(struct interp *in, const struct ir_node *node)
{
    struct loop loop;
    uint32_t condition = ir_kid(in->tf, node, 1);
    eval(in, ir_kid(in->tf, node, 0));
    enter_loop(in, &loop);
    for (int round = 0; !in->s.is_dead && !in->is_stopped; round++) {
        bool is_asked = condition && !(node->sub && round == 0);
        enum truth truth = is_asked ? truth_of(in, eval(in, condition)) : TRUTH_YES;
        if (truth == TRUTH_NO)
            break;
        if (truth == TRUTH_UNKNOWN || round >= LOOP_ROUNDS_MAX) {
            bool is_endless = !condition || ir_at(in->tf, condition)->op == IR_INT;
            open_rounds(in, node, &loop, !is_endless);
            break;
        }
        one_round(in, node, &loop);
    }
    leave_loop(in, &loop);
    return value_unknown(0);
}

/* The elements of a list, one after the other, when they are known. */
static bool known_length(struct interp *in, struct value collection, int64_t *ret_length)
{
    if (collection.kind != V_OBJECT)
        return false;
    struct value length = cell_value(in, (uint32_t)collection.n, KEY_LENGTH);
    *ret_length = length.n;
    return length.kind == V_INT && length.n <= 2 * LOOP_ROUNDS_MAX &&
           in->space.objects.at[collection.n].kind == OBJECT_LIST;
}

static void assign_element(struct interp *in, const struct ir_node *node, struct value element)
{
    uint32_t place = ir_kid(in->tf, node, 0), key = ir_kid(in->tf, node, 3);
    const struct ir_node *at = ir_at(in->tf, place);
    element.taint = taint_step(&in->space, element.taint, TRAIL_ASSIGN, at->place, at->name);
    if (key)
        assign(in, key, value_unknown(0));
    if (place)
        assign(in, place, element);
}

struct value exec_each(struct interp *in, const struct ir_node *node)
{
    struct loop loop;
    int64_t length;
    struct value collection = follow(in, eval(in, ir_kid(in->tf, node, 1)));
    enter_loop(in, &loop);
    if (known_length(in, collection, &length)) {
        for (int64_t i = 0; i < length && !in->s.is_dead && !in->is_stopped; i++) {
            assign_element(in, node, element_of(in, collection, value_of(V_INT, i)));
            eval(in, ir_kid(in->tf, node, 2));
            merge_continues(in, &loop);
        }
        leave_loop(in, &loop);
        return value_unknown(0);
    }
    for (int round = 0; round < 2 && !in->is_stopped && !in->s.is_dead; round++) {
        struct state before = state_copy(&in->space, &in->s);
        struct value element = value_unknown(deep_taint(in, collection));
        element.sym = sym_of(path_of(in, collection.sym, name_id(in->tf, STR("[]"))));
        assign_element(in, node, element);
        eval(in, ir_kid(in->tf, node, 2));
        merge_continues(in, &loop);
        /* A comprehension has no body and always has its place set. */
        if (ir_kid(in->tf, node, 2))
            state_join(&in->space, &in->s, &before);
        state_free(&in->space, &before);
    }
    leave_loop(in, &loop);
    return value_unknown(0);
}

/* Switches --------------------------------------------------------------------------------------------------------- */

/* Does the case take the value? */
static enum truth case_fits(struct interp *in, const struct ir_node *label, struct value value)
{
    enum truth truth = TRUTH_NO;
    for (uint32_t i = 0; i < label->n; i++) {
        struct value test = fold(in, SUB_EQ, value, eval(in, ir_kid(in->tf, label, i)));
        enum truth fits = truth_of(in, test);
        if (fits == TRUTH_YES)
            return TRUTH_YES;
        if (fits == TRUTH_UNKNOWN)
            truth = TRUTH_UNKNOWN;
    }
    return truth;
}

struct choice {
    uint32_t first; /* case that is taken for sure; number of cases: none */
    bool is_sure;
};

static struct choice choose_case(struct interp *in, const struct ir_node *node, struct value value)
{
    struct choice choice = {.first = node->n, .is_sure = true};
    for (uint32_t i = 1; i < node->n; i++) {
        const struct ir_node *one = ir_at(in->tf, ir_kid(in->tf, node, i));
        uint32_t label = ir_kid(in->tf, one, 0);
        if (!label) {
            if (choice.first == node->n)
                choice.first = i;
            continue;
        }
        enum truth fits = case_fits(in, ir_at(in->tf, label), value);
        if (fits == TRUTH_UNKNOWN)
            choice.is_sure = false;
        if (fits == TRUTH_YES)
            return (struct choice){.first = i, .is_sure = choice.is_sure};
    }
    return choice;
}

static struct value run_case(struct interp *in, const struct ir_node *one)
{
    struct value value = value_unknown(0);
    for (uint32_t i = 1; i < one->n; i++)
        value = eval(in, ir_kid(in->tf, one, i));
    return value;
}

/* Every case may be the one. */
static struct value all_cases(struct interp *in, const struct ir_node *node, struct value value)
{
    struct state start = state_copy(&in->space, &in->s), done = {.is_dead = true};
    struct value result = {0};
    bool has_default = false;
    in->s.is_dead = true;
    for (uint32_t i = 1; i < node->n && !in->is_stopped; i++) {
        const struct ir_node *one = ir_at(in->tf, ir_kid(in->tf, node, i));
        uint32_t subject = ir_kid(in->tf, node, 0), label = ir_kid(in->tf, one, 0);
        if (!node->sub) {
            state_join(&in->space, &done, &in->s);
            in->s.is_dead = true;
        }
        has_default |= label == 0;
        in->steps += in->s.len / 16;
        struct state entry = state_copy(&in->space, &start);
        struct state through = in->s;
        in->s = entry;
        if (label && subject && value.kind == V_UNKNOWN &&
            value.taint) { /* in a case the value is that of its label */
            struct value known = value;
            known.taint = 0;
            uint32_t place = innermost_place(in, subject);
            if (ir_at(in->tf, place)->op == IR_VAR)
                assign(in, place, known);
        }
        state_join(&in->space, &in->s, &through);
        state_free(&in->space, &through);
        struct value one_result = run_case(in, one);
        if (!in->s.is_dead)
            result = value_join(&in->space, result, one_result);
    }
    state_join(&in->space, &in->s, &done);
    if (!has_default)
        state_join(&in->space, &in->s, &start);
    state_free(&in->space, &done);
    state_free(&in->space, &start);
    return result.kind == V_ABSENT ? value_unknown(0) : result;
}

struct value exec_switch(struct interp *in, const struct ir_node *node)
{
    struct loop loop;
    struct value result = value_unknown(0), value = eval(in, ir_kid(in->tf, node, 0));
    struct choice choice = choose_case(in, node, value);
    struct loop *outer = in->frame->loop;
    enter_loop(in, &loop);
    if (!choice.is_sure || value.kind == V_UNKNOWN) {
        result = all_cases(in, node, value);
    } else {
        for (uint32_t i = choice.first; i < node->n && !in->s.is_dead; i++) {
            result = run_case(in, ir_at(in->tf, ir_kid(in->tf, node, i)));
            if (!node->sub)
                break;
        }
    }
    if (outer && !loop.again.is_dead) /* a continue in a switch is the loop's around it */
        state_join(&in->space, &outer->again, &loop.again);
    leave_loop(in, &loop);
    return result;
}

/* Jumps ------------------------------------------------------------------------------------------------------------ */

struct value exec_return(struct interp *in, const struct ir_node *node)
{
    struct frame *frame = in->frame;
    struct value value = eval(in, ir_kid(in->tf, node, 0));
    if (in->s.is_dead)
        return value;
    for (size_t i = 0; frame->marks && i < frame->marks->len; i++) { /* what a handler returns is the answer */
        struct call call = {.node = node, .n = 1, .args = {value}};
        call.paths[0] = path_of(in, frame->marks->at[i], name_id(in->tf, STR("return")));
        check_sinks(in, &call);
    }
    frame->result = value_join(&in->space, frame->result, value);
    state_join(&in->space, &frame->exit, &in->s);
    in->s.is_dead = true;
    return value;
}

struct value exec_break(struct interp *in, const struct ir_node *node)
{
    (void)node;
    if (in->frame->loop)
        state_join(&in->space, &in->frame->loop->after, &in->s);
    in->s.is_dead = true;
    return value_unknown(0);
}

struct value exec_continue(struct interp *in, const struct ir_node *node)
{
    (void)node;
    if (in->frame->loop)
        state_join(&in->space, &in->frame->loop->again, &in->s);
    in->s.is_dead = true;
    return value_unknown(0);
}

struct value exec_throw(struct interp *in, const struct ir_node *node)
{
    eval(in, ir_kid(in->tf, node, 0));
    if (in->frame->thrown)
        state_join(&in->space, in->frame->thrown, &in->s);
    in->s.is_dead = true;
    return value_unknown(0);
}

/* A handler begins with what was known before the block or behind it, or where something was thrown. */
struct value exec_try(struct interp *in, const struct ir_node *node)
{
    struct state thrown = state_copy(&in->space, &in->s), after = {.is_dead = true};
    struct state *outer = in->frame->thrown;
    in->frame->thrown = &thrown;
    eval(in, ir_kid(in->tf, node, 0));
    in->frame->thrown = outer;
    state_join(&in->space, &thrown, &in->s);
    state_join(&in->space, &after, &in->s);
    for (uint32_t i = 1; i < node->n && !in->is_stopped; i++) {
        state_free(&in->space, &in->s);
        in->s = state_copy(&in->space, &thrown);
        eval(in, ir_kid(in->tf, node, i));
        state_join(&in->space, &after, &in->s);
    }
    state_free(&in->space, &in->s);
    state_free(&in->space, &thrown);
    in->s = after;
    return value_unknown(0);
}

static struct label *label_of(struct interp *in, uint32_t name)
{
    struct frame *frame = in->frame;
    for (size_t i = 0; i < frame->labels.len; i++) {
        if (frame->labels.at[i].name == name)
            return &frame->labels.at[i];
    }
    struct label *label = vec_push(&frame->labels, in->arena);
    *label = (struct label){.name = name, .state = {.is_dead = true}};
    return label;
}

/* Forward only: what a jump back brings is not looked at. */
struct value exec_goto(struct interp *in, const struct ir_node *node)
{
    state_join(&in->space, &label_of(in, node->name)->state, &in->s);
    in->s.is_dead = true;
    return value_unknown(0);
}

struct value exec_label(struct interp *in, const struct ir_node *node)
{
    state_join(&in->space, &in->s, &label_of(in, node->name)->state);
    return eval(in, ir_kid(in->tf, node, 0));
}
