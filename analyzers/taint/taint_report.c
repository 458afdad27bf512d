#include "analyzers/taint/taint_report.h"

#include <stdlib.h>

enum { STEPS_SHOWN_MAX = 30 }; /* of a longer way the beginning and the end */

struct reporter {
    struct taint_file *tf;
    const struct taint_rules *rules;
    const struct space *space;
    const struct unit_spans *units;
    struct buf *out;
};

static int hit_cmp(const void *a, const void *b)
{
    const struct taint_hit *x = a, *y = b;
    if (x->place.span.from != y->place.span.from)
        return x->place.span.from < y->place.span.from ? -1 : 1;
    return (x->class > y->class) - (x->class < y->class);
}

/* The innermost function around a byte: the last that begins before it and ends behind it. */
static int32_t unit_at(const struct unit_spans *units, uint32_t at)
{
    int32_t unit = AST_UNIT_NONE;
    for (size_t i = 0; i < units->len && units->at[i].from <= at; i++) {
        if (at < units->at[i].to)
            unit = units->at[i].unit;
    }
    return unit;
}

static struct str step_text(const struct reporter *r, const struct trail *trail, const struct taint_kind *kind)
{
    struct str name = str_head(name_text(r->tf, trail->name), 80);
    struct arena *arena = r->tf->arena;
    switch (trail->kind) {
    case TRAIL_SOURCE: return str_from(arena_printf(arena, "%.*s comes in here", STR_ARG(kind->text)));
    case TRAIL_ASSIGN:
        if (name.len == 0)
            break;
        return str_from(arena_printf(arena, "it is assigned to `%.*s`", STR_ARG(name)));
    case TRAIL_PASS: return str_from(arena_printf(arena, "it is passed on as `%.*s`", STR_ARG(name)));
    case TRAIL_RETURN: return str_from(arena_printf(arena, "it comes back from `%.*s`", STR_ARG(name)));
    case TRAIL_WRITE: return str_from(arena_printf(arena, "`%.*s` copies it", STR_ARG(name)));
    }
    return STR("it is assigned");
}

/* The way from the source to the harm. */
static size_t collect_steps(const struct reporter *r, const struct taint_hit *hit,
                            struct finding_step **ret_steps)
{
    const struct taint *taint = &r->space->taints.at[hit->taint];
    const struct taint_kind *kind = &r->rules->kinds[taint->source];
    VEC(struct finding_step) back = {0};
    for (uint32_t t = taint->trail; t; t = r->space->trails.at[t].before) {
        const struct trail *trail = &r->space->trails.at[t];
        struct finding_step *step = vec_push(&back, r->tf->arena);
        *step = (struct finding_step){.place = trail->place, .message = step_text(r, trail, kind)};
    }
    size_t n = back.len, cut = n > STEPS_SHOWN_MAX ? n - STEPS_SHOWN_MAX : 0;
    struct finding_step *steps = arena_array(r->tf->arena, struct finding_step, n - cut + 1);
    size_t len = 0;
    for (size_t i = n; i > 0; i--) {
        bool is_cut = cut > 0 && i <= n - STEPS_SHOWN_MAX / 2 && i > n - STEPS_SHOWN_MAX / 2 - cut;
        if (!is_cut)
            steps[len++] = back.at[i - 1];
    }
    steps[len++] =
        (struct finding_step){.place = hit->place, .message = r->rules->classes[hit->class].message};
    *ret_steps = steps;
    return len;
}

static struct str lowered(struct str severity)
{
    static const char *const levels[] = {"critical", "high", "medium", "low", "low"};
    for (size_t i = 0; i + 1 < sizeof levels / sizeof *levels; i++) {
        if (str_eq(severity, str_from(levels[i])))
            return str_from(levels[i + 1]);
    }
    return severity;
}

static void report_hit(const struct reporter *r, const struct taint_hit *hit)
{
    const struct taint_class *class = &r->rules->classes[hit->class];
    struct arena *arena = r->tf->arena;
    struct finding_step *steps = NULL;
    struct ast_finding finding = {
        .rule_id =
            str_from(arena_printf(arena, "%.*s/taint/%.*s", STR_ARG(r->rules->lang), STR_ARG(class->id))),
        .message = class->message,
        .severity = class->severity,
        .confidence = str_eq(class->severity, STR("low")) ? STR("low") : STR("high"),
        .place = hit->place,
        .unit = unit_at(r->units, hit->place.span.from),
    };
    if (hit->taint) {
        const struct taint *taint = &r->space->taints.at[hit->taint];
        const struct taint_kind *kind = &r->rules->kinds[taint->source];
        bool is_weak = str_eq(kind->confidence, STR("low"));
        finding.n_steps = collect_steps(r, hit, &steps);
        finding.steps = steps;
        finding.message =
            str_from(arena_printf(arena, "%.*s: %.*s", STR_ARG(class->message), STR_ARG(kind->text)));
        finding.confidence = taint->is_guessed && !is_weak ? STR("medium") : kind->confidence;
        finding.severity = is_weak ? lowered(class->severity) : class->severity;
    }
    finding_put(r->tf->file, &finding, r->out);
}

void taint_report(struct taint_file *tf, const struct taint_rules *rules, const struct interp *in,
                  const struct unit_spans *units, struct buf *out)
{
    const struct taint_hit *found;
    struct reporter r = {.tf = tf, .rules = rules, .space = interp_space(in), .units = units, .out = out};
    size_t n = interp_hits(in, &found);
    if (n == 0)
        return;
    struct taint_hit *hits = arena_array(tf->arena, struct taint_hit, n);
    memcpy(hits, found, n * sizeof *hits);
    qsort(hits, n, sizeof *hits, hit_cmp);
    for (size_t i = 0; i < n; i++)
        report_hit(&r, &hits[i]);
}
