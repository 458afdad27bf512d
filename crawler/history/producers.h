/*
 * producers: which commits gave a file the content it has: (path, content) -> commits.
 *
 * Going back from a file in a commit to whoever last changed it would mean reading the trees of all commits between. The
 * walk over the history sees every change anyway, so they are kept: 56 bytes each (in a SHA-1 repository), its path, and
 * 8 bytes of table. The same content comes more than once to a path by reverts and cherry-picks.
 *
 * Filled by one thread in the order of the walk, newest first, then indexed; then read by any number.
 */
#ifndef CBCRAWL_HISTORY_PRODUCERS_H
#define CBCRAWL_HISTORY_PRODUCERS_H

#include "pipeline/base/map.h"
#include "pipeline/git/object_id.h"

static const uint32_t PRODUCERS_NONE = UINT32_MAX;

/* A file that a commit wrote. */
struct produced {
    uint32_t commit;           /* index into commit_walk.commits */
    bool is_merge;             /* then nothing is said of what was before */
    struct str path, old_path; /* the same, unless it was renamed; empty: it was not there */
    struct object_id new_id, old_id;
};

struct producer {
    uint32_t commit;
    uint32_t path, old_path; /* of `paths`; old: PRODUCERS_NONE when there was none */
    uint32_t next : 31; /* with the same path and content, further back: its index + 1; 0 behind the last */
    uint32_t is_merge : 1;
};

struct producers {
    struct arena *arena;
    size_t id_len;
    struct intern paths;
    VEC(struct producer) at;
    VEC(unsigned char) ids; /* new and old of each */
    uint32_t *slots;        /* the index + 1 of the newest of a path and content; 0 is free */
    size_t cap;             /* a power of two */
};

enum { PRODUCERS_MAX = 1 << 30 };

/* Everything lives in `arena`, which must not be used for other things while it grows. */
void producers_init(struct producers *producers, struct arena *arena, size_t id_len);

/* Adds one. Paths are copied. Beyond PRODUCERS_MAX nothing is added, and then the table is not whole: false. */
bool producers_add(struct producers *producers, const struct produced *produced);

/* Once all are there. Before it nothing is found. */
void producers_index(struct producers *producers);

/* The newest that wrote this content to that path: its index, or PRODUCERS_NONE. */
uint32_t producers_find(const struct producers *producers, struct str path, const struct object_id *id);

/* The one further back: its index, or PRODUCERS_NONE. */
static inline uint32_t producers_next(const struct producers *producers, uint32_t i)
{
    return producers->at.at[i].next - 1U; /* 0 - 1 is PRODUCERS_NONE */
}

static inline struct object_id producers_old_id(const struct producers *producers, uint32_t i)
{
    return object_id_of(&producers->ids.at[(2 * (size_t)i + 1) * producers->id_len], producers->id_len);
}

#endif
