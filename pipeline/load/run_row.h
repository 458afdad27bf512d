/*
 * run_row: the row of the run that a load makes, from its first to its last moment.
 */
#ifndef CBCRAWL_LOAD_RUN_ROW_H
#define CBCRAWL_LOAD_RUN_ROW_H

#include "pipeline/store/store.h"

struct run_row {
    struct store *store;
    struct str root; /* as records write it; borrowed */
    int64_t root_id, run_id;
};

/* Makes the row, and the root's when it is new. The run is not complete, and nobody's latest. */
int run_row_begin(struct run_row *run, struct store *store, struct str root, struct err *err);

struct run_row_end {
    struct str commit_id; /* empty: none */
    struct str programs;  /* JSON array */
    struct str digests;
    int64_t files;
    int64_t linked_id; /* what was linked */
};

/* Makes the run complete, and the latest of its root. */
int run_row_finish(const struct run_row *run, const struct run_row_end *end, struct err *err);

/* When nothing but the past was loaded: the run before stays the latest, and gets the errors. 1, and then `run` is that
 * one; 0 when there is none. */
int run_row_give_way(struct run_row *run, struct err *err);

#endif
