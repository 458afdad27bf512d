/*
 * past_findings: what was found in past versions, each value once.
 *
 * A secret that was committed is out, also when the next commit took it away. Of each value, told by its digest, the
 * oldest version that has it is kept; the others would repeat it a hundred times. They are thrown out when room is needed,
 * so that only different values can fill it; then what comes behind is left out, and that is told.
 */
#ifndef CBCRAWL_PARSE_PAST_FINDINGS_H
#define CBCRAWL_PARSE_PAST_FINDINGS_H

#include "pipeline/base/buf.h"

enum { PAST_FINDINGS_MAX = 64 << 20 }; /* bytes of records */

struct past_findings {
    struct buf records; /* in the order of their versions */
    struct arena *arena;
    bool is_full; /* some were left out */
};

/* Holds `max_bytes` of records. Of `arena` only what is free is used, and given back. */
void past_findings_init(struct past_findings *findings, struct arena *arena, size_t max_bytes);
void past_findings_release(struct past_findings *findings);

/* Adds `past_finding` lines, in the order of their versions: newest first, file by file. 0, or ERR_INPUT when one that is
 * there cannot be read. */
int past_findings_add(struct past_findings *findings, struct str records, struct err *err);

/* Throws out all but the last of each value; the order stays. The rest is in `records`. As past_findings_add. */
int past_findings_reduce(struct past_findings *findings, struct err *err);

#endif
