/* git's configuration as git reads it: quoting, continuation, sections, includes, and what is broken. */
#include "pipeline/base/io.h"
#include "pipeline/git/git_config.h"

#include "tests/unit/check.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena arena;
static char folder[] = "/tmp/cbcrawl-git-config.XXXXXX";

static int set_up(void **state)
{
    (void)state;
    arena = test_arena();
    setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
    setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    static const char *const files[] = {"config", "one", "two"};
    for (int i = 0; i < 3; i++)
        unlink(arena_printf(&arena, "%s/%s", folder, files[i]));
    arena_release(&arena);
    return rmdir(folder);
}

static struct git_settings settings_of(const char *text)
{
    struct git_settings settings = {0};
    struct err err = {0};
    assert_ok(git_config_parse(&arena, str_from(text), &settings, &err), &err);
    return settings;
}

static void values(void **state)
{
    (void)state;
    assert_true(settings_of("[core]\n\tbare\n").is_bare);
    assert_true(settings_of("[CORE] BARE = Yes ; why\n").is_bare);
    assert_false(settings_of("[core]\nbare = true\nbare = no\n").is_bare);
    assert_str(settings_of("[core]\r\n  worktree =  ../a b  # c\r\n").work_tree, "../a b");
    assert_str(settings_of("[core]\nworktree = \" a # b \"c\n").work_tree, " a # b c");
    assert_str(settings_of("[core]\nworktree = a\\\n  b\n").work_tree, "a  b");
    assert_str(settings_of("[core]\nworktree = \\\"a\\\\b\\\"").work_tree, "\"a\\b\"");
    assert_int_equal(settings_of("[core]\nautocrlf = input\n").autocrlf, GIT_AUTOCRLF_INPUT);
    assert_int_equal(settings_of("[core \"sub\"]\nbare = true\n").is_bare, false);
    assert_str(settings_of("[extensions]\nobjectFormat = sha256\n").object_format, "sha256");
}

static void broken_lines_are_named(void **state)
{
    (void)state;
    static const char *const broken[] = {"[core]\n\n[x\n",  "[core]\n\nbare = \"x\n",
                                         "[core]\n\n=\n",   "\n\nbare = true\n",
                                         "[core]\n\nx y\n", "[core]\n\nbare = \\q\n"};
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        struct git_settings settings = {0};
        struct err err = {0};
        assert_int_equal(git_config_parse(&arena, str_from(broken[i]), &settings, &err), ERR_INPUT);
        assert_contains(err.text, "config:3: broken");
    }
}

static void write_file(const char *name, const char *text)
{
    struct err err = {0};
    assert_ok(io_write_file_atomic(AT_FDCWD, arena_printf(&arena, "%s/%s", folder, name), str_from(text),
                                   &err),
              &err);
}

static int load(const char *branch, struct git_settings *settings, struct err *err)
{
    struct git_config_place place = {.git_dir = str_from(folder),
                                     .common_dir = str_from(folder),
                                     .branch = str_from(branch)};
    return git_config_load(&arena, &place, settings, err);
}

static void includes_are_followed(void **state)
{
    (void)state;
    struct git_settings settings;
    struct err err = {0};
    write_file("config", "[include]\npath = one\n[includeIf \"onbranch:feature/\"]\npath = two\n");
    write_file("one", "[core]\nexcludesFile = mine\n");
    write_file("two", "[core]\nignoreCase\n");
    assert_ok(load("main", &settings, &err), &err);
    assert_str(settings.excludes_file, arena_printf(&arena, "%s/mine", folder));
    assert_false(settings.ignore_case);
    assert_ok(load("feature/x", &settings, &err), &err);
    assert_true(settings.ignore_case);
    write_file("config", "[includeIf \"gitdir:cbcrawl-git-config.*\"]\npath = two\n");
    assert_ok(load("main", &settings, &err), &err);
    assert_true(settings.ignore_case);
    write_file("config", "[includeIf \"gitdir:/elsewhere/\"]\npath = two\n");
    assert_ok(load("main", &settings, &err), &err);
    assert_false(settings.ignore_case);
}

/* Files that include each other, and one that is a folder: said, and the rest is read. */
static void hostile_includes_end(void **state)
{
    (void)state;
    struct git_settings settings;
    struct err err = {0};
    write_file("config", "[include]\npath = config\n[core]\nbare\n");
    assert_int_equal(load("main", &settings, &err), ERR_INPUT);
    assert_contains(err.text, "more than 10 includes");
    write_file("config", "[core]\nbare\n[include]\npath = /\n");
    assert_int_equal(load("main", &settings, &err), ERR_INPUT);
    assert_contains(err.text, "not a regular file");
    assert_true(settings.is_bare);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values),
        cmocka_unit_test(broken_lines_are_named),
        cmocka_unit_test(includes_are_followed),
        cmocka_unit_test(hostile_includes_end),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
