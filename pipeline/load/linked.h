/*
 * linked: what cbc-link said of a tree as a whole, one set of rows for all runs of which it said the same.
 *
 * Most changes of a file leave imports and graphs as they were; then a run points at the rows of an earlier one. Which
 * they are is told by a digest of the records: imports, edges, graph nodes, cycles, systems, externals, in their order.
 * Line numbers of imports do not count, since they are no part of these rows.
 * Clones are no part of the set but of the run: their lines move with every edit above them.
 *
 * While the store has any set, records are held back to their end, LINKED_HELD_MAX bytes at most: then either their set is
 * known and they are dropped, or all of them are loaded. Without, there is nothing to wait for.
 */
#ifndef CBCRAWL_LOAD_LINKED_H
#define CBCRAWL_LOAD_LINKED_H

#include "pipeline/base/buf.h"
#include "pipeline/base/hash.h"
#include "pipeline/base/vec.h"
#include "pipeline/store/store.h"

enum { LINKED_HELD_MAX = 64 << 20 }; /* 400,000 records */

struct linked {
    struct store *store;
    struct arena *arena;
    struct hash_stream *digest;
    struct buf import_line; /* number of the line that the last import stood at, as text; empty: not known */
    int64_t linked_id;      /* 0: not made, and not found */
    bool is_holding;
    struct buf held;       /* lines, each with its newline */
    VEC(uint64_t) numbers; /* of these lines in their stream */
};

/* Release takes what a failed init left. 0, or ERR_ENV. */
int linked_init(struct linked *linked, struct store *store, struct arena *arena, struct err *err);
void linked_release(struct linked *linked);

/* Where an import stands among the others. */
enum linked_place {
    LINKED_FIRST, /* of its file */
    LINKED_NEXT,  /* right behind another of its file */
    LINKED_LATER, /* others of its file are further up */
};

/* One record more: counts for the digest. The second is for imports: `start` is what the line has up to the number of its
 * line; empty for another shape. */
void linked_add(struct linked *linked, struct str line);
void linked_add_import(struct linked *linked, struct str line, struct str start, enum linked_place place);

/* Keeps a record for later. False when there is no room. */
bool linked_hold(struct linked *linked, struct str line, uint64_t line_number);

/* The set to which rows belong, made when there is none. */
int linked_make(struct linked *linked, struct err *err);

/* All were added. 1: the store has this set, which is the run's now, and nothing that is held is needed; 0: it has not,
 * and the set made is known by its digest. */
int linked_end(struct linked *linked, struct err *err);

#endif
