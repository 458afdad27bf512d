#include "pipeline/git/line_excerpt.h"

#include "pipeline/git/line_trim.h"

/* One that is being made. */
struct maker {
    struct line_excerpt *excerpt;
    uint32_t room;
    uint32_t lines[LINE_SIDES]; /* of the excerpt so far */
};

/* Runs -------------------------------------------------------------------------------------------------------------- */

/* The last lines of a text; all of one that has fewer. */
static struct str last_lines(struct str text, uint32_t n)
{
    size_t at = text.len;
    while (n-- > 0 && at > 0) {
        const char *newline = memrchr(text.p, '\n', at - 1);
        at = newline ? (size_t)(newline - text.p) + 1 : 0;
    }
    return str_skip(text, at);
}

static struct str first_lines(struct str text, uint32_t n)
{
    size_t at = 0;
    while (n-- > 0 && at < text.len) {
        const char *newline = memchr(text.p + at, '\n', text.len - at);
        at = newline ? (size_t)(newline - text.p) + 1 : text.len;
    }
    return str_head(text, at);
}

/* Making ------------------------------------------------------------------------------------------------------------ */

static void take(struct maker *m, enum line_side side, struct str part)
{
    struct str *text = &m->excerpt->text[side];
    memcpy((char *)m->excerpt->rooms[side].p + text->len, part.p, part.len);
    text->len += part.len;
    m->lines[side] += line_split_lines(part);
}

static void leave_out(struct maker *m, struct str run)
{
    if (run.len == 0)
        return;
    struct line_gap *gap = &m->excerpt->gaps[m->excerpt->n_gaps++];
    *gap = (struct line_gap){{m->lines[LINE_OLD], m->lines[LINE_NEW]}, line_split_lines(run)};
}

/* A run between two places that differ. */
static void take_run(struct maker *m, struct str run)
{
    struct str first = first_lines(run, m->room), rest = str_skip(run, first.len);
    struct str last = last_lines(rest, m->room);
    for (int side = 0; side < LINE_SIDES; side++)
        take(m, side, first);
    leave_out(m, str_head(rest, rest.len - last.len));
    for (int side = 0; side < LINE_SIDES; side++)
        take(m, side, last);
}

/* What differs, and the runs between. The texts have no common head or tail. */
static void take_middle(struct maker *m, struct str old_text, struct str new_text,
                        const struct line_walk_edit *edits, size_t n)
{
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        take_run(m, str_of(old_text.p + at, edits[i].old_at - at));
        take(m, LINE_OLD, str_of(old_text.p + edits[i].old_at, edits[i].old_len));
        take(m, LINE_NEW, str_of(new_text.p + edits[i].new_at, edits[i].new_len));
        at = edits[i].old_at + edits[i].old_len;
    }
}

/* What differs in more than one place is copied, with what stands around it. */
static void copy_parts(struct maker *m, const struct line_trim *trim, struct str head, struct str tail,
                       const struct line_walk_edit *edits, size_t n)
{
    struct line_excerpt *e = m->excerpt;
    size_t bytes = head.len + tail.len;
    line_room_take(&e->rooms[LINE_OLD], bytes + trim->old_text.len, 1);
    line_room_take(&e->rooms[LINE_NEW], bytes + trim->new_text.len, 1);
    for (int side = 0; side < LINE_SIDES; side++) {
        e->text[side] = str_of(e->rooms[side].p, 0);
        take(m, side, head);
    }
    take_middle(m, trim->old_text, trim->new_text, edits, n);
    for (int side = 0; side < LINE_SIDES; side++)
        take(m, side, tail);
}

static void borrow(struct maker *m, enum line_side side, struct str part)
{
    m->excerpt->text[side] = part;
    m->lines[side] = line_split_lines(part);
}

void line_excerpt_make(struct line_excerpt *e, struct line_walker *walker, struct str old_text,
                       struct str new_text, uint32_t room)
{
    struct maker m = {.excerpt = e, .room = room};
    struct line_walk_edit edits[LINE_WALK_EDITS];
    struct line_trim trim = line_trim(old_text, new_text);
    struct str head = last_lines(trim.head, room), tail = first_lines(trim.tail, room);
    size_t before = trim.head.len - head.len, around = head.len + tail.len;
    size_t n = line_walk_edits(walker, trim.old_text, trim.new_text, edits);
    e->n_gaps = 0;
    leave_out(&m, str_head(trim.head, before));
    if (n > 1) {
        copy_parts(&m, &trim, head, tail, edits, n);
    } else {
        borrow(&m, LINE_OLD, str_of(old_text.p + before, around + trim.old_text.len));
        borrow(&m, LINE_NEW, str_of(new_text.p + before, around + trim.new_text.len));
    }
    leave_out(&m, str_skip(trim.tail, tail.len));
}

/* Lines ------------------------------------------------------------------------------------------------------------- */

static bool touches(const struct line_gap *gap, const struct line_hunk *hunk)
{
    return (hunk->old_start <= gap->at[LINE_OLD] && gap->at[LINE_OLD] <= hunk->old_start + hunk->old_lines) ||
           (hunk->new_start <= gap->at[LINE_NEW] && gap->at[LINE_NEW] <= hunk->new_start + hunk->new_lines);
}

bool line_excerpt_place(const struct line_excerpt *e, struct line_hunk *hunks, size_t n)
{
    uint32_t skipped = 0, gap = 0;
    for (size_t i = 0; i < n; i++) {
        for (; gap < e->n_gaps && e->gaps[gap].at[LINE_OLD] < hunks[i].old_start; gap++)
            skipped += e->gaps[gap].lines;
        if ((gap > 0 && touches(&e->gaps[gap - 1], &hunks[i])) ||
            (gap < e->n_gaps && touches(&e->gaps[gap], &hunks[i])))
            return false;
        hunks[i].old_start += skipped;
        hunks[i].new_start += skipped;
    }
    return true;
}

uint32_t line_excerpt_line(const struct line_excerpt *e, enum line_side side, uint32_t line)
{
    uint32_t skipped = 0;
    for (uint32_t i = 0; i < e->n_gaps && e->gaps[i].at[side] + skipped < line; i++)
        skipped += e->gaps[i].lines;
    return line - skipped;
}

/* Memory ------------------------------------------------------------------------------------------------------------ */

void line_excerpt_release(struct line_excerpt *excerpt)
{
    for (int side = 0; side < LINE_SIDES; side++)
        line_room_release(&excerpt->rooms[side]);
}

void line_excerpt_trim(struct line_excerpt *excerpt)
{
    for (int side = 0; side < LINE_SIDES; side++)
        line_room_trim(&excerpt->rooms[side]);
}
