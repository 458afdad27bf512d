/*
 * line_walk: counts the edits between two texts that differ in few lines, without cutting them into lines.
 *
 * Myers' greedy search (1986, section 3) on the bytes themselves: equal lines are passed over as fast as memory is
 * compared, and only lines that differ are looked for. It stops when it has taken more edits than numbering all lines
 * would be worth.
 *
 * git's numbers are those of the shortest script only if none of the lines it keeps is sifted (line_sift.h), which takes
 * many changed lines close around it. That is judged by the script that was found: changed lines are taken for lines that
 * the other side does not have, which can only make it more careful.
 */
#ifndef CBCRAWL_GIT_LINE_WALK_H
#define CBCRAWL_GIT_LINE_WALK_H

#include "pipeline/base/str.h"

#include <stdint.h>

enum { LINE_WALK_EDITS = 48 }; /* it never takes more */

/* A point of the edit graph, and how it was reached. */
struct line_walk_point {
    uint32_t old_at, new_at; /* bytes before it */
    uint32_t kept_from;      /* where in the old text the equal lines before it begin */
    bool added;              /* before these a line was added, else deleted */
};

struct line_walker {
    /* By number of edits, then by diagonal: row d has d + 1 points. */
    struct line_walk_point points[(LINE_WALK_EDITS + 1) * (LINE_WALK_EDITS + 2) / 2];
};

/* A run of bytes, whole lines, replaced by another; either side may be empty. */
struct line_walk_edit {
    uint32_t old_at, old_len;
    uint32_t new_at, new_len;
};

/* The shortest script, in order: `ret_edits` has room for LINE_WALK_EDITS. Returns how many they are, 0 when there are too
 * many. Lines that git would sift take part. The texts have no common head, and one is not empty. */
size_t line_walk_edits(struct line_walker *walker, struct str old_text, struct str new_text,
                       struct line_walk_edit *ret_edits);

/* True when it found git's numbers. The texts have no common head. */
bool line_walk(struct line_walker *walker, struct str old_text, struct str new_text, uint32_t *ret_deleted,
               uint32_t *ret_added);

#endif
