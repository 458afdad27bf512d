/* https://semver.org/spec/v2.0.0.html, section 11. */
#include "pipeline/versions/version_order.h"

typedef int text_cmp(struct str a, struct str b);

static bool is_number(struct str s)
{
    version_digits(&s);
    return s.len == 0;
}

static int identifier_cmp(struct str a, struct str b, text_cmp *cmp)
{
    bool a_is_number = is_number(a), b_is_number = is_number(b);
    if (a_is_number && b_is_number)
        return version_number_cmp(a, b);
    if (a_is_number != b_is_number)
        return a_is_number ? -1 : 1;
    return cmp(a, b);
}

/* A version with a label stands before the one without. */
static int label_cmp(struct str a, struct str b, text_cmp *cmp)
{
    if (!a.p || !b.p)
        return (b.p != NULL) - (a.p != NULL);
    while (a.p && b.p) {
        int order = identifier_cmp(str_cut(&a, '.'), str_cut(&b, '.'), cmp);
        if (order)
            return order;
    }
    return (a.p != NULL) - (b.p != NULL);
}

static int order(struct str a, struct str b, text_cmp *cmp)
{
    a = version_bare(a);
    b = version_bare(b);
    struct str a_label = str_cut(&a, '+'), b_label = str_cut(&b, '+');
    struct str a_core = str_cut(&a_label, '-'), b_core = str_cut(&b_label, '-');
    while (a_core.p || b_core.p) {
        struct str a_part = a_core.p ? str_cut(&a_core, '.') : STR("0");
        struct str b_part = b_core.p ? str_cut(&b_core, '.') : STR("0");
        int difference = identifier_cmp(a_part, b_part, cmp);
        if (difference)
            return difference;
    }
    return label_cmp(a_label, b_label, cmp);
}

int version_order_semver(struct str a, struct str b)
{
    return order(a, b, str_cmp);
}

int version_order_nuget(struct str a, struct str b)
{
    return order(a, b, version_nocase_cmp);
}
