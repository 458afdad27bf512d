/*
 * clone_runs: from equal windows to the longest stretches that are alike: clones of the first and second type.
 *
 * A group of equal windows is a class of short clones. When all its members have the next window in common too, and
 * nobody else has it, the next group is the same class, one statement on: groups are chained that way, so each place is
 * visited once, however often its code occurs. Then the ends of a chain are moved outwards through groups that more
 * places share, as long as the members stay together; what is taken in that way is bounded by CLONE_STEPS a statement of
 * the tree, for families of files that differ pairwise.
 */
#ifndef CBCRAWL_CLONE_CLONE_RUNS_H
#define CBCRAWL_CLONE_CLONE_RUNS_H

#include "analyzers/clone/clone_class.h"
#include "analyzers/clone/clone_windows.h"

enum { CLONE_STEPS = 8 };

/* Adds the runs of `windows`, which were found with `exact`, to the classes. */
void runs_find(const struct clone_corpus *corpus, const struct clone_windows *windows, bool exact,
               struct clone_classes *classes, struct arena *arena, struct arena *scratch);

#endif
