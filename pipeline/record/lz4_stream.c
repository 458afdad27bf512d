#include "pipeline/record/lz4_stream.h"

#include <errno.h>
#include <lz4frame.h>
#include <stdlib.h>
#include <unistd.h>

enum { READ_BYTES = 64 << 10, PIECE_BYTES = 256 << 10 };

static const char magic[4] = {0x04, 0x22, 0x4d, 0x18};

struct record_lz4 {
    int fd;
    LZ4F_dctx *decompress;
    LZ4F_cctx *compress;
    bool started;   /* the frame header is out */
    bool in_frame;  /* input may not end here */
    size_t at, len; /* unread bytes of `in` */
    char in[READ_BYTES];
};

static struct record_lz4 *new_lz4(void)
{
    struct record_lz4 *lz4 = calloc(1, sizeof *lz4);
    if (!lz4)
        arena_full(sizeof *lz4);
    return lz4;
}

struct record_lz4 *lz4_reader_new(int fd, struct str start)
{
    struct record_lz4 *lz4 = new_lz4();
    if (LZ4F_isError(LZ4F_createDecompressionContext(&lz4->decompress, LZ4F_VERSION)))
        arena_full(READ_BYTES);
    lz4->fd = fd;
    lz4->len = start.len < READ_BYTES ? start.len : READ_BYTES;
    memcpy(lz4->in, start.p, lz4->len);
    return lz4;
}

struct record_lz4 *lz4_writer_new(void)
{
    struct record_lz4 *lz4 = new_lz4();
    if (LZ4F_isError(LZ4F_createCompressionContext(&lz4->compress, LZ4F_VERSION)))
        arena_full(PIECE_BYTES);
    return lz4;
}

void lz4_free(struct record_lz4 *lz4)
{
    if (!lz4)
        return;
    LZ4F_freeDecompressionContext(lz4->decompress);
    LZ4F_freeCompressionContext(lz4->compress);
    free(lz4);
}

bool lz4_is_frame(struct str start)
{
    return str_starts(start, str_of(magic, sizeof magic));
}

/* 1 when there is input, 0 at its end, -1 with errno. */
static int refill(struct record_lz4 *lz4)
{
    if (lz4->at < lz4->len)
        return 1;
    ssize_t got;
    do {
        got = read(lz4->fd, lz4->in, READ_BYTES);
    } while (got < 0 && errno == EINTR);
    if (got < 0)
        return -1;
    lz4->at = 0;
    lz4->len = (size_t)got;
    return got > 0;
}

ssize_t lz4_reader_read(void *ctx, char *to, size_t len)
{
    struct record_lz4 *lz4 = ctx;
    for (;;) {
        int more = refill(lz4);
        if (more < 0)
            return -1;
        if (more == 0 && lz4->in_frame) {
            errno = EBADMSG;
            return -1;
        }
        if (more == 0)
            return 0;
        size_t put = len, taken = lz4->len - lz4->at;
        size_t hint = LZ4F_decompress(lz4->decompress, to, &put, lz4->in + lz4->at, &taken, NULL);
        if (LZ4F_isError(hint)) {
            errno = EBADMSG;
            return -1;
        }
        lz4->at += taken;
        lz4->in_frame = hint != 0;
        if (put)
            return (ssize_t)put;
    }
}

static void compressed(struct buf *out, size_t written)
{
    if (LZ4F_isError(written))
        BUG("lz4 refused a buffer of the size it asked for");
    out->len += written;
}

static void add_piece(struct record_lz4 *lz4, struct str piece, struct buf *out)
{
    size_t room = LZ4F_compressBound(piece.len, NULL);
    char *to = buf_reserve(out, room);
    if (to)
        compressed(out, LZ4F_compressUpdate(lz4->compress, to, room, piece.p, piece.len, NULL));
}

void lz4_writer_add(struct record_lz4 *lz4, struct str bytes, bool last, struct buf *out)
{
    if (!lz4->started) {
        const LZ4F_preferences_t prefs = {.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled};
        char *to = buf_reserve(out, LZ4F_HEADER_SIZE_MAX);
        if (to)
            compressed(out, LZ4F_compressBegin(lz4->compress, to, LZ4F_HEADER_SIZE_MAX, &prefs));
        lz4->started = true;
    }
    while (bytes.len) {
        struct str piece = str_head(bytes, PIECE_BYTES);
        add_piece(lz4, piece, out);
        bytes = str_skip(bytes, piece.len);
    }
    if (last) {
        size_t room = LZ4F_compressBound(0, NULL);
        char *to = buf_reserve(out, room);
        if (to)
            compressed(out, LZ4F_compressEnd(lz4->compress, to, room, NULL));
    }
}
