/*
 * line_trim: what two texts have in common at their heads and tails, in whole lines.
 *
 * Most changes touch a few lines of a large file, so this is where most bytes are read: as fast as memory gives them.
 */
#ifndef CBCRAWL_GIT_LINE_TRIM_H
#define CBCRAWL_GIT_LINE_TRIM_H

#include "pipeline/base/str.h"

struct line_trim {
    struct str head, tail;         /* common; lent from the old text */
    struct str old_text, new_text; /* what is between */
};

/* Bytes of the longest common head; all of equal texts. */
size_t line_trim_head(struct str a, struct str b);

/* The longest common head, then the longest common tail of what it leaves. */
struct line_trim line_trim(struct str old_text, struct str new_text);

#endif
