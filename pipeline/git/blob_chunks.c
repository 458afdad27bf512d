#include "pipeline/git/blob_chunks.h"

#include "pipeline/base/hash.h"
#include "pipeline/git/line_diff.h"

enum {
    SLOTS_MIN = 256,
    BYTES_PER_CHUNK = 32, /* lines of source code have about as many; only saves growing */
};

/* Chunks ------------------------------------------------------------------------------------------------------------ */

struct cutter {
    const char *at, *end;
    bool is_text;
    char copy[CHUNK_BYTES]; /* of a chunk without its CR */
};

static bool is_text(struct str content)
{
    size_t look = content.len < LINE_DIFF_BINARY_LOOK ? content.len : LINE_DIFF_BINARY_LOOK;
    return look == 0 || !memchr(content.p, '\0', look);
}

/* The line of `len` bytes and its LF at c->at, without the CR between them. */
static struct str without_cr(struct cutter *c, size_t len)
{
    memcpy(c->copy, c->at, len - 1);
    c->copy[len - 1] = '\n';
    c->at += len + 1;
    return str_of(c->copy, len);
}

/* The next chunk; false behind the last whole one. It stays until the next call. */
static bool next_chunk(struct cutter *c, struct str *ret_chunk)
{
    size_t left = (size_t)(c->end - c->at);
    /* One byte more than a chunk, for a CR that does not count. */
    const char *newline = memchr(c->at, '\n', left < CHUNK_BYTES + 1 ? left : CHUNK_BYTES + 1);
    size_t len = newline ? (size_t)(newline - c->at) : CHUNK_BYTES;
    if (newline && len > 0 && c->is_text && newline[-1] == '\r') {
        *ret_chunk = without_cr(c, len);
        return true;
    }
    if (newline && len < CHUNK_BYTES)
        len++;
    if (len > left)
        return false;
    *ret_chunk = str_of(c->at, len);
    c->at += len;
    return true;
}

/* Pool -------------------------------------------------------------------------------------------------------------- */

static struct chunk_slot *find_slot(struct chunk_slot *slots, size_t cap, uint64_t hash)
{
    size_t i = hash & (cap - 1);
    while (slots[i].number && slots[i].hash != hash)
        i = (i + 1) & (cap - 1);
    return &slots[i];
}

/* At most half full. At the limit there are 2^22 slots of 16 bytes and as many in the tables outgrown; entries of 8 bytes
 * and marks of 4 for twice as many, both with what they outgrew; starts of 4 bytes and postings of 8: in all 2^27 + 2^25
 * + 2^25 + 2^23 + 2^24 bytes. */
static void grow(struct chunk_pool *pool, size_t wanted)
{
    size_t cap = pool->slots_cap ? pool->slots_cap : SLOTS_MIN;
    while (cap < 2 * wanted)
        cap *= 2;
    if (cap == pool->slots_cap)
        return;
    struct chunk_slot *slots = arena_array(pool->arena, struct chunk_slot, cap);
    for (size_t i = 0; i < pool->slots_cap; i++)
        if (pool->slots[i].number)
            *find_slot(slots, cap, pool->slots[i].hash) = pool->slots[i];
    pool->slots = slots;
    pool->slots_cap = cap;
}

/* Counts `chunk` in the list that starts at entry `first`. */
static void count_chunk(struct chunk_pool *pool, size_t first, struct str chunk)
{
    if (2 * ((size_t)pool->len + 1) > pool->slots_cap)
        grow(pool, (size_t)pool->len + 1);
    uint64_t hash = hash64(chunk);
    struct chunk_slot *slot = find_slot(pool->slots, pool->slots_cap, hash);
    if (!slot->number)
        *slot = (struct chunk_slot){.hash = hash, .number = ++pool->len};
    else if (slot->count >= first) {
        pool->counts.at[slot->count].bytes += (uint32_t)chunk.len;
        return;
    }
    slot->count = (uint32_t)pool->counts.len;
    *vec_push(&pool->counts, pool->arena) = (struct chunk_count){slot->number - 1, (uint32_t)chunk.len};
}

bool chunk_pool_add(struct chunk_pool *pool, struct str content, struct chunk_list *ret_list)
{
    size_t guess = content.len / BYTES_PER_CHUNK, room = CHUNKS_MAX - pool->len;
    grow(pool, pool->len + (guess < room ? guess : room));
    struct cutter cutter = {.at = content.p,
                            .end = content.p ? content.p + content.len : NULL,
                            .is_text = is_text(content)};
    size_t first = pool->counts.len;
    struct str chunk;
    while (cutter.at < cutter.end && next_chunk(&cutter, &chunk)) {
        if (pool->counts.len == CHUNKS_MAX)
            return false;
        count_chunk(pool, first, chunk);
    }
    *ret_list = (struct chunk_list){(uint32_t)first, (uint32_t)(pool->counts.len - first)};
    return true;
}

static uint32_t min_of(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

uint64_t chunk_pool_common(struct chunk_pool *pool, struct chunk_list a, struct chunk_list b)
{
    if (pool->marks_cap < pool->len) {
        pool->marks_cap = 2 * (size_t)pool->len;
        pool->marks = arena_array(pool->arena, uint32_t, pool->marks_cap);
    }
    const struct chunk_count *counts = pool->counts.at;
    uint64_t common = 0;
    for (uint32_t i = a.first; i < a.first + a.len; i++)
        pool->marks[counts[i].chunk] = counts[i].bytes;
    for (uint32_t i = b.first; i < b.first + b.len; i++)
        common += min_of(pool->marks[counts[i].chunk], counts[i].bytes);
    for (uint32_t i = a.first; i < a.first + a.len; i++)
        pool->marks[counts[i].chunk] = 0;
    return common;
}

/* Index ------------------------------------------------------------------------------------------------------------- */

struct chunk_index chunk_index_of(const struct chunk_pool *pool, const struct chunk_list *lists, size_t n)
{
    struct chunk_index index = {.pool = pool,
                                .starts = arena_array(pool->arena, uint32_t, (size_t)pool->len + 2)};
    const struct chunk_count *counts = pool->counts.at;
    /* A counting sort: how many of each, where each starts, and each to its place. While they are placed, entry i + 1
     * is where the next of chunk i goes; in the end it is where those of i + 1 start. */
    uint32_t *next = index.starts + 1, total = 0;
    for (size_t i = 0; i < n; i++)
        for (uint32_t j = lists[i].first; j < lists[i].first + lists[i].len; j++)
            next[counts[j].chunk]++;
    for (uint32_t i = 0; i < pool->len; i++) {
        uint32_t here = next[i];
        next[i] = total;
        total += here;
    }
    index.postings = arena_array(pool->arena, struct chunk_posting, total);
    for (size_t i = 0; i < n; i++)
        for (uint32_t j = lists[i].first; j < lists[i].first + lists[i].len; j++)
            index.postings[next[counts[j].chunk]++] = (struct chunk_posting){(uint32_t)i, counts[j].bytes};
    return index;
}

uint64_t chunk_index_steps(const struct chunk_index *index, struct chunk_list list)
{
    const struct chunk_count *counts = index->pool->counts.at;
    uint64_t steps = 0;
    for (uint32_t i = list.first; i < list.first + list.len; i++)
        steps += index->starts[counts[i].chunk + 1] - index->starts[counts[i].chunk];
    return steps;
}

void chunk_index_common(const struct chunk_index *index, struct chunk_list list, uint32_t *ret_common)
{
    const struct chunk_count *counts = index->pool->counts.at;
    for (uint32_t i = list.first; i < list.first + list.len; i++) {
        struct chunk_count count = counts[i];
        const struct chunk_posting *at = index->postings + index->starts[count.chunk],
                                   *end = index->postings + index->starts[count.chunk + 1];
        for (; at < end; at++)
            ret_common[at->list] += min_of(at->bytes, count.bytes);
    }
}
