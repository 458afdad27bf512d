#include "pipeline/score/score_detect.h"

struct detector {
    struct findings *findings;
    struct arena *arena;
    struct arena scratch;
    const struct facts *facts;
    struct policy *policy;
    const struct rule **rules; /* by facts.rule_ids */
    uint8_t *listed_files;     /* by file: is it in finding.ignore? */
    uint32_t *asked;           /* by rule: a file that was held against its paths, from 1; 0 for none */
    bool *is_listed;           /* by rule: the answer for that file */
};

void detect_rules(const struct facts *facts, struct policy *policy)
{
    for (size_t i = 0; i < facts->rule_ids.names.len; i++)
        ruleset_know(&policy->rules, facts->rule_ids.names.at[i]);
}

/* Patterns are dear, and detections of a file come together: each question is asked once a file. */
static bool is_ignored_by_rule(struct detector *d, const struct detection *found, const struct rule *rule)
{
    if (rule->n_ignored && d->asked[found->rule] != found->file + 1) {
        d->asked[found->rule] = found->file + 1;
        d->is_listed[found->rule] =
            path_is_listed(rule->ignored, rule->n_ignored, d->facts->files.at[found->file].path, d->scratch);
    }
    return rule->n_ignored && d->is_listed[found->rule];
}

static bool is_ignored_everywhere(struct detector *d, uint32_t file)
{
    enum { UNASKED, NO, YES };
    uint8_t *answer = &d->listed_files[file];
    if (*answer == UNASKED)
        *answer = path_is_listed(d->policy->ignored, d->policy->n_ignored, d->facts->files.at[file].path,
                                 d->scratch)
                      ? YES
                      : NO;
    return *answer == YES;
}

static bool counts(struct detector *d, const struct detection *found)
{
    const struct rule *rule = d->rules[found->rule];
    const struct file *file = &d->facts->files.at[found->file];
    return rule->enabled && !file->left_out && !(file->is_test && rule->tests == TESTS_IGNORED) &&
           !is_ignored_everywhere(d, found->file) && !is_ignored_by_rule(d, found, rule);
}

static enum severity severity_of(const struct detection *found, const struct rule *rule,
                                 const struct file *file)
{
    enum severity severity = rule->severity;
    if (file->is_test && rule->tests == TESTS_INFO)
        return SEVERITY_INFO;
    if (!rule->is_severity_set)
        severity_read(found->severity, &severity);
    return severity;
}

static const char *confidence_of(const struct detection *found)
{
    return str_eq(found->confidence, STR("high"))     ? "high"
           : str_eq(found->confidence, STR("medium")) ? "medium"
                                                      : "low";
}

static void take(struct detector *d, const struct detection *found)
{
    const struct rule *rule = d->rules[found->rule];
    const struct file *file = &d->facts->files.at[found->file];
    const struct unit *unit = found->tool.len   ? facts_unit_at(d->facts, file, found->line_start)
                              : found->unit < 0 ? NULL
                                                : facts_unit(d->facts, file, found->unit);
    struct finding *finding = findings_add(d->findings, d->arena, rule, file);
    finding->severity = severity_of(found, rule, file);
    finding->confidence = confidence_of(found);
    finding->line_start = found->line_start;
    finding->line_end = found->line_end;
    finding->unit = unit ? unit->ordinal : -1;
    finding->name = unit ? unit->name : str_basename(file->path);
    finding->tokens = found->tokens;
    finding->message = found->message.len ? found->message : rule->id;
    finding->detection = found;
    finding_fingerprint(finding, found->tokens);
}

void detect_all(struct findings *findings, struct arena *arena, struct arena scratch,
                const struct facts *facts, struct policy *policy)
{
    size_t n_rules = facts->rule_ids.names.len;
    struct detector d = {findings, arena, scratch, facts, policy};
    d.rules = arena_array(&d.scratch, const struct rule *, n_rules);
    d.asked = arena_array(&d.scratch, uint32_t, n_rules);
    d.is_listed = arena_array(&d.scratch, bool, n_rules);
    d.listed_files = arena_array(&d.scratch, uint8_t, facts->files.len);
    for (size_t i = 0; i < n_rules; i++)
        d.rules[i] = ruleset_know(&policy->rules, facts->rule_ids.names.at[i]);
    for (size_t i = 0; i < facts->detections.len; i++) {
        if (counts(&d, &facts->detections.at[i]))
            take(&d, &facts->detections.at[i]);
    }
}
