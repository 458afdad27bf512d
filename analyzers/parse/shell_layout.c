#include "analyzers/parse/shell_layout.h"

#include <ctype.h>

/* Text under way: lines are cut off its front. */
struct lines {
    const char *text; /* where the file begins */
    struct str rest;
    struct str here; /* the word that ends the here-document this place is in; empty outside */
    bool here_is_indented;
};

static size_t indent_of(struct str line)
{
    size_t n = 0;
    while (n < line.len && (line.p[n] == ' ' || line.p[n] == '\t'))
        n++;
    return n;
}

static struct str without_blanks(struct str s)
{
    return str_skip(s, indent_of(s));
}

static bool is_name_byte(char c)
{
    return isalnum((unsigned char)c) || (c & 0x80) || (c && strchr("_-.:+@", c));
}

static size_t name_length(struct str s)
{
    size_t n = 0;
    while (n < s.len && is_name_byte(s.p[n]))
        n++;
    return n;
}

/* Here-documents --------------------------------------------------------------------------------------------------- */

/* Behind the first << of the line that is neither <<< nor a shift; empty when there is none. */
static struct str behind_redirection(struct str line)
{
    for (size_t i = 0; i + 2 < line.len; i++) {
        struct str rest = str_skip(line, i);
        if (*rest.p == '#' && (i == 0 || line.p[i - 1] == ' '))
            break;
        if (str_starts(rest, STR("((")))
            break;
        if (str_starts(rest, STR("<<<")))
            i += 2;
        else if (str_starts(rest, STR("<<")))
            return str_skip(rest, 2);
    }
    return (struct str){0};
}

static void open_here(struct lines *l, struct str line)
{
    struct str word = behind_redirection(line);
    l->here_is_indented = str_starts(word, STR("-"));
    word = without_blanks(str_skip(word, l->here_is_indented));
    while (word.len > 0 && strchr("'\"\\", *word.p))
        word = str_skip(word, 1);
    l->here = str_head(word, name_length(word));
}

static bool closes_here(const struct lines *l, struct str line)
{
    return str_eq(l->here_is_indented ? without_blanks(line) : line, l->here);
}

/* The next line outside of here-documents, without its end; one that opens such a document is such a line. */
static bool next_line(struct lines *l, struct str *ret_line)
{
    while (l->rest.len > 0) {
        struct str line = str_cut(&l->rest, '\n');
        if (l->here.len == 0) {
            open_here(l, line);
            *ret_line = line;
            return true;
        }
        if (closes_here(l, line))
            l->here = (struct str){0};
    }
    return false;
}

/* Functions -------------------------------------------------------------------------------------------------------- */

/* Behind the name and parentheses of a head; text that is NULL when the line is none. */
static struct str behind_head(struct str line)
{
    struct str s = without_blanks(line);
    bool has_word = str_starts(s, STR("function "));
    if (has_word)
        s = without_blanks(str_skip(s, 9));
    size_t len = name_length(s);
    s = without_blanks(str_skip(s, len));
    bool has_parentheses = str_starts(s, STR("("));
    if (has_parentheses) {
        s = without_blanks(str_skip(s, 1));
        if (!str_starts(s, STR(")")))
            return (struct str){0};
        s = without_blanks(str_skip(s, 1));
    }
    return len > 0 && (has_word || has_parentheses) ? s : (struct str){0};
}

/* The brace that opens the body of a function whose head is `line`, or NULL. */
static const char *body_of(const struct lines *l, struct str line)
{
    struct str s = behind_head(line), next = l->rest;
    if (!s.p)
        return NULL;
    if (s.len == 0 || *s.p == '#')
        s = without_blanks(str_cut(&next, '\n'));
    else if (memchr(s.p, '}', s.len))
        return NULL; /* all of it on this line */
    return str_starts(s, STR("{")) && (s.len == 1 || isspace((unsigned char)s.p[1])) ? s.p : NULL;
}

static bool closes_body(struct str line, size_t indent)
{
    return indent_of(line) == indent && line.len > indent && line.p[indent] == '}' &&
           (line.len == indent + 1 || !is_name_byte(line.p[indent + 1]));
}

void shell_layout(struct str text, struct arena *arena, struct resync *resync)
{
    struct lines l = {.text = text.p, .rest = text};
    struct str line;
    struct resync_function f = {.is_lost = true};
    size_t indent = SIZE_MAX; /* of the head whose end is awaited */
    while (next_line(&l, &line)) {
        const char *open = indent_of(line) <= indent ? body_of(&l, line) : NULL;
        if (open) {
            indent = indent_of(line);
            f.head = (uint32_t)(line.p - l.text);
            f.open = (uint32_t)(open - l.text);
        } else if (indent != SIZE_MAX && closes_body(line, indent)) {
            f.close = (uint32_t)(line.p + indent - l.text);
            *vec_push(&resync->functions, arena) = f;
            indent = SIZE_MAX;
        }
    }
}
