#include "tests/unit/check.h"

#include "pipeline/versions/version_order.h"

/* Each list is in its order, oldest first: from the specification of its scheme, or following from it. */

static int sign(int n)
{
    return (n > 0) - (n < 0);
}

static void check_list(version_order *order, const char *const *list)
{
    for (int i = 0; list[i]; i++) {
        for (int k = 0; list[k]; k++) {
            int expected = (i > k) - (i < k), is = sign(order(str_from(list[i]), str_from(list[k])));
            if (is != expected)
                fail_msg("%s against %s: %d, not %d", list[i], list[k], is, expected);
        }
    }
}

static void check_same(version_order *order, const char *const (*pairs)[2])
{
    for (; (*pairs)[0]; pairs++) {
        if (order(str_from((*pairs)[0]), str_from((*pairs)[1])) != 0 ||
            order(str_from((*pairs)[1]), str_from((*pairs)[0])) != 0)
            fail_msg("%s is not the same as %s", (*pairs)[0], (*pairs)[1]);
    }
}

static void orders_semver(void **state)
{
    (void)state;
    static const char *const list[] = {"0.0.0-20190101000000-abcdefabcdef",
                                       "0.0.1",
                                       "1.0.0-0",
                                       "1.0.0-alpha",
                                       "1.0.0-alpha.1",
                                       "1.0.0-alpha.beta",
                                       "1.0.0-beta",
                                       "1.0.0-beta.2",
                                       "1.0.0-beta.11",
                                       "1.0.0-rc.1",
                                       "1.0.0",
                                       "1.2.0",
                                       "1.10.0",
                                       "2.0.0",
                                       "99999999999999999999.0.0",
                                       NULL};
    static const char *const same[][2] = {{"v1.2.3", "1.2.3"},
                                          {"1.0.0+build1", "1.0.0+build2"},
                                          {"v2.0.0+incompatible", "2.0.0"},
                                          {"1.0", "1.0.0"},
                                          {NULL}};
    check_list(version_order_semver, list);
    check_same(version_order_semver, same);
}

static void orders_nuget(void **state)
{
    (void)state;
    static const char *const list[] = {"1.0.0-alpha", "1.0.0-Beta", "1.0.0", "1.0.0.1",
                                       "1.0.1-a",     "1.0.1",      NULL};
    static const char *const same[][2] = {
        {"1.0.0-RC", "1.0.0-rc"}, {"1.0", "1.0.0.0"}, {"1.01.1", "1.1.1"}, {NULL}};
    check_list(version_order_nuget, list);
    check_same(version_order_nuget, same);
}

static void orders_pep440(void **state)
{
    (void)state;
    static const char *const list[] = {
        "1.0.dev1", "1.0a1.dev1", "1.0a1",     "1.0a2",     "1.0b1.dev2", "1.0b1",          "1.0b1.post1",
        "1.0rc1",   "1.0",        "1.0+abc.5", "1.0+abc.7", "1.0+5",      "1.0.post1.dev1", "1.0.post1",
        "1.0.1",    "1.1.dev1",   "1.1",       "1.10",      "2013.10",    "1!0.1",          NULL};
    static const char *const same[][2] = {
        {"1.0", "1.0.0"},     {"1.0-ALPHA.1", "1.0a1"}, {"1.0-1", "1.0.post1"},
        {"1.0c1", "1.0rc1"},  {"1.0.DEV1", "1.0dev1"},  {"v1.0", "1.0"},
        {"1.0pre", "1.0rc0"}, {"1.0+a.b", "1.0+A_B"},   {NULL}};
    check_list(version_order_pep440, list);
    check_same(version_order_pep440, same);
}

static void orders_maven(void **state)
{
    (void)state;
    static const char *const list[] = {"1-alpha-1",  "1-alpha-2", "1-beta", "1-milestone", "1-rc",
                                       "1-SNAPSHOT", "1",         "1-sp",   "1-foo2",      "1-foo10",
                                       "1-1",        "1.1",       "1.2",    "1.10",        NULL};
    static const char *const same[][2] = {{"1.0.0", "1"},       {"1.ga", "1"},
                                          {"1-final", "1"},     {"1-a1", "1-alpha-1"},
                                          {"1-cr", "1-rc"},     {"1.0.0-foo.0.0", "1-foo"},
                                          {"1.0-RC1", "1-rc1"}, {NULL}};
    check_list(version_order_maven, list);
    check_same(version_order_maven, same);
}

static void orders_gem(void **state)
{
    (void)state;
    static const char *const list[] = {"0.9", "1.0.a", "1.0.a.2", "1.0.b1", "1.0.rc1",
                                       "1.0", "1.0.1", "1.9",     "1.10.0", NULL};
    static const char *const same[][2] = {{"1.0", "1"}, {"1.0.0.0", "1"}, {"1.0-1", "1.0.pre.1"}, {NULL}};
    check_list(version_order_gem, list);
    check_same(version_order_gem, same);
}

static void orders_composer(void **state)
{
    (void)state;
    static const char *const list[] = {
        "1.0.0-dev",    "1.0.0-alpha1", "1.0.0-alpha2", "1.0.0-beta1", "1.0.0-RC1", "1.0.0",
        "1.0.0-patch1", "1.0.1",        "1.2.3.4",      "1.10.0",      NULL};
    static const char *const same[][2] = {
        {"v1.0.0", "1.0"}, {"1.0.0-b1", "1.0.0-beta1"}, {"1.0.0-pl1", "1.0-p1"}, {NULL}};
    check_list(version_order_composer, list);
    check_same(version_order_composer, same);
}

static void takes_anything(void **state)
{
    (void)state;
    static const char *const odd[] = {"", "-", "....", "v", "=", "!", "+", "1..2", "a-b_c.d", "1.-.", "\xff"};
    version_order *const orders[] = {version_order_semver, version_order_nuget, version_order_pep440,
                                     version_order_maven,  version_order_gem,   version_order_composer};
    for (size_t o = 0; o < sizeof orders / sizeof *orders; o++) {
        for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
            for (size_t k = 0; k < sizeof odd / sizeof *odd; k++)
                assert_int_equal(sign(orders[o](str_from(odd[i]), str_from(odd[k]))),
                                 -sign(orders[o](str_from(odd[k]), str_from(odd[i]))));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orders_semver),  cmocka_unit_test(orders_nuget), cmocka_unit_test(orders_pep440),
        cmocka_unit_test(orders_maven),   cmocka_unit_test(orders_gem),   cmocka_unit_test(orders_composer),
        cmocka_unit_test(takes_anything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
