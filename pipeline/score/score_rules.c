#include "pipeline/score/score_rules.h"

#include <fnmatch.h>

const struct rule_about rule_table[RULE_COUNT] = {
    [RULE_FN_CYCLOMATIC] = {"fn-cyclomatic", SCOPE_UNIT, SEVERITY_MEDIUM, .tests = true},
    [RULE_FN_COGNITIVE] = {"fn-cognitive", SCOPE_UNIT, SEVERITY_MEDIUM, .tests = true},
    [RULE_FN_NESTING] = {"fn-nesting", SCOPE_UNIT, SEVERITY_LOW, .tests = true},
    [RULE_FN_LENGTH] = {"fn-length", SCOPE_UNIT, SEVERITY_LOW},
    [RULE_FN_PARAMS] = {"fn-params", SCOPE_UNIT, SEVERITY_LOW},
    [RULE_TYPE_GOD] = {"type-god", SCOPE_TYPE, SEVERITY_MEDIUM, .percent = true},
    [RULE_FILE_LENGTH] = {"file-length", SCOPE_FILE, SEVERITY_LOW},
    [RULE_FILE_GOD] = {"file-god", SCOPE_FILE, SEVERITY_MEDIUM, .percent = true},
    [RULE_FILE_HUB] = {"file-hub", SCOPE_FILE, SEVERITY_MEDIUM, .percent = true},
    [RULE_FILE_PARSE] = {"file-parse", SCOPE_FILE, SEVERITY_INFO, .tests = true, .flat = true},
    [RULE_CYCLE_FILE] = {"cycle-file", SCOPE_CYCLE, SEVERITY_MEDIUM},
    [RULE_CYCLE_FOLDER] = {"cycle-folder", SCOPE_CYCLE, SEVERITY_LOW},
    [RULE_CYCLE_MODULE] = {"cycle-module", SCOPE_CYCLE, SEVERITY_MEDIUM},
};

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

enum rule rule_find(struct str id)
{
    enum rule rule = 0;
    while (rule < RULE_COUNT && !str_eq(id, str_from(rule_table[rule].id)))
        rule++;
    return rule;
}

static int check_rule_names(const struct config *config, struct err *err)
{
    const char *ids[RULE_COUNT + 1] = {0};
    for (int i = 0; i < RULE_COUNT; i++)
        ids[i] = rule_table[i].id;
    for (size_t i = 0; i < config->entries.list.len; i++) {
        const struct conf_entry *entry = &config->entries.list.at[i];
        if (!str_eq(entry->section, STR("rule")) || rule_find(entry->subsection) != RULE_COUNT)
            continue;
        char id[64] = "";
        memcpy(id, entry->subsection.p, str_head(entry->subsection, sizeof id - 1).len);
        const char *near = opt_nearest(id, ids);
        return err_set(err, ERR_USAGE, "%s:%d: no rule is called %s%s%s%s", entry->file, entry->line, id,
                       near ? " (did you mean " : "", near ? near : "", near ? "?)" : "");
    }
    return 0;
}

static struct rule_setting rule_setting(const struct config *config, enum rule rule)
{
    const struct rule_about *about = &rule_table[rule];
    struct str id = str_from(about->id);
    int64_t enabled = true, tests = about->tests, severity = about->severity;
    config_find_int(config, "rule.enabled", id, &enabled);
    config_find_int(config, "rule.tests", id, &tests);
    config_find_int(config, "rule.severity", id, &severity);
    return (struct rule_setting){enabled, tests, (enum severity)severity};
}

/* A pattern costs at most its length times that of the path, and the repository may set as many as it likes. */
static int check_excludes(const struct policy *policy, struct err *err)
{
    size_t len_bytes = 0;
    for (size_t i = 0; i < policy->n_excluded; i++)
        len_bytes += policy->excluded[i].len;
    if (len_bytes <= POLICY_EXCLUDES_MAX)
        return 0;
    return err_set(err, ERR_USAGE, "score.exclude: its patterns have %zu bytes in all, the limit is %d",
                   len_bytes, POLICY_EXCLUDES_MAX);
}

int policy_init(struct policy *policy, struct arena *arena, const struct config *config, struct err *err)
{
    int rc = check_rule_names(config, err);
    if (rc < 0)
        return rc;
    *policy = (struct policy){
        .config = config,
        .arena = arena,
        .generated = config_int(config, "score.generated"),
        .vendored = config_int(config, "score.vendored"),
        .gate_severity = (enum severity)config_int(config, "gate.severity"),
        .size_slack_percent = config_int(config, "gate.sizeSlackPercent"),
    };
    policy->n_excluded = config_list(config, arena, "score.exclude", &policy->excluded);
    for (enum rule rule = 0; rule < RULE_COUNT; rule++)
        policy->rules[rule] = rule_setting(config, rule);
    return check_excludes(policy, err);
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
    struct arena scratch = *policy->arena;
    const char *text = policy->n_excluded ? str_cstr(&scratch, path) : NULL;
    for (size_t i = 0; i < policy->n_excluded; i++) {
        struct str pattern = policy->excluded[i];
        if (str_ends(pattern, STR("/")) ? str_starts(path, pattern) : fnmatch(pattern.p, text, 0) == 0)
            return true;
    }
    return false;
}

int limit_steps(int64_t value, int64_t limit)
{
    if (value <= limit)
        return 0;
    return 1 + (value > 2 * limit) + (value > 4 * limit);
}

enum severity policy_severity(const struct policy *policy, enum rule rule, int steps)
{
    int severity = (int)policy->rules[rule].severity + (rule_table[rule].flat ? 0 : steps - 1);
    return severity > SEVERITY_CRITICAL ? SEVERITY_CRITICAL : (enum severity)severity;
}
