/*
 * content_id: when git's index already knows the blob id of the bytes in the work tree.
 */
#ifndef CBCRAWL_FILES_CONTENT_ID_H
#define CBCRAWL_FILES_CONTENT_ID_H

#include "crawler/files/walk.h"

/* Is the file as it was when git took its id? Stricter than git: every number that git stored must be equal, and the
 * file must be older than the index (a change within the same tick of the clock cannot be seen). Says nothing of
 * filters (attr.h). */
bool content_id_is_fresh(const struct index_entry *entry, const struct walk_stat *stat,
                         int64_t index_mtime_ns);

#endif
