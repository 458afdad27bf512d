#include "crawler/history/code_lines.h"

#include "crawler/files/classify.h"
#include "crawler/files/syntax.h"
#include "pipeline/git/line_diff.h"

const struct lang *code_language(struct str path, struct str text)
{
    struct str head = str_head(text, LANG_HEAD_BYTES);
    const struct lang *lang = lang_of(path, head).lang;
    if (!lang || lang_kind(lang) || line_diff_is_binary(text))
        return NULL;
    return classify_file(path, head, lang, NULL) ? NULL : lang;
}

uint32_t code_indent(struct str line)
{
    uint32_t columns = 0;
    for (size_t i = 0; i < line.len && (line.p[i] == ' ' || line.p[i] == '\t'); i++)
        columns += line.p[i] == '\t' ? 8 - columns % 8 : 1;
    return columns;
}

/* How comments begin in a language. Most lines begin with a character that none does, and are not asked further. */
struct openers {
    const struct syntax *syntax;
    bool can_open[256]; /* by the first character */
};

static bool is_comment(const struct token *token)
{
    return token->kind == TOKEN_LINE || token->kind == TOKEN_BLOCK ||
           (token->kind == TOKEN_STRING && (token->flags & DOCSTRING));
}

static struct openers openers_of(const struct lang *lang)
{
    struct openers openers = {.syntax = lang ? lang->syntax : NULL};
    for (size_t i = 0; openers.syntax && i < openers.syntax->n_tokens; i++)
        if (is_comment(&openers.syntax->tokens[i]))
            openers.can_open[(unsigned char)openers.syntax->tokens[i].open[0]] = true;
    return openers;
}

static bool has_word(struct str line)
{
    for (size_t i = 0; i < line.len; i++) {
        unsigned char c = (unsigned char)line.p[i], letter = c | 0x20;
        if ((letter >= 'a' && letter <= 'z') || (c >= '0' && c <= '9') || c >= 0x80)
            return true;
    }
    return false;
}

/* The longest comment that `line`, trimmed and not empty, begins with; NULL when it begins with code. */
static const struct token *comment_at(const struct openers *openers, struct str line, bool is_indented)
{
    const struct token *found = NULL;
    if (!openers->can_open[(unsigned char)line.p[0]])
        return NULL;
    for (size_t i = 0; i < openers->syntax->n_tokens; i++) {
        const struct token *token = &openers->syntax->tokens[i];
        if (!is_comment(token) || (is_indented && (token->flags & AT_COLUMN_0)) ||
            !str_starts(line, str_from(token->open)))
            continue;
        if (!found || strlen(token->open) > strlen(found->open))
            found = token;
    }
    return found;
}

/* Is there something but a comment on the line? *open is the block that is open before it, and after; or NULL. */
static bool is_code(const struct openers *openers, struct str line, const struct token **open)
{
    struct str rest = str_trim(line);
    while (rest.len) {
        if (!*open) {
            const struct token *token = comment_at(openers, rest, rest.p > line.p);
            if (!token)
                return has_word(rest);
            if (token->kind == TOKEN_LINE)
                return false;
            *open = token;
            rest = str_skip(rest, strlen(token->open));
        }
        ptrdiff_t end = str_find(rest, str_from((*open)->close));
        if (end < 0)
            return false;
        rest = str_trim(str_skip(rest, (size_t)end + strlen((*open)->close)));
        *open = NULL;
    }
    return false;
}

struct code_lines code_lines_of(struct arena *arena, const struct lang *lang, struct str text, uint32_t n)
{
    struct code_lines lines = {.text = text,
                               .start = arena_array(arena, uint32_t, (size_t)n + 1),
                               .is_code = arena_array(arena, uint8_t, (size_t)n + 1)};
    const struct openers openers = openers_of(lang);
    const struct token *open = NULL;
    uint32_t at = 0;
    for (; lines.n < n && at < text.len; lines.n++) {
        const char *newline = memchr(text.p + at, '\n', text.len - at);
        uint32_t next = newline ? (uint32_t)(newline - text.p) + 1 : (uint32_t)text.len;
        lines.start[lines.n] = at;
        lines.is_code[lines.n] = is_code(&openers, str_of(text.p + at, next - at), &open);
        at = next;
    }
    lines.start[lines.n] = at;
    return lines;
}
