/* What differs between trees, beside `git diff-tree`: generated ones and those made to mislead. */
#include "pipeline/git/tree_diff.h"

#include "tests/support/git_trees.h"
#include "tests/support/open_objects.h"
#include "tests/support/raw_row.h"
#include "tests/support/git_test.h"

#define EMPTY_TREE "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

static struct object_store *store;
static struct object_reader *reader;

static int tear_down(void **state)
{
    object_reader_free(reader);
    object_store_close(store);
    reader = NULL;
    store = NULL;
    return git_tear_down(state);
}

static struct object_id id_of(const char *hex)
{
    struct object_id id;
    assert_true(object_id_parse(str_from(hex), GIT_ID_LEN, &id));
    return id;
}

static struct tree_changes diff(const struct object_id *old_tree, const struct object_id *new_tree)
{
    struct tree_changes changes = {0};
    struct err err = {0};
    if (!reader)
        reader = open_objects(&arena, folder, &store);
    assert_ok(tree_diff(reader, old_tree, new_tree, &arena, &changes, &err), &err);
    return changes;
}

static void add_rows(struct buf *out, const struct tree_changes *changes)
{
    for (size_t i = 0; i < changes->changes.len; i++)
        raw_row_add(out, &changes->changes.at[i], GIT_ID_LEN);
}

/* Compares all pairs trees[i], trees[i+1] for even i; returns how many rows there were. */
static size_t check_pairs(const struct object_id *trees, size_t n)
{
    struct buf ours;
    size_t n_rows = 0;
    buf_init(&ours, (size_t)256 << 20);
    for (size_t i = 0; i + 1 < n; i += 2) {
        struct tree_changes changes = diff(&trees[i], &trees[i + 1]);
        assert_int_equal(changes.errors.len, 0);
        add_pair(&ours, &trees[i], &trees[i + 1]);
        add_rows(&ours, &changes);
        n_rows += changes.changes.len;
    }
    buf_addc(&ours, '\0');
    struct str theirs = git_rows(&arena, folder, "--no-renames", trees, n);
    assert_string_equal(ours.p, arena_printf(&arena, "%.*s\n", STR_ARG(theirs)));
    buf_release(&ours);
    return n_rows;
}

/* Generated --------------------------------------------------------------------------------------------------------- */

enum { STEPS = 400, FILES_MAX = 60, NAMES = 14 };

/* Names that are each other's beginning, with bytes before and behind '/', and with what must be quoted. */
static struct str random_path(uint64_t *seed)
{
    static const char *const names[NAMES] = {"a",      "a-",       "a.c",      "a0",           "ab",
                                             "a b",    "A",        "b",        "b+c",          "b\"c",
                                             "b\nc.h", "\xc3\xbf", "\xc3\xa9", "longer-name.c"};
    struct str path = str_from(names[random_below(seed, NAMES)]);
    for (uint32_t depth = random_below(seed, 4); depth > 0; depth--)
        path = str_from(arena_printf(&arena, "%.*s/%s", STR_ARG(path), names[random_below(seed, NAMES)]));
    return path;
}

static struct tree_file random_file(uint64_t *seed)
{
    static const uint32_t modes[] = {TREE_MODE_FILE, TREE_MODE_FILE, TREE_MODE_EXEC, TREE_MODE_LINK,
                                     TREE_MODE_MODULE};
    uint32_t content = random_below(seed, 5);
    struct tree_file file = {.path = random_path(seed), .mode = modes[random_below(seed, 5)]};
    file.content = str_from(file.mode == TREE_MODE_MODULE ? arena_printf(&arena, "%040u", content + 1)
                                                          : arena_printf(&arena, "content %u\n", content));
    return file;
}

/* A few files come, go or become others. */
static void mutate(struct tree_files *files, uint64_t *seed)
{
    for (uint32_t n = 1 + random_below(seed, 6); n > 0; n--) {
        if (files->at.len < FILES_MAX)
            *vec_push(&files->at, &arena) = random_file(seed);
        else
            files->at.at[random_below(seed, FILES_MAX)] = random_file(seed);
    }
}

static void generated_trees(void **state)
{
    (void)state;
    uint64_t seed = 20261124;
    struct tree_files files = {0};
    struct git_trees trees = git_trees_new(&arena, folder);
    for (int i = 0; i < STEPS; i++) {
        git_trees_add(&trees, &files);
        mutate(&files, &seed);
    }
    git_trees_make(&trees);
    VEC(struct object_id) pairs = {0};
    for (size_t i = 0; i + 1 < STEPS; i++) {
        size_t other = random_below(&seed, 3) ? i + 1 : random_below(&seed, STEPS);
        bool swapped = random_below(&seed, 2);
        *vec_push(&pairs, &arena) = trees.ids.at[swapped ? other : i];
        *vec_push(&pairs, &arena) = trees.ids.at[swapped ? i : other];
    }
    assert_true(check_pairs(pairs.at, pairs.len) > 3000);
}

static void file_and_folder_change_places(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        uint32_t mode;
    } sides[][3] = {
        {{"a", TREE_MODE_FILE}, {"a.c", TREE_MODE_FILE}, {"b", TREE_MODE_FILE}},
        {{"a/b/c", TREE_MODE_FILE}, {"a.c", TREE_MODE_EXEC}, {"a-", TREE_MODE_FILE}},
        {{"a/b", TREE_MODE_FILE}, {"a0", TREE_MODE_LINK}, {"b/a", TREE_MODE_FILE}},
        {{"a", TREE_MODE_LINK}, {"a0", TREE_MODE_FILE}, {"b", TREE_MODE_EXEC}},
    };
    struct git_trees trees = git_trees_new(&arena, folder);
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j < 4; j++)
            for (size_t side = 0; side < 2; side++) {
                struct tree_files files = {0};
                for (size_t k = 0; k < 3; k++)
                    *vec_push(&files.at, &arena) =
                        (struct tree_file){str_from(sides[side ? j : i][k].path), sides[side ? j : i][k].mode,
                                           STR("same\n")};
                git_trees_add(&trees, &files);
            }
    git_trees_make(&trees);
    assert_true(check_pairs(trees.ids.at, trees.ids.len) > 30);
}

static void without_a_tree_there_is_nothing(void **state)
{
    (void)state;
    struct git_trees trees = git_trees_new(&arena, folder);
    struct tree_files files = {0};
    *vec_push(&files.at, &arena) = (struct tree_file){STR("d/f"), TREE_MODE_FILE, STR("x")};
    git_trees_add(&trees, &files);
    git_trees_make(&trees);
    const struct object_id *tree = &trees.ids.at[0], empty = id_of(EMPTY_TREE);
    struct tree_changes changes = diff(NULL, tree);
    assert_int_equal(changes.changes.len, 1);
    assert_str(changes.changes.at[0].path, "d/f");
    assert_int_equal(changes.changes.at[0].old_mode, 0);
    assert_true(object_id_is_null(&changes.changes.at[0].old_id));
    changes = diff(tree, NULL);
    assert_int_equal(changes.changes.len, 1);
    assert_int_equal(changes.changes.at[0].new_mode, 0);
    assert_int_equal(diff(NULL, NULL).changes.len, 0);
    assert_int_equal(diff(tree, tree).changes.len, 0);
    const struct object_id pair[] = {empty, *tree};
    git_raw_tree(&arena, folder, STR(""));
    assert_int_equal(check_pairs(pair, 2), 1);
}

/* Made by hand ------------------------------------------------------------------------------------------------------ */

static struct buf raw;

static struct object_id write_raw(void)
{
    struct object_id id = git_raw_tree(&arena, folder, buf_str(&raw));
    buf_clear(&raw);
    return id;
}

/* One entry alone. */
static struct object_id tree_with(const char *mode, struct str name, const struct object_id *id)
{
    buf_init(&raw, (size_t)64 << 20);
    raw_tree_add(&raw, mode, name, id);
    struct object_id tree = write_raw();
    buf_release(&raw);
    return tree;
}

static void odd_modes(void **state)
{
    (void)state;
    static const char *const modes[] = {"100644", "100664", "0100644", "100600", "100777", "100755",
                                        "100711", "120000", "120777",  "160000", "160755", "40000",
                                        "040000", "40755",  "10644",   "60000",  "140000", "644"};
    enum { MODES = sizeof modes / sizeof modes[0] };
    struct object_id ids[MODES], pairs[2 * MODES * MODES];
    struct object_id target = git_raw_tree(&arena, folder, STR(""));
    for (size_t i = 0; i < MODES; i++)
        ids[i] = tree_with(modes[i], STR("a"), &target);
    for (size_t i = 0; i < MODES * MODES; i++) {
        pairs[2 * i] = ids[i / MODES];
        pairs[2 * i + 1] = ids[i % MODES];
    }
    assert_true(check_pairs(pairs, 2 * MODES * MODES) > MODES);
}

/* Top trees with a good file `a`, a folder `d` and a good file `z`. */
static struct object_id top_with(const struct object_id *d, const struct object_id *good)
{
    buf_init(&raw, (size_t)1 << 20);
    raw_tree_add(&raw, "100644", STR("a"), good);
    raw_tree_add(&raw, "40000", STR("d"), d);
    raw_tree_add(&raw, "100644", STR("z"), good);
    struct object_id tree = write_raw();
    buf_release(&raw);
    return tree;
}

static void check_bad_folder(const struct object_id *bad, const char *why)
{
    struct object_id good = id_of(EMPTY_TREE), old_good = id_of("1111111111111111111111111111111111111111");
    struct object_id inner = tree_with("100644", STR("f"), &good),
                     old_d = tree_with("40000", STR("e"), &inner);
    struct object_id old_top = top_with(&old_d, &old_good), new_top = top_with(bad, &good);
    for (int way = 0; way < 3; way++) {
        const struct object_id *old = way == 0 ? NULL : way == 1 ? &old_top : &new_top;
        struct tree_changes changes = diff(old, way == 2 ? &old_top : &new_top);
        assert_int_equal(changes.changes.len, 2);
        assert_str(changes.changes.at[0].path, "a");
        assert_str(changes.changes.at[1].path, "z");
        assert_int_equal(changes.errors.len, 1);
        assert_contains(str_cstr(&arena, changes.errors.at[0]), why);
        assert_true(str_starts(changes.errors.at[0], STR("d/: ")));
    }
}

static void check_bad_top(const struct object_id *bad, const char *why)
{
    struct tree_changes changes = {0};
    struct object_id good = git_raw_tree(&arena, folder, STR(""));
    struct err err = {0};
    assert_int_equal(tree_diff(reader, &good, bad, &arena, &changes, &err), ERR_INPUT);
    assert_contains(err.text, why);
    assert_int_equal(changes.changes.len, 0);
}

static void check_bad(const char *mode, struct str name, const char *why)
{
    struct object_id target = id_of("2222222222222222222222222222222222222222");
    buf_init(&raw, (size_t)1 << 20);
    raw_tree_add(&raw, "100644", STR("Before"), &target);
    raw_tree_add(&raw, mode, name, &target);
    raw_tree_add(&raw, "100644", STR("zz"), &target);
    struct object_id bad = write_raw();
    buf_release(&raw);
    check_bad_folder(&bad, why);
    check_bad_top(&bad, why);
}

static void damage_is_of_its_folder_alone(void **state)
{
    (void)state;
    check_bad("100644", STR(""), "a name in it is \"\"");
    check_bad("100644", STR(".."), "a name in it is \"..\"");
    check_bad("40000", STR("."), "a name in it is \".\"");
    check_bad("100644", STR("../../etc/passwd"), "a name in it is");
    check_bad("100644", STR("A"), "\"A\" is out of order");
    check_bad("100644", STR("Before"), "there twice");
    check_bad("1x0644", STR("n"), "no mode");
    struct object_id cut = git_raw_tree(&arena, folder,
                                        STR("100644 a\0"
                                            "12345678"));
    check_bad_folder(&cut, "cut off");
    check_bad_top(&cut, "cut off");
    struct object_id missing = id_of("3333333333333333333333333333333333333333");
    check_bad_folder(&missing, "object 3333");
    check_bad_top(&missing, "object 3333");
}

/* A name with a newline in it must not make two lines of an error. */
static void errors_are_one_line(void **state)
{
    (void)state;
    struct object_id missing = id_of("3333333333333333333333333333333333333333");
    struct object_id tree = tree_with("40000", STR("a\nb\33[2J"), &missing);
    struct tree_changes changes = diff(NULL, &tree);
    assert_int_equal(changes.errors.len, 1);
    assert_int_equal(str_index(changes.errors.at[0], '\n'), -1);
    assert_int_equal(str_index(changes.errors.at[0], '\33'), -1);
}

/* Limits ------------------------------------------------------------------------------------------------------------ */

static void check_limit(const struct object_id *tree, const char *why)
{
    struct tree_changes changes = {0};
    struct err err = {0};
    if (!reader)
        reader = open_objects(&arena, folder, &store);
    assert_int_equal(tree_diff(reader, NULL, tree, &arena, &changes, &err), ERR_INPUT);
    assert_contains(err.text, why);
    assert_int_equal(changes.changes.len, 0);
    assert_int_equal(changes.errors.len, 0);
}

static struct str deep_path(size_t folders)
{
    char *path = arena_array(&arena, char, 2 * folders + 1);
    for (size_t i = 0; i < folders; i++)
        memcpy(path + 2 * i, "d/", 2);
    path[2 * folders] = 'f';
    return str_of(path, 2 * folders + 1);
}

static void depth_has_a_limit(void **state)
{
    (void)state;
    struct git_trees trees = git_trees_new(&arena, folder);
    for (size_t i = 0; i < 2; i++) {
        struct tree_files files = {0};
        *vec_push(&files.at, &arena) =
            (struct tree_file){deep_path(TREE_DIFF_DEPTH_MAX - 1 + i), TREE_MODE_FILE, STR("x\n")};
        git_trees_add(&trees, &files);
    }
    git_trees_make(&trees);
    struct tree_changes changes = diff(NULL, &trees.ids.at[0]);
    assert_int_equal(changes.changes.len, 1);
    assert_int_equal(changes.changes.at[0].path.len, 2 * TREE_DIFF_DEPTH_MAX - 1);
    check_limit(&trees.ids.at[1], "too deep");
}

static void paths_have_a_limit(void **state)
{
    (void)state;
    char *name = arena_array(&arena, char, TREE_DIFF_PATH_MAX + 1);
    memset(name, 'n', TREE_DIFF_PATH_MAX + 1);
    struct object_id target = id_of(EMPTY_TREE);
    struct object_id longest = tree_with("100644", str_of(name, TREE_DIFF_PATH_MAX), &target);
    struct object_id longer = tree_with("100644", str_of(name, TREE_DIFF_PATH_MAX + 1), &target);
    struct object_id below = tree_with("40000", str_of(name, TREE_DIFF_PATH_MAX - 10), &longest);
    assert_int_equal(diff(NULL, &longest).changes.len, 1);
    check_limit(&longer, "too long");
    check_limit(&below, "too long");
}

/* Each tree holds the next ten times, and the last nothing: 10^10 folders. */
static void bombs_are_defused(void **state)
{
    (void)state;
    struct object_id tree = git_raw_tree(&arena, folder, STR(""));
    for (int level = 0; level < 10; level++) {
        buf_init(&raw, (size_t)1 << 20);
        for (char name = 'a'; name < 'a' + 10; name++)
            raw_tree_add(&raw, "40000", str_of(&name, 1), &tree);
        tree = write_raw();
        buf_release(&raw);
    }
    check_limit(&tree, "too many bytes of trees");
}

static void errors_have_a_limit(void **state)
{
    (void)state;
    struct object_id missing = id_of("3333333333333333333333333333333333333333");
    for (int more = 0; more < 2; more++) {
        buf_init(&raw, (size_t)1 << 20);
        for (int i = 0; i < TREE_DIFF_ERRORS_MAX + more; i++)
            raw_tree_add(&raw, "40000", str_from(arena_printf(&arena, "%04d", i)), &missing);
        struct object_id tree = write_raw();
        buf_release(&raw);
        if (more)
            check_limit(&tree, "too many damaged folders");
        else
            assert_int_equal(diff(NULL, &tree).errors.len, TREE_DIFF_ERRORS_MAX);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(generated_trees, git_set_up, tear_down),
        cmocka_unit_test_setup_teardown(file_and_folder_change_places, git_set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_a_tree_there_is_nothing, git_set_up, tear_down),
        cmocka_unit_test_setup_teardown(odd_modes, git_set_up, tear_down),
        cmocka_unit_test_setup_teardown(damage_is_of_its_folder_alone, git_set_up, tear_down),
        cmocka_unit_test_setup_teardown(errors_are_one_line, git_set_up, tear_down),
        cmocka_unit_test_setup_teardown(depth_has_a_limit, git_set_up, tear_down),
        cmocka_unit_test_setup_teardown(paths_have_a_limit, git_set_up, tear_down),
        cmocka_unit_test_setup_teardown(bombs_are_defused, git_set_up, tear_down),
        cmocka_unit_test_setup_teardown(errors_have_a_limit, git_set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
