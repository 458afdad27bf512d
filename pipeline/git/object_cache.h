/*
 * object_cache: inflated objects, by where they lie.
 *
 * An entry is held (by a reader's user, or while a delta is applied to it) or idle. Held ones do not count and do not go.
 * Idle ones stay until they weigh more than the cache's ceiling; then the least worth goes: GreedyDual (Young 1994), in
 * which an entry's priority, when it becomes idle, is that of the last one evicted plus what a byte of it costs to make
 * again. Whole objects and deltas are inflated, ten times the price of the copies that a delta makes. What was lent twice
 * and was a base is spent: a history reads a version as new and as old, and makes the next older one from it.
 *
 * What could not be made may be kept as well, as an entry of type OBJECT_NONE whose data says why: a thousand deltas
 * against a damaged base must not cost a thousand inflations.
 */
#ifndef CBCRAWL_GIT_OBJECT_CACHE_H
#define CBCRAWL_GIT_OBJECT_CACHE_H

#include "pipeline/git/object_store.h"
#include "pipeline/git/pack_delta.h"

_Static_assert((int)OBJECT_SLACK >= (int)PACK_DELTA_SLACK, "objects are bases of deltas");

/* A packed object lies at an offset of a pack, and beside it, inflated, the delta it is made with. A loose one is at home
 * under its id, in LOOSE_PACK. */
struct object_key {
    uint32_t pack;
    bool is_delta;
    uint64_t offset;     /* of loose ones the folder */
    struct object_id id; /* zero for packed ones */
};
enum { LOOSE_PACK = UINT32_MAX };

/* A list that an idle entry is in, by what it costs to make again. */
enum object_worth { OBJECT_SPENT, OBJECT_COPIED, OBJECT_INFLATED, OBJECT_WORTHS };

struct object_entry {
    struct object_key key;
    enum object_type type;
    uint32_t holders;
    uint32_t times_lent;
    bool is_inflated, was_base;
    struct str data;
    size_t room_bytes; /* at `bytes`: data, what is before it, and slack */
    enum object_worth worth;
    uint64_t priority;
    struct object_entry *older, *newer; /* in its list: of the held, or the idle of its worth */
    char bytes[];
};

struct object_cache;
struct object_cache *object_cache_new(size_t limit_bytes); /* never NULL; free with object_cache_free */
void object_cache_free(struct object_cache *cache);        /* and all entries, held or not */

/* The entry at `key`, held once more; or NULL. */
struct object_entry *object_cache_find(struct object_cache *cache, const struct object_key *key);

/* An entry with room for `room_bytes` and slack, nobody's yet: it must be added or dropped. Never NULL. */
struct object_entry *object_cache_make(struct object_cache *cache, size_t room_bytes);
void object_cache_drop(struct object_cache *cache, struct object_entry *entry);

/* Adds a made entry, which is then held by the caller. Its key must be new; data must lie in `bytes`, and its slack is
 * zeroed here. */
void object_cache_add(struct object_cache *cache, struct object_entry *entry);

/* One holder less; the last one makes it idle. */
void object_cache_release(struct object_cache *cache, struct object_entry *entry);

#endif
