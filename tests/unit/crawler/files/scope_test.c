/* Rules that take too long: cheap checks are never counted, costly ones until the limit, and then the scan must end. */
#include "crawler/files/scope.h"

#include "pipeline/base/buf.h"

#include "tests/unit/check.h"

static void costly_rules_come_to_an_end(void **state)
{
    (void)state;
    struct arena arena = test_arena();
    struct buf text;
    struct err err = {0};
    struct scope scope = {.rule_steps_max = 1000000, .rule_steps = arena_new(&arena, atomic_ullong)};
    scope.repo.work_tree = STR("/tree");
    buf_init(&text, 1 << 20);
    for (int i = 0; i < 5000; i++)
        buf_printf(&text, "*%d*x\n", i);
    struct ignore_level cheap = {.rules = ignore_parse(&arena, STR("*a*b\n?.o\n"), false)};
    struct ignore_level costly = {.rules = ignore_parse(&arena, buf_str(&text), false), .above = &cheap};
    struct attr_level attributes = {.rules = attr_parse(&arena, buf_str(&text), false)};
    for (int i = 0; i < 10000; i++)
        assert_false(scope_is_ignored(&scope, &cheap, STR("some/name"), false));
    assert_int_equal(atomic_load(scope.rule_steps), 0);
    assert_true(scope_is_ignored(&scope, &costly, STR("x.o"), false));
    assert_true(atomic_load(scope.rule_steps) > 5000);
    assert_ok(scope_check_cost(&scope, &err), &err);
    scope_attributes_of(&scope, &attributes, STR("x.o")); /* rules of other attributes cost nothing */
    int checks = 0;
    while (scope_check_cost(&scope, &err) == 0 && checks < 1000) {
        scope_is_ignored(&scope, &costly, STR("some/name"), false);
        checks++;
    }
    assert_in_range(checks, 2, 200);
    assert_int_equal(scope_check_cost(&scope, &err), ERR_INPUT);
    assert_contains(err.text, "/tree: its .gitignore");
    buf_release(&text);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(costly_rules_come_to_an_end)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
