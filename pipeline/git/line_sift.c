#include "pipeline/git/line_sift.h"

#include "pipeline/git/edit_search.h"

enum kind { KIND_NONE, KIND_SOME, KIND_MANY }; /* how often the other side has a line */

struct run {
    uint32_t none, many;
};

/* Lines from `i` on by `step`, `n` at most, up to one that the other side has now and then. */
static struct run run_from(const uint8_t *kinds, ptrdiff_t i, ptrdiff_t step, uint32_t n)
{
    struct run run = {0, 1};
    for (; n > 0; n--) {
        i += step;
        if (kinds[i] == KIND_SOME)
            break;
        run.none += kinds[i] == KIND_NONE;
        run.many += kinds[i] == KIND_MANY;
    }
    return run;
}

/* Of a line that the other side has often, at `i` of `n`. */
static bool is_confusing(const uint8_t *kinds, uint32_t i, uint32_t n)
{
    uint32_t before = i, behind = n - 1 - i;
    struct run up = run_from(kinds, i, -1, before < LINE_SIFT_WINDOW ? before : LINE_SIFT_WINDOW);
    if (up.none == 0)
        return false;
    struct run down = run_from(kinds, i, 1, behind < LINE_SIFT_WINDOW ? behind : LINE_SIFT_WINDOW);
    if (down.none == 0)
        return false;
    uint32_t none = up.none + down.none, many = up.many + down.many;
    return many * LINE_SIFT_SHARE < many + none;
}

static uint32_t many_from(uint32_t n_lines)
{
    uint32_t root = edit_bounded_root(n_lines);
    return root < LINE_SIFT_MANY_MAX ? root : LINE_SIFT_MANY_MAX;
}

static void find_kinds(const struct line_splitter *splitter, enum line_side side, uint32_t lo, uint32_t hi,
                       uint32_t many, uint8_t *ret_kinds)
{
    enum line_side other = side == LINE_OLD ? LINE_NEW : LINE_OLD;
    for (uint32_t i = lo; i < hi; i++) {
        uint32_t count = splitter->classes[splitter->side[side].class[i]].count[other];
        ret_kinds[i - lo] = count == 0 ? KIND_NONE : count < many ? KIND_SOME : KIND_MANY;
    }
}

static struct sifted sifted_room(struct line_sifter *sifter, enum line_side side, uint32_t n)
{
    struct sifted sifted = {0};
    sifted.index = line_room_take(&sifter->index_room[side], n, sizeof *sifted.index);
    sifted.class = line_room_take(&sifter->class_room[side], n, sizeof *sifted.class);
    return sifted;
}

struct sifted line_sift(struct line_sifter *sifter, const struct line_splitter *splitter, enum line_side side,
                        uint32_t lo, uint32_t hi, uint32_t n_lines)
{
    uint32_t n = hi - lo;
    uint8_t *kinds = line_room_take(&sifter->kind_room, n, sizeof *kinds);
    find_kinds(splitter, side, lo, hi, many_from(n_lines), kinds);
    struct sifted sifted = sifted_room(sifter, side, n);
    for (uint32_t i = 0; i < n; i++) {
        if (kinds[i] == KIND_NONE || (kinds[i] == KIND_MANY && is_confusing(kinds, i, n)))
            continue;
        sifted.index[sifted.len] = lo + i;
        sifted.class[sifted.len++] = splitter->side[side].class[lo + i];
    }
    return sifted;
}

static bool is_matched(const struct line_splitter *splitter, uint32_t class)
{
    const struct line_class *of = &splitter->classes[class];
    return of->count[LINE_OLD] > 0 && of->count[LINE_NEW] > 0;
}

struct sifted line_sift_matched(struct line_sifter *sifter, const struct line_splitter *splitter,
                                enum line_side side)
{
    const struct lines *lines = &splitter->side[side];
    struct sifted sifted = sifted_room(sifter, side, lines->len);
    for (uint32_t i = 0; i < lines->len; i++) {
        sifted.index[sifted.len] = i;
        sifted.class[sifted.len] = lines->class[i];
        sifted.len += is_matched(splitter, lines->class[i]);
    }
    return sifted;
}

static bool side_may_matter(const struct line_splitter *splitter, enum line_side side)
{
    const struct lines *lines = &splitter->side[side];
    struct line_sieve sieve = line_sieve_start();
    for (uint32_t i = 0; i < lines->len; i++) {
        if (is_matched(splitter, lines->class[i]))
            line_sieve_kept(&sieve, 1);
        else if (line_sieve_changed(&sieve))
            return true;
    }
    return false;
}

bool line_sift_may_matter(const struct line_splitter *splitter)
{
    return side_may_matter(splitter, LINE_OLD) || side_may_matter(splitter, LINE_NEW);
}

void line_sifter_release(struct line_sifter *sifter)
{
    line_room_release(&sifter->kind_room);
    for (int side = 0; side < LINE_SIDES; side++) {
        line_room_release(&sifter->index_room[side]);
        line_room_release(&sifter->class_room[side]);
    }
}

void line_sifter_trim(struct line_sifter *sifter)
{
    line_room_trim(&sifter->kind_room);
    for (int side = 0; side < LINE_SIDES; side++) {
        line_room_trim(&sifter->index_room[side]);
        line_room_trim(&sifter->class_room[side]);
    }
}
