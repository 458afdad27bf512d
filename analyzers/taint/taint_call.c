#include "analyzers/taint/taint_interp_inside.h"

/* Parameters ------------------------------------------------------------------------------------------------------- */

/* What a parameter holds that no caller in sight fills: what rules say of its mark, its type and its function. */
static struct value free_param(struct interp *in, const struct ir_param *param, uint32_t index,
                               const struct str_ids *marks, uint32_t func_name)
{
    struct value value = value_unknown(0);
    uint32_t type_path =
        param->type
            ? name_id(in->tf,
                      str_from(arena_printf(in->arena, ":%.*s", STR_ARG(name_text(in->tf, param->type)))))
            : 0;
    uint32_t paths[2] = {param->mark, type_path};
    value.sym = sym_of(param->type ? param->type : param->name);
    for (int p = 0; p < 2; p++) {
        const struct rule_hits *hits = hits_of(in, paths[p], false);
        for (uint32_t i = 0; i < hits->n; i++)
            if (hits->at[i]->verb == VERB_PARAM)
                value = (struct value){.kind = V_UNKNOWN,
                                       .sym = value.sym,
                                       .n = 1,
                                       .taint = source_taint(in, hits->at[i]->source, param->at, param->name)};
    }
    for (size_t m = 0; m <= marks->len; m++) {
        const struct rule_hits *hits = hits_of(in, m < marks->len ? marks->at[m] : func_name, true);
        for (uint32_t i = 0; i < hits->n; i++) {
            bool is_one = m < marks->len || (hits->at[i]->args >> index & 1);
            bool is_self = str_eq(name_text(in->tf, param->name), STR("self"));
            if (hits->at[i]->verb == VERB_PARAM && is_one && !is_self)
                value = (struct value){.kind = V_UNKNOWN,
                                       .sym = value.sym,
                                       .n = 1,
                                       .taint = source_taint(in, hits->at[i]->source, param->at, param->name)};
        }
    }
    if (is_numeric_type(in, param->type))
        value.taint = numeric_taint(in, value.taint);
    return value;
}

static bool is_self_param(const struct interp *in, const struct ir_param *param)
{
    struct str name = name_text(in->tf, param->name);
    return str_eq(name, STR("self")) || str_eq(name, STR("cls"));
}

static struct value given(struct interp *in, const struct ir_param *param, const struct call *call,
                          uint32_t index)
{
    uint32_t at = 0;
    for (uint32_t i = 0; i < call->n; i++) {
        bool fits = call->names[i] ? call->names[i] == param->name : at++ == index;
        if (fits) {
            struct value value = call->args[i];
            value.taint = taint_step(&in->space, value.taint, TRAIL_PASS, param->at, param->name);
            if (is_numeric_type(in, param->type))
                value.taint = numeric_taint(in, value.taint);
            if (value.kind == V_UNKNOWN && value.taint == 0 && param->type)
                value.sym = sym_of(param->type);
            return value;
        }
    }
    return param->value ? eval(in, param->value) : value_unknown(0);
}

void bind_params(struct interp *in, const struct ir_params *params, const struct call *call,
                 const struct str_ids *marks, uint32_t func_name)
{
    uint32_t index = 0;
    for (size_t i = 0; i < params->len; i++) {
        const struct ir_param *param = &params->at[i];
        if (is_self_param(in, param)) {
            assign(in, param->place, in->frame->self);
            continue;
        }
        struct value value =
            call ? given(in, param, call, index) : free_param(in, param, index, marks, func_name);
        assign(in, param->place, value);
        index++;
    }
}

/* Running ---------------------------------------------------------------------------------------------------------- */

uint32_t run_aside(struct interp *in, uint32_t lambda, const struct call *call)
{
    struct state before = state_copy(&in->space, &in->s);
    uint32_t taint = deep_taint(in, run_lambda(in, lambda, call));
    state_join(&in->space, &in->s, &before);
    state_free(&in->space, &before);
    return taint;
}

/* Functions made in a frame that nobody called may be called by anyone. */
static void run_uncalled(struct interp *in)
{
    for (size_t i = 0; i < in->frame->lambdas.len && !in->is_stopped; i++) {
        uint32_t lambda = in->frame->lambdas.at[i];
        if (in->was_run.at[lambda])
            continue;
        run_aside(in, lambda, NULL);
    }
}

static struct value run_body(struct interp *in, struct frame *frame, uint32_t body, bool is_expression)
{
    struct value value = eval(in, body);
    if (is_expression && !in->s.is_dead)
        frame->result = value_join(&in->space, frame->result, value);
    state_join(&in->space, &in->s, &frame->exit);
    state_free(&in->space, &frame->exit);
    if (!in->s.is_dead)
        run_uncalled(in);
    in->frame = frame->outer;
    return frame->result.kind == V_ABSENT ? value_unknown(0) : frame->result;
}

static struct value returned(struct interp *in, struct value value, const struct call *call, uint32_t name)
{
    if (call)
        value.taint = taint_step(&in->space, value.taint, TRAIL_RETURN, call->node->place, name);
    return value;
}

static struct state dead(void)
{
    return (struct state){.is_dead = true};
}

struct value run_lambda(struct interp *in, uint32_t number, const struct call *call)
{
    const struct ir_lambda lambda = in->tf->lambdas.at[number];
    if (in->calls >= CALLS_MAX)
        return value_unknown(0);
    struct frame frame = *in->frame;
    frame.outer = in->frame;
    frame.is_called |= call != NULL;
    frame.result = (struct value){0};
    frame.exit = dead();
    frame.loop = NULL;
    frame.thrown = NULL;
    frame.marks = &lambda.marks;
    memset(&frame.lambdas, 0, sizeof frame.lambdas);
    memset(&frame.labels, 0, sizeof frame.labels);
    in->was_run.at[number] = true;
    in->calls++;
    in->frame = &frame;
    bind_params(in, &lambda.params, call, &lambda.marks, lambda.name);
    struct value value = run_body(in, &frame, lambda.body, lambda.is_expression);
    in->calls--;
    return returned(in, value, call, lambda.name);
}

static bool is_running(const struct interp *in, uint32_t func)
{
    for (const struct frame *frame = in->frame; frame; frame = frame->outer) {
        if (frame->func == func)
            return true;
    }
    return false;
}

struct value run_func(struct interp *in, uint32_t number, const struct call *call, struct value self)
{
    if (!taint_lower(in->tf, number) || in->calls >= CALLS_MAX || is_running(in, number))
        return value_unknown(0);
    struct ir_func func = in->tf->funcs.at[number];
    struct frame frame = {.outer = in->frame,
                          .func = number,
                          .class_name = func.class_name,
                          .self = self,
                          .is_called = call || (in->frame && in->frame->is_called),
                          .exit = dead(),
                          .marks = call ? NULL : &func.marks};
    frame.object = object_at(&in->space, UINT64_MAX, in->calls << 20 | number, OBJECT_PLAIN, 0);
    state_clear(&in->space, &in->s, frame.object);
    in->calls++;
    in->frame = &frame;
    bind_params(in, &func.params, call, &func.marks, func.name);
    struct value value = run_body(in, &frame, func.body, false);
    in->calls--;
    return returned(in, value, call, func.name);
}

/* Which function --------------------------------------------------------------------------------------------------- */

static bool may_take(const struct interp *in, uint32_t number, const struct call *call)
{
    const struct ir_func *func = &in->tf->funcs.at[number];
    if (!func->is_lowered || !in->tf->grammar->is_java)
        return true;
    return func->params.len == call->n;
}

/* The function of that name; in the class when one is given. UINT32_MAX: none. */
static uint32_t find_func(struct interp *in, uint32_t name, uint32_t class_name, const struct call *call)
{
    uint32_t first = pair_map_find(&in->by_name, name, 0);
    for (uint32_t i = first == UINT32_MAX ? 0 : first + 1; i; i = in->same_name[i - 1]) {
        const struct ir_func *func = &in->tf->funcs.at[i - 1];
        bool fits = class_name == 0 || func->class_name == class_name;
        if (fits)
            taint_lower(in->tf, i - 1);
        if (fits && may_take(in, i - 1, call))
            return i - 1;
    }
    return UINT32_MAX;
}

static uint32_t object_type(const struct interp *in, struct value value)
{
    return value.kind == V_OBJECT ? in->space.objects.at[value.n].type : value.sym;
}

/* The function of this file that is called, UINT32_MAX when it is none of them. */
static uint32_t callee_of(struct interp *in, const struct call *call)
{
    uint32_t name = call->node->name, class_name = in->frame->class_name;
    enum ir_op op = (enum ir_op)ir_at(in->tf, call->self_node)->op;
    if (name == 0)
        return UINT32_MAX;
    if (!call->self_node) {
        uint32_t own = in->tf->grammar->is_java ? class_name : 0;
        uint32_t found = find_func(in, name, own, call);
        return found == UINT32_MAX && own ? find_func(in, name, 0, call) : found;
    }
    bool is_own = op == IR_THIS || (call->self.kind == V_OBJECT && call->self.n == OBJECT_SELF);
    if (is_own)
        return find_func(in, name, class_name, call);
    uint32_t type = object_type(in, call->self);
    struct str text = name_text(in->tf, type);
    if (str_eq(text, STR("self")) || str_eq(text, STR("static")))
        type = class_name;
    return type ? find_func(in, name, type, call) : UINT32_MAX;
}

static bool is_worth(struct interp *in, uint32_t number, const struct call *call)
{
    const struct ir_func *func = &in->tf->funcs.at[number];
    uint32_t size = func->node.id ? ast_end(func->node) - func->node.start : 0;
    bool worth = func->reaches_source || size < SMALL_FUNCTION || deep_taint(in, call->self);
    for (uint32_t i = 0; i < call->n && !worth; i++)
        worth = deep_taint(in, call->args[i]) || call->args[i].kind >= V_CELL;
    return worth;
}

/* Calls ------------------------------------------------------------------------------------------------------------ */

static void read_args(struct interp *in, struct call *call)
{
    for (uint32_t i = 1; i < call->node->n; i++) {
        uint32_t kid = ir_kid(in->tf, call->node, i);
        const struct ir_node *node = ir_at(in->tf, kid);
        struct value value = eval(in, kid);
        if (call->n == TAINT_ARGS_MAX)
            continue;
        call->nodes[call->n] = kid;
        call->names[call->n] = node->op == IR_NAMED ? node->name : 0;
        call->args[call->n++] = value;
    }
}

/* The names a receiver may go by: what it is, and how it is called here. */
static void name_call(struct interp *in, struct call *call)
{
    const struct ir_node *node = call->node, *self = ir_at(in->tf, call->self_node);
    if (!call->self_node) {
        const uint32_t *import = map_get(&in->tf->imports, name_text(in->tf, node->name));
        call->paths[0] = import ? *import : node->name;
        return;
    }
    uint32_t type = object_type(in, call->self);
    receiver_paths(in, type, self->op == IR_NEW ? 0 : self->name, node->name, call->paths);
    if (call->paths[1] == call->paths[0])
        call->paths[1] = 0;
}

/* Functions among the arguments of a call that is not known are run once, with nothing known of their parameters. */
static void run_callbacks(struct interp *in, const struct call *call)
{
    for (uint32_t i = 0; i < call->n && !in->s.is_dead && !in->is_stopped; i++) {
        if (call->args[i].kind != V_LAMBDA)
            continue;
        run_aside(in, (uint32_t)call->args[i].n, NULL);
    }
}

static bool has_callbacks(const struct call *call)
{
    for (uint32_t i = 0; i < call->n; i++) {
        if (call->args[i].kind == V_LAMBDA)
            return true;
    }
    return false;
}

static bool starts_upper(struct str text)
{
    return text.len > 0 && text.p[0] >= 'A' && text.p[0] <= 'Z';
}

/* A class or a module, not something that a call gave. */
static bool is_static_name(const struct interp *in, const struct ir_node *self, struct value value)
{
    bool is_name =
        self->op == IR_GLOBAL && value.kind == V_UNKNOWN && str_index(name_text(in->tf, value.sym), '(') < 0;
    return is_name || (self->op == IR_FIELD && starts_upper(name_text(in->tf, self->name)));
}

/* Something that a function made, of the code base most likely: a call of it gives back what it was given, unless its
 * name says otherwise. In JavaScript only what a module of the code base made: clients of databases are made alike. */
static bool is_made(const struct interp *in, struct value self)
{
    const struct taint_grammar *grammar = in->tf->grammar;
    struct str path = name_text(in->tf, self.sym);
    bool is_python = grammar->assignment_declares && !grammar->is_php;
    return self.kind == V_UNKNOWN && str_ends(path, STR("()")) &&
           (is_python ? str_index(path, '.') > 0 : str_starts(path, STR(".")));
}

/* A function that is not known gives back what it was given, more likely than not: methods of something bad always, of
 * something good only when they are called on a class or a module, as functions are. */
static struct value unknown_result(struct interp *in, const struct call *call)
{
    uint32_t taint = call->self_node ? deep_taint(in, call->self) : 0;
    if (!taint) {
        const struct ir_node *self = ir_at(in->tf, call->self_node);
        bool is_static = !call->self_node || is_static_name(in, self, call->self);
        bool is_text_call = in->tf->grammar->is_java || is_made(in, call->self);
        taint = is_static || is_text_call ? args_taint(in, call, ARG_POSITIONS) : 0;
        if (taint) {
            struct taint guessed = in->space.taints.at[taint];
            guessed.is_guessed = true;
            taint = taint_without(&in->space, taint_new(&in->space, guessed), in->rules->numeric);
        }
    }
    struct value value = value_traced(value_unknown(taint), taint && is_call_traced(in, call));
    value.sym = sym_of(path_of(in, call->paths[0], 0));
    return value;
}

static enum object_kind kind_of(const struct interp *in, uint32_t type)
{
    const uint32_t *meaning = map_get(&in->rules->types, name_text(in->tf, type));
    switch (meaning ? *meaning : COLLECTION_NONE) {
    case COLLECTION_LIST: return OBJECT_LIST;
    case COLLECTION_MAP: return OBJECT_MAP;
    case COLLECTION_BUILDER: return OBJECT_BUILDER;
    case COLLECTION_TABLE: return OBJECT_TABLE;
    default: return OBJECT_PLAIN;
    }
}

static uint32_t constructor_of(struct interp *in, uint32_t type, const struct call *call)
{
    static const char *const names[] = {"constructor", "__construct", "__init__"};
    uint32_t found = find_func(in, type, type, call);
    for (size_t i = 0; i < sizeof names / sizeof *names && found == UINT32_MAX; i++)
        found = find_func(in, name_id(in->tf, str_from(names[i])), type, call);
    return found;
}

static struct value new_object(struct interp *in, const struct ir_node *node, uint32_t type,
                               const struct call *call)
{
    enum object_kind kind = kind_of(in, type);
    uint32_t object =
        object_at(&in->space, (uint64_t)node->place.span.from << 1 | 1, in->frame->object, kind, type);
    struct value value = value_of(V_OBJECT, object);
    value.sym = sym_of(type);
    state_clear(&in->space, &in->s, object);
    uint32_t constructor = constructor_of(in, type, call);
    if (constructor != UINT32_MAX) {
        run_func(in, constructor, call, value);
        return value;
    }
    uint32_t taint = args_taint(in, call, ARG_POSITIONS);
    if (kind == OBJECT_LIST && taint == 0)
        state_set(&in->space, &in->s, cell_at(&in->space, object, KEY_LENGTH), value_of(V_INT, 0));
    if (taint)
        state_set(&in->space, &in->s, cell_at(&in->space, object, KEY_REST), value_unknown(taint));
    return value;
}

/* Where objects are made without "new": the type, when it is a table. */
static uint32_t made_type(const struct interp *in, const struct call *call)
{
    return kind_of(in, call->paths[0]) == OBJECT_TABLE ? call->paths[0] : 0;
}

static struct value call_value(struct interp *in, struct call *call, struct value callee)
{
    if (callee.kind == V_LAMBDA && in->calls < CALLS_MAX)
        return run_lambda(in, (uint32_t)callee.n, call);
    if (made_type(in, call))
        return new_object(in, call->node, made_type(in, call), call);
    struct outcome outcome = {0};
    apply_rules(in, call, &outcome);
    if (has_callbacks(call))
        run_callbacks(in, call);
    return outcome.is_known ? outcome.value : unknown_result(in, call);
}

/* JavaScript's require("x") is the module x. */
static bool is_require(const struct interp *in, const struct call *call)
{
    return !call->self_node && call->n == 1 && call->args[0].kind == V_STR &&
           str_eq(name_text(in->tf, call->node->name), STR("require"));
}

static struct value module_of(struct interp *in, const struct call *call)
{
    struct str name = name_text(in->tf, (uint32_t)call->args[0].n);
    if (str_starts(name, STR("node:")))
        name = str_skip(name, 5);
    struct value value = value_unknown(0);
    value.sym = sym_of(name_id(in->tf, name));
    return value;
}

/* The value that is called, when it is one: a variable's, a name's, a member of an object. Evaluates the receiver. */
static struct value callee_value(struct interp *in, const struct ir_node *node, struct call *call)
{
    if (call->self_node)
        call->self = follow(in, eval(in, call->self_node));
    else if (node->aux)
        return state_get(&in->s, cell_at(&in->space, in->frame->object, KEY_VAR(node->aux - 1)));
    else
        return global_value(in, node->name);
    if (node->name == 0)
        return call->self;
    if (call->self.kind != V_OBJECT)
        return value_unknown(0);
    struct value member = member_of(in, call->self, node->name);
    return member.kind == V_LAMBDA ? member : value_unknown(0);
}

static bool can_run(const struct interp *in, uint32_t func)
{
    return func != UINT32_MAX && !is_running(in, func) && in->calls < CALLS_MAX;
}

static struct value call_own(struct interp *in, uint32_t func, const struct call *call)
{
    struct value self = call->self.kind == V_OBJECT ? call->self : in->frame->self;
    return is_worth(in, func, call) ? run_func(in, func, call, self) : value_unknown(0);
}

struct value eval_call(struct interp *in, const struct ir_node *node)
{
    struct call call = {.node = node, .self_node = ir_kid(in->tf, node, 0)};
    struct value callee = callee_value(in, node, &call);
    read_args(in, &call);
    if (in->s.is_dead || in->is_stopped)
        return value_unknown(0);
    uint32_t func = callee.kind == V_LAMBDA ? UINT32_MAX : callee_of(in, &call);
    if (can_run(in, func))
        return call_own(in, func, &call);
    if (is_require(in, &call))
        return module_of(in, &call);
    name_call(in, &call);
    if (!call.self_node && callee.sym && callee.kind != V_LAMBDA)
        call.paths[1] = callee.sym;
    return call_value(in, &call, callee);
}

/* Objects ---------------------------------------------------------------------------------------------------------- */

struct value eval_new(struct interp *in, const struct ir_node *node)
{
    struct call call = {.node = node};
    read_args(in, &call);
    call.paths[0] = path_of(in, node->name, name_id(in->tf, STR("new")));
    struct outcome outcome = {0};
    apply_rules(in, &call, &outcome);
    if (outcome.is_known)
        return outcome.value;
    struct value value = new_object(in, node, node->name, &call);
    if (has_callbacks(&call))
        run_callbacks(in, &call);
    return value;
}

struct value eval_lambda(struct interp *in, const struct ir_node *node)
{
    while (in->was_run.len <= node->aux)
        *vec_push(&in->was_run, in->arena) = false;
    *vec_push(&in->frame->lambdas, in->arena) = node->aux;
    return value_of(V_LAMBDA, node->aux);
}
