#include "pipeline/score/score_policy.h"

static const char *const limit_keys[LIMIT_COUNT] = {
    [LIMIT_CYCLOMATIC] = "score.maxCyclomatic",
    [LIMIT_COGNITIVE] = "score.maxCognitive",
    [LIMIT_NESTING] = "score.maxNesting",
    [LIMIT_FUNCTION_LINES] = "score.maxFunctionLines",
    [LIMIT_PARAMS] = "score.maxParams",
    [LIMIT_TYPE_METHODS] = "score.maxTypeMethods",
    [LIMIT_TYPE_COMPLEXITY] = "score.maxTypeComplexity",
    [LIMIT_FILE_LINES] = "score.maxFileLines",
    [LIMIT_FILE_UNITS] = "score.maxFileUnits",
    [LIMIT_FILE_FAN_OUT] = "score.maxFileFanOut",
    [LIMIT_HUB_FAN_IN] = "score.maxHubFanIn",
    [LIMIT_HUB_FAN_OUT] = "score.maxHubFanOut",
    [LIMIT_ERROR_PERCENT] = "score.maxErrorPercent",
};

/* A pattern costs at most its length times that of the path, and the repository may set as many as it likes: the bytes of
 * each of these lists, those of all rules taken together, are limited. */
static int check_patterns(const struct config *config, struct err *err)
{
    static const char *const lists[][2] = {{"score", "exclude"}, {"finding", "ignore"}, {"rule", "ignore"}};
    for (size_t list = 0; list < sizeof lists / sizeof *lists; list++) {
        size_t len_bytes = 0;
        for (size_t i = 0; i < config->entries.list.len; i++) {
            const struct conf_entry *entry = &config->entries.list.at[i];
            if (str_eq(entry->section, str_from(lists[list][0])) &&
                str_eq(entry->name, str_from(lists[list][1])))
                len_bytes += entry->value.len;
        }
        if (len_bytes > POLICY_EXCLUDES_MAX)
            return err_set(err, ERR_USAGE, "%s.%s: its patterns have %zu bytes in all, the limit is %d",
                           lists[list][0], lists[list][1], len_bytes, POLICY_EXCLUDES_MAX);
    }
    return 0;
}

int policy_init(struct policy *policy, struct arena *arena, const struct config *config, struct err *err)
{
    *policy = (struct policy){
        .config = config,
        .arena = arena,
        .generated = config_int(config, "score.generated"),
        .vendored = config_int(config, "score.vendored"),
        .suppressions = config_int(config, "finding.suppressions"),
        .gate_severity = (enum severity)config_int(config, "gate.severity"),
        .size_slack_percent = config_int(config, "gate.sizeSlackPercent"),
    };
    policy->n_excluded = config_list(config, arena, "score.exclude", &policy->excluded);
    policy->n_ignored = config_list(config, arena, "finding.ignore", &policy->ignored);
    ruleset_init(&policy->rules, arena, config);
    return check_patterns(config, err);
}

const struct limits *policy_limits(struct policy *policy, struct str lang)
{
    for (size_t i = 0; i < policy->by_lang.len; i++) {
        if (str_eq(policy->by_lang.at[i].lang, lang))
            return &policy->by_lang.at[i];
    }
    struct limits *limits = vec_push(&policy->by_lang, policy->arena);
    limits->lang = str_dup(policy->arena, lang);
    for (enum limit i = 0; i < LIMIT_COUNT; i++) {
        if (!config_find_int(policy->config, limit_keys[i], lang, &limits->of[i]))
            BUG("a limit without a default");
    }
    return limits;
}

bool policy_excludes(const struct policy *policy, struct str path)
{
    return path_is_listed(policy->excluded, policy->n_excluded, path, *policy->arena);
}

int limit_steps(int64_t value, int64_t limit)
{
    if (value <= limit)
        return 0;
    return 1 + (value > 2 * limit) + (value > 4 * limit);
}

enum severity rule_severity(const struct rule *rule, int steps)
{
    int severity = (int)rule->severity + (rule->flat ? 0 : steps - 1);
    return severity > SEVERITY_CRITICAL ? SEVERITY_CRITICAL : (enum severity)severity;
}
