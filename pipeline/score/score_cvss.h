/*
 * score_cvss: the base score of a CVSS vector, versions 3.0 and 3.1 (FIRST, "Common Vulnerability Scoring System v3.1:
 * Specification Document", section 7.1). Temporal and environmental metrics are passed over.
 */
#ifndef CBCRAWL_SCORE_SCORE_CVSS_H
#define CBCRAWL_SCORE_SCORE_CVSS_H

#include "pipeline/base/str.h"

/* 0 to 10 in steps of a tenth. False for a vector of another version, or one that lacks a metric. */
bool cvss_base_score(struct str vector, double *ret_score);

#endif
