#include "pipeline/base/str.h"
#include "pipeline/report/rule_about.h"
#include "pipeline/score/score_rules.h"
#include "tests/unit/check.h"

static const char *const ids[] = {
#define ID(id, words) id,
    RULE_ABOUT(ID)
#undef ID
};

/* The folders of report and score do not know each other: that their lists agree is for a test to say. */
static void rules_of_score_have_words(void **state)
{
    (void)state;
    struct arena arena = test_arena();
    struct config config;
    struct ruleset rules;
    struct err err = {0};
    size_t n = sizeof ids / sizeof *ids;
    assert_ok(config_load(&config, &arena, &(struct config_sources){0}, &err), &err);
    ruleset_init(&rules, &arena, &config);
    assert_int_equal(n, RULE_COUNT);
    assert_int_equal(rules.list.len, RULE_COUNT);
    for (size_t i = 0; i < n; i++)
        assert_non_null(ruleset_find(&rules, str_from(ids[i])));
    for (size_t i = 0; i < n; i++)
        for (size_t other = i + 1; other < n; other++)
            assert_string_not_equal(ids[i], ids[other]);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_of_score_have_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
