/*
 * rename: which deleted and added files of one commit are one file that moved.
 *
 * Means what `git diff -M50%` means: files of the same content first, then the same base name where that is unique, then
 * every pair left, best first, if their similarity is at least one half. Similarity is git's: the share of the larger
 * file's bytes that stand, cut into lines (or 64 bytes), on both sides.
 */
#ifndef CBCRAWL_GIT_RENAME_H
#define CBCRAWL_GIT_RENAME_H

#include "pipeline/git/tree_diff.h"

enum {
    RENAME_SIMILARITY_MIN = 50, /* percent */
    RENAME_PAIRS_MAX = 1000,    /* git's diff.renameLimit: with more than its square of pairs, only exact ones */
};

struct rename_finder;

/* Never NULL; keeps memory for reuse, belongs to the reader's thread. */
struct rename_finder *rename_finder_new(struct object_reader *reader);
void rename_finder_free(struct rename_finder *finder);

/* Turns pairs of a deletion and an addition into one change with `old_path` and `similarity`, in place; order stays that
 * of the (new) paths. A blob that cannot be read takes no part. `ret_is_limited` says that there were too many pairs to
 * compare contents. Cannot fail. */
void rename_find(struct rename_finder *finder, struct arena *scratch, struct tree_changes *changes,
                 bool *ret_is_limited);

#endif
