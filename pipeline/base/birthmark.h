/*
 * birthmark: does this folder stand where it was made?
 *
 * A folder of state lies inside the scanned tree, so it may have come with the tree: checked out, unpacked, copied. What
 * it holds then says what somebody else wants believed. A file in the folder keeps what only the file system that made
 * the folder could know: its inode number and time of birth, which survive a move and nothing else. Where a file system
 * has no time of birth, the number alone must do.
 */
#ifndef CBCRAWL_BASE_BIRTHMARK_H
#define CBCRAWL_BASE_BIRTHMARK_H

#include "pipeline/base/err.h"

#include <stdbool.h>

#define BIRTHMARK_NAME "birthmark"

/* Marks the folder open at `dir_fd`, in place of any mark it has. */
int birthmark_make(int dir_fd, struct err *err);

/* Does the folder carry its own mark? */
bool birthmark_fits(int dir_fd);

#endif
