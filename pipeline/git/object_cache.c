#include "pipeline/git/object_cache.h"

#include "pipeline/git/block_pool.h"

#include <stdlib.h>
#include <sys/random.h>

/* A list through the entries: `newest` was pushed last. */
struct entry_list {
    struct object_entry *newest, *oldest;
};

/* A slot of the table; the hash keeps searches from touching entries that are not the one. */
struct slot {
    uint64_t hash;
    struct object_entry *entry; /* NULL: free */
};

enum { KEY_WORDS = 5 };

struct object_cache {
    struct block_pool *pool;
    struct slot *slots; /* linear probing, at most half full */
    unsigned slot_bits;
    size_t n_entries;
    uint64_t multipliers[KEY_WORDS]; /* odd and random: keys come from a stranger */
    struct entry_list held, idle[OBJECT_WORTHS];
    uint64_t clock; /* priority of the last entry evicted */
    size_t idle_bytes, limit_bytes;
};

enum { FIRST_SLOT_BITS = 10 };

/* What a byte costs to make again; only ratios matter. */
static const uint64_t price[OBJECT_WORTHS] = {
    [OBJECT_SPENT] = 1, [OBJECT_COPIED] = 10, [OBJECT_INFLATED] = 100};

static void *allocate(size_t bytes)
{
    void *p = malloc(bytes);
    if (!p)
        arena_full(bytes);
    return p;
}

/* Lists ------------------------------------------------------------------------------------------------------------- */

static void list_push(struct entry_list *list, struct object_entry *entry)
{
    entry->older = list->newest;
    entry->newer = NULL;
    if (list->newest)
        list->newest->newer = entry;
    else
        list->oldest = entry;
    list->newest = entry;
}

static void list_remove(struct entry_list *list, struct object_entry *entry)
{
    if (entry->newer)
        entry->newer->older = entry->older;
    else
        list->newest = entry->older;
    if (entry->older)
        entry->older->newer = entry->newer;
    else
        list->oldest = entry->newer;
}

/* Table ------------------------------------------------------------------------------------------------------------- */

/* Multilinear: for whoever does not know the multipliers no two keys are likelier to collide than others. */
static uint64_t hash_key(const struct object_cache *cache, const struct object_key *key)
{
    uint64_t words[KEY_WORDS - 1];
    uint64_t hash =
        (key->offset ^ (uint64_t)key->pack << 32 ^ (uint64_t)key->is_delta << 63) * cache->multipliers[0];
    if (key->pack != LOOSE_PACK)
        return hash;
    memcpy(words, key->id.bytes, sizeof words);
    for (unsigned i = 0; i < KEY_WORDS - 1; i++)
        hash += words[i] * cache->multipliers[i + 1];
    return hash;
}

static bool key_eq(const struct object_key *a, const struct object_key *b)
{
    return a->offset == b->offset && a->pack == b->pack && a->is_delta == b->is_delta &&
           object_id_eq(&a->id, &b->id);
}

static size_t home_of(const struct object_cache *cache, uint64_t hash)
{
    return hash >> (64 - cache->slot_bits);
}

static size_t slot_behind(const struct object_cache *cache, size_t i)
{
    return (i + 1) & (((size_t)1 << cache->slot_bits) - 1);
}

/* The slot of `key`, or the free one where it would go. */
static size_t find_slot(const struct object_cache *cache, const struct object_key *key, uint64_t hash)
{
    size_t i = home_of(cache, hash);
    while (cache->slots[i].entry &&
           (cache->slots[i].hash != hash || !key_eq(&cache->slots[i].entry->key, key)))
        i = slot_behind(cache, i);
    return i;
}

static void set_slots(struct object_cache *cache, unsigned bits)
{
    cache->slot_bits = bits;
    cache->slots = allocate(sizeof *cache->slots << bits);
    memset(cache->slots, 0, sizeof *cache->slots << bits);
}

static void grow_table(struct object_cache *cache)
{
    struct slot *old = cache->slots;
    size_t n_old = (size_t)1 << cache->slot_bits;
    set_slots(cache, cache->slot_bits + 1);
    for (size_t i = 0; i < n_old; i++)
        if (old[i].entry)
            cache->slots[find_slot(cache, &old[i].entry->key, old[i].hash)] = old[i];
    free(old);
}

static void put_in_table(struct object_cache *cache, struct object_entry *entry)
{
    if (++cache->n_entries >> (cache->slot_bits - 1))
        grow_table(cache);
    uint64_t hash = hash_key(cache, &entry->key);
    cache->slots[find_slot(cache, &entry->key, hash)] = (struct slot){.hash = hash, .entry = entry};
}

/* Moves those behind the hole into it that could no longer be found across it. */
static void take_from_table(struct object_cache *cache, const struct object_entry *entry)
{
    size_t mask = ((size_t)1 << cache->slot_bits) - 1;
    size_t hole = find_slot(cache, &entry->key, hash_key(cache, &entry->key));
    for (size_t i = slot_behind(cache, hole); cache->slots[i].entry; i = slot_behind(cache, i)) {
        size_t from_home = (i - home_of(cache, cache->slots[i].hash)) & mask, from_hole = (i - hole) & mask;
        if (from_home >= from_hole) {
            cache->slots[hole] = cache->slots[i];
            hole = i;
        }
    }
    cache->slots[hole].entry = NULL;
    cache->n_entries--;
}

/* Cache ------------------------------------------------------------------------------------------------------------- */

static size_t block_bytes(const struct object_entry *entry)
{
    return sizeof *entry + entry->room_bytes;
}

struct object_entry *object_cache_make(struct object_cache *cache, size_t room_bytes)
{
    size_t room = room_bytes + OBJECT_SLACK;
    struct object_entry *entry = block_pool_take(cache->pool, sizeof *entry + room);
    *entry = (struct object_entry){.room_bytes = room};
    return entry;
}

void object_cache_drop(struct object_cache *cache, struct object_entry *entry)
{
    block_pool_give(cache->pool, entry);
}

/* The address sanitizer watches malloc's blocks, and not those of a pool. */
#if defined __has_feature
#if __has_feature(address_sanitizer)
#define ADDRESSES_ARE_WATCHED
#endif
#elif defined __SANITIZE_ADDRESS__
#define ADDRESSES_ARE_WATCHED
#endif

/* A quarter more: for what is held, and for holes too small to serve. Half as much is no quicker. */
static size_t pool_bytes(size_t limit_bytes)
{
#ifdef ADDRESSES_ARE_WATCHED
    (void)limit_bytes;
    return 0;
#else
    return limit_bytes + limit_bytes / 4;
#endif
}

struct object_cache *object_cache_new(size_t limit_bytes)
{
    struct object_cache *cache = allocate(sizeof *cache);
    *cache = (struct object_cache){.limit_bytes = limit_bytes};
    cache->pool = block_pool_new(pool_bytes(limit_bytes));
    if (getrandom(cache->multipliers, sizeof cache->multipliers, GRND_NONBLOCK) < 0)
        memset(cache->multipliers, 0x9e, sizeof cache->multipliers); /* correct all the same */
    for (unsigned i = 0; i < KEY_WORDS; i++)
        cache->multipliers[i] |= 1;
    set_slots(cache, FIRST_SLOT_BITS);
    return cache;
}

static void drop_all(struct object_cache *cache, struct entry_list *list)
{
    for (struct object_entry *entry = list->newest, *older; entry; entry = older) {
        older = entry->older;
        object_cache_drop(cache, entry);
    }
}

void object_cache_free(struct object_cache *cache)
{
    if (!cache)
        return;
    drop_all(cache, &cache->held);
    for (unsigned worth = 0; worth < OBJECT_WORTHS; worth++)
        drop_all(cache, &cache->idle[worth]);
    block_pool_free(cache->pool);
    free(cache->slots);
    free(cache);
}

struct object_entry *object_cache_find(struct object_cache *cache, const struct object_key *key)
{
    struct object_entry *entry = cache->slots[find_slot(cache, key, hash_key(cache, key))].entry;
    if (!entry || entry->holders++ > 0)
        return entry;
    list_remove(&cache->idle[entry->worth], entry);
    list_push(&cache->held, entry);
    cache->idle_bytes -= block_bytes(entry);
    return entry;
}

void object_cache_add(struct object_cache *cache, struct object_entry *entry)
{
    size_t end = (size_t)(entry->data.p - entry->bytes) + entry->data.len;
    memset(entry->bytes + end, 0, OBJECT_SLACK);
    entry->holders = 1;
    put_in_table(cache, entry);
    list_push(&cache->held, entry);
}

static enum object_worth worth_of(const struct object_entry *entry)
{
    if (entry->times_lent > 1 && entry->was_base)
        return OBJECT_SPENT;
    return entry->is_inflated ? OBJECT_INFLATED : OBJECT_COPIED;
}

/* In a list priorities rise, so that only the oldest are compared. */
static void evict(struct object_cache *cache)
{
    struct object_entry *least = NULL;
    for (unsigned worth = 0; worth < OBJECT_WORTHS; worth++) {
        struct object_entry *oldest = cache->idle[worth].oldest;
        if (oldest && (!least || oldest->priority < least->priority))
            least = oldest;
    }
    cache->clock = least->priority;
    list_remove(&cache->idle[least->worth], least);
    take_from_table(cache, least);
    cache->idle_bytes -= block_bytes(least);
    object_cache_drop(cache, least);
}

void object_cache_release(struct object_cache *cache, struct object_entry *entry)
{
    if (--entry->holders > 0)
        return;
    list_remove(&cache->held, entry);
    entry->worth = worth_of(entry);
    entry->priority = cache->clock + price[entry->worth];
    list_push(&cache->idle[entry->worth], entry);
    cache->idle_bytes += block_bytes(entry);
    while (cache->idle_bytes > cache->limit_bytes)
        evict(cache);
}
