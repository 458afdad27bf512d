/*
 * Composer: numbers of four parts, then a stability, compared as PHP's version_compare does:
 * any other text < dev < alpha = a < beta = b < RC = rc < nothing < a number < pl = p = patch.
 */
#include "pipeline/versions/version_order.h"

enum { RANK_TEXT, RANK_DEV, RANK_ALPHA, RANK_BETA, RANK_CANDIDATE, RANK_NOTHING, RANK_NUMBER, RANK_PATCH };
enum { CORE_PARTS = 4 };

static int rank_of(struct str part)
{
    static const struct {
        const char *word;
        int rank;
    } words[] = {{"dev", RANK_DEV},     {"alpha", RANK_ALPHA},  {"a", RANK_ALPHA},       {"beta", RANK_BETA},
                 {"b", RANK_BETA},      {"rc", RANK_CANDIDATE}, {"c", RANK_CANDIDATE},   {"pl", RANK_PATCH},
                 {"patch", RANK_PATCH}, {"p", RANK_PATCH},      {"stable", RANK_NOTHING}};
    if (!part.p)
        return RANK_NOTHING;
    if (version_is_digit(part.p[0]))
        return RANK_NUMBER;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (str_eq_nocase(part, str_from(words[i].word)))
            return words[i].rank;
    }
    return RANK_TEXT;
}

static struct str next_part(struct str *rest)
{
    while (rest->len) {
        if (version_is_digit(rest->p[0]))
            return version_digits(rest);
        struct str letters = version_letters(rest);
        if (letters.len)
            return letters;
        *rest = str_skip(*rest, 1);
    }
    return (struct str){NULL, 0};
}

/* The next number of the core; "0" when the core has ended. */
static struct str next_number(struct str *rest)
{
    struct str at = *rest;
    if (at.len && at.p[0] == '.')
        at = str_skip(at, 1);
    struct str digits = version_digits(&at);
    if (digits.len == 0)
        return STR("0");
    *rest = at;
    return digits;
}

static int part_cmp(struct str a, struct str b)
{
    int a_rank = rank_of(a), b_rank = rank_of(b);
    if (a_rank != b_rank)
        return a_rank < b_rank ? -1 : 1;
    if (a_rank == RANK_NUMBER)
        return version_number_cmp(a, b);
    return a_rank == RANK_TEXT ? version_nocase_cmp(a, b) : 0;
}

int version_order_composer(struct str a, struct str b)
{
    a = version_bare(a);
    b = version_bare(b);
    a = str_cut(&a, '+');
    b = str_cut(&b, '+');
    for (int i = 0; i < CORE_PARTS; i++) {
        int order = version_number_cmp(next_number(&a), next_number(&b));
        if (order)
            return order;
    }
    for (;;) {
        struct str x = next_part(&a), y = next_part(&b);
        int order = part_cmp(x, y);
        if (order || (!x.p && !y.p))
            return order;
    }
}
