#include "pipeline/git/line_walk.h"

#include "pipeline/git/line_sift.h"
#include "pipeline/git/line_split.h"
#include "pipeline/git/line_trim.h"

enum {
    NOWHERE = UINT32_MAX, /* `old_at` of a diagonal that lies outside of the texts */
    BYTES_PER_POINT = 16, /* a point costs as much as numbering the lines of so many bytes */
    EDITS_MIN = 4,        /* tried whatever the size */
    KEPT_LOOK = 4096,     /* bytes of equal lines that are counted: more of them do not matter */
};

/* Row d: points of diagonals (deleted - added) -d, -d + 2, …, d. */
static struct line_walk_point *row_of(struct line_walker *walker, uint32_t d)
{
    return &walker->points[d * (d + 1) / 2];
}

static uint32_t next_line(struct str text, uint32_t at)
{
    const char *newline = memchr(text.p + at, '\n', text.len - at);
    return newline ? (uint32_t)(newline + 1 - text.p) : (uint32_t)text.len;
}

static struct line_walk_point after_deletion(const struct line_walk_point *from, struct str old_text)
{
    struct line_walk_point point = {NOWHERE, 0, 0, false};
    if (from->old_at < old_text.len) /* NOWHERE is not */
        point = (struct line_walk_point){next_line(old_text, from->old_at), from->new_at, 0, false};
    return point;
}

static struct line_walk_point after_addition(const struct line_walk_point *from, struct str new_text)
{
    struct line_walk_point point = {NOWHERE, 0, 0, true};
    if (from->old_at != NOWHERE && from->new_at < new_text.len)
        point = (struct line_walk_point){from->old_at, next_line(new_text, from->new_at), 0, true};
    return point;
}

/* On one diagonal: the further one has passed more of the old text. */
static struct line_walk_point further(struct line_walk_point a, struct line_walk_point b)
{
    if (a.old_at == NOWHERE)
        return b;
    return b.old_at == NOWHERE || b.old_at <= a.old_at ? a : b;
}

static void keep_equal(struct line_walk_point *point, struct str old_text, struct str new_text)
{
    if (point->old_at == NOWHERE)
        return;
    size_t kept = line_trim_head(str_skip(old_text, point->old_at), str_skip(new_text, point->new_at));
    point->kept_from = point->old_at;
    point->old_at += (uint32_t)kept;
    point->new_at += (uint32_t)kept;
}

/* Point `i` of row `d` > 0. */
static struct line_walk_point step(struct line_walker *walker, uint32_t d, uint32_t i, struct str old_text,
                                   struct str new_text)
{
    const struct line_walk_point *last = row_of(walker, d - 1);
    struct line_walk_point deleted = {NOWHERE, 0, 0, false}, added = {NOWHERE, 0, 0, true};
    if (i > 0)
        deleted = after_deletion(&last[i - 1], old_text);
    if (i < d)
        added = after_addition(&last[i], new_text);
    struct line_walk_point point = further(deleted, added);
    keep_equal(&point, old_text, new_text);
    return point;
}

static uint32_t edits_worth(size_t bytes)
{
    uint32_t edits = EDITS_MIN;
    while (edits < LINE_WALK_EDITS && (size_t)edits * edits * BYTES_PER_POINT < bytes)
        edits++;
    return edits;
}

/* Row and index of the point at both ends. False when it takes too many edits. */
static bool reach_end(struct line_walker *walker, struct str old_text, struct str new_text, uint32_t *ret_d,
                      uint32_t *ret_i)
{
    uint32_t edits = edits_worth(old_text.len + new_text.len);
    row_of(walker, 0)[0] = (struct line_walk_point){0};
    for (uint32_t d = 1; d <= edits; d++) {
        for (uint32_t i = 0; i <= d; i++) {
            struct line_walk_point point = step(walker, d, i, old_text, new_text);
            row_of(walker, d)[i] = point;
            if (point.old_at == old_text.len && point.new_at == new_text.len) {
                *ret_d = d;
                *ret_i = i;
                return true;
            }
        }
    }
    return false;
}

/* Sends one side of the script to `sieve`, from its end on. True when a kept line could be sifted. */
static bool kept_may_be_sifted(struct line_walker *walker, uint32_t d, uint32_t i, struct str old_text,
                               bool new_side)
{
    struct line_sieve sieve = line_sieve_start();
    for (; d > 0; d--) {
        const struct line_walk_point *point = &row_of(walker, d)[i];
        struct str kept = str_of(old_text.p + point->kept_from, point->old_at - point->kept_from);
        line_sieve_kept(&sieve, line_split_lines(str_head(kept, KEPT_LOOK)));
        if (point->added == new_side && line_sieve_changed(&sieve))
            return true;
        i -= !point->added;
    }
    return false;
}

bool line_walk(struct line_walker *walker, struct str old_text, struct str new_text, uint32_t *ret_deleted,
               uint32_t *ret_added)
{
    uint32_t d, i;
    if (!reach_end(walker, old_text, new_text, &d, &i))
        return false;
    uint32_t deleted = i, added = d - i;
    if ((deleted >= LINE_SIEVE_LEAST && kept_may_be_sifted(walker, d, i, old_text, false)) ||
        (added >= LINE_SIEVE_LEAST && kept_may_be_sifted(walker, d, i, old_text, true)))
        return false;
    *ret_deleted = deleted;
    *ret_added = added;
    return true;
}

/* Scripts are found from their end. */
static void reverse(struct line_walk_edit *edits, size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        struct line_walk_edit edit = edits[i];
        edits[i] = edits[n - 1 - i];
        edits[n - 1 - i] = edit;
    }
}

size_t line_walk_edits(struct line_walker *walker, struct str old_text, struct str new_text,
                       struct line_walk_edit *ret_edits)
{
    uint32_t d, i;
    size_t n = 0;
    if (!reach_end(walker, old_text, new_text, &d, &i))
        return 0;
    for (; d > 0; d--) {
        struct line_walk_point to = row_of(walker, d)[i];
        i -= !to.added;
        struct line_walk_point from = row_of(walker, d - 1)[i];
        uint32_t kept = to.old_at - to.kept_from, old_end = to.kept_from, new_end = to.new_at - kept;
        if (n > 0 && kept == 0) { /* it touches the one behind */
            old_end = ret_edits[n - 1].old_at + ret_edits[n - 1].old_len;
            new_end = ret_edits[n - 1].new_at + ret_edits[n - 1].new_len;
            n--;
        }
        ret_edits[n++] =
            (struct line_walk_edit){from.old_at, old_end - from.old_at, from.new_at, new_end - from.new_at};
    }
    reverse(ret_edits, n);
    return n;
}
