/*
 * commit_record: a commit, and each of its changes, as records. cbc-records(5) says what the fields mean.
 */
#ifndef CBCRAWL_HISTORY_COMMIT_RECORD_H
#define CBCRAWL_HISTORY_COMMIT_RECORD_H

#include "crawler/history/change_count.h"
#include "crawler/history/history_worker.h"
#include "pipeline/git/commit_text.h"

/* A change and what came of counting it. */
struct counted_change {
    const struct tree_change *change;
    struct change_count count;
    bool is_missing; /* a side could not be read: lines are not known */
};

struct commit_changes {
    VEC(struct counted_change) at;
    bool is_limited; /* there were too many to look for all renames */
};

/* Appends the commit's record and those of its changes; true when it is a fix. Scratch memory comes from `arena`. */
bool commit_record_put(const struct history_setup *setup, const struct walk_commit *commit,
                       const struct commit_text *text, const struct commit_changes *changes,
                       struct arena *arena, struct buf *out);

#endif
