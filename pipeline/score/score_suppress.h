/*
 * score_suppress: comments that say not to report something.
 *
 * A comment covers findings of the rules it names that start on its line or on the line it speaks for. What it covers is
 * taken out of the findings and kept apart, with its reason. A comment is used when anything that an analyzer found, or a
 * finding, is covered by it; of one that is not the code has no need, and it becomes a finding itself.
 */
#ifndef CBCRAWL_SCORE_SCORE_SUPPRESS_H
#define CBCRAWL_SCORE_SCORE_SUPPRESS_H

#include "pipeline/score/score_find.h"

/* Does the comment's `pattern` mean this rule? "*" means all, "python/" and a star all that begin so. */
bool suppress_means(struct str pattern, struct str rule_id);

/* Call it when all findings are there. `scratch` must be another arena than `arena`. */
void suppress_all(struct findings *findings, struct arena *arena, struct arena scratch, struct facts *facts,
                  const struct policy *policy);

#endif
