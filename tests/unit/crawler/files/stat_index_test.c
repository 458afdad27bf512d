/* The stat index: what is kept is found again, what may have changed is not, and no byte of it can be wrong unseen. */
#include "crawler/files/stat_index.h"
#include "pipeline/base/io.h"

#include "tests/unit/check.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

static struct arena arena;
static char folder[] = "/tmp/cbcrawl-stat-index.XXXXXX";
static int folder_fd;

static const struct hash128 key = {1, 2};
static const struct walk_stat old_stat = {.mtime_ns = 1500000000123456789,
                                          .ctime_ns = 1500000000123456789,
                                          .len_bytes = 5,
                                          .ino = 6,
                                          .mode = 0100644};

static int set_up(void **state)
{
    (void)state;
    arena = test_arena();
    folder_fd = mkdtemp(folder) ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    return folder_fd < 0;
}

static int tear_down(void **state)
{
    (void)state;
    unlinkat(folder_fd, "stat-index", 0);
    close(folder_fd);
    arena_release(&arena);
    return rmdir(folder);
}

static const struct str record = {"{\"k\":\"file\",\"path\":\"a\"}\n", 24};

enum age { OLD, NOW, THIS_SECOND };

/* Of another age than old the file is dated by the scan's own clock. */
static struct walk_stat save_aged(struct walk_stat stat, enum age age)
{
    static const int64_t second_ns = 1000000000;
    struct stat_index index;
    struct err err = {0};
    unlinkat(folder_fd, "stat-index", 0);
    stat_index_load(&index, &arena, folder_fd, key);
    if (age != OLD)
        stat.ctime_ns = age == NOW ? index.started_ns : index.started_ns / second_ns * second_ns;
    stat_index_add(&index, STR("a"), &stat, 9, record, false);
    assert_ok(stat_index_save(&index, folder_fd, &err), &err);
    stat_index_release(&index);
    return stat;
}

static void save(struct walk_stat stat)
{
    save_aged(stat, OLD);
}

static bool finds(struct hash128 with_key, const char *path, struct walk_stat stat, uint64_t attributes)
{
    struct stat_index index;
    stat_index_load(&index, &arena, folder_fd, with_key);
    struct str found = stat_index_find(&index, str_from(path), &stat, attributes);
    stat_index_release(&index);
    return found.len > 0 && str_eq(found, record);
}

static void only_the_unchanged_is_found(void **state)
{
    (void)state;
    save(old_stat);
    assert_true(finds(key, "a", old_stat, 9));
    assert_false(finds(key, "b", old_stat, 9));
    assert_false(finds(key, "a", old_stat, 8));
    assert_false(finds((struct hash128){1, 3}, "a", old_stat, 9));
    struct walk_stat other = old_stat;
    other.ctime_ns++;
    assert_false(finds(key, "a", other, 9));
    other = old_stat;
    other.ino++;
    assert_false(finds(key, "a", other, 9));
    other = old_stat;
    other.mode = 0100755;
    assert_false(finds(key, "a", other, 9));
}

static void the_young_is_not_kept(void **state)
{
    (void)state;
    assert_false(finds(key, "a", save_aged(old_stat, NOW), 9));
    assert_false(
        finds(key, "a", save_aged(old_stat, THIS_SECOND), 9)); /* a file system that counts in seconds */
}

static void overwrite(struct str bytes)
{
    struct err err = {0};
    int fd = openat(folder_fd, "stat-index", O_WRONLY | O_TRUNC | O_CLOEXEC);
    assert_ok(io_write_all(fd, bytes, &err), &err);
    close(fd);
}

static void damage_is_seen(void **state)
{
    (void)state;
    struct buf bytes;
    struct err err = {0};
    buf_init(&bytes, 1 << 20);
    save(old_stat);
    assert_ok(io_read_file(folder_fd, "stat-index", &bytes, &err), &err);
    for (size_t i = 0; i < bytes.len; i++) {
        bytes.p[i] ^= 0x10;
        overwrite(buf_str(&bytes));
        assert_false(finds(key, "a", old_stat, 9));
        bytes.p[i] ^= 0x10;
        overwrite(str_head(buf_str(&bytes), i));
        assert_false(finds(key, "a", old_stat, 9));
    }
    overwrite(buf_str(&bytes));
    assert_true(finds(key, "a", old_stat, 9));
    buf_release(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_unchanged_is_found),
        cmocka_unit_test(the_young_is_not_kept),
        cmocka_unit_test(damage_is_seen),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
