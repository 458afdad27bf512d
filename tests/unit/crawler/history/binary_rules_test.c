/* What .gitattributes say is binary, beside `git check-attr`; in folders, through links, for paths of a scanned folder. */
#include "crawler/history/binary_rules.h"

#include "tests/support/run_git.h"
#include "tests/unit/check.h"

#include <sys/stat.h>
#include <unistd.h>

static struct arena arena;
static char top[GIT_FOLDER_MAX];
static const char *folder; /* below it: nobody looks for a repository in `top` itself */

static const char *const paths[] = {"a.txt",     "b.dat",      "a/a.txt",     "a/b.dat",
                                    "a/b/a.txt", "a/b/b.dat",  "c/d/e.dat",   "gone/b.dat",
                                    "A.TXT",     "a/b/c/d.md", "link/b.dat",  "x",
                                    "a b.dat",   "a/.hidden",  "a.txt/b.dat", "d.md"};

static int set_up(void **state)
{
    (void)state;
    arena = test_arena();
    git_folder_make(top);
    git(&arena, top, "init", "-q", "r");
    folder = arena_printf(&arena, "%s/r", top);
    static const char *const folders[] = {"a", "a/b", "a/b/c", "c", "c/d", "away"};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        assert_int_equal(mkdir(arena_printf(&arena, "%s/%s", folder, folders[i]), 0777), 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    git_folder_remove(top);
    arena_release(&arena);
    return 0;
}

static struct repo find(const char *below)
{
    struct repo repo;
    struct err warning = {0}, err = {0};
    struct str dir = str_from(arena_printf(&arena, "%s%s", folder, below));
    assert_int_equal(repo_find_history(&arena, dir, &repo, &warning, &err), 1);
    return repo;
}

static enum binary_verdict of_git(const char *path)
{
    struct str said = git(&arena, folder, "check-attr", "diff", "--", path);
    if (str_ends(said, STR(": unset")))
        return BINARY_YES;
    return str_ends(said, STR(": set")) ? BINARY_NO : BINARY_BY_BYTES;
}

/* Returns how many of the paths are said to be text or binary. */
static int check_all(void)
{
    struct repo repo = find("");
    struct binary_rules *rules = binary_rules_new(&repo);
    int n = 0;
    for (int round = 0; round < 2; round++) /* the second time from what is kept */
        for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
            enum binary_verdict ours = binary_rules_of(rules, str_from(paths[i])), gits = of_git(paths[i]);
            if (ours != gits)
                fail_msg("%s: %d, git says %d", paths[i], ours, gits);
            n += ours != BINARY_BY_BYTES;
        }
    binary_rules_free(rules);
    return n;
}

static void put(const char *name, const char *text)
{
    git_write(&arena, folder, name, str_from(text));
}

static void rules_beside_git(void **state)
{
    (void)state;
    assert_int_equal(check_all(), 0);
    put(".gitattributes", "*.dat binary\nd.md -diff\n/x diff\n\"a b.dat\" diff\n");
    assert_true(check_all() > 0);
    put("a/.gitattributes", "*.dat diff\n/a.txt -diff\n");
    put("a/b/.gitattributes", "b.dat !diff\na.txt diff=driver\n");
    assert_true(check_all() > 0);
    put(".git/info/attributes", "c/** -diff\na.txt diff\n");
    assert_true(check_all() > 0);
    git(&arena, folder, "config", "core.ignoreCase", "true");
    assert_true(check_all() > 0);
    git(&arena, folder, "config", "--unset", "core.ignoreCase");
}

/* Git does not follow links to folders either: they hold no files of the repository. */
static void links_are_not_followed(void **state)
{
    (void)state;
    put("away/.gitattributes", "*.dat -diff\n");
    assert_int_equal(symlink("away", arena_printf(&arena, "%s/link", folder)), 0);
    struct repo repo = find("");
    struct binary_rules *rules = binary_rules_new(&repo);
    put(".git/info/attributes", "");
    put(".gitattributes", "");
    assert_int_equal(binary_rules_of(rules, STR("link/b.dat")), BINARY_BY_BYTES);
    assert_int_equal(binary_rules_of(rules, STR("away/b.dat")), BINARY_YES);
    binary_rules_free(rules);
}

static void of_a_scanned_folder(void **state)
{
    (void)state;
    put(".gitattributes", "a/b/*.txt -diff\n*.md diff\n");
    put("a/b/.gitattributes", "");
    struct repo repo = find("/a/b");
    assert_str(repo.prefix, "a/b/");
    struct binary_rules *rules = binary_rules_new(&repo);
    assert_int_equal(binary_rules_of(rules, STR("a.txt")), BINARY_YES);
    assert_int_equal(binary_rules_of(rules, STR("c/d.md")), BINARY_NO);
    assert_int_equal(binary_rules_of(rules, STR("c/a.txt")), BINARY_BY_BYTES);
    binary_rules_free(rules);
}

static void paths_without_end(void **state)
{
    (void)state;
    struct repo repo = find("");
    struct binary_rules *rules = binary_rules_new(&repo);
    struct str path = {.p = memset(arena_array(&arena, char, 1 << 20), 'x', 1 << 20), .len = 1 << 20};
    assert_int_equal(binary_rules_of(rules, path), BINARY_BY_BYTES);
    binary_rules_free(rules);
    binary_rules_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_beside_git),
        cmocka_unit_test(links_are_not_followed),
        cmocka_unit_test(of_a_scanned_folder),
        cmocka_unit_test(paths_without_end),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
