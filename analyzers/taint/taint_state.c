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

/* Pages ------------------------------------------------------------------------------------------------------------ */

static struct state_page *new_page(struct space *space)
{
    struct state_page *page = space->free_page;
    if (page)
        space->free_page = page->next;
    else
        page = arena_new(space->arena, struct state_page);
    page->uses = 1;
    return page;
}

static void drop_page(struct space *space, struct state_page *page)
{
    if (!page || --page->uses > 0)
        return;
    page->next = space->free_page;
    space->free_page = page;
}

static struct state_page *use_page(struct state_page *page)
{
    if (page)
        page->uses++;
    return page;
}

/* The page with nothing or with what it had, for this state alone. */
static struct state_page *own_page(struct space *space, struct state *state, uint32_t p)
{
    struct state_page *shared = state->pages[p];
    if (shared && shared->uses == 1)
        return shared;
    struct state_page *own = new_page(space);
    if (shared)
        memcpy(own->at, shared->at, sizeof own->at);
    else
        memset(own->at, 0, sizeof own->at);
    drop_page(space, shared);
    state->pages[p] = own;
    return own;
}

/* States ----------------------------------------------------------------------------------------------------------- */

static struct state_page **take(struct space *space, unsigned log2)
{
    struct state_page **array = space->free[log2];
    if (!array)
        return arena_array(space->arena, struct state_page *, (size_t)1 << log2);
    memcpy(&space->free[log2], array, sizeof array);
    return array;
}

static void give_back(struct space *space, struct state_page **array, uint32_t cap)
{
    unsigned log2 = (unsigned)__builtin_ctz(cap);
    memcpy(array, &space->free[log2], sizeof array);
    space->free[log2] = array;
}

/* Room for the first `len` pages. */
static void state_reserve(struct space *space, struct state *state, uint32_t len)
{
    unsigned log2 = 3;
    if (len <= state->cap)
        return;
    while ((1u << log2) < len)
        log2++;
    struct state_page **array = take(space, log2);
    if (state->len > 0)
        memcpy(array, state->pages, state->len * sizeof *array);
    if (state->cap > 0)
        give_back(space, state->pages, state->cap);
    state->pages = array;
    state->cap = 1u << log2;
}

static void state_extend(struct space *space, struct state *state, uint32_t len)
{
    state_reserve(space, state, len);
    for (; state->len < len; state->len++)
        state->pages[state->len] = NULL;
}

struct value state_get(const struct state *state, uint32_t cell)
{
    const struct state_page *page = cell / PAGE_CELLS < state->len ? state->pages[cell / PAGE_CELLS] : NULL;
    return page ? page->at[cell % PAGE_CELLS] : (struct value){0};
}

static bool is_same(struct value a, struct value b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

void state_set(struct space *space, struct state *state, uint32_t cell, struct value value)
{
    if (is_same(state_get(state, cell), value))
        return;
    if (cell / PAGE_CELLS >= state->len)
        state_extend(space, state, cell / PAGE_CELLS + 1);
    own_page(space, state, cell / PAGE_CELLS)->at[cell % PAGE_CELLS] = value;
}

void state_clear(struct space *space, struct state *state, uint32_t object)
{
    for (uint32_t c = space->objects.at[object].cells; c; c = space->cells.at[c - 1].next)
        state_set(space, state, c - 1, (struct value){0});
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

static void share_pages(struct space *space, struct state *state, const struct state *other)
{
    state_reserve(space, state, other->len);
    for (uint32_t p = 0; p < other->len; p++)
        state->pages[p] = use_page(other->pages[p]);
    state->len = other->len;
}

static void drop_pages(struct space *space, struct state *state)
{
    for (uint32_t p = 0; p < state->len; p++)
        drop_page(space, state->pages[p]);
    state->len = 0;
}

struct state state_copy(struct space *space, const struct state *state)
{
    struct state copy = {.is_dead = state->is_dead};
    share_pages(space, &copy, state);
    return copy;
}

void state_free(struct space *space, struct state *state)
{
    drop_pages(space, state);
    if (state->cap > 0)
        give_back(space, state->pages, state->cap);
    *state = (struct state){.is_dead = true};
}

/* Both have the page, and not the same. */
static void join_page(struct space *space, struct state *state, uint32_t p, const struct state_page *other)
{
    for (uint32_t i = 0; i < PAGE_CELLS; i++) {
        struct value mine = state->pages[p]->at[i];
        if (is_same(mine, other->at[i]))
            continue;
        struct value joined = value_join(space, mine, other->at[i]);
        if (!is_same(joined, mine))
            own_page(space, state, p)->at[i] = joined;
    }
}

void state_join(struct space *space, struct state *state, const struct state *other)
{
    if (other->is_dead)
        return;
    if (state->is_dead) {
        drop_pages(space, state);
        share_pages(space, state, other);
        state->is_dead = false;
        return;
    }
    state_extend(space, state, other->len);
    for (uint32_t p = 0; p < other->len; p++) {
        struct state_page *page = other->pages[p];
        if (!state->pages[p])
            state->pages[p] = use_page(page);
        else if (page && page != state->pages[p])
            join_page(space, state, p, page);
    }
}
