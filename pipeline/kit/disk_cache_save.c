/* Replaces the index of a cache, and its pack when that has grown too large. */
#include "pipeline/base/io.h"
#include "pipeline/kit/disk_cache_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Dates that much older than they should be are good enough to tell what is used from what is not, and spare a run
 * without news the writing. */
static const uint32_t stamp_slack_s = 3600;

struct saving {
    struct disk_cache *cache;
    struct cache_index theirs; /* the index as it is now: others may have added to it */
    struct cache_entry *entries;
    size_t len;
    uint32_t now_s;
};

/* Is there anything that others should know? */
static bool has_news(const struct disk_cache *cache, uint32_t now_s)
{
    if (cache->added.len > 0)
        return true;
    for (size_t i = 0; i < cache->old.len; i++) {
        bool is_stale = cache->old.entries[i].used_s + (uint64_t)stamp_slack_s < now_s;
        if (cache->marks[i] == CACHE_DAMAGED || (cache->marks[i] == CACHE_USED && is_stale))
            return true;
    }
    return false;
}

/* Merging ---------------------------------------------------------------------------------------------------------- */

/* Their entries with our dates, without those that we found damaged. Both lists are in the same order. */
static void take_theirs(struct saving *s)
{
    const struct disk_cache *cache = s->cache;
    for (size_t i = 0, ours = 0; i < s->theirs.len; i++) {
        struct cache_entry entry = s->theirs.entries[i];
        while (ours < cache->old.len && cache_entry_cmp(&cache->old.entries[ours], &entry) < 0)
            ours++;
        bool is_ours = ours < cache->old.len && cache_entry_cmp(&cache->old.entries[ours], &entry) == 0;
        enum cache_mark mark = is_ours ? (enum cache_mark)cache->marks[ours] : CACHE_UNTOUCHED;
        if (mark == CACHE_USED)
            entry.used_s = s->now_s;
        if (mark != CACHE_DAMAGED)
            s->entries[s->len++] = entry;
    }
}

static bool is_same_value(const struct cache_entry *a, const struct cache_entry *b)
{
    return a->key.high == b->key.high && a->key.low == b->key.low && a->sum.high == b->sum.high &&
           a->sum.low == b->sum.low;
}

/* Of one key only the newest few, and none twice: two processes may have had the same to add. */
static void drop_spare(struct saving *s)
{
    size_t kept = 0, first = 0; /* first: of its key */
    for (size_t i = 0; i < s->len; i++) {
        const struct cache_entry entry = s->entries[i];
        const struct cache_entry *head = &s->entries[first];
        if (kept == 0 || head->key.high != entry.key.high || head->key.low != entry.key.low)
            first = kept;
        bool is_spare = kept - first >= DISK_CACHE_VARIANTS_MAX;
        for (size_t k = first; k < kept; k++)
            is_spare |= is_same_value(&s->entries[k], &entry);
        if (!is_spare)
            s->entries[kept++] = entry;
    }
    s->len = kept;
}

static void merge(struct saving *s)
{
    struct disk_cache *cache = s->cache;
    s->entries = arena_array(&cache->arena, struct cache_entry, s->theirs.len + cache->added.len + 1);
    take_theirs(s);
    if (cache->added.len > 0)
        memcpy(s->entries + s->len, cache->added.at, cache->added.len * sizeof *s->entries);
    s->len += cache->added.len;
    qsort(s->entries, s->len, sizeof *s->entries, cache_entry_cmp);
    drop_spare(s);
}

/* Eviction --------------------------------------------------------------------------------------------------------- */

static int by_use(const void *a, const void *b)
{
    const struct cache_entry *x = a, *y = b;
    if (x->used_s != y->used_s)
        return x->used_s > y->used_s ? -1 : 1;
    return (x->at < y->at) - (x->at > y->at);
}

static int by_place(const void *a, const void *b)
{
    const struct cache_entry *x = a, *y = b;
    return (x->at > y->at) - (x->at < y->at);
}

/* Keeps those used last, in the order in which they lie. */
static void choose(struct saving *s)
{
    uint64_t total_bytes = 0;
    size_t n = 0;
    qsort(s->entries, s->len, sizeof *s->entries, by_use);
    while (n < s->len && total_bytes + s->entries[n].len_bytes <= s->cache->max_bytes / 2)
        total_bytes += s->entries[n++].len_bytes;
    s->len = n;
    qsort(s->entries, s->len, sizeof *s->entries, by_place);
}

/* Copies one value to the end of the new pack. 1; 0 when it is not there any more; ERR_ENV. */
static int copy_value(const struct saving *s, int to_fd, struct buf *value, const struct cache_entry *entry,
                      struct err *err)
{
    buf_clear(value);
    char *room = buf_reserve(value, entry->len_bytes);
    ssize_t got = room ? pread(s->cache->pack_fd, room, entry->len_bytes, (off_t)entry->at) : -1;
    if (got != (ssize_t)entry->len_bytes)
        return 0;
    int rc = io_write_all(to_fd, str_of(room, entry->len_bytes), err);
    return rc < 0 ? rc : 1;
}

static int copy_values(struct saving *s, int to_fd, struct err *err)
{
    uint64_t at = sizeof(struct cache_pack_head);
    size_t kept = 0;
    struct buf value;
    int rc = 0;
    buf_init(&value, DISK_CACHE_VALUE_MAX);
    for (size_t i = 0; i < s->len && rc >= 0; i++) {
        struct cache_entry entry = s->entries[i];
        rc = copy_value(s, to_fd, &value, &entry, err);
        if (rc <= 0)
            continue;
        entry.at = at;
        at += entry.len_bytes;
        s->entries[kept++] = entry;
    }
    s->len = kept;
    buf_release(&value);
    return rc < 0 ? rc : 0;
}

/* A new pack with the values worth keeping takes the place of the old one. */
static int rewrite(struct saving *s, struct err *err)
{
    uint64_t generation = 0;
    int fd = cache_pack_make(s->cache->dir_fd, &generation, err);
    if (fd < 0)
        return fd;
    choose(s);
    int rc = copy_values(s, fd, err);
    close(fd);
    if (rc == 0) {
        qsort(s->entries, s->len, sizeof *s->entries, cache_entry_cmp);
        rc = cache_index_write(s->cache->dir_fd, generation, s->entries, s->len, err);
    }
    cache_sweep(s->cache->dir_fd, rc == 0 ? generation : s->cache->old.generation);
    return rc;
}

/* Saving ----------------------------------------------------------------------------------------------------------- */

static int save_locked(struct saving *s, struct err *err)
{
    struct disk_cache *cache = s->cache;
    struct stat st;
    if (!cache_index_read(cache->dir_fd, &s->theirs) || s->theirs.generation != cache->old.generation)
        return 0; /* another process has made a new pack: our entries are of the old one */
    if (fstat(cache->pack_fd, &st) < 0)
        return err_sys(err, "stat the pack");
    merge(s);
    if ((uint64_t)st.st_size > cache->max_bytes)
        return rewrite(s, err);
    return cache_index_write(cache->dir_fd, cache->old.generation, s->entries, s->len, err);
}

int disk_cache_save(struct disk_cache *cache, struct err *err)
{
    struct saving s = {.cache = cache, .now_s = (uint32_t)time(NULL)};
    cache_flush(cache);
    if (!has_news(cache, s.now_s))
        return 0;
    int lock = cache_lock(cache->dir_fd, err);
    if (lock < 0)
        return lock;
    int rc = save_locked(&s, err);
    buf_release(&s.theirs.bytes);
    close(lock);
    return rc;
}
