/*
 * unit_metrics: complexity, counted as the walk meets decisions.
 *
 * Cyclomatic (McCabe): one, and one more for each if, loop, case label (not default), catch, ?:, && and ||. On C it is
 * pmccabe's traditional figure; conditions of #if count nothing.
 *
 * Cognitive (SonarSource's paper): one for each if, loop, switch, catch and ?:, and one more for each of these and of
 * the nameless lambdas it stands in; one for each else and `else if`, for each run of the same boolean operator, each
 * goto and labelled break, and once for a function that calls itself.
 *
 * Nesting is that of if, loop, switch, catch and ?: alone; an `else if` is as deep as its if. What stands in a condition
 * or in the head of a loop is as deep as the structure itself: bodies nest, heads do not.
 */
#ifndef CBCRAWL_UNITS_UNIT_METRICS_H
#define CBCRAWL_UNITS_UNIT_METRICS_H

#include "analyzers/units/unit_inside.h"

/* A control structure is entered; answers whether it nests (an `else if` does not). */
bool unit_control_enter(struct unit_state *s, struct ast_walk *walk, enum unit_code code);
void unit_control_leave(struct unit_state *s);

/* Is the visited node, a ?: or lambda, in the head of the control structure around it? */
bool unit_in_head(const struct unit_state *s, const struct ast_walk *walk, enum unit_code code);

/* Any other node that counts. */
void unit_count(struct unit_state *s, struct ast_walk *walk, enum unit_code code);

#endif
