/*
 * line_slide: moves groups of changed lines to where a reader would have put them.
 *
 * A group of added (or deleted) lines can slide up by a line when the line above it equals its last one, and down likewise;
 * the script is as good. As git does with its defaults, each group is merged with those it reaches; then it stands
 * beside a group of the other side if it can, and otherwise where the indent heuristic likes it best: Michael Haggerty's
 * scores of how well the lines around both ends look like the ends of a block ("diff: improve positioning of add/delete
 * blocks in diffs", git 2.11; the weights are his, fitted to hand-rated diffs).
 */
#ifndef CBCRAWL_GIT_LINE_SLIDE_H
#define CBCRAWL_GIT_LINE_SLIDE_H

#include "pipeline/git/line_split.h"

/* The lines of one side and which of them changed. `changed` has one byte more at either end, both 0. */
struct slide_side {
    const struct lines *lines;
    uint8_t *changed;
};

/* Moves the groups of `side`; `other` is only read. git does the old side first. */
void line_slide(const struct slide_side *side, const struct slide_side *other);

#endif
