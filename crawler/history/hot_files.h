/*
 * hot_files: which files of the tip are worth following back: those that are both large and often changed.
 *
 * A file's heat is its revisions x its bytes at the tip. Revisions are the commits that changed its present path; merges
 * and boundary commits are none, as for v_hotspot. Bytes stand in for complexity, which history alone cannot know. Only
 * files take part whose past versions cbc-parse can read: regular ones of up to HOT_FILE_MAX bytes, in a language it knows,
 * and no tests and nothing vendored or generated (source_path.h). Of equal heat, the first by path goes first.
 *
 * One thread.
 */
#ifndef CBCRAWL_HISTORY_HOT_FILES_H
#define CBCRAWL_HISTORY_HOT_FILES_H

#include "pipeline/base/buf.h"
#include "pipeline/base/map.h"
#include "pipeline/git/object_store.h"

enum { HOT_FILE_MAX = 1 << 20 }; /* what cbc-parse takes */

struct hot_counts {
    struct map at; /* index in `revisions` by path */
    VEC(int64_t) revisions;
};

/* Notes for hot_counts_add that a commit changed `path`; for any thread, in a buffer of its own. */
void hot_touch(struct buf *touched, struct str path);

/* Counts what was noted. Paths are copied to `arena`. */
void hot_counts_add(struct hot_counts *counts, struct arena *arena, struct str touched);

/* Adds revisions of one path that were counted elsewhere. */
void hot_counts_add_known(struct hot_counts *counts, struct arena *arena, struct str path, int64_t revisions);

struct hot_file {
    struct str path, lang;
    int64_t heat;
};

struct hot_files {
    VEC(struct hot_file) at; /* the hottest first */
};

/* The `n_max` hottest files below `tree`, in `arena`. ERR_INPUT when the tree cannot be read; what cannot be read below it
 * takes no part. */
int hot_files_choose(const struct hot_counts *counts, struct object_reader *reader,
                     const struct object_id *tree, size_t n_max, struct arena *arena,
                     struct hot_files *ret_files, struct err *err);

#endif
