/*
 * state_dir: DIR/.cbcrawl, where a run keeps its store, and the lock that keeps two runs apart.
 *
 * It lies in the scanned tree, so it may have come with it. Then its store is not to be believed: facts in it would not be
 * looked for in the code again.
 */
#ifndef CBCRAWL_RUN_STATE_DIR_H
#define CBCRAWL_RUN_STATE_DIR_H

#include "pipeline/base/err.h"

#include <stdbool.h>

/* Makes `path` with a .gitignore that hides the folder from git and from the crawler. Refuses a symbolic link: the
 * scanned repository could point it anywhere. */
int state_dir_make(const char *path, struct err *err);

/* With the lock taken: takes away what state_dir_make and state_dir_lock made, if nothing else is in it. A scan that
 * failed at once leaves no trace. */
void state_dir_discard(const char *path);

/* With the lock taken: if the folder was not made here (birthmark.h), its store goes out of the way, to a name ending in
 * STATE_DIR_ELSEWHERE, *ret_was_elsewhere tells, and the folder is marked as ours. */
#define STATE_DIR_ELSEWHERE ".elsewhere"
int state_dir_claim(const char *path, bool *ret_was_elsewhere, struct err *err);

/* Takes the lock `path`/lock; held until the process ends. ERR_ENV at once, naming the holder, when another run has
 * it. */
int state_dir_lock(const char *path, struct err *err);

#endif
