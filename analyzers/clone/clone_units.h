/*
 * clone_units: functions that are nearly alike: clones of the third type.
 *
 * Each unit that could be a clone gets a MinHash signature of the shapes of its statements. Units that agree in a band of
 * CLONE_BAND lanes are candidates, so of each band only neighbours in order of place are compared: first signatures, then
 * statements in sequence, as NiCad does (Roy and Cordy, "NICAD: accurate detection of near-miss intentional clones", ICPC
 * 2008): the longest common subsequence, weighed by tokens, must be CLONE_NEAR of both. Pairs become classes by joining.
 * All work is bounded by the number of statements and units.
 */
#ifndef CBCRAWL_CLONE_CLONE_UNITS_H
#define CBCRAWL_CLONE_CLONE_UNITS_H

#include "analyzers/clone/clone_class.h"
#include "analyzers/clone/clone_windows.h"

/* Adds classes of units that are alike, but not all the same. `windows` were found by shape. */
void units_find(const struct clone_corpus *corpus, const struct clone_windows *windows,
                struct clone_classes *classes, struct arena *arena, struct arena *scratch);

/* The longest common subsequence of two stretches, in tokens; -1 when that would take more than *steps, which are then
 * left as they are. */
int64_t units_common_tokens(const struct clone_corpus *corpus, const struct clone_unit *a,
                            const struct clone_unit *b, uint64_t *steps, const struct arena *scratch);

#endif
