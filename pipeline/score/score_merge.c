#include "pipeline/score/score_merge.h"

#include <stdlib.h>

/* A finding with a weakness, and its place in the list, which is the order of who was asked. */
struct candidate {
    struct finding *finding;
    size_t place;
    size_t n_sources;
    bool is_gone;
};

static struct str tool_of(const struct candidate *c)
{
    return c->finding->detection->tool;
}

static int by_place(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    const struct detection *p = x->finding->detection, *q = y->finding->detection;
    int order = (p->file > q->file) - (p->file < q->file);
    if (order == 0)
        order = (p->cwe > q->cwe) - (p->cwe < q->cwe);
    if (order == 0)
        order = (x->place > y->place) - (x->place < y->place);
    return order;
}

static size_t list_candidates(struct findings *findings, struct candidate *ret_list)
{
    size_t n = 0;
    for (size_t i = 0; i < findings->list.len; i++) {
        struct finding *finding = &findings->list.at[i];
        if (finding->detection && finding->detection->cwe > 0)
            ret_list[n++] = (struct candidate){.finding = finding, .place = i};
    }
    qsort(ret_list, n, sizeof *ret_list, by_place);
    return n;
}

static bool is_alike(const struct candidate *a, const struct candidate *b)
{
    const struct detection *p = a->finding->detection, *q = b->finding->detection;
    return p->file == q->file && p->cwe == q->cwe;
}

static bool says_the_same(const struct candidate *kept, const struct candidate *other)
{
    const struct finding *a = kept->finding, *b = other->finding;
    return !kept->is_gone && !str_eq(tool_of(kept), tool_of(other)) && a->line_start <= b->line_end &&
           b->line_start <= a->line_end;
}

/* Behind those that are there already: in the order of who was asked. */
static void add_source(struct candidate *kept, const struct candidate *other, struct arena *arena)
{
    struct finding_source **end = &kept->finding->sources;
    kept->finding->confidence = "high";
    if (kept->n_sources++ >= MERGE_SOURCES_MAX)
        return;
    while (*end)
        end = &(*end)->next;
    struct finding_source *source = arena_new(arena, struct finding_source);
    source->said = other->finding->detection;
    source->rule_id = other->finding->rule->id;
    *end = source;
}

enum { LOOK_BACK = 1000 }; /* candidates of one file and weakness: a tool that floods costs no square of it */

/* Those of one file and weakness. Our own come first, so what a tool says finds them. */
static void merge_alike(struct candidate *list, size_t n, struct arena *arena)
{
    for (size_t i = 1; i < n; i++) {
        size_t first = i > LOOK_BACK ? i - LOOK_BACK : 0;
        for (size_t k = first; k < i && tool_of(&list[i]).len && !list[i].is_gone; k++) {
            if (!says_the_same(&list[k], &list[i]))
                continue;
            add_source(&list[k], &list[i], arena);
            list[i].is_gone = true;
        }
    }
}

static void drop(struct findings *findings, const bool *is_gone)
{
    size_t kept = 0;
    for (size_t i = 0; i < findings->list.len; i++) {
        if (!is_gone[i])
            findings->list.at[kept++] = findings->list.at[i];
    }
    findings->list.len = kept;
}

void merge_said(struct findings *findings, struct arena *arena, struct arena scratch)
{
    struct candidate *list = arena_array(&scratch, struct candidate, findings->list.len + 1);
    bool *is_gone = arena_array(&scratch, bool, findings->list.len + 1);
    size_t n = list_candidates(findings, list);
    for (size_t first = 0, end; first < n; first = end) {
        for (end = first + 1; end < n && is_alike(&list[first], &list[end]);)
            end++;
        merge_alike(list + first, end - first, arena);
    }
    for (size_t i = 0; i < n; i++)
        is_gone[list[i].place] = list[i].is_gone;
    drop(findings, is_gone);
}
