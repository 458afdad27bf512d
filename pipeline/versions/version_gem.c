/* Gem::Version of RubyGems: segments of digits and of letters; a text stands before any number; missing ones are 0. */
#include "pipeline/versions/version_order.h"

/* The next segment; "-" reads as ".pre.". {NULL, 0} at the end. */
static struct str next_segment(struct str *rest)
{
    while (rest->len) {
        if (version_is_digit(rest->p[0]))
            return version_digits(rest);
        struct str letters = version_letters(rest);
        if (letters.len)
            return letters;
        bool dash = rest->p[0] == '-';
        *rest = str_skip(*rest, 1);
        if (dash)
            return STR("pre");
    }
    return (struct str){NULL, 0};
}

static int segment_cmp(struct str a, struct str b)
{
    struct str a_text = a.p ? a : STR("0"), b_text = b.p ? b : STR("0");
    bool a_is_number = version_is_digit(a_text.p[0]), b_is_number = version_is_digit(b_text.p[0]);
    if (a_is_number && b_is_number)
        return version_number_cmp(a_text, b_text);
    if (a_is_number != b_is_number)
        return a_is_number ? 1 : -1;
    return str_cmp(a_text, b_text);
}

int version_order_gem(struct str a, struct str b)
{
    a = version_bare(a);
    b = version_bare(b);
    for (;;) {
        struct str x = next_segment(&a), y = next_segment(&b);
        if (!x.p && !y.p)
            return 0;
        int order = segment_cmp(x, y);
        if (order)
            return order;
    }
}
