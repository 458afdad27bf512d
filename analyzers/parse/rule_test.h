/*
 * rule_test: runs the examples that rules carry, as `cbc-parse --test-rules`.
 *
 * Each example is parsed and walked as a file of each of the rule's languages, with that rule alone. In a bad one the rule must
 * find something; where lines are marked with a comment that ends in the word `finding`, it must find what begins on
 * these, and nothing else. In a good one it must find nothing. A rule must have one of each.
 */
#ifndef CBCRAWL_PARSE_RULE_TEST_H
#define CBCRAWL_PARSE_RULE_TEST_H

#include "analyzers/rules/rule_set.h"

/* Appends a line to `out` for all that fails, and one with the sum. 0; ERR_NO when something failed; ERR_USAGE when a rule
 * cannot be understood; ERR_ENV. */
int rule_test_run(const struct rule_sources *sources, struct buf *out, struct err *err);

#endif
