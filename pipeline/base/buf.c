#include "pipeline/base/buf.h"

#include <stdio.h>
#include <stdlib.h>

void buf_init(struct buf *buf, size_t limit_bytes)
{
    *buf = (struct buf){.limit = limit_bytes};
}

void buf_release(struct buf *buf)
{
    if (!buf)
        return;
    free(buf->p);
    *buf = (struct buf){.limit = buf->limit};
}

void buf_clear(struct buf *buf)
{
    buf->len = 0;
    buf->overflow = false;
}

static void grow_to(struct buf *buf, size_t wanted)
{
    size_t cap = buf->cap ? buf->cap : 256;
    while (cap < wanted)
        cap *= 2;
    if (cap > buf->limit)
        cap = buf->limit;
    char *p = realloc(buf->p, cap);
    if (!p)
        arena_full(cap);
    buf->p = p;
    buf->cap = cap;
}

char *buf_reserve_more(struct buf *buf, size_t bytes)
{
    if (buf->overflow || bytes > buf->limit - buf->len) {
        buf->overflow = true;
        return NULL;
    }
    if (buf->len + bytes > buf->cap)
        grow_to(buf, buf->len + bytes);
    return buf->p + buf->len;
}

void buf_printf(struct buf *buf, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    char *room = buf_reserve(buf, (size_t)len + 1);
    if (room) {
        vsnprintf(room, (size_t)len + 1, fmt, again);
        buf->len += (size_t)len;
    }
    va_end(again);
}
