#include "pipeline/git/mapped_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int map(int fd, const char *path, size_t limit_bytes, struct str *ret_bytes, struct err *err)
{
    struct stat st;
    if (fstat(fd, &st) < 0)
        return err_sys(err, "%s", path);
    if (!S_ISREG(st.st_mode))
        return err_set(err, ERR_INPUT, "%s: not a regular file", path);
    if ((uint64_t)st.st_size > limit_bytes)
        return err_set(err, ERR_INPUT, "%s: larger than %zu bytes", path, limit_bytes);
    *ret_bytes = STR("");
    if (st.st_size == 0)
        return 1;
    void *bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
    if (bytes == MAP_FAILED)
        return err_sys(err, "map %s", path);
    *ret_bytes = str_of(bytes, (size_t)st.st_size);
    return 1;
}

int mapped_file_open(int dir_fd, const char *path, size_t limit_bytes, struct str *ret_bytes, struct err *err)
{
    int fd = openat(dir_fd, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW);
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return 0;
    if (fd < 0 && errno == ELOOP)
        return err_set(err, ERR_INPUT, "%s: a symbolic link, where a regular file is wanted", path);
    if (fd < 0)
        return err_sys(err, "open %s", path);
    int rc = map(fd, path, limit_bytes, ret_bytes, err);
    close(fd);
    return rc;
}

void mapped_file_close(struct str bytes)
{
    if (bytes.len)
        munmap((void *)(uintptr_t)bytes.p, bytes.len);
}
