#include "pipeline/score/score_match.h"

#include <stdlib.h>

enum round {
    ROUND_UNCHANGED,
    ROUND_FILE_MOVED,
    ROUND_RENAMED,
    ROUND_EDITED,
    ROUND_MOVED_EDITED,
    ROUND_COUNT
};

/* One finding or entry in a round, by what it is recognised with. */
struct side {
    struct str key;
    int64_t value;
    uint32_t index;
};

struct sides {
    VEC(struct side) list;
};

struct matcher {
    struct findings *findings;
    struct baseline *baseline;
    const struct facts *facts;
    const struct policy *policy;
    struct arena scratch; /* of one round */
};

static bool is_code_round(enum round round)
{
    return round <= ROUND_RENAMED;
}

static struct str make_key(struct arena *arena, enum round round, const struct baseline_entry *e)
{
    bool is_renamed_match = round == ROUND_RENAMED && e->rule->scope == SCOPE_MATCH;
    struct buf key;
    buf_init(&key, e->rule->id.len + e->path.len + e->name.len + e->tokens.len + 8);
    buf_add(&key, e->rule->id);
    buf_addc(&key, '\0');
    if (round == ROUND_UNCHANGED || round == ROUND_EDITED || is_renamed_match)
        buf_add(&key, e->path);
    buf_addc(&key, '\0');
    if (round != ROUND_RENAMED)
        buf_add(&key, e->name);
    buf_addc(&key, '\0');
    if (is_code_round(round))
        buf_add(&key, e->tokens);
    struct str kept = str_dup(arena, buf_str(&key));
    buf_release(&key);
    return kept;
}

/* Is there no such unit, or for a rule over files no such file, any more? */
static bool is_gone(const struct matcher *m, const struct baseline_entry *entry)
{
    const uint32_t *place = map_get(&m->facts->places[LEVEL_FILE], entry->path);
    if (!place)
        return true;
    const struct file *file = &m->facts->files.at[*place];
    bool about_units = entry->rule->scope == SCOPE_UNIT || entry->rule->scope == SCOPE_TYPE;
    for (size_t i = 0; about_units && i < file->n_units; i++) {
        if (str_eq(m->facts->units.at[file->first_unit + i].name, entry->name))
            return false;
    }
    return about_units;
}

/* A match that was edited is another: what was accepted is this code. Without tokens its place must do. */
static bool takes_part(enum round round, const struct baseline_entry *e)
{
    if (e->rule->scope == SCOPE_MATCH)
        return is_code_round(round) == (e->tokens.len > 0);
    return e->rule->scope != SCOPE_CYCLE && (!is_code_round(round) || e->tokens.len);
}

/* What a finding would be in a baseline. */
static struct baseline_entry as_entry(const struct finding *finding)
{
    return (struct baseline_entry){.rule = finding->rule,
                                   .path = finding->path,
                                   .name = finding->name,
                                   .tokens = finding->tokens,
                                   .value = finding->value};
}

/* Groups by key; in a group the worst first. */
static int by_key(const void *a, const void *b)
{
    const struct side *x = a, *y = b;
    int order = str_cmp(x->key, y->key);
    if (order == 0)
        order = (x->value < y->value) - (x->value > y->value);
    return order ? order : (x->index > y->index) - (x->index < y->index);
}

static void sort_sides(struct sides *sides)
{
    if (sides->list.len)
        qsort(sides->list.at, sides->list.len, sizeof *sides->list.at, by_key);
}

static void gather(struct matcher *m, enum round round, struct sides *ret_now, struct sides *ret_before)
{
    for (size_t i = 0; i < m->findings->list.len; i++) {
        struct baseline_entry e = as_entry(&m->findings->list.at[i]);
        if (m->findings->list.at[i].change == CHANGE_UNKNOWN && takes_part(round, &e))
            *vec_push(&ret_now->list, &m->scratch) =
                (struct side){make_key(&m->scratch, round, &e), e.value, (uint32_t)i};
    }
    for (size_t i = 0; i < m->baseline->entries.len; i++) {
        const struct baseline_entry *e = &m->baseline->entries.at[i];
        if (!e->taken && takes_part(round, e) && (round != ROUND_MOVED_EDITED || is_gone(m, e)))
            *vec_push(&ret_before->list, &m->scratch) =
                (struct side){make_key(&m->scratch, round, e), e->value, (uint32_t)i};
    }
    sort_sides(ret_now);
    sort_sides(ret_before);
}

static void pair(struct matcher *m, const struct side *now, const struct side *before, enum change change)
{
    struct finding *finding = &m->findings->list.at[now->index];
    finding->change = change;
    finding->value_before = before->value;
    m->baseline->entries.at[before->index].taken = true;
}

static bool is_no_worse(const struct matcher *m, const struct side *now, const struct side *before)
{
    enum rule_scope scope = m->findings->list.at[now->index].rule->scope;
    int64_t slack = scope == SCOPE_UNIT ? 0 : m->policy->size_slack_percent;
    return now->value <= before->value + before->value / 100 * slack + before->value % 100 * slack / 100;
}

/* Two groups of one key, each the worst first. First pass: give each finding that fits under one an entry, the highest
 * left; whoever fits there would fit under any higher one, so no pairing leaves fewer over. Second: what is left over
 * on both sides became worse. */
static void pair_groups(struct matcher *m, bool same_code, const struct side *now, size_t n_now,
                        const struct side *before, size_t n_before)
{
    size_t at = 0;
    for (size_t i = 0; i < n_now && at < n_before; i++) {
        if (same_code || is_no_worse(m, &now[i], &before[at]))
            pair(m, &now[i], &before[at++], CHANGE_NONE);
    }
    for (size_t i = 0; i < n_now && at < n_before; i++) {
        if (m->findings->list.at[now[i].index].change == CHANGE_UNKNOWN)
            pair(m, &now[i], &before[at++], CHANGE_WORSENED);
    }
}

static size_t group_len(const struct sides *sides, size_t start)
{
    size_t end = start;
    while (end < sides->list.len && str_eq(sides->list.at[end].key, sides->list.at[start].key))
        end++;
    return end - start;
}

static void run_round(struct matcher *m, enum round round)
{
    struct arena before_round = m->scratch;
    struct sides now = {0}, before = {0};
    gather(m, round, &now, &before);
    size_t i = 0, j = 0;
    while (i < now.list.len && j < before.list.len) {
        int order = str_cmp(now.list.at[i].key, before.list.at[j].key);
        size_t n_now = group_len(&now, i), n_before = group_len(&before, j);
        if (order == 0)
            pair_groups(m, is_code_round(round), &now.list.at[i], n_now, &before.list.at[j], n_before);
        i += order <= 0 ? n_now : 0;
        j += order >= 0 ? n_before : 0;
    }
    m->scratch = before_round;
}

/* Cycles ---------------------------------------------------------------------------------------------------------- */

/* What an old cycle is recognised by: its members, and the base names of those that are gone. */
struct old_cycle {
    struct map members, gone;
};

static struct old_cycle index_cycle(struct matcher *m, const struct baseline_entry *entry)
{
    enum graph_level level = (enum graph_level)(entry->rule->place - RULE_CYCLE_FILE);
    struct old_cycle old = {0};
    for (size_t i = 0; i < entry->members.len; i++) {
        struct str member = entry->members.at[i];
        map_put(&old.members, &m->scratch, member, NULL);
        if (!map_get(&m->facts->places[level], member))
            map_put(&old.gone, &m->scratch, str_basename(member), NULL);
    }
    return old;
}

static size_t count_known(const struct old_cycle *old, const struct cycle *cycle)
{
    size_t known = 0;
    for (size_t i = 0; i < cycle->members.len; i++) {
        struct str member = cycle->members.at[i];
        known += map_get(&old->members, member) || map_get(&old->gone, str_basename(member));
    }
    return known;
}

static void match_cycles(struct matcher *m)
{
    for (size_t i = 0; i < m->baseline->entries.len; i++) {
        struct arena before = m->scratch;
        struct baseline_entry *entry = &m->baseline->entries.at[i];
        if (entry->rule->scope != SCOPE_CYCLE)
            continue;
        struct old_cycle old = index_cycle(m, entry);
        for (size_t f = 0; f < m->findings->list.len; f++) {
            struct finding *finding = &m->findings->list.at[f];
            if (finding->rule != entry->rule || finding->change == CHANGE_NONE)
                continue;
            size_t known = count_known(&old, finding->cycle);
            if (known == 0)
                continue;
            entry->taken = true;
            finding->change = known == finding->cycle->members.len ? CHANGE_NONE : CHANGE_WORSENED;
            finding->value_before = entry->value;
        }
        m->scratch = before;
    }
}

struct match_counts match_baseline(struct findings *findings, struct baseline *baseline,
                                   const struct facts *facts, const struct policy *policy,
                                   struct arena scratch)
{
    struct matcher m = {findings, baseline, facts, policy, scratch};
    struct match_counts counts = {0};
    for (enum round round = 0; round < ROUND_COUNT; round++)
        run_round(&m, round);
    match_cycles(&m);
    for (size_t i = 0; i < findings->list.len; i++) {
        struct finding *finding = &findings->list.at[i];
        if (finding->change == CHANGE_UNKNOWN)
            finding->change = CHANGE_NEW;
        counts.added += finding->change == CHANGE_NEW;
        counts.worsened += finding->change == CHANGE_WORSENED;
        counts.known += finding->change == CHANGE_NONE;
    }
    for (size_t i = 0; i < baseline->entries.len; i++)
        counts.fixed += !baseline->entries.at[i].taken;
    return counts;
}
