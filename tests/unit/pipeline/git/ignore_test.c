/* Files of rules: how lines are read, which of them wins, and that finding by hash is the same as trying each. */
#include "pipeline/git/ignore.h"

#include "tests/unit/check.h"

static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    arena = test_arena();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static bool ignored(const char *rules, const char *path, bool is_dir)
{
    struct ignore_level level = {.rules = ignore_parse(&arena, str_from(rules), false)};
    return ignore_is_ignored(ignore_check(&level, str_from(path), is_dir, NULL));
}

static void lines_are_read_as_git_reads_them(void **state)
{
    (void)state;
    assert_true(ignored("a\n", "a", false));
    assert_true(ignored("a", "a", false)); /* no newline at the end */
    assert_true(ignored("\xef\xbb\xbf"
                        "a\n",
                        "a", false));
    assert_true(ignored("a\r\n", "a", false));
    assert_true(ignored("a  \n", "a", false));
    assert_true(ignored("a\\ \n", "a ", false));
    assert_false(ignored("a\t\n", "a", false));
    assert_false(ignored("#a\n", "#a", false));
    assert_true(ignored("\\#a\n", "#a", false));
    assert_true(ignored("\\!a\n", "!a", false));
    assert_false(ignored("\n   \n/\n!\n", "x", true));
}

static void slashes_bind(void **state)
{
    (void)state;
    assert_true(ignored("f", "a/b/f", false));
    assert_false(ignored("/f", "a/f", false));
    assert_false(ignored("a/f", "b/a/f", false));
    assert_true(ignored("d/", "x/d", true));
    assert_false(ignored("d/", "x/d", false));
    assert_true(ignored("*.o", "a/x.o", false));
    assert_true(ignored("*.tar.gz", "x.tar.gz", false));
    assert_false(ignored("d//", "d", true));
}

static void the_last_rule_wins(void **state)
{
    (void)state;
    assert_false(ignored("*.o\n!keep.o\n", "keep.o", false));
    assert_true(ignored("!keep.o\n*.o\n", "keep.o", false));
    assert_true(ignored("f\n!f/\n", "f", false)); /* the later rule is for folders */
    assert_false(ignored("f\n!f/\n", "f", true));
}

static void deeper_levels_come_first(void **state)
{
    (void)state;
    struct ignore_level top = {.rules = ignore_parse(&arena, STR("*.o\nb/x\n"), false), .source = STR("top")};
    struct ignore_level deep = {.rules = ignore_parse(&arena, STR("!y.o\n/z\n"), false),
                                .above = &top,
                                .folder = STR("a/"),
                                .source = STR("deep")};
    assert_true(ignore_is_ignored(ignore_check(&deep, STR("a/x.o"), false, NULL)));
    struct ignore_verdict verdict = ignore_check(&deep, STR("a/y.o"), false, NULL);
    assert_false(ignore_is_ignored(verdict));
    assert_str(verdict.level->source, "deep");
    assert_int_equal(verdict.rule->line, 1);
    assert_str(verdict.rule->source, "!y.o");
    assert_true(ignore_is_ignored(ignore_check(&deep, STR("a/z"), false, NULL)));
    assert_false(ignore_is_ignored(ignore_check(&deep, STR("a/b/x"), false, NULL)));
    assert_null(ignore_check(&deep, STR("a/q"), false, NULL).rule);
}

/* All rules that are found by hash, against the same ones tried one by one: core.ignoreCase switches hashing off. */
static void hashing_changes_nothing(void **state)
{
    (void)state;
    static const char *const rules[] = {"a",    "b/",    "/a", "a/b", "*.o", "!a",
                                        "!*.o", "!a/b/", "*",  "?",   "x.o", "!x.o/"};
    static const char *const paths[] = {"a", "b", "a/b", "b/a", "x.o", "a/x.o", "a.o.o", "q", ".o", "o"};
    enum { RULES = sizeof rules / sizeof rules[0], PATHS = sizeof paths / sizeof paths[0] };
    unsigned found = 0;
    for (unsigned i = 0; i < RULES * RULES * RULES; i++) {
        const char *chosen[] = {rules[i % RULES], rules[i / RULES % RULES], rules[i / RULES / RULES]};
        struct arena scratch = arena;
        struct ignore_rules *hashed = ignore_from_list(&scratch, chosen, 3, false);
        struct ignore_rules *tried = ignore_from_list(&scratch, chosen, 3, true);
        for (unsigned p = 0; p < 2 * PATHS; p++) {
            struct pattern_subject subject = {.path = str_from(paths[p / 2]), .is_dir = p % 2};
            subject.name = str_basename(subject.path);
            const struct pattern *one = ignore_find(hashed, &subject), *two = ignore_find(tried, &subject);
            assert_true(!one == !two && (!one || one->source.p == two->source.p));
            found += one != NULL;
        }
    }
    assert_true(found > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_read_as_git_reads_them),
        cmocka_unit_test(slashes_bind),
        cmocka_unit_test(the_last_rule_wins),
        cmocka_unit_test(deeper_levels_come_first),
        cmocka_unit_test(hashing_changes_nothing),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
