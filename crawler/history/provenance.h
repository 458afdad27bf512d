/*
 * provenance: who gave a file in a commit the content that it has, and what it was before.
 *
 * As `git blame` goes back: a commit has a file from the first of its parents that has the same content at the same path;
 * one none of whose parents has it *produced* it. What it was before is, in each parent, the file at the same path, else
 * the one that the parent's difference calls renamed.
 *
 * Two ways lead there. With a table of all changes (producers.h) a producer is looked up; where several commits produced
 * the same, and so only then, parents are followed. Without it (only part of the history was walked) parents are followed
 * always, and read from the repository as needed. Both give the same answers.
 *
 * Belongs to one thread. Commits are indices of its own (provenance_commit).
 */
#ifndef CBCRAWL_HISTORY_PROVENANCE_H
#define CBCRAWL_HISTORY_PROVENANCE_H

#include "crawler/history/history_worker.h"
#include "crawler/history/producers.h"
#include "pipeline/git/rename.h"

enum {
    PROVENANCE_STEPS_MAX = 2000000, /* parents followed for one file: more than any history has in one line */
    PROVENANCE_PARENTS_MAX = 64,    /* of a wider merge the first ones are looked at */
};

struct provenance;

/* A regular file in a commit. */
struct place {
    uint32_t commit;
    struct str path;
    struct object_id id;
};

struct places {
    VEC(struct place) at;
};

/* Never NULL. `table` may be NULL: then parents are followed. All must outlive it. */
struct provenance *provenance_new(const struct history_setup *setup, const struct producers *table,
                                  struct object_reader *reader, struct rename_finder *renames);
void provenance_free(struct provenance *provenance); /* NULL is fine */

/* The index of a commit; WALK_NONE when it cannot be read. */
uint32_t provenance_commit(struct provenance *provenance, const struct object_id *id);

/* What is known of it; until the next call of any function here. */
const struct walk_commit *provenance_at(const struct provenance *provenance, uint32_t commit);

/* Parent `n` of it: WALK_NONE when it is not there. */
uint32_t provenance_parent(struct provenance *provenance, uint32_t commit, uint32_t n);

/* Who produced the file at `place` (its commit has it): the commit, and in `ret_before` what it was in those of its
 * parents that had it, in their order; both in `arena`. False when objects are missing, or it is too far. */
bool provenance_find(struct provenance *provenance, const struct place *place, struct arena *arena,
                     uint32_t *ret_commit, struct places *ret_before);

/* What differs between two commits, renames told as the history tells them. ERR_INPUT. */
int provenance_diff(struct provenance *provenance, uint32_t old_commit, uint32_t new_commit,
                    struct arena *arena, struct tree_changes *ret_changes, struct err *err);

/* Was `a` made after `b`? By the committer's clock; of one second, a descendant is later; then by id. */
bool provenance_is_after(struct provenance *provenance, uint32_t a, uint32_t b);

#endif
