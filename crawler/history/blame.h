/*
 * blame: which commit last wrote certain lines of a file.
 *
 * Says what `git blame -w` says: white space does not matter, renames of whole files are followed, lines that came from
 * elsewhere in the file or from other files are not. With a syntax, comments do not matter either: a line goes back through
 * a change that left its code as it was. Only the lines asked for are followed, and only over hunks: no text is
 * read where hunk_cache knows the change. Belongs to one thread.
 */
#ifndef CBCRAWL_HISTORY_BLAME_H
#define CBCRAWL_HISTORY_BLAME_H

#include "crawler/history/hunk_cache.h"
#include "crawler/history/provenance.h"

enum {
    BLAME_STEPS_MAX = 50000
}; /* changes of one file that are gone back over; those of the busiest known are fewer */

/* A line, and what came of it. */
struct blamed_line {
    uint32_t line;  /* 0-based, in the file asked about */
    uint32_t owner; /* commit of `provenance`; WALK_NONE: objects are missing, or it is too far */
};

struct blamer {
    struct provenance *provenance;
    struct hunk_user *hunks;
    const struct code_syntax *syntax; /* of the file; NULL: comments matter */
    struct arena scratch;             /* of one step */
};

/* Fills in the owners. `lines` are in order, and all in the file. Takes 24 bytes a line from `arena`, and the paths of
 * renamed files. */
void blame_lines(struct blamer *blamer, const struct place *place, struct blamed_line *lines, size_t n,
                 struct arena *arena);

#endif
