/*
 * load: cbc-load as a function: record streams become one run of a store.
 *
 * All streams of one call make one run and name the same root. The store is opened when the first stream has shown its
 * head, so that what is no stream leaves no store behind; it gets the run as a whole behind the last good end record, or
 * not at all. Older runs go then, in a transaction of its own: a disk that is full just there leaves them.
 */
#ifndef CBCRAWL_LOAD_LOAD_H
#define CBCRAWL_LOAD_LOAD_H

#include "pipeline/load/loader.h"

enum {
    LOAD_KEEP_DEFAULT = 10, /* runs of a root: two working weeks of daily scans */
    LOAD_KEEP_MAX = 1000000,
    LOAD_WAIT_MAX_S = 86400,
};

struct load_request {
    const char *store;
    const char *const *streams; /* file names, "-" is standard input */
    int n_streams;
    int64_t keep_runs; /* at least 1 */
    int64_t wait_s;    /* for another load to end */
};

/* Loads, and prints what it did as a record stream on `out_fd`, which it closes. ERR_INPUT: a stream is not whole, or
 * the store not ours. ERR_ENV: the store is busy or the disk full. */
int load_streams(const struct load_request *request, int out_fd, struct err *err);

#endif
