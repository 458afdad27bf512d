#include "pipeline/git/ewah.h"

#include "pipeline/git/big_endian.h"

/* On disk: bits (4 bytes), words (4), the words (8 each), position of the last marker (4). All big-endian. */
enum { EWAH_HEAD_BYTES = 8, EWAH_TAIL_BYTES = 4 };

size_t ewah_len_bytes(struct str bytes)
{
    if (bytes.len < EWAH_HEAD_BYTES)
        return 0;
    size_t len = EWAH_HEAD_BYTES + (size_t)big_endian_32(bytes.p + 4) * 8 + EWAH_TAIL_BYTES;
    return len <= bytes.len ? len : 0;
}

int ewah_unpack(struct str bytes, size_t n_bits, uint64_t *ret_words, struct err *err)
{
    if (ewah_len_bytes(bytes) == 0)
        return err_set(err, ERR_INPUT, "bit map is cut off");
    size_t n_packed = big_endian_32(bytes.p + 4), n_words = (n_bits + 63) / 64, at = 0;
    const char *packed = bytes.p + EWAH_HEAD_BYTES;
    for (size_t i = 0; i < n_packed;) {
        uint64_t marker = big_endian_64(packed + i++ * 8);
        uint64_t run = marker >> 1 & UINT32_MAX, literals = marker >> 33;
        if (run > n_words - at || literals > n_words - at - run || literals > n_packed - i)
            return err_set(err, ERR_INPUT, "bit map is longer than what it describes");
        if (marker & 1)
            memset(ret_words + at, 0xff, run * sizeof *ret_words);
        at += run;
        for (; literals > 0; literals--)
            ret_words[at++] = big_endian_64(packed + i++ * 8);
    }
    return 0;
}
