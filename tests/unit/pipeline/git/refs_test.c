/* Names of commits beside git: lists of refs, and expressions of all kinds over generated histories. */
#include "pipeline/base/buf.h"
#include "pipeline/git/refs.h"

#include "tests/support/git_test.h"

#include <ctype.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COMMITS = 60, EXPRESSIONS = 4000 };

static uint64_t seed;

static int set_up(void **state)
{
    seed = 20261124;
    return git_set_up_folder(state);
}

/* History: merges of up to three, on five branches. */
static void import_history(const char *repository)
{
    struct buf text;
    buf_init(&text, 1 << 20);
    for (uint32_t i = 1; i <= COMMITS; i++) {
        buf_printf(&text, "commit refs/heads/b%u\nmark :%u\ncommitter C <c@d> %u +0000\ndata 2\nx\n", i % 5,
                   i, i);
        if (i > 5)
            buf_printf(&text, "from :%u\n", i - 5);
        for (uint32_t n = i > 10 ? random_below(&seed, 3) : 0; n; n--)
            buf_printf(&text, "merge :%u\n", 1 + random_below(&seed, i - 6));
        buf_printf(&text, "M 100644 inline f%u\ndata 2\ny\n", i);
    }
    git_must(&arena, repository, buf_str(&text), "fast-import", "--quiet", NULL);
    buf_release(&text);
}

/* A repository whose refs are of every kind: loose, packed, both, symbolic, ambiguous, tags of tags, of no commits. */
static void make_repository(const char *name, const char *format)
{
    const char *r = below(name);
    git(&arena, folder, "init", "-q", "-b", "b0", "--object-format", format, name);
    import_history(r);
    git(&arena, r, "tag", "-a", "-m", "t", "v1", "b0~2");
    git(&arena, r, "tag", "-a", "-m", "t", "nested", "v1");
    git(&arena, r, "tag", "-a", "-m", "t", "of-tree", "b0^{tree}");
    git(&arena, r, "tag", "of-blob", "b0:f5");
    git(&arena, r, "tag", "b1", "b2");
    git(&arena, r, "update-ref", "refs/b1", "b3");
    git(&arena, r, "update-ref", "refs/remotes/origin/b4", "b4~1");
    git(&arena, r, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/b4");
    git(&arena, r, "update-ref", "refs/heads/a@b", "b1~1");
    git(&arena, r, "update-ref", "refs/heads/dir/deep/er", "b1~2");
    git(&arena, r, "pack-refs", "--all");
    git(&arena, r, "update-ref", "refs/heads/b3", "b3~1");
    git(&arena, r, "update-ref", "refs/heads/abcd", "b0~1");
    git(&arena, r, "update-ref", "ORIG_HEAD", "b2~1");
    git(&arena, r, "symbolic-ref", "refs/heads/sym", "refs/heads/b2");
    git(&arena, r, "symbolic-ref", "refs/heads/dangling", "refs/heads/none");
    git(&arena, r, "reset", "-q", "--hard");
}

static struct repo find(const char *name)
{
    struct repo repo;
    struct err warning = {0}, err = {0};
    int rc = repo_find_history(&arena, str_from(below(name)), &repo, &warning, &err);
    if (rc != 1)
        fail_msg("%s: %d %s", name, rc, err.text);
    return repo;
}

/* Lists --------------------------------------------------------------------------------------------------------------- */

static struct str list(const struct repo *repo, const char *prefix)
{
    struct refs refs;
    struct buf text;
    struct err err = {0};
    char hex[OBJECT_ID_HEX_MAX + 1];
    buf_init(&text, 1 << 20);
    assert_ok(refs_list(&arena, repo, str_from(prefix), &refs, &err), &err);
    for (size_t i = 0; i < refs.at.len; i++) {
        hex_encode(refs.at.at[i].id.bytes, repo->id_len, hex);
        buf_printf(&text, "%s%.*s %s", i ? "\n" : "", STR_ARG(refs.at.at[i].name), hex);
    }
    struct str copy = str_dup(&arena, buf_str(&text));
    buf_release(&text);
    return copy;
}

/* Line by line: what differs is soon lost in a list. */
static void same_lines(struct str ours, struct str gits)
{
    while (ours.p || gits.p) {
        struct str line = str_cut(&ours, '\n'), wanted = str_cut(&gits, '\n');
        assert_str(line, str_cstr(&arena, wanted));
    }
}

static void same_list(const char *name)
{
    struct repo repo = find(name);
    struct str gits = git(&arena, below(name), "for-each-ref", "--format=%(refname) %(objectname)");
    assert_true(gits.len > 100);
    same_lines(list(&repo, "refs/"), gits);
    same_lines(list(&repo, ""), gits);
    gits = git(&arena, below(name), "for-each-ref", "--format=%(refname) %(objectname)", "refs/tags/");
    same_lines(list(&repo, "refs/tags/"), gits);
}

static void lists_beside_git(void **state)
{
    (void)state;
    make_repository("r", "sha1");
    same_list("r");
    git(&arena, below("r"), "pack-refs", "--all");
    same_list("r");
    struct repo repo = find("r");
    assert_true(str_starts(list(&repo, "refs/tags/v"), STR("refs/tags/v1 ")));
    assert_str(list(&repo, "refs/none/"), "");
    assert_str(list(&repo, "HEAD"), "");
    assert_str(list(&repo, "refs/../refs/"), "");
    make_repository("r256", "sha256");
    same_list("r256");
    git(&arena, folder, "clone", "-q", "--bare", "r", "b.git");
    same_list("b.git");
}

/* Each work tree has its own bisection, and HEAD. */
static void linked_work_trees_beside_git(void **state)
{
    (void)state;
    make_repository("r", "sha1");
    git(&arena, below("r"), "worktree", "add", "-q", below("linked"), "b4");
    git(&arena, below("linked"), "update-ref", "refs/bisect/bad", "b1");
    git(&arena, below("r"), "update-ref", "refs/bisect/good", "b2");
    git(&arena, below("linked"), "update-ref", "refs/worktree/mine", "b3");
    same_list("linked");
    same_list("r");
    struct repo repo = find("linked");
    struct object_id ours, gits;
    static const char *const names[] = {"HEAD", "main-worktree/HEAD", "refs/bisect/bad",
                                        "worktrees/linked/HEAD"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_true(refs_find(&arena, &repo, str_from(names[i]), &ours));
        assert_true(object_id_parse(git(&arena, below("linked"), "rev-parse", names[i]), GIT_ID_LEN, &gits));
        assert_true(object_id_eq(&ours, &gits));
    }
    assert_false(refs_find(&arena, &repo, STR("refs/bisect/good"), &ours));
}

/* Packed refs as others write them: not sorted, without a head line, with lines that are none. */
static void packed_refs_of_others(void **state)
{
    (void)state;
    make_repository("r", "sha1");
    const char *r = below("r");
    git(&arena, r, "pack-refs", "--all");
    struct str id = git(&arena, r, "rev-parse", "b0");
    git_write(&arena, r, ".git/packed-refs",
              str_from(arena_printf(&arena,
                                    "%.*s refs/heads/zz\n%.*s refs/heads/aa\n^%.*s\n%.*s refs/heads/mm",
                                    STR_ARG(id), STR_ARG(id), STR_ARG(id), STR_ARG(id))));
    struct repo repo = find("r");
    struct object_id found;
    assert_true(str_find(list(&repo, "refs/heads/zz"), id) > 0);
    assert_true(refs_find(&arena, &repo, STR("refs/heads/mm"), &found));
    git_write(&arena, r, ".git/packed-refs",
              str_from(arena_printf(&arena, "garbage\n\n%.*s\n%.*s \n%.*s refs/heads/a..b\n%.*s ../x\n",
                                    STR_ARG(id), STR_ARG(id), STR_ARG(id), STR_ARG(id))));
    assert_false(refs_find(&arena, &repo, STR("../x"), &found));
    assert_true(str_find(list(&repo, ""), STR("..")) < 0);
}

/* Expressions --------------------------------------------------------------------------------------------------------- */

static const char *pick(const char *const *from, uint32_t n)
{
    return from[random_below(&seed, n)];
}
#define PICK(list) pick((list), sizeof(list) / sizeof(list)[0])

static void add_expression(struct buf *to, const struct str *ids, size_t n_ids)
{
    static const char *const names[] = {"HEAD",
                                        "@",
                                        "b0",
                                        "b1",
                                        "b2",
                                        "b3",
                                        "heads/b1",
                                        "tags/b1",
                                        "refs/b1",
                                        "refs/heads/b1",
                                        "v1",
                                        "nested",
                                        "of-tree",
                                        "of-blob",
                                        "origin",
                                        "origin/b4",
                                        "remotes/origin/HEAD",
                                        "a@b",
                                        "dir/deep/er",
                                        "deep/er",
                                        "abcd",
                                        "ORIG_HEAD",
                                        "sym",
                                        "dangling",
                                        "none",
                                        "heads",
                                        "refs",
                                        "config",
                                        "",
                                        "b0/",
                                        "/b0",
                                        "refs//heads/b0",
                                        "b0.lock",
                                        ".",
                                        "@@",
                                        "FETCH_HEAD",
                                        "worktrees/x/HEAD",
                                        "main-worktree/HEAD",
                                        "head"};
    static const char *const signs[] = {"~",  "^",  "~1",  "~2",          "~0",          "^0",        "^1",
                                        "^2", "^3", "^{}", "^{commit}",   "^{tag}",      "^{object}", "~10",
                                        "^^", "~~", "~x",  "^{tree}",     "^{x}",        "^{",        "^!",
                                        "^@", "^-", "~01", "~2147483648", "^2147483647", "x",         "~30"};
    uint32_t form = random_below(&seed, 9);
    struct str id = ids[random_below(&seed, (uint32_t)n_ids)];
    if (form == 0)
        buf_add(to, id);
    else if (form == 1)
        buf_add(to, str_head(id, 9 + random_below(&seed, 20)));
    else if (form == 8)
        for (size_t i = 0; i < 10; i++)
            buf_addc(to, (char)toupper(id.p[i]));
    else if (form == 2)
        buf_printf(to, "v1-%u-g%.*s", random_below(&seed, 9), 12, id.p);
    else
        buf_printf(to, "%s", PICK(names));
    for (uint32_t n = random_below(&seed, 4); n; n--)
        buf_printf(to, "%s", PICK(signs));
}

/* "commit ID" or "", as we see it. */
static struct str resolve(const struct repo *repo, struct object_reader *reader, struct str rev)
{
    struct object_id id;
    struct err err = {0};
    char hex[OBJECT_ID_HEX_MAX + 1];
    int rc = refs_resolve(&arena, repo, reader, rev, &id, &err);
    if (rc < 0) {
        assert_int_equal(rc, ERR_USAGE);
        assert_true(err.text[0] != '\0');
        return STR("");
    }
    hex_encode(id.bytes, repo->id_len, hex);
    return str_dup(&arena, str_from(hex));
}

static void same_commits(const struct repo *repo, const char *path, const struct str *revs, size_t n)
{
    struct object_store *store;
    struct buf asked;
    struct err err = {0};
    size_t n_found = 0;
    buf_init(&asked, 4 << 20);
    for (size_t i = 0; i < n; i++)
        buf_printf(&asked, "%.*s^{commit}\n", STR_ARG(revs[i]));
    struct str rest = git_must(&arena, path, buf_str(&asked), "cat-file", "--batch-check=%(objectname)", NULL);
    assert_ok(object_store_open(&arena, repo->common_dir, repo->id_len, &store, &err), &err);
    struct object_reader *reader = object_reader_new(store, 1 << 20);
    for (size_t i = 0; i < n; i++) {
        struct str gits = str_cut(&rest, '\n'), ours = resolve(repo, reader, revs[i]);
        if (str_ends(gits, STR(" missing")) || str_ends(gits, STR(" ambiguous")))
            gits = STR("");
        if (!str_eq(gits, ours))
            fail_msg("%.*s: %.*s, git says %.*s", STR_ARG(revs[i]), STR_ARG(ours), STR_ARG(gits));
        n_found += gits.len > 0;
    }
    assert_null(rest.p);
    assert_true(n_found > n / 10 && n_found < n);
    object_reader_free(reader);
    object_store_close(store);
    buf_release(&asked);
}

static void compare_expressions(const char *name, size_t n)
{
    struct repo repo = find(name);
    struct str ids[2 * COMMITS];
    size_t n_ids = 0;
    struct str rest = git(&arena, below(name), "rev-list", "--all", "--objects", "--no-object-names");
    while (rest.p && n_ids < 2 * COMMITS)
        ids[n_ids++] = str_cut(&rest, '\n');
    struct str *revs = arena_array(&arena, struct str, n);
    struct buf text;
    buf_init(&text, 1 << 16);
    for (size_t i = 0; i < n; i++) {
        buf_clear(&text);
        add_expression(&text, ids, n_ids);
        revs[i] = str_dup(&arena, buf_str(&text));
    }
    buf_release(&text);
    same_commits(&repo, below(name), revs, n);
}

static void expressions_beside_git(void **state)
{
    (void)state;
    make_repository("r", "sha1");
    compare_expressions("r", EXPRESSIONS);
    git(&arena, below("r"), "worktree", "add", "-q", below("linked"), "b4");
    compare_expressions("linked", EXPRESSIONS / 4);
    git(&arena, folder, "clone", "-q", "--bare", "r", "b.git");
    compare_expressions("b.git", EXPRESSIONS / 4);
    make_repository("r256", "sha256");
    compare_expressions("r256", EXPRESSIONS / 4);
}

/* Where a shallow clone ends, git has no parents, even when a commit names some. */
static void shallow_clones_end(void **state)
{
    (void)state;
    make_repository("r", "sha1");
    git(&arena, folder, "clone", "-q", "--no-local", "--depth", "3", "r", "s");
    assert_true(find("s").is_shallow);
    compare_expressions("s", EXPRESSIONS / 4);
    struct object_ids ids;
    struct repo repo = find("s");
    assert_int_equal(repo_shallow(&arena, &repo, &ids, NULL), 0);
    assert_true(ids.at.len > 0);
    git(&arena, below("s"), "fetch", "-q", "--depth", "9");
    git(&arena, folder, "clone", "-q", "r", "t");
    git_write(&arena, folder, "t/.git/shallow", git(&arena, below("t"), "rev-parse", "HEAD~2"));
    compare_expressions("t", EXPRESSIONS / 4);
}

static void what_is_refused(void **state)
{
    (void)state;
    static const char *const revs[][2] = {
        {"HEAD@{1}", "@{"},
        {"@{upstream}", "@{"},
        {"@{-1}", "@{"},
        {":/x", "by message"},
        {"HEAD^{/x}", "by message"},
        {"b0..b1", "a range"},
        {"b0...b1", "a range"},
        {"HEAD:f1", "a file of a commit"},
        {"", "no name"},
        {"^b0", "before a commit"},
        {"of-tree", "names a folder"},
        {"of-blob", "names a file"},
        {"none", "no branch"},
        {"HEAD~1000", "no such parent"},
        {"HEAD^{tree}", "names no commit"},
        {"HEAD^{commit", "}"},
        {"HEAD~x", "may stand behind"},
        {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "no such object"},
    };
    make_repository("r", "sha1");
    struct repo repo = find("r");
    struct object_store *store;
    struct object_id id;
    assert_int_equal(object_store_open(&arena, repo.common_dir, repo.id_len, &store, NULL), 0);
    struct object_reader *reader = object_reader_new(store, 1 << 20);
    for (size_t i = 0; i < sizeof revs / sizeof revs[0]; i++) {
        struct err err = {0};
        assert_int_equal(refs_resolve(&arena, &repo, reader, str_from(revs[i][0]), &id, &err), ERR_USAGE);
        assert_contains(err.text, revs[i][1]);
    }
    object_reader_free(reader);
    object_store_close(store);
}

static void reftables_are_told(void **state)
{
    (void)state;
    struct refs refs;
    struct err err = {0};
    git(&arena, folder, "init", "-q", "r");
    git(&arena, below("r"), "config", "extensions.refStorage", "reftable");
    git(&arena, below("r"), "config", "core.repositoryFormatVersion", "1");
    struct repo repo = find("r");
    assert_int_equal(refs_list(&arena, &repo, STR("refs/"), &refs, &err), ERR_INPUT);
    assert_contains(err.text, "reftable");
}

/* Names --------------------------------------------------------------------------------------------------------------- */

static void names_beside_check_ref_format(void **state)
{
    (void)state;
    static const char *const parts[] = {"a",     ".",    "..",   "@", "{",        "/",   "/",    "lock",
                                        ".lock", "~",    "^",    ":", "?",        "*",   "[",    "\\",
                                        " ",     "\x7f", "\x01", "-", "\xc3\xa9", "x.y", "HEAD", "}"};
    for (int i = 0; i < 200; i++) {
        char name[64] = "";
        size_t len = 0;
        for (uint32_t n = 1 + random_below(&seed, 5); n; n--)
            len += (size_t)snprintf(name + len, sizeof name - len, "%s",
                                    random_below(&seed, 2) ? "ab" : PICK(parts));
        if (name[0] == '-') /* to git an option */
            continue;
        int code = run_git(&arena, folder, STR(""), NULL, "check-ref-format", "--allow-onelevel", name, NULL);
        if (refs_is_name(str_from(name)) != (code == 0))
            fail_msg("%s: git exits %d", name, code);
    }
}

/* Hostile ------------------------------------------------------------------------------------------------------------- */

static void link_in(const char *r, const char *target, const char *name)
{
    assert_int_equal(symlink(target, arena_printf(&arena, "%s/.git/%s", r, name)), 0);
}

/* Links as git sees them: to a ref, to a folder, to a file elsewhere, to nothing. */
static void links_beside_git(void **state)
{
    (void)state;
    make_repository("r", "sha1");
    const char *r = below("r");
    git_write(&arena, folder, "elsewhere", git(&arena, r, "rev-parse", "b2"));
    git_write(&arena, folder, "secret", STR("not an id\n"));
    link_in(r, "refs/heads/b1", "refs/heads/as-ref");
    link_in(r, "../../../../elsewhere", "refs/heads/as-file");
    link_in(r, "../../../../secret", "refs/heads/secret");
    link_in(r, "nowhere", "refs/heads/broken");
    link_in(r, "../tags", "refs/heads/as-folder");
    git(&arena, r, "update-ref", "refs/tags/loose", "b0");
    unlink(arena_printf(&arena, "%s/.git/HEAD", r));
    link_in(r, "refs/heads/b1", "HEAD");
    same_list("r");
    struct repo repo = find("r");
    struct str head = git(&arena, r, "rev-parse", "HEAD");
    struct object_id id, wanted;
    assert_true(object_id_parse(head, GIT_ID_LEN, &wanted));
    assert_str(repo_head_id(&arena, &repo), str_cstr(&arena, head));
    assert_true(refs_find(&arena, &repo, STR("refs/heads/as-ref"), &id) && object_id_eq(&id, &wanted));
    same_lines(git(&arena, r, "rev-parse", "as-ref"), head);
}

/* Chains of symbolic refs are followed as far as git follows them. */
static void chains_beside_git(void **state)
{
    (void)state;
    make_repository("r", "sha1");
    struct repo repo = find("r");
    struct object_id id;
    git(&arena, below("r"), "symbolic-ref", "refs/heads/c1", "refs/heads/b1");
    for (int i = 2; i < 9; i++) {
        char *name = arena_printf(&arena, "refs/heads/c%d", i);
        git(&arena, below("r"), "symbolic-ref", name, arena_printf(&arena, "refs/heads/c%d", i - 1));
        bool gits = run_git(&arena, below("r"), STR(""), NULL, "rev-parse", "-q", "--verify", name, NULL) == 0;
        assert_int_equal(refs_find(&arena, &repo, str_from(name), &id), gits);
    }
}

static void nothing_waits_or_loops(void **state)
{
    (void)state;
    make_repository("r", "sha1");
    const char *r = below("r");
    struct str before = git(&arena, r, "for-each-ref", "--format=%(refname) %(objectname)");
    assert_int_equal(mkfifo(arena_printf(&arena, "%s/.git/refs/heads/fifo", r), 0666), 0);
    link_in(r, "/dev/zero", "refs/heads/zero");
    link_in(r, "loop", "refs/heads/loop");
    git_write(&arena, r, ".git/refs/heads/self", STR("ref: refs/heads/self\n"));
    git_write(&arena, r, ".git/refs/heads/out", STR("ref: ../../../elsewhere\n"));
    git_write(&arena, r, ".git/refs/heads/line\nbreak", STR("x"));
    git_write(&arena, r, ".git/refs/heads/b1.lock", STR("x"));
    git_write(&arena, r, ".git/refs/heads/empty", STR(""));
    struct repo repo = find("r");
    struct refs refs;
    struct err err = {0};
    same_lines(list(&repo, "refs/"), before);
    const char *packed = arena_printf(&arena, "%s/.git/packed-refs", r);
    unlink(packed);
    assert_int_equal(mkfifo(packed, 0666), 0);
    assert_int_equal(refs_list(&arena, &repo, STR("refs/"), &refs, &err), ERR_INPUT);
    assert_contains(err.text, "packed-refs: not a regular file");
}

/* A link to the folder above: git goes round until names are too long, we go once. */
static void folders_in_themselves(void **state)
{
    (void)state;
    make_repository("r", "sha1");
    link_in(below("r"), ".", "refs/heads/again");
    struct repo repo = find("r");
    struct str refs = list(&repo, "refs/heads/again/");
    assert_true(str_find(refs, STR("refs/heads/again/b3 ")) >= 0);
    assert_true(str_find(refs, STR("again/again")) < 0);
}

#define GIT_TEST(test) cmocka_unit_test_setup_teardown((test), set_up, git_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        GIT_TEST(lists_beside_git),       GIT_TEST(linked_work_trees_beside_git),
        GIT_TEST(packed_refs_of_others),  GIT_TEST(expressions_beside_git),
        GIT_TEST(shallow_clones_end),     GIT_TEST(what_is_refused),
        GIT_TEST(reftables_are_told),     GIT_TEST(names_beside_check_ref_format),
        GIT_TEST(links_beside_git),       GIT_TEST(chains_beside_git),
        GIT_TEST(nothing_waits_or_loops), GIT_TEST(folders_in_themselves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
