#include "pipeline/versions/version_order.h"

struct str version_bare(struct str version)
{
    version = str_trim(version);
    if (str_starts(version, STR("=")))
        version = str_trim(str_skip(version, 1));
    bool marked = version.len > 1 && (version.p[0] | 32) == 'v' && version_is_digit(version.p[1]);
    return str_skip(version, marked);
}

struct str version_digits(struct str *rest)
{
    size_t len = 0;
    while (len < rest->len && version_is_digit(rest->p[len]))
        len++;
    struct str digits = str_head(*rest, len);
    *rest = str_skip(*rest, len);
    return digits;
}

struct str version_letters(struct str *rest)
{
    size_t len = 0;
    while (len < rest->len && (rest->p[len] | 32) >= 'a' && (rest->p[len] | 32) <= 'z')
        len++;
    struct str letters = str_head(*rest, len);
    *rest = str_skip(*rest, len);
    return letters;
}

static struct str without_zeros(struct str digits)
{
    while (digits.len && digits.p[0] == '0')
        digits = str_skip(digits, 1);
    return digits;
}

int version_number_cmp(struct str a, struct str b)
{
    a = without_zeros(a);
    b = without_zeros(b);
    if (a.len != b.len)
        return a.len < b.len ? -1 : 1;
    return str_cmp(a, b);
}

static int lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : (unsigned char)c;
}

int version_nocase_cmp(struct str a, struct str b)
{
    for (size_t i = 0; i < a.len && i < b.len; i++) {
        int order = lower(a.p[i]) - lower(b.p[i]);
        if (order)
            return order;
    }
    return (a.len > b.len) - (a.len < b.len);
}

version_order *version_order_of(struct str ecosystem)
{
    static const struct {
        const char *ecosystem;
        version_order *order;
    } orders[] = {
        {"npm", version_order_semver},    {"cargo", version_order_semver},
        {"golang", version_order_semver}, {"github", version_order_semver},
        {"conan", version_order_semver},  {"nuget", version_order_nuget},
        {"pypi", version_order_pep440},   {"maven", version_order_maven},
        {"gem", version_order_gem},       {"composer", version_order_composer},
    };
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        if (str_eq(ecosystem, str_from(orders[i].ecosystem)))
            return orders[i].order;
    }
    return NULL;
}
