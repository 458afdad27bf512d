/*
 * score_merge: one finding where an outside tool says what another has said.
 *
 * Two say the same when they name the same file and weakness (CWE), and their lines overlap. The finding of cbcrawl itself
 * stays, else that of the tool that was asked first; it keeps who else says so, and is of high confidence then. Two
 * findings of one tool are never taken for one, and without a CWE nothing is.
 */
#ifndef CBCRAWL_SCORE_SCORE_MERGE_H
#define CBCRAWL_SCORE_SCORE_MERGE_H

#include "pipeline/score/score_find.h"

enum { MERGE_SOURCES_MAX = 16 }; /* of one finding: more are dropped like the rest, but not listed */

/* Behind detect_all: removes findings from the list. `scratch` must be another arena than `arena`. */
void merge_said(struct findings *findings, struct arena *arena, struct arena scratch);

#endif
