#include "crawler/history/hunk_cache.h"

#include <stdatomic.h>
#include <stdlib.h>

enum {
    KEEP_HUNKS_MAX = 1 << 16, /* of one change; a larger one is worked out each time */
    PROBES_MAX = 256,         /* slots that are looked at for one key */
    TWIN_LINES_MAX = 1000,    /* of one side of a hunk; a larger one is more than another comment */
    TWIN_LOOK = 64,           /* lines that are looked at for the twin of one */
};

struct hunk_entry {
    struct object_id old_id, new_id;
    const struct lang *lang; /* NULL: twins were not looked for */
    uint32_t n, n_twins;
    struct line_hunk hunks[]; /* behind them the twins */
};

_Static_assert(_Alignof(struct line_twin) <= _Alignof(struct line_hunk), "twins stand behind hunks");

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
    struct buf code;  /* of one line */
    struct buf twins; /* of the change at hand */
    uint64_t *hashes; /* of the old side of a hunk; TWIN_LINES_MAX */
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
    user->hashes = arena_array(&user->arena, uint64_t, TWIN_LINES_MAX);
    buf_init(&user->code, LINE_DIFF_MAX);
    buf_init(&user->twins, LINE_DIFF_MAX);
    return user;
}

void hunk_user_free(struct hunk_user *user)
{
    if (!user)
        return;
    buf_release(&user->code);
    buf_release(&user->twins);
    arena_release(&user->arena);
    free(user);
}

/* A change, and the language that twins are looked for in. */
struct change_key {
    const struct object_id *old_id, *new_id;
    const struct lang *lang;
};

static bool is_of(const struct hunk_entry *entry, const struct change_key *key)
{
    return object_id_eq(&entry->old_id, key->old_id) && object_id_eq(&entry->new_id, key->new_id) &&
           entry->lang == key->lang;
}

/* The entry, or NULL; then *ret_free is where it may be put, NULL when it may not. */
static const struct hunk_entry *find(struct hunk_cache *cache, const struct change_key *key,
                                     _Atomic(const struct hunk_entry *) **ret_free)
{
    size_t slot = (object_id_hash(key->new_id) ^ object_id_hash(key->old_id) << 1) & (cache->cap - 1);
    *ret_free = NULL;
    for (int i = 0; i < PROBES_MAX; i++, slot = (slot + 1) & (cache->cap - 1)) {
        const struct hunk_entry *entry = atomic_load_explicit(&cache->slots[slot], memory_order_acquire);
        if (!entry) {
            *ret_free = &cache->slots[slot];
            return NULL;
        }
        if (is_of(entry, key))
            return entry;
    }
    return NULL;
}

/* When another thread is quicker, its entry stays: both say the same. */
static void keep(struct hunk_user *user, const struct change_key *key, const struct change_lines *lines,
                 _Atomic(const struct hunk_entry *) *free_slot)
{
    struct hunk_cache *cache = user->cache;
    const struct hunk_entry *expected = NULL;
    size_t n = lines->hunks.len, n_twins = lines->n_twins;
    if (!free_slot || n + n_twins > KEEP_HUNKS_MAX ||
        atomic_fetch_add_explicit(&cache->used, 1, memory_order_relaxed) >= cache->cap / 4 * 3)
        return;
    struct hunk_entry *entry =
        arena_alloc(&user->arena, 1,
                    sizeof *entry + n * sizeof entry->hunks[0] + n_twins * sizeof lines->twins[0],
                    _Alignof(struct hunk_entry));
    entry->old_id = *key->old_id;
    entry->new_id = *key->new_id;
    entry->lang = key->lang;
    entry->n = (uint32_t)n;
    entry->n_twins = (uint32_t)n_twins;
    if (n)
        memcpy(entry->hunks, lines->hunks.at, n * sizeof entry->hunks[0]);
    if (n_twins)
        memcpy(&entry->hunks[n], lines->twins, n_twins * sizeof lines->twins[0]);
    atomic_compare_exchange_strong_explicit(free_slot, &expected, entry, memory_order_release,
                                            memory_order_relaxed);
}

/* Twins ------------------------------------------------------------------------------------------------------------ */

/* Each line of the new side gets the first of the old side, behind the last one taken, that is as it. */
static void pair_lines(struct hunk_user *user, const struct code_syntax *syntax, const struct line_hunk *hunk)
{
    uint32_t n = hunk->old_lines, taken = 0;
    for (uint32_t i = 0; i < n && hunk->new_lines; i++)
        user->hashes[i] = code_hash(syntax, line_diff_old_line(user->diff, hunk->old_start + i), &user->code);
    for (uint32_t k = 0; k < hunk->new_lines && taken < n; k++) {
        uint64_t hash = code_hash(syntax, line_diff_new_line(user->diff, hunk->new_start + k), &user->code);
        uint32_t i = taken, end = n - taken < TWIN_LOOK ? n : taken + TWIN_LOOK;
        while (i < end && user->hashes[i] != hash)
            i++;
        if (hash == 0 || i == end)
            continue;
        struct line_twin twin = {hunk->new_start + k, hunk->old_start + i};
        buf_add(&user->twins, str_of((const char *)&twin, sizeof twin));
        taken = i + 1;
    }
}

static void find_twins(struct hunk_user *user, const struct code_syntax *syntax, struct line_hunks hunks)
{
    buf_clear(&user->twins);
    for (size_t i = 0; syntax && i < hunks.len; i++)
        if (hunks.at[i].old_lines <= TWIN_LINES_MAX && hunks.at[i].new_lines <= TWIN_LINES_MAX)
            pair_lines(user, syntax, &hunks.at[i]);
}

/* Changes ---------------------------------------------------------------------------------------------------------- */

static int compare(struct hunk_user *user, const struct code_syntax *syntax, struct str old_text,
                   struct str new_text, struct change_lines *ret_lines, struct err *err)
{
    if (line_diff_is_binary(old_text) || line_diff_is_binary(new_text))
        return err_set(err, ERR_INPUT, "binary");
    struct line_hunks hunks = line_diff_hunks_no_space(user->diff, old_text, new_text);
    find_twins(user, syntax, hunks);
    *ret_lines = (struct change_lines){.hunks = hunks,
                                       .twins = (const struct line_twin *)(const void *)user->twins.p,
                                       .n_twins = user->twins.len / sizeof(struct line_twin)};
    return 0;
}

static struct change_lines lines_of(const struct hunk_entry *entry)
{
    return (struct change_lines){.hunks = {entry->hunks, entry->n},
                                 .twins = (const struct line_twin *)(const void *)&entry->hunks[entry->n],
                                 .n_twins = entry->n_twins};
}

int hunk_cache_get(struct hunk_user *user, const struct code_syntax *syntax, const struct object_id *old_id,
                   const struct object_id *new_id, struct change_lines *ret_lines, struct err *err)
{
    _Atomic(const struct hunk_entry *) *free_slot;
    const struct change_key key = {old_id, new_id, syntax ? syntax->lang : NULL};
    const struct hunk_entry *entry = find(user->cache, &key, &free_slot);
    if (entry) {
        *ret_lines = lines_of(entry);
        return 0;
    }
    struct object old_object = {0}, new_object = {0};
    int rc = object_read(user->reader, old_id, OBJECT_BLOB, &old_object, err);
    if (rc == 0)
        rc = object_read(user->reader, new_id, OBJECT_BLOB, &new_object, err);
    if (rc == 0)
        rc = compare(user, syntax, old_object.data, new_object.data, ret_lines, err);
    if (rc == 0)
        keep(user, &key, ret_lines, free_slot);
    object_release(user->reader, &old_object);
    object_release(user->reader, &new_object);
    return rc;
}
