#include "pipeline/git/line_trim.h"

#include <endian.h>
#include <stdint.h>

enum {
    BLOCK =
        1024, /* bytes given to memcmp at once, which compares vectors but does not say where they differ */
    WORD = 8,
};

static uint64_t load_word(const char *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof word);
    return le64toh(word);
}

static size_t common_head(const char *a, const char *b, size_t len)
{
    size_t n = 0;
    while (len - n >= BLOCK && memcmp(a + n, b + n, BLOCK) == 0)
        n += BLOCK;
    for (; len - n >= WORD; n += WORD) {
        uint64_t differ = load_word(a + n) ^ load_word(b + n);
        if (differ)
            return n + (size_t)__builtin_ctzll(differ) / 8;
    }
    while (n < len && a[n] == b[n])
        n++;
    return n;
}

/* The same backwards from a_end and b_end. */
static size_t common_tail(const char *a_end, const char *b_end, size_t len)
{
    size_t n = 0;
    while (len - n >= BLOCK && memcmp(a_end - n - BLOCK, b_end - n - BLOCK, BLOCK) == 0)
        n += BLOCK;
    for (; len - n >= WORD; n += WORD) {
        uint64_t differ = load_word(a_end - n - WORD) ^ load_word(b_end - n - WORD);
        if (differ)
            return n + (size_t)__builtin_clzll(differ) / 8;
    }
    while (n < len && a_end[-1 - (ptrdiff_t)n] == b_end[-1 - (ptrdiff_t)n])
        n++;
    return n;
}

/* Does a line begin at `at`? */
static bool at_line_start(struct str text, size_t at)
{
    return at == 0 || text.p[at - 1] == '\n';
}

size_t line_trim_head(struct str a, struct str b)
{
    size_t n = common_head(a.p, b.p, a.len < b.len ? a.len : b.len);
    if (n == a.len && n == b.len)
        return n;
    const char *newline = n ? memrchr(a.p, '\n', n) : NULL;
    return newline ? (size_t)(newline + 1 - a.p) : 0;
}

/* Of texts that begin with a line. */
static size_t tail_of(struct str a, struct str b)
{
    size_t n = common_tail(a.p + a.len, b.p + b.len, a.len < b.len ? a.len : b.len);
    if (n == 0 || (at_line_start(a, a.len - n) && at_line_start(b, b.len - n)))
        return n;
    const char *tail = a.p + a.len - n, *newline = memchr(tail, '\n', n);
    return newline ? n - (size_t)(newline + 1 - tail) : 0;
}

struct line_trim line_trim(struct str old_text, struct str new_text)
{
    size_t head = line_trim_head(old_text, new_text);
    struct line_trim trim = {.head = str_head(old_text, head),
                             .old_text = str_skip(old_text, head),
                             .new_text = str_skip(new_text, head)};
    size_t tail = tail_of(trim.old_text, trim.new_text);
    trim.old_text.len -= tail;
    trim.new_text.len -= tail;
    trim.tail = str_of(trim.old_text.p + trim.old_text.len, tail);
    return trim;
}
