/*
 * source_reader: reads files below a root, and nothing else.
 *
 * Paths come from a record stream, and the tree may change while it is scanned. Nothing outside the root is ever opened
 * (trail.h), and what is not a regular file is not read. One reader a thread.
 */
#ifndef CBCRAWL_PARSE_SOURCE_READER_H
#define CBCRAWL_PARSE_SOURCE_READER_H

#include "pipeline/base/buf.h"
#include "pipeline/base/trail.h"

struct source_reader {
    struct trail trail;
};

void source_reader_init(struct source_reader *reader, int root_fd);
void source_reader_release(struct source_reader *reader);

/* Fills `text` (cleared first) with the file's bytes. ERR_INPUT when it is no regular file below the root, or larger
 * than the ceiling of `text`; ERR_ENV when it cannot be opened or read. */
int source_read(struct source_reader *reader, struct str path, struct buf *text, struct err *err);

#endif
