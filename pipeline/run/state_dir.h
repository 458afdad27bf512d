/*
 * state_dir: DIR/.cbcrawl, where a run keeps its store, and the lock that keeps two runs apart.
 */
#ifndef CBCRAWL_RUN_STATE_DIR_H
#define CBCRAWL_RUN_STATE_DIR_H

#include "pipeline/base/err.h"

/* Makes `path` with a .gitignore that hides the folder from git and from the crawler. Refuses a symbolic link: the
 * scanned repository could point it anywhere. */
int state_dir_make(const char *path, struct err *err);

/* Takes away what state_dir_make and state_dir_lock made, if nothing else is in it: a scan that failed at once leaves
 * no trace. */
void state_dir_discard(const char *path);

/* Takes the lock `path`/lock; held until the process ends. ERR_ENV at once, naming the holder, when another run has
 * it. */
int state_dir_lock(const char *path, struct err *err);

#endif
