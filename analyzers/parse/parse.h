/*
 * parse: the stage behind cbc-parse: file records in, the same with what their syntax trees tell out.
 *
 * The whole input is read first, since a file's macros may be defined in any other; only lines are kept, no file. Then
 * headers are scanned for macros, and files are read, parsed and written in input order, several at a time. So are past
 * versions, whose `blob` records cbc-history writes. All other records pass unchanged. The output does not depend on the
 * number of threads, nor on what the cache has.
 */
#ifndef CBCRAWL_PARSE_PARSE_H
#define CBCRAWL_PARSE_PARSE_H

#include "pipeline/base/buf.h"
#include "pipeline/base/opt.h"

struct parse_request {
    int in_fd;
    int out_fd; /* owned from here on */
    int threads;
    bool no_macros; /* parse C and C++ as they are written */
    bool lz4;       /* compress the output */
    int cache_fd;   /* folder to keep facts in from one run to the next, borrowed; -1: none */
    int64_t cache_max_bytes;
    int stored_fd;                /* a stream that says which facts the store has, borrowed; -1: none */
    bool is_fresh;                /* take nothing from there, but leave it the facts of this run */
    bool no_findings;             /* look for no rules */
    const struct opt_list *rules; /* folders with rules of the user's own; NULL: none */
    void (*progress)(uint64_t done,
                     uint64_t total); /* records; called in order, by one thread at a time; or NULL */
    void (*note)(const char *text);   /* what went wrong and does not matter; or NULL */
};

/* What a run did. */
struct parse_stats {
    uint64_t wanted, cached; /* files to be parsed, and how many of them needed not be */
};

/* Called once the streams and the root are open, before a file is read: the place to give up rights. Past versions are
 * read from the repository, which may lie outside of the root (`reads_objects`). */
typedef int parse_confine(void *ctx, int root_fd, bool reads_objects, struct err *err);

/* 0; ERR_INPUT when the stream is not whole or its root is no folder; ERR_ENV. */
int parse_run(const struct parse_request *request, parse_confine *confine, void *ctx,
              struct parse_stats *ret_stats, struct err *err);

/* Runs the examples of all rules and appends what failed, a line each, and a sum. The lists end as the request's do. 0; ERR_NO
 * when one failed; ERR_USAGE when a rule cannot be understood; ERR_ENV. */
int parse_test_rules(const struct opt_list *rules, struct buf *out, struct err *err);

#endif
