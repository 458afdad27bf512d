#include "analyzers/parse/utf16.h"

#include <stdint.h>

enum { REPLACEMENT = 0xfffd, BOM = 0xfeff };

/* The unit at `at`; REPLACEMENT for half of one at the end. */
static uint32_t unit_at(struct str bytes, size_t at, bool is_big_endian)
{
    const unsigned char *p = (const unsigned char *)bytes.p + at;
    if (at + 1 >= bytes.len)
        return REPLACEMENT;
    return is_big_endian ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

static void put(struct buf *out, uint32_t c)
{
    static const unsigned char marks[] = {0, 0, 0xc0, 0xe0, 0xf0};
    int n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    if (n == 1) {
        buf_addc(out, (char)c);
        return;
    }
    buf_addc(out, (char)(marks[n] | c >> (n - 1) * 6));
    for (int i = n - 2; i >= 0; i--)
        buf_addc(out, (char)(0x80 | (c >> i * 6 & 0x3f)));
}

void utf16_decode(struct str bytes, bool is_big_endian, struct buf *out)
{
    for (size_t at = 0; at < bytes.len; at += 2) {
        uint32_t c = unit_at(bytes, at, is_big_endian);
        uint32_t low = (c & 0xfc00) == 0xd800 ? unit_at(bytes, at + 2, is_big_endian) : 0;
        if ((low & 0xfc00) == 0xdc00) {
            c = 0x10000 + ((c & 0x3ff) << 10 | (low & 0x3ff));
            at += 2;
        } else if ((c & 0xf800) == 0xd800) {
            c = REPLACEMENT;
        }
        if (at > 0 || c != BOM)
            put(out, c);
    }
}
