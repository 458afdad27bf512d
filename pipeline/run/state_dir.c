#include "pipeline/run/state_dir.h"

#include "pipeline/base/birthmark.h"
#include "pipeline/base/io.h"
#include "pipeline/base/num.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static int open_dir(const char *path, struct err *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 && (errno == ELOOP || errno == ENOTDIR))
        return err_set(err, ERR_ENV, "%s is not a directory of its own; remove it or use --store", path);
    return fd < 0 ? err_sys(err, "open %s", path) : fd;
}

static int write_gitignore(int dir_fd, const char *path, struct err *err)
{
    int fd = openat(dir_fd, ".gitignore", O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (fd < 0)
        return errno == EEXIST ? 0 : err_sys(err, "create %s/.gitignore", path);
    int rc = io_write_all(fd, STR("*\n"), err);
    if (close(fd) < 0 && rc == 0)
        rc = err_sys(err, "close %s/.gitignore", path);
    return rc;
}

int state_dir_make(const char *path, struct err *err)
{
    if (mkdir(path, 0777) < 0 && errno != EEXIST)
        return err_sys(err, "create %s (use --store to keep the store elsewhere)", path);
    int fd = open_dir(path, err);
    if (fd < 0)
        return fd;
    int rc = write_gitignore(fd, path, err);
    close(fd);
    return rc;
}

/* The names a run makes in the folder before there is a store. */
static const char *const own_names[] = {"lock", ".gitignore", BIRTHMARK_NAME};

static bool is_ours(const char *name)
{
    for (size_t i = 0; i < sizeof own_names / sizeof own_names[0]; i++) {
        if (strcmp(name, own_names[i]) == 0)
            return true;
    }
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* The store and what SQLite may keep beside it. Moved as a set, they stay one store for whoever trusts it. */
static int set_store_aside(int fd, const char *path, bool *ret_was_there, struct err *err)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        char from[64], to[64];
        snprintf(from, sizeof from, "store.db%s", suffixes[i]);
        snprintf(to, sizeof to, "store.db" STATE_DIR_ELSEWHERE "%s", suffixes[i]);
        if (renameat(fd, from, fd, to) == 0)
            *ret_was_there = true;
        else if (errno != ENOENT)
            return err_sys(err, "%s was not made here, and %s cannot be moved out of the way", path, from);
        else if (unlinkat(fd, to, 0) < 0 && errno != ENOENT)
            return err_sys(err, "remove %s/%s", path, to);
    }
    return 0;
}

/* Kept facts are believed when their sums are right, which anybody can make: a cache that came along loses its index, and
 * with it all that it has (disk_cache.h). */
static int empty_cache(int fd, const char *path, struct err *err)
{
    int cache_fd = openat(fd, "cache", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (cache_fd < 0)
        return 0; /* none that cbc-parse would use */
    int rc = unlinkat(cache_fd, "facts.index", 0);
    if (rc < 0 && errno != ENOENT)
        rc = err_sys(err, "%s was not made here, and its cache cannot be emptied", path);
    else
        rc = 0;
    close(cache_fd);
    return rc;
}

static int claim(int fd, const char *path, bool *ret_was_elsewhere, struct err *err)
{
    if (birthmark_fits(fd))
        return 0;
    int rc = set_store_aside(fd, path, ret_was_elsewhere, err);
    if (rc == 0)
        rc = empty_cache(fd, path, err);
    if (rc == 0)
        rc = io_write_file_atomic(fd, ".gitignore", STR("*\n"), err);
    return rc < 0 ? rc : birthmark_make(fd, err);
}

int state_dir_claim(const char *path, bool *ret_was_elsewhere, struct err *err)
{
    int fd = open_dir(path, err);
    *ret_was_elsewhere = false;
    if (fd < 0)
        return fd;
    int rc = claim(fd, path, ret_was_elsewhere, err);
    close(fd);
    return rc;
}

void state_dir_discard(const char *path)
{
    int fd = open_dir(path, NULL);
    if (fd < 0)
        return;
    DIR *dir = fdopendir(fd);
    int others = dir ? 0 : 1;
    for (const struct dirent *entry; dir && (entry = readdir(dir));)
        others += !is_ours(entry->d_name);
    if (others == 0) {
        for (size_t i = 0; i < sizeof own_names / sizeof own_names[0]; i++)
            unlinkat(fd, own_names[i], 0);
        rmdir(path);
    }
    if (dir)
        closedir(dir);
    else
        close(fd);
}

/* The lock file holds the pid of its owner, for the message only; the lock itself is flock's and dies with us. */
static int refuse(int fd, const char *path, struct err *err)
{
    char text[32];
    int64_t pid = 0;
    ssize_t len = pread(fd, text, sizeof text, 0);
    if (len <= 0 || !num_parse_int(str_trim(str_of(text, (size_t)len)), &pid))
        return err_set(err, ERR_ENV, "another run is using %s: wait for it, or use --store", path);
    return err_set(err, ERR_ENV, "another run (process %lld) is using %s: wait for it, or use --store",
                   (long long)pid, path);
}

/* Once it is locked, a file that has no name any more is no lock: its owner has ended, and removed the folder. */
static int take_lock(int fd, const char *path, struct err *err)
{
    struct stat st;
    if (flock(fd, LOCK_EX | LOCK_NB) < 0)
        return errno == EWOULDBLOCK ? refuse(fd, path, err) : err_sys(err, "lock %s/lock", path);
    if (fstat(fd, &st) < 0)
        return err_sys(err, "stat %s/lock", path);
    if (st.st_nlink == 0)
        return refuse(fd, path, err);
    if (ftruncate(fd, 0) < 0 || dprintf(fd, "%ld\n", (long)getpid()) < 0)
        return err_sys(err, "write %s/lock", path);
    return 0;
}

int state_dir_lock(const char *path, struct err *err)
{
    int dir_fd = open_dir(path, err);
    if (dir_fd < 0)
        return dir_fd;
    int fd = openat(dir_fd, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
    close(dir_fd);
    if (fd < 0)
        return err_sys(err, "open %s/lock", path);
    int rc = take_lock(fd, path, err);
    if (rc < 0)
        close(fd);
    return rc; /* on success fd stays open: closing it would give the lock back */
}
