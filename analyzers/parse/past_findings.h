/*
 * past_findings: what was found in past versions, each value once.
 *
 * A secret that was committed is out, also when the next commit took it away. Of each value, told by its digest, the
 * oldest version that has it is kept; the others would repeat it a hundred times.
 */
#ifndef CBCRAWL_PARSE_PAST_FINDINGS_H
#define CBCRAWL_PARSE_PAST_FINDINGS_H

#include "pipeline/base/buf.h"

enum { PAST_FINDINGS_MAX = 64 << 20 }; /* bytes of records; those behind are left out */

/* Appends of `records`, `past_finding` lines in the order of their versions (newest first, file by file), the last of each
 * value, in that order. 0, or ERR_INPUT when one cannot be read. */
int past_findings_first(struct str records, struct arena *arena, struct buf *out, struct err *err);

#endif
