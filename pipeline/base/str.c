#include "pipeline/base/str.h"

#include <stdint.h>

int str_cmp(struct str a, struct str b)
{
    size_t shorter = a.len < b.len ? a.len : b.len;
    int order = shorter ? memcmp(a.p, b.p, shorter) : 0;
    if (order)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

static char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool str_eq_nocase(struct str a, struct str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++) {
        if (ascii_lower(a.p[i]) != ascii_lower(b.p[i]))
            return false;
    }
    return true;
}

ptrdiff_t str_index(struct str s, char c)
{
    const char *hit = s.len ? memchr(s.p, c, s.len) : NULL;
    return hit ? hit - s.p : -1;
}

ptrdiff_t str_rindex(struct str s, char c)
{
    const char *hit = s.len ? memrchr(s.p, c, s.len) : NULL;
    return hit ? hit - s.p : -1;
}

ptrdiff_t str_find(struct str s, struct str needle)
{
    if (needle.len == 0)
        return 0;
    const char *hit = s.len ? memmem(s.p, s.len, needle.p, needle.len) : NULL;
    return hit ? hit - s.p : -1;
}

struct str str_cut(struct str *rest, char sep)
{
    struct str field = *rest;
    ptrdiff_t at = str_index(*rest, sep);
    if (at < 0) {
        *rest = (struct str){NULL, 0};
        return field;
    }
    *rest = str_skip(*rest, (size_t)at + 1);
    return str_head(field, (size_t)at);
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str str_trim(struct str s)
{
    while (s.len && is_space(s.p[0]))
        s = str_skip(s, 1);
    while (s.len && is_space(s.p[s.len - 1]))
        s.len--;
    return s;
}

struct str str_dup(struct arena *arena, struct str s)
{
    return (struct str){str_cstr(arena, s), s.len};
}

char *str_cstr(struct arena *arena, struct str s)
{
    char *p = arena_alloc(arena, s.len + 1, 1, 1);
    if (s.len)
        memcpy(p, s.p, s.len);
    return p;
}

struct str str_basename(struct str path)
{
    return str_skip(path, (size_t)(str_rindex(path, '/') + 1));
}

struct str str_dirname(struct str path)
{
    ptrdiff_t slash = str_rindex(path, '/');
    return str_head(path, slash < 0 ? 0 : (size_t)slash);
}

/* Is the second byte of a sequence in the range its first one asks for? Overlong forms, surrogates and what lies behind
 * U+10FFFF are not. */
static bool utf8_second_fits(unsigned char first, unsigned char second)
{
    unsigned char low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    unsigned char high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    return second >= low && second <= high;
}

/* Bytes of the valid sequence at `p` (1 to 4), or 0. */
static size_t utf8_sequence(const unsigned char *p, size_t left)
{
    if (p[0] < 0x80)
        return 1;
    if (p[0] < 0xc2 || p[0] > 0xf4)
        return 0;
    size_t len = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
    if (left < len)
        return 0;
    for (size_t i = 1; i < len; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    }
    return utf8_second_fits(p[0], p[1]) ? len : 0;
}

size_t str_utf8_prefix(struct str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    size_t i = 0;
    while (i < s.len) {
        uint64_t eight;
        if (s.len - i >= sizeof eight) {
            memcpy(&eight, p + i, sizeof eight);
            if ((eight & 0x8080808080808080u) == 0) {
                i += sizeof eight;
                continue;
            }
        }
        size_t step = utf8_sequence(p + i, s.len - i);
        if (step == 0)
            return i;
        i += step;
    }
    return i;
}

bool str_is_utf8(struct str s)
{
    return str_utf8_prefix(s) == s.len;
}
