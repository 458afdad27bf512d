/*
 * prune: retention. Removing a run removes what belongs to it; facts go when no run has them any more.
 */
#ifndef CBCRAWL_LOAD_PRUNE_H
#define CBCRAWL_LOAD_PRUNE_H

#include "pipeline/store/store.h"

/* Removes all but the last `keep_runs` runs of `root`, in a transaction of its own when there are any; keys must be
 * followed. ERR_ENV: the store is busy or the disk full, and nothing was removed. */
int prune_runs(struct store *store, struct str root, int64_t keep_runs, int64_t *ret_pruned, struct err *err);

#endif
