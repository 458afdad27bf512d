#include "pipeline/base/quote.h"

#include <stdint.h>

static const char letter_escapes[] = "\a\b\t\n\v\f\r\"\\";
static const char letters[] = "abtnvfr\"\\";

static void quote_byte(struct buf *out, unsigned char c)
{
    const char *named = c ? strchr(letter_escapes, c) : NULL;
    if (named)
        buf_printf(out, "\\%c", letters[named - letter_escapes]);
    else
        buf_printf(out, "\\%03o", c);
}

void quote_c(struct buf *out, struct str path)
{
    buf_addc(out, '"');
    while (path.len) {
        struct str plain = str_head(path, str_utf8_prefix(path));
        for (size_t i = 0; i < plain.len; i++) {
            unsigned char c = (unsigned char)plain.p[i];
            if (c < 0x20 || c == 0x7f || c == '"' || c == '\\')
                quote_byte(out, c);
            else
                buf_addc(out, (char)c);
        }
        path = str_skip(path, plain.len);
        if (path.len) {
            quote_byte(out, (unsigned char)path.p[0]);
            path = str_skip(path, 1);
        }
    }
    buf_addc(out, '"');
}

/* One escape behind the backslash at `*at`; -1 when malformed. Moves `*at` past it. */
static int unquote_escape(struct str s, size_t *at)
{
    if (*at >= s.len)
        return -1;
    const char *named = strchr(letters, s.p[*at]);
    if (named && *named) {
        ++*at;
        return (unsigned char)letter_escapes[named - letters];
    }
    int value = 0;
    for (int digit = 0; digit < 3; digit++, ++*at) {
        if (*at >= s.len || s.p[*at] < '0' || s.p[*at] > '7')
            return -1;
        value = value * 8 + (s.p[*at] - '0');
    }
    return value > 255 ? -1 : value;
}

bool unquote_c(struct arena *arena, struct str quoted, struct str *ret_path)
{
    if (quoted.len < 2 || quoted.p[0] != '"' || quoted.p[quoted.len - 1] != '"')
        return false;
    struct str body = str_of(quoted.p + 1, quoted.len - 2);
    char *out = arena_alloc(arena, body.len + 1, 1, 1);
    size_t len = 0;
    for (size_t i = 0; i < body.len;) {
        int c = (unsigned char)body.p[i++];
        if (c == '"')
            return false;
        if (c == '\\')
            c = unquote_escape(body, &i);
        if (c < 0)
            return false;
        out[len++] = (char)c;
    }
    *ret_path = str_of(out, len);
    return true;
}

/* The code point at `p` of a valid sequence of `len` bytes. */
static uint32_t code_point(const unsigned char *p, size_t len)
{
    if (len == 1)
        return p[0];
    uint32_t value = p[0] & (0xffu >> (len + 1));
    for (size_t i = 1; i < len; i++)
        value = value << 6 | (p[i] & 0x3f);
    return value;
}

static size_t sequence_len(unsigned char lead)
{
    return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

static bool terminal_acts_on(uint32_t c)
{
    bool control = c < 0x20 || (c >= 0x7f && c < 0xa0);
    bool bidi = (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    return control || bidi || c == 0xfeff;
}

void quote_terminal(struct buf *out, struct str text)
{
    size_t valid = str_utf8_prefix(text);
    while (text.len) {
        if (valid == 0) {
            buf_printf(out, "\\x%02x", (unsigned char)text.p[0]);
            text = str_skip(text, 1);
            valid = str_utf8_prefix(text);
            continue;
        }
        size_t len = sequence_len((unsigned char)text.p[0]);
        uint32_t c = code_point((const unsigned char *)text.p, len);
        if (!terminal_acts_on(c))
            buf_add(out, str_head(text, len));
        else if (c < 0x80)
            buf_printf(out, "\\x%02x", c);
        else
            buf_printf(out, "\\u{%04x}", c);
        text = str_skip(text, len);
        valid -= len;
    }
}

void quote_uri(struct buf *out, struct str bytes, const char *also)
{
    static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (size_t i = 0; i < bytes.len; i++) {
        char c = bytes.p[i];
        if (c && (strchr(unreserved, c) || strchr(also, c)))
            buf_addc(out, c);
        else
            buf_printf(out, "%%%02X", (unsigned char)c);
    }
}

static const char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_encode(struct buf *out, struct str bytes)
{
    size_t len = (bytes.len + 2) / 3 * 4;
    char *p = buf_reserve(out, len);
    if (!p)
        return;
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t n = bytes.len - i < 3 ? bytes.len - i : 3;
        uint32_t group = 0;
        for (size_t j = 0; j < 3; j++)
            group = group << 8 | (j < n ? (unsigned char)bytes.p[i + j] : 0);
        for (size_t j = 0; j < 4; j++)
            *p++ = j <= n ? base64_digits[group >> (18 - 6 * j) & 63] : '=';
    }
    out->len += len;
}

enum { NO_DIGIT = 64 };

/* What each byte stands for; NO_DIGIT for those that are none. */
static void base64_values(unsigned char ret_values[256])
{
    memset(ret_values, NO_DIGIT, 256);
    for (unsigned char value = 0; base64_digits[value]; value++)
        ret_values[(unsigned char)base64_digits[value]] = value;
}

bool base64_decode(struct arena *arena, struct str text, struct str *ret_bytes)
{
    unsigned char values[256];
    if (text.len % 4)
        return false;
    size_t padding = str_ends(text, STR("==")) ? 2 : str_ends(text, STR("=")) ? 1 : 0;
    char *out = arena_alloc(arena, text.len / 4 * 3 + 1, 1, 1);
    size_t len = 0;
    base64_values(values);
    for (size_t i = 0; i < text.len; i += 4) {
        uint32_t group = 0;
        for (size_t j = 0; j < 4; j++) {
            unsigned char value = values[(unsigned char)text.p[i + j]];
            if (value == NO_DIGIT && i + j < text.len - padding)
                return false;
            group = group << 6 | value % NO_DIGIT;
        }
        for (int shift = 16; shift >= 0; shift -= 8)
            out[len++] = (char)(group >> shift);
    }
    /* Bits under the padding: two spellings of the same bytes are one too many. */
    for (size_t i = 0; i < padding; i++)
        if (out[--len] != 0)
            return false;
    *ret_bytes = str_of(out, len);
    return true;
}
