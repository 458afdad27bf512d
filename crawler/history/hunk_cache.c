#include "crawler/history/hunk_cache.h"

#include <stdatomic.h>
#include <stdlib.h>

enum {
    KEEP_HUNKS_MAX = 1 << 16, /* of one change; a larger one is worked out each time */
    PROBES_MAX = 256,         /* slots that are looked at for one key */
};

struct hunk_entry {
    struct object_id old_id, new_id;
    uint32_t n;
    struct line_hunk hunks[];
};

struct hunk_cache {
    _Atomic(const struct hunk_entry *) *slots;
    size_t cap; /* a power of two */
    atomic_size_t used;
};

struct hunk_user {
    struct hunk_cache *cache;
    struct object_reader *reader;
    struct line_diff *diff;
    struct arena arena;
};

struct hunk_cache *hunk_cache_new(size_t n)
{
    struct hunk_cache *cache = calloc(1, sizeof *cache);
    size_t cap = 1024;
    while (cap < 2 * n && cap < HUNK_CACHE_MAX)
        cap *= 2;
    if (cache)
        cache->slots = calloc(cap, sizeof *cache->slots);
    if (!cache || !cache->slots)
        arena_full(cap * sizeof *cache->slots);
    cache->cap = cap;
    return cache;
}

void hunk_cache_free(struct hunk_cache *cache)
{
    if (!cache)
        return;
    free(cache->slots);
    free(cache);
}

struct hunk_user *hunk_user_new(struct hunk_cache *cache, struct object_reader *reader, struct line_diff *diff)
{
    static const size_t arena_bytes = (size_t)8 << 30; /* HUNK_CACHE_MAX changes of 60 hunks */
    struct err ignored;
    struct hunk_user *user = calloc(1, sizeof *user);
    if (!user || arena_init(&user->arena, arena_bytes, &ignored) < 0)
        arena_full(sizeof *user);
    user->cache = cache;
    user->reader = reader;
    user->diff = diff;
    return user;
}

void hunk_user_free(struct hunk_user *user)
{
    if (!user)
        return;
    arena_release(&user->arena);
    free(user);
}

static bool is_of(const struct hunk_entry *entry, const struct object_id *old_id,
                  const struct object_id *new_id)
{
    return object_id_eq(&entry->old_id, old_id) && object_id_eq(&entry->new_id, new_id);
}

/* The entry, or NULL; then *ret_free is where it may be put, NULL when it may not. */
static const struct hunk_entry *find(struct hunk_cache *cache, const struct object_id *old_id,
                                     const struct object_id *new_id,
                                     _Atomic(const struct hunk_entry *) **ret_free)
{
    size_t slot = (object_id_hash(new_id) ^ object_id_hash(old_id) << 1) & (cache->cap - 1);
    *ret_free = NULL;
    for (int i = 0; i < PROBES_MAX; i++, slot = (slot + 1) & (cache->cap - 1)) {
        const struct hunk_entry *entry = atomic_load_explicit(&cache->slots[slot], memory_order_acquire);
        if (!entry) {
            *ret_free = &cache->slots[slot];
            return NULL;
        }
        if (is_of(entry, old_id, new_id))
            return entry;
    }
    return NULL;
}

/* When another thread is quicker, its entry stays: both say the same. */
static void keep(struct hunk_user *user, const struct object_id *old_id, const struct object_id *new_id,
                 struct line_hunks hunks, _Atomic(const struct hunk_entry *) *free_slot)
{
    struct hunk_cache *cache = user->cache;
    const struct hunk_entry *expected = NULL;
    if (!free_slot || hunks.len > KEEP_HUNKS_MAX ||
        atomic_fetch_add_explicit(&cache->used, 1, memory_order_relaxed) >= cache->cap / 4 * 3)
        return;
    struct hunk_entry *entry = arena_alloc(&user->arena, 1, sizeof *entry + hunks.len * sizeof entry->hunks[0],
                                           _Alignof(struct hunk_entry));
    entry->old_id = *old_id;
    entry->new_id = *new_id;
    entry->n = (uint32_t)hunks.len;
    if (hunks.len)
        memcpy(entry->hunks, hunks.at, hunks.len * sizeof entry->hunks[0]);
    atomic_compare_exchange_strong_explicit(free_slot, &expected, entry, memory_order_release,
                                            memory_order_relaxed);
}

static int compare(struct hunk_user *user, struct str old_text, struct str new_text,
                   struct line_hunks *ret_hunks, struct err *err)
{
    if (line_diff_is_binary(old_text) || line_diff_is_binary(new_text))
        return err_set(err, ERR_INPUT, "binary");
    *ret_hunks = line_diff_hunks_no_space(user->diff, old_text, new_text);
    return 0;
}

int hunk_cache_get(struct hunk_user *user, const struct object_id *old_id, const struct object_id *new_id,
                   struct line_hunks *ret_hunks, struct err *err)
{
    _Atomic(const struct hunk_entry *) *free_slot;
    const struct hunk_entry *entry = find(user->cache, old_id, new_id, &free_slot);
    if (entry) {
        *ret_hunks = (struct line_hunks){entry->hunks, entry->n};
        return 0;
    }
    struct object old_object = {0}, new_object = {0};
    int rc = object_read(user->reader, old_id, OBJECT_BLOB, &old_object, err);
    if (rc == 0)
        rc = object_read(user->reader, new_id, OBJECT_BLOB, &new_object, err);
    if (rc == 0)
        rc = compare(user, old_object.data, new_object.data, ret_hunks, err);
    if (rc == 0)
        keep(user, old_id, new_id, *ret_hunks, free_slot);
    object_release(user->reader, &old_object);
    object_release(user->reader, &new_object);
    return rc;
}
