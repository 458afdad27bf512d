#include "pipeline/score/score_rules.h"

#include <fnmatch.h>

static const struct own {
    const char *id;
    enum rule_scope scope;
    enum severity severity;
    bool tests, flat, percent;
} own_rules[RULE_COUNT] = {
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
    [RULE_SUPPRESSION_UNUSED] = {"suppression/unused", SCOPE_FILE, SEVERITY_INFO, .tests = true, .flat = true},
    [RULE_DEPENDENCY_UNUSED] = {"dependency/unused", SCOPE_FILE, SEVERITY_LOW, .flat = true},
    [RULE_DEPENDENCY_UNDECLARED] = {"dependency/undeclared", SCOPE_FILE, SEVERITY_MEDIUM, .flat = true},
};

bool severity_read(struct str word, enum severity *ret_severity)
{
    for (int i = 0; conf_severities[i]; i++) {
        if (str_eq(word, str_from(conf_severities[i]))) {
            *ret_severity = (enum severity)i;
            return true;
        }
    }
    return false;
}

/* Settings --------------------------------------------------------------------------------------------------------- */

/* Most rules stand in no section, and the repository may write as many sections as it likes. */
static bool is_configured(const struct ruleset *set, struct str id)
{
    for (size_t i = 0; i < set->config->entries.list.len; i++) {
        const struct conf_entry *entry = &set->config->entries.list.at[i];
        if (str_eq(entry->section, STR("rule")) && str_eq_nocase(entry->subsection, id))
            return true;
    }
    return false;
}

static void apply_settings(const struct ruleset *set, struct rule *rule)
{
    int64_t enabled = true, tests = rule->tests == TESTS_FULL, severity;
    config_find_int(set->config, "rule.enabled", rule->id, &enabled);
    if (config_find_int(set->config, "rule.tests", rule->id, &tests))
        rule->tests = tests ? TESTS_FULL : TESTS_IGNORED;
    rule->is_severity_set = config_find_int(set->config, "rule.severity", rule->id, &severity);
    if (rule->is_severity_set)
        rule->severity = (enum severity)severity;
    rule->enabled = enabled;
    rule->n_ignored = config_list_of(set->config, set->arena, "rule.ignore", rule->id, &rule->ignored);
}

static struct rule *add(struct ruleset *set, const struct rule *like)
{
    struct rule *rule = arena_new(set->arena, struct rule);
    *rule = *like;
    rule->id = str_dup(set->arena, like->id);
    rule->place = (uint32_t)set->list.len;
    rule->enabled = true;
    if (is_configured(set, rule->id))
        apply_settings(set, rule);
    *map_put(&set->by_id, set->arena, rule->id, NULL) = rule->place;
    *vec_push(&set->list, set->arena) = rule;
    return rule;
}

void ruleset_init(struct ruleset *set, struct arena *arena, const struct config *config)
{
    *set = (struct ruleset){.arena = arena, .config = config};
    for (size_t i = 0; i < RULE_COUNT; i++) {
        const struct own *own = &own_rules[i];
        const struct rule rule = {.id = str_from(own->id),
                                  .scope = own->scope,
                                  .severity = own->severity,
                                  .flat = own->flat,
                                  .percent = own->percent,
                                  .tests = own->tests ? TESTS_FULL : TESTS_IGNORED};
        add(set, &rule);
    }
}

const struct rule *ruleset_find(const struct ruleset *set, struct str id)
{
    const uint32_t *place = map_get(&set->by_id, id);
    return place ? set->list.at[*place] : NULL;
}

/* In tests, what attacks use is no danger, but a secret is as public as anywhere. */
static enum rule_tests tests_by_kind(const struct ruleset *set, struct str kind)
{
    return str_eq(kind, STR("security")) ? (enum rule_tests)config_int(set->config, "finding.tests")
                                         : TESTS_FULL;
}

static const struct rule *add_match(struct ruleset *set, struct str id, struct str severity, struct str kind)
{
    struct rule rule = {
        .id = id, .scope = SCOPE_MATCH, .severity = SEVERITY_MEDIUM, .tests = tests_by_kind(set, kind)};
    severity_read(severity, &rule.severity);
    return add(set, &rule);
}

const struct rule *ruleset_know(struct ruleset *set, struct str id)
{
    const struct rule *rule = ruleset_find(set, id);
    return rule ? rule : add_match(set, id, (struct str){NULL, 0}, (struct str){NULL, 0});
}

/* Names ------------------------------------------------------------------------------------------------------------ */

enum { NAME_SHOWN_MAX = 200 };

static int no_such_rule(const struct ruleset *set, const struct conf_entry *entry, struct err *err)
{
    struct arena scratch = *set->arena;
    const char **ids = arena_array(&scratch, const char *, set->list.len + 1);
    for (size_t i = 0; i < set->list.len; i++)
        ids[i] = str_cstr(&scratch, set->list.at[i]->id);
    const char *id = str_cstr(&scratch, str_head(entry->subsection, NAME_SHOWN_MAX));
    const char *near = opt_nearest(id, ids);
    return err_set(err, ERR_USAGE, "%s:%d: no rule is called %s%s%s%s", entry->file, entry->line, id,
                   near ? " (did you mean " : "", near ? near : "", near ? "?)" : "");
}

static int check_names(const struct ruleset *set, struct err *err)
{
    bool all_known = set->list.len > RULE_COUNT;
    for (size_t i = 0; i < set->config->entries.list.len; i++) {
        const struct conf_entry *entry = &set->config->entries.list.at[i];
        bool on_trust =
            str_starts(entry->subsection, STR("vulnerability/")) || /* as many as there are records */
            (!all_known && str_index(entry->subsection, '/') >= 0);
        if (str_eq(entry->section, STR("rule")) && !on_trust && !ruleset_find(set, entry->subsection))
            return no_such_rule(set, entry, err);
    }
    return 0;
}

static int read_listed(struct ruleset *set, struct store *store, int64_t run_id, struct err *err)
{
    struct store_stmt *stmt;
    int rc =
        store_prepare_with(store, &stmt, err,
                           "SELECT rule_id, severity, kind FROM v_rule WHERE run_id = ?1 ORDER BY rule_id",
                           "i", run_id);
    if (rc < 0)
        return rc;
    while ((rc = store_step(stmt, err)) == 1) {
        if (!ruleset_find(set, store_text(stmt, 0)))
            add_match(set, store_text(stmt, 0), store_text(stmt, 1), store_text(stmt, 2));
    }
    store_free(stmt);
    return rc;
}

int ruleset_read(struct ruleset *set, struct store *store, int64_t run_id, struct err *err)
{
    int rc = store ? read_listed(set, store, run_id, err) : 0;
    return rc < 0 ? rc : check_names(set, err);
}

/* Paths ------------------------------------------------------------------------------------------------------------ */

bool path_is_listed(const struct str *list, size_t n, struct str path, struct arena scratch)
{
    const char *text = n ? str_cstr(&scratch, path) : NULL;
    for (size_t i = 0; i < n; i++) {
        if (str_ends(list[i], STR("/")) ? str_starts(path, list[i]) : fnmatch(list[i].p, text, 0) == 0)
            return true;
    }
    return false;
}
