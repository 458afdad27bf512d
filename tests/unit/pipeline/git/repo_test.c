/* Repositories as files and folders made by hand: where they are found, what HEAD is, and where a crafted one leads. */
#include "pipeline/base/io.h"
#include "pipeline/git/repo.h"

#include "tests/unit/check.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define ID_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define ID_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static struct arena arena;
static char top[64];

static char *at(const char *name)
{
    return arena_printf(&arena, "%s/%s", top, name);
}

static void make_dir(const char *name)
{
    assert_int_equal(mkdir(at(name), 0777), 0);
}

static void make_file(const char *name, const char *text)
{
    struct err err = {0};
    assert_ok(io_write_file_atomic(AT_FDCWD, at(name), str_from(text), &err), &err);
}

/* r/ with a .git, and r/a/b/ in it. */
static int set_up(void **state)
{
    (void)state;
    arena = test_arena();
    setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
    setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    memcpy(top, "/tmp/cbcrawl-repo.XXXXXX", 25);
    if (!mkdtemp(top))
        return -1;
    setenv("GIT_CEILING_DIRECTORIES", top, 1);
    static const char *const folders[] = {"r",           "r/a",   "r/a/b",    "r/.git", "r/.git/objects",
                                          "r/.git/refs", "plain", "plain/sub"};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        make_dir(folders[i]);
    make_file("r/.git/HEAD", "ref: refs/heads/main\n");
    return 0;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *place)
{
    (void)st, (void)type, (void)place;
    return remove(path);
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return nftw(top, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static int find(const char *name, struct repo *repo, struct err *warning, struct err *err)
{
    return repo_find(&arena, str_from(at(name)), repo, warning, err);
}

static void found_from_below(void **state)
{
    (void)state;
    struct repo repo;
    struct err warning = {0}, err = {0};
    assert_int_equal(find("r", &repo, &warning, &err), 1);
    assert_str(repo.prefix, "");
    assert_int_equal(find("r/a/b", &repo, &warning, &err), 1);
    assert_str(repo.work_tree, at("r"));
    assert_str(repo.git_dir, at("r/.git"));
    assert_str(repo.prefix, "a/b/");
    assert_int_equal(find("plain/sub", &repo, &warning, &err), 0);
    assert_int_equal(warning.code, 0);
}

static void ceilings_hold(void **state)
{
    (void)state;
    struct repo repo;
    struct err warning = {0}, err = {0};
    setenv("GIT_CEILING_DIRECTORIES", arena_printf(&arena, "/nowhere:%s/", at("r")), 1);
    assert_int_equal(find("r/a", &repo, &warning, &err), 0);
    assert_int_equal(find("r", &repo, &warning, &err), 1); /* the folder itself is always looked at */
}

static void inside_of_git(void **state)
{
    (void)state;
    struct repo repo;
    struct err warning = {0}, err = {0};
    assert_int_equal(find("r/.git/refs", &repo, &warning, &err), ERR_INPUT);
    assert_contains(err.text, "git clone");
    make_file("r/.git/config", "[core]\nbare = true\n");
    assert_int_equal(find("r/a", &repo, &warning, &err), ERR_INPUT);
    assert_contains(err.text, "bare");
}

static void broken_links_are_told(void **state)
{
    (void)state;
    struct repo repo;
    struct err warning = {0}, err = {0};
    make_file("plain/.git", "gitdir: ../nowhere\n");
    assert_int_equal(find("plain", &repo, &warning, &err), 0);
    assert_contains(warning.text, "leads to no repository");
    make_file("plain/.git", "gitdir: ../r/.git\n");
    assert_int_equal(find("plain/sub", &repo, &warning, &err), 1);
    assert_str(repo.prefix, "sub/");
}

static struct str head_id(void)
{
    struct repo repo;
    struct err warning = {0}, err = {0};
    assert_int_equal(find("r", &repo, &warning, &err), 1);
    return repo_head_id(&arena, &repo);
}

static void head_in_all_its_forms(void **state)
{
    (void)state;
    assert_str(head_id(), ""); /* no commit yet */
    make_file("r/.git/packed-refs",
              "# pack-refs with: peeled\n" ID_B " refs/heads/main2\n" ID_A " refs/heads/main\n");
    assert_str(head_id(), ID_A);
    make_dir("r/.git/refs/heads");
    make_file("r/.git/refs/heads/main", ID_B "\n");
    assert_str(head_id(), ID_B);
    make_file("r/.git/HEAD", ID_A "\n");
    assert_str(head_id(), ID_A);
}

static void hostile_heads_lead_nowhere(void **state)
{
    (void)state;
    make_file("secret", ID_A "\n");
    make_file("r/.git/HEAD", "ref: refs/../../../secret\n");
    assert_str(head_id(), "");
    make_file("r/.git/HEAD", "ref: ../../secret\n");
    assert_str(head_id(), "");
    make_dir("r/.git/refs/heads");
    make_file("r/.git/HEAD", "ref: refs/heads/loop\n");
    make_file("r/.git/refs/heads/loop", "ref: refs/heads/loop\n");
    assert_str(head_id(), "");
}

#define REPO_TEST(test) cmocka_unit_test_setup_teardown((test), set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        REPO_TEST(found_from_below),      REPO_TEST(ceilings_hold),
        REPO_TEST(inside_of_git),         REPO_TEST(broken_links_are_told),
        REPO_TEST(head_in_all_its_forms), REPO_TEST(hostile_heads_lead_nowhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
