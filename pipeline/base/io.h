/*
 * io: files, line input and buffered output, with every short read, short write and close checked.
 *
 * `struct io_in` reads lines of bounded length from a descriptor; `struct io_out` collects output and writes it in
 * large pieces. Neither owns its descriptor unless said so. Reading is from descriptors relative to a directory, so a
 * path is never looked up twice. Every descriptor is opened O_CLOEXEC. One thread each.
 */
#ifndef CBCRAWL_BASE_IO_H
#define CBCRAWL_BASE_IO_H

#include "pipeline/base/buf.h"

#include <stdint.h>
#include <sys/types.h>

/* Input ----------------------------------------------------------------------------------------------------------- */

struct io_in {
    int fd;
    ssize_t (*source)(void *ctx, char *to,
                      size_t len); /* as read(2), EBADMSG: bad input; NULL: read from fd */
    void *source_ctx;
    void (*before_move)(void *ctx); /* what was read is about to be overwritten; NULL: nobody cares */
    void *before_move_ctx;
    const char *name; /* for messages, borrowed */
    struct buf buf;
    size_t start;        /* first unread byte in buf; what lies before it was read since the last move */
    size_t scanned;      /* bytes behind start known to hold no newline */
    uint64_t lines_read; /* so "name:lines_read" is the place of the last line */
    bool eof;
};

/* Reads lines of up to `line_limit` bytes from `fd`. A pipe is widened to what is read at once. */
void io_in_init(struct io_in *in, int fd, const char *name, size_t line_limit);
void io_in_release(struct io_in *in); /* does not close the descriptor */

/* Bytes come from `source` instead (decompression, tests); set before the first line. */
void io_in_from(struct io_in *in, ssize_t (*source)(void *ctx, char *to, size_t len), void *ctx);

/* 1 and the next line without its newline (borrowed until the next call), 0 at the end, ERR_ENV when reading fails,
 * ERR_INPUT when a line is longer than the limit or the last one has no newline (then the writer was cut off). */
int io_in_line(struct io_in *in, struct str *ret_line, struct err *err);

/* Fills `buf` (cleared first) with everything behind `fd`, which must be less than the ceiling of
 * `buf`, else ERR_INPUT. */
int io_read_fd(int fd, struct buf *buf, struct err *err);

/* The same for a file; `dir_fd` may be AT_FDCWD. ERR_ENV when it cannot be opened or read. */
int io_read_file(int dir_fd, const char *path, struct buf *buf, struct err *err);

/* The input a user named: a file, or standard input for "-". `*ret_name` is what messages call it. ERR_INPUT when there
 * is no such file, or a folder. */
int io_open_input(const char *operand, int *ret_fd, const char **ret_name, struct err *err);

/* Leaves standard input open. */
void io_close_input(int fd);

/* Opens a file that the user named, which may be a pipe or a link. ERR_INPUT when it is a folder. When it cannot be
 * opened, 0 with -1 in *ret_fd, and errno says why. */
int io_open_users(const char *path, int *ret_fd, struct err *err);

/* Opens a file that a stranger may have put there, as those of a scanned repository, without following or waiting: a
 * link could lead to the user's secrets, which a message would then quote, and a FIFO would wait for ever. ERR_INPUT
 * when it is no regular file. When it cannot be opened, 0 with -1 in *ret_fd, and errno says why. */
int io_open_strangers(const char *path, int *ret_fd, struct err *err);

/* Output ---------------------------------------------------------------------------------------------------------- */

struct io_out {
    int fd;
    const char *name; /* for messages, borrowed */
    struct buf buf;
};

/* Borrows the name and, until it is closed, the descriptor. Nothing is written before the first piece is full. */
void io_out_init(struct io_out *out, int fd, const char *name);

/* Queues bytes; ERR_ENV when writing fails (EPIPE included). */
int io_out_write(struct io_out *out, struct str bytes, struct err *err);

/* Flushes and closes the descriptor (a full disk shows only here), frees the buffer. Idempotent. */
int io_out_close(struct io_out *out, struct err *err);

/* Frees the buffer and forgets what was queued; for the error path. */
void io_out_release(struct io_out *out);

/* Writes all of `bytes` to `fd`, whatever the kernel takes at a time. */
int io_write_all(int fd, struct str bytes, struct err *err);

/* Replaces `path` as a whole or not at all: temporary file beside it, fsync, rename. */
int io_write_file_atomic(int dir_fd, const char *path, struct str bytes, struct err *err);

/* The same without fsync, which costs milliseconds: after a crash the file may be empty or half there. For what carries
 * a checksum and can be made anew. */
int io_replace_file(int dir_fd, const char *path, struct str bytes, struct err *err);

/* The folder that `path` is or will be in, "." for a bare name, into `ret_folder`. When that folder is called `own` and
 * not there yet, the one above it: whoever writes makes `own`, which may be NULL. ERR_USAGE when it has no room. */
int io_folder_of(const char *path, const char *own, char *ret_folder, size_t size, struct err *err);

/* Could a file be made at `path`, or one that is there be replaced? As far as rights and folders tell; a full disk shows
 * only later. `own` as above. ERR_USAGE when a folder is where a file should be or the reverse, else ERR_ENV. */
int io_can_write(const char *path, const char *own, struct err *err);

/* Time of a monotonic clock and CPU time of this process, in nanoseconds. */
int64_t io_clock_ns(void);
int64_t io_cpu_ns(void);

#endif
