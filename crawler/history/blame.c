#include "crawler/history/blame.h"

/* A line on its way back. */
struct tracked {
    uint32_t at;     /* its number in the file at hand */
    uint32_t result; /* index of the blamed_line */
};

/* Lines of one file, in order. */
struct suspect {
    struct place place;
    struct tracked *lines;
    size_t n;
};

struct blame {
    struct blamer *blamer;
    struct arena *arena;
    struct blamed_line *results;
    struct tracked *kept;     /* room for all lines */
    VEC(struct suspect) open; /* the last is next */
};

static void settle(struct blame *b, const struct tracked *lines, size_t n, uint32_t owner)
{
    for (size_t i = 0; i < n; i++)
        b->results[lines[i].result].owner = owner;
}

/* The line of the old side that has the same code as line `at`, which a hunk replaces; false when there is none. *next is
 * the twin that comes next. */
static bool find_twin(const struct change_lines *change, uint32_t at, size_t *next, uint32_t *ret_old)
{
    while (*next < change->n_twins && change->twins[*next].new_line < at)
        (*next)++;
    if (*next == change->n_twins || change->twins[*next].new_line != at)
        return false;
    *ret_old = change->twins[*next].old_line;
    return true;
}

/* Parts lines by whether a change, from old to new, keeps them: first those that are not kept, then the others with their
 * old numbers; both stay in order. `kept` is room for all. Returns how many are not. */
static size_t part(const struct change_lines *change, struct tracked *lines, size_t n, struct tracked *kept)
{
    struct line_hunks hunks = change->hunks;
    size_t stay = 0, go = 0, h = 0, twin = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t old;
        while (h < hunks.len && hunks.at[h].new_start + hunks.at[h].new_lines <= lines[i].at)
            h++;
        if (h < hunks.len && hunks.at[h].new_start <= lines[i].at) {
            if (find_twin(change, lines[i].at, &twin, &old))
                kept[go++] = (struct tracked){old, lines[i].result};
            else
                lines[stay++] = lines[i];
            continue;
        }
        uint32_t shift = 0; /* modulo 2^32, so that it may be negative */
        if (h > 0)
            shift = hunks.at[h - 1].old_start + hunks.at[h - 1].old_lines - hunks.at[h - 1].new_start -
                    hunks.at[h - 1].new_lines;
        kept[go++] = (struct tracked){lines[i].at + shift, lines[i].result};
    }
    if (go)
        memcpy(&lines[stay], kept, go * sizeof *kept);
    return stay;
}

/* Gives the lines that `before` has to it; the others stay. False when the two cannot be compared. */
static bool pass_on(struct blame *b, struct suspect *suspect, const struct place *before)
{
    struct err ignored;
    struct change_lines change = {.n_twins = 0};
    if (!object_id_eq(&before->id, &suspect->place.id) &&
        hunk_cache_get(b->blamer->hunks, b->blamer->syntax, &before->id, &suspect->place.id, &change,
                       &ignored) < 0)
        return false;
    size_t stay = part(&change, suspect->lines, suspect->n, b->kept);
    struct suspect next = {.place = *before, .lines = suspect->lines + stay, .n = suspect->n - stay};
    bool is_renamed = !str_eq(before->path, suspect->place.path);
    suspect->n = stay;
    if (next.n == 0)
        return true;
    next.place.path = is_renamed ? str_dup(b->arena, before->path) : suspect->place.path;
    *vec_push(&b->open, b->arena) = next;
    return true;
}

static void step(struct blame *b, struct suspect *suspect)
{
    uint32_t commit;
    struct places before;
    struct arena scratch = b->blamer->scratch;
    bool is_known = provenance_find(b->blamer->provenance, &suspect->place, &scratch, &commit, &before);
    for (size_t i = 0; is_known && i < before.at.len && suspect->n; i++)
        is_known = pass_on(b, suspect, &before.at.at[i]);
    settle(b, suspect->lines, suspect->n, is_known ? commit : WALK_NONE);
}

void blame_lines(struct blamer *blamer, const struct place *place, struct blamed_line *lines, size_t n,
                 struct arena *arena)
{
    struct blame b = {
        .blamer = blamer, .arena = arena, .results = lines, .kept = arena_array(arena, struct tracked, n)};
    struct suspect all = {.place = *place, .lines = arena_array(arena, struct tracked, n), .n = n};
    for (size_t i = 0; i < n; i++) {
        all.lines[i] = (struct tracked){lines[i].line, (uint32_t)i};
        lines[i].owner = WALK_NONE;
    }
    if (n)
        *vec_push(&b.open, arena) = all;
    for (int steps = 0; b.open.len > 0 && steps < BLAME_STEPS_MAX; steps++) {
        struct suspect next = b.open.at[--b.open.len];
        step(&b, &next);
    }
}
