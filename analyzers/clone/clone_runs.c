#include "analyzers/clone/clone_runs.h"

struct runs {
    const struct clone_corpus *corpus;
    const struct clone_windows *w;
    bool exact;
    uint32_t *next;  /* by group: the group that is the same one statement on, or CLONE_NONE */
    bool *is_done;   /* by group: it is part of a run already */
    uint64_t budget; /* steps through groups that others share */
    struct clone_classes *classes;
    struct arena *arena;
};

/* A run: members of a group, each with so many windows before and behind. */
struct run {
    const uint32_t *places;
    uint32_t n;
    uint32_t before, behind;
};

static uint32_t group_size(const struct clone_windows *w, uint32_t group)
{
    return w->start[group + 1] - w->start[group];
}

/* The group that all `n` places are in when each is moved by `steps`, or CLONE_NONE. */
static uint32_t common_group(const struct clone_windows *w, const uint32_t *places, uint32_t n, int64_t steps)
{
    uint32_t common = CLONE_NONE;
    for (uint32_t i = 0; i < n; i++) {
        int64_t moved = places[i] + steps;
        if (moved < 0 || moved >= w->n_places ||
            w->places[moved].position != w->places[places[i]].position + (uint64_t)steps ||
            w->places[moved].group == CLONE_NONE || (i > 0 && w->places[moved].group != common))
            return CLONE_NONE;
        common = w->places[moved].group;
    }
    return common;
}

static const uint32_t *group_places(const struct clone_windows *w, uint32_t group)
{
    return w->members + w->start[group];
}

static void chain_groups(struct runs *r, bool *is_inner)
{
    for (uint32_t g = 0; g < r->w->n_groups; g++) {
        uint32_t n = group_size(r->w, g), next = common_group(r->w, group_places(r->w, g), n, 1);
        r->next[g] = next != CLONE_NONE && group_size(r->w, next) == n ? next : CLONE_NONE;
        if (r->next[g] != CLONE_NONE)
            is_inner[next] = true;
    }
}

/* Moves one end of the run as long as the members stay together. */
static uint32_t stretch(struct runs *r, const struct run *run, int64_t from, int direction)
{
    uint32_t steps = 0;
    while (r->budget >= run->n) {
        uint32_t group = common_group(r->w, run->places, run->n, from + direction * ((int64_t)steps + 1));
        if (group == CLONE_NONE)
            break;
        r->budget -= run->n;
        if (group_size(r->w, group) == run->n)
            r->is_done[group] = true;
        steps++;
    }
    return steps;
}

/* Places lie in one row for all files, so a step too far meets the gap in front of the next file, which has no window and
 * is like no statement. */
static bool same_statement(const struct runs *r, const uint32_t *first, uint32_t n, uint32_t at)
{
    uint32_t end = (uint32_t)r->corpus->statements.len;
    for (uint32_t i = 0; i < n; i++) {
        if (first[i] + at >= end || r->corpus->statements.at[first[i] + at].tokens == 0 ||
            corpus_id(r->corpus, first[i] + at, r->exact) != corpus_id(r->corpus, first[0] + at, r->exact))
            return false;
    }
    return true;
}

/* The share of tokens in statements whose text is the same in all members. */
static double share_of_same_text(const struct clone_corpus *corpus, const uint32_t *first, uint32_t n,
                                 uint32_t len)
{
    uint32_t same = 0, all = 0;
    for (uint32_t at = 0; at < len; at++) {
        const struct clone_statement *s = &corpus->statements.at[first[0] + at];
        bool is_same = true;
        for (uint32_t i = 1; i < n && is_same; i++)
            is_same = corpus->statements.at[first[i] + at].exact == s->exact;
        same += is_same ? s->tokens : 0;
        all += s->tokens;
    }
    return (double)same / all;
}

/* Members must not overlap: those of code that repeats itself end where the next begins. */
static uint32_t cut_at_next(const uint32_t *first, uint32_t n, uint32_t len)
{
    for (uint32_t i = 1; i < n; i++)
        len = first[i] - first[i - 1] < len ? first[i] - first[i - 1] : len;
    return len;
}

static void add_run(struct runs *r, const struct run *run, struct arena scratch)
{
    const struct clone_windows *w = r->w;
    uint32_t *first = arena_array(&scratch, uint32_t, run->n);
    for (uint32_t i = 0; i < run->n; i++)
        first[i] = w->places[run->places[i]].position - run->before;
    uint32_t len = run->before + run->behind + w->len[first[0] + run->before + run->behind];
    while (same_statement(r, first, run->n, len))
        len++;
    len = cut_at_next(first, run->n, len);
    if (corpus_tokens(r->corpus, first[0], len) < FINGERPRINT_TOKENS_MIN)
        return;
    double same = r->exact ? 1 : share_of_same_text(r->corpus, first, run->n, len);
    classes_start(r->classes, r->arena, r->exact ? 1 : 2, same);
    for (uint32_t i = 0; i < run->n; i++)
        classes_add(r->classes, r->corpus, r->arena, first[i], len);
    classes_end(r->classes);
}

static void run_from(struct runs *r, uint32_t group, struct arena *scratch)
{
    struct run run = {.places = group_places(r->w, group), .n = group_size(r->w, group)};
    r->is_done[group] = true;
    for (uint32_t g = group; r->next[g] != CLONE_NONE; g = r->next[g]) {
        r->is_done[r->next[g]] = true;
        run.behind++;
    }
    run.behind += stretch(r, &run, run.behind, 1);
    run.before = stretch(r, &run, 0, -1);
    add_run(r, &run, *scratch);
}

void runs_find(const struct clone_corpus *corpus, const struct clone_windows *windows, bool exact,
               struct clone_classes *classes, struct arena *arena, struct arena *scratch)
{
    struct arena memory = *scratch;
    struct runs r = {.corpus = corpus,
                     .w = windows,
                     .exact = exact,
                     .next = arena_array(&memory, uint32_t, windows->n_groups + 1),
                     .is_done = arena_array(&memory, bool, windows->n_groups + 1),
                     .budget = (uint64_t)corpus->statements.len * CLONE_STEPS,
                     .classes = classes,
                     .arena = arena};
    bool *is_inner = arena_array(&memory, bool, windows->n_groups + 1);
    chain_groups(&r, is_inner);
    for (uint32_t g = 0; g < windows->n_groups; g++)
        if (!is_inner[g] && !r.is_done[g])
            run_from(&r, g, &memory);
}
