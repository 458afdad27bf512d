/*
 * taint_report: what the interpreter found, as records.
 */
#ifndef CBCRAWL_TAINT_TAINT_REPORT_H
#define CBCRAWL_TAINT_TAINT_REPORT_H

#include "analyzers/taint/taint_interp.h"

struct unit_span {
    uint32_t from, to;
    int32_t unit;
};

/* Functions of the file and those in them, in document order. */
struct unit_spans {
    VEC(struct unit_span);
};

/* Appends a `finding` record for each, in the order of the file. */
void taint_report(struct taint_file *tf, const struct taint_rules *rules, const struct interp *in,
                  const struct unit_spans *units, struct buf *out);

#endif
