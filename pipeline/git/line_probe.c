#include "pipeline/git/line_probe.h"

#include "pipeline/git/line_trim.h"

/* Steps cost what comparing so many bytes would, so the square of their number is held against the bytes there are. */
enum { BYTES_PER_STEP_SQUARED = 48, STEPS_MIN = 4 };

/* Bytes that may be compared for each byte there is: a text that repeats itself matches on every diagonal. */
enum { COMPARED_MAX = 4 };

struct search {
    struct line_probe *probe;
    struct str old_text, new_text;
    size_t compared, compared_max;
};

static struct line_probe_end *end_of(struct search *s, int step, int diagonal)
{
    return &s->probe->ends[step * (step + 1) / 2 + (diagonal + step) / 2];
}

/* Behind the line that begins at `at`. */
static uint32_t skip_line(struct str text, uint32_t at)
{
    const char *newline = memchr(text.p + at, '\n', text.len - at);
    return newline ? (uint32_t)(newline + 1 - text.p) : (uint32_t)text.len;
}

/* Passes over the lines that both sides have next. */
static void run_on(struct search *s, struct line_probe_end *end)
{
    size_t same = line_trim_head(str_skip(s->old_text, end->old_at), str_skip(s->new_text, end->new_at));
    end->run = end->old_at;
    end->old_at += (uint32_t)same;
    end->new_at += (uint32_t)same;
    s->compared += same;
}

/* The farthest end on a diagonal: over a line of the new side from the diagonal above, or of the old side from the one
 * below. Diagonals count lines passed over on the old side less those on the new side. */
static struct line_probe_end step_to(struct search *s, int step, int diagonal)
{
    const struct line_probe_end *above = diagonal < step ? end_of(s, step - 1, diagonal + 1) : NULL;
    const struct line_probe_end *below = diagonal > -step ? end_of(s, step - 1, diagonal - 1) : NULL;
    struct line_probe_end end = {.is_added = true};
    bool can_add = above && above->new_at < s->new_text.len;
    uint32_t old_at = below && below->old_at < s->old_text.len ? skip_line(s->old_text, below->old_at) : 0;
    if (can_add)
        end.old_at = above->old_at;
    if (can_add && (old_at == 0 || above->old_at >= old_at))
        end.new_at = skip_line(s->new_text, above->new_at);
    else if (old_at)
        end = (struct line_probe_end){.old_at = old_at, .new_at = below->new_at, .is_added = false};
    else
        end = (struct line_probe_end){.old_at = UINT32_MAX}; /* no path gets here */
    return end;
}

static bool is_at_end(const struct search *s, const struct line_probe_end *end)
{
    return end->old_at == s->old_text.len && end->new_at == s->new_text.len;
}

/* The step and diagonal on which a path reaches the ends of both sides. False when none does in so many steps. */
static bool find_end(struct search *s, int steps_max, int *ret_step, int *ret_diagonal)
{
    for (int step = 0; step <= steps_max; step++) {
        for (int diagonal = -step; diagonal <= step; diagonal += 2) {
            struct line_probe_end *end = end_of(s, step, diagonal);
            *end = step ? step_to(s, step, diagonal) : (struct line_probe_end){.old_at = 0};
            if (end->old_at != UINT32_MAX)
                run_on(s, end);
            if (is_at_end(s, end)) {
                *ret_step = step;
                *ret_diagonal = diagonal;
                return true;
            }
        }
        if (s->compared > s->compared_max)
            return false;
    }
    return false;
}

static bool has_lines(struct str text, uint32_t wanted)
{
    for (uint32_t at = 0; wanted > 0; wanted--) {
        if (at == text.len)
            return false;
        at = skip_line(text, at);
    }
    return true;
}

/* Is every run of matched lines between two edits too long to be set aside? */
static bool runs_are_long(struct search *s, int step, int diagonal, uint32_t most_edits)
{
    for (; step > 0; step--) {
        const struct line_probe_end *end = end_of(s, step, diagonal);
        struct str run = str_of(s->old_text.p + end->run, end->old_at - end->run);
        if (run.len > 0 && !is_at_end(s, end) && !has_lines(run, most_edits / 3 + 1))
            return false;
        diagonal += end->is_added ? 1 : -1;
    }
    return true;
}

static int steps_for(size_t bytes)
{
    int steps = STEPS_MIN;
    while (steps < LINE_PROBE_STEPS_MAX && (size_t)steps * (size_t)steps * BYTES_PER_STEP_SQUARED < bytes)
        steps++;
    return steps;
}

bool line_probe(struct line_probe *probe, struct str old_text, struct str new_text, struct line_counts *ret_counts)
{
    size_t bytes = old_text.len + new_text.len;
    struct search s = {.probe = probe,
                       .old_text = old_text,
                       .new_text = new_text,
                       .compared_max = bytes * COMPARED_MAX};
    int steps, diagonal;
    if (!find_end(&s, steps_for(bytes), &steps, &diagonal))
        return false;
    struct line_counts counts = {.added = (uint32_t)(steps - diagonal) / 2,
                                 .deleted = (uint32_t)(steps + diagonal) / 2};
    if (!runs_are_long(&s, steps, diagonal, counts.added > counts.deleted ? counts.added : counts.deleted))
        return false;
    *ret_counts = counts;
    return true;
}
