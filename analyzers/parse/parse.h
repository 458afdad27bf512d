/*
 * parse: the stage behind cbc-parse: file records in, the same with what their syntax trees tell out.
 *
 * The whole input is read first, since a file's macros may be defined in any other; only lines are kept, no file. Then
 * headers are scanned for macros, and files are read, parsed and written in input order, several at a time. So are past
 * versions, whose `blob` records cbc-history writes. All other records pass unchanged. The output does not depend on the number of threads.
 */
#ifndef CBCRAWL_PARSE_PARSE_H
#define CBCRAWL_PARSE_PARSE_H

#include "pipeline/base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct parse_request {
    int in_fd;
    int out_fd; /* owned from here on */
    int threads;
    bool no_macros; /* parse C and C++ as they are written */
    bool lz4;       /* compress the output */
    void (*progress)(uint64_t done,
                     uint64_t total); /* records; called in order, by one thread at a time; or NULL */
};

/* Called once the streams and the root are open, before a file is read: the place to give up rights. Past versions are
 * read from the repository, which may lie outside of the root (`reads_objects`). */
typedef int parse_confine(void *ctx, int root_fd, bool reads_objects, struct err *err);

/* 0; ERR_INPUT when the stream is not whole or its root is no folder; ERR_ENV. */
int parse_run(const struct parse_request *request, parse_confine *confine, void *ctx, struct err *err);

#endif
