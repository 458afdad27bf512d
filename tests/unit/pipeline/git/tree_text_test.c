/* Raw trees made by hand: what is read, what is damage, and what is passed over. */
#include "pipeline/base/buf.h"
#include "pipeline/git/tree_text.h"

#include "tests/unit/check.h"

#define ID "\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17\20\21\22\23\24"

enum { ID_LEN = sizeof ID - 1 };

static struct tree_text tree_of(struct str bytes)
{
    return tree_text_of(bytes, ID_LEN);
}

/* Reads to the end; the number of entries or an error. */
static int read_all(struct str bytes, struct err *err)
{
    struct tree_text tree = tree_of(bytes);
    struct tree_entry entry;
    int n = 0, rc;
    while ((rc = tree_text_next(&tree, &entry, err)) == 1)
        n++;
    return rc < 0 ? rc : n;
}

static void entries_are_read(void **state)
{
    (void)state;
    struct tree_text tree = tree_of(STR("100644 a\0" ID "40000 b b\0" ID "160000 c\xff\0" ID));
    struct tree_entry entry;
    struct err err = {0};
    assert_int_equal(tree_text_next(&tree, &entry, &err), 1);
    assert_str(entry.name, "a");
    assert_int_equal(entry.mode, TREE_MODE_FILE);
    assert_memory_equal(entry.id, ID, ID_LEN);
    assert_int_equal(tree_text_next(&tree, &entry, &err), 1);
    assert_str(entry.name, "b b");
    assert_int_equal(entry.mode, TREE_MODE_TREE);
    assert_int_equal(tree_text_next(&tree, &entry, &err), 1);
    assert_str(entry.name, "c\xff");
    assert_int_equal(entry.mode, TREE_MODE_MODULE);
    assert_int_equal(tree_text_next(&tree, &entry, &err), 0);
    assert_int_equal(tree_text_next(&tree, &entry, &err), 0);
    assert_int_equal(read_all(STR(""), &err), 0);
    assert_int_equal(read_all(str_of(NULL, 0), &err), 0);
}

static void ids_of_sha256(void **state)
{
    (void)state;
    struct tree_text tree = tree_text_of(STR("100644 a\0" ID "abcdefghijkl40000 b\0" ID "abcdefghijkl"), 32);
    struct tree_entry entry;
    struct err err = {0};
    assert_int_equal(tree_text_next(&tree, &entry, &err), 1);
    assert_memory_equal(entry.id, ID "abcdefghijkl", 32);
    assert_int_equal(tree_text_next(&tree, &entry, &err), 1);
    assert_str(entry.name, "b");
    assert_int_equal(tree_text_next(&tree, &entry, &err), 0);
}

static void check_damage(struct str bytes, const char *why)
{
    struct err err = {0};
    assert_int_equal(read_all(bytes, &err), ERR_INPUT);
    assert_contains(err.text, why);
}

static void damage_is_told(void **state)
{
    (void)state;
    check_damage(STR("100644"), "no mode");
    check_damage(STR(" a\0" ID), "no mode");
    check_damage(STR("10064x a\0" ID), "no mode");
    check_damage(STR("00100644 a\0" ID), "no mode");
    check_damage(STR("0 a\0" ID), "no mode");
    check_damage(STR("100644 a"), "cut off");
    check_damage(STR("100644 a\0\1\2\3"), "cut off");
    check_damage(STR("100644 a\0" ID "100644 b\0" ID "x"), "no mode");
    check_damage(STR("100644 \0" ID), "\"\"");
    check_damage(STR("40000 .\0" ID), "\".\"");
    check_damage(STR("40000 ..\0" ID), "\"..\"");
    check_damage(STR("100644 ../x\0" ID), "\"../x\"");
    check_damage(STR("100644 /etc\0" ID), "\"/etc\"");
    check_damage(STR("100644 b\0" ID "100644 a\0" ID), "\"a\" is out of order");
    check_damage(STR("100644 a\0" ID "100755 a\0" ID), "\"a\" is out of order or there twice");
}

/* A folder stands where its name with a '/' would. */
static void folders_have_their_own_place(void **state)
{
    (void)state;
    struct err err = {0};
    assert_int_equal(read_all(STR("100644 a-\0" ID "40000 a\0" ID "100644 a0\0" ID), &err), 3);
    assert_int_equal(read_all(STR("100644 a\0" ID "100644 a-\0" ID "100644 a0\0" ID), &err), 3);
    check_damage(STR("40000 a\0" ID "100644 a-\0" ID), "out of order");
    assert_true(tree_name_cmp(STR("a"), true, STR("a"), false) > 0);
    assert_int_equal(tree_name_cmp(STR("a"), true, STR("a"), true), 0);
}

static void whole_entries_are_passed_over(void **state)
{
    (void)state;
    const struct str bytes = STR("100644 a\0" ID "40000 b\0" ID "100644 c\0" ID);
    const size_t first = 9 + ID_LEN, second = first + 8 + ID_LEN;
    for (size_t len = 0; len <= bytes.len; len++) {
        struct tree_text tree = tree_of(bytes);
        tree_text_skip(&tree, len);
        size_t wanted = len == bytes.len ? len : len >= second ? second : len >= first ? first : 0;
        assert_int_equal(tree.at - bytes.p, wanted);
        if (wanted == second) {
            assert_str(tree.last, "b");
            assert_true(tree.last_is_tree);
        }
    }
}

/* What is passed over is not checked, what comes behind it is. */
static void order_holds_across_what_is_passed_over(void **state)
{
    (void)state;
    struct tree_entry entry;
    struct err err = {0};
    struct tree_text tree = tree_of(STR("100644 c\0" ID "100644 b\0" ID "100644 a\0" ID));
    tree_text_skip(&tree, (size_t)2 * (9 + ID_LEN));
    assert_int_equal(tree_text_next(&tree, &entry, &err), ERR_INPUT);
    assert_contains(err.text, "\"a\" is out of order");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_are_read),
        cmocka_unit_test(ids_of_sha256),
        cmocka_unit_test(damage_is_told),
        cmocka_unit_test(folders_have_their_own_place),
        cmocka_unit_test(whole_entries_are_passed_over),
        cmocka_unit_test(order_holds_across_what_is_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
