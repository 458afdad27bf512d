/*
 * buf: bytes that grow up to a ceiling given at birth.
 *
 * The one growing byte container: output lines, files being read, JSON being written. Backed by malloc so that it can
 * be reused for the whole run; buf_release frees it. Writing past the ceiling sets `overflow`, drops the bytes, and
 * every later append too, so a writer appends freely and checks once at the end. When malloc itself fails the
 * memory-ceiling handler of arena.h ends the program.
 */
#ifndef CBCRAWL_BASE_BUF_H
#define CBCRAWL_BASE_BUF_H

#include "pipeline/base/str.h"

struct buf {
    char *p;
    size_t len, cap;
    size_t limit; /* ceiling in bytes */
    bool overflow;
};

/* An empty buffer that may hold up to `limit_bytes`; allocates nothing yet. */
void buf_init(struct buf *buf, size_t limit_bytes);
void buf_release(struct buf *buf);

/* Empties it, clears `overflow`, keeps the memory. */
void buf_clear(struct buf *buf);

/* Room for `bytes` more behind `len`; NULL (and `overflow`) past the ceiling. The caller then adds to `len`. */
char *buf_reserve_more(struct buf *buf, size_t bytes); /* when there may be none yet */
static inline char *buf_reserve(struct buf *buf, size_t bytes)
{
    bool has_room = bytes < buf->cap - buf->len && !buf->overflow;
    return has_room ? buf->p + buf->len : buf_reserve_more(buf, bytes);
}

/* Append bytes, one byte, or formatted text: all of it, or past the ceiling nothing, and then `overflow` is set. Records
 * are made of pieces of a few bytes: hence inline. */
static inline void buf_add(struct buf *buf, struct str s)
{
    char *room = s.len ? buf_reserve(buf, s.len) : NULL;
    if (!room)
        return;
    memcpy(room, s.p, s.len);
    buf->len += s.len;
}

static inline void buf_addc(struct buf *buf, char c)
{
    char *room = buf_reserve(buf, 1);
    if (!room)
        return;
    *room = c;
    buf->len++;
}

void buf_printf(struct buf *buf, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The content, borrowed until the next append. */
static inline struct str buf_str(const struct buf *buf)
{
    return (struct str){buf->p, buf->len};
}

#endif
