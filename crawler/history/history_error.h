/*
 * history_error: something in a repository that could not be read, as a record.
 *
 * The same repository gives it again, so it is marked as lasting: a second run need not try what failed.
 */
#ifndef CBCRAWL_HISTORY_HISTORY_ERROR_H
#define CBCRAWL_HISTORY_HISTORY_ERROR_H

#include "pipeline/git/object_store.h"

struct buf;

/* `path` may be empty. */
void history_error_put(const struct object_store *store, const struct object_id *commit, struct str path,
                       struct str reason, struct buf *out);

#endif
