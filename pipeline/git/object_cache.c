#include "pipeline/git/object_cache.h"

#include <stdlib.h>
#include <sys/random.h>

/* Two lists through the entries: `newest` was added or released last. */
struct entry_list {
    struct object_entry *newest, *oldest;
};

struct object_cache {
    struct object_entry **buckets;
    unsigned bucket_bits;
    size_t n_entries;
    uint64_t multiplier; /* odd and random: keys come from a stranger */
    struct entry_list idle, held;
    size_t idle_bytes, limit_bytes;
};

enum { FIRST_BUCKET_BITS = 10 };

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

static void list_free(struct entry_list *list)
{
    for (struct object_entry *entry = list->newest, *older; entry; entry = older) {
        older = entry->older;
        free(entry);
    }
}

/* Table ------------------------------------------------------------------------------------------------------------- */

static struct object_entry **bucket_of(const struct object_cache *cache, const struct object_key *key)
{
    uint64_t word = key->offset ^ object_id_hash(&key->id) ^ (uint64_t)key->pack << 40;
    return &cache->buckets[word * cache->multiplier >> (64 - cache->bucket_bits)];
}

static bool key_eq(const struct object_key *a, const struct object_key *b)
{
    return a->offset == b->offset && a->pack == b->pack && object_id_eq(&a->id, &b->id);
}

static void set_buckets(struct object_cache *cache, unsigned bits)
{
    cache->bucket_bits = bits;
    cache->buckets = allocate(sizeof(struct object_entry *) << bits);
    memset(cache->buckets, 0, sizeof(struct object_entry *) << bits);
}

static void put_in_bucket(struct object_cache *cache, struct object_entry *entry)
{
    struct object_entry **bucket = bucket_of(cache, &entry->key);
    entry->next_in_bucket = *bucket;
    *bucket = entry;
}

static void grow_table(struct object_cache *cache)
{
    struct object_entry **old = cache->buckets;
    size_t n_old = (size_t)1 << cache->bucket_bits;
    set_buckets(cache, cache->bucket_bits + 2);
    for (size_t i = 0; i < n_old; i++)
        for (struct object_entry *entry = old[i], *next; entry; entry = next) {
            next = entry->next_in_bucket;
            put_in_bucket(cache, entry);
        }
    free(old);
}

static void take_from_bucket(struct object_cache *cache, struct object_entry *entry)
{
    struct object_entry **link = bucket_of(cache, &entry->key);
    while (*link != entry)
        link = &(*link)->next_in_bucket;
    *link = entry->next_in_bucket;
}

/* Cache ------------------------------------------------------------------------------------------------------------- */

struct object_cache *object_cache_new(size_t limit_bytes)
{
    struct object_cache *cache = allocate(sizeof *cache);
    *cache = (struct object_cache){.limit_bytes = limit_bytes, .multiplier = 0x9e3779b97f4a7c15};
    /* The first bits of the golden ratio serve where there is no randomness. */
    if (getrandom(&cache->multiplier, sizeof cache->multiplier, GRND_NONBLOCK) < 0)
        cache->multiplier = 0x9e3779b97f4a7c15;
    cache->multiplier |= 1;
    set_buckets(cache, FIRST_BUCKET_BITS);
    return cache;
}

void object_cache_free(struct object_cache *cache)
{
    if (!cache)
        return;
    list_free(&cache->idle);
    list_free(&cache->held);
    free(cache->buckets);
    free(cache);
}

static size_t weight_of(const struct object_entry *entry)
{
    return sizeof *entry + entry->room_bytes;
}

struct object_entry *object_cache_find(struct object_cache *cache, const struct object_key *key)
{
    struct object_entry *entry = *bucket_of(cache, key);
    while (entry && !key_eq(&entry->key, key))
        entry = entry->next_in_bucket;
    if (!entry || entry->holders++ > 0)
        return entry;
    list_remove(&cache->idle, entry);
    list_push(&cache->held, entry);
    cache->idle_bytes -= weight_of(entry);
    return entry;
}

struct object_entry *object_cache_make(struct object_cache *cache, size_t room_bytes)
{
    (void)cache;
    size_t room = room_bytes + OBJECT_CACHE_SLACK;
    struct object_entry *entry = allocate(sizeof *entry + room);
    *entry = (struct object_entry){.room_bytes = room};
    return entry;
}

void object_cache_drop(struct object_cache *cache, struct object_entry *entry)
{
    (void)cache;
    free(entry);
}

void object_cache_add(struct object_cache *cache, struct object_entry *entry)
{
    size_t end = (size_t)(entry->data.p - entry->bytes) + entry->data.len;
    memset(entry->bytes + end, 0, OBJECT_CACHE_SLACK);
    entry->holders = 1;
    if (cache->n_entries++ >> cache->bucket_bits)
        grow_table(cache);
    put_in_bucket(cache, entry);
    list_push(&cache->held, entry);
}

static void evict(struct object_cache *cache)
{
    struct object_entry *entry = cache->idle.oldest;
    list_remove(&cache->idle, entry);
    take_from_bucket(cache, entry);
    cache->idle_bytes -= weight_of(entry);
    cache->n_entries--;
    object_cache_drop(cache, entry);
}

void object_cache_release(struct object_cache *cache, struct object_entry *entry)
{
    if (--entry->holders > 0)
        return;
    list_remove(&cache->held, entry);
    list_push(&cache->idle, entry);
    cache->idle_bytes += weight_of(entry);
    while (cache->idle_bytes > cache->limit_bytes)
        evict(cache);
}
