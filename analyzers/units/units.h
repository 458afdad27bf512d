/*
 * units: functions, methods, classes and the like, and what can be counted of them.
 *
 * One `unit` record each, in source order, outer before inner; its ordinal is its place in that order, and is what
 * other records call `unit`. It must be the first analyzer of the list, so that the others find the unit they are in
 * in `ast_file.unit`. Declarations without a body are units where they are members of a type (interfaces, traits).
 *
 * Of a past version of a file there is a `past_unit` record each, with what can be compared.
 *
 * Decisions and returns belong to the innermost unit; a lambda without a name is no unit, what it does counts for the
 * unit around it. What the numbers mean is told in unit_metrics.h.
 */
#ifndef CBCRAWL_UNITS_UNITS_H
#define CBCRAWL_UNITS_UNITS_H

#include "analyzers/ast/analyzer.h"

extern const struct analyzer units_analyzer;

#endif
