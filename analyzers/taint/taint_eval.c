#include "analyzers/taint/taint_interp_inside.h"

/* Paths and rules -------------------------------------------------------------------------------------------------- */

/* "base.name", or "base()" for name 0. */
uint32_t path_of(struct interp *in, uint32_t base, uint32_t name)
{
    struct str head = name_text(in->tf, base), tail = name_text(in->tf, name);
    if (base == 0 || head.len + tail.len + 2 > PATH_MAX_LEN)
        return 0;
    bool is_new;
    uint32_t id = pair_map_find(&in->paths, base, name);
    if (id != UINT32_MAX)
        return id;
    char text[PATH_MAX_LEN + 4];
    int len = snprintf(text, sizeof text, "%.*s%s%.*s", STR_ARG(head), name ? "." : "()", STR_ARG(tail));
    id = name_id(in->tf, str_of(text, (size_t)len));
    return pair_map_put(&in->paths, in->arena, base, name, sym_of(id), &is_new);
}

/* What a member may be known as: by what its receiver is, and by how that is called here; "?" is neither. */
void receiver_paths(struct interp *in, uint32_t type, uint32_t alias, uint32_t name, uint32_t *ret_paths)
{
    ret_paths[0] = path_of(in, type, name);
    ret_paths[1] = path_of(in, alias, name);
    if (!ret_paths[0] && !ret_paths[1])
        ret_paths[0] = path_of(in, name_id(in->tf, STR("?")), name);
}

static struct rule_hits find_hits(struct interp *in, struct str path, bool is_call)
{
    struct rule_hits hits = {0};
    VEC(const struct taint_rule *) list = {0};
    const struct taint_rule *rule;
    uint32_t at = 0;
    while ((rule = taint_rules_next(in->rules, path, is_call, &at)))
        *vec_push(&list, in->arena) = rule;
    hits.at = list.at;
    hits.n = (uint32_t)list.len;
    return hits;
}

const struct rule_hits *hits_of(struct interp *in, uint32_t path, bool is_call)
{
    bool is_new;
    uint32_t id = pair_map_put(&in->hit_ids, in->arena, path, is_call, (uint32_t)in->hit_lists.len, &is_new);
    if (is_new) {
        struct rule_hits hits = path ? find_hits(in, name_text(in->tf, path), is_call) : (struct rule_hits){0};
        *vec_push(&in->hit_lists, in->arena) = hits;
    }
    return &in->hit_lists.at[id];
}

/* Taint and types -------------------------------------------------------------------------------------------------- */

uint32_t deep_taint(struct interp *in, struct value value)
{
    return state_taint(&in->space, &in->s, value);
}

uint32_t numeric_taint(struct interp *in, uint32_t taint)
{
    return taint_without(&in->space, taint, ~in->rules->numeric);
}

/* Classes with any of these flags. */
uint64_t classes_with(const struct interp *in, unsigned flags)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < in->rules->n_classes; i++) {
        if (in->rules->classes[i].flags & flags)
            bits |= (uint64_t)1 << i;
    }
    return bits;
}

bool is_numeric_type(const struct interp *in, uint32_t type)
{
    const uint32_t *meaning = type ? map_get(&in->rules->types, name_text(in->tf, type)) : NULL;
    return meaning && *meaning == TAINT_TYPE_NUMERIC;
}

/* V_ABSENT when there was never one. */
struct value cell_value(const struct interp *in, uint32_t object, uint64_t key)
{
    uint32_t cell = cell_find(&in->space, object, key);
    return cell == UINT32_MAX ? (struct value){0} : state_get(&in->s, cell);
}

/* What a pointer to a cell leads to. */
struct value follow(struct interp *in, struct value value)
{
    for (int i = 0; i < 4 && value.kind == V_CELL; i++)
        value = state_get(&in->s, (uint32_t)value.n);
    return value;
}

enum truth truth_of(const struct interp *in, struct value value)
{
    if (value.kind == V_INT)
        return value.n != 0 ? TRUTH_YES : TRUTH_NO;
    if (value.kind == V_NULL)
        return TRUTH_NO;
    if (value.kind == V_STR)
        return name_text(in->tf, (uint32_t)value.n).len > 0 ? TRUTH_YES : TRUTH_NO;
    return TRUTH_UNKNOWN;
}

/* Leaves ----------------------------------------------------------------------------------------------------------- */

static struct value eval_int(struct interp *in, const struct ir_node *node)
{
    (void)in;
    return value_of(V_INT, node->number);
}

static struct value eval_str(struct interp *in, const struct ir_node *node)
{
    (void)in;
    return value_of(V_STR, node->name);
}

static struct value eval_null(struct interp *in, const struct ir_node *node)
{
    (void)in;
    (void)node;
    return value_of(V_NULL, 0);
}

static struct value eval_this(struct interp *in, const struct ir_node *node)
{
    (void)node;
    return in->frame->self;
}

/* Collections ------------------------------------------------------------------------------------------------------ */

static void add_spread(struct interp *in, uint32_t object, struct value value, bool *is_open)
{
    uint32_t rest = cell_at(&in->space, object, KEY_REST);
    struct value all = value_unknown(deep_taint(in, value));
    state_set(&in->space, &in->s, rest, value_join(&in->space, state_get(&in->s, rest), all));
    *is_open = true;
}

static void add_pair(struct interp *in, uint32_t object, const struct ir_node *pair)
{
    struct value key = eval(in, ir_kid(in->tf, pair, 0));
    struct value value = eval(in, ir_kid(in->tf, pair, 1));
    uint32_t cell = cell_at(&in->space, object, key_of(key));
    if (key_of(key) == KEY_REST)
        value = value_join(&in->space, state_get(&in->s, cell), value);
    state_set(&in->space, &in->s, cell, value);
}

struct value eval_node_list(struct interp *in, const struct ir_node *node, enum object_kind kind)
{
    uint64_t site = (uint64_t)node->place.span.from << 1 | 1;
    uint32_t object = object_at(&in->space, site, in->frame->object, kind, 0);
    bool is_open = kind == OBJECT_MAP;
    int64_t length = 0;
    state_clear(&in->space, &in->s, object);
    for (uint32_t i = 0; i < node->n && !in->is_stopped; i++) {
        const struct ir_node *kid = ir_at(in->tf, ir_kid(in->tf, node, i));
        if (kid->op == IR_PAIR) {
            add_pair(in, object, kid);
        } else if (kid->op == IR_SPREAD) {
            add_spread(in, object, eval(in, ir_kid(in->tf, kid, 0)), &is_open);
        } else {
            struct value value = eval(in, ir_kid(in->tf, node, i));
            state_set(&in->space, &in->s, cell_at(&in->space, object, KEY_INT(length++)), value);
        }
    }
    if (!is_open)
        state_set(&in->space, &in->s, cell_at(&in->space, object, KEY_LENGTH), value_of(V_INT, length));
    return value_of(V_OBJECT, object);
}

static struct value eval_list(struct interp *in, const struct ir_node *node)
{
    return eval_node_list(in, node, OBJECT_LIST);
}

static struct value eval_map(struct interp *in, const struct ir_node *node)
{
    return eval_node_list(in, node, OBJECT_MAP);
}

static struct value eval_pair(struct interp *in, const struct ir_node *node)
{
    return eval(in, ir_kid(in->tf, node, 1));
}

static struct value eval_spread(struct interp *in, const struct ir_node *node)
{
    return eval(in, ir_kid(in->tf, node, 0));
}

/* The rest --------------------------------------------------------------------------------------------------------- */

static struct value eval_join(struct interp *in, const struct ir_node *node)
{
    uint32_t taint = 0;
    for (uint32_t i = 0; i < node->n; i++)
        taint = taint_join(&in->space, taint, deep_taint(in, eval(in, ir_kid(in->tf, node, i))));
    return value_unknown(taint);
}

static struct value eval_cast(struct interp *in, const struct ir_node *node)
{
    struct value value = eval(in, ir_kid(in->tf, node, 0));
    if (is_numeric_type(in, node->name) && value.kind < V_OBJECT)
        value.taint = numeric_taint(in, value.taint);
    else if (value.sym == 0 && value.kind != V_OBJECT)
        value.sym = sym_of(node->name);
    return value;
}

static struct value eval_addr(struct interp *in, const struct ir_node *node)
{
    uint32_t inner = ir_kid(in->tf, node, 0);
    const struct ir_node *place = ir_at(in->tf, inner);
    struct value value = eval(in, inner);
    if (value.kind == V_OBJECT || !in->tf->grammar->is_c)
        return value;
    if (place->op == IR_VAR)
        return value_of(V_CELL, cell_at(&in->space, in->frame->object, KEY_VAR(place->aux)));
    if (place->op == IR_INDEX) /* &buffer[n] is as good as the buffer */
        return eval(in, ir_kid(in->tf, place, 0));
    return value;
}

static struct value eval_deref(struct interp *in, const struct ir_node *node)
{
    struct value value = eval(in, ir_kid(in->tf, node, 0));
    if (value.kind == V_CELL)
        return state_get(&in->s, (uint32_t)value.n);
    if (value.kind == V_OBJECT)
        return value_unknown(taint_without(&in->space, deep_taint(in, value), in->rules->bounded));
    if (in->tf->grammar->is_c)
        value.taint = taint_without(&in->space, value.taint, in->rules->bounded);
    return value;
}

static ir_handler *const handlers[IR_OPS] = {
    [IR_NOTHING] = exec_nothing, [IR_INT] = eval_int,       [IR_STR] = eval_str,
    [IR_NULL] = eval_null,       [IR_VAR] = read_var,       [IR_GLOBAL] = read_global,
    [IR_THIS] = eval_this,       [IR_FIELD] = eval_field,   [IR_INDEX] = eval_index,
    [IR_CALL] = eval_call,       [IR_NEW] = eval_new,       [IR_NAMED] = eval_spread,
    [IR_SPREAD] = eval_spread,   [IR_CHAIN] = eval_chain,   [IR_UNARY] = eval_unary,
    [IR_CONCAT] = eval_concat,   [IR_COND] = exec_if,       [IR_LIST] = eval_list,
    [IR_MAP] = eval_map,         [IR_PAIR] = eval_pair,     [IR_CAST] = eval_cast,
    [IR_ADDR] = eval_addr,       [IR_DEREF] = eval_deref,   [IR_LAMBDA] = eval_lambda,
    [IR_JOIN] = eval_join,       [IR_ASSIGN] = eval_assign, [IR_DECL] = eval_decl,
    [IR_BLOCK] = exec_block,     [IR_IF] = exec_if,         [IR_LOOP] = exec_loop,
    [IR_EACH] = exec_each,       [IR_SWITCH] = exec_switch, [IR_CASE] = exec_nothing,
    [IR_RETURN] = exec_return,   [IR_BREAK] = exec_break,   [IR_CONTINUE] = exec_continue,
    [IR_THROW] = exec_throw,     [IR_TRY] = exec_try,       [IR_LABEL] = exec_label,
    [IR_GOTO] = exec_goto,
};

/* Every node is a step, and so are some values that are copied or joined. */
struct value eval(struct interp *in, uint32_t node)
{
    if (node == 0 || in->is_stopped || in->s.is_dead)
        return value_unknown(0);
    in->steps++;
    bool is_full = in->steps % 256 == 0 && arena_used_bytes(in->arena) > INTERP_MEMORY_MAX;
    if (in->steps > in->steps_max || in->depth > RECURSION_MAX || is_full) {
        in->is_stopped = true;
        return value_unknown(0);
    }
    in->depth++;
    struct value value = handlers[ir_at(in->tf, node)->op](in, ir_at(in->tf, node));
    in->depth--;
    return value;
}
