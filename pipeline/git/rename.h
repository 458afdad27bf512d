/*
 * rename: which deleted and added files of one commit are one file that moved.
 *
 * Means what `git diff -M50%` means, without what needs attributes. In three steps, each with the files the one before
 * left over:
 *  1. the same content. In order of the added paths, each takes the first deleted file (of the first RENAME_EXACT_LOOK)
 *     with its base name, else the first;
 *  2. the same base name, where it is unique among the deleted and among the added files: if at least
 *     RENAME_BASENAME_MIN alike, more than in the third step because nothing better is looked for;
 *  3. every pair, most alike first, then those with the same base name. Each added file remembers no more than its
 *     RENAME_CANDIDATES best, so it may go away empty-handed when these go to others.
 *
 * Similarity is git's: the share of the larger file's bytes that stand on both sides (blob_chunks.h). Symbolic links and
 * submodules only pair with their own kind and only in the first step; empty files only in it, too.
 *
 * Differs from git where different chunks have the same hash to it, which makes files look more alike by a percent in
 * rare cases, and where attributes say that a file is text or binary.
 */
#ifndef CBCRAWL_GIT_RENAME_H
#define CBCRAWL_GIT_RENAME_H

#include "pipeline/git/tree_diff.h"

enum {
    RENAME_SIMILARITY_MIN = 50, /* percent */
    RENAME_BASENAME_MIN = 75,   /* half way from there to the same */
    RENAME_CANDIDATES = 4,
    RENAME_EXACT_LOOK = 100,

    /* What is too much to compare for one commit. Too many pairs: git's diff.renameLimit; above its square the third
     * step is left out. The same for too many steps, one for each chunk that two files share: a thousand for each of
     * so many pairs. Larger files, and those beyond so many bytes in all, are only looked for by the first step. */
    RENAME_PAIRS_MAX = 1000,
    RENAME_STEPS_MAX = 1000000000,
    RENAME_BLOB_MAX = 64 << 20,
    RENAME_BYTES_MAX = 1 << 30,
};

struct rename_finder;

/* Never NULL; keeps memory for reuse (CHUNK_POOL_BYTES at most), belongs to the reader's thread. */
struct rename_finder *rename_finder_new(struct object_reader *reader);
void rename_finder_free(struct rename_finder *finder); /* NULL is fine */

/* Turns pairs of a deletion and an addition into one change with `old_path` and `similarity`, in place; order stays that
 * of the (new) paths. A blob that cannot be read takes no part. `ret_is_limited` says that there was too much to compare
 * all contents. Takes under 300 bytes a change from `scratch` and gives them back. Cannot fail. */
void rename_find(struct rename_finder *finder, struct arena *scratch, struct tree_changes *changes,
                 bool *ret_is_limited);

#endif
