/* Mailmaps beside `git check-mailmap`, and which of them a repository has beside `git log`. */
#include "pipeline/base/buf.h"
#include "pipeline/git/mailmap.h"

#include "tests/support/git_test.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAPS = 120, CONTACTS = 40 };

static uint64_t seed;

static int set_up(void **state)
{
    seed = 20261124;
    return git_set_up(state);
}

/* `name <email>` as the map has it. */
static const char *mapped(const struct mailmap *map, const char *name, const char *email)
{
    struct str n = str_from(name), e = str_from(email);
    mailmap_resolve(map, &n, &e);
    return arena_printf(&arena, "%.*s <%.*s>", STR_ARG(n), STR_ARG(e));
}

static void the_four_forms(void **state)
{
    (void)state;
    struct mailmap *map = NULL;
    assert_string_equal(mapped(map, "A", "a@b"), "A <a@b>");
    mailmap_add(&arena, &map,
                STR("Proper <name@x>\n<proper@x> <email@x>\nBoth <both@x> <old@x>\n"
                    "All <all@x> Old Name <shared@x>\n# Comment <name@x>\n"));
    assert_string_equal(mapped(map, "n", "NAME@x"), "Proper <NAME@x>");
    assert_string_equal(mapped(map, "n", "email@X"), "n <proper@x>");
    assert_string_equal(mapped(map, "n", "old@x"), "Both <both@x>");
    assert_string_equal(mapped(map, "oLD nAME", "shared@x"), "All <all@x>");
    assert_string_equal(mapped(map, "other", "shared@x"), "other <shared@x>");
    mailmap_add(&arena, &map, STR("Later <name@x>\n<later@x> <name@x>"));
    assert_string_equal(mapped(map, "n", "name@x"), "Later <later@x>");
}

static void long_names_are_left_alone(void **state)
{
    (void)state;
    struct mailmap *map = NULL;
    char name[MAILMAP_KEY_MAX + 2] = {0};
    memset(name, 'x', MAILMAP_KEY_MAX + 1);
    mailmap_add(&arena, &map, STR("A <a@b>\nB <b@c> o <c@d>\n"));
    mailmap_add(&arena, &map, str_from(arena_printf(&arena, "A <%s>\n", name)));
    assert_string_equal(mapped(map, "n", name), arena_printf(&arena, "n <%s>", name));
    assert_string_equal(mapped(map, name, "a@b"), "A <a@b>");
    assert_string_equal(mapped(map, name, "c@d"), arena_printf(&arena, "%s <c@d>", name));
}

static const char *pick(const char *const *from, uint32_t n)
{
    return from[random_below(&seed, n)];
}
#define PICK(list) pick((list), sizeof(list) / sizeof(list)[0])

static const char *const names[] = {"Ann", "ann", "Bob B", "Ren\xc3\xa9", "Bob  B", "X"};
static const char *const emails[] = {"a@x", "A@X", "b@x", "c@y", "", "a b", "d@y", "ann"};

static void add_line(struct buf *to)
{
    static const char *const spaces[] = {"", " ", " ", " ", "  ", "\t", "\r"};
    static const char *const odd[] = {"# Ann <a@x>",
                                      " # Bob <b@x>",
                                      "",
                                      "Ann",
                                      "<",
                                      ">",
                                      "Ann a@x>",
                                      "Ann <a@x",
                                      "Ann <> <a@x>",
                                      "<<a@x>",
                                      "Ann <a@x>> <b@x>",
                                      "> Ann <b@x>",
                                      "<a@x>",
                                      "Ann <c@y> <a@x> <b@x>",
                                      "Ann <d@y> # <a@x>",
                                      "Ann <a@x>#Bob <b@x>"};
    if (random_below(&seed, 5) == 0) {
        buf_printf(to, "%s\n", PICK(odd));
        return;
    }
    uint32_t form = random_below(&seed, 5);
    if (form != 1)
        buf_printf(to, "%s%s", PICK(spaces), PICK(names));
    buf_printf(to, "%s<%s>%s", PICK(spaces), PICK(emails), PICK(spaces));
    if (form >= 3)
        buf_printf(to, "%s", PICK(names));
    if (form >= 1)
        buf_printf(to, "%s<%s>%s", PICK(spaces), PICK(emails), PICK(spaces));
    buf_printf(to, "\n");
}

/* What the map makes of all contacts, and git of the same. */
static void compare(struct str text)
{
    struct buf asked, ours;
    struct mailmap *map = NULL;
    buf_init(&asked, 1 << 16);
    buf_init(&ours, 1 << 16);
    mailmap_add(&arena, &map, text);
    for (int i = 0; i < CONTACTS; i++) {
        struct str name = str_from(PICK(names)), email = str_from(PICK(emails));
        buf_printf(&asked, "%.*s <%.*s>\n", STR_ARG(name), STR_ARG(email));
        mailmap_resolve(map, &name, &email);
        buf_printf(&ours, "%.*s <%.*s>\n", STR_ARG(name), STR_ARG(email));
    }
    struct str gits = git_must(&arena, folder, buf_str(&asked), "check-mailmap", "--stdin", NULL);
    ours.len--;
    if (!str_eq(buf_str(&ours), gits))
        fail_msg("of:\n%.*s\nours:\n%.*s\ngit's:\n%.*s", STR_ARG(text), STR_ARG(buf_str(&ours)),
                 STR_ARG(gits));
    buf_release(&asked);
    buf_release(&ours);
}

static void random_maps_beside_git(void **state)
{
    (void)state;
    struct buf text;
    buf_init(&text, 1 << 16);
    for (int i = 0; i < MAPS; i++) {
        buf_clear(&text);
        for (uint32_t n = 1 + random_below(&seed, 10); n; n--)
            add_line(&text);
        if (random_below(&seed, 2))
            text.len--; /* the last newline */
        git_write(&arena, folder, ".mailmap", buf_str(&text));
        compare(buf_str(&text));
    }
    buf_release(&text);
}

/* Where it comes from ----------------------------------------------------------------------------------------------- */

/* The author of the commits here, as the map that is loaded has it, and the warning. */
static const char *author_in(const char *name, struct err *warning)
{
    struct repo repo;
    struct object_store *store;
    struct err err = {0};
    struct str dir = str_from(arena_printf(&arena, "%s/%s", folder, name));
    assert_int_equal(repo_find_history(&arena, dir, &repo, warning, &err), 1);
    assert_ok(object_store_open(&arena, repo.common_dir, repo.id_len, &store, &err), &err);
    struct object_reader *reader = object_reader_new(store, 1 << 20);
    const char *text = mapped(mailmap_load(&arena, &repo, reader, warning), "A U Thor", "author@example.com");
    object_reader_free(reader);
    object_store_close(store);
    return text;
}

static void same_author(const char *name, const char *wanted)
{
    struct err warning = {0};
    const char *ours = author_in(name, &warning);
    assert_string_equal(ours, wanted);
    assert_int_equal(warning.code, 0);
    const char *path = arena_printf(&arena, "%s/%s", folder, name);
    assert_str(git(&arena, path, "log", "-1", "--format=%aN <%aE>"), wanted);
}

static void make_repository(void)
{
    git_write(&arena, folder, ".mailmap", STR("In Head <head@x> <author@example.com>\n"));
    git(&arena, folder, "init", "-q", "r");
    git_write(&arena, folder, "r/.mailmap", STR("In Head <head@x> <author@example.com>\n"));
    git(&arena, arena_printf(&arena, "%s/r", folder), "add", ".mailmap");
    git(&arena, arena_printf(&arena, "%s/r", folder), "commit", "-q", "-m", "one");
    git(&arena, folder, "clone", "-q", "--bare", "r", "b.git");
}

static void work_tree_or_head(void **state)
{
    (void)state;
    make_repository();
    git_write(&arena, folder, "r/.mailmap", STR("In Tree <author@example.com>\n"));
    same_author("r", "In Tree <author@example.com>");
    same_author("b.git", "In Head <head@x>");
    unlink(arena_printf(&arena, "%s/r/.mailmap", folder));
    same_author("r", "A U Thor <author@example.com>");
}

static void the_users_file(void **state)
{
    (void)state;
    make_repository();
    char *config = arena_printf(&arena, "%s/config", folder);
    git_write(&arena, folder, "users", STR("<users@x> <author@example.com>\n"));
    git_write(&arena, folder, "config",
              str_from(arena_printf(&arena, "[mailmap]\nfile = %s/users\n", folder)));
    setenv("GIT_CONFIG_GLOBAL", config, 1);
    same_author("b.git", "In Head <users@x>");
    git_write(&arena, folder, "config", str_from(arena_printf(&arena, "[mailmap]\nfile = %s\n", folder)));
    struct err warning = {0};
    assert_string_equal(author_in("r", &warning), "In Head <head@x>");
    assert_contains(warning.text, "not a regular file");
    setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
}

/* git itself follows mailmap.file of the repository's own settings; they are a stranger's. */
static void the_repositorys_settings_are_not_followed(void **state)
{
    (void)state;
    make_repository();
    git_write(&arena, folder, "secret", STR("Secret <author@example.com>\n"));
    git(&arena, arena_printf(&arena, "%s/r", folder), "config", "mailmap.file", "../secret");
    struct err warning = {0};
    assert_string_equal(author_in("r", &warning), "In Head <head@x>");
}

static void no_links_and_no_waiting(void **state)
{
    (void)state;
    make_repository();
    char *path = arena_printf(&arena, "%s/r/.mailmap", folder);
    struct err warning = {0};
    unlink(path);
    assert_int_equal(symlink("../.mailmap", path), 0);
    assert_string_equal(author_in("r", &warning), "A U Thor <author@example.com>");
    assert_contains(warning.text, "a symbolic link");
    warning.code = 0;
    unlink(path);
    assert_int_equal(mkfifo(path, 0666), 0);
    assert_string_equal(author_in("r", &warning), "A U Thor <author@example.com>");
    assert_contains(warning.text, "not a regular file");
}

/* A repository without a commit, and one whose HEAD has no such file. */
static void nothing_there(void **state)
{
    (void)state;
    struct err warning = {0};
    git(&arena, folder, "init", "-q", "--bare", "e.git");
    assert_string_equal(author_in("e.git", &warning), "A U Thor <author@example.com>");
    git(&arena, folder, "commit", "-q", "--allow-empty", "-m", "one");
    git(&arena, folder, "clone", "-q", "--bare", ".", "n.git");
    same_author("n.git", "A U Thor <author@example.com>");
    assert_int_equal(warning.code, 0);
}

#define GIT_TEST(test) cmocka_unit_test_setup_teardown((test), set_up, git_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        GIT_TEST(the_four_forms),          GIT_TEST(long_names_are_left_alone),
        GIT_TEST(random_maps_beside_git),  GIT_TEST(work_tree_or_head),
        GIT_TEST(the_users_file),          GIT_TEST(the_repositorys_settings_are_not_followed),
        GIT_TEST(no_links_and_no_waiting), GIT_TEST(nothing_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
