/*
 * tree: opens what lies below the scanned folder without ever leaving it.
 *
 * Every component of a path is opened on its own and may not be a symbolic link, so a link that appears between the
 * walk and the reading leads nowhere. Descriptors are O_CLOEXEC; a FIFO cannot stop an open.
 */
#ifndef CBCRAWL_FILES_TREE_H
#define CBCRAWL_FILES_TREE_H

#include "pipeline/base/str.h"

/* Opens the folder at `path` ("", "a" or "a/b", a '/' at the end is fine) below `root_fd`. -1 and errno. */
int tree_open_dir(int root_fd, struct str path);

/* Opens the file `name` of the folder open at `dir_fd` for reading. -1 and errno. */
int tree_open_file(int dir_fd, const char *name);

#endif
