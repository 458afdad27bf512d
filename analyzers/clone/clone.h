/*
 * clone: the code of a tree that is there more than once, from the fingerprints of its files.
 *
 *     statements (clone_corpus) → places with equal windows (clone_windows) → runs (clone_runs): types 1 and 2
 *                               → units with like signatures (clone_units): type 3
 *                               → classes (clone_class) → records
 *
 * Time and memory grow with the number of statements: 16 bytes for each, and some 40 while it works.
 * One thread; the same fingerprints give the same records.
 */
#ifndef CBCRAWL_CLONE_CLONE_H
#define CBCRAWL_CLONE_CLONE_H

#include "analyzers/clone/clone_corpus.h"
#include "pipeline/base/json.h"

enum {
    CLONE_MEMBERS_MAX = 4 << 20
}; /* bytes of members in one record, half of what a line may have; `size` is exact */

struct clones;

/* 0, or ERR_ENV. */
int clones_new(struct clones **ret_clones, struct err *err);
void clones_free(struct clones *clones); /* NULL is fine */

/* Adds a file by its fingerprint record; `path` must stay. False when the record is not as it should be. */
bool clones_add(struct clones *clones, struct str path, unsigned flags, const struct json_val *fingerprint);

/* Finds them, once all files are there. */
void clones_find(struct clones *clones);

/* Appends the record of the next class. False behind the last. */
bool clones_put_next(struct clones *clones, struct buf *out);

#endif
