/*
 * history_worker: one commit from its id to its records.
 *
 * A worker holds what a thread needs to read objects and compare them; workers share only what is read-only. What a
 * commit gives depends on the repository, the setup and the commit. Consecutive commits mostly touch the same files, so
 * a worker that gets them in the order of the walk finds most bases of its deltas already made.
 */
#ifndef CBCRAWL_HISTORY_HISTORY_WORKER_H
#define CBCRAWL_HISTORY_HISTORY_WORKER_H

#include "crawler/history/commit_walk.h"
#include "crawler/history/producers.h"
#include "pipeline/base/buf.h"
#include "pipeline/git/mailmap.h"
#include "pipeline/git/refs.h"

enum { HISTORY_RECORDS_MAX = 1 << 30 }; /* bytes of one commit's records: 4 million changes */

/* What all workers share. */
struct history_setup {
    const struct object_store *store;
    const struct commit_walk *walk;
    const struct commit_walk_request *walk_request; /* that it came of */
    const struct mailmap *mailmap;                  /* may be NULL */
    struct refs tags;        /* by the commit they point at, then by name; names without refs/tags/ */
    const struct repo *repo; /* its prefix is the scanned folder's */
    size_t cache_bytes;      /* of each reader */
    bool no_renames;
    bool first_parent; /* merges are compared with their first parent */
    bool notes_paths;  /* for hot_files.h */
};

/* What tracing faults needs to know of some commits. */
struct history_found {
    struct arena arena;         /* of all below */
    VEC(uint32_t) fixes;        /* indices of commits that are fixes, and have one parent */
    VEC(struct produced) files; /* what each commit wrote, in the order of the commits */
};

struct history_worker;

/* Never NULL; free with history_worker_free. */
struct history_worker *history_worker_new(const struct history_setup *setup);
void history_worker_free(struct history_worker *worker); /* NULL is fine */

/* Appends the commit's record, those of its changes, and errors for what could not be read; to `touched`, where the setup
 * wants that, the paths it changed; and to `found`, which may be NULL, what tracing needs. True when it changes too much
 * to look for all renames (rename.h). */
bool history_worker_commit(struct history_worker *worker, const struct walk_commit *commit, struct buf *out,
                           struct buf *touched, struct history_found *found);

/* Of a commit that is not told: adds to `found` what it wrote. What cannot be read is left out. */
void history_worker_trace(struct history_worker *worker, const struct walk_commit *commit,
                          struct history_found *found);

/* The tree of the scanned folder below a commit's `tree`, read with `reader`; false when there is none, or none that can be
 * read. */
bool history_find_folder(const struct history_setup *setup, struct object_reader *reader,
                         const struct object_id *tree, struct object_id *ret_tree);

#endif
