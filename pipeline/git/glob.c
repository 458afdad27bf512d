#include "pipeline/git/glob.h"

#include <ctype.h>

/*
 * Backtracking, cut short in two ways that keep it from going exponential:
 *
 *   DEAD        the text ended inside a later star's search: no earlier star can help by taking more.
 *   DEAD_UP_TO_SLASH  a later `*` ran into a '/': an earlier `*` would meet the same one, only a `**` may go on.
 */
enum outcome { MATCH, NO_MATCH, DEAD_UP_TO_SLASH, DEAD };

struct matcher {
    const char *first; /* of the pattern */
    const char *end;   /* of the pattern */
    const char *text_end;
    bool fold;
    unsigned steps_left;
};

/* Takes steps off the budget. False when it is used up. */
static bool spend(struct matcher *m, size_t steps)
{
    bool enough = steps < m->steps_left;
    m->steps_left = enough ? m->steps_left - (unsigned)steps : 0;
    return enough;
}

static unsigned char folded(const struct matcher *m, unsigned char c)
{
    return m->fold && c >= 'A' && c <= 'Z' ? (unsigned char)(c + 'a' - 'A') : c;
}

/* Brackets --------------------------------------------------------------------------------------------------------- */

static int is_blank(int c)
{
    return c == ' ' || c == '\t';
}

static const struct char_class {
    struct str name;
    int (*has)(int c);
} char_classes[] = {
    {{"alnum", 5}, isalnum}, {{"alpha", 5}, isalpha}, {{"blank", 5}, is_blank}, {{"cntrl", 5}, iscntrl},
    {{"digit", 5}, isdigit}, {{"graph", 5}, isgraph}, {{"lower", 5}, islower},  {{"print", 5}, isprint},
    {{"punct", 5}, ispunct}, {{"space", 5}, isspace}, {{"upper", 5}, isupper},  {{"xdigit", 6}, isxdigit},
};

/* 1 or 0, or -1 when there is no such class. Only ASCII is in any, whatever the locale. */
static int in_class(const struct matcher *m, struct str name, unsigned char c)
{
    for (size_t i = 0; i < sizeof char_classes / sizeof char_classes[0]; i++) {
        if (!str_eq(char_classes[i].name, name))
            continue;
        if (c >= 0x80)
            return 0;
        if (m->fold && str_eq(name, STR("upper")))
            return islower(c) || isupper(c);
        return char_classes[i].has(c) != 0;
    }
    return -1;
}

static bool in_range(const struct matcher *m, unsigned char c, unsigned char low, unsigned char high)
{
    if (c >= low && c <= high)
        return true;
    unsigned char upper = m->fold && c >= 'a' && c <= 'z' ? (unsigned char)(c - 'a' + 'A') : c;
    return upper >= low && upper <= high;
}

/* Reads `[:name:]` at *p (on its '['). 1 with *p on the last ']', 0 for an ordinary '[', -1 when broken. */
static int read_class(struct matcher *m, const char **p, unsigned char c, bool *hit)
{
    const char *name = *p + 2, *close = memchr(name, ']', (size_t)(m->end - name));
    enum { SEARCHED_IN_A_STEP = 32 }; /* bytes, by memchr */
    if (!close || !spend(m, (size_t)(close - name) / SEARCHED_IN_A_STEP))
        return -1;
    if (close == name || close[-1] != ':')
        return 0;
    int has = in_class(m, str_of(name, (size_t)(close - 1 - name)), c);
    if (has < 0)
        return -1;
    *hit = *hit || has;
    *p = close;
    return 1;
}

/* One literal of a bracket at *p, with its backslash. False at the end of the pattern. */
static bool read_literal(const struct matcher *m, const char **p, unsigned char *ret_c)
{
    if (*p < m->end && **p == '\\')
        ++*p;
    if (*p >= m->end)
        return false;
    *ret_c = (unsigned char)**p;
    return true;
}

/* A bracket as it is read: what was before a '-' may start a range. */
struct bracket {
    unsigned char low;
    bool have_low, hit;
};

/* Reads one member at *p, which is not the closing ']', and leaves *p on its last byte. False when it is broken. */
static bool read_member(struct matcher *m, const char **p, unsigned char c, struct bracket *b)
{
    if (!spend(m, 1))
        return false;
    if (**p == '[' && *p + 1 < m->end && (*p)[1] == ':') {
        int rc = read_class(m, p, c, &b->hit);
        b->have_low = false;
        if (rc != 0)
            return rc > 0;
    }
    bool is_range = **p == '-' && b->have_low && *p + 1 < m->end && (*p)[1] != ']';
    unsigned char literal;
    *p += is_range;
    if (!read_literal(m, p, &literal))
        return false;
    if (is_range ? in_range(m, c, b->low, literal) : c == literal)
        b->hit = true;
    b->low = literal;
    b->have_low = !is_range;
    return true;
}

/* The members of a bracket from `p` on: returns the closing ']', or NULL when the pattern is broken. A ']' that comes
 * first is a member. */
static const char *read_members(struct matcher *m, const char *p, unsigned char c, bool *ret_hit)
{
    struct bracket b = {0};
    for (const char *first = p; p < m->end && (p == first || *p != ']'); p++) {
        if (!read_member(m, &p, c, &b))
            return NULL;
    }
    *ret_hit = b.hit;
    return p < m->end ? p : NULL;
}

/* Tests `c` against the bracket at *p and moves *p behind it. */
static enum outcome match_bracket(struct matcher *m, const char **p, unsigned char c)
{
    const char *at = *p + 1;
    bool negated = at < m->end && (*at == '!' || *at == '^'), hit = false;
    at = read_members(m, at + negated, c, &hit);
    if (!at)
        return DEAD;
    *p = at + 1;
    return hit != negated && c != '/' ? MATCH : NO_MATCH;
}

/* Stars ------------------------------------------------------------------------------------------------------------ */

static enum outcome match_from(struct matcher *m, const char *p, const char *t);

/* Is the run of stars from `stars` to `after` one that crosses slashes? */
static bool is_double(const struct matcher *m, const char *stars, const char *after)
{
    if (after - stars < 2 || (stars > m->first && stars[-1] != '/'))
        return false;
    return after == m->end || *after == '/' || (after + 1 < m->end && after[0] == '\\' && after[1] == '/');
}

/* Lets a star take ever more of the text until the rest matches. */
static enum outcome match_rest(struct matcher *m, const char *p, const char *t, bool crosses)
{
    for (; t < m->text_end; t++) {
        enum outcome got = match_from(m, p, t);
        if (got != NO_MATCH && (!crosses || got != DEAD_UP_TO_SLASH))
            return got;
        if (!crosses && *t == '/')
            return DEAD_UP_TO_SLASH;
    }
    return DEAD;
}

static enum outcome match_star(struct matcher *m, const char *p, const char *t)
{
    const char *after = p;
    while (after < m->end && *after == '*')
        after++;
    bool crosses = is_double(m, p, after);
    if (after == m->end)
        return crosses || !memchr(t, '/', (size_t)(m->text_end - t)) ? MATCH : NO_MATCH;
    if (*after == '/') {
        /* "**" and its slash may also stand for nothing. */
        if (crosses && match_from(m, after + 1, t) == MATCH)
            return MATCH;
        if (!crosses) {
            t = memchr(t, '/', (size_t)(m->text_end - t));
            return t ? match_from(m, after + 1, t + 1) : NO_MATCH;
        }
    }
    return match_rest(m, after, t, crosses);
}

/* Everything else -------------------------------------------------------------------------------------------------- */

static enum outcome match_from(struct matcher *m, const char *p, const char *t)
{
    for (; p < m->end; t++) {
        if (!spend(m, 1))
            return DEAD;
        if (*p == '*')
            return match_star(m, p, t);
        if (t == m->text_end)
            return DEAD;
        unsigned char c = folded(m, (unsigned char)*t);
        if (*p == '[') {
            enum outcome got = match_bracket(m, &p, c);
            if (got != MATCH)
                return got;
            continue;
        }
        if (*p == '?' ? c == '/' : (*p == '\\' && ++p == m->end) || folded(m, (unsigned char)*p) != c)
            return NO_MATCH;
        p++;
    }
    return t == m->text_end ? MATCH : NO_MATCH;
}

bool glob_match_steps(struct str pattern, struct str text, bool fold, unsigned *ret_steps)
{
    if (!text.p)
        text = STR("");
    struct matcher m = {.first = pattern.p,
                        .end = pattern.p + pattern.len,
                        .text_end = text.p + text.len,
                        .fold = fold,
                        .steps_left = GLOB_STEPS_MAX};
    bool matches = match_from(&m, pattern.p, text.p) == MATCH;
    *ret_steps = GLOB_STEPS_MAX - m.steps_left;
    return matches;
}

bool glob_match(struct str pattern, struct str text, bool fold)
{
    unsigned steps;
    return glob_match_steps(pattern, text, fold, &steps);
}
