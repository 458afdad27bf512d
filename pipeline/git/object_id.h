/*
 * object_id: the name of a git object, the SHA-1 or SHA-256 of its bytes.
 *
 * Always 32 bytes, so that one comparison serves both kinds of repository; behind a SHA-1 they are zero. How many count
 * is the repository's `id_len`.
 */
#ifndef CBCRAWL_GIT_OBJECT_ID_H
#define CBCRAWL_GIT_OBJECT_ID_H

#include "pipeline/base/hash.h"

enum { OBJECT_ID_MAX = 32, OBJECT_ID_HEX_MAX = 64 };

struct object_id {
    unsigned char bytes[OBJECT_ID_MAX];
};

static inline bool object_id_eq(const struct object_id *a, const struct object_id *b)
{
    return memcmp(a->bytes, b->bytes, OBJECT_ID_MAX) == 0;
}

static inline int object_id_cmp(const struct object_id *a, const struct object_id *b)
{
    return memcmp(a->bytes, b->bytes, OBJECT_ID_MAX);
}

/* All zero: no object. */
static inline bool object_id_is_null(const struct object_id *id)
{
    static const struct object_id none;
    return object_id_eq(id, &none);
}

/* The first `id_len` bytes at `raw`, as trees and indexes have them. */
static inline struct object_id object_id_of(const void *raw, size_t id_len)
{
    struct object_id id = {0};
    memcpy(id.bytes, raw, id_len);
    return id;
}

/* From exactly 2*id_len hex digits. False when they are not. */
static inline bool object_id_parse(struct str hex, size_t id_len, struct object_id *ret_id)
{
    struct object_id id = {0};
    if (!hex_decode(hex, id.bytes, id_len))
        return false;
    *ret_id = id;
    return true;
}

/* Already a hash: its first bytes serve tables. */
static inline uint64_t object_id_hash(const struct object_id *id)
{
    uint64_t hash;
    memcpy(&hash, id->bytes, sizeof hash);
    return hash;
}

#endif
