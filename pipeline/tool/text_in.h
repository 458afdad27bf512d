/*
 * text_in: the output of a tool that prints a line for each finding.
 *
 * Lines are held against the tool's patterns in their order; without any against those of the GNU coding standards, with
 * and without column, severity and rule. A line that fits none is counted, and left alone otherwise: tools print headings,
 * excerpts and sums as well. Lines over TEXT_LINE_MAX bytes fit none.
 */
#ifndef CBCRAWL_TOOL_TEXT_IN_H
#define CBCRAWL_TOOL_TEXT_IN_H

#include "pipeline/tool/line_pattern.h"
#include "pipeline/tool/report_in.h"

enum { TEXT_PATTERNS_MAX = 16, TEXT_LINE_MAX = 8192 };

/* ERR_USAGE: a pattern of the tool is none. */
int text_in_check(const struct tool *tool, struct err *err);

/* Appends what `text` says; text_in_check had no objection. */
void text_in_read(struct report *report, struct str text);

#endif
