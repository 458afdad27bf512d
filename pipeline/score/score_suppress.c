#include "pipeline/score/score_suppress.h"

#include <stdlib.h>

/* A comment on a line that it speaks for. */
struct covered {
    uint32_t file;
    int32_t line;
    struct suppression *by;
};

struct suppressor {
    struct facts *facts;
    struct covered *lines; /* sorted */
    size_t n_lines;
};

static int by_line(const void *a, const void *b)
{
    const struct covered *x = a, *y = b;
    int order = (x->file > y->file) - (x->file < y->file);
    if (order == 0)
        order = (x->line > y->line) - (x->line < y->line);
    return order ? order : (x->by > y->by) - (x->by < y->by);
}

static void list_lines(struct suppressor *s, struct arena *arena)
{
    s->lines = arena_array(arena, struct covered, s->facts->suppressions.len * 2);
    for (size_t i = 0; i < s->facts->suppressions.len; i++) {
        struct suppression *by = &s->facts->suppressions.at[i];
        s->lines[s->n_lines++] = (struct covered){by->file, by->line, by};
        if (by->line_covered > 0)
            s->lines[s->n_lines++] = (struct covered){by->file, by->line_covered, by};
    }
    qsort(s->lines, s->n_lines, sizeof *s->lines, by_line);
}

bool suppress_means(struct str pattern, struct str rule_id)
{
    if (str_ends(pattern, STR("*")))
        return str_starts(rule_id, str_head(pattern, pattern.len - 1));
    return str_eq(pattern, rule_id);
}

/* The first comment that covers the place, or NULL; all that do are in use. */
static struct suppression *find_cover(const struct suppressor *s, uint32_t file, int64_t line,
                                      struct str rule_id)
{
    struct suppression *found = NULL;
    size_t low = 0, high = s->n_lines;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct covered *at = &s->lines[middle];
        if (at->file < file || (at->file == file && at->line < line))
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < s->n_lines && s->lines[low].file == file && s->lines[low].line == line; low++) {
        struct suppression *by = s->lines[low].by;
        if (!suppress_means(by->rule_id, rule_id))
            continue;
        by->is_used = true;
        found = found ? found : by;
    }
    return found;
}

/* Also what the policy does not look at gives a comment its use. */
static void mark_used(const struct suppressor *s)
{
    for (size_t i = 0; i < s->facts->detections.len; i++) {
        const struct detection *found = &s->facts->detections.at[i];
        find_cover(s, found->file, found->line_start, s->facts->rule_ids.names.at[found->rule]);
    }
}

/* Moves what is covered from one list to the other. */
static void part(const struct suppressor *s, struct findings *findings, struct arena *arena)
{
    size_t kept = 0;
    for (size_t i = 0; i < findings->list.len; i++) {
        struct finding *finding = &findings->list.at[i];
        if (finding->file)
            finding->suppression = find_cover(s, (uint32_t)(finding->file - s->facts->files.at),
                                              finding->line_start, finding->rule->id);
        if (finding->suppression)
            *vec_push(&findings->suppressed, arena) = *finding;
        else
            findings->list.at[kept++] = *finding;
    }
    findings->list.len = kept;
}

static void add_unused(const struct suppressor *s, struct findings *findings, struct arena *arena,
                       struct arena scratch, const struct rule *rule)
{
    for (size_t i = 0; i < s->facts->suppressions.len; i++) {
        const struct suppression *by = &s->facts->suppressions.at[i];
        const struct file *file = &s->facts->files.at[by->file];
        if (by->is_used || !rule_applies(rule, file, scratch))
            continue;
        struct finding *finding = findings_add(findings, arena, rule, file);
        finding->name = str_basename(file->path);
        finding->line_start = finding->line_end = by->line;
        finding->message =
            str_from(arena_printf(arena, "there is nothing that \"cbcrawl:ignore %.*s\" could suppress",
                                  STR_ARG(by->rule_id)));
        finding_fingerprint(finding, by->rule_id);
    }
}

void suppress_all(struct findings *findings, struct arena *arena, struct arena scratch, struct facts *facts,
                  const struct policy *policy)
{
    struct suppressor s = {.facts = facts};
    if (!policy->suppressions || facts->suppressions.len == 0)
        return;
    list_lines(&s, &scratch);
    mark_used(&s);
    part(&s, findings, arena);
    add_unused(&s, findings, arena, scratch, policy_rule(policy, RULE_SUPPRESSION_UNUSED));
}
