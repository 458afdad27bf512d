/*
 * blob_chunks: how many bytes two contents have in common, in git's sense of similarity.
 *
 * Content is cut into chunks that end at a newline or after 64 bytes; where they stand does not matter, how often they
 * occur does. In text (line_diff.h: no NUL among the first bytes) a CR before a LF does not count. A last chunk that is
 * neither ended by a newline nor full counts for nothing, as in git up to 2.43.1.
 *
 * A pool holds the chunks of all contents that are compared with each other, each different one once, under a number;
 * the list of a content is then numbers and bytes. Pools are never freed but with their arena, and belong to one thread.
 */
#ifndef CBCRAWL_GIT_BLOB_CHUNKS_H
#define CBCRAWL_GIT_BLOB_CHUNKS_H

#include "pipeline/base/str.h"
#include "pipeline/base/vec.h"

#include <stdint.h>

enum {
    CHUNK_BYTES = 64,
    CHUNKS_MAX =
        1 << 21, /* entries of all lists of a pool: two thousand files of a thousand different lines */
    CHUNK_POOL_BYTES =
        1 << 28, /* what a full pool and one index over it take of an arena, see grow(), rounded up */
};

struct chunk_count {
    uint32_t chunk; /* its number */
    uint32_t bytes; /* of all its occurrences */
};

/* A content: entries first..first+len-1 of the pool's counts, each chunk once. */
struct chunk_list {
    uint32_t first, len;
};

struct chunk_slot {
    uint64_t hash;
    uint32_t number; /* plus one; 0 is a free slot */
    uint32_t count;  /* the last entry of this chunk */
};

struct chunk_pool {
    struct arena *arena;
    struct chunk_slot *slots;
    size_t slots_cap; /* 0 or a power of two */
    uint32_t len;     /* different chunks */
    VEC(struct chunk_count) counts;
    uint32_t *marks; /* bytes by chunk number, all zero between calls */
    size_t marks_cap;
};

/* Adds a content. False, with nothing added that counts, when the pool is full. */
bool chunk_pool_add(struct chunk_pool *pool, struct str content, struct chunk_list *ret_list);

/* Bytes that two lists have in common. */
uint64_t chunk_pool_common(struct chunk_pool *pool, struct chunk_list a, struct chunk_list b);

/* Which of many lists have a chunk: compares one list with all of them at once, at the cost of what they share. */
struct chunk_posting {
    uint32_t list;
    uint32_t bytes;
};

struct chunk_index {
    const struct chunk_pool *pool;
    uint32_t *starts; /* postings of chunk i are starts[i]..starts[i+1]-1, by list */
    struct chunk_posting *postings;
};

/* Over n lists, in the pool's arena. Whatever is compared with it must be in the pool by now. */
struct chunk_index chunk_index_of(const struct chunk_pool *pool, const struct chunk_list *lists, size_t n);

/* How many postings chunk_index_common will visit for this list. */
uint64_t chunk_index_steps(const struct chunk_index *index, struct chunk_list list);

/* Adds to ret_common[i] the bytes that `list` has in common with list i of the index. */
void chunk_index_common(const struct chunk_index *index, struct chunk_list list, uint32_t *ret_common);

#endif
