#include "pipeline/run/state_dir.h"

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

void state_dir_discard(const char *path)
{
    int fd = open_dir(path, NULL);
    if (fd < 0)
        return;
    DIR *dir = fdopendir(fd);
    int others = dir ? 0 : 1;
    for (const struct dirent *entry; dir && (entry = readdir(dir));)
        others += strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..") &&
                  strcmp(entry->d_name, "lock") && strcmp(entry->d_name, ".gitignore");
    if (others == 0) {
        unlinkat(fd, "lock", 0);
        unlinkat(fd, ".gitignore", 0);
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

int state_dir_lock(const char *path, struct err *err)
{
    int dir_fd = open_dir(path, err);
    if (dir_fd < 0)
        return dir_fd;
    int fd = openat(dir_fd, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666);
    close(dir_fd);
    if (fd < 0)
        return err_sys(err, "open %s/lock", path);
    if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
        int rc = errno == EWOULDBLOCK ? refuse(fd, path, err) : err_sys(err, "lock %s/lock", path);
        close(fd);
        return rc;
    }
    if (ftruncate(fd, 0) < 0 || dprintf(fd, "%ld\n", (long)getpid()) < 0) {
        int rc = err_sys(err, "write %s/lock", path);
        close(fd);
        return rc;
    }
    return 0; /* fd stays open: closing it would give the lock back */
}
