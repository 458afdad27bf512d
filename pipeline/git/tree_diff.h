/*
 * tree_diff: which paths differ between two trees.
 *
 * Reads raw trees side by side and goes down only where their ids differ. Changes come in the order of `git diff-tree
 * -r`: by the bytes of their paths, where a folder's files stand at the place of its name with a '/'. Modes are as git
 * takes them: 100644 or 100755 for a file whatever else its bits say, 120000 a symbolic link, 160000 a submodule. What
 * changes between these three at one path is one change; a file that becomes a folder is a deletion and additions.
 *
 * A tree that is damaged (tree_text.h) or missing is an error of its folder alone: it is told, and nothing is said of
 * the files below it. Entries that both sides have in common are passed over as bytes, so damage among these stays
 * unseen. A folder and a file of the same name, which git never writes, are both reported.
 */
#ifndef CBCRAWL_GIT_TREE_DIFF_H
#define CBCRAWL_GIT_TREE_DIFF_H

#include "pipeline/base/vec.h"
#include "pipeline/git/object_store.h"
#include "pipeline/git/tree_text.h"

enum {
    TREE_DIFF_DEPTH_MAX = 2048,      /* folders in folders: no path of PATH_MAX has more */
    TREE_DIFF_PATH_MAX = 1 << 16,    /* bytes of a path; git on any file system stops far below */
    TREE_DIFF_CHANGES_MAX = 4000000, /* of one commit: the import of the largest tree known has 400,000 */
    TREE_DIFF_PATHS_MAX = 1 << 29,   /* bytes of all paths of these */
    TREE_DIFF_ERRORS_MAX = 1000,
    /* Bytes of trees read for one commit, each folder counted as TREE_DIFF_VISIT more: without it ten small trees, each
     * holding the next ten times, would keep us for hours. The largest known, as above, have 40 MB. */
    TREE_DIFF_WORK_MAX = 1 << 30,
    TREE_DIFF_VISIT = 1024,
};

struct tree_change {
    struct str path;
    struct str old_path;         /* of a rename (rename.h), else empty */
    uint32_t old_mode, new_mode; /* 0: not there on that side */
    struct object_id old_id, new_id;
    uint8_t similarity; /* percent, of a rename */
};

struct tree_changes {
    VEC(struct tree_change) changes;
    VEC(struct str) errors; /* one line each, for an error record */
};

/* Appends to `ret_changes` what differs, all in `arena`. A NULL id is the empty tree. ERR_INPUT when a top tree cannot
 * be read, or a limit is hit; then nothing is appended. */
int tree_diff(struct object_reader *reader, const struct object_id *old_tree, const struct object_id *new_tree,
              struct arena *arena, struct tree_changes *ret_changes, struct err *err);

#endif
