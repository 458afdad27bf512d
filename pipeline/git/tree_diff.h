/*
 * tree_diff: which paths differ between two trees.
 *
 * Reads raw trees side by side and goes down only where their ids differ. Changes come in the order of `git diff-tree
 * -r`: by the bytes of their paths, where a folder's files stand at the place of its name with a '/'. Modes are as git
 * takes them: 100644 or 100755 for a file whatever else its bits say, 120000 a symbolic link, 160000 a submodule.
 * A tree that is damaged or missing is an error of its folder alone: it is told, and its files are left out.
 */
#ifndef CBCRAWL_GIT_TREE_DIFF_H
#define CBCRAWL_GIT_TREE_DIFF_H

#include "pipeline/git/object_store.h"

enum {
    TREE_DIFF_DEPTH_MAX = 2048,     /* folders in folders: no path of PATH_MAX has more */
    TREE_DIFF_PATH_MAX = 1 << 16,   /* bytes of a path; git on any file system stops far below */
    TREE_DIFF_CHANGES_MAX = 4000000 /* of one commit: the import of the largest tree known has 400,000 */
};

enum {
    TREE_MODE_FILE = 0100644,
    TREE_MODE_EXEC = 0100755,
    TREE_MODE_LINK = 0120000,
    TREE_MODE_MODULE = 0160000,
    TREE_MODE_TREE = 040000,
};

struct tree_change {
    struct str path;
    struct str old_path;            /* of a rename (rename.h), else empty */
    uint32_t old_mode, new_mode;    /* 0: not there on that side */
    struct object_id old_id, new_id;
    uint8_t similarity;             /* percent, of a rename */
};

struct tree_changes {
    VEC(struct tree_change) changes;
    VEC(struct str) errors; /* one line each, for an error record */
};

/* Appends to `ret_changes` what differs, all in `arena`. A NULL id is the empty tree. ERR_INPUT when a top tree cannot be
 * read, or a limit is hit. */
int tree_diff(struct object_reader *reader, const struct object_id *old_tree, const struct object_id *new_tree,
              struct arena *arena, struct tree_changes *ret_changes, struct err *err);

#endif
