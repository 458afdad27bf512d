/*
 * history: the stage behind cbc-history: a repository's commits and what each changed, as records.
 *
 * The walk finds the commits first; then batches of them go through the workers, newest first, and come out in the same
 * order whatever the number of threads. One bad object is an error record, and the rest goes on. Nothing in the
 * repository is ever run, neither hooks nor filters nor drivers.
 */
#ifndef CBCRAWL_HISTORY_HISTORY_H
#define CBCRAWL_HISTORY_HISTORY_H

#include "pipeline/base/err.h"

#include <stdbool.h>
#include <stdint.h>

enum { HISTORY_BLOBS_MAX = 1000, HISTORY_VERSIONS_MAX = 10000 };

struct history_request {
    const char *dir;
    const char *since;  /* a revision (what it reaches is left out) or a date; NULL */
    const char *until;  /* a revision to start from, or a date; NULL */
    const char *branch; /* where to start; NULL: HEAD */
    const char *known;  /* a record stream that says which history is known already; NULL */
    int64_t blobs;      /* hottest files whose past versions are told (hot_files.h) */
    int64_t versions;   /* of each, at most */
    bool if_any;        /* no repository, or none with commits, is no failure: an empty stream */
    bool no_renames;
    bool no_szz; /* faults are not traced */
    bool no_merges;
    bool first_parent;
    bool lz4;
    int threads;
    int out_fd;                                      /* owned from here on */
    void (*progress)(uint64_t done, uint64_t total); /* commits; in order, one thread at a time; or NULL */
    void (*note)(const char *text);                  /* what the user should know; or NULL */
};

struct history_stats {
    uint64_t commits, errors;
};

/* 0; ERR_USAGE for a revision that names nothing; ERR_INPUT when there is no repository, or its tip cannot be read. */
int history_run(const struct history_request *request, struct history_stats *ret_stats, struct err *err);

/* Would history_run tell nothing that is not known already? 0: so it is; ERR_NO, with `err` untouched: there is something,
 * or the settings are others; else as history_run. */
int history_same(const struct history_request *request, struct err *err);

#endif
