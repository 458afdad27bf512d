/* The cache on disk: what was kept is found, by any number of processes, and no byte of it can be wrong unseen. */
#include "pipeline/kit/disk_cache.h"
#include "pipeline/base/io.h"
#include "pipeline/kit/disk_cache_inside.h"

#include "tests/unit/check.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const uint64_t plenty = 64 << 20;
static char folder[] = "/tmp/cbcrawl-disk-cache.XXXXXX";
static int folder_fd;

static const struct hash128 key_a = {1, 2}, key_b = {3, 1}, key_none = {3, 2};

/* Calls `use` for all names in the folder. */
static void each_name(void (*use)(const char *name, void *ctx), void *ctx)
{
    DIR *dir = fdopendir(openat(folder_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    assert_non_null(dir);
    for (const struct dirent *entry; (entry = readdir(dir));)
        if (entry->d_name[0] != '.')
            use(entry->d_name, ctx);
    closedir(dir);
}

static void unlink_one(const char *name, void *ctx)
{
    (void)ctx;
    unlinkat(folder_fd, name, 0);
}

static void note_pack(const char *name, void *ctx)
{
    if (strstr(name, ".pack"))
        snprintf(ctx, CACHE_NAME_MAX, "%s", name);
}

static void count_packs(const char *name, void *ctx)
{
    *(int *)ctx += strstr(name, ".pack") != NULL;
}

static int set_up(void **state)
{
    (void)state;
    folder_fd = mkdtemp(folder) ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    return folder_fd < 0;
}

static int tear_down(void **state)
{
    (void)state;
    each_name(unlink_one, NULL);
    close(folder_fd);
    return rmdir(folder);
}

static int empty_folder(void **state)
{
    (void)state;
    each_name(unlink_one, NULL);
    return 0;
}

static struct disk_cache *open_cache(uint64_t max_bytes)
{
    struct disk_cache *cache = NULL;
    struct err err = {0};
    assert_ok(disk_cache_open(&cache, folder_fd, max_bytes, &err), &err);
    return cache;
}

static void add(struct disk_cache *cache, struct hash128 key, struct str value)
{
    struct buf batch;
    buf_init(&batch, DISK_CACHE_BATCH_MAX);
    disk_cache_put(&batch, key, value);
    disk_cache_add(cache, &batch);
    buf_release(&batch);
}

static void close_saved(struct disk_cache *cache)
{
    struct err err = {0};
    assert_ok(disk_cache_save(cache, &err), &err);
    disk_cache_close(cache);
}

static void keep(struct hash128 key, const char *value)
{
    struct disk_cache *cache = open_cache(plenty);
    add(cache, key, str_from(value));
    close_saved(cache);
}

/* The newest value that can be read, in `value`; false when there is none. */
static bool read_first(struct disk_cache *cache, struct hash128 key, struct buf *value)
{
    size_t first, n = disk_cache_find(cache, key, &first);
    for (size_t i = first; i < first + n; i++)
        if (disk_cache_read(cache, i, value))
            return true;
    return false;
}

static bool finds(struct hash128 key, const char *wanted)
{
    struct disk_cache *cache = open_cache(plenty);
    struct buf value;
    buf_init(&value, DISK_CACHE_VALUE_MAX);
    bool is_found = read_first(cache, key, &value);
    if (is_found)
        assert_str(buf_str(&value), wanted);
    buf_release(&value);
    disk_cache_close(cache);
    return is_found;
}

static void what_was_kept_is_found(void **state)
{
    (void)state;
    struct disk_cache *cache = open_cache(plenty);
    add(cache, key_b, STR("of b"));
    add(cache, key_a, STR("of a"));
    close_saved(cache);
    assert_true(finds(key_a, "of a"));
    assert_true(finds(key_b, "of b"));
    assert_false(finds(key_none, ""));
    keep(key_none, "of none");
    assert_true(finds(key_a, "of a"));
    assert_true(finds(key_none, "of none"));
}

static void what_was_not_saved_is_not(void **state)
{
    (void)state;
    struct disk_cache *cache = open_cache(plenty);
    add(cache, key_a, STR("of a"));
    disk_cache_close(cache);
    assert_false(finds(key_a, ""));
    keep(key_b, "of b");
    assert_false(finds(key_a, ""));
    assert_true(finds(key_b, "of b"));
}

static void the_newest_values_of_a_key_stay(void **state)
{
    (void)state;
    char value[8];
    for (int i = 0; i < DISK_CACHE_VARIANTS_MAX + 2; i++) {
        snprintf(value, sizeof value, "%d", i);
        keep(key_a, value);
        keep(key_a, value);
    }
    struct disk_cache *cache = open_cache(plenty);
    size_t first;
    assert_int_equal(disk_cache_find(cache, key_a, &first), DISK_CACHE_VARIANTS_MAX);
    disk_cache_close(cache);
    assert_true(finds(key_a, value));
}

static void overwrite(const char *name, struct str bytes)
{
    struct err err = {0};
    int fd = openat(folder_fd, name, O_WRONLY | O_TRUNC | O_CREAT | O_CLOEXEC, 0666);
    assert_ok(io_write_all(fd, bytes, &err), &err);
    close(fd);
}

/* Every byte of `name` wrong, and every length short: each value is right or missing. How often both were missing. */
static size_t damage(const char *name, const struct buf *index, const struct buf *pack, const char *pack_name)
{
    struct buf bytes;
    struct err err = {0};
    size_t missing = 0;
    buf_init(&bytes, 1 << 20);
    assert_ok(io_read_file(folder_fd, name, &bytes, &err), &err);
    for (size_t i = 0; i < 2 * bytes.len; i++) {
        empty_folder(NULL);
        overwrite("facts.index", buf_str(index));
        overwrite(pack_name, buf_str(pack));
        size_t at = i / 2;
        bytes.p[at] ^= 0x10;
        overwrite(name, i % 2 ? buf_str(&bytes) : str_head(buf_str(&bytes), at));
        bytes.p[at] ^= 0x10;
        bool has_a = finds(key_a, "of a"), has_b = finds(key_b, "of b");
        missing += !has_a && !has_b;
        assert_false(has_a && has_b && i % 2);
    }
    buf_release(&bytes);
    return missing;
}

static void damage_is_seen(void **state)
{
    (void)state;
    char pack_name[CACHE_NAME_MAX] = "";
    struct buf index, pack;
    struct err err = {0};
    buf_init(&index, 1 << 20);
    buf_init(&pack, 1 << 20);
    keep(key_a, "of a");
    keep(key_b, "of b");
    each_name(note_pack, pack_name);
    assert_ok(io_read_file(folder_fd, "facts.index", &index, &err), &err);
    assert_ok(io_read_file(folder_fd, pack_name, &pack, &err), &err);
    size_t of_index = damage("facts.index", &index, &pack, pack_name);
    assert_int_equal(of_index, 2 * index.len);
    empty_folder(NULL);
    overwrite("facts.index", buf_str(&index));
    overwrite(pack_name, buf_str(&pack));
    damage(pack_name, &index, &pack, pack_name);
    buf_release(&index);
    buf_release(&pack);
}

/* The entry goes, and the value that is made anew is found. */
static void the_damaged_is_replaced(void **state)
{
    (void)state;
    char pack_name[CACHE_NAME_MAX] = "";
    struct buf pack, value;
    struct err err = {0};
    buf_init(&pack, 1 << 20);
    buf_init(&value, DISK_CACHE_VALUE_MAX);
    keep(key_a, "of a");
    each_name(note_pack, pack_name);
    assert_ok(io_read_file(folder_fd, pack_name, &pack, &err), &err);
    pack.p[pack.len - 1] ^= 1;
    overwrite(pack_name, buf_str(&pack));
    struct disk_cache *cache = open_cache(plenty);
    assert_false(read_first(cache, key_a, &value));
    add(cache, key_a, STR("of a"));
    close_saved(cache);
    assert_true(finds(key_a, "of a"));
    buf_release(&pack);
    buf_release(&value);
}

static void two_at_once_lose_nothing(void **state)
{
    (void)state;
    struct disk_cache *one = open_cache(plenty), *two = open_cache(plenty);
    add(one, key_a, STR("of a"));
    add(two, key_b, STR("of b"));
    add(two, key_a, STR("of a"));
    close_saved(one);
    close_saved(two);
    assert_true(finds(key_a, "of a"));
    assert_true(finds(key_b, "of b"));
    struct disk_cache *cache = open_cache(plenty);
    size_t first;
    assert_int_equal(disk_cache_find(cache, key_a, &first), 1);
    disk_cache_close(cache);
}

enum { MANY = 40, VALUE_BYTES = 10000 };

static uint64_t pack_bytes(void)
{
    char name[CACHE_NAME_MAX] = "";
    struct stat st;
    each_name(note_pack, name);
    assert_int_equal(fstatat(folder_fd, name, &st, 0), 0);
    return (uint64_t)st.st_size;
}

/* The dates of an index that is as it was, but for `used_s`. */
static void date_entries(uint64_t high, uint32_t used_s)
{
    struct cache_index index;
    struct err err = {0};
    assert_true(cache_index_read(folder_fd, &index));
    struct cache_entry *entries = calloc(index.len, sizeof *entries);
    assert_non_null(entries);
    memcpy(entries, index.entries, index.len * sizeof *entries);
    for (size_t i = 0; i < index.len; i++)
        if (entries[i].key.high == high)
            entries[i].used_s = used_s;
    assert_ok(cache_index_write(folder_fd, index.generation, entries, index.len, &err), &err);
    free(entries);
    buf_release(&index.bytes);
}

static bool has(uint64_t high)
{
    struct disk_cache *cache = open_cache(plenty);
    size_t first;
    bool is_there = disk_cache_find(cache, (struct hash128){high, 0}, &first) > 0;
    disk_cache_close(cache);
    return is_there;
}

static void what_was_used_last_stays(void **state)
{
    (void)state;
    char bytes[VALUE_BYTES] = {0};
    const uint64_t max_bytes = MANY * VALUE_BYTES;
    struct disk_cache *cache = open_cache(plenty);
    for (uint64_t i = 0; i <= MANY; i++) {
        bytes[0] = (char)i;
        add(cache, (struct hash128){i, 0}, str_of(bytes, sizeof bytes));
    }
    close_saved(cache);
    date_entries(1, 1000000000); /* old when it was made, and since then not used */
    date_entries(2, UINT32_MAX);
    cache = open_cache(max_bytes);
    bytes[0] = 'n';
    add(cache, (struct hash128){MANY + 1, 0}, str_of(bytes, sizeof bytes));
    close_saved(cache);
    assert_true(pack_bytes() <= max_bytes);
    assert_false(has(1));
    assert_true(has(2));
    assert_true(has(MANY + 1));
    int packs = 0;
    each_name(count_packs, &packs);
    assert_int_equal(packs, 1);
}

/* One run's own values are not pushed out by what it adds later. */
static void a_run_keeps_half_at_most(void **state)
{
    (void)state;
    char bytes[VALUE_BYTES] = {0};
    struct disk_cache *cache = open_cache(VALUE_BYTES * 10);
    for (uint64_t i = 0; i < MANY; i++) {
        bytes[0] = (char)i;
        add(cache, (struct hash128){i, 0}, str_of(bytes, sizeof bytes));
    }
    close_saved(cache);
    assert_true(has(0));
    assert_true(has(4));
    assert_false(has(5));
    assert_false(has(MANY - 1));
}

static void another_process_made_a_new_pack(void **state)
{
    (void)state;
    char bytes[VALUE_BYTES] = {0};
    struct disk_cache *late = open_cache(plenty), *cache = open_cache(plenty);
    for (uint64_t i = 0; i < 10; i++)
        add(cache, (struct hash128){i, 1}, str_of(bytes, sizeof bytes - i));
    close_saved(cache);
    cache = open_cache(VALUE_BYTES);
    add(cache, key_a, STR("of a"));
    close_saved(cache); /* smaller than what is there: all is written anew */
    add(late, key_b, STR("of b"));
    close_saved(late);
    assert_true(finds(key_a, "of a"));
    assert_false(finds(key_b, ""));
}

static void what_is_no_file_is_left_alone(void **state)
{
    (void)state;
    struct disk_cache *cache = NULL;
    struct err err = {0};
    assert_int_equal(mkfifoat(folder_fd, "facts.index", 0666), 0);
    keep(key_a, "of a"); /* the index takes its place */
    assert_true(finds(key_a, "of a"));
    empty_folder(NULL);
    assert_int_equal(symlinkat("/etc/passwd", folder_fd, "facts.lock"), 0);
    assert_int_equal(disk_cache_open(&cache, folder_fd, plenty, &err), ERR_ENV);
    empty_folder(NULL);
    assert_int_equal(mkfifoat(folder_fd, "facts.lock", 0666), 0);
    assert_int_equal(disk_cache_open(&cache, folder_fd, plenty, &err), ERR_ENV);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_was_kept_is_found, empty_folder),
        cmocka_unit_test_setup(what_was_not_saved_is_not, empty_folder),
        cmocka_unit_test_setup(the_newest_values_of_a_key_stay, empty_folder),
        cmocka_unit_test_setup(damage_is_seen, empty_folder),
        cmocka_unit_test_setup(the_damaged_is_replaced, empty_folder),
        cmocka_unit_test_setup(two_at_once_lose_nothing, empty_folder),
        cmocka_unit_test_setup(what_was_used_last_stays, empty_folder),
        cmocka_unit_test_setup(a_run_keeps_half_at_most, empty_folder),
        cmocka_unit_test_setup(another_process_made_a_new_pack, empty_folder),
        cmocka_unit_test_setup(what_is_no_file_is_left_alone, empty_folder),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
