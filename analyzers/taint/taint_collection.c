#include "analyzers/taint/taint_interp_inside.h"

static struct value arg(const struct call *call, uint32_t n)
{
    return n < call->n ? call->args[n] : (struct value){0};
}

static void set(struct interp *in, uint32_t object, uint64_t key, struct value value)
{
    state_set(&in->space, &in->s, cell_at(&in->space, object, key), value);
}

static void set_rest(struct interp *in, uint32_t object, struct value value)
{
    set(in, object, KEY_REST, value_join(&in->space, cell_value(in, object, KEY_REST), value));
}

/* How many elements a list is known to have; -1: not known. */
static int64_t list_length(struct interp *in, struct value self)
{
    if (self.kind != V_OBJECT || in->space.objects.at[self.n].kind != OBJECT_LIST)
        return -1;
    struct value length = cell_value(in, (uint32_t)self.n, KEY_LENGTH);
    return length.kind == V_INT && length.n < 1000 ? length.n : -1;
}

static void forget_length(struct interp *in, uint32_t object)
{
    if (cell_value(in, object, KEY_LENGTH).kind != V_ABSENT)
        set(in, object, KEY_LENGTH, value_unknown(0));
}

/* Moves elements from `from` on by one place, up or down. */
static void shift(struct interp *in, uint32_t object, int64_t from, int64_t length, bool is_up)
{
    if (is_up) {
        for (int64_t i = length; i > from; i--)
            set(in, object, KEY_INT(i), cell_value(in, object, KEY_INT(i - 1)));
    } else {
        for (int64_t i = from; i + 1 < length; i++)
            set(in, object, KEY_INT(i), cell_value(in, object, KEY_INT(i + 1)));
        set(in, object, KEY_INT(length - 1), (struct value){0});
    }
    set(in, object, KEY_LENGTH, value_of(V_INT, is_up ? length + 1 : length - 1));
}

/* add(x), add(i, x), and append of a builder. */
static struct value add(struct interp *in, const struct call *call)
{
    struct value self = call->self, value = arg(call, call->n ? call->n - 1 : 0), at = arg(call, 0);
    int64_t length = list_length(in, self);
    if (self.kind != V_OBJECT) {
        uint32_t taint = args_taint(in, call, ARG_POSITIONS);
        if (taint)
            write_through(in, call->self_node, self, taint, true);
        self.taint = taint_join(&in->space, self.taint, taint);
        return self;
    }
    uint32_t object = (uint32_t)self.n;
    if (length >= 0 && call->n <= 1) {
        set(in, object, KEY_INT(length), value);
        set(in, object, KEY_LENGTH, value_of(V_INT, length + 1));
    } else if (length >= 0 && call->n == 2 && at.kind == V_INT && at.n >= 0 && at.n <= length) {
        shift(in, object, at.n, length, true);
        set(in, object, KEY_INT(at.n), value);
    } else {
        for (uint32_t i = 0; i < call->n; i++)
            set_rest(in, object, value_unknown(deep_taint(in, call->args[i])));
        forget_length(in, object);
    }
    return self;
}

static bool is_table(const struct interp *in, struct value self)
{
    return self.kind == V_OBJECT && in->space.objects.at[self.n].kind == OBJECT_TABLE;
}

/* Of an element of a table: both its keys as one. Unknown unless both are constant texts. */
static struct value table_key(struct interp *in, const struct call *call)
{
    struct value row = arg(call, 0), column = arg(call, 1);
    if (row.kind != V_STR || column.kind != V_STR)
        return value_unknown(0);
    struct str a = name_text(in->tf, (uint32_t)row.n), b = name_text(in->tf, (uint32_t)column.n);
    struct str both = str_from(arena_printf(in->arena, "%.*s\n%.*s", STR_ARG(a), STR_ARG(b)));
    return value_of(V_STR, name_id(in->tf, both));
}

static struct value put(struct interp *in, const struct call *call)
{
    bool has_two = call->n > 2 && is_table(in, call->self);
    struct value key = has_two ? table_key(in, call) : arg(call, 0), value = arg(call, has_two ? 2 : 1);
    if (call->self.kind != V_OBJECT) {
        uint32_t taint = taint_join(&in->space, deep_taint(in, key), deep_taint(in, value));
        if (taint && call->self_node)
            write_through(in, call->self_node, call->self, taint, true);
        return value_unknown(0);
    }
    uint32_t object = (uint32_t)call->self.n;
    if (value_is_constant(key))
        set(in, object, key_of(key), value);
    else
        set_rest(in, object, value);
    return value_unknown(0);
}

static struct value get(struct interp *in, const struct call *call)
{
    if (call->n > 1 && is_table(in, call->self))
        return element_of(in, call->self, table_key(in, call));
    struct value value = element_of(in, call->self, arg(call, 0));
    uint32_t other = call->n > 1 && !call->self.taint ? deep_taint(in, call->args[1]) : 0; /* the default */
    value.taint = taint_join(&in->space, value.taint, other);
    if (call->self.kind != V_OBJECT)
        value.sym = sym_of(path_of(in, call->paths[0], 0));
    return value;
}

static struct value remove_at(struct interp *in, const struct call *call)
{
    int64_t length = list_length(in, call->self);
    struct value at = arg(call, 0);
    if (call->self.kind != V_OBJECT)
        return value_unknown(call->self.taint);
    uint32_t object = (uint32_t)call->self.n;
    struct value value = element_of(in, call->self, at);
    if (length > 0 && at.kind == V_INT && at.n >= 0 && at.n < length)
        shift(in, object, at.n, length, false);
    else if (at.kind == V_STR && in->space.objects.at[object].kind == OBJECT_MAP)
        set(in, object, KEY_NAME((uint32_t)at.n), (struct value){0});
    else
        forget_length(in, object);
    return value;
}

/* The element at one end, taken away or not. */
static struct value take_end(struct interp *in, const struct call *call, bool is_last, bool is_taken)
{
    int64_t length = list_length(in, call->self);
    if (call->n > 0 && is_taken)
        return remove_at(in, call);
    if (length <= 0)
        return value_unknown(deep_taint(in, call->self));
    uint32_t object = (uint32_t)call->self.n;
    struct value value = cell_value(in, object, KEY_INT(is_last ? length - 1 : 0));
    if (is_taken)
        shift(in, object, is_last ? length - 1 : 0, length, false);
    return value;
}

static struct value extend(struct interp *in, const struct call *call)
{
    uint32_t taint = args_taint(in, call, ARG_POSITIONS);
    if (call->self.kind == V_OBJECT)
        forget_length(in, (uint32_t)call->self.n);
    if (taint && call->self_node)
        write_through(in, call->self_node, call->self, taint, true);
    return call->self;
}

static struct value clear(struct interp *in, const struct call *call)
{
    struct value self = call->self;
    if (self.kind == V_OBJECT) {
        bool is_list = in->space.objects.at[self.n].kind == OBJECT_LIST;
        state_clear(&in->space, &in->s, (uint32_t)self.n);
        if (is_list)
            set(in, (uint32_t)self.n, KEY_LENGTH, value_of(V_INT, 0));
    }
    return value_unknown(0);
}

/* append(list, x…): a list with what both hold. */
static struct value appended(struct interp *in, const struct call *call)
{
    struct value list = arg(call, 0);
    int64_t length = list_length(in, list);
    for (uint32_t i = 1; i < call->n && list.kind == V_OBJECT; i++) {
        if (length >= 0 && ir_at(in->tf, call->nodes[i])->op != IR_SPREAD) {
            set(in, (uint32_t)list.n, KEY_INT(length++), call->args[i]);
            set(in, (uint32_t)list.n, KEY_LENGTH, value_of(V_INT, length));
        } else {
            set_rest(in, (uint32_t)list.n, value_unknown(deep_taint(in, call->args[i])));
            forget_length(in, (uint32_t)list.n);
        }
    }
    for (uint32_t i = 1; i < call->n && list.kind != V_OBJECT; i++)
        list.taint = taint_join(&in->space, list.taint, deep_taint(in, call->args[i]));
    return list;
}

static struct value allocate(struct interp *in, const struct call *call)
{
    uint32_t object = object_at(&in->space, (uint64_t)call->node->place.span.from << 1 | 1, in->frame->object,
                                OBJECT_BUFFER, 0);
    state_clear(&in->space, &in->s, object);
    if (call->n > 0 && call->args[call->n - 1].kind == V_INT)
        set(in, object, KEY_LENGTH, call->args[call->n - 1]);
    return value_of(V_OBJECT, object);
}

/* xs.map(x => …), p.then(x => …): their parameters hold what the receiver holds, and so may what comes back. */
static struct value calls(struct interp *in, const struct call *call)
{
    uint32_t taint = deep_taint(in, call->self);
    for (uint32_t i = 0; i < call->n && !in->s.is_dead; i++) {
        if (call->args[i].kind != V_LAMBDA) {
            taint = taint_join(&in->space, taint, deep_taint(in, call->args[i]));
            continue;
        }
        struct call inner = {.node = call->node, .n = 1, .args = {value_unknown(deep_taint(in, call->self))}};
        taint = taint_join(&in->space, taint, run_aside(in, (uint32_t)call->args[i].n, &inner));
    }
    return value_unknown(taint);
}

/* Strings ---------------------------------------------------------------------------------------------------------- */

static bool constant_self(struct interp *in, const struct call *call, struct str *ret_text)
{
    if (call->self.kind != V_STR)
        return false;
    *ret_text = name_text(in->tf, (uint32_t)call->self.n);
    return true;
}

static struct value text_value(struct interp *in, struct str text)
{
    return value_of(V_STR, name_id(in->tf, text));
}

static struct value cased(struct interp *in, const struct call *call, bool is_upper)
{
    struct str text;
    if (!constant_self(in, call, &text))
        return value_unknown(call->self.taint);
    char *copy = arena_array(in->arena, char, text.len + 1);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.p[i];
        bool changes = is_upper ? c >= 'a' && c <= 'z' : c >= 'A' && c <= 'Z';
        copy[i] = (char)(changes ? c ^ 0x20 : c);
    }
    return text_value(in, str_of(copy, text.len));
}

static struct value part_of(struct interp *in, const struct call *call, bool is_char)
{
    struct str text;
    struct value from = arg(call, 0), to = arg(call, 1);
    if (!constant_self(in, call, &text) || from.kind != V_INT || from.n < 0 || from.n >= (int64_t)text.len)
        return value_unknown(deep_taint(in, call->self));
    int64_t end = is_char ? from.n + 1 : to.kind == V_INT ? to.n : (int64_t)text.len;
    if (end < from.n || end > (int64_t)text.len || (call->n > 1 && to.kind != V_INT))
        return value_unknown(0);
    return text_value(in, str_of(text.p + from.n, (size_t)(end - from.n)));
}

static struct value equals(struct interp *in, const struct call *call)
{
    return fold(in, SUB_EQ, call->self, arg(call, 0));
}

static struct value starts(struct interp *in, const struct call *call)
{
    struct str text;
    struct value prefix = arg(call, 0);
    if (!constant_self(in, call, &text) || prefix.kind != V_STR)
        return value_unknown(0);
    return value_of(V_INT, str_starts(text, name_text(in->tf, (uint32_t)prefix.n)));
}

static struct value concat(struct interp *in, const struct call *call)
{
    struct value value = call->self;
    if (value.kind == V_OBJECT)
        value = value_unknown(deep_taint(in, value));
    for (uint32_t i = 0; i < call->n; i++)
        value = fold(in, SUB_CONCAT, value, call->args[i]);
    return value;
}

/* A reference to what a builder holds would change with it; what is in it does not. */
static struct value same(struct interp *in, const struct call *call)
{
    bool is_builder = call->self.kind == V_OBJECT && in->space.objects.at[call->self.n].kind == OBJECT_BUILDER;
    struct value value = is_builder ? value_unknown(deep_taint(in, call->self)) : call->self;
    return call->self_node ? value : arg(call, 0);
}

typedef struct value op_handler(struct interp *in, const struct call *call);

static struct value parts(struct interp *in, const struct call *call)
{
    struct value value = value_unknown(args_taint(in, call, ARG_POSITIONS));
    value.sym = sym_of(path_of(in, call->paths[0], 0));
    return value;
}

static struct value char_at(struct interp *in, const struct call *call)
{
    return part_of(in, call, true);
}

static struct value substring(struct interp *in, const struct call *call)
{
    return part_of(in, call, false);
}

static struct value lower(struct interp *in, const struct call *call)
{
    return cased(in, call, false);
}

static struct value upper(struct interp *in, const struct call *call)
{
    return cased(in, call, true);
}

static struct value pop(struct interp *in, const struct call *call)
{
    return take_end(in, call, true, true);
}

static struct value first(struct interp *in, const struct call *call)
{
    return take_end(in, call, false, false);
}

static struct value keys(struct interp *in, const struct call *call)
{
    return value_unknown(call->self.kind == V_OBJECT ? 0 : deep_taint(in, call->self));
}

bool apply_op(struct interp *in, enum taint_op op, const struct call *call, struct value *ret_value)
{
    static op_handler *const ops[] = {
        [OP_ADD] = add,
        [OP_PUT] = put,
        [OP_GET] = get,
        [OP_REMOVE] = remove_at,
        [OP_POP] = pop,
        [OP_FIRST] = first,
        [OP_EXTEND] = extend,
        [OP_CLEAR] = clear,
        [OP_SAME] = same,
        [OP_KEYS] = keys,
        [OP_APPENDED] = appended,
        [OP_CHAR_AT] = char_at,
        [OP_SUBSTRING] = substring,
        [OP_CONCAT] = concat,
        [OP_EQUALS] = equals,
        [OP_LOWER] = lower,
        [OP_UPPER] = upper,
        [OP_STARTS] = starts,
        [OP_ALLOCATE] = allocate,
        [OP_CALLS] = calls,
        [OP_PARTS] = parts,
    };
    if (op == OP_NONE || op >= sizeof ops / sizeof *ops)
        return false;
    *ret_value = ops[op](in, call);
    return true;
}
