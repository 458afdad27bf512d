/*
 * check_file: is this stream, or this store, whole?
 *
 * 0 says yes. ERR_NO says that it is ours but not whole: cut off, changed, damaged, incomplete. ERR_INPUT says that it
 * is neither a record stream nor a store, or of a newer schema, so that nothing can be told about it. ERR_ENV: it
 * could not be read. What is wrong is in the text, with file and line for a stream.
 */
#ifndef CBCRAWL_CHECK_CHECK_FILE_H
#define CBCRAWL_CHECK_CHECK_FILE_H

#include "pipeline/base/err.h"

/* Checks one file, "-" for standard input. A store is told from a stream by its first bytes. */
int check_file(const char *operand, struct err *err);

#endif
