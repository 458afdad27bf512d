/*
 * source_reader: reads files below a root, and nothing else.
 *
 * Paths come from a record stream, and the tree may change while it is scanned. Each folder on the way is opened by
 * itself without following links, ".." is refused, and what is not a regular file is not read: nothing outside the
 * root is ever opened, and no pipe or device can block. Files come in path order, so the folder of the last one is
 * kept open. One reader a thread.
 */
#ifndef CBCRAWL_PARSE_SOURCE_READER_H
#define CBCRAWL_PARSE_SOURCE_READER_H

#include "pipeline/base/buf.h"

enum { SOURCE_DIR_MAX = 4096 }; /* the kernel's limit for a path */

struct source_reader {
    int root_fd; /* borrowed */
    int dir_fd;  /* the folder `dir`, -1: none */
    size_t dir_len;
    char dir[SOURCE_DIR_MAX];
};

void source_reader_init(struct source_reader *reader, int root_fd);
void source_reader_release(struct source_reader *reader);

/* Fills `text` (cleared first) with the file's bytes. ERR_INPUT when it is no regular file below the root, or larger
 * than the ceiling of `text`; ERR_ENV when it cannot be opened or read. */
int source_read(struct source_reader *reader, struct str path, struct buf *text, struct err *err);

#endif
