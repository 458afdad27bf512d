/*
 * line_probe: the numbers of a small change, without cutting its files into lines.
 *
 * Myers' greedy search (An O(ND) Difference Algorithm, 1986, figure 2) on bytes: a step passes over one line of one side,
 * and what both sides have in common is passed over as fast as memory is read. Nothing is hashed and no line is counted,
 * for the number of steps and the diagonal they end on give both numbers. It finds the shortest script, and gives up when
 * that takes more steps than the bytes are worth.
 *
 * The shortest script is git's unless git would have set aside a line that it matches. That takes more than three lines
 * that occur nowhere else for each line of a run that is set aside (line_sift.h), on the same side: so a script none of
 * whose runs of matched lines is that short has git's numbers.
 */
#ifndef CBCRAWL_GIT_LINE_PROBE_H
#define CBCRAWL_GIT_LINE_PROBE_H

#include "pipeline/git/line_diff.h"

enum { LINE_PROBE_STEPS_MAX = 100 }; /* far below 2 * EDIT_COST_MIN: git does not give up on scripts as short */

/* Where the farthest path on a diagonal ends, in bytes. */
struct line_probe_end {
    uint32_t old_at, new_at;
    uint32_t run; /* where its last run of matched lines begins on the old side */
    bool is_added; /* the step before that run passed over a line of the new side */
};

struct line_probe {
    /* By step, then by diagonal: step d has d + 1 of them, from -d to d by twos. */
    struct line_probe_end ends[(LINE_PROBE_STEPS_MAX + 1) * (LINE_PROBE_STEPS_MAX + 2) / 2];
};

/* What is left of two texts between common head and tail. False when the numbers are not known to be git's. */
bool line_probe(struct line_probe *probe, struct str old_text, struct str new_text, struct line_counts *ret_counts);

#endif
