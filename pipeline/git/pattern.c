#include "pipeline/git/pattern.h"

struct pattern pattern_parse(struct str text)
{
    struct pattern pattern = {.source = text};
    if (str_starts(text, STR("!"))) {
        pattern.flags |= PATTERN_NEGATED;
        text = str_skip(text, 1);
    }
    if (str_ends(text, STR("/"))) {
        pattern.flags |= PATTERN_DIR_ONLY;
        text.len--;
    }
    if (str_index(text, '/') < 0)
        pattern.flags |= PATTERN_NAME;
    pattern.text = str_starts(text, STR("/")) ? str_skip(text, 1) : text;
    while (pattern.literal_len < pattern.text.len && !glob_is_special(pattern.text.p[pattern.literal_len]))
        pattern.literal_len++;
    return pattern;
}

static bool same(struct str a, struct str b, bool fold)
{
    return fold ? str_eq_nocase(a, b) : str_eq(a, b);
}

/* "*.o": a star and nothing special behind it. */
static bool is_suffix(struct str text)
{
    if (text.len == 0 || text.p[0] != '*')
        return false;
    for (size_t i = 1; i < text.len; i++) {
        if (glob_is_special(text.p[i]))
            return false;
    }
    return true;
}

bool pattern_match(const struct pattern *pattern, const struct pattern_subject *subject, bool fold)
{
    if (subject->steps)
        ++*subject->steps;
    if (pattern->text.len == 0 || ((pattern->flags & PATTERN_DIR_ONLY) && !subject->is_dir))
        return false;
    struct str text = subject->path;
    if (pattern->flags & PATTERN_NAME) {
        text = subject->name;
        if (is_suffix(pattern->text)) {
            size_t len = pattern->text.len - 1;
            return text.len >= len && same(str_skip(text, text.len - len), str_skip(pattern->text, 1), fold);
        }
    }
    /* git looks for the glob behind the literal bytes only, so that "a**" crosses slashes as "**" does. */
    size_t literal_len = pattern->literal_len;
    if (text.len < literal_len ||
        !same(str_head(text, literal_len), str_head(pattern->text, literal_len), fold))
        return false;
    if (literal_len == pattern->text.len)
        return text.len == literal_len;
    unsigned steps;
    bool matches =
        glob_match_steps(str_skip(pattern->text, literal_len), str_skip(text, literal_len), fold, &steps);
    if (subject->steps)
        *subject->steps += steps;
    return matches;
}
