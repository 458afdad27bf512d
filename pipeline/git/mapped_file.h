/*
 * mapped_file: a file of a repository as bytes in memory, without reading it.
 *
 * The file is a stranger's: it is opened without following a link or waiting for a FIFO. It may be removed while it is
 * mapped; cutting it short then kills the process (SIGBUS), as it does git.
 */
#ifndef CBCRAWL_GIT_MAPPED_FILE_H
#define CBCRAWL_GIT_MAPPED_FILE_H

#include "pipeline/base/str.h"

/* 1 with the bytes, which mapped_file_close gives back; 0 when there is no such file. ERR_INPUT when it is not a regular
 * file or has more than `limit_bytes`, ERR_ENV when it cannot be opened or mapped. An empty file is fine. */
int mapped_file_open(int dir_fd, const char *path, size_t limit_bytes, struct str *ret_bytes, struct err *err);

/* An empty slice is fine. */
void mapped_file_close(struct str bytes);

#endif
