/*
 * taint_state: what is known at one point of a program.
 *
 * A value is what is known of one thing: its constant, the object it refers to, the function it is, the path it came
 * from ("flask.request", the type of an object), and the taint it carries. Values stand in cells: a variable of a frame,
 * a field or an element of an object. A state is the values of all cells; where ways part it is copied, where they meet
 * two are joined. Cells are never taken away, so that a cell has one number in all states.
 *
 * A taint is a set of classes that it still does harm in, the kind of source, and the trail of steps it came on. Of two
 * that meet the first is kept, with the classes of both.
 *
 * Everything lives in the space's arena, which is emptied after each file. Limits: the interpreter counts steps.
 */
#ifndef CBCRAWL_TAINT_TAINT_STATE_H
#define CBCRAWL_TAINT_TAINT_STATE_H

#include "analyzers/ast/finding.h"
#include "pipeline/base/vec.h"

enum value_kind {
    V_ABSENT, /* nothing was ever written there */
    V_UNKNOWN,
    V_NULL,
    V_INT,
    V_STR,    /* n: a name */
    V_OBJECT, /* n: its number */
    V_CELL,   /* n: the cell it points to */
    V_LAMBDA, /* n: number of the lambda */
};

struct value {
    uint32_t kind : 8, sym : 24; /* sym: a name, 0 when nothing is known */
    uint32_t taint;              /* 0: none */
    int64_t n; /* of V_UNKNOWN 1 when all it was made of is constants and what came from sources */
};

struct trail {
    uint32_t before; /* 0: the first */
    struct finding_place place;
    enum trail_kind { TRAIL_SOURCE, TRAIL_ASSIGN, TRAIL_PASS, TRAIL_RETURN, TRAIL_WRITE } kind;
    uint32_t name; /* of the variable, parameter or function */
};

struct taint {
    uint64_t classes;
    uint32_t trail;
    uint8_t source;  /* its kind */
    bool is_guessed; /* it went through a function that is not known */
};

enum object_kind {
    OBJECT_PLAIN,
    OBJECT_LIST,
    OBJECT_MAP,
    OBJECT_BUILDER,
    OBJECT_BUFFER,
    OBJECT_TABLE, /* its elements have two keys */
};

struct object {
    uint8_t kind;
    uint32_t type;  /* a name */
    uint32_t cells; /* the first of its cells + 1 */
};

struct cell {
    uint32_t object, next; /* the object's next cell + 1 */
    uint64_t key;
};

/* Keys of cells. Fields and elements with constant keys, and three more. */
#define KEY_NAME(id) ((uint64_t)1 << 32 | (id))
#define KEY_INT(n)   ((uint64_t)2 << 32 | (uint32_t)(n))
#define KEY_VAR(n)   ((uint64_t)3 << 32 | (n))
#define KEY_REST     ((uint64_t)4 << 32) /* whatever has no constant key */
#define KEY_LENGTH   ((uint64_t)5 << 32) /* of a list, while it is known; of a buffer its size */

struct pair_slot {
    uint64_t a, b;
    uint32_t value; /* + 1; 0: free */
};

struct pair_map {
    struct pair_slot *slots;
    uint32_t len, cap;
};

struct state {
    struct value *at;
    uint32_t len, cap;
    bool is_dead; /* no way leads here */
};

/* The key of an element: what is not constant is anywhere. */
static inline uint64_t key_of(struct value key)
{
    return key.kind == V_STR ? KEY_NAME((uint32_t)key.n) : key.kind == V_INT ? KEY_INT(key.n) : KEY_REST;
}

struct space {
    struct arena *arena;
    VEC(struct taint) taints; /* 0 is none */
    VEC(struct trail) trails; /* 0 is none */
    VEC(struct object) objects;
    VEC(struct cell) cells;
    struct pair_map by_site, by_key, joins;
    struct value *free[32]; /* arrays of 2^i values that were given back; the first bytes point to the next */
};

void space_init(struct space *space, struct arena *arena);

/* Objects and cells as they are now, to go back to: what a function made is of no use to the next. States made in
 * between are lost. Taints and trails stay. */
struct space_mark {
    struct object *objects;
    size_t n_objects, n_cells;
    struct pair_map by_site, by_key;
};
struct space_mark space_mark(struct space *space);
void space_go_back(struct space *space, const struct space_mark *mark);

/* The number kept for a pair; added with `fresh` when there is none (then *ret_added). */
uint32_t pair_map_put(struct pair_map *map, struct arena *arena, uint64_t a, uint64_t b, uint32_t fresh,
                      bool *ret_added);
uint32_t pair_map_find(const struct pair_map *map, uint64_t a, uint64_t b); /* UINT32_MAX: there is none */
void pair_map_set(struct pair_map *map, uint64_t a, uint64_t b, uint32_t value); /* of one that is there */

/* Values ----------------------------------------------------------------------------------------------------------- */

static inline struct value value_unknown(uint32_t taint)
{
    return (struct value){.kind = V_UNKNOWN, .taint = taint};
}

/* A name as a value keeps it: 24 bits; names beyond say nothing. */
static inline uint32_t sym_of(uint32_t name)
{
    return name < 1u << 24 ? name : 0;
}

static inline struct value value_of(enum value_kind kind, int64_t n)
{
    return (struct value){.kind = (uint8_t)kind, .n = n};
}

static inline bool value_is_constant(struct value value)
{
    return value.kind == V_INT || value.kind == V_STR;
}

/* Is nothing in it that came from who knows where? */
static inline bool value_is_traced(struct value value)
{
    return value.kind == V_UNKNOWN ? value.n == 1 : value.kind >= V_NULL && value.kind <= V_STR;
}

static inline struct value value_traced(struct value value, bool is_traced)
{
    if (value.kind == V_UNKNOWN)
        value.n = is_traced;
    return value;
}

struct value value_join(struct space *space, struct value a, struct value b);

uint32_t taint_new(struct space *space, struct taint taint);
uint32_t taint_join(struct space *space, uint32_t a, uint32_t b);

/* The taint without these classes, perhaps none. */
uint32_t taint_without(struct space *space, uint32_t taint, uint64_t classes);

/* The taint one step further. */
uint32_t taint_step(struct space *space, uint32_t taint, enum trail_kind kind, struct finding_place place,
                    uint32_t name);

/* Cells ------------------------------------------------------------------------------------------------------------ */

/* The object made at `site` in a frame; the same whenever that happens again. */
uint32_t object_at(struct space *space, uint64_t site, uint32_t frame, enum object_kind kind, uint32_t type);

/* The cell of an object under a key, and the same or UINT32_MAX when there was never one. */
uint32_t cell_at(struct space *space, uint32_t object, uint64_t key);
uint32_t cell_find(const struct space *space, uint32_t object, uint64_t key);

struct value state_get(const struct state *state, uint32_t cell);
void state_set(struct space *space, struct state *state, uint32_t cell, struct value value);

/* Forgets all cells of the object. */
void state_clear(struct space *space, struct state *state, uint32_t object);

/* The taint of all that the value refers to. */
uint32_t state_taint(struct space *space, const struct state *state, struct value value);

struct state state_copy(struct space *space, const struct state *state);
void state_free(struct space *space, struct state *state);

/* Makes `state` what is known when one came here with it or with `other`. */
void state_join(struct space *space, struct state *state, const struct state *other);

#endif
