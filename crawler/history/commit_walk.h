/*
 * commit_walk: which commits belong to a history, and in which order they are told.
 *
 * Starts at a tip and follows parents. What `hidden` commits reach is left out, as in `git log hidden..tip`. Children
 * come before their parents, among those that are free the newer first (committer's clock), then by id; the order
 * depends on the repository alone.
 *
 * Clocks lie. Everything that the tip reaches and is not known to be hidden is told, so a clock that is off by more than
 * WALK_SLOP_S can make the walk tell commits that a hidden one reaches, but never makes it lose any.
 *
 * A commit that is missing or cannot be read is an error, and ends the history on that line. Its children, and commits that
 * a shallow clone cut off from their parents, are *boundaries*: what they seem to add was there before.
 */
#ifndef CBCRAWL_HISTORY_COMMIT_WALK_H
#define CBCRAWL_HISTORY_COMMIT_WALK_H

#include "pipeline/base/vec.h"
#include "pipeline/git/object_store.h"
#include "pipeline/git/repo.h"

enum {
    WALK_COMMITS_MAX = 100000000, /* a hundred Linux kernels */
    WALK_SLOP_S = 86400,
};

static const uint32_t WALK_NONE = UINT32_MAX;

enum walk_mark {
    WALK_REACHED = 1 << 0, /* from the tip */
    WALK_HIDDEN = 1 << 1,  /* from a hidden commit; what is only WALK_REACHED is told */
    WALK_QUEUED = 1 << 2,  /* while walking */
};

struct walk_commit {
    struct object_id id, tree;
    int64_t time_s;        /* committer's */
    uint32_t first_parent; /* index into commit_walk.parents */
    uint32_t n_parents;    /* 0 where a shallow clone cut them off */
    bool is_boundary;      /* a parent was cut off, or is damaged */
    bool is_damaged;       /* missing or cannot be read; see errors */
    uint8_t marks;         /* enum walk_mark */
};

struct walk_error {
    struct object_id id;
    struct str reason;
};

struct walk_table {
    uint32_t *slots; /* index of a commit + 1; 0 is free */
    size_t cap;      /* a power of two */
};

struct commit_walk {
    VEC(struct walk_commit) commits;
    VEC(uint32_t) parents; /* indices of commits */
    VEC(uint32_t) order;   /* of those that are told */
    VEC(struct walk_error) errors;
    struct walk_table by_id;
};

struct commit_walk_request {
    const struct object_store *store; /* the reader's */
    const struct object_id *tip;
    const struct object_id *hidden;
    size_t n_hidden;
    const struct object_ids *shallow; /* commits whose parents the clone lacks; NULL: none */
};

/* Walks; everything lives in `arena`. Damage is told in `errors`, and is a failure (ERR_INPUT) only at the tip. */
int commit_walk(struct object_reader *reader, const struct commit_walk_request *request, struct arena *arena,
                struct commit_walk *ret_walk, struct err *err);

/* Reads one commit into a walk that starts zeroed and is never walked, unless it is there; its parents become commits that
 * are to be read before anything but their ids is asked. Of the request only store and shallow count. A damaged one is
 * ERR_INPUT each time. */
int commit_walk_read(struct object_reader *reader, const struct commit_walk_request *request,
                     struct arena *arena, struct arena scratch, struct commit_walk *walk,
                     const struct object_id *id, uint32_t *ret_index, struct err *err);

/* The commit of that id, or NULL when the walk did not come by it. */
const struct walk_commit *commit_walk_find(const struct commit_walk *walk, const struct object_id *id);

/* Parent `n` (0-based) of a commit, or NULL when there is none that can be read. */
const struct walk_commit *commit_walk_parent(const struct commit_walk *walk, const struct walk_commit *commit,
                                             uint32_t n);

#endif
