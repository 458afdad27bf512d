#include "pipeline/base/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* One read or write of this size costs little beside the copy and fits the largest unprivileged pipe (1 MB). */
static const size_t piece_bytes = (size_t)256 << 10;

static ssize_t read_retry(int fd, char *to, size_t len)
{
    ssize_t got;
    do {
        got = read(fd, to, len);
    } while (got < 0 && errno == EINTR);
    return got;
}

void io_in_init(struct io_in *in, int fd, const char *name, size_t line_limit)
{
    *in = (struct io_in){.fd = fd, .name = name};
    buf_init(&in->buf, line_limit + piece_bytes);
    /* A piece a turn: with the 64 kB of a new pipe its ends wait for each other at every quarter, a tenth of the time of
     * a fast chain. Fails on what is no pipe, and past the user's share of memory for pipes; neither matters. */
    fcntl(fd, F_SETPIPE_SZ, (int)piece_bytes);
}

void io_in_release(struct io_in *in)
{
    if (in)
        buf_release(&in->buf);
}

void io_in_from(struct io_in *in, ssize_t (*source)(void *ctx, char *to, size_t len), void *ctx)
{
    in->source = source;
    in->source_ctx = ctx;
}

/* Moves the unread bytes to the front and reads one more piece behind them. */
static int fill(struct io_in *in, struct err *err)
{
    if (in->start) {
        if (in->before_move)
            in->before_move(in->before_move_ctx);
        memmove(in->buf.p, in->buf.p + in->start, in->buf.len - in->start);
        in->buf.len -= in->start;
        in->start = 0;
    }
    char *room = buf_reserve(&in->buf, piece_bytes);
    if (!room)
        return err_set(err, ERR_INPUT, "%s:%llu: line is too long", in->name,
                       (unsigned long long)in->lines_read + 1);
    ssize_t got =
        in->source ? in->source(in->source_ctx, room, piece_bytes) : read_retry(in->fd, room, piece_bytes);
    if (got < 0 && in->source && errno == EBADMSG)
        return err_set(err, ERR_INPUT, "%s: the compressed stream is damaged or cut off", in->name);
    if (got < 0)
        return err_sys(err, "read %s", in->name);
    in->buf.len += (size_t)got;
    in->eof = got == 0;
    return 0;
}

int io_in_line(struct io_in *in, struct str *ret_line, struct err *err)
{
    for (;;) {
        struct str unread = str_skip(buf_str(&in->buf), in->start);
        ptrdiff_t newline = str_index(str_skip(unread, in->scanned), '\n');
        if (newline >= 0) {
            *ret_line = str_head(unread, in->scanned + (size_t)newline);
            in->start += ret_line->len + 1;
            in->scanned = 0;
            in->lines_read++;
            return 1;
        }
        if (in->eof && unread.len == 0)
            return 0;
        if (in->eof)
            return err_set(err, ERR_INPUT, "%s:%llu: last line is cut off", in->name,
                           (unsigned long long)in->lines_read + 1);
        in->scanned = unread.len;
        int rc = fill(in, err);
        if (rc < 0)
            return rc;
    }
}

int io_read_fd(int fd, struct buf *buf, struct err *err)
{
    struct stat st;
    buf_clear(buf);
    /* One byte more than the size, so that a file that did not grow ends with a read of 0 into spare room. */
    size_t guess = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? (size_t)st.st_size + 1 : piece_bytes;
    for (;;) {
        size_t room = buf->limit - buf->len < guess ? buf->limit - buf->len : guess;
        if (room == 0)
            return err_set(err, ERR_INPUT, "larger than %zu bytes", buf->limit - 1);
        ssize_t got = read_retry(fd, buf_reserve(buf, room), room);
        if (got < 0)
            return err_sys(err, "read");
        if (got == 0)
            return 0;
        buf->len += (size_t)got;
        if (buf->len >= guess)
            guess = piece_bytes;
        else
            guess -= (size_t)got;
    }
}

int io_read_file(int dir_fd, const char *path, struct buf *buf, struct err *err)
{
    int fd = openat(dir_fd, path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return err_sys(err, "open %s", path);
    int rc = io_read_fd(fd, buf, err);
    if (rc < 0)
        err_wrap(err, "%s", path);
    close(fd);
    return rc;
}

int io_open_users(const char *path, int *ret_fd, struct err *err)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd >= 0 && fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
        close(fd);
        return err_set(err, ERR_INPUT, "%s: a folder, where a file is wanted", path);
    }
    *ret_fd = fd;
    return 0;
}

static int open_file(const char *path, int *ret_fd, struct err *err)
{
    int fd, rc = io_open_users(path, &fd, err);
    if (rc < 0)
        return rc;
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return err_set(err, ERR_INPUT, "%s: no such file", path);
    if (fd < 0)
        return err_sys(err, "open %s", path);
    *ret_fd = fd;
    return 0;
}

int io_open_input(const char *operand, int *ret_fd, const char **ret_name, struct err *err)
{
    if (strcmp(operand, "-") == 0) {
        *ret_fd = STDIN_FILENO;
        *ret_name = "standard input";
        return 0;
    }
    *ret_name = operand;
    return open_file(operand, ret_fd, err);
}

void io_close_input(int fd)
{
    if (fd != STDIN_FILENO)
        close(fd);
}

int io_open_strangers(const char *path, int *ret_fd, struct err *err)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW);
    if (fd < 0 && errno == ELOOP)
        return err_set(err, ERR_INPUT, "%s: a symbolic link, where a regular file is wanted", path);
    if (fd >= 0 && (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))) {
        close(fd);
        return err_set(err, ERR_INPUT, "%s: not a regular file", path);
    }
    *ret_fd = fd;
    return 0;
}

void io_out_init(struct io_out *out, int fd, const char *name)
{
    *out = (struct io_out){.fd = fd, .name = name};
    buf_init(&out->buf, 2 * piece_bytes);
}

int io_write_all(int fd, struct str bytes, struct err *err)
{
    while (bytes.len) {
        ssize_t put = write(fd, bytes.p, bytes.len);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return err_sys(err, "write");
        bytes = str_skip(bytes, (size_t)put);
    }
    return 0;
}

static int flush_out(struct io_out *out, struct err *err)
{
    int rc = io_write_all(out->fd, buf_str(&out->buf), err);
    buf_clear(&out->buf);
    return rc < 0 ? err_wrap(err, "%s", out->name) : 0;
}

int io_out_write(struct io_out *out, struct str bytes, struct err *err)
{
    if (out->buf.len + bytes.len > piece_bytes) {
        int rc = flush_out(out, err);
        if (rc < 0)
            return rc;
    }
    if (bytes.len <= piece_bytes) {
        buf_add(&out->buf, bytes);
        return 0;
    }
    int rc = io_write_all(out->fd, bytes, err);
    return rc < 0 ? err_wrap(err, "%s", out->name) : 0;
}

int io_out_close(struct io_out *out, struct err *err)
{
    if (out->fd < 0)
        return 0;
    int rc = flush_out(out, err);
    if (close(out->fd) < 0 && rc == 0)
        rc = err_sys(err, "close %s", out->name);
    out->fd = -1;
    buf_release(&out->buf);
    return rc;
}

void io_out_release(struct io_out *out)
{
    if (out)
        buf_release(&out->buf);
}

/* Content first, name last: whoever reads meets the old file or the new one, never half of either. */
static int replace_file(int dir_fd, const char *path, struct str bytes, bool is_durable, struct err *err)
{
    char temporary[4096];
    int len = snprintf(temporary, sizeof temporary, "%s.%ld.tmp", path, (long)getpid());
    if (len < 0 || (size_t)len >= sizeof temporary)
        return err_set(err, ERR_USAGE, "path is too long: %s", path);
    int fd =
        openat(dir_fd, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
    if (fd < 0)
        return err_sys(err, "create %s", path); /* nobody knows the temporary name */
    int rc = io_write_all(fd, bytes, err);
    if (rc == 0 && is_durable && fsync(fd) < 0)
        rc = err_sys(err, "fsync");
    if (close(fd) < 0 && rc == 0)
        rc = err_sys(err, "close");
    if (rc == 0 && renameat(dir_fd, temporary, dir_fd, path) < 0)
        rc = err_sys(err, "rename");
    if (rc < 0) {
        unlinkat(dir_fd, temporary, 0);
        err_wrap(err, "%s", path);
    }
    return rc;
}

int io_write_file_atomic(int dir_fd, const char *path, struct str bytes, struct err *err)
{
    return replace_file(dir_fd, path, bytes, true, err);
}

int io_replace_file(int dir_fd, const char *path, struct str bytes, struct err *err)
{
    return replace_file(dir_fd, path, bytes, false, err);
}

int io_folder_of(const char *path, const char *own, char *ret_folder, size_t size, struct err *err)
{
    struct stat st;
    struct str folder = str_dirname(str_from(path));
    bool is_own = own && str_eq(str_basename(folder), str_from(own));
    for (int above = 0;; above++, folder = str_dirname(folder)) {
        const char *nameless = path[0] == '/' ? "/" : ".";
        int len = snprintf(ret_folder, size, "%.*s", STR_ARG(folder.len ? folder : str_from(nameless)));
        if (len < 0 || (size_t)len >= size)
            return err_set(err, ERR_USAGE, "path is too long: %s", path);
        if (!is_own || above || stat(ret_folder, &st) == 0)
            return 0;
    }
}

int io_can_write(const char *path, const char *own, struct err *err)
{
    char folder[4096];
    struct stat st;
    int rc = io_folder_of(path, own, folder, sizeof folder, err);
    if (rc < 0)
        return rc;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        return err_set(err, ERR_USAGE, "%s: a folder, where a file is wanted", path);
    if (stat(folder, &st) == 0 && !S_ISDIR(st.st_mode))
        return err_set(err, ERR_USAGE, "%s: %s is not a folder", path, folder);
    if (faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) < 0)
        return err_sys(err, "%s: write into the folder %s", path, folder);
    return 0;
}

static int64_t read_clock(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int64_t io_clock_ns(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t io_cpu_ns(void)
{
    return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}
