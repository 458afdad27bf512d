#include "analyzers/taint/taint_interp_inside.h"

uint32_t source_taint(struct interp *in, uint8_t kind, struct finding_place place, uint32_t name)
{
    struct trail first = {.place = place, .kind = TRAIL_SOURCE, .name = name};
    *vec_push(&in->space.trails, in->arena) = first;
    return taint_new(&in->space, (struct taint){.classes = in->rules->all,
                                                .source = kind,
                                                .trail = (uint32_t)in->space.trails.len - 1});
}

/* Conditions ------------------------------------------------------------------------------------------------------- */

static struct str constant_text(struct interp *in, struct value value)
{
    if (value.kind == V_STR)
        return name_text(in->tf, (uint32_t)value.n);
    if (value.kind == V_INT)
        return str_from(arena_printf(in->arena, "%lld", (long long)value.n));
    if (value.kind == V_UNKNOWN && value.sym && value.taint == 0)
        return name_text(in->tf, value.sym); /* a constant with a name */
    return (struct str){0};
}

static bool is_one_of(struct interp *in, const struct taint_when *when, struct value value)
{
    if (str_eq(when->values, STR("?")))
        return value.kind == V_UNKNOWN;
    struct str text = constant_text(in, value);
    return text.p && taint_glob(when->values, text);
}

/* A command may be a list: any of its first three words will do. */
static bool fits(struct interp *in, const struct taint_when *when, struct value value)
{
    if (value.kind != V_OBJECT)
        return is_one_of(in, when, value);
    for (int64_t i = 0; i < 3; i++) {
        uint32_t cell = cell_find(&in->space, (uint32_t)value.n, KEY_INT(i));
        if (cell != UINT32_MAX && is_one_of(in, when, state_get(&in->s, cell)))
            return true;
    }
    return false;
}

/* An argument by its name: Python's, or a member of an object of options. */
static struct value named_arg(struct interp *in, const struct call *call, struct str name)
{
    uint32_t id = name_id(in->tf, name);
    for (uint32_t i = 0; i < call->n; i++) {
        if (call->names[i] == id)
            return call->args[i];
        uint32_t cell = call->args[i].kind == V_OBJECT
                            ? cell_find(&in->space, (uint32_t)call->args[i].n, KEY_NAME(id))
                            : UINT32_MAX;
        if (cell != UINT32_MAX)
            return state_get(&in->s, cell);
    }
    return (struct value){0};
}

bool when_holds(struct interp *in, const struct taint_when *when, const struct call *call)
{
    if (when->kind == WHEN_ALWAYS)
        return true;
    struct value value = when->kind == WHEN_NAMED                         ? named_arg(in, call, when->name)
                         : when->arg < call->n && !call->names[when->arg] ? call->args[when->arg]
                                                                          : (struct value){0};
    return fits(in, when, value) != when->is_not;
}

/* Sinks ------------------------------------------------------------------------------------------------------------ */

static void report(struct interp *in, const struct call *call, uint32_t class, uint32_t taint)
{
    bool is_new;
    if (in->is_quiet || in->is_stopped)
        return;
    struct finding_place place = call->node->place;
    pair_map_put(&in->reported, in->arena, (uint64_t)place.span.from << 32 | place.span.to, class, 0, &is_new);
    if (is_new)
        *vec_push(&in->hits, in->arena) = (struct taint_hit){.class = class, .place = place, .taint = taint};
}

static bool takes(struct interp *in, const struct taint_rule *rule, const struct call *call, uint32_t index)
{
    uint32_t position = 0;
    if (call->names[index])
        return taint_names_have(&rule->names, name_text(in->tf, call->names[index]));
    for (uint32_t i = 0; i < index; i++)
        position += call->names[i] == 0;
    return rule->args >> position & 1;
}

static bool is_written(const struct interp *in, struct value value)
{
    enum object_kind kind =
        value.kind == V_OBJECT ? (enum object_kind)in->space.objects.at[value.n].kind : OBJECT_LIST;
    return kind == OBJECT_MAP || kind == OBJECT_PLAIN;
}

/* The taint of text: an object is written as JSON, and beside a text in a list it is what goes along, as headers do. */
static uint32_t text_taint(struct interp *in, struct value value)
{
    enum { LIST_MAX = 4 };
    if (is_written(in, value))
        return 0;
    if (value.kind != V_OBJECT || in->space.objects.at[value.n].kind != OBJECT_LIST)
        return deep_taint(in, value);
    struct value length = cell_value(in, (uint32_t)value.n, KEY_LENGTH);
    if (length.kind != V_INT || length.n > LIST_MAX)
        return deep_taint(in, value);
    uint32_t taint = value.taint;
    for (int64_t i = 0; i < length.n; i++) {
        struct value element = cell_value(in, (uint32_t)value.n, KEY_INT(i));
        taint = taint_join(&in->space, taint, is_written(in, element) ? 0 : deep_taint(in, element));
    }
    return taint;
}

static void check_arg(struct interp *in, const struct taint_rule *rule, const struct call *call,
                      struct value value)
{
    uint32_t all = deep_taint(in, value), text = all ? text_taint(in, value) : 0;
    for (uint32_t c = 0; all && c < in->rules->n_classes; c++) {
        uint32_t taint = in->rules->classes[c].flags & CLASS_TEXT ? text : all;
        if (in->space.taints.at[taint].classes & rule->classes & (uint64_t)1 << c)
            report(in, call, c, taint);
    }
}

static bool is_of_size(const struct interp *in, const struct taint_rule *rule)
{
    return in->rules->classes[__builtin_ctzll(rule->classes)].flags & CLASS_FIXED;
}

/* What is copied to is a buffer whose length is a constant: others are often made as long as what they are to hold. */
static bool has_size(struct interp *in, const struct call *call)
{
    struct value target = call->n > 0 ? follow(in, call->args[0]) : (struct value){0};
    if (target.kind != V_OBJECT || in->space.objects.at[target.n].kind != OBJECT_BUFFER)
        return false;
    return cell_value(in, (uint32_t)target.n, KEY_LENGTH).kind == V_INT;
}

/* Does no harm, whatever else the file may say: it is harmless whenever the call is reached, or it is not. */
static void note_harmless(struct interp *in, const struct taint_rule *rule, const struct call *call,
                          struct value value)
{
    struct ast_span span = call->node->place.span;
    bool is_new, is_harmless = value_is_traced(value) && !in->frame->is_called &&
                               !(in->space.taints.at[value.taint].classes & rule->classes);
    if (in->is_quiet || in->is_stopped)
        return;
    uint32_t so_far = pair_map_put(&in->harmless, in->arena, span.from, span.to, is_harmless, &is_new);
    if (so_far && !is_harmless)
        pair_map_set(&in->harmless, span.from, span.to, 0);
}

static void apply_sink(struct interp *in, const struct taint_rule *rule, const struct call *call)
{
    if (!when_holds(in, &rule->when, call) || (is_of_size(in, rule) && !has_size(in, call)))
        return;
    for (uint32_t i = 0; i < call->n; i++) {
        if (!takes(in, rule, call, i))
            continue;
        check_arg(in, rule, call, call->args[i]);
        note_harmless(in, rule, call, call->args[i]);
    }
    if (rule->args & ARG_THIS)
        check_arg(in, rule, call, call->self);
}

static void apply_const(struct interp *in, const struct taint_rule *rule, const struct call *call)
{
    if (when_holds(in, &rule->when, call))
        report(in, call, (uint32_t)__builtin_ctzll(rule->classes), 0);
}

void check_sinks(struct interp *in, const struct call *call)
{
    for (int p = 0; p < CALL_PATHS; p++) {
        const struct rule_hits hits = *hits_of(in, call->paths[p], true);
        for (uint32_t i = 0; i < hits.n; i++) {
            if (hits.at[i]->verb == VERB_SINK)
                apply_sink(in, hits.at[i], call);
        }
    }
}

/* Results ---------------------------------------------------------------------------------------------------------- */

/* Of arguments and receiver, as a rule names them. */
uint32_t args_taint(struct interp *in, const struct call *call, uint32_t args)
{
    uint32_t taint = args & ARG_THIS ? deep_taint(in, call->self) : 0;
    for (uint32_t i = 0; i < call->n; i++) {
        if (args >> i & 1)
            taint = taint_join(&in->space, taint, deep_taint(in, call->args[i]));
    }
    return taint;
}

/* Are all arguments, and the receiver unless it is just a name? */
bool is_call_traced(const struct interp *in, const struct call *call)
{
    enum ir_op op = (enum ir_op)ir_at(in->tf, call->self_node)->op;
    bool is_name = op == IR_NOTHING || ((op == IR_GLOBAL || op == IR_FIELD) && call->self.taint == 0 &&
                                        str_index(name_text(in->tf, call->self.sym), '(') < 0);
    bool is_traced = is_name || value_is_traced(call->self);
    for (uint32_t i = 0; i < call->n; i++)
        is_traced &= value_is_traced(call->args[i]);
    return is_traced;
}

static void give(struct interp *in, struct outcome *outcome, uint32_t taint, const struct call *call)
{
    if (outcome->is_known)
        return;
    outcome->value = value_traced(value_unknown(taint), is_call_traced(in, call));
    outcome->value.sym = sym_of(path_of(in, call->paths[0], 0));
    outcome->is_known = true;
}

static void write_args(struct interp *in, const struct call *call, uint32_t to, uint32_t taint, bool adds)
{
    for (uint32_t i = 0; i < call->n; i++) {
        if (to >> i & 1)
            write_through(in, call->nodes[i], call->args[i], taint, adds);
    }
    if ((to & ARG_THIS) && call->self_node)
        write_through(in, call->self_node, call->self, taint, adds);
}

static void apply_source(struct interp *in, const struct taint_rule *rule, const struct call *call,
                         struct outcome *outcome)
{
    if (!when_holds(in, &rule->when, call))
        return;
    uint32_t taint = source_taint(in, rule->source, call->node->place, call->paths[0]);
    uint32_t to = rule->args & (ARG_POSITIONS | ARG_THIS);
    if (to)
        write_args(in, call, to, taint, false);
    bool was_known = outcome->is_known, is_result = !to || (rule->args & ARG_RETURN);
    give(in, outcome, is_result ? taint : 0, call);
    if (!was_known)
        outcome->value = value_traced(outcome->value, is_result);
}

static void apply_flow(struct interp *in, const struct taint_rule *rule, const struct call *call,
                       struct outcome *outcome)
{
    uint32_t taint = args_taint(in, call, rule->args);
    if (taint)
        taint = taint_step(&in->space, taint, TRAIL_WRITE, call->node->place, call->node->name);
    if (taint || !rule->adds)
        write_args(in, call, rule->to, taint, rule->adds);
    if (rule->to & ARG_RETURN)
        give(in, outcome, taint, call);
    else if (!outcome->is_known && rule->to & 1 && call->n > 0) { /* strcpy gives back where it wrote to */
        outcome->value = call->args[0];
        outcome->value.taint = taint_join(&in->space, outcome->value.taint, taint);
        outcome->is_known = true;
    }
}

static void apply_value(struct interp *in, const struct taint_rule *rule, const struct call *call,
                        struct outcome *outcome)
{
    const uint32_t everything = ARG_POSITIONS | ARG_THIS;
    bool was_known = outcome->is_known;
    struct value value;
    switch (rule->verb) {
    case VERB_CLEAN:
        if (when_holds(in, &rule->when, call))
            give(in, outcome, taint_without(&in->space, args_taint(in, call, everything), rule->classes),
                 call);
        break;
    case VERB_NUMBER:
        if (!rule->args)
            give(in, outcome, numeric_taint(in, args_taint(in, call, everything)), call);
        else if (when_holds(in, &rule->when, call))
            write_args(in, call, rule->args, numeric_taint(in, args_taint(in, call, rule->args)), false);
        break;
    case VERB_PASS:
        give(in, outcome, args_taint(in, call, rule->args ? rule->args : everything), call);
        break;
    case VERB_OPAQUE: /* a guess from the name says nothing of a receiver that is the attacker's */
        give(in, outcome, str_index(rule->last, '*') >= 0 ? args_taint(in, call, ARG_THIS) : 0, call);
        outcome->value = was_known ? outcome->value : value_traced(outcome->value, false);
        break;
    case VERB_OP:
        if (!outcome->is_known && apply_op(in, (enum taint_op)rule->number, call, &value))
            *outcome = (struct outcome){.value = value, .is_known = true};
        break;
    default: break;
    }
}

static void apply_one(struct interp *in, const struct taint_rule *rule, const struct call *call,
                      struct outcome *outcome)
{
    switch (rule->verb) {
    case VERB_SINK: apply_sink(in, rule, call); break;
    case VERB_CONST: apply_const(in, rule, call); break;
    case VERB_SOURCE: apply_source(in, rule, call, outcome); break;
    case VERB_FLOW: apply_flow(in, rule, call, outcome); break;
    default: apply_value(in, rule, call, outcome); break;
    }
}

/* What is done to arguments comes behind what is read of them. */
void apply_rules(struct interp *in, const struct call *call, struct outcome *outcome)
{
    uint32_t type = 0;
    bool ends = false;
    for (int p = 0; p < CALL_PATHS; p++) {
        const struct rule_hits hits = *hits_of(in, call->paths[p], true);
        for (uint32_t i = 0; i < hits.n; i++) {
            if (hits.at[i]->verb == VERB_SINK || hits.at[i]->verb == VERB_CONST)
                apply_one(in, hits.at[i], call, outcome);
        }
    }
    for (int p = 0; p < CALL_PATHS; p++) {
        const struct rule_hits hits = *hits_of(in, call->paths[p], true);
        for (uint32_t i = 0; i < hits.n; i++) {
            const struct taint_rule *rule = hits.at[i];
            ends |= rule->verb == VERB_NORETURN;
            if (rule->verb == VERB_TYPE)
                type = name_id(in->tf, rule->text);
            else if (rule->verb != VERB_SINK && rule->verb != VERB_CONST)
                apply_one(in, rule, call, outcome);
        }
    }
    if (type) {
        if (!outcome->is_known)
            outcome->value = value_unknown(deep_taint(in, call->self));
        outcome->value.sym = sym_of(type);
        outcome->is_known = true;
    }
    if (ends)
        in->s.is_dead = true;
}
