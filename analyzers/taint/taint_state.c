#include "analyzers/taint/taint_state.h"

enum { TAINT_DEPTH_MAX = 4 }; /* objects in objects whose taint is looked for */

void space_init(struct space *space, struct arena *arena)
{
    *space = (struct space){.arena = arena};
    *vec_push(&space->taints, arena) = (struct taint){0};
    *vec_push(&space->trails, arena) = (struct trail){0};
    *vec_push(&space->objects, arena) = (struct object){0};
}

/* Pairs ------------------------------------------------------------------------------------------------------------ */

static uint64_t pair_hash(uint64_t a, uint64_t b)
{
    uint64_t h = (a ^ (b * 0x9e3779b97f4a7c15u)) * 0xff51afd7ed558ccdu; /* murmur3's finalizer */
    return h ^ (h >> 32);
}

static struct pair_slot *pair_slot(const struct pair_map *map, uint64_t a, uint64_t b)
{
    uint32_t i = (uint32_t)pair_hash(a, b) & (map->cap - 1);
    while (map->slots[i].value && (map->slots[i].a != a || map->slots[i].b != b))
        i = (i + 1) & (map->cap - 1);
    return &map->slots[i];
}

static void pair_grow(struct pair_map *map, struct arena *arena)
{
    struct pair_map old = *map;
    map->cap = old.cap ? old.cap * 2 : 64;
    map->slots = arena_array(arena, struct pair_slot, map->cap);
    for (uint32_t i = 0; i < old.cap; i++) {
        if (old.slots[i].value)
            *pair_slot(map, old.slots[i].a, old.slots[i].b) = old.slots[i];
    }
}

uint32_t pair_map_put(struct pair_map *map, struct arena *arena, uint64_t a, uint64_t b, uint32_t fresh,
                      bool *ret_added)
{
    if (map->len * 4 >= map->cap * 3)
        pair_grow(map, arena);
    struct pair_slot *slot = pair_slot(map, a, b);
    *ret_added = slot->value == 0;
    if (*ret_added) {
        *slot = (struct pair_slot){.a = a, .b = b, .value = fresh + 1};
        map->len++;
    }
    return slot->value - 1;
}

uint32_t pair_map_find(const struct pair_map *map, uint64_t a, uint64_t b)
{
    return map->cap ? pair_slot(map, a, b)->value - 1 : UINT32_MAX;
}

void pair_map_set(struct pair_map *map, uint64_t a, uint64_t b, uint32_t value)
{
    pair_slot(map, a, b)->value = value + 1;
}

/* Taints ----------------------------------------------------------------------------------------------------------- */

uint32_t taint_new(struct space *space, struct taint taint)
{
    if (taint.classes == 0)
        return 0;
    *vec_push(&space->taints, space->arena) = taint;
    return (uint32_t)space->taints.len - 1;
}

uint32_t taint_join(struct space *space, uint32_t a, uint32_t b)
{
    if (a == b || b == 0)
        return a;
    if (a == 0)
        return b;
    struct taint x = space->taints.at[a], y = space->taints.at[b];
    if ((x.classes & y.classes) == y.classes)
        return a;
    if ((x.classes & y.classes) == x.classes)
        return b;
    bool is_new;
    uint32_t made = pair_map_put(&space->joins, space->arena, a, b, (uint32_t)space->taints.len, &is_new);
    x.classes |= y.classes;
    x.is_guessed |= y.is_guessed;
    return is_new ? taint_new(space, x) : made;
}

uint32_t taint_without(struct space *space, uint32_t taint, uint64_t classes)
{
    struct taint t = space->taints.at[taint];
    if (taint == 0 || (t.classes & classes) == 0)
        return taint;
    t.classes &= ~classes;
    return taint_new(space, t);
}

uint32_t taint_step(struct space *space, uint32_t taint, enum trail_kind kind, struct finding_place place,
                    uint32_t name)
{
    if (taint == 0)
        return 0;
    struct taint t = space->taints.at[taint];
    const struct trail *last = &space->trails.at[t.trail];
    if (last->kind == kind && last->place.span.from == place.span.from && last->name == name)
        return taint;
    *vec_push(&space->trails, space->arena) =
        (struct trail){.before = t.trail, .place = place, .kind = kind, .name = name};
    t.trail = (uint32_t)space->trails.len - 1;
    return taint_new(space, t);
}

/* Marks ------------------------------------------------------------------------------------------------------------ */

static struct pair_map map_copy(struct arena *arena, const struct pair_map *map)
{
    struct pair_map copy = *map;
    copy.slots = arena_array(arena, struct pair_slot, map->cap + 1);
    if (map->cap > 0)
        memcpy(copy.slots, map->slots, map->cap * sizeof *map->slots);
    return copy;
}

struct space_mark space_mark(struct space *space)
{
    struct space_mark mark = {.n_objects = space->objects.len,
                              .n_cells = space->cells.len,
                              .by_site = map_copy(space->arena, &space->by_site),
                              .by_key = map_copy(space->arena, &space->by_key)};
    mark.objects = arena_array(space->arena, struct object, mark.n_objects);
    memcpy(mark.objects, space->objects.at, mark.n_objects * sizeof *mark.objects);
    return mark;
}

/* A map that grew keeps its room. */
static void map_go_back(struct pair_map *map, const struct pair_map *before)
{
    if (map->cap > 0)
        memset(map->slots, 0, map->cap * sizeof *map->slots);
    map->len = before->len;
    for (uint32_t i = 0; i < before->cap; i++) {
        if (before->slots[i].value)
            *pair_slot(map, before->slots[i].a, before->slots[i].b) = before->slots[i];
    }
}

void space_go_back(struct space *space, const struct space_mark *mark)
{
    if (space->cells.len == mark->n_cells && space->objects.len == mark->n_objects)
        return;
    map_go_back(&space->by_site, &mark->by_site);
    map_go_back(&space->by_key, &mark->by_key);
    memcpy(space->objects.at, mark->objects, mark->n_objects * sizeof *mark->objects);
    space->objects.len = mark->n_objects;
    space->cells.len = mark->n_cells;
}

/* Values ----------------------------------------------------------------------------------------------------------- */

/* Of a reference and something else the reference is kept: what it refers to may still be used. */
static struct value joined_kind(struct value a, struct value b)
{
    bool refers_a = a.kind >= V_OBJECT, refers_b = b.kind >= V_OBJECT;
    if (a.kind == b.kind && a.n == b.n)
        return a;
    if (refers_a || refers_b)
        return refers_a ? a : b;
    return value_traced((struct value){.kind = V_UNKNOWN}, value_is_traced(a) && value_is_traced(b));
}

struct value value_join(struct space *space, struct value a, struct value b)
{
    if (a.kind == V_ABSENT)
        return b;
    if (b.kind == V_ABSENT)
        return a;
    struct value joined = joined_kind(a, b);
    joined.sym = a.sym ? a.sym : b.sym;
    joined.taint = taint_join(space, a.taint, b.taint);
    return joined;
}

/* Objects and cells ------------------------------------------------------------------------------------------------ */

uint32_t object_at(struct space *space, uint64_t site, uint32_t frame, enum object_kind kind, uint32_t type)
{
    bool is_new;
    uint32_t id =
        pair_map_put(&space->by_site, space->arena, site, frame, (uint32_t)space->objects.len, &is_new);
    if (is_new)
        *vec_push(&space->objects, space->arena) = (struct object){0};
    space->objects.at[id].kind = (uint8_t)kind;
    space->objects.at[id].type = type;
    return id;
}

uint32_t cell_at(struct space *space, uint32_t object, uint64_t key)
{
    bool is_new;
    uint32_t id = pair_map_put(&space->by_key, space->arena, object, key, (uint32_t)space->cells.len, &is_new);
    if (is_new) {
        *vec_push(&space->cells, space->arena) =
            (struct cell){.object = object, .key = key, .next = space->objects.at[object].cells};
        space->objects.at[object].cells = id + 1;
    }
    return id;
}

uint32_t cell_find(const struct space *space, uint32_t object, uint64_t key)
{
    return pair_map_find(&space->by_key, object, key);
}

/* States ----------------------------------------------------------------------------------------------------------- */

static struct value *take(struct space *space, unsigned log2)
{
    struct value *array = space->free[log2];
    if (!array)
        return arena_array(space->arena, struct value, (size_t)1 << log2);
    memcpy(&space->free[log2], array, sizeof array);
    return array;
}

static void give_back(struct space *space, struct value *array, uint32_t cap)
{
    unsigned log2 = (unsigned)__builtin_ctz(cap);
    memcpy(array, &space->free[log2], sizeof array);
    space->free[log2] = array;
}

static void state_reserve(struct space *space, struct state *state, uint32_t len)
{
    unsigned log2 = 6;
    if (len <= state->cap)
        return;
    while ((1u << log2) < len)
        log2++;
    struct value *array = take(space, log2);
    if (state->len > 0)
        memcpy(array, state->at, state->len * sizeof *array);
    if (state->cap > 0)
        give_back(space, state->at, state->cap);
    state->at = array;
    state->cap = 1u << log2;
}

struct value state_get(const struct state *state, uint32_t cell)
{
    return cell < state->len ? state->at[cell] : (struct value){0};
}

void state_set(struct space *space, struct state *state, uint32_t cell, struct value value)
{
    if (cell >= state->len) {
        state_reserve(space, state, cell + 1);
        memset(state->at + state->len, 0, (cell + 1 - state->len) * sizeof *state->at);
        state->len = cell + 1;
    }
    state->at[cell] = value;
}

void state_clear(struct space *space, struct state *state, uint32_t object)
{
    for (uint32_t c = space->objects.at[object].cells; c; c = space->cells.at[c - 1].next) {
        if (c - 1 < state->len)
            state->at[c - 1] = (struct value){0};
    }
}

static uint32_t taint_at_depth(struct space *space, const struct state *state, struct value value,
                               unsigned depth)
{
    uint32_t taint = value.taint;
    if (value.kind == V_CELL && depth < TAINT_DEPTH_MAX)
        return taint_join(space, taint,
                          taint_at_depth(space, state, state_get(state, (uint32_t)value.n), depth + 1));
    if (value.kind != V_OBJECT || depth >= TAINT_DEPTH_MAX)
        return taint;
    for (uint32_t c = space->objects.at[value.n].cells; c; c = space->cells.at[c - 1].next) {
        struct value inner = state_get(state, c - 1);
        if (inner.taint || inner.kind >= V_OBJECT)
            taint = taint_join(space, taint, taint_at_depth(space, state, inner, depth + 1));
    }
    return taint;
}

uint32_t state_taint(struct space *space, const struct state *state, struct value value)
{
    return taint_at_depth(space, state, value, 0);
}

struct state state_copy(struct space *space, const struct state *state)
{
    struct state copy = {.is_dead = state->is_dead};
    state_reserve(space, &copy, state->len);
    if (state->len > 0)
        memcpy(copy.at, state->at, state->len * sizeof *copy.at);
    copy.len = state->len;
    return copy;
}

void state_free(struct space *space, struct state *state)
{
    if (state->cap > 0)
        give_back(space, state->at, state->cap);
    *state = (struct state){.is_dead = true};
}

void state_join(struct space *space, struct state *state, const struct state *other)
{
    if (other->is_dead)
        return;
    if (state->is_dead) {
        state->len = 0;
        state_reserve(space, state, other->len);
        if (other->len > 0)
            memcpy(state->at, other->at, other->len * sizeof *state->at);
        state->len = other->len;
        state->is_dead = false;
        return;
    }
    uint32_t len = other->len < state->len ? other->len : state->len;
    for (uint32_t i = 0; i < len; i++) {
        if (memcmp(&state->at[i], &other->at[i], sizeof *state->at) != 0)
            state->at[i] = value_join(space, state->at[i], other->at[i]);
    }
    for (uint32_t i = state->len; i < other->len; i++)
        state_set(space, state, i, other->at[i]);
}
