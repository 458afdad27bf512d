/*
 * str: a slice of bytes, passed by value.
 *
 * A `struct str` borrows: it never owns its bytes and need not end in NUL. It holds any bytes, also NUL and invalid
 * UTF-8. The empty string may have a NULL pointer. Copies go into an arena and live as long as it does.
 */
#ifndef CBCRAWL_BASE_STR_H
#define CBCRAWL_BASE_STR_H

#include "pipeline/base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct str {
    const char *p;
    size_t len;
};

/* A slice of a string literal. */
#define STR(literal) ((struct str){("" literal), sizeof(literal) - 1})

/* The two arguments that "%.*s" takes. */
#define STR_ARG(s) (int)(s).len, (s).p

static inline struct str str_from(const char *cstr)
{
    return (struct str){cstr, cstr ? strlen(cstr) : 0};
}

static inline struct str str_of(const char *p, size_t len)
{
    return (struct str){p, len};
}

static inline bool str_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.p, b.p, a.len) == 0);
}

static inline bool str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.p, prefix.p, prefix.len) == 0);
}

static inline bool str_ends(struct str s, struct str suffix)
{
    return s.len >= suffix.len &&
           (suffix.len == 0 || memcmp(s.p + s.len - suffix.len, suffix.p, suffix.len) == 0);
}

/* `s` from byte `start` to its end; empty when it is shorter. Adding even 0 to NULL is undefined: hence the test. */
static inline struct str str_skip(struct str s, size_t start)
{
    size_t step = start < s.len ? start : s.len;
    return (struct str){step ? s.p + step : s.p, s.len - step};
}

/* The first `len` bytes of `s`, or all of it. */
static inline struct str str_head(struct str s, size_t len)
{
    return (struct str){s.p, len < s.len ? len : s.len};
}

/* Byte order, shorter first: the order of every sorted output. Returns <0, 0, >0. */
int str_cmp(struct str a, struct str b);

/* Equal but for the case of ASCII letters. */
bool str_eq_nocase(struct str a, struct str b);

/* Offset of the first or last `c`, or -1. */
ptrdiff_t str_index(struct str s, char c);
ptrdiff_t str_rindex(struct str s, char c);

/* Offset of the first `needle`, or -1. An empty needle is at 0. */
ptrdiff_t str_find(struct str s, struct str needle);

/* Cuts *rest at the first `sep`: returns the part before it and moves *rest behind it. Without `sep` returns all and
 * leaves *rest with a NULL pointer, so `while (rest.p)` visits every field, empty ones too. */
struct str str_cut(struct str *rest, char sep);

/* Without ASCII white space at both ends. */
struct str str_trim(struct str s);

/* Copies into the arena; str_cstr adds a NUL. */
struct str str_dup(struct arena *arena, struct str s);
char *str_cstr(struct arena *arena, struct str s);

/* The part behind the last '/', and the part before it ("" when there is none). */
struct str str_basename(struct str path);
struct str str_dirname(struct str path);

/* Is it UTF-8 as RFC 3629 says: no overlong forms, no surrogates, nothing above U+10FFFF? */
bool str_is_utf8(struct str s);

/* Length of the longest valid UTF-8 prefix. */
size_t str_utf8_prefix(struct str s);

#endif
