/*
 * list: paths for people and for xargs.
 *
 * A path is printed as it is when it is plain text, else C-quoted as git quotes it; with `nul` always as it is, ended
 * by NUL instead of newline.
 */
#ifndef CBCRAWL_FILES_LIST_H
#define CBCRAWL_FILES_LIST_H

#include "crawler/files/walk.h"
#include "pipeline/base/io.h"

/* Appends one path, quoted where needed, without line end. */
void list_path(struct buf *out, struct str path);

/* Prints the files of a walk, each with `prefix` before it. Problems are left to the caller. ERR_ENV. */
int list_print(struct io_out *out, const struct walk *walk, struct str prefix, bool nul, struct err *err);

#endif
