/* The rules are git-interpret-trailers(1)'s, and its behaviour where the manual is silent. */
#include "pipeline/git/commit_text.h"
#include "pipeline/git/git_space.h"

static bool is_blank(struct str line)
{
    return git_trim(line).len == 0;
}

/* Length of the first line, its newline included. */
static size_t line_len(struct str text)
{
    ptrdiff_t newline = str_index(text, '\n');
    return newline < 0 ? text.len : (size_t)newline + 1;
}

/* Start of the last line, whose newline may be there or not. */
static size_t last_line(struct str text)
{
    return text.len ? (size_t)(str_rindex(str_head(text, text.len - 1), '\n') + 1) : 0;
}

/* Offset of the ':' behind a key, letters, digits and '-' with blanks behind them; 0 when the line has no key. */
static size_t key_len(struct str line)
{
    bool blank = false;
    for (size_t i = 0; i < line.len; i++) {
        char c = line.p[i];
        bool is_alnum = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (c == ':')
            return i;
        if ((is_alnum || c == '-') && !blank)
            continue;
        if (i == 0 || (c != ' ' && c != '\t'))
            break;
        blank = true;
    }
    return 0;
}

/* Where the text ends --------------------------------------------------------------------------------------------- */

/* Above the line with which `git commit --cleanup=scissors` cuts off what an editor showed. */
static struct str above_scissors(struct str text)
{
    const struct str cut = STR("\n# ------------------------ >8 ------------------------\n");
    if (str_starts(text, str_skip(cut, 1)))
        return str_head(text, 0);
    ptrdiff_t at = str_find(text, cut);
    return at < 0 ? text : str_head(text, (size_t)at + 1);
}

/* Without the comments, empty lines and list of conflicts that a merge of old left at the end. */
static struct str without_remarks(struct str text)
{
    size_t end = 0; /* behind the last line of text */
    bool in_conflicts = false;
    text = above_scissors(text);
    for (size_t at = 0, len; at < text.len; at += len) {
        struct str line = str_skip(text, at);
        len = line_len(line);
        if (line.p[0] == '#' || line.p[0] == '\n')
            continue;
        if (str_starts(line, STR("Conflicts:\n")))
            in_conflicts = true;
        else if (!in_conflicts || line.p[0] != '\t') {
            in_conflicts = false;
            end = at + len;
        }
    }
    return str_head(text, end);
}

/* The first paragraph is the title, never trailers. */
static size_t title_len(struct str text)
{
    size_t at = 0;
    while (at < text.len) {
        struct str line = str_skip(text, at);
        size_t len = line_len(line);
        if (line.p[0] != '#' && is_blank(str_head(line, len)))
            break;
        at += len;
    }
    return at;
}

/* The block ---------------------------------------------------------------------------------------------------------- */

/* Lines of a paragraph, counted from its end. */
struct count {
    size_t trailers, others;
    size_t continued; /* lines that begin with white space, whose trailer may still come */
    bool is_gits;     /* one of them git itself writes */
    bool is_text;
};

static void count_line(struct count *count, struct str line)
{
    count->is_text = count->is_text || line.p[0] != '#';
    if (line.p[0] == '#') {
        count->others += count->continued;
        count->continued = 0;
    } else if (str_starts(line, STR("Signed-off-by: ")) ||
               str_starts(line, STR("(cherry picked from commit "))) {
        count->is_gits = true;
        count->trailers++;
        count->continued = 0;
    } else if (key_len(line)) {
        count->trailers++;
        count->continued = 0;
    } else if (git_is_space(line.p[0])) {
        count->continued++;
    } else {
        count->others += 1 + count->continued;
        count->continued = 0;
    }
}

/* All lines are trailers, or a quarter is and one of them git's own. */
static bool are_trailers(const struct count *count)
{
    size_t others = count->others + count->continued;
    return count->is_gits ? count->trailers * 3 >= others : count->trailers && !others;
}

/* The paragraph of trailers, empty when there is none. */
static struct str trailer_block(struct str text)
{
    struct count count = {0};
    text = without_remarks(text);
    size_t title = title_len(text), start;
    for (size_t end = text.len; end > title; end = start) {
        start = last_line(str_head(text, end));
        struct str line = str_of(text.p + start, end - start);
        if (start < title)
            break;
        if (line.p[0] == '#' || !is_blank(line))
            count_line(&count, line);
        else if (count.is_text)
            return are_trailers(&count) ? str_skip(text, end) : (struct str){0};
    }
    return (struct str){0};
}

/* Line ends become one blank, with the white space behind them. */
static struct str unfold(struct arena *arena, struct str value)
{
    value = git_trim(value);
    if (str_index(value, '\n') < 0)
        return value;
    char *to = arena_array(arena, char, value.len);
    size_t len = 0;
    for (size_t i = 0; i < value.len;) {
        char c = value.p[i++];
        if (c == '\n') {
            while (i < value.len && git_is_space(value.p[i]))
                i++;
            c = ' ';
        }
        to[len++] = c;
    }
    return git_trim(str_of(to, len));
}

/* Length of the lines at the start of `text` that continue the one before. */
static size_t continued_len(struct str text)
{
    size_t at = 0;
    while (at < text.len && git_is_space(text.p[at]))
        at += line_len(str_skip(text, at));
    return at;
}

void commit_text_trailers(struct arena *arena, struct str message, struct commit_trailers *ret_trailers)
{
    struct commit_trailers trailers = {0};
    size_t len;
    while (message.len && is_blank(str_head(message, len = line_len(message))))
        message = str_skip(message, len);
    for (struct str block = trailer_block(message); block.len && trailers.at.len < COMMIT_TRAILERS_MAX;
         block = str_skip(block, len)) {
        len = line_len(block);
        size_t colon = key_len(str_head(block, len));
        if (!colon)
            continue;
        len += continued_len(str_skip(block, len));
        *vec_push(&trailers.at, arena) =
            (struct commit_trailer){.key = git_trim(str_head(block, colon)),
                                    .value = unfold(arena, str_skip(str_head(block, len), colon + 1))};
    }
    *ret_trailers = trailers;
}
