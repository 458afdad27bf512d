/*
 * score_policy: the settings that decide what is a finding: rules, limits by language, and what is left out.
 *
 * Limits come from the config, refined by language, and are resolved once per language.
 */
#ifndef CBCRAWL_SCORE_SCORE_POLICY_H
#define CBCRAWL_SCORE_SCORE_POLICY_H

#include "pipeline/score/score_rules.h"

enum limit {
    LIMIT_CYCLOMATIC,
    LIMIT_COGNITIVE,
    LIMIT_NESTING,
    LIMIT_FUNCTION_LINES,
    LIMIT_PARAMS,
    LIMIT_TYPE_METHODS,
    LIMIT_TYPE_COMPLEXITY,
    LIMIT_FILE_LINES,
    LIMIT_FILE_UNITS,
    LIMIT_FILE_FAN_OUT,
    LIMIT_HUB_FAN_IN,
    LIMIT_HUB_FAN_OUT,
    LIMIT_ERROR_PERCENT,
    LIMIT_COUNT
};

struct limits {
    struct str lang;
    int64_t of[LIMIT_COUNT];
};

enum { POLICY_EXCLUDES_MAX = 64 << 10 }; /* bytes of all patterns of a list: a thousand paths written out */

struct policy {
    const struct config *config;
    struct arena *arena;
    struct ruleset rules;
    VEC(struct limits) by_lang; /* filled as languages turn up */
    const struct str *excluded; /* score.exclude */
    size_t n_excluded;
    const struct str *ignored; /* finding.ignore */
    size_t n_ignored;
    bool generated, vendored;
    bool suppressions; /* comments of the code are heard */
    enum severity gate_severity;
    int64_t size_slack_percent;
};

/* Reads the settings; ruleset_read completes its rules. ERR_USAGE when there are too many patterns. */
int policy_init(struct policy *policy, struct arena *arena, const struct config *config, struct err *err);

/* The limits for a language, resolved on first use; they live as long as the arena. */
const struct limits *policy_limits(struct policy *policy, struct str lang);

/* Is `path` left out by score.exclude? */
bool policy_excludes(const struct policy *policy, struct str path);

static inline const struct rule *policy_rule(const struct policy *policy, enum own_rule rule)
{
    return policy->rules.list.at[rule];
}

/* 0 when `value` is not over `limit`, else 1; 2 over twice and 3 over four times the limit. */
int limit_steps(int64_t value, int64_t limit);

/* The severity of `steps` (1 to 3) over the limit. */
enum severity rule_severity(const struct rule *rule, int steps);

#endif
