/*
 * score_grade: from densities to a grade. Arithmetic only.
 *
 * A component measures one kind of trouble as a density: a share of the code, never a sum, so that size alone does not
 * lower a grade. Its value is
 *
 *     100 * 2 ^ (-density / half)
 *
 * where `half` is the density that costs half of the points. The overall value is the weighted mean of the components
 * that could be measured; with less than half of the weight it is inconclusive, not good. Weights and halves are
 * choices of ours (GRADE in cbc-score(1) says how they were made), so the overall comes with its range when each weight
 * is moved by up to WEIGHT_SWING_PERCENT either way.
 */
#ifndef CBCRAWL_SCORE_SCORE_GRADE_H
#define CBCRAWL_SCORE_SCORE_GRADE_H

#include <stdbool.h>
#include <stddef.h>

enum component {
    COMPONENT_COMPLEXITY,
    COMPONENT_SIZE,
    COMPONENT_CYCLES,
    COMPONENT_COUPLING,
    COMPONENT_PARSE,
    COMPONENT_COUNT
};

enum { WEIGHT_SWING_PERCENT = 20 };

struct component_about {
    const char *name;
    double weight; /* they add up to 100 */
    double half;
};

extern const struct component_about component_table[COMPONENT_COUNT];

struct grade {
    bool known;
    double value, weight; /* weight: of the components behind it */
    char letter;          /* 'A' to 'F'; '-' when not known */
};

/* The overall with every weight as it is, and the lowest and highest that moved weights give. */
struct overall {
    struct grade grade;
    double low, high;
};

/* Inconclusive unless `known`; else 100 for none of it, 50 at the half of the component, 25 at twice that. */
struct grade grade_component(enum component component, bool known, double density);

/* Of those that are known; inconclusive when they have less than half of the weight. */
struct overall grade_overall(const struct grade grades[COMPONENT_COUNT]);

/* A from 90, B from 75, C from 60, D from 45, E from 30, else F. */
char grade_letter(double value);

#endif
