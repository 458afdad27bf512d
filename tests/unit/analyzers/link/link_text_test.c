#include "analyzers/manifests/manifest_text.h"
#include "analyzers/link/rel_path.h"
#include "analyzers/link/std_names.h"

#include "tests/unit/check.h"

static void paths_join_inside_of_the_root(void **state)
{
    (void)state;
    struct arena a = test_arena();
    assert_str(rel_join(&a, STR("src/x"), STR("../y/./z.c")), "src/y/z.c");
    assert_str(rel_join(&a, STR(""), STR("./a//b/")), "a/b");
    assert_str(rel_join(&a, STR("a"), STR("..")), "");
    assert_non_null(rel_join(&a, STR("a"), STR("..")).p);
    assert_null(rel_join(&a, STR("a"), STR("../../b")).p);
    assert_null(rel_join(&a, STR(""), STR("..")).p);
    assert_str(rel_join(&a, STR("a/b"), STR("...")), "a/b/...");
    assert_str(rel_slashes(&a, STR("a.b.c"), STR(".")), "a/b/c");
    assert_str(rel_slashes(&a, STR("::a::b"), STR("::")), "/a/b");
    arena_release(&a);
}

static void paths_compare_by_parts(void **state)
{
    (void)state;
    assert_int_equal(rel_common(STR("a/b/c"), STR("a/b/d")), 2);
    assert_int_equal(rel_common(STR("ab"), STR("a")), 0);
    assert_int_equal(rel_common(STR(""), STR("a")), 0);
    assert_int_equal(rel_parts(STR("a/b/c")), 3);
    assert_int_equal(rel_parts(STR("")), 0);
    assert_true(rel_below(STR("a/b"), STR("a")));
    assert_true(rel_below(STR("a"), STR("a")));
    assert_false(rel_below(STR("ab"), STR("a")));
    assert_str(rel_from(STR("a/b/c"), STR("a")), "b/c");
    assert_str(rel_from(STR("a"), STR("a")), "");
    assert_str(rel_stem(STR("a.b/c.d.e")), "a.b/c.d");
    assert_str(rel_stem(STR("a/.hidden")), "a/.hidden");
    assert_str(rel_stem(STR("a.b/c")), "a.b/c");
}

static void the_nearest_folder_above_counts(void **state)
{
    (void)state;
    struct arena arena = test_arena();
    struct map by_dir = {0};
    *map_put(&by_dir, &arena, STR("a/b"), NULL) = 2;
    assert_int_equal(*rel_nearest(&by_dir, STR("a/b")), 2);
    assert_int_equal(*rel_nearest(&by_dir, STR("a/b/c/d")), 2);
    assert_null(rel_nearest(&by_dir, STR("a/bc")));
    *map_put(&by_dir, &arena, STR(""), NULL) = 0;
    assert_int_equal(*rel_nearest(&by_dir, STR("a/bc")), 0);
    arena_release(&arena);
}

static void comments_and_trailing_commas_are_blanked(void **state)
{
    (void)state;
    static const struct {
        const char *text, *wanted;
    } cases[] = {
        {"{\"a\": 1, // x\n}", "{\"a\": 1      \n}"},
        {"[1,2, /* , */ ]", "[1,2          ]"},
        {"{\"u\":\"http://x/*y*/\",\"v\":\"\\\"//\"}", "{\"u\":\"http://x/*y*/\",\"v\":\"\\\"//\"}"},
        {"[1,,2]", "[1,,2]"},
        {"\xEF\xBB\xBF{}", "   {}"},
        {"{ // never ends", "{              "},
        {"{ /* never ends", "{              "},
        {"\"open \\", "\"open \\"},
        {"/", "/"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = strdup(cases[i].text); /* exact size, so that a sanitizer sees one byte too many */
        jsonc_blank(text, strlen(text));
        assert_string_equal(text, cases[i].wanted);
        free(text);
    }
}

static void toml_lines_with_sections(void **state)
{
    (void)state;
    static const char text[] =
        "top = 1\n[package]\r\nname = \"a#b\" # c\n\"quoted\" = 'x'\n[[bin]]\npath=\"p\"\n"
        "members = [\n  \"one\", # ]\n  \"two\",\n]\n[a.b]\nin = { path = \"../x\", v = \"1\" }\njunk\n";
    static const char *const wanted[][3] = {
        {"", "top", "1"},           {"package", "name", "\"a#b\""}, {"package", "quoted", "'x'"},
        {"[bin]", "path", "\"p\""}, {"[bin]", "members", NULL},     {"a.b", "in", NULL},
    };
    struct toml_lines lines = toml_begin(str_from(text));
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        assert_true(toml_next(&lines));
        assert_str(lines.section, wanted[i][0]);
        assert_str(lines.key, wanted[i][1]);
        if (wanted[i][2])
            assert_str(lines.value, wanted[i][2]);
    }
    assert_false(toml_next(&lines));
    assert_str(toml_string(STR("'x'")), "x");
    assert_null(toml_string(STR("12")).p);
}

static void go_mod_directives(void **state)
{
    (void)state;
    struct gomod_lines lines = gomod_begin(
        STR("module \"m\"\n// c\nrequire a v1 // indirect\nreplace (\n\tb => ../c\n\n)\nretract [v1, v2]\n"));
    assert_true(gomod_next(&lines));
    assert_str(lines.verb, "module");
    assert_str(lines.args[0], "m");
    assert_true(gomod_next(&lines));
    assert_str(lines.verb, "require");
    assert_int_equal(lines.n_args, 2);
    assert_true(gomod_next(&lines));
    assert_str(lines.verb, "replace");
    assert_int_equal(lines.n_args, 3);
    assert_str(lines.args[2], "../c");
    assert_true(gomod_next(&lines));
    assert_str(lines.verb, "retract");
    assert_false(gomod_next(&lines));
}

/* First, last and some in the middle of each list: the search relies on byte order. */
static void standard_names_are_found(void **state)
{
    (void)state;
    static const struct {
        enum std_list list;
        const char *name;
        bool known;
    } cases[] = {
        {STD_C, "aio.h", true},
        {STD_C, "wordexp.h", true},
        {STD_C, "stdio.h", true},
        {STD_C, "vector", true},
        {STD_C, "sys/types.h", true},
        {STD_C, "zlib.h", false},
        {STD_NODE, "assert", true},
        {STD_NODE, "zlib", true},
        {STD_NODE, "fs/promises", true},
        {STD_NODE, "react", false},
        {STD_PYTHON, "__future__", true},
        {STD_PYTHON, "zoneinfo", true},
        {STD_PYTHON, "ConfigParser", true},
        {STD_PYTHON, "numpy", false},
        {STD_PYTHON, "", false},
        {STD_RUST, "std", true},
        {STD_RUST, "alloc", true},
        {STD_RUST, "serde", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(std_has(cases[i].list, str_from(cases[i].name)), cases[i].known);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_join_inside_of_the_root),
        cmocka_unit_test(paths_compare_by_parts),
        cmocka_unit_test(the_nearest_folder_above_counts),
        cmocka_unit_test(comments_and_trailing_commas_are_blanked),
        cmocka_unit_test(toml_lines_with_sections),
        cmocka_unit_test(go_mod_directives),
        cmocka_unit_test(standard_names_are_found),
    };
    return cmocka_run_group_tests_name("link_text", tests, NULL, NULL);
}
