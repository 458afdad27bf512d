#include "pipeline/git/pack_delta.h"

/* 7 bits a byte, lowest first. */
static bool read_len(struct str *rest, uint64_t *ret_len)
{
    uint64_t len = 0;
    for (unsigned i = 0; i < rest->len && i < 9; i++) {
        unsigned char byte = (unsigned char)rest->p[i];
        len |= (uint64_t)(byte & 0x7f) << 7 * i;
        if (!(byte & 0x80)) {
            *rest = str_skip(*rest, i + 1);
            *ret_len = len;
            return true;
        }
    }
    return false;
}

int pack_delta_parse(struct str delta, struct pack_delta *ret_delta, struct err *err)
{
    struct pack_delta parsed = {.commands = delta};
    if (!read_len(&parsed.commands, &parsed.base_len) || !read_len(&parsed.commands, &parsed.result_len))
        return err_set(err, ERR_INPUT, "its delta is cut off");
    *ret_delta = parsed;
    return 0;
}

/* Up to 32 bytes too many, of both. Most pieces are short, and a call of memcpy with an unknown length costs more than
 * what it does. */
static inline void copy(char *to, const char *from, size_t len)
{
    if (len > 32) {
        memcpy(to, from, len);
        return;
    }
    memcpy(to, from, 16);
    memcpy(to + 16, from + 16, 16);
}

/* Bits 0-3 of the command say which bytes of the offset follow, bits 4-6 which of the length; lowest first. */
static inline const unsigned char *read_copy(const unsigned char *at, unsigned command, size_t *ret_offset,
                                             size_t *ret_len)
{
    size_t offset = 0, len = 0;
    for (unsigned i = 0; i < 4; i++)
        if (command & 1u << i)
            offset |= (size_t)*at++ << 8 * i;
    for (unsigned i = 0; i < 3; i++)
        if (command & 0x10u << i)
            len |= (size_t)*at++ << 8 * i;
    *ret_offset = offset;
    *ret_len = len ? len : 0x10000;
    return at;
}

/* The next piece: bytes of the base or of the delta itself. False when there can be none. */
static inline bool next_piece(const unsigned char **at, const unsigned char *end, struct str base,
                              struct str *ret_piece)
{
    unsigned command = *(*at)++;
    size_t offset, len = command, left = (size_t)(end - *at);
    if (command & 0x80) {
        *at = read_copy(*at, command, &offset,
                        &len); /* at most 7 bytes: when they are not there, it reads slack */
        *ret_piece = str_of(base.p + offset, len);
        return *at <= end && offset <= base.len && len <= base.len - offset;
    }
    *ret_piece = str_of((const char *)*at, len);
    *at += len;
    return len > 0 && len <= left; /* command 0 is reserved */
}

int pack_delta_apply(const struct pack_delta *delta, struct str base, char *to, struct err *err)
{
    const unsigned char *at = (const unsigned char *)delta->commands.p, *end = at + delta->commands.len;
    size_t left = delta->result_len;
    struct str piece;
    if (base.len != delta->base_len)
        return err_set(err, ERR_INPUT, "its delta is for another base");
    while (at < end) {
        if (!next_piece(&at, end, base, &piece) || piece.len > left)
            return err_set(err, ERR_INPUT, "its delta is damaged");
        copy(to, piece.p, piece.len);
        to += piece.len;
        left -= piece.len;
    }
    return left == 0 ? 0 : err_set(err, ERR_INPUT, "its delta is cut off");
}
