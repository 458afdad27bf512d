#include "analyzers/parse/source_reader.h"

#include "pipeline/base/io.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

void source_reader_init(struct source_reader *reader, int root_fd)
{
    *reader = (struct source_reader){.root_fd = root_fd, .dir_fd = -1};
}

void source_reader_release(struct source_reader *reader)
{
    if (reader->dir_fd >= 0)
        close(reader->dir_fd);
    reader->dir_fd = -1;
}

/* One component of a path as openat wants it. False when it must not be opened. */
static bool component(struct str part, char ret_name[NAME_MAX + 1])
{
    if (part.len == 0 || part.len > NAME_MAX || str_eq(part, STR(".")) || str_eq(part, STR("..")) ||
        memchr(part.p, 0, part.len))
        return false;
    memcpy(ret_name, part.p, part.len);
    ret_name[part.len] = 0;
    return true;
}

/* Opens `dir` component by component. */
static int open_dir(const struct source_reader *reader, struct str dir, int *ret_fd, struct err *err)
{
    char name[NAME_MAX + 1];
    int at = fcntl(reader->root_fd, F_DUPFD_CLOEXEC, 0);
    for (struct str rest = dir; at >= 0 && dir.len && rest.p;) {
        struct str part = str_cut(&rest, '/');
        if (!component(part, name)) {
            close(at);
            return err_set(err, ERR_INPUT, "not a path below the root");
        }
        int next = openat(at, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        close(at);
        at = next;
    }
    if (at < 0)
        return err_sys(err, "open its folder");
    *ret_fd = at;
    return 0;
}

static int use_dir(struct source_reader *reader, struct str dir, struct err *err)
{
    if (reader->dir_fd >= 0 && str_eq(dir, str_of(reader->dir, reader->dir_len)))
        return 0;
    if (dir.len >= sizeof reader->dir)
        return err_set(err, ERR_INPUT, "path of %zu bytes", dir.len);
    int fd = -1;
    int rc = open_dir(reader, dir, &fd, err);
    if (rc < 0)
        return rc;
    source_reader_release(reader);
    reader->dir_fd = fd;
    reader->dir_len = dir.len;
    memcpy(reader->dir, dir.p, dir.len);
    return 0;
}

int source_read(struct source_reader *reader, struct str path, struct buf *text, struct err *err)
{
    char name[NAME_MAX + 1];
    struct stat st;
    int rc = use_dir(reader, str_dirname(path), err);
    if (rc < 0)
        return rc;
    if (!component(str_basename(path), name))
        return err_set(err, ERR_INPUT, "not a path below the root");
    /* O_NONBLOCK: opening a pipe without a writer would wait for one. */
    int fd = openat(reader->dir_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return err_sys(err, "open");
    rc = fstat(fd, &st) < 0 ? err_sys(err, "stat") : 0;
    if (rc == 0 && !S_ISREG(st.st_mode))
        rc = err_set(err, ERR_INPUT, "not a regular file");
    if (rc == 0)
        rc = io_read_fd(fd, text, err);
    close(fd);
    return rc;
}
