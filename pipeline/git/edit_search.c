#include "pipeline/git/edit_search.h"

#include <limits.h>

enum {
    SNAKE_MIN = 20,  /* equal elements that make a snake long */
    SNAKE_WORTH = 4, /* a point must lie so many times further than it cost */
    STACK_MAX = 34,  /* the smaller half is done first, so each box on the stack is half of the one below */
};

static const int64_t points_max = (int64_t)1 << 31;

/* A part of the edit graph: a[a_lo..a_hi) against b[b_lo..b_hi). */
struct box {
    int32_t a_lo, a_hi, b_lo, b_hi;
    bool cheap; /* known to need few edits: search to the end */
};

/* The furthest points of one direction: x[d - mid] is the place in `a` on diagonal d = (place in a) - (place in b).
 * Diagonals lo, lo + 2, …, hi are in use; of the box there are min..max. */
struct frontier {
    int32_t *x; /* its middle: indexes run from -reach to reach */
    int32_t mid, lo, hi, min, max;
};

struct search {
    const uint32_t *a, *b;
    uint8_t *a_changed, *b_changed;
    int32_t cost_max;
    int32_t *forward, *backward;
    int64_t points_left; /* that may be moved before everything left has changed */
    struct edit_counts counts;
};

/* Where to split a box. */
struct split {
    int32_t a, b;
    bool low_cheap, high_cheap;
    int32_t edits; /* of the shortest script of the box, or -1 when the search gave up */
};

uint32_t edit_bounded_root(uint32_t n)
{
    uint32_t root = 1;
    for (; n > 0; n >>= 2)
        root <<= 1;
    return root;
}

/* One edit more: a diagonal further on each side. At an edge of the box the range shrinks instead, which keeps the
 * diagonals of odd costs apart from the even ones. `outside` never wins against a real point. */
static void widen(struct frontier *f, int32_t outside)
{
    if (f->lo > f->min)
        f->x[--f->lo - 1 - f->mid] = outside;
    else
        f->lo++;
    if (f->hi < f->max)
        f->x[++f->hi + 1 - f->mid] = outside;
    else
        f->hi--;
}

/* Follows equal elements from (x, x - d) on. */
static inline int32_t slide_forward(const struct search *s, const struct box *box, int32_t x, int32_t d)
{
    while (x < box->a_hi && x - d < box->b_hi && s->a[x] == s->b[x - d])
        x++;
    return x;
}

static inline int32_t slide_backward(const struct search *s, const struct box *box, int32_t x, int32_t d)
{
    while (x > box->a_lo && x - d > box->b_lo && s->a[x - 1] == s->b[x - 1 - d])
        x--;
    return x;
}

/* Moves the forward frontier by one edit. True when it met the other one, at *ret_split. */
static bool advance(const struct search *s, const struct box *box, struct frontier *f,
                    const struct frontier *other, bool may_meet, bool *long_snake, struct split *ret_split)
{
    for (int32_t d = f->hi; d >= f->lo; d -= 2) {
        int32_t *at = &f->x[d - f->mid];
        int32_t from = at[-1] >= at[1] ? at[-1] + 1 : at[1];
        int32_t x = slide_forward(s, box, from, d);
        *long_snake |= x - from > SNAKE_MIN;
        *at = x;
        if (may_meet && other->lo <= d && d <= other->hi && other->x[d - other->mid] <= x) {
            *ret_split = (struct split){x, x - d, true, true, 0};
            return true;
        }
    }
    return false;
}

/* The same from the end. */
static bool retreat(const struct search *s, const struct box *box, struct frontier *f,
                    const struct frontier *other, bool may_meet, bool *long_snake, struct split *ret_split)
{
    for (int32_t d = f->hi; d >= f->lo; d -= 2) {
        int32_t *at = &f->x[d - f->mid];
        int32_t from = at[-1] < at[1] ? at[-1] : at[1] - 1;
        int32_t x = slide_backward(s, box, from, d);
        *long_snake |= from - x > SNAKE_MIN;
        *at = x;
        if (may_meet && other->lo <= d && d <= other->hi && x <= other->x[d - other->mid]) {
            *ret_split = (struct split){x, x - d, true, true, 0};
            return true;
        }
    }
    return false;
}

/* Giving up ------------------------------------------------------------------------------------------------------- */

/* Do the SNAKE_MIN elements before (forward) or behind (a, b) agree? */
static bool long_snake_at(const struct search *s, int32_t a, int32_t b, bool before)
{
    const uint32_t *p = s->a + a - (before ? SNAKE_MIN : 0), *q = s->b + b - (before ? SNAKE_MIN : 0);
    return memcmp(p, q, SNAKE_MIN * sizeof *p) == 0;
}

/* The forward point that got furthest at the end of a long snake, if one got far enough for `cost` edits. */
static bool good_forward(const struct search *s, const struct box *box, const struct frontier *f,
                         int32_t cost, struct split *ret_split)
{
    int64_t best = 0;
    for (int32_t d = f->hi; d >= f->lo; d -= 2) {
        int32_t a = f->x[d - f->mid], b = a - d;
        int64_t worth = (int64_t)(a - box->a_lo) + (b - box->b_lo) - abs(d - f->mid);
        if (worth > (int64_t)SNAKE_WORTH * cost && worth > best && a >= box->a_lo + SNAKE_MIN &&
            a < box->a_hi && b >= box->b_lo + SNAKE_MIN && b < box->b_hi && long_snake_at(s, a, b, true)) {
            best = worth;
            *ret_split = (struct split){a, b, true, false, -1};
        }
    }
    return best > 0;
}

static bool good_backward(const struct search *s, const struct box *box, const struct frontier *f,
                          int32_t cost, struct split *ret_split)
{
    int64_t best = 0;
    for (int32_t d = f->hi; d >= f->lo; d -= 2) {
        int32_t a = f->x[d - f->mid], b = a - d;
        int64_t worth = (int64_t)(box->a_hi - a) + (box->b_hi - b) - abs(d - f->mid);
        if (worth > (int64_t)SNAKE_WORTH * cost && worth > best && a > box->a_lo &&
            a <= box->a_hi - SNAKE_MIN && b > box->b_lo && b <= box->b_hi - SNAKE_MIN &&
            long_snake_at(s, a, b, false)) {
            best = worth;
            *ret_split = (struct split){a, b, false, true, -1};
        }
    }
    return best > 0;
}

/* The forward point with the greatest a + b, moved back along its diagonal where it lies outside of the box. */
static int64_t furthest_forward(const struct box *box, const struct frontier *f, struct split *ret_split)
{
    int64_t best = INT64_MIN;
    for (int32_t d = f->hi; d >= f->lo; d -= 2) {
        int32_t a = f->x[d - f->mid] < box->a_hi ? f->x[d - f->mid] : box->a_hi, b = a - d;
        if (b > box->b_hi) {
            b = box->b_hi;
            a = b + d;
        }
        if ((int64_t)a + b > best) {
            best = (int64_t)a + b;
            *ret_split = (struct split){a, b, true, false, -1};
        }
    }
    return best;
}

static int64_t furthest_backward(const struct box *box, const struct frontier *f, struct split *ret_split)
{
    int64_t best = INT64_MAX;
    for (int32_t d = f->hi; d >= f->lo; d -= 2) {
        int32_t a = f->x[d - f->mid] > box->a_lo ? f->x[d - f->mid] : box->a_lo, b = a - d;
        if (b < box->b_lo) {
            b = box->b_lo;
            a = b + d;
        }
        if ((int64_t)a + b < best) {
            best = (int64_t)a + b;
            *ret_split = (struct split){a, b, false, true, -1};
        }
    }
    return best;
}

static struct split furthest(const struct box *box, const struct frontier *forward,
                             const struct frontier *backward)
{
    struct split low, high;
    int64_t from_low = furthest_forward(box, forward, &low) - ((int64_t)box->a_lo + box->b_lo);
    int64_t from_high = ((int64_t)box->a_hi + box->b_hi) - furthest_backward(box, backward, &high);
    return from_high < from_low ? low : high;
}

/* Splitting ------------------------------------------------------------------------------------------------------- */

static struct frontier frontier_at(const struct box *box, int32_t *x, int32_t a, int32_t b)
{
    x[0] = a;
    return (struct frontier){.x = x,
                             .mid = a - b,
                             .lo = a - b,
                             .hi = a - b,
                             .min = box->a_lo - box->b_hi,
                             .max = box->a_hi - box->b_lo};
}

/* May the search of `box` end without an answer after `cost` edits from each end? */
static bool give_up(const struct search *s, const struct box *box, const struct frontier *forward,
                    const struct frontier *backward, int32_t cost, bool long_snake, struct split *ret_split)
{
    if (box->cheap)
        return false;
    if (long_snake && cost > EDIT_COST_MIN &&
        (good_forward(s, box, forward, cost, ret_split) || good_backward(s, box, backward, cost, ret_split)))
        return true;
    if (cost < s->cost_max)
        return false;
    *ret_split = furthest(box, forward, backward);
    return true;
}

/* Where the shortest script, or a good one, passes a box that is empty on no side. */
static struct split find_split(struct search *s, const struct box *box)
{
    struct frontier forward = frontier_at(box, s->forward, box->a_lo, box->b_lo);
    struct frontier backward = frontier_at(box, s->backward, box->a_hi, box->b_hi);
    bool odd = (forward.mid - backward.mid) & 1;
    struct split split;
    for (int32_t cost = 1;; cost++) {
        bool long_snake = false;
        s->points_left -= 2 * cost;
        widen(&forward, -1);
        if (advance(s, box, &forward, &backward, odd, &long_snake, &split)) {
            split.edits = 2 * cost - 1;
            return split;
        }
        widen(&backward, INT32_MAX);
        if (retreat(s, box, &backward, &forward, !odd, &long_snake, &split)) {
            split.edits = 2 * cost;
            return split;
        }
        if (give_up(s, box, &forward, &backward, cost, long_snake, &split))
            return split;
    }
}

/* Boxes ----------------------------------------------------------------------------------------------------------- */

static void shrink(const struct search *s, struct box *box)
{
    while (box->a_lo < box->a_hi && box->b_lo < box->b_hi && s->a[box->a_lo] == s->b[box->b_lo]) {
        box->a_lo++;
        box->b_lo++;
    }
    while (box->a_lo < box->a_hi && box->b_lo < box->b_hi && s->a[box->a_hi - 1] == s->b[box->b_hi - 1]) {
        box->a_hi--;
        box->b_hi--;
    }
}

/* All of the box differs. */
static void all_changed(struct search *s, const struct box *box)
{
    uint32_t n_a = (uint32_t)(box->a_hi - box->a_lo), n_b = (uint32_t)(box->b_hi - box->b_lo);
    s->counts.deleted += n_a;
    s->counts.added += n_b;
    if (s->a_changed) {
        memset(s->a_changed + box->a_lo, 1, n_a);
        memset(s->b_changed + box->b_lo, 1, n_b);
    }
}

/* Of a box whose shortest script is known to have `edits`. */
static void count_edits(struct search *s, const struct box *box, int32_t edits)
{
    int32_t more = (box->a_hi - box->a_lo) - (box->b_hi - box->b_lo); /* deleted - added */
    s->counts.deleted += (uint32_t)(edits + more) / 2;
    s->counts.added += (uint32_t)(edits - more) / 2;
}

static int64_t box_size(const struct box *box)
{
    return (int64_t)(box->a_hi - box->a_lo) + (box->b_hi - box->b_lo);
}

/* Done with a box, or split into two? The larger comes first. */
static bool divide(struct search *s, struct box *box, struct box ret_halves[2])
{
    shrink(s, box);
    if (box->a_lo == box->a_hi || box->b_lo == box->b_hi || s->points_left < 0) {
        all_changed(s, box);
        return false;
    }
    struct split split = find_split(s, box);
    if (split.edits >= 0 && !s->a_changed) {
        count_edits(s, box, split.edits);
        return false;
    }
    struct box low = {box->a_lo, split.a, box->b_lo, split.b, split.low_cheap};
    struct box high = {split.a, box->a_hi, split.b, box->b_hi, split.high_cheap};
    bool low_first = box_size(&low) > box_size(&high);
    ret_halves[0] = low_first ? low : high;
    ret_halves[1] = low_first ? high : low;
    return true;
}

struct edit_counts edit_search(struct edit_searcher *searcher, const struct edit_sequence *a,
                               const struct edit_sequence *b)
{
    struct search s = {
        .a = a->at, .b = b->at, .a_changed = a->changed, .b_changed = b->changed, .points_left = points_max};
    uint32_t cost_max = edit_bounded_root(a->len + b->len + 3);
    s.cost_max = (int32_t)(cost_max > EDIT_COST_MIN ? cost_max : EDIT_COST_MIN);
    size_t reach =
        (size_t)s.cost_max + 4; /* a cheap box needs no more either: it was reached with cost_max edits */
    s.forward = (int32_t *)line_room_take(&searcher->frontier_room[0], 2 * reach + 1, sizeof(int32_t)) + reach;
    s.backward =
        (int32_t *)line_room_take(&searcher->frontier_room[1], 2 * reach + 1, sizeof(int32_t)) + reach;
    struct box stack[STACK_MAX] = {{0, (int32_t)a->len, 0, (int32_t)b->len, false}};
    for (size_t depth = 1; depth > 0;) {
        struct box box = stack[--depth];
        if (divide(&s, &box, &stack[depth]))
            depth += 2;
    }
    return s.counts;
}

void edit_searcher_release(struct edit_searcher *searcher)
{
    line_room_release(&searcher->frontier_room[0]);
    line_room_release(&searcher->frontier_room[1]);
}
