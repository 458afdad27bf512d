/*
 * score_cvss: the base score of a CVSS vector, versions 3.0, 3.1 (FIRST, "Common Vulnerability Scoring System v3.1:
 * Specification Document", section 7.1) and 4.0. Metrics beyond the base are passed over.
 */
#ifndef CBCRAWL_SCORE_SCORE_CVSS_H
#define CBCRAWL_SCORE_SCORE_CVSS_H

#include "pipeline/base/str.h"

/* 0 to 10 in steps of a tenth. False for a vector of another version, or one that lacks a metric. */
bool cvss_base_score(struct str vector, double *ret_score);

/* The same of version 4.0 alone. */
bool cvss4_base_score(struct str vector, double *ret_score);

/* The letter of a metric in "CVSS:3.1/AV:N/AC:L/…"; 0 when it is not there. */
char cvss_metric(struct str vector, const char *name);

#endif
