/*
 * score_rules: the rules of cbc-score, their limits by language, and how severe a breach is.
 *
 * A rule compares a figure with a limit. Just over the limit a finding has the rule's own severity; from twice the
 * limit on one step more, from four times two. Limits come from the config, refined by language, and are resolved once
 * per language. A rule may be switched off, made more or less severe, or told to look at test files in
 * [rule "id"] sections; ids that do not exist are refused here, since only this stage knows them.
 */
#ifndef CBCRAWL_SCORE_SCORE_RULES_H
#define CBCRAWL_SCORE_SCORE_RULES_H

#include "pipeline/config/config.h"

enum rule {
    RULE_FN_CYCLOMATIC,
    RULE_FN_COGNITIVE,
    RULE_FN_NESTING,
    RULE_FN_LENGTH,
    RULE_FN_PARAMS,
    RULE_TYPE_GOD,
    RULE_FILE_LENGTH,
    RULE_FILE_GOD,
    RULE_FILE_HUB,
    RULE_FILE_PARSE,
    RULE_CYCLE_FILE, /* the three in the order of enum graph_level */
    RULE_CYCLE_FOLDER,
    RULE_CYCLE_MODULE,
    RULE_COUNT
};

/* As in conf_severities. */
enum severity { SEVERITY_INFO, SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_HIGH, SEVERITY_CRITICAL };

/* What a rule's findings are about, which says how they are recognised again. */
enum rule_scope { SCOPE_UNIT, SCOPE_TYPE, SCOPE_FILE, SCOPE_CYCLE };

struct rule_about {
    const char *id;
    enum rule_scope scope;
    enum severity severity; /* just over the limit */
    bool tests;             /* look at test files, too */
    bool flat;              /* one severity however far over */
    bool percent;           /* over several figures: its own is percent of their limits */
};

extern const struct rule_about rule_table[RULE_COUNT];

/* The rule called `id`, or RULE_COUNT. */
enum rule rule_find(struct str id);

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

struct rule_setting {
    bool enabled, tests;
    enum severity severity;
};

enum { POLICY_EXCLUDES_MAX = 64 << 10 }; /* bytes of all patterns: a thousand paths written out */

struct policy {
    const struct config *config;
    struct arena *arena;
    struct rule_setting rules[RULE_COUNT];
    VEC(struct limits) by_lang; /* filled as languages turn up */
    const struct str *excluded; /* score.exclude */
    size_t n_excluded;
    bool generated, vendored;
    enum severity gate_severity;
    int64_t size_slack_percent;
};

/* Reads the settings. ERR_USAGE with file:line for a [rule "…"] that does not exist. */
int policy_init(struct policy *policy, struct arena *arena, const struct config *config, struct err *err);

/* The limits for a language, resolved on first use; they live as long as the arena. */
const struct limits *policy_limits(struct policy *policy, struct str lang);

/* Is `path` left out by score.exclude? */
bool policy_excludes(const struct policy *policy, struct str path);

/* 0 when `value` is not over `limit`, else 1; 2 over twice and 3 over four times the limit. */
int limit_steps(int64_t value, int64_t limit);

/* The severity of `steps` (1 to 3) over the limit. */
enum severity policy_severity(const struct policy *policy, enum rule rule, int steps);

#endif
