/*
 * query_inside: what reading a pattern shares among its files; nobody else includes it.
 */
#ifndef CBCRAWL_RULES_QUERY_INSIDE_H
#define CBCRAWL_RULES_QUERY_INSIDE_H

#include "analyzers/rules/query.h"

struct reader {
    struct arena *arena;
    struct query *query;
    const struct pattern_source *source; /* the one of the rule */
    struct str rest;
    uint32_t line;
    int depth, n_nodes;
    struct query_regex *regexes;
    VEC(struct pattern *) captured; /* in the order they are written */
    size_t scope;                   /* of these, the first that a predicate is about here */
    struct err *err;
};

/* Reading words. pattern_peek skips white space and comments and returns the next byte, 0 at the end. */
int pattern_peek(struct reader *r);
bool pattern_take(struct reader *r, char c);
struct str pattern_word(struct reader *r);
int pattern_string(struct reader *r, struct str *ret);
int pattern_fail(struct reader *r, const char *what, struct str word);

/* The number of a capture, made when it is new. ERR_USAGE when there are too many. */
int pattern_capture(struct reader *r, struct str name);

/* One pattern, and one predicate behind its "(#". */
int pattern_read(struct reader *r, struct pattern **ret);
int predicate_read(struct reader *r);

#endif
