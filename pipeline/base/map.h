/*
 * map: strings to 32-bit numbers; intern: strings to small ids and back.
 *
 * Open addressing in an arena. Keys are borrowed: their bytes must outlive the map (intern_id copies them). Values
 * are indexes into the caller's arrays, which is what nearly every table here needs. Iteration order is the caller's
 * business: keep the entries in a vec, in insertion order, and let the map find them; nothing printed may depend on
 * the hash.
 */
#ifndef CBCRAWL_BASE_MAP_H
#define CBCRAWL_BASE_MAP_H

#include "pipeline/base/str.h"
#include "pipeline/base/vec.h"

#include <stdint.h>

struct map_slot {
    struct str key;
    uint32_t hash;
    uint32_t value;
};

struct map {
    struct map_slot *slots; /* key.p == NULL marks a free one */
    size_t len, cap;        /* cap is 0 or a power of two, at most 3/4 full */
};

/* The value of `key`, or NULL. Valid until the next map_put. */
uint32_t *map_get(const struct map *map, struct str key);

/* The value slot of `key`, added with 0 when missing (then *ret_added is true). `ret_added` may be NULL. */
uint32_t *map_put(struct map *map, struct arena *arena, struct str key, bool *ret_added);

enum { INTERN_NONE = UINT32_MAX };

struct intern {
    struct map ids;
    VEC(struct str) names; /* by id, 0 .. len-1, in order of first appearance */
};

/* The id of `s`, copied into the arena on its first appearance. */
uint32_t intern_id(struct intern *intern, struct arena *arena, struct str s);

/* The id of `s`, or INTERN_NONE. */
uint32_t intern_find(const struct intern *intern, struct str s);

#endif
