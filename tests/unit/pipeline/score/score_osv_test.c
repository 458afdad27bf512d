#include "tests/unit/check.h"

#include "pipeline/base/json.h"
#include "pipeline/score/score_cvss.h"
#include "pipeline/score/score_osv.h"

static struct json_reader *json;

static const char *fixed_or_no(const char *affected, const char *ecosystem, const char *version)
{
    static char fixed_text[64];
    const struct json_val *root;
    struct str fixed;
    struct err err;
    assert_int_equal(json_read(json, str_from(affected), &root, &err), 0);
    if (!osv_is_affected(root, str_from(ecosystem), str_from(version), &fixed))
        return "no";
    snprintf(fixed_text, sizeof fixed_text, "%.*s", fixed.p ? (int)fixed.len : 1, fixed.p ? fixed.p : "-");
    return fixed_text;
}

static void follows_events(void **state)
{
    (void)state;
    const char *two =
        "{\"ranges\":[{\"type\":\"SEMVER\",\"events\":[{\"introduced\":\"0\"},{\"fixed\":\"1.2.0\"},"
        "{\"introduced\":\"2.0.0\"},{\"fixed\":\"2.1.0\"}]}]}";
    assert_string_equal(fixed_or_no(two, "npm", "0.1.0"), "1.2.0");
    assert_string_equal(fixed_or_no(two, "npm", "1.2.0"), "no");
    assert_string_equal(fixed_or_no(two, "npm", "1.9.0"), "no");
    assert_string_equal(fixed_or_no(two, "npm", "2.0.0-rc.1"), "no");
    assert_string_equal(fixed_or_no(two, "npm", "2.0.5"), "2.1.0");
    assert_string_equal(fixed_or_no(two, "npm", "2.1.0"), "no");
    const char *last =
        "{\"ranges\":[{\"type\":\"ECOSYSTEM\",\"events\":[{\"last_affected\":\"1.0\"},{\"introduced\":\"0.5\"}]}]}";
    assert_string_equal(fixed_or_no(last, "pypi", "0.4"), "no");
    assert_string_equal(fixed_or_no(last, "pypi", "1.0"), "-");
    assert_string_equal(fixed_or_no(last, "pypi", "1.0.post1"), "no");
}

static void takes_listed_versions(void **state)
{
    (void)state;
    const char *listed = "{\"versions\":[\"1.0\",\"1.1\"]}";
    assert_string_equal(fixed_or_no(listed, "pypi", "1.0.0"), "-");
    assert_string_equal(fixed_or_no(listed, "pypi", "1.2"), "no");
    assert_string_equal(fixed_or_no("{\"ranges\":[{\"type\":\"GIT\",\"events\":[{\"introduced\":\"0\"}]}]}",
                                    "pypi", "1"),
                        "no");
    assert_string_equal(fixed_or_no("{\"ranges\":5,\"versions\":{}}", "pypi", "1"), "no");
}

static void scores_vectors(void **state)
{
    (void)state;
    /* From the examples document of CVSS 3.1; those of 4.0 are as advisories have them. */
    static const struct {
        const char *vector;
        double score;
    } cases[] = {{"CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1},
                 {"CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 6.4},
                 {"CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", 3.1},
                 {"CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H", 9.9},
                 {"CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L", 4.2},
                 {"CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N", 4.6},
                 {"CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8},
                 {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0},
                 {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", 10},
                 {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 9.3},
                 {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:N", 8.7},
                 {"CVSS:4.0/AV:L/AC:L/AT:N/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 8.5},
                 {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:A/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N", 5.1},
                 {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double score = -1;
        assert_true(cvss_base_score(str_from(cases[i].vector), &score));
        assert_int_equal((int)(score * 10 + 0.5), (int)(cases[i].score * 10 + 0.5));
    }
    double score;
    assert_false(cvss_base_score(STR("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N"), &score));
    assert_false(cvss_base_score(STR("CVSS:5.0/AV:N"), &score));
    assert_false(cvss_base_score(STR("CVSS:3.1/AV:N"), &score));
    assert_false(cvss_base_score(STR(""), &score));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(follows_events),
                                       cmocka_unit_test(takes_listed_versions),
                                       cmocka_unit_test(scores_vectors)};
    json = json_reader_new(1 << 20);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    json_reader_free(json);
    return failed;
}
