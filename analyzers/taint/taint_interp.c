#include "analyzers/taint/taint_interp_inside.h"

/* Functions of one name hang behind the first of them, in the order of the file. */
static void index_names(struct interp *in)
{
    bool is_new;
    uint32_t n = (uint32_t)in->tf->funcs.len;
    in->same_name = arena_array(in->arena, uint32_t, n + 1);
    for (uint32_t i = n; i > 1; i--) { /* backwards: what was first so far comes behind */
        uint32_t name = in->tf->funcs.at[i - 1].name;
        uint32_t next = pair_map_put(&in->by_name, in->arena, name, 0, i - 1, &is_new);
        in->same_name[i - 1] = is_new ? 0 : next + 1;
        pair_map_set(&in->by_name, name, 0, i - 1);
    }
}

struct interp *interp_new(struct arena *arena, struct taint_file *tf, const struct taint_rules *rules,
                          uint64_t steps_max)
{
    struct interp *in = arena_new(arena, struct interp);
    in->arena = arena;
    in->tf = tf;
    in->rules = rules;
    in->file_max = steps_max;
    space_init(&in->space, arena);
    object_at(&in->space, UINT64_MAX, UINT32_MAX - OBJECT_SELF, OBJECT_PLAIN, 0);
    object_at(&in->space, UINT64_MAX, UINT32_MAX - OBJECT_GLOBALS, OBJECT_PLAIN, 0);
    index_names(in);
    return in;
}

static void begin(struct interp *in)
{
    in->frame = NULL;
    in->depth = in->calls = 0;
    in->is_quiet = false;
    in->is_stopped = in->steps >= in->file_max;
    in->steps_max = in->steps + ROOT_STEPS_MAX < in->file_max ? in->steps + ROOT_STEPS_MAX : in->file_max;
}

static bool may_find(const struct ir_func *func)
{
    return func->reaches_source && func->reaches_sink;
}

static bool any_may_find(const struct taint_file *tf)
{
    for (size_t f = 0; f < tf->funcs.len; f++)
        if (may_find(&tf->funcs.at[f]))
            return true;
    return false;
}

void interp_run(struct interp *in)
{
    struct value self = value_of(V_OBJECT, OBJECT_SELF);
    if (!any_may_find(in->tf))
        return;
    begin(in);
    run_func(in, 0, NULL, self);
    in->was_stopped = in->is_stopped;
    struct state base = in->s;
    base.is_dead = false; /* a script that exits has still set its names */
    struct space_mark mark = space_mark(&in->space);
    for (uint32_t i = 1; i < in->tf->funcs.len; i++) {
        const struct ir_func *func = &in->tf->funcs.at[i];
        if (!may_find(func))
            continue;
        begin(in);
        in->s = state_copy(&in->space, &base);
        run_func(in, i, NULL, self);
        in->was_stopped |= in->is_stopped;
        state_free(&in->space, &in->s);
        space_go_back(&in->space, &mark);
    }
}

size_t interp_hits(const struct interp *in, const struct taint_hit **ret_hits)
{
    *ret_hits = in->hits.at;
    return in->hits.len;
}

struct ast_spans interp_harmless(const struct interp *in, struct arena *arena)
{
    struct ast_spans spans = {0};
    const struct pair_map *map = &in->harmless;
    for (uint32_t i = 0; i < map->cap && !in->was_stopped; i++) {
        const struct pair_slot *slot = &map->slots[i];
        if (slot->value == 1 + true)
            *vec_push(&spans, arena) = (struct ast_span){(uint32_t)slot->a, (uint32_t)slot->b};
    }
    return spans;
}

const struct space *interp_space(const struct interp *in)
{
    return &in->space;
}
