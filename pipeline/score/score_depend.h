/*
 * score_depend: findings about dependencies that are declared and not used, or used and not declared. What is and is not,
 * cbc-link found out.
 */
#ifndef CBCRAWL_SCORE_SCORE_DEPEND_H
#define CBCRAWL_SCORE_SCORE_DEPEND_H

#include "pipeline/score/score_find.h"

/* Appends them. `scratch` must be another arena. ERR_INPUT for a damaged store. */
int depend_find(struct findings *findings, struct arena *arena, struct arena scratch,
                const struct facts *facts, const struct policy *policy, struct store *store, struct err *err);

#endif
