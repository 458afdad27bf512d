/*
 * report_in: what a tool said, read from its output, before it is held against the files of the scan.
 *
 * A reader (sarif_in.h, text_in.h) appends statements; their paths are as the tool wrote them, with the bases that SARIF
 * adds. Texts live in the arena, messages are at most REPORT_MESSAGE_MAX bytes of one line. Nothing the output holds can
 * make a report larger than REPORT_STATEMENTS_MAX statements.
 */
#ifndef CBCRAWL_TOOL_REPORT_IN_H
#define CBCRAWL_TOOL_REPORT_IN_H

#include "pipeline/base/map.h"
#include "pipeline/tool/tool_conf.h"

enum {
    REPORT_STATEMENTS_MAX = 100000,
    REPORT_MESSAGE_MAX = 1000,
    REPORT_RULE_MAX = 200 - TOOL_NAME_MAX - 1, /* with the tool's name and '/', a rule id */
    REPORT_LINE_MAX = 1 << 30,
};

/* What the tool says of one of its rules. */
struct report_rule {
    struct str title, help, link;
    const char *severity;   /* NULL: not said */
    const char *confidence; /* the same */
    bool is_security;
    int64_t cwe; /* 0: none */
};

struct statement {
    struct str path; /* or file: URI without its escapes; empty: about no file */
    uint32_t rule;   /* in report.rule_ids */
    struct str message;
    const char *severity;                 /* NULL: that of the rule */
    int64_t line_start, line_end, column; /* 0: not said */
    int64_t cwe;
};

struct report {
    struct arena *arena;
    const struct tool *tool;
    struct intern rule_ids; /* made fit: printable, no white space */
    VEC(struct report_rule) rules;
    VEC(struct statement) statements;
    struct str version; /* of the program, when it says so */
    struct str failure; /* it says that it failed, and how */
    int64_t withheld;   /* statements that it suppresses itself */
    int64_t malformed;  /* entries that are none of their format */
    int64_t ignored;    /* lines that fit no pattern */
    int64_t over_limit; /* statements that had no room */
};

void report_init(struct report *report, const struct tool *tool, struct arena *arena);

/* The rule called `id`, made on its first appearance; valid until the next. */
struct report_rule *report_rule_at(struct report *report, uint32_t rule);
uint32_t report_rule_id(struct report *report, struct str id);

/* A copy in one line, white space made alike, cut where a character ends. */
struct str report_line(struct report *report, struct str text, size_t max_bytes);

/* A new statement, or NULL, and counted, when there is no room. */
struct statement *report_add(struct report *report);

/* The number in "CWE-79", "external/cwe/cwe-079" or "CWE-79: …"; 0 when it is none. */
int64_t report_cwe(struct str text);

#endif
