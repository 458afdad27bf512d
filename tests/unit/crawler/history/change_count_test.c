/* Lines of one change: either side absent, binary, a submodule, missing; and of one that only moved. */
#include "crawler/history/change_count.h"

#include "tests/support/open_objects.h"
#include "tests/support/git_test.h"

static struct repo repo;
static struct object_store *store;
static struct change_counter counter;
static struct object_id text, longer, bytes, empty, nowhere;

static struct object_id blob(struct str content)
{
    struct object_id id;
    struct str hex = git_must(&arena, folder, content, "hash-object", "-w", "--stdin", NULL);
    assert_true(object_id_parse(hex, GIT_ID_LEN, &id));
    return id;
}

static int set_up(void **state)
{
    struct err warning = {0}, err = {0};
    git_set_up(state);
    git_write(&arena, folder, ".gitattributes", STR("*.bin -diff\n*.txt diff\n"));
    text = blob(STR("a\nb\nc\n"));
    longer = blob(STR("a\nx\nc\nd"));
    bytes = blob(str_of("a\0b\nc\n", 6));
    empty = blob(STR(""));
    memset(nowhere.bytes, 0x11, GIT_ID_LEN);
    assert_ok(repo_find_history(&arena, str_from(folder), &repo, &warning, &err), &err);
    counter = (struct change_counter){.reader = open_objects(&arena, folder, &store),
                                      .id_len = GIT_ID_LEN,
                                      .diff = line_diff_new(),
                                      .rules = binary_rules_new(&repo)};
    return 0;
}

static int tear_down(void **state)
{
    binary_rules_free(counter.rules);
    line_diff_free(counter.diff);
    object_reader_free(counter.reader);
    object_store_close(store);
    return git_tear_down(state);
}

static struct tree_change change(const char *path, uint32_t old_mode, const struct object_id *old_id,
                                 uint32_t new_mode, const struct object_id *new_id)
{
    struct tree_change change = {.path = str_from(path), .old_mode = old_mode, .new_mode = new_mode};
    if (old_id)
        change.old_id = *old_id;
    if (new_id)
        change.new_id = *new_id;
    return change;
}

/* Lines added and deleted; -1 and -1 for binary. */
static void counts(struct tree_change change, int64_t added, int64_t deleted)
{
    struct change_count count = {.is_binary = false};
    struct err err = {0};
    assert_ok(change_count(&counter, &change, &count, &err), &err);
    assert_int_equal(count.is_binary, added < 0);
    if (added >= 0) {
        assert_int_equal(count.lines.added, added);
        assert_int_equal(count.lines.deleted, deleted);
    }
}

enum { FILE_MODE = 0100644, EXEC_MODE = 0100755, LINK_MODE = 0120000 };

static void lines(void **state)
{
    (void)state;
    counts(change("a", 0, NULL, FILE_MODE, &text), 3, 0);
    counts(change("a", FILE_MODE, &text, 0, NULL), 0, 3);
    counts(change("a", FILE_MODE, &text, FILE_MODE, &longer), 2, 1);
    counts(change("a", 0, NULL, FILE_MODE, &empty), 0, 0);
    counts(change("a", FILE_MODE, &text, EXEC_MODE, &text), 0, 0);
    counts(change("a", FILE_MODE, &text, LINK_MODE, &longer), 2, 1);
}

static void binary(void **state)
{
    (void)state;
    counts(change("a", FILE_MODE, &text, FILE_MODE, &bytes), -1, -1);
    counts(change("a", FILE_MODE, &bytes, FILE_MODE, &text), -1, -1);
    counts(change("a", FILE_MODE, &bytes, EXEC_MODE, &bytes), -1, -1);
    counts(change("a", 0, NULL, FILE_MODE, &bytes), -1, -1);
    counts(change("a.bin", FILE_MODE, &text, FILE_MODE, &longer), -1, -1);
    counts(change("a.txt", FILE_MODE, &bytes, FILE_MODE, &text), 2, 1);
    struct tree_change moved = change("a.txt", FILE_MODE, &text, FILE_MODE, &longer);
    moved.old_path = STR("a.bin"); /* each side by the rules of its own name */
    counts(moved, -1, -1);
}

static void submodules(void **state)
{
    (void)state;
    counts(change("a", 0, NULL, TREE_MODE_MODULE, &nowhere), 1, 0);
    counts(change("a", TREE_MODE_MODULE, &nowhere, TREE_MODE_MODULE, &text), 1, 1);
    counts(change("a", TREE_MODE_MODULE, &nowhere, FILE_MODE, &text), 3, 1);
}

static void missing(void **state)
{
    (void)state;
    struct tree_change cases[] = {change("a", FILE_MODE, &nowhere, FILE_MODE, &text),
                                  change("a", FILE_MODE, &text, FILE_MODE, &nowhere),
                                  change("a", 0, NULL, FILE_MODE, &nowhere)};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct change_count count = {.lines = {42, 42}};
        struct err err = {0};
        assert_int_equal(change_count(&counter, &cases[i], &count, &err), ERR_INPUT);
        assert_contains(err.text, "object 1111111111111111111111111111111111111111");
        assert_int_equal(count.lines.added, 42);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(lines), cmocka_unit_test(binary),
                                       cmocka_unit_test(submodules), cmocka_unit_test(missing)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
