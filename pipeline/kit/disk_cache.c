#include "pipeline/kit/disk_cache.h"

#include "pipeline/base/io.h"
#include "pipeline/kit/disk_cache_inside.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char index_name[] = "facts.index";
static const char lock_name[] = "facts.lock";

/* Entries added in one run, and the map of them: 150 bytes each. Only what is used is taken. */
static const size_t run_memory_bytes = (size_t)1 << 30;

/* Files ------------------------------------------------------------------------------------------------------------ */

static int cache_open_file(int dir_fd, const char *name, int flags)
{
    struct stat st;
    int fd = openat(dir_fd, name, flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0666);
    if (fd >= 0 && (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))) {
        close(fd);
        return -1;
    }
    return fd;
}

static void cache_pack_name(uint64_t generation, char ret_name[CACHE_NAME_MAX])
{
    snprintf(ret_name, CACHE_NAME_MAX, "facts-%016" PRIx64 ".pack", generation);
}

int cache_lock(int dir_fd, struct err *err)
{
    enum { TRIES = 100, PAUSE_NS = 10000000 };
    const struct timespec pause = {.tv_nsec = PAUSE_NS};
    int fd = cache_open_file(dir_fd, lock_name, O_RDWR | O_CREAT);
    if (fd < 0)
        return err_sys(err, "open %s", lock_name);
    for (int i = 0; i < TRIES; i++) {
        if (flock(fd, LOCK_EX | LOCK_NB) == 0)
            return fd;
        nanosleep(&pause, NULL);
    }
    close(fd);
    return err_set(err, ERR_ENV, "%s: others hold it", lock_name);
}

/* The index -------------------------------------------------------------------------------------------------------- */

static int key_cmp(struct hash128 a, struct hash128 b)
{
    if (a.high != b.high)
        return a.high < b.high ? -1 : 1;
    return (a.low > b.low) - (a.low < b.low);
}

int cache_entry_cmp(const void *a, const void *b)
{
    const struct cache_entry *x = a, *y = b;
    int order = key_cmp(x->key, y->key);
    return order ? order : (x->at < y->at) - (x->at > y->at);
}

static bool is_in_order(const struct cache_index *index)
{
    for (size_t i = 1; i < index->len; i++)
        if (cache_entry_cmp(&index->entries[i - 1], &index->entries[i]) >= 0)
            return false;
    return true;
}

bool cache_index_take(struct cache_index *index)
{
    struct cache_index_head head;
    struct hash128 sum, real;
    struct str bytes = buf_str(&index->bytes);
    if (bytes.len < sizeof head + sizeof sum)
        return false;
    bytes.len -= sizeof sum;
    memcpy(&head, bytes.p, sizeof head);
    memcpy(&sum, bytes.p + bytes.len, sizeof sum);
    real = hash128(bytes);
    if (head.magic != cache_index_magic || real.high != sum.high || real.low != sum.low ||
        (bytes.len - sizeof head) % sizeof(struct cache_entry) != 0 ||
        (bytes.len - sizeof head) / sizeof(struct cache_entry) != head.n_entries)
        return false;
    index->generation = head.generation;
    index->entries =
        (const struct cache_entry *)(const void *)(bytes.p + sizeof head); /* malloc's alignment */
    index->len = head.n_entries;
    return is_in_order(index);
}

bool cache_index_read(int dir_fd, struct cache_index *index)
{
    *index = (struct cache_index){.len = 0};
    buf_init(&index->bytes, CACHE_INDEX_MAX);
    int fd = cache_open_file(dir_fd, index_name, O_RDONLY);
    if (fd < 0)
        return false;
    bool is_good = io_read_fd(fd, &index->bytes, NULL) == 0 && cache_index_take(index);
    close(fd);
    if (!is_good)
        index->len = 0;
    return is_good;
}

int cache_index_write(int dir_fd, uint64_t generation, const struct cache_entry *entries, size_t n,
                      struct err *err)
{
    const struct cache_index_head head = {.magic = cache_index_magic, .generation = generation, .n_entries = n};
    struct buf bytes;
    buf_init(&bytes, CACHE_INDEX_MAX);
    buf_add(&bytes, str_of((const char *)&head, sizeof head));
    if (n > 0)
        buf_add(&bytes, str_of((const char *)entries, n * sizeof *entries));
    struct hash128 sum = hash128(buf_str(&bytes));
    buf_add(&bytes, str_of((const char *)&sum, sizeof sum));
    int rc = bytes.overflow ? err_set(err, ERR_ENV, "%s: too many entries", index_name)
                            : io_replace_file(dir_fd, index_name, buf_str(&bytes), err);
    buf_release(&bytes);
    return rc;
}

/* The pack --------------------------------------------------------------------------------------------------------- */

int cache_pack_make(int dir_fd, uint64_t *ret_generation, struct err *err)
{
    struct timespec now;
    char name[CACHE_NAME_MAX];
    clock_gettime(CLOCK_REALTIME, &now);
    const uint64_t seed[] = {(uint64_t)now.tv_sec, (uint64_t)now.tv_nsec, (uint64_t)getpid()};
    const struct cache_pack_head head = {.magic = cache_pack_magic,
                                         .generation = hash64(str_of((const char *)seed, sizeof seed))};
    cache_pack_name(head.generation, name);
    int fd = cache_open_file(dir_fd, name, O_RDWR | O_CREAT | O_EXCL | O_APPEND);
    if (fd < 0)
        return err_sys(err, "create %s", name);
    int rc = io_write_all(fd, str_of((const char *)&head, sizeof head), err);
    if (rc < 0) {
        close(fd);
        unlinkat(dir_fd, name, 0);
        return rc;
    }
    *ret_generation = head.generation;
    return fd;
}

void cache_sweep(int dir_fd, uint64_t generation)
{
    char ours[CACHE_NAME_MAX];
    cache_pack_name(generation, ours);
    int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    for (const struct dirent *entry; dir && (entry = readdir(dir));) {
        struct str name = str_from(entry->d_name);
        bool is_pack = str_starts(name, STR("facts-")) && str_ends(name, STR(".pack"));
        bool is_rest = str_starts(name, STR("facts.index.")) && str_ends(name, STR(".tmp"));
        if ((is_pack && strcmp(entry->d_name, ours) != 0) || is_rest)
            unlinkat(dir_fd, entry->d_name, 0);
    }
    if (dir)
        closedir(dir);
    else if (fd >= 0)
        close(fd);
}

static int open_pack(int dir_fd, uint64_t generation)
{
    struct cache_pack_head head;
    char name[CACHE_NAME_MAX];
    cache_pack_name(generation, name);
    int fd = cache_open_file(dir_fd, name, O_RDWR | O_APPEND);
    if (fd < 0)
        return -1;
    if (pread(fd, &head, sizeof head, 0) == (ssize_t)sizeof head && head.magic == cache_pack_magic &&
        head.generation == generation)
        return fd;
    close(fd);
    return -1;
}

/* Index and pack as they are, when they belong together. */
static bool open_old(struct disk_cache *cache)
{
    if (cache_index_read(cache->dir_fd, &cache->old))
        cache->pack_fd = open_pack(cache->dir_fd, cache->old.generation);
    if (cache->pack_fd >= 0)
        return true;
    buf_release(&cache->old.bytes);
    cache->old = (struct cache_index){.len = 0};
    return false;
}

/* Under the lock, so that those who start together share one pack. */
static int open_or_make(struct disk_cache *cache, struct err *err)
{
    if (open_old(cache))
        return 0;
    int lock = cache_lock(cache->dir_fd, err);
    if (lock < 0)
        return lock;
    int rc = 0;
    if (!open_old(cache)) {
        cache->pack_fd = cache_pack_make(cache->dir_fd, &cache->old.generation, err);
        rc = cache->pack_fd < 0 ? cache->pack_fd
                                : cache_index_write(cache->dir_fd, cache->old.generation, NULL, 0, err);
        if (rc == 0)
            cache_sweep(cache->dir_fd, cache->old.generation);
    }
    close(lock);
    return rc;
}

int disk_cache_open(struct disk_cache **ret_cache, int dir_fd, uint64_t max_bytes, struct err *err)
{
    struct arena arena;
    int rc = arena_init(&arena, run_memory_bytes, err);
    if (rc < 0)
        return rc;
    struct disk_cache *cache = arena_new(&arena, struct disk_cache);
    *cache = (struct disk_cache){.arena = arena, .dir_fd = dir_fd, .pack_fd = -1, .max_bytes = max_bytes};
    buf_init(&cache->pending, DISK_CACHE_BATCH_MAX + CACHE_PIECE_BYTES);
    rc = open_or_make(cache, err);
    if (rc < 0) {
        disk_cache_close(cache);
        return rc;
    }
    cache->marks = arena_array(&cache->arena, unsigned char, cache->old.len + 1);
    *ret_cache = cache;
    return 0;
}

void disk_cache_close(struct disk_cache *cache)
{
    if (!cache)
        return;
    if (cache->pack_fd >= 0)
        close(cache->pack_fd);
    buf_release(&cache->pending);
    buf_release(&cache->old.bytes);
    struct arena arena = cache->arena; /* the cache lies in it */
    arena_release(&arena);
}

/* Reading ---------------------------------------------------------------------------------------------------------- */

size_t disk_cache_find(const struct disk_cache *cache, struct hash128 key, size_t *ret_first)
{
    const struct cache_index *index = &cache->old;
    size_t low = 0, high = index->len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (key_cmp(index->entries[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    size_t n = 0;
    while (low + n < index->len && key_cmp(index->entries[low + n].key, key) == 0)
        n++;
    *ret_first = low;
    return n;
}

static bool read_value(int fd, const struct cache_entry *entry, struct buf *value)
{
    char *room = buf_reserve(value, entry->len_bytes);
    size_t got = 0;
    while (room && got < entry->len_bytes) {
        ssize_t n = pread(fd, room + got, entry->len_bytes - got, (off_t)(entry->at + got));
        if (n == 0 || (n < 0 && errno != EINTR))
            return false;
        got += n > 0 ? (size_t)n : 0;
    }
    if (!room)
        return false;
    value->len = got;
    struct hash128 sum = hash128(buf_str(value));
    return sum.high == entry->sum.high && sum.low == entry->sum.low;
}

bool disk_cache_read(struct disk_cache *cache, size_t place, struct buf *value)
{
    const struct cache_entry *entry = &cache->old.entries[place];
    buf_clear(value);
    bool is_good = entry->len_bytes <= DISK_CACHE_VALUE_MAX &&
                   entry->at <= INT64_MAX - DISK_CACHE_VALUE_MAX && read_value(cache->pack_fd, entry, value);
    if (!is_good)
        buf_clear(value);
    /* Files of the same bytes share an entry, and may be read by two threads at once. */
    __atomic_store_n(&cache->marks[place], is_good ? CACHE_USED : CACHE_DAMAGED, __ATOMIC_RELAXED);
    return is_good;
}

/* Adding ----------------------------------------------------------------------------------------------------------- */

struct batch_head {
    struct hash128 key;
    uint64_t len_bytes;
};

void disk_cache_put(struct buf *batch, struct hash128 key, struct str value)
{
    const struct batch_head head = {.key = key, .len_bytes = value.len};
    if (value.len > DISK_CACHE_VALUE_MAX || batch->limit - batch->len < sizeof head + value.len)
        return;
    buf_add(batch, str_of((const char *)&head, sizeof head));
    buf_add(batch, value);
}

/* Values are appended with one call, so that those of another process come before or behind, not between. */
void cache_flush(struct disk_cache *cache)
{
    size_t len = cache->pending.len;
    ssize_t put = len > 0 && !cache->is_full ? write(cache->pack_fd, cache->pending.p, len) : 0;
    off_t end = put > 0 ? lseek(cache->pack_fd, 0, SEEK_CUR) : -1;
    if (len > 0 && (put != (ssize_t)len || end < put)) {
        cache->is_full = true;
        cache->added.len = cache->first_pending;
    }
    for (size_t i = cache->first_pending; i < cache->added.len; i++)
        cache->added.at[i].at += (uint64_t)end - len;
    cache->first_pending = cache->added.len;
    buf_clear(&cache->pending);
}

/* Is it there from before? Then it is of use still. */
static bool is_old(struct disk_cache *cache, const struct cache_entry *entry)
{
    size_t first, n = disk_cache_find(cache, entry->key, &first);
    for (size_t i = first; i < first + n; i++) {
        struct hash128 sum = cache->old.entries[i].sum;
        if (sum.high != entry->sum.high || sum.low != entry->sum.low ||
            __atomic_load_n(&cache->marks[i], __ATOMIC_RELAXED) == CACHE_DAMAGED)
            continue;
        __atomic_store_n(&cache->marks[i], CACHE_USED, __ATOMIC_RELAXED);
        return true;
    }
    return false;
}

/* Was it added before, by this run? */
static bool is_repeated(struct disk_cache *cache, const struct cache_entry *entry)
{
    const struct hash128 both[] = {entry->key, entry->sum};
    struct str name = str_of((const char *)both, sizeof both);
    if (map_get(&cache->known, name))
        return true;
    map_put(&cache->known, &cache->arena, str_dup(&cache->arena, name), NULL);
    return false;
}

static void add_value(struct disk_cache *cache, struct hash128 key, struct str value)
{
    struct cache_entry entry = {.key = key,
                                .sum = hash128(value),
                                .at = cache->pending.len,
                                .len_bytes = (uint32_t)value.len,
                                .used_s = (uint32_t)time(NULL)};
    if (cache->is_full || is_old(cache, &entry) || is_repeated(cache, &entry))
        return;
    cache->appended_bytes += value.len;
    if (cache->appended_bytes > cache->max_bytes / 2) { /* more would push out what this very run has added */
        cache_flush(cache);
        cache->is_full = true;
        return;
    }
    buf_add(&cache->pending, value);
    *vec_push(&cache->added, &cache->arena) = entry;
}

void disk_cache_add(struct disk_cache *cache, struct buf *batch)
{
    struct str rest = buf_str(batch);
    struct batch_head head;
    while (rest.len > 0) {
        memcpy(&head, rest.p, sizeof head);
        rest = str_skip(rest, sizeof head);
        add_value(cache, head.key, str_head(rest, head.len_bytes));
        rest = str_skip(rest, head.len_bytes);
        if (cache->pending.len >= CACHE_PIECE_BYTES)
            cache_flush(cache);
    }
    buf_clear(batch);
}
