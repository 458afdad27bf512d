/*
 * score_match: which findings were there before, which became worse, which are new.
 *
 * Each finding is paired with at most one entry of the baseline and the other way round (multisets), in rounds from the
 * strongest evidence to the weakest; what is paired in one round is out of the next:
 *
 *     1  same code, name and path        unchanged                                    → known
 *     2  same code and name              the file moved                               → known
 *     3  same code                       renamed: names do not count in the tokens    → known
 *     4  same path and name              edited in place                              → known if the figure is not
 *     5  same name, its old place gone   moved and edited                               higher than before, else worse
 *
 * "Same code" is the hash of the normalised tokens; files have none and start at round 4, where for them the name is
 * the base name. In rounds 4 and 5 files and types may exceed the old figure by gate.sizeSlackPercent. A copy of a
 * long function finds its twin's entry taken, and is new.
 *
 * A match of an analyzer's rule takes part in rounds 1 to 3 alone, in the third with its path: an edited match is new.
 * Only one without tokens is recognised by its place, in rounds 4 and 5.
 *
 * A cycle is known when all its members were on one cycle before (it shrank, fell apart, or moved), worse when some
 * were, else new.
 */
#ifndef CBCRAWL_SCORE_SCORE_MATCH_H
#define CBCRAWL_SCORE_SCORE_MATCH_H

#include "pipeline/score/score_baseline.h"

struct match_counts {
    size_t added, worsened, known, fixed; /* fixed: entries without a finding */
};

/* Sets `change` and `value_before` of every finding. `scratch` must be another arena than theirs. */
struct match_counts match_baseline(struct findings *findings, struct baseline *baseline,
                                   const struct facts *facts, const struct policy *policy,
                                   struct arena scratch);

#endif
