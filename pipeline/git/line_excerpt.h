/*
 * line_excerpt: two texts without the middles of what is long and equal in both.
 *
 * Where two versions of a file differ in a few places, most lines lie in runs that both have. What is left out of them is
 * a *gap*; `room` lines stay at either end of each, so that whatever looks around a changed line finds there what it
 * would find in the whole texts.
 *
 * Belongs to one thread, and holds memory for reuse. Without gaps but at head and tail nothing is copied.
 */
#ifndef CBCRAWL_GIT_LINE_EXCERPT_H
#define CBCRAWL_GIT_LINE_EXCERPT_H

#include "pipeline/git/line_diff.h"
#include "pipeline/git/line_room.h"
#include "pipeline/git/line_split.h"
#include "pipeline/git/line_walk.h"

/* Lines that both texts have, left out before a line of each excerpt, or behind the last. */
struct line_gap {
    uint32_t at[LINE_SIDES];
    uint32_t lines;
};

struct line_excerpt {
    struct str text[LINE_SIDES];               /* until the next one is made */
    struct line_gap gaps[LINE_WALK_EDITS + 2]; /* head and tail too */
    uint32_t n_gaps;
    struct line_room rooms[LINE_SIDES];
};

/* Makes that of two texts. When they differ in many places (line_walk.h) only a head and a tail are left out. */
void line_excerpt_make(struct line_excerpt *excerpt, struct line_walker *walker, struct str old_text,
                       struct str new_text, uint32_t room);

/* Turns the lines of hunks, which are in order, into those of the whole texts. False, and then they are of no use, when one
 * touches a gap: in the whole texts it could have gone farther. */
bool line_excerpt_place(const struct line_excerpt *excerpt, struct line_hunk *hunks, size_t n);

/* The line of an excerpt that is that line of the whole text; it is not in a gap. */
uint32_t line_excerpt_line(const struct line_excerpt *excerpt, enum line_side side, uint32_t line);

void line_excerpt_release(struct line_excerpt *excerpt);
void line_excerpt_trim(struct line_excerpt *excerpt); /* gives back what only large files need */

#endif
