#include "analyzers/taint/taint_interp_inside.h"

/* Reading ---------------------------------------------------------------------------------------------------------- */

/* What rules say of a value that is read under a path: a source, or nothing to do with what it is a part of. */
static struct value apply_property(struct interp *in, struct value value, uint32_t path,
                                   const struct ir_node *node)
{
    const struct rule_hits *hits = hits_of(in, path, false);
    for (uint32_t i = 0; i < hits->n; i++) {
        const struct taint_rule *rule = hits->at[i];
        if (rule->verb == VERB_SOURCE) {
            value.taint = source_taint(in, rule->source, node->place, path);
            value = value_traced(value, true);
        } else if (rule->verb == VERB_OPAQUE)
            value.taint = 0;
        else if (rule->verb == VERB_NUMBER)
            value.taint = numeric_taint(in, value.taint);
        else if (rule->verb == VERB_TYPE)
            value.sym = sym_of(name_id(in->tf, rule->text));
    }
    return value;
}

struct value read_var(struct interp *in, const struct ir_node *node)
{
    struct value value = state_get(&in->s, cell_at(&in->space, in->frame->object, KEY_VAR(node->aux)));
    const struct ir_func *func = &in->tf->funcs.at[in->frame->func];
    uint32_t type = node->aux < func->vars.len ? func->vars.at[node->aux].type : 0;
    if (value.kind == V_ABSENT)
        value.kind = V_UNKNOWN;
    if (value.sym == 0 && value.taint == 0 && value.kind != V_OBJECT)
        value.sym = sym_of(type ? type : node->name);
    return value.taint == 0 && value.kind == V_UNKNOWN ? apply_property(in, value, node->name, node) : value;
}

static bool is_known(struct interp *in, uint32_t object, uint32_t name, struct value *ret_value)
{
    *ret_value = cell_value(in, object, KEY_NAME(name));
    return ret_value->kind != V_ABSENT;
}

struct value global_value(struct interp *in, uint32_t name)
{
    struct value value = {0};
    struct value self = in->frame->self;
    if (self.kind == V_OBJECT && is_known(in, (uint32_t)self.n, name, &value))
        return value;
    if (!is_known(in, OBJECT_SELF, name, &value))
        is_known(in, OBJECT_GLOBALS, name, &value);
    return value;
}

struct value read_global(struct interp *in, const struct ir_node *node)
{
    struct value value = global_value(in, node->name);
    bool is_set = value.kind != V_ABSENT;
    if (!is_set)
        value.kind = V_UNKNOWN;
    if (value.sym == 0 && value.kind != V_OBJECT) {
        const uint32_t *import = map_get(&in->tf->imports, name_text(in->tf, node->name));
        value.sym = sym_of(import ? *import : node->name);
    }
    return is_set ? value : apply_property(in, value, value.sym, node);
}

/* Everything an object holds, as one value. */
static struct value any_of(struct interp *in, struct value base)
{
    return value_unknown(deep_taint(in, base));
}

/* The taint of an object itself and of what stands in it under no constant key. */
static uint32_t with_rest(struct interp *in, struct value object)
{
    struct value rest = cell_value(in, (uint32_t)object.n, KEY_REST);
    return taint_join(&in->space, object.taint, deep_taint(in, rest));
}

struct value member_of(struct interp *in, struct value base, uint32_t name)
{
    struct value value = {0};
    base = follow(in, base);
    if (base.kind == V_OBJECT && is_known(in, (uint32_t)base.n, name, &value))
        return value;
    bool is_self = base.kind == V_OBJECT && in->frame->self.kind == V_OBJECT && base.n == in->frame->self.n;
    if (is_self && is_known(in, OBJECT_SELF, name, &value))
        return value;
    value = value_traced(value_unknown(base.taint), base.taint && value_is_traced(base));
    if (base.kind == V_OBJECT)
        value.taint = with_rest(in, base);
    value.sym = sym_of(path_of(in, base.sym, name));
    return value;
}

static struct value char_of(struct interp *in, struct value text_value, int64_t index)
{
    struct str text = name_text(in->tf, (uint32_t)text_value.n);
    if (index < 0 || (uint64_t)index >= text.len)
        return value_unknown(0);
    return value_of(V_STR, name_id(in->tf, str_of(text.p + index, 1)));
}

/* Are the elements of the object known one by one? */
static bool has_places(struct interp *in, uint32_t object)
{
    enum object_kind kind = (enum object_kind)in->space.objects.at[object].kind;
    bool is_counted = cell_value(in, object, KEY_LENGTH).kind == V_INT;
    return kind != OBJECT_BUFFER && (kind != OBJECT_LIST || is_counted);
}

static struct value kept_element(struct interp *in, struct value base, uint64_t key)
{
    struct value value = cell_value(in, (uint32_t)base.n, key);
    return value.kind != V_ABSENT ? value : value_unknown(with_rest(in, base));
}

struct value element_of(struct interp *in, struct value base, struct value key)
{
    base = follow(in, base);
    if (base.kind == V_STR && key.kind == V_INT && !in->tf->grammar->is_c)
        return char_of(in, base, key.n);
    if (base.kind != V_OBJECT) {
        struct value value = value_traced(value_unknown(base.taint), value_is_traced(base));
        value.sym = base.sym;
        return value;
    }
    if (!value_is_constant(key) || !has_places(in, (uint32_t)base.n))
        return any_of(in, base); /* who knows what stands where */
    return kept_element(in, base, key_of(key));
}

struct value eval_field(struct interp *in, const struct ir_node *node)
{
    uint32_t object = ir_kid(in->tf, node, 0);
    struct value base = eval(in, object);
    struct value value = member_of(in, base, node->name);
    if (value.kind != V_UNKNOWN)
        return value;
    uint32_t name = ir_at(in->tf, object)->name; /* how the object is called here */
    uint32_t second = path_of(in, name, node->name);
    if (second && second != value.sym)
        value = apply_property(in, value, second, node);
    return value.sym ? apply_property(in, value, value.sym, node) : value;
}

/* In C an index that is the attacker's does harm by itself. */
static void check_index(struct interp *in, const struct ir_node *node, struct value base, struct value key)
{
    if (key.taint == 0 || !in->tf->grammar->is_c)
        return;
    struct call call = {.node = node, .paths = {name_id(in->tf, STR("[]"))}, .n = 2, .args = {base, key}};
    check_sinks(in, &call);
}

/* A byte of a text is no index that goes far: tables of 256 entries are made for them. */
static struct value byte_of(struct interp *in, struct value value)
{
    if (in->tf->grammar->is_c && value.kind == V_UNKNOWN)
        value.taint = taint_without(&in->space, value.taint, in->rules->bounded);
    return value;
}

struct value eval_index(struct interp *in, const struct ir_node *node)
{
    struct value base = eval(in, ir_kid(in->tf, node, 0));
    struct value key = eval(in, ir_kid(in->tf, node, 1));
    check_index(in, node, base, key);
    struct value value = byte_of(in, element_of(in, base, key));
    return value.kind == V_UNKNOWN && value.sym && value.taint == 0
               ? apply_property(in, value, value.sym, node)
               : value;
}

/* Writing ---------------------------------------------------------------------------------------------------------- */

/* The place under casts, addresses and sums: buffer of (char *)&buffer[n] + 1. */
uint32_t innermost_place(struct interp *in, uint32_t node)
{
    for (int i = 0; i < 16; i++) {
        const struct ir_node *at = ir_at(in->tf, node);
        bool is_around = at->op == IR_CAST || at->op == IR_ADDR || at->op == IR_NAMED || at->op == IR_SPREAD;
        bool is_part =
            (at->op == IR_CHAIN && at->sub <= SUB_MINUS) || at->op == IR_INDEX || at->op == IR_DEREF;
        if (!is_around && !is_part)
            break;
        node = ir_kid(in->tf, at, 0);
    }
    return node;
}

/* The object at a place; one is made when there is none yet. */
static uint32_t object_of(struct interp *in, uint32_t place)
{
    const struct ir_node *node = ir_at(in->tf, place);
    struct value value = follow(in, eval(in, place));
    if (value.kind == V_OBJECT)
        return (uint32_t)value.n;
    bool can_hold = node->op == IR_VAR || node->op == IR_GLOBAL || node->op == IR_FIELD || node->op == IR_THIS;
    uint32_t object = object_at(&in->space, (uint64_t)node->place.span.from << 1, in->frame->object,
                                OBJECT_PLAIN, value.sym);
    if (!can_hold || node->op == IR_THIS)
        return object;
    uint32_t taint = value.taint, sym = value.sym;
    value = value_of(V_OBJECT, object);
    value.taint = taint;
    value.sym = sym;
    state_clear(&in->space, &in->s, object);
    assign(in, place, value);
    return object;
}

static void set_cell(struct interp *in, uint32_t object, uint64_t key, struct value value)
{
    uint32_t cell = cell_at(&in->space, object, key);
    if (key == KEY_REST)
        value = value_join(&in->space, state_get(&in->s, cell), value);
    state_set(&in->space, &in->s, cell, value);
}

static void assign_index(struct interp *in, const struct ir_node *node, struct value value)
{
    uint32_t object = object_of(in, ir_kid(in->tf, node, 0));
    struct value key = eval(in, ir_kid(in->tf, node, 1));
    bool is_buffer = in->space.objects.at[object].kind == OBJECT_BUFFER;
    if (is_buffer && value.taint == 0)
        return;
    set_cell(in, object, is_buffer ? KEY_REST : key_of(key), value);
}

static void assign_global(struct interp *in, uint32_t name, struct value value)
{
    struct value self = in->frame->self, ignored;
    bool is_member = self.kind == V_OBJECT && is_known(in, (uint32_t)self.n, name, &ignored);
    bool is_field = in->tf->grammar->is_java || is_member;
    uint32_t object = is_field && self.kind == V_OBJECT ? (uint32_t)self.n : OBJECT_GLOBALS;
    set_cell(in, object, KEY_NAME(name), value);
}

/* Go's second result is an error or whether there is one: never the data. */
static bool is_error_name(const struct interp *in, uint32_t place)
{
    struct str name = name_text(in->tf, ir_at(in->tf, place)->name);
    return in->tf->grammar->is_go &&
           (str_eq(name, STR("err")) || str_eq(name, STR("ok")) || str_eq(name, STR("_")));
}

static void assign_list(struct interp *in, const struct ir_node *node, struct value value)
{
    for (uint32_t i = 0; i < node->n; i++) {
        uint32_t place = ir_kid(in->tf, node, i);
        struct value part = element_of(in, value, value_of(V_INT, i));
        assign(in, place, is_error_name(in, place) ? value_unknown(0) : part);
    }
}

static void assign_map(struct interp *in, const struct ir_node *node, struct value value)
{
    for (uint32_t i = 0; i < node->n; i++) {
        const struct ir_node *pair = ir_at(in->tf, ir_kid(in->tf, node, i));
        const struct ir_node *key = ir_at(in->tf, ir_kid(in->tf, pair, 0));
        bool is_named = pair->op == IR_PAIR && key->op == IR_STR;
        struct value part = value_unknown(value.taint);
        if (is_named) {
            part = member_of(in, value, key->name);
            part = part.kind == V_UNKNOWN && part.sym ? apply_property(in, part, part.sym, pair) : part;
        }
        assign(in, pair->op == IR_PAIR ? ir_kid(in->tf, pair, 1) : ir_kid(in->tf, node, i), part);
    }
}

static void assign_deref(struct interp *in, const struct ir_node *node, struct value value)
{
    struct value target = eval(in, ir_kid(in->tf, node, 0));
    if (target.kind == V_CELL)
        state_set(&in->space, &in->s, (uint32_t)target.n, value);
    else if (target.kind == V_OBJECT && value.taint)
        set_cell(in, (uint32_t)target.n, KEY_REST, value_unknown(value.taint));
}

void assign(struct interp *in, uint32_t place, struct value value)
{
    const struct ir_node *node = ir_at(in->tf, place);
    if (value.kind == V_ABSENT)
        value.kind = V_UNKNOWN;
    switch ((enum ir_op)node->op) {
    case IR_VAR:
        state_set(&in->space, &in->s, cell_at(&in->space, in->frame->object, KEY_VAR(node->aux)), value);
        break;
    case IR_GLOBAL: assign_global(in, node->name, value); break;
    case IR_FIELD: set_cell(in, object_of(in, ir_kid(in->tf, node, 0)), KEY_NAME(node->name), value); break;
    case IR_INDEX: assign_index(in, node, value); break;
    case IR_DEREF: assign_deref(in, node, value); break;
    case IR_LIST: assign_list(in, node, value); break;
    case IR_MAP: assign_map(in, node, value); break;
    case IR_CAST:
    case IR_SPREAD:
    case IR_ASSIGN:
    case IR_DECL: assign(in, ir_kid(in->tf, node, 0), value); break;
    default: break;
    }
}

/* A call wrote into what `node` or `target`, its value, stands for. */
void write_through(struct interp *in, uint32_t node, struct value target, uint32_t taint, bool adds)
{
    struct value content = value_unknown(taint);
    if (target.kind == V_OBJECT) {
        uint32_t object = (uint32_t)target.n, length = cell_find(&in->space, object, KEY_LENGTH);
        struct value size = length == UINT32_MAX ? (struct value){0} : state_get(&in->s, length);
        if (!adds)
            state_clear(&in->space, &in->s, object);
        if (size.kind == V_INT)
            state_set(&in->space, &in->s, length, size);
        set_cell(in, object, KEY_REST, content);
        return;
    }
    if (target.kind == V_CELL) {
        struct value before = state_get(&in->s, (uint32_t)target.n);
        if (before.kind == V_OBJECT || before.kind == V_CELL) {
            write_through(in, 0, before.kind == V_CELL ? follow(in, before) : before, taint, adds);
            return;
        }
        state_set(&in->space, &in->s, (uint32_t)target.n,
                  adds ? value_join(&in->space, before, content) : content);
        return;
    }
    uint32_t place = innermost_place(in, node);
    enum ir_op op = (enum ir_op)ir_at(in->tf, place)->op;
    if (op != IR_VAR && op != IR_GLOBAL && op != IR_FIELD)
        return;
    struct value before = eval(in, place);
    content.sym = before.sym;
    assign(in, place, adds ? value_join(&in->space, before, content) : content);
}

/* Assignments ------------------------------------------------------------------------------------------------------ */

/* Some assignments do harm as calls do: element.innerHTML = x. */
static void check_assigned(struct interp *in, const struct ir_node *node, const struct ir_node *place,
                           struct value value)
{
    bool is_index = place->op == IR_INDEX && !in->tf->grammar->is_c;
    if (!is_index && deep_taint(in, value) == 0)
        return;
    uint32_t field =
        name_id(in->tf, str_from(arena_printf(in->arena, "%.*s=", STR_ARG(name_text(in->tf, place->name)))));
    struct call call = {.node = node, .n = 1, .args = {value}};
    if (place->op == IR_INDEX) {
        uint32_t object = ir_kid(in->tf, place, 0), element = name_id(in->tf, STR("[]="));
        call.n = 2;
        call.args[1] = eval(in, ir_kid(in->tf, place, 1));
        receiver_paths(in, eval(in, object).sym, ir_at(in->tf, object)->name, element, call.paths);
    } else if (place->op == IR_FIELD) {
        uint32_t object = ir_kid(in->tf, place, 0);
        receiver_paths(in, eval(in, object).sym, ir_at(in->tf, object)->name, field, call.paths);
    } else if (place->op == IR_GLOBAL) {
        call.paths[0] = field;
    }
    check_sinks(in, &call);
}

static struct value stepped(struct interp *in, struct value value, const struct ir_node *node, uint32_t name)
{
    value.taint = taint_step(&in->space, value.taint, TRAIL_ASSIGN, node->place, name);
    return value;
}

struct value eval_assign(struct interp *in, const struct ir_node *node)
{
    uint32_t place_id = ir_kid(in->tf, node, 0);
    const struct ir_node *place = ir_at(in->tf, place_id);
    struct value value = eval(in, ir_kid(in->tf, node, 1));
    if (node->sub != SUB_NONE)
        value = fold(in, (enum ir_sub)node->sub, eval(in, place_id), value);
    if (in->s.is_dead)
        return value;
    if (place->op == IR_FIELD || place->op == IR_GLOBAL || (place->op == IR_INDEX && !in->tf->grammar->is_c))
        check_assigned(in, node, place, value);
    else if (place->op == IR_INDEX)
        check_index(in, place, value_unknown(0), eval(in, ir_kid(in->tf, place, 1)));
    if (place->op == IR_VAR) {
        const struct ir_func *func = &in->tf->funcs.at[in->frame->func];
        if (place->aux < func->vars.len && is_numeric_type(in, func->vars.at[place->aux].type))
            value.taint = numeric_taint(in, value.taint);
    }
    value = stepped(in, value, node, place->name);
    assign(in, place_id, value);
    keep_condition(in, place, node->sub == SUB_NONE ? ir_kid(in->tf, node, 1) : 0);
    return value;
}

/* Is a variable of the file given another value anywhere in its text? */
static bool is_changed(struct interp *in, uint32_t name, uint32_t from)
{
    struct str text = in->tf->file->text, word = name_text(in->tf, name);
    in->steps += text.len / 64;
    for (size_t i = 0; i + word.len < text.len; i++) {
        ptrdiff_t found = str_find(str_skip(text, i), word);
        if (found < 0)
            return false;
        i += (size_t)found;
        size_t end = i + word.len;
        bool is_own = i >= from && i <= from + 200;
        while (end < text.len && text.p[end] == ' ')
            end++;
        struct str behind = str_skip(text, end);
        bool is_set = str_starts(behind, STR("=")) && !str_starts(behind, STR("=="));
        bool is_moved = behind.len > 1 && (behind.p[0] == behind.p[1] || behind.p[1] == '=') &&
                        strchr("+-*/|&", behind.p[0]);
        if ((is_set && !is_own) || (is_moved && behind.p[0] != '&'))
            return true;
    }
    return false;
}

static struct value initial(struct interp *in, const struct ir_node *node)
{
    uint32_t init = ir_kid(in->tf, node, 1), length = ir_kid(in->tf, node, 2);
    struct value value = init ? eval(in, init) : value_unknown(0);
    if (!length || value.kind == V_OBJECT)
        return value;
    struct value size = eval(in, length);
    uint32_t taint = deep_taint(in, value);
    uint32_t buffer = object_at(&in->space, (uint64_t)node->place.span.from << 1 | 1, in->frame->object,
                                OBJECT_BUFFER, node->name);
    state_clear(&in->space, &in->s, buffer);
    if (taint)
        set_cell(in, buffer, KEY_REST, value_unknown(taint));
    if (size.kind == V_INT)
        set_cell(in, buffer, KEY_LENGTH, size);
    return value_of(V_OBJECT, buffer);
}

struct value eval_decl(struct interp *in, const struct ir_node *node)
{
    uint32_t place_id = ir_kid(in->tf, node, 0);
    const struct ir_node *place = ir_at(in->tf, place_id);
    struct value value = initial(in, node);
    bool is_shared = place->op == IR_GLOBAL || place->op == IR_FIELD;
    bool is_constant = value.kind == V_INT || value.kind == V_STR || value.kind == V_NULL;
    if (is_shared && is_constant && is_changed(in, place->name, node->place.span.from))
        value = value_unknown(0);
    if (is_numeric_type(in, node->name))
        value.taint = numeric_taint(in, value.taint);
    else if (node->name && value.kind == V_UNKNOWN && value.taint == 0)
        value.sym = sym_of(node->name);
    if (!ir_kid(in->tf, node, 1) && value.kind == V_UNKNOWN && !is_shared)
        value.sym = sym_of(node->name);
    value = stepped(in, value, node, place->name);
    assign(in, place_id, value);
    keep_condition(in, place, ir_kid(in->tf, node, 1));
    return value;
}
