/*
 * lz4_stream: the door to lz4: a record stream as one LZ4 frame, with content checksum.
 */
#ifndef CBCRAWL_RECORD_LZ4_STREAM_H
#define CBCRAWL_RECORD_LZ4_STREAM_H

#include "pipeline/base/buf.h"

#include <sys/types.h>

struct record_lz4;

/* A decompressor that first sees `start` (bytes already read), then `fd`. Never NULL. */
struct record_lz4 *lz4_reader_new(int fd, struct str start);

/* As read(2): up to `len` bytes, 0 at the end of the last frame, -1 with errno (EBADMSG: not a valid frame, or cut
 * off inside one). Has the signature io_in_from wants. */
ssize_t lz4_reader_read(void *lz4, char *to, size_t len);

/* A compressor. Never NULL. */
struct record_lz4 *lz4_writer_new(void);

/* Appends the compressed form of `bytes` to `out`; with `last` also the end of the frame. */
void lz4_writer_add(struct record_lz4 *lz4, struct str bytes, bool last, struct buf *out);

/* Either kind. NULL is fine. */
void lz4_free(struct record_lz4 *lz4);

/* Do these first bytes start an LZ4 frame? */
bool lz4_is_frame(struct str start);

#endif
