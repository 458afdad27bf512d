/*
 * score_density: the shares of code behind each component of the grade, and the sentence that shows them.
 *
 *     complexity   of the code lines in functions, those in functions over a limit of cyclomatic or cognitive complexity
 *                  or nesting; once over the limit, twice from double, three times from four times the limit
 *     size         mean of two shares: of the code lines in functions, those in functions over the limit of length; and
 *                  of all code lines, those in files over theirs
 *     cycles       mean over the levels (file, folder, module) with any dependency: share of the members in a cycle; files
 *                  that go by package (Go, C#) are not of the first, which weighs as much as the share of the others
 *     coupling     propagation cost between files: the share of the other files that a change to one may reach; for files
 *                  that go by package, between modules instead, or folders when there is none between modules
 *     parse        share of the bytes of parsed files that the parser did not understand
 *
 * Files that the policy leaves out count nowhere but in the propagation cost, which comes as it is from cbc-link.
 */
#ifndef CBCRAWL_SCORE_SCORE_DENSITY_H
#define CBCRAWL_SCORE_SCORE_DENSITY_H

#include "pipeline/score/score_facts.h"
#include "pipeline/score/score_grade.h"
#include "pipeline/score/score_policy.h"

struct density {
    bool known;
    double value;
    const char *detail; /* the numbers, or what is missing */
};

/* After find_all, which says what is left out. Details live in the arena. */
void density_measure(const struct facts *facts, struct policy *policy, struct arena *arena,
                     struct density ret_densities[COMPONENT_COUNT]);

#endif
