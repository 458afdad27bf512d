/*
 * report: what a store knows, for a person (text, Markdown) or a program (JSON, SARIF, CycloneDX).
 *
 * Reads the store's views only, never its tables. The same store gives the same bytes.
 */
#ifndef CBCRAWL_REPORT_REPORT_H
#define CBCRAWL_REPORT_REPORT_H

#include "pipeline/base/buf.h"

#include <stdint.h>

struct report_options {
    const char *store;  /* path */
    const char *format; /* text, md, json, sarif or cyclonedx */
    const char *output; /* file, replaced as a whole; NULL: stdout */
    int64_t rows;       /* rows a table shows; -1: all */
    bool sql;           /* print the questions instead of the answers */
    bool keep;          /* keep the report in the store, and show what was kept while it still holds */
};

/* Writes the report. ERR_USAGE for an unknown format; ERR_INPUT when the store is missing, not ours or damaged; ERR_ENV
 * when writing fails. */
int report_run(const struct report_options *options, struct err *err);

#endif
