#include "pipeline/git/block_pool.h"

#include "pipeline/base/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/*
 * 1. The range is cut into spans without gaps; the last one is a head alone, in use for ever.
 * 2. No two free spans are neighbours.
 * 3. A free span is in the list of its class, and a bit says which lists are not empty. Classes are eight an octave.
 */
struct span {
    size_t bytes_before; /* of the span before; 0: there is none */
    size_t bytes : 63;   /* with this head; a multiple of SPAN_STEP */
    size_t is_free : 1;
    struct span *next, *prev; /* in its list, when free: else the block begins here */
};

enum {
    HEAD_BYTES = 16,
    SPAN_STEP = 32, /* sizeof(struct span) */
    CLASSES = 64 * 8,
    HUGE_MIN_BYTES = 16 << 20, /* a smaller range is not worth huge pages, of 2 MB each */
};

struct block_pool {
    char *base;
    size_t bytes;
    uint64_t bits[CLASSES / 64];
    struct span *lists[CLASSES];
};

static void *allocate(size_t bytes)
{
    void *p = malloc(bytes);
    if (!p)
        arena_full(bytes);
    return p;
}

/* The class that a span of that size is in. */
static unsigned class_of(size_t bytes)
{
    unsigned bits = 63 - (unsigned)__builtin_clzl(bytes);
    return bits * 8 + (bytes >> (bits - 3) & 7);
}

/* The first class in which every span has `bytes`. */
static unsigned class_above(size_t bytes)
{
    unsigned bits = 63 - (unsigned)__builtin_clzl(bytes);
    return class_of(bytes + ((size_t)1 << (bits - 3)) - 1);
}

static struct span *span_behind(struct span *span)
{
    return (struct span *)((char *)span + span->bytes);
}

static void add_free(struct block_pool *pool, struct span *span)
{
    unsigned class = class_of(span->bytes);
    span->is_free = true;
    span->prev = NULL;
    span->next = pool->lists[class];
    if (span->next)
        span->next->prev = span;
    pool->lists[class] = span;
    pool->bits[class / 64] |= (uint64_t)1 << class % 64;
}

static void remove_free(struct block_pool *pool, struct span *span)
{
    unsigned class = class_of(span->bytes);
    span->is_free = false;
    if (span->next)
        span->next->prev = span->prev;
    if (span->prev)
        span->prev->next = span->next;
    else
        pool->lists[class] = span->next;
    if (!pool->lists[class])
        pool->bits[class / 64] &= ~((uint64_t)1 << class % 64);
}

/* A free span of at least `bytes`, still in its list; or NULL. */
static struct span *find_free(const struct block_pool *pool, size_t bytes)
{
    unsigned class = class_above(bytes), word = class / 64;
    uint64_t bits = pool->bits[word] & UINT64_MAX << class % 64;
    while (bits == 0 && ++word < CLASSES / 64)
        bits = pool->bits[word];
    return bits ? pool->lists[word * 64 + (unsigned)__builtin_ctzll(bits)] : NULL;
}

struct block_pool *block_pool_new(size_t bytes)
{
    struct block_pool *pool = allocate(sizeof *pool);
    *pool = (struct block_pool){.bytes = bytes / SPAN_STEP * SPAN_STEP};
    if (pool->bytes < 2 * SPAN_STEP)
        return pool;
    void *base =
        mmap(NULL, pool->bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED)
        return pool;
    if (pool->bytes >= HUGE_MIN_BYTES)
        madvise(base, pool->bytes, MADV_HUGEPAGE); /* a kernel without them says no, and that is fine */
    pool->base = base;
    struct span *all = base;
    all->bytes = pool->bytes - SPAN_STEP;
    add_free(pool, all);
    struct span *end = span_behind(all);
    end->bytes_before = all->bytes;
    end->bytes = SPAN_STEP;
    return pool;
}

void block_pool_free(struct block_pool *pool)
{
    if (!pool)
        return;
    if (pool->base)
        munmap(pool->base, pool->bytes);
    free(pool);
}

/* Cuts off what is behind `bytes` and frees it. */
static void split(struct block_pool *pool, struct span *span, size_t bytes)
{
    if (span->bytes == bytes)
        return;
    struct span *rest = (struct span *)((char *)span + bytes);
    rest->bytes_before = bytes;
    rest->bytes = span->bytes - bytes;
    span_behind(rest)->bytes_before = rest->bytes;
    span->bytes = bytes;
    add_free(pool, rest);
}

void *block_pool_take(struct block_pool *pool, size_t bytes)
{
    size_t wanted = (bytes + HEAD_BYTES + SPAN_STEP - 1) / SPAN_STEP * SPAN_STEP;
    struct span *span = wanted < pool->bytes ? find_free(pool, wanted) : NULL;
    if (!span)
        return allocate(bytes);
    remove_free(pool, span);
    split(pool, span, wanted);
    return (char *)span + HEAD_BYTES;
}

static bool is_in_range(const struct block_pool *pool, const void *block)
{
    uintptr_t at = (uintptr_t)block, base = (uintptr_t)pool->base;
    return pool->base && at >= base && at < base + pool->bytes;
}

void block_pool_give(struct block_pool *pool, void *block)
{
    if (!is_in_range(pool, block)) {
        free(block);
        return;
    }
    struct span *span = (struct span *)((char *)block - HEAD_BYTES), *behind = span_behind(span);
    if (behind->is_free) {
        remove_free(pool, behind);
        span->bytes += behind->bytes;
    }
    struct span *before = (struct span *)((char *)span - span->bytes_before);
    if (span->bytes_before && before->is_free) {
        remove_free(pool, before);
        before->bytes += span->bytes;
        span = before;
    }
    span_behind(span)->bytes_before = span->bytes;
    add_free(pool, span);
}
