#include "crawler/history/source_path.h"

#include "crawler/history/hot_files.h"
#include "tests/unit/check.h"

static void languages(void **state)
{
    static const struct {
        const char *path, *lang;
    } rows[] = {
        {"a.c", "C"},     {"d/e.h", "C"},         {"x.cc", "C++"},     {"x.C", "C++"}, {"a.b.py", "Python"},
        {"x.tsx", "TSX"}, {"x.ts", "TypeScript"}, {"run.sh", "Shell"}, {"x.txt", ""},  {".c", ""},
        {"c", ""},        {"a.c/b", ""},          {"x.", ""},          {"", ""},       {"a.c ", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_true(str_eq(source_path_lang(str_from(rows[i].path)), str_from(rows[i].lang)));
}

static void aside(void **state)
{
    static const char *const yes[] = {
        "vendor/a.c", "x/third_party/y/a.c", "tests/a.c", "a/test_x.py", "x_test.go",
        "a.spec.ts",  "FooTest.java",        "a.pb.go",   "jquery-3.js", "a/t/b.sh",
        "lib.min.js"};
    static const char *const no[] = {"vendor.c",  "a.c",      "latest.c", "src/contest.py",
                                     "testing.c", "a/deps.c", "x"};
    (void)state;
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
        assert_true(source_path_is_aside(str_from(yes[i])));
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
        assert_false(source_path_is_aside(str_from(no[i])));
}

static void counts(void **state)
{
    struct hot_counts counts = {.revisions = {0}};
    struct arena arena;
    struct buf touched;
    struct err err;
    (void)state;
    assert_int_equal(arena_init(&arena, 1 << 20, &err), 0);
    buf_init(&touched, 1 << 10);
    hot_touch(&touched, STR("a.c"));
    hot_touch(&touched, STR("notes.txt"));
    hot_touch(&touched, STR("b/a.c"));
    hot_touch(&touched, STR("a.c"));
    hot_counts_add(&counts, &arena, buf_str(&touched));
    hot_counts_add_known(&counts, &arena, STR("b/a.c"), 40);
    assert_int_equal(counts.revisions.len, 2);
    assert_int_equal(counts.revisions.at[*map_get(&counts.at, STR("a.c"))], 2);
    assert_int_equal(counts.revisions.at[*map_get(&counts.at, STR("b/a.c"))], 41);
    assert_null(map_get(&counts.at, STR("notes.txt")));
    buf_release(&touched);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(languages),
        cmocka_unit_test(aside),
        cmocka_unit_test(counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
