/* When the id in git's index may be believed: only if nothing that git noted down is different. */
#include "crawler/files/content_id.h"

#include "tests/unit/check.h"

static const int64_t second_ns = 1000000000;

static const struct walk_stat on_disk = {.mtime_ns = 1700000000 * second_ns + 5,
                                         .ctime_ns = 1700000001 * second_ns + 6,
                                         .len_bytes = 7,
                                         .ino = 8,
                                         .mode = 0100644,
                                         .uid = 9,
                                         .gid = 10};

static const struct index_entry in_index = {.stat = {.mtime_s = 1700000000,
                                                     .mtime_ns = 5,
                                                     .ctime_s = 1700000001,
                                                     .ctime_ns = 6,
                                                     .len_bytes = 7,
                                                     .ino = 8,
                                                     .mode = 0100644,
                                                     .uid = 9,
                                                     .gid = 10}};

static const int64_t index_ns = 1700000100 * second_ns;

static void equal_and_old_is_fresh(void **state)
{
    (void)state;
    assert_true(content_id_is_fresh(&in_index, &on_disk, index_ns));
}

static void every_number_counts(void **state)
{
    (void)state;
    for (int field = 0; field < 7; field++) {
        struct walk_stat other = on_disk;
        other.mtime_ns += field == 0;
        other.ctime_ns += field == 1;
        other.len_bytes += field == 2;
        other.ino += field == 3;
        other.mode ^= field == 4 ? 0100u : 0u;
        other.uid += field == 5;
        other.gid += field == 6;
        assert_false(content_id_is_fresh(&in_index, &other, index_ns));
    }
}

static void numbers_of_more_than_32_bits_are_cut_as_git_cuts_them(void **state)
{
    (void)state;
    struct walk_stat large = on_disk;
    large.len_bytes += (uint64_t)1 << 32;
    large.ino += (uint64_t)1 << 32;
    assert_true(content_id_is_fresh(&in_index, &large, index_ns));
}

/* A change in the tick in which the index was written cannot be seen. */
static void racy_is_not_fresh(void **state)
{
    (void)state;
    assert_true(content_id_is_fresh(&in_index, &on_disk, on_disk.mtime_ns + 1));
    assert_false(content_id_is_fresh(&in_index, &on_disk, on_disk.mtime_ns));
    struct index_entry smudged = in_index;
    struct walk_stat empty = on_disk;
    smudged.stat.len_bytes = 0;
    empty.len_bytes = 0;
    assert_false(content_id_is_fresh(&smudged, &empty, index_ns));
}

static void entries_without_a_settled_id(void **state)
{
    (void)state;
    struct index_entry entry = in_index;
    entry.flags = INDEX_INTENT_TO_ADD;
    assert_false(content_id_is_fresh(&entry, &on_disk, index_ns));
    entry.flags = INDEX_UNMERGED;
    assert_false(content_id_is_fresh(&entry, &on_disk, index_ns));
    entry.flags = 0;
    entry.stat.mode = INDEX_MODE_COMMIT;
    assert_false(content_id_is_fresh(&entry, &on_disk, index_ns));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_and_old_is_fresh),
        cmocka_unit_test(every_number_counts),
        cmocka_unit_test(numbers_of_more_than_32_bits_are_cut_as_git_cuts_them),
        cmocka_unit_test(racy_is_not_fresh),
        cmocka_unit_test(entries_without_a_settled_id),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
