/* https://packaging.python.org/en/latest/specifications/version-specifiers/ */
#include "pipeline/versions/version_order.h"

/* In their order. A release that is only a development release stands before its pre-releases. */
enum phase { PHASE_DEV_ONLY, PHASE_ALPHA, PHASE_BETA, PHASE_CANDIDATE, PHASE_FINAL };

struct pep440 {
    struct str epoch, release;
    enum phase phase;
    struct str pre, post, dev, local; /* numbers; p is NULL where there is none */
};

static void skip_separator(struct str *rest)
{
    if (rest->len && strchr(".-_", rest->p[0]))
        *rest = str_skip(*rest, 1);
}

/* Takes one of the words, in any case, with a separator before and the number behind it. */
static bool take_part(struct str *rest, const char *const *words, struct str *ret_number)
{
    struct str at = *rest;
    skip_separator(&at);
    struct str word = version_letters(&at);
    if (word.len == 0)
        return false;
    while (*words && !str_eq_nocase(word, str_from(*words)))
        words++;
    if (!*words)
        return false;
    struct str number_at = at;
    skip_separator(&number_at);
    struct str number = version_digits(&number_at);
    *ret_number = number.len ? number : STR("0");
    *rest = number.len ? number_at : at;
    return true;
}

static void take_pre(struct str *rest, struct pep440 *v)
{
    static const struct {
        const char *words[5];
        enum phase phase;
    } phases[] = {{{"a", "alpha", NULL}, PHASE_ALPHA},
                  {{"b", "beta", NULL}, PHASE_BETA},
                  {{"c", "rc", "pre", "preview", NULL}, PHASE_CANDIDATE}};
    for (size_t i = 0; i < sizeof phases / sizeof *phases; i++) {
        if (take_part(rest, phases[i].words, &v->pre)) {
            v->phase = phases[i].phase;
            return;
        }
    }
}

/* "1.0-1" is "1.0.post1". */
static void take_post(struct str *rest, struct pep440 *v)
{
    static const char *const words[] = {"post", "rev", "r", NULL};
    if (take_part(rest, words, &v->post) || !str_starts(*rest, STR("-")))
        return;
    struct str at = str_skip(*rest, 1), number = version_digits(&at);
    if (number.len) {
        v->post = number;
        *rest = at;
    }
}

static struct pep440 parse(struct str text)
{
    static const char *const dev[] = {"dev", NULL};
    struct pep440 v = {.epoch = STR("0"), .phase = PHASE_FINAL};
    struct str rest = version_bare(text);
    v.local = rest;
    rest = str_cut(&v.local, '+');
    ptrdiff_t mark = str_index(rest, '!');
    if (mark >= 0) {
        v.epoch = str_head(rest, (size_t)mark);
        rest = str_skip(rest, (size_t)mark + 1);
    }
    size_t len = 0;
    while (len < rest.len && (version_is_digit(rest.p[len]) || (rest.p[len] == '.' && len + 1 < rest.len &&
                                                                version_is_digit(rest.p[len + 1]))))
        len++;
    v.release = str_head(rest, len);
    rest = str_skip(rest, len);
    take_pre(&rest, &v);
    take_post(&rest, &v);
    take_part(&rest, dev, &v.dev);
    if (v.phase == PHASE_FINAL && !v.post.p && v.dev.p)
        v.phase = PHASE_DEV_ONLY;
    return v;
}

static int release_cmp(struct str a, struct str b)
{
    while (a.p || b.p) {
        int order = version_number_cmp(a.p ? str_cut(&a, '.') : STR("0"), b.p ? str_cut(&b, '.') : STR("0"));
        if (order)
            return order;
    }
    return 0;
}

/* None stands before any, or behind: `none` is -1 or 1. */
static int optional_cmp(struct str a, struct str b, int none)
{
    if (!a.p || !b.p)
        return !a.p && !b.p ? 0 : !a.p ? none : -none;
    return version_number_cmp(a, b);
}

static struct str cut_local(struct str *rest)
{
    size_t len = 0;
    while (len < rest->len && !strchr(".-_", rest->p[len]))
        len++;
    struct str part = str_head(*rest, len);
    *rest = len < rest->len ? str_skip(*rest, len + 1) : (struct str){NULL, 0};
    return part;
}

static int local_cmp(struct str a, struct str b)
{
    while (a.p && b.p) {
        struct str x = cut_local(&a), y = cut_local(&b), x_rest = x, y_rest = y;
        version_digits(&x_rest);
        version_digits(&y_rest);
        bool x_is_number = x_rest.len == 0, y_is_number = y_rest.len == 0;
        int order = x_is_number && y_is_number   ? version_number_cmp(x, y)
                    : x_is_number != y_is_number ? (x_is_number ? 1 : -1)
                                                 : version_nocase_cmp(x, y);
        if (order)
            return order;
    }
    return (a.p != NULL) - (b.p != NULL);
}

int version_order_pep440(struct str left, struct str right)
{
    struct pep440 a = parse(left), b = parse(right);
    int order = version_number_cmp(a.epoch, b.epoch);
    if (!order)
        order = release_cmp(a.release, b.release);
    if (!order)
        order = (int)a.phase - (int)b.phase;
    if (!order)
        order = optional_cmp(a.pre, b.pre, 1);
    if (!order)
        order = optional_cmp(a.post, b.post, -1);
    if (!order)
        order = optional_cmp(a.dev, b.dev, 1);
    return order ? order : local_cmp(a.local, b.local);
}
