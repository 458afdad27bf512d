/*
 * alternates: other objects/ folders that a repository borrows from (objects/info/alternates).
 *
 * One path a line, absolute or from the folder that holds the file; quoted as in C when it begins with '"'; '#' begins a
 * comment. They may have alternates themselves.
 */
#ifndef CBCRAWL_GIT_ALTERNATES_H
#define CBCRAWL_GIT_ALTERNATES_H

#include "pipeline/git/object_store_inside.h"

enum { ALTERNATES_FILE_MAX = 1 << 20 }; /* bytes */

/* Opens what folder 0 borrows from, directly or not, each once, and adds it to the store's folders. Those that cannot be
 * opened, and those above OBJECT_ALTERNATES_MAX or _DEPTH, become warnings. */
void alternates_open(struct arena *arena, struct object_store *store);

/* Opens one folder and adds it, unless it is there already. 0, ERR_INPUT when there is none, ERR_ENV. */
int alternates_add_folder(struct arena *arena, struct object_store *store, struct str path, unsigned depth,
                          struct err *err);

#endif
