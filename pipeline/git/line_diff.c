#include "pipeline/git/line_diff.h"

#include "pipeline/git/edit_search.h"
#include "pipeline/git/line_excerpt.h"
#include "pipeline/git/line_sift.h"
#include "pipeline/git/line_slide.h"
#include "pipeline/git/line_trim.h"
#include "pipeline/git/line_walk.h"

enum {
    TAIL_BLOCK = 1024,
    EXCERPT_ROOM = 64, /* lines; few groups slide so far, and those are seen when they do */
};

struct line_diff {
    struct line_splitter splitter;
    struct line_sifter sifter;
    struct edit_searcher searcher;
    struct line_walker walker;
    struct line_room changed_room[LINE_SIDES], mark_room[LINE_SIDES], hunk_room;
    struct line_excerpt excerpt; /* that was split for the last hunks; without gaps when whole texts were */
};

struct line_diff *line_diff_new(void)
{
    struct line_diff *diff = calloc(1, sizeof *diff);
    if (!diff)
        arena_full(sizeof *diff);
    line_splitter_init(&diff->splitter);
    return diff;
}

void line_diff_free(struct line_diff *diff)
{
    if (!diff)
        return;
    line_splitter_release(&diff->splitter);
    line_sifter_release(&diff->sifter);
    edit_searcher_release(&diff->searcher);
    for (int side = 0; side < LINE_SIDES; side++) {
        line_room_release(&diff->changed_room[side]);
        line_room_release(&diff->mark_room[side]);
    }
    line_room_release(&diff->hunk_room);
    line_excerpt_release(&diff->excerpt);
    free(diff);
}

static void trim_memory(struct line_diff *diff)
{
    line_splitter_trim(&diff->splitter);
    line_sifter_trim(&diff->sifter);
    for (int side = 0; side < LINE_SIDES; side++) {
        line_room_trim(&diff->changed_room[side]);
        line_room_trim(&diff->mark_room[side]);
    }
    line_room_trim(&diff->hunk_room);
    line_excerpt_trim(&diff->excerpt);
}

/* Counting --------------------------------------------------------------------------------------------------------
 * Only what is left between common head and tail is cut into lines. Two of git's rules look at whole files, though: lines
 * that occur too often are sifted, and a line that only the head or tail of the other side has takes part in the
 * search. Neither matters to most changes, and that is checked; for the others head and tail are counted as well:
 *
 *   I1  A line without an equal one in the other middle changes the length of no common subsequence, whether it takes part
 *       or not; it makes the shortest script one edit longer.
 *   I2  A script of up to 2 * EDIT_COST_MIN edits is the shortest one.
 *   I3  So when no line that has an equal one can be sifted, and edits and unmatched lines together are that few, git's
 *       numbers are those of the shortest script of the matched lines alone. */

/* Searches what sifting left. */
static struct line_counts count_sifted(struct line_diff *diff, const struct sifted *old,
                                       const struct sifted *new)
{
    const struct lines *sides = diff->splitter.side;
    struct edit_counts edits =
        edit_search(&diff->searcher, &(struct edit_sequence){.at = old->class, .len = old->len},
                    &(struct edit_sequence){.at = new->class, .len = new->len});
    return (struct line_counts){.added = sides[LINE_NEW].len - new->len + edits.added,
                                .deleted = sides[LINE_OLD].len - old->len + edits.deleted};
}

/* The numbers by I3. False when it may not hold. */
static bool count_matched(struct line_diff *diff, struct line_counts *ret_counts)
{
    if (line_sift_may_matter(&diff->splitter))
        return false;
    struct sifted old = line_sift_matched(&diff->sifter, &diff->splitter, LINE_OLD);
    struct sifted new = line_sift_matched(&diff->sifter, &diff->splitter, LINE_NEW);
    *ret_counts = count_sifted(diff, &old, &new);
    return old.len == 0 || new.len == 0 ||
           (uint64_t)ret_counts->added + ret_counts->deleted <= 2 * EDIT_COST_MIN;
}

static struct line_counts count_middle(struct line_diff *diff, const struct line_trim *trim)
{
    struct line_counts counts;
    line_split(&diff->splitter, trim->old_text, trim->new_text);
    if (count_matched(diff, &counts))
        return counts;
    uint32_t n_common = line_split_count_common(&diff->splitter, trim->head) +
                        line_split_count_common(&diff->splitter, trim->tail);
    const struct lines *sides = diff->splitter.side;
    uint32_t n_old = sides[LINE_OLD].len, n_new = sides[LINE_NEW].len;
    struct sifted old = line_sift(&diff->sifter, &diff->splitter, LINE_OLD, 0, n_old, n_old + n_common);
    struct sifted new = line_sift(&diff->sifter, &diff->splitter, LINE_NEW, 0, n_new, n_new + n_common);
    return count_sifted(diff, &old, &new);
}

struct line_counts line_diff_count(struct line_diff *diff, struct str old_text, struct str new_text)
{
    struct line_trim trim = line_trim(old_text, new_text);
    if (trim.old_text.len == 0 || trim.new_text.len == 0)
        return (struct line_counts){line_split_lines(trim.new_text), line_split_lines(trim.old_text)};
    struct line_counts counts;
    if (line_walk(&diff->walker, trim.old_text, trim.new_text, &counts.deleted, &counts.added))
        return counts;
    trim_memory(diff);
    return count_middle(diff, &trim);
}

/* Hunks ----------------------------------------------------------------------------------------------------------- */

/* What both sides have at head and tail, in lines. */
struct common {
    uint32_t head, tail;
};

static struct common common_lines(const struct lines *old, const struct lines *new)
{
    uint32_t least = old->len < new->len ? old->len : new->len;
    struct common common = {0, 0};
    while (common.head < least && old->class[common.head] == new->class[common.head])
        common.head++;
    while (common.tail < least - common.head &&
           old->class[old->len - 1 - common.tail] == new->class[new->len - 1 - common.tail])
        common.tail++;
    return common;
}

/* The lines between, sifted. */
static struct sifted sift_middle(struct line_diff *diff, enum line_side side, struct common common)
{
    uint32_t len = diff->splitter.side[side].len;
    return line_sift(&diff->sifter, &diff->splitter, side, common.head, len - common.tail, len);
}

/* Which lines of a side changed, with a 0 before the first and behind the last: those between the common ones but for what
 * was sifted and is not marked. */
static uint8_t *changed_lines(struct line_diff *diff, enum line_side side, struct common common,
                              const struct sifted *sifted, const uint8_t *marks)
{
    uint32_t len = diff->splitter.side[side].len;
    uint8_t *changed = line_room_take(&diff->changed_room[side], (size_t)len + 2, 1);
    memset(changed, 0, (size_t)len + 2);
    changed++;
    memset(changed + common.head, 1, len - common.tail - common.head);
    for (uint32_t i = 0; i < sifted->len; i++)
        changed[sifted->index[i]] = marks[i];
    return changed;
}

static struct edit_sequence marked_sequence(struct line_diff *diff, enum line_side side,
                                            const struct sifted *sifted)
{
    uint8_t *marks = line_room_take(&diff->mark_room[side], sifted->len, 1);
    memset(marks, 0, sifted->len);
    return (struct edit_sequence){.at = sifted->class, .len = sifted->len, .changed = marks};
}

static uint32_t run_len(const uint8_t *changed)
{
    uint32_t len = 0;
    while (changed[len])
        len++;
    return len;
}

static struct line_hunks make_hunks(struct line_diff *diff, const uint8_t *old_changed,
                                    const uint8_t *new_changed)
{
    uint32_t n_old = diff->splitter.side[LINE_OLD].len, n_new = diff->splitter.side[LINE_NEW].len;
    /* Between two hunks lies a line of each side. */
    size_t most = (size_t)(n_old < n_new ? n_old : n_new) + 1;
    struct line_hunk *hunks = line_room_take(&diff->hunk_room, most, sizeof *hunks);
    size_t n = 0;
    for (uint32_t old = 0, new = 0; old < n_old || new < n_new; old++, new ++) {
        struct line_hunk hunk = {old, run_len(old_changed + old), new, run_len(new_changed + new)};
        if (hunk.old_lines || hunk.new_lines)
            hunks[n++] = hunk;
        old += hunk.old_lines;
        new += hunk.new_lines;
    }
    return (struct line_hunks){hunks, n};
}

/* Without context git first cuts off what is equal at the ends, in blocks, and gives back up to the end of a line. */
static void cut_tail(struct str *old, struct str *new)
{
    size_t least = old->len < new->len ? old->len : new->len, cut = 0;
    while (least - cut >= TAIL_BLOCK && memcmp(old->p + old->len - cut - TAIL_BLOCK,
                                               new->p + new->len - cut - TAIL_BLOCK, TAIL_BLOCK) == 0)
        cut += TAIL_BLOCK;
    const char *tail = old->p + old->len - cut, *newline = cut ? memchr(tail, '\n', cut) : NULL;
    cut -= newline ? (size_t)(newline + 1 - tail) : cut;
    old->len -= cut;
    new->len -= cut;
}

/* Of what was split. */
static struct line_hunks find_hunks(struct line_diff *diff)
{
    const struct lines *sides = diff->splitter.side;
    struct common common = common_lines(&sides[LINE_OLD], &sides[LINE_NEW]);
    struct sifted old = sift_middle(diff, LINE_OLD, common), new = sift_middle(diff, LINE_NEW, common);
    struct edit_sequence a = marked_sequence(diff, LINE_OLD, &old), b = marked_sequence(diff, LINE_NEW, &new);
    edit_search(&diff->searcher, &a, &b);
    struct slide_side slide_old = {&sides[LINE_OLD], changed_lines(diff, LINE_OLD, common, &old, a.changed)};
    struct slide_side slide_new = {&sides[LINE_NEW], changed_lines(diff, LINE_NEW, common, &new, b.changed)};
    line_slide(&slide_old, &slide_new);
    line_slide(&slide_new, &slide_old);
    return make_hunks(diff, slide_old.changed, slide_new.changed);
}

struct line_hunks line_diff_hunks(struct line_diff *diff, struct str old_text, struct str new_text)
{
    trim_memory(diff);
    cut_tail(&old_text, &new_text);
    diff->excerpt.n_gaps = 0;
    line_split(&diff->splitter, old_text, new_text);
    return find_hunks(diff);
}

/* Of the excerpt that was made. False when whole files decide. */
static bool find_in_excerpt(struct line_diff *diff, struct line_hunks *ret_hunks)
{
    line_split(&diff->splitter, diff->excerpt.text[LINE_OLD], diff->excerpt.text[LINE_NEW]);
    *ret_hunks = find_hunks(diff);
    return line_excerpt_place(&diff->excerpt, diff->hunk_room.p, ret_hunks->len);
}

struct line_hunks line_diff_hunks_no_space(struct line_diff *diff, struct str old_text, struct str new_text)
{
    struct line_hunks hunks;
    trim_memory(diff);
    cut_tail(&old_text, &new_text);
    line_excerpt_make(&diff->excerpt, &diff->walker, old_text, new_text, EXCERPT_ROOM);
    diff->splitter.ignores_space = true;
    if (!find_in_excerpt(diff, &hunks)) {
        diff->excerpt.n_gaps = 0;
        line_split(&diff->splitter, old_text, new_text);
        hunks = find_hunks(diff);
    }
    diff->splitter.ignores_space = false;
    return hunks;
}

struct str line_diff_old_line(const struct line_diff *diff, uint32_t line)
{
    return line_at(&diff->splitter.side[LINE_OLD], line_excerpt_line(&diff->excerpt, LINE_OLD, line));
}

struct str line_diff_new_line(const struct line_diff *diff, uint32_t line)
{
    return line_at(&diff->splitter.side[LINE_NEW], line_excerpt_line(&diff->excerpt, LINE_NEW, line));
}

/* Files ----------------------------------------------------------------------------------------------------------- */

bool line_diff_is_binary(struct str text)
{
    struct str head = str_head(text, LINE_DIFF_BINARY_LOOK);
    return head.len > 0 && memchr(head.p, '\0', head.len);
}

uint32_t line_diff_lines(struct str text)
{
    return line_split_lines(text);
}
