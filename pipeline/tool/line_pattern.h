/*
 * line_pattern: the shape of a line that tells of a finding, as the user writes it in `pattern`.
 *
 *     {path}:{line}:{column}: {severity}: {message} [{rule}]
 *
 * A name in braces is a field, anything else stands for itself, and a pattern fits a whole line. Numbers are digits;
 * severity and rule hold no white space; path and any take as little as they can and message as much. A line that would
 * take more than LINE_PATTERN_STEPS to fit does not.
 */
#ifndef CBCRAWL_TOOL_LINE_PATTERN_H
#define CBCRAWL_TOOL_LINE_PATTERN_H

#include "pipeline/base/str.h"

enum line_field {
    FIELD_PATH,
    FIELD_LINE,
    FIELD_COLUMN,
    FIELD_SEVERITY,
    FIELD_RULE,
    FIELD_MESSAGE,
    FIELD_CWE,
    FIELD_ANY, /* of no meaning to us */
    LINE_FIELDS
};

enum {
    LINE_PATTERN_PARTS = 24,
    LINE_PATTERN_STEPS = 20000, /* a line of 1,000 bytes under six fields takes some hundreds */
};

struct line_pattern {
    struct line_part {
        bool is_field;
        enum line_field field;
        struct str literal;
    } parts[LINE_PATTERN_PARTS];
    size_t n_parts;
};

/* ERR_USAGE: an unknown or repeated field, two fields without anything between them, no path or message, or too many parts.
 * Borrows `text`. */
int line_pattern_read(struct line_pattern *pattern, struct str text, struct err *err);

/* Fills the fields, those of other patterns with nothing. False, and what is in ret_fields says nothing, when the line
 * does not fit. */
bool line_pattern_match(const struct line_pattern *pattern, struct str line,
                        struct str ret_fields[LINE_FIELDS]);

#endif
