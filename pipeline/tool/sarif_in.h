/*
 * sarif_in: the output of a tool that writes SARIF 2.1.0.
 *
 * Taken are, of each result: rule, level, message, first location; of rules: title, help, CWE, level, security-severity,
 * precision. Results that are no finding (kind pass, notApplicable, informational, open; baselineState absent; suppressed)
 * are counted. The document is a stranger's: what has another type than it should counts as absent, a result that then
 * says nothing as malformed.
 */
#ifndef CBCRAWL_TOOL_SARIF_IN_H
#define CBCRAWL_TOOL_SARIF_IN_H

#include "pipeline/tool/report_in.h"

/* Appends what `text` says. ERR_INPUT: it is no whole SARIF document; nothing was appended then. */
int sarif_in_read(struct report *report, struct str text, struct err *err);

#endif
