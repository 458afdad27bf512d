#include "pipeline/git/line_slide.h"

#include <stdbool.h>

enum {
    INDENT_NONE = -1, /* a blank line, or no line */
    INDENT_MAX = 200, /* columns; deeper ones are as deep */
    BLANKS_MAX = 20,  /* blank lines that are looked through */
    SLIDE_MAX = 100,  /* lines a group may be moved up from its lowest place for its looks */
};

/* What is added to the badness of an end of a group; the least bad place wins. */
enum {
    AT_START_OF_FILE = 1,
    AT_END_OF_FILE = 21,
    PER_BLANK = -30,
    PER_BLANK_BEHIND = 6,
    INDENTED = -4,
    INDENTED_AFTER_BLANK = 10,
    OUTDENTED = 24, /* less than the line before, and than the line behind */
    OUTDENTED_AFTER_BLANK = 17,
    DEDENTED = 23, /* less than the line before only */
    DEDENTED_AFTER_BLANK = 17,
    PER_INDENT_ORDER = 60, /* for standing deeper than the place it is compared with */
};

/* The looks of a place: the sums over both ends of the group. */
struct score {
    int indent, badness;
};

/* A run of changed lines, perhaps empty, between two that have not changed. The n-th of one side lies beside the n-th of
 * the other. */
struct group {
    const struct slide_side *of;
    uint32_t start, end;
};

/* Indentation ----------------------------------------------------------------------------------------------------- */

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Columns before the first character that is not white space. */
static int indent_of(const struct lines *lines, uint32_t i)
{
    struct str line = line_at(lines, i);
    int columns = 0;
    for (size_t k = 0; k < line.len; k++) {
        if (!is_space(line.p[k]))
            return columns;
        if (line.p[k] == ' ')
            columns++;
        else if (line.p[k] == '\t')
            columns += 8 - columns % 8;
        if (columns >= INDENT_MAX)
            return INDENT_MAX;
    }
    return INDENT_NONE;
}

/* The place between line `at - 1` and line `at`. */
struct place {
    bool at_end;
    int indent;                       /* of line `at` */
    int blanks_before, indent_before; /* blank lines above, and the first line above them */
    int blanks_behind, indent_behind; /* the same below line `at` */
};

/* Looks through blank lines, `n` at most are there. Through too many, the next counts as not indented. */
static int look_from(const struct lines *lines, uint32_t i, int step, uint32_t n, int *ret_blanks)
{
    *ret_blanks = 0;
    for (; n > 0; n--, i += (uint32_t)step) {
        int indent = indent_of(lines, i);
        if (indent != INDENT_NONE)
            return indent;
        if (++*ret_blanks == BLANKS_MAX)
            return 0;
    }
    return INDENT_NONE;
}

static struct place look_at(const struct lines *lines, uint32_t at)
{
    struct place place = {.at_end = at >= lines->len, .indent = INDENT_NONE, .indent_behind = INDENT_NONE};
    place.indent_before = look_from(lines, at - 1, -1, at, &place.blanks_before);
    if (!place.at_end) {
        place.indent = indent_of(lines, at);
        place.indent_behind = look_from(lines, at + 1, 1, lines->len - at - 1, &place.blanks_behind);
    }
    return place;
}

static int badness_of_indent(const struct place *place, int indent, bool blanks)
{
    if (indent == INDENT_NONE || place->indent_before == INDENT_NONE || indent == place->indent_before)
        return 0;
    if (indent > place->indent_before)
        return blanks ? INDENTED_AFTER_BLANK : INDENTED;
    if (place->indent_behind != INDENT_NONE && place->indent_behind > indent)
        return blanks ? OUTDENTED_AFTER_BLANK : OUTDENTED;
    return blanks ? DEDENTED_AFTER_BLANK : DEDENTED;
}

static void add_score(struct score *score, const struct lines *lines, uint32_t at)
{
    struct place place = look_at(lines, at);
    int behind = place.indent == INDENT_NONE ? 1 + place.blanks_behind : 0;
    int blanks = place.blanks_before + behind;
    int indent = place.indent == INDENT_NONE ? place.indent_behind : place.indent;
    if (place.indent_before == INDENT_NONE && place.blanks_before == 0)
        score->badness += AT_START_OF_FILE;
    if (place.at_end)
        score->badness += AT_END_OF_FILE;
    score->badness += PER_BLANK * blanks + PER_BLANK_BEHIND * behind;
    score->badness += badness_of_indent(&place, indent, blanks != 0);
    score->indent += indent;
}

/* <= 0: the first is as good or better. */
static int compare_scores(const struct score *a, const struct score *b)
{
    int order = (a->indent > b->indent) - (a->indent < b->indent);
    return PER_INDENT_ORDER * order + a->badness - b->badness;
}

/* The best end of a group of `len` lines between its highest and lowest. */
static uint32_t best_end(const struct lines *lines, uint32_t len, uint32_t highest, uint32_t lowest)
{
    if (lowest - highest > SLIDE_MAX)
        highest = lowest - SLIDE_MAX;
    if (lowest - highest > len + 1)
        highest = lowest - len - 1; /* beyond its own length all repeats */
    uint32_t best = lowest;
    struct score best_score = {0};
    for (uint32_t end = highest; end <= lowest; end++) {
        struct score score = {0};
        add_score(&score, lines, end);
        add_score(&score, lines, end - len);
        if (end == highest || compare_scores(&score, &best_score) <= 0) {
            best = end;
            best_score = score;
        }
    }
    return best;
}

/* Groups ---------------------------------------------------------------------------------------------------------- */

static struct group first_group(const struct slide_side *side)
{
    struct group group = {side, 0, 0};
    while (side->changed[group.end])
        group.end++;
    return group;
}

static bool next_group(struct group *group)
{
    if (group->end == group->of->lines->len)
        return false;
    group->start = ++group->end;
    while (group->of->changed[group->end])
        group->end++;
    return true;
}

static void previous_group(struct group *group)
{
    group->end = --group->start;
    while (group->of->changed[(ptrdiff_t)group->start - 1])
        group->start--;
}

/* Up by a line, if the line above is as the last one; takes in the group it reaches. */
static bool slide_up(struct group *group)
{
    const uint32_t *class = group->of->lines->class;
    uint8_t *changed = group->of->changed;
    if (group->start == 0 || class[group->start - 1] != class[group->end - 1])
        return false;
    changed[--group->start] = 1;
    changed[--group->end] = 0;
    while (changed[(ptrdiff_t)group->start - 1])
        group->start--;
    return true;
}

static bool slide_down(struct group *group)
{
    const uint32_t *class = group->of->lines->class;
    uint8_t *changed = group->of->changed;
    if (group->end == group->of->lines->len || class[group->start] != class[group->end])
        return false;
    changed[group->start++] = 0;
    changed[group->end++] = 1;
    while (changed[group->end])
        group->end++;
    return true;
}

static bool is_empty(const struct group *group)
{
    return group->start == group->end;
}

/* Slides up as far as it goes, then down, until it meets no more groups; ends at its lowest. Returns the highest end. */
static uint32_t settle(struct group *group, struct group *beside, bool *ret_has_beside)
{
    uint32_t len, highest;
    do {
        len = group->end - group->start;
        *ret_has_beside = false;
        while (slide_up(group))
            previous_group(beside);
        highest = group->end;
        *ret_has_beside |= !is_empty(beside);
        while (slide_down(group)) {
            next_group(beside);
            *ret_has_beside |= !is_empty(beside);
        }
    } while (len != group->end - group->start);
    return highest;
}

static void place(struct group *group, struct group *beside)
{
    bool has_beside;
    uint32_t highest = settle(group, beside, &has_beside), end = group->end;
    if (highest == end)
        return;
    if (!has_beside)
        end = best_end(group->of->lines, group->end - group->start, highest, group->end);
    while (has_beside ? is_empty(beside) : group->end > end) {
        slide_up(group);
        previous_group(beside);
    }
}

void line_slide(const struct slide_side *side, const struct slide_side *other)
{
    struct group group = first_group(side), beside = first_group(other);
    do {
        if (!is_empty(&group))
            place(&group, &beside);
    } while (next_group(&group) && next_group(&beside));
}
