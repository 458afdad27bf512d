/*
 * tree: opens folders below the scanned one without ever leaving it.
 *
 * Every component of a path is opened on its own and may not be a symbolic link, so a link that appears between the
 * walk and the reading leads nowhere. Descriptors are O_CLOEXEC. (trail.h is for files, and keeps folders open.)
 */
#ifndef CBCRAWL_FILES_TREE_H
#define CBCRAWL_FILES_TREE_H

#include "pipeline/base/str.h"

/* Opens the folder at `path` ("", "a" or "a/b", a '/' at the end is fine) below `root_fd`. -1 and errno. */
int tree_open_dir(int root_fd, struct str path);

#endif
