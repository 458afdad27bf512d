/*
 * score_detect: what analyzers found, held against the policy.
 *
 * A detection is a finding unless its rule is switched off, its file is left out (vendored, generated, excluded), or its
 * path is one where such findings are ignored. Its severity is that of the policy, else its own, else its rule's; in test
 * files the rule's setting may lower it to info.
 */
#ifndef CBCRAWL_SCORE_SCORE_DETECT_H
#define CBCRAWL_SCORE_SCORE_DETECT_H

#include "pipeline/score/score_find.h"

/* Makes rules of the ids that detections name and nobody listed: to be called before a baseline is read. */
void detect_rules(const struct facts *facts, struct policy *policy);

/* Appends findings behind those of find_all, which has said which files are left out; not in order. */
void detect_all(struct findings *findings, struct arena *arena, struct arena scratch,
                const struct facts *facts, struct policy *policy);

#endif
