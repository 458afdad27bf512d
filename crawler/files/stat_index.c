#include "crawler/files/stat_index.h"

#include "pipeline/base/io.h"
#include "pipeline/git/git_config.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

/*
 * The file: head, entries, XXH3-128 of all that. Each entry is a struct entry_head, the path and the record, and starts
 * where the one before ended, at no particular alignment. Numbers are in this machine's byte order: a cache does not
 * travel, and `magic` differs where the order does.
 */
static const char file_name[] = "stat-index";

struct file_head {
    uint64_t magic;
    struct hash128 key;
    uint64_t n_entries;
};

static const uint64_t file_magic = 0x3130747473636263; /* "cbcstt01" */

struct entry_head {
    struct walk_stat stat;
    uint64_t attributes;
    uint32_t path_bytes, record_bytes;
};

struct stat_index_entry {
    struct entry_head head;
    struct str path, record;
};

/* Loading ------------------------------------------------------------------------------------------------------------ */

/* A record as this program writes it: one line, of that kind. */
static bool is_record(struct str record)
{
    return str_starts(record, STR("{\"k\":\"file\",")) && str_ends(record, STR("}\n")) &&
           (size_t)str_index(record, '\n') == record.len - 1;
}

/* Takes one entry off *rest. False when it is damaged. */
static bool read_entry(struct str *rest, struct stat_index_entry *ret_entry)
{
    struct stat_index_entry entry;
    if (rest->len < sizeof entry.head)
        return false;
    memcpy(&entry.head, rest->p, sizeof entry.head);
    *rest = str_skip(*rest, sizeof entry.head);
    if (rest->len < (size_t)entry.head.path_bytes + entry.head.record_bytes)
        return false;
    entry.path = str_head(*rest, entry.head.path_bytes);
    *rest = str_skip(*rest, entry.head.path_bytes);
    entry.record = str_head(*rest, entry.head.record_bytes);
    *rest = str_skip(*rest, entry.head.record_bytes);
    *ret_entry = entry;
    return is_record(entry.record);
}

/* Checks the frame and gives the entries' bytes and number. */
static bool open_frame(struct str bytes, struct hash128 key, struct str *ret_body, uint64_t *ret_n)
{
    struct file_head head;
    struct hash128 sum;
    if (bytes.len < sizeof head + sizeof sum)
        return false;
    memcpy(&head, bytes.p, sizeof head);
    bytes.len -= sizeof sum;
    memcpy(&sum, bytes.p + bytes.len, sizeof sum);
    struct hash128 real = hash128(bytes);
    *ret_body = str_skip(bytes, sizeof head);
    *ret_n = head.n_entries;
    return head.magic == file_magic && head.key.high == key.high && head.key.low == key.low &&
           real.high == sum.high && real.low == sum.low &&
           head.n_entries <= ret_body->len / sizeof(struct entry_head);
}

static void load_entries(struct stat_index *index, struct arena *arena)
{
    struct str rest;
    uint64_t n;
    if (!open_frame(index->bytes, index->key, &rest, &n))
        return;
    struct stat_index_entry *entries = arena_array(arena, struct stat_index_entry, n);
    for (uint64_t i = 0; i < n; i++) {
        if (!read_entry(&rest, &entries[i]) || (i > 0 && str_cmp(entries[i - 1].path, entries[i].path) >= 0))
            return;
    }
    index->old = entries;
    index->n_old = n;
}

/* The clock that dates files, which may be a tick behind the fine one. */
static int64_t file_clock_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void stat_index_load(struct stat_index *index, struct arena *arena, int state_fd, struct hash128 key)
{
    *index = (struct stat_index){.key = key, .started_ns = file_clock_ns()};
    buf_init(&index->new_bytes, STAT_INDEX_MAX);
    int fd = openat(state_fd, file_name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd >= 0 && git_read_fd(arena, fd, STAT_INDEX_MAX, &index->bytes, NULL) == 1)
        load_entries(index, arena);
    if (fd >= 0)
        close(fd);
    struct file_head head = {.magic = file_magic, .key = key};
    buf_add(&index->new_bytes, str_of((const char *)&head, sizeof head));
}

void stat_index_release(struct stat_index *index)
{
    buf_release(&index->new_bytes);
}

/* Use ---------------------------------------------------------------------------------------------------------------- */

static bool same_stat(const struct walk_stat *a, const struct walk_stat *b)
{
    return a->mtime_ns == b->mtime_ns && a->ctime_ns == b->ctime_ns && a->len_bytes == b->len_bytes &&
           a->ino == b->ino && a->mode == b->mode;
}

struct str stat_index_find(const struct stat_index *index, struct str path, const struct walk_stat *stat,
                           uint64_t attributes)
{
    size_t low = 0, high = index->n_old;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_cmp(index->old[middle].path, path);
        if (order == 0) {
            const struct stat_index_entry *entry = &index->old[middle];
            bool same = same_stat(&entry->head.stat, stat) && entry->head.attributes == attributes;
            return same ? entry->record : (struct str){0};
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return (struct str){0};
}

/* Was the file changed so shortly before the scan that it may have changed again without another date? A date without
 * nanoseconds is from a file system that counts in steps of up to two seconds; others follow the kernel's tick of at
 * most 10 ms. */
static bool is_too_young(const struct stat_index *index, const struct walk_stat *stat)
{
    int64_t changed_ns = stat->mtime_ns > stat->ctime_ns ? stat->mtime_ns : stat->ctime_ns;
    int64_t tick_ns = stat->ctime_ns % 1000000000 == 0 ? 2000000000 : 20000000;
    return changed_ns > index->started_ns - tick_ns;
}

void stat_index_add(struct stat_index *index, struct str path, const struct walk_stat *stat,
                    uint64_t attributes, struct str record, bool reused)
{
    if (is_too_young(index, stat))
        return;
    struct entry_head head = {.stat = *stat,
                              .attributes = attributes,
                              .path_bytes = (uint32_t)path.len,
                              .record_bytes = (uint32_t)record.len};
    buf_add(&index->new_bytes, str_of((const char *)&head, sizeof head));
    buf_add(&index->new_bytes, path);
    buf_add(&index->new_bytes, record);
    index->n_new++;
    index->n_used += reused;
}

int stat_index_save(struct stat_index *index, int state_fd, struct err *err)
{
    struct buf *bytes = &index->new_bytes;
    bool unchanged = index->n_old > 0 && index->n_used == index->n_old && index->n_new == index->n_old;
    if (unchanged || bytes->overflow)
        return 0;
    struct file_head head = {.magic = file_magic, .key = index->key, .n_entries = index->n_new};
    memcpy(bytes->p, &head, sizeof head);
    struct hash128 sum = hash128(buf_str(bytes));
    buf_add(bytes, str_of((const char *)&sum, sizeof sum));
    return bytes->overflow ? 0 : io_replace_file(state_fd, file_name, buf_str(bytes), err);
}
