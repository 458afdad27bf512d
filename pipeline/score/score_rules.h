/*
 * score_rules: what findings can be about: the rules of cbc-score itself, and those of the analyzers that the run lists.
 *
 * Its own rules compare a figure with a limit. Just over the limit a finding has the rule's own severity; from twice the
 * limit on one step more, from four times two. A rule of an analyzer matched already; what is left to say is whether,
 * where and how severely it counts. Of both a rule may be switched off, made more or less severe, kept out of paths, or
 * told what to do in test files, in [rule "id"] sections. Ids that do not exist are refused here, since only this stage
 * knows them.
 *
 * Rules live in the arena of the set and stay where they are; the first RULE_COUNT are those of enum own_rule.
 */
#ifndef CBCRAWL_SCORE_SCORE_RULES_H
#define CBCRAWL_SCORE_SCORE_RULES_H

#include "pipeline/base/map.h"
#include "pipeline/config/config.h"
#include "pipeline/store/store.h"

enum own_rule {
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
    RULE_SUPPRESSION_UNUSED,
    RULE_DEPENDENCY_UNUSED,
    RULE_DEPENDENCY_UNDECLARED,
    RULE_COUNT
};

/* As in conf_severities. */
enum severity { SEVERITY_INFO, SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_HIGH, SEVERITY_CRITICAL };

/* `word` as one of them; false when it is none. */
bool severity_read(struct str word, enum severity *ret_severity);

/* What a rule's findings are about, which says how they are recognised again. */
enum rule_scope { SCOPE_UNIT, SCOPE_TYPE, SCOPE_FILE, SCOPE_CYCLE, SCOPE_MATCH };

/* What happens to findings in test files; in the order of the setting's choices. */
enum rule_tests { TESTS_IGNORED, TESTS_INFO, TESTS_FULL };

struct rule {
    struct str id;
    uint32_t place; /* in the set */
    enum rule_scope scope;
    enum severity severity; /* just over the limit; of a match that says nothing else */
    bool is_severity_set;   /* by the policy, which then wins over what a match says */
    bool enabled;
    bool flat;    /* one severity however far over */
    bool percent; /* over several figures: its own is percent of their limits */
    enum rule_tests tests;
    const struct str *ignored; /* paths, as path_is_listed takes them */
    size_t n_ignored;
};

struct ruleset {
    struct arena *arena;
    const struct config *config;
    VEC(struct rule *) list;
    struct map by_id;
};

/* Holds cbc-score's own rules, under these settings; both must outlive it. */
void ruleset_init(struct ruleset *set, struct arena *arena, const struct config *config);

/* Adds the rules that the run lists, and holds [rule "…"] sections against all. Without a store (NULL), or when the run
 * lists none, ids with a '/' are taken on trust. ERR_USAGE with file:line and a suggestion; ERR_INPUT: a damaged store. */
int ruleset_read(struct ruleset *set, struct store *store, int64_t run_id, struct err *err);

/* The rule called `id`, or NULL. */
const struct rule *ruleset_find(const struct ruleset *set, struct str id);

/* The same; a rule that nobody listed is added, and taken for a match of medium severity. */
const struct rule *ruleset_know(struct ruleset *set, struct str id);

/* Is `path` in the list? An entry that ends in '/' is a folder, any other a pattern whose '*' matches '/' too. */
bool path_is_listed(const struct str *list, size_t n, struct str path, struct arena scratch);

#endif
