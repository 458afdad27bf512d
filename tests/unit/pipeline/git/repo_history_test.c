/* Repositories of every kind opened for their history, beside `git rev-parse`; and those that must not be. */
#include "pipeline/git/repo.h"

#include "tests/support/git_test.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* r/ has two commits and the folder a/b/. */
static int set_up(void **state)
{
    git_set_up_folder(state);
    git(&arena, folder, "init", "-q", "r");
    git(&arena, below("r"), "commit", "-q", "--allow-empty", "-m", "one");
    git(&arena, below("r"), "commit", "-q", "--allow-empty", "-m", "two");
    assert_int_equal(mkdir(below("r/a"), 0777) + mkdir(below("r/a/b"), 0777), 0);
    return 0;
}

static struct repo find(const char *name)
{
    struct repo repo;
    struct err warning = {0}, err = {0};
    int rc = repo_find_history(&arena, str_from(below(name)), &repo, &warning, &err);
    if (rc != 1)
        fail_msg("%s: %d %s", name, rc, err.text);
    assert_int_equal(warning.code, 0);
    return repo;
}

static void same_path(const char *name, struct str ours, const char *option)
{
    struct str gits = git(&arena, below(name), "rev-parse", "--path-format=absolute", option);
    assert_str(ours, str_cstr(&arena, gits));
}

static void same_answer(const char *name, bool ours, const char *option)
{
    assert_str(git(&arena, below(name), "rev-parse", option), ours ? "true" : "false");
}

/* What can be asked of git from there; its work tree it only tells from inside. */
static void same_repository(const char *name)
{
    struct repo repo = find(name);
    same_path(name, repo.git_dir, "--git-dir");
    same_path(name, repo.common_dir, "--git-common-dir");
    same_answer(name, repo.is_shallow, "--is-shallow-repository");
    assert_str(git(&arena, below(name), "rev-parse", "--show-object-format"),
               repo.id_len == 32 ? "sha256" : "sha1");
    struct str is_inside = git(&arena, below(name), "rev-parse", "--is-inside-work-tree");
    if (str_eq(is_inside, STR("true"))) {
        same_path(name, repo.work_tree, "--show-toplevel");
        assert_str(git(&arena, below(name), "rev-parse", "--show-prefix"), str_cstr(&arena, repo.prefix));
        assert_false(repo.is_bare);
    } else {
        assert_str(repo.prefix, "");
        same_answer(name, repo.is_bare, "--is-bare-repository");
    }
}

static void work_trees(void **state)
{
    (void)state;
    same_repository("r");
    same_repository("r/a/b");
    same_repository("r/.git");
    same_repository("r/.git/objects/pack");
    assert_str(find("r/.git").work_tree, below("r"));
    git(&arena, folder, "init", "-q", "--object-format=sha256", "r256");
    same_repository("r256");
}

static void linked_work_trees(void **state)
{
    (void)state;
    git(&arena, below("r"), "worktree", "add", "-q", below("linked"));
    same_repository("linked");
    same_repository("r/.git/worktrees/linked");
    assert_str(find("r/.git/worktrees/linked").work_tree, below("linked"));
}

static void submodules(void **state)
{
    (void)state;
    git(&arena, folder, "init", "-q", "top");
    git(&arena, below("top"), "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", below("r"),
        "sub");
    same_repository("top/sub");
    same_repository("top/.git/modules/sub");
    assert_str(find("top/.git/modules/sub").work_tree, below("top/sub"));
}

static void bare_repositories(void **state)
{
    (void)state;
    git(&arena, folder, "clone", "-q", "--bare", "r", "b.git");
    same_repository("b.git");
    same_repository("b.git/refs/heads");
    assert_true(find("b.git").is_bare);
    git(&arena, below("b.git"), "worktree", "add", "-q", below("of-bare"));
    same_repository("of-bare");
    git(&arena, below("r"), "config", "core.bare", "true");
    assert_true(find("r").is_bare);
    same_path("r", find("r").git_dir, "--git-dir");
}

/* `separate` holds no .git: core.worktree leads to the files. */
static void work_trees_elsewhere(void **state)
{
    (void)state;
    assert_int_equal(mkdir(below("files"), 0777), 0);
    git(&arena, below("r"), "config", "core.worktree", below("files"));
    struct repo repo = find("r");
    assert_str(repo.work_tree, below("files"));
    assert_str(repo.prefix, "");
    assert_str(find("r/.git").work_tree, below("files"));
}

static void nothing_there(void **state)
{
    (void)state;
    struct repo repo;
    struct err warning = {0}, err = {0};
    assert_int_equal(mkdir(below("plain"), 0777), 0);
    assert_int_equal(repo_find_history(&arena, str_from(below("plain")), &repo, &warning, &err), 0);
    git_write(&arena, folder, "plain/.git", STR("gitdir: ../nowhere\n"));
    assert_int_equal(repo_find_history(&arena, str_from(below("plain")), &repo, &warning, &err), 0);
    assert_contains(warning.text, "leads to no repository");
    assert_int_equal(repo_find_history(&arena, str_from(below("none")), &repo, &warning, &err), ERR_ENV);
}

/* Kinds of history ---------------------------------------------------------------------------------------------------- */

static void whole_ones(void **state)
{
    (void)state;
    struct object_ids ids;
    struct repo repo = find("r");
    assert_false(repo.is_shallow || repo.is_partial || repo.has_grafts || repo.has_replace);
    assert_int_equal(repo_shallow(&arena, &repo, &ids, NULL), 0);
    assert_int_equal(ids.at.len, 0);
}

static void shallow_ones(void **state)
{
    (void)state;
    struct object_ids ids;
    struct object_id head;
    struct err err = {0};
    git(&arena, folder, "clone", "-q", "--no-local", "--depth", "1", "r", "s");
    same_repository("s");
    struct repo repo = find("s");
    assert_true(repo.is_shallow);
    assert_ok(repo_shallow(&arena, &repo, &ids, &err), &err);
    assert_int_equal(ids.at.len, 1);
    assert_true(object_id_parse(repo_head_id(&arena, &repo), GIT_ID_LEN, &head));
    assert_true(object_ids_have(&ids, &head));
    head.bytes[0] ^= 1;
    assert_false(object_ids_have(&ids, &head));
    git_write(&arena, folder, "s/.git/shallow", STR("none\n"));
    assert_int_equal(repo_shallow(&arena, &repo, &ids, &err), ERR_INPUT);
    assert_contains(err.text, "no id");
}

static void partial_ones(void **state)
{
    (void)state;
    git(&arena, below("r"), "config", "uploadpack.allowFilter", "true");
    git(&arena, folder, "clone", "-q", "--no-local", "--filter=blob:none", "--bare", "r", "p.git");
    assert_true(find("p.git").is_partial);
    git_write(&arena, folder, "r/.git/objects/pack/pack-x.promisor", STR(""));
    assert_true(find("r").is_partial);
}

static void changed_ones(void **state)
{
    (void)state;
    git(&arena, below("r"), "replace", "HEAD", "HEAD~1");
    assert_true(find("r").has_replace);
    git(&arena, below("r"), "pack-refs", "--all");
    assert_true(find("r").has_replace);
    git_write(&arena, folder, "r/.git/info/grafts", git(&arena, below("r"), "rev-parse", "HEAD"));
    assert_true(find("r").has_grafts);
}

/* Forms ---------------------------------------------------------------------------------------------------------------- */

/* We open what git opens. */
static void same_verdict(const char *config, const char *message)
{
    struct repo repo;
    struct err warning = {0}, err = {0};
    git_write(&arena, folder, "r/.git/config", str_from(config));
    bool gits = run_git(&arena, below("r"), STR(""), NULL, "rev-parse", "--verify", "HEAD", NULL) == 0;
    int rc = repo_find_history(&arena, str_from(below("r")), &repo, &warning, &err);
    if ((rc == 1) != gits || (rc != 1 && rc != ERR_INPUT))
        fail_msg("%s: %d %s", config, rc, err.text);
    if (rc < 0)
        assert_contains(err.text, message);
}

static void forms_beside_git(void **state)
{
    (void)state;
    same_verdict("[core]\nrepositoryformatversion = 0\n", "");
    same_verdict("[core]\nrepositoryformatversion = 1\n", "");
    same_verdict("[core]\nrepositoryformatversion = 2\n", "of format \"2\"");
    same_verdict("[core]\nrepositoryformatversion = 99999999999\n", "of format");
    same_verdict("[core]\nrepositoryformatversion = 0\n[extensions]\nfuture = true\n", "");
    same_verdict("[core]\nrepositoryformatversion = 1\n[extensions]\nfuture = true\n", "extension \"future\"");
    same_verdict(
        "[core]\nrepositoryformatversion = 1\n[extensions]\nnoop = x\nnoop-v1 = y\npreciousObjects = true\n",
        "");
    same_verdict("[core]\nrepositoryformatversion = 1\n[extensions]\nobjectFormat = sha512\n", "\"sha512\"");
    same_verdict(
        "[core]\nrepositoryformatversion = 1\n[extensions]\npartialClone = origin\nworktreeConfig = true\n",
        "");
}

/* What the user's settings say of forms is about no repository. */
static void forms_of_users(void **state)
{
    (void)state;
    git_write(&arena, folder, "config",
              STR("[core]\nrepositoryformatversion = 7\n[extensions]\nfuture = 1\n"));
    setenv("GIT_CONFIG_GLOBAL", below("config"), 1);
    git_write(&arena, folder, "r/.git/config", STR("[core]\nrepositoryformatversion = 1\n"));
    find("r");
    git(&arena, below("r"), "rev-parse", "HEAD");
}

/* Hostile -------------------------------------------------------------------------------------------------------------- */

static void replace_by_fifo(const char *name)
{
    char *path = arena_printf(&arena, "%s/r/.git/%s", folder, name);
    unlink(path);
    assert_int_equal(mkfifo(path, 0666), 0);
}

static void nothing_waits(void **state)
{
    (void)state;
    struct repo repo;
    struct object_ids ids;
    struct err warning = {0}, err = {0};
    replace_by_fifo("packed-refs");
    replace_by_fifo("shallow");
    replace_by_fifo("info/grafts");
    repo = find("r");
    assert_false(repo.is_shallow || repo.has_grafts);
    assert_int_equal(repo_shallow(&arena, &repo, &ids, &err), ERR_INPUT);
    replace_by_fifo("config");
    assert_int_equal(repo_find_history(&arena, str_from(below("r")), &repo, &warning, &err), 1);
    assert_contains(warning.text, "not a regular file");
    replace_by_fifo("HEAD");
    assert_int_equal(repo_find_history(&arena, str_from(below("r")), &repo, &warning, &err), 0);
}

static void settings_in_themselves(void **state)
{
    (void)state;
    struct repo repo;
    struct err warning = {0}, err = {0};
    git_write(&arena, folder, "r/.git/config", STR("[include]\npath = config\n"));
    assert_int_equal(repo_find_history(&arena, str_from(below("r")), &repo, &warning, &err), 1);
    assert_contains(warning.text, "includes");
    git_write(&arena, folder, "r/.git/commondir", STR("../.git\n"));
    assert_int_equal(repo_find_history(&arena, str_from(below("r")), &repo, &warning, &err), 1);
    git_write(&arena, folder, "r/.git/commondir", STR("../../nowhere\n"));
    assert_int_equal(repo_find_history(&arena, str_from(below("r")), &repo, &warning, &err), 0);
}

#define GIT_TEST(test) cmocka_unit_test_setup_teardown((test), set_up, git_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        GIT_TEST(work_trees),
        GIT_TEST(linked_work_trees),
        GIT_TEST(submodules),
        GIT_TEST(bare_repositories),
        GIT_TEST(work_trees_elsewhere),
        GIT_TEST(nothing_there),
        GIT_TEST(whole_ones),
        GIT_TEST(shallow_ones),
        GIT_TEST(partial_ones),
        GIT_TEST(changed_ones),
        GIT_TEST(forms_beside_git),
        GIT_TEST(nothing_waits),
        GIT_TEST(settings_in_themselves),
        GIT_TEST(forms_of_users),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
