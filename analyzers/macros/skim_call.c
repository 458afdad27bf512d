/* Rules for calls of macros that are whole statements and go without a semicolon. */
#include "analyzers/macros/skim.h"

bool skim_semicolon(struct skim *skim, const char *p, const char *limit)
{
    for (; p < limit; p++) {
        if (*p == '/') /* a comment: the rest of the gap begins behind it */
            p = lex_comment(p, limit) - 1;
        else if (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\f' || *p == '\v') {
            skim->text[p - skim->text] = ';';
            skim->is_changed = true;
            return true;
        }
    }
    return false;
}

/* Ends the statement [from, to), which closes with a parenthesis, before the token at `next`. Where no blank is left
 * for a ';' the arguments make room: those of a macro that stands alone are of little use. */
static void end_statement(struct skim *skim, const struct frame *frame, const char *to, const char *next)
{
    if (!skim_semicolon(skim, to, next)) {
        const char *open = skim->text + frame->at;
        skim_blank(skim, open + 1, to);
        char *close = skim->text + (to - skim->text) - 1;
        if (close > open + 1 && close[-1] != '\n') {
            close[-1] = ')';
            close[0] = ';';
        } else {
            skim_blank(skim, open, to);
            skim->text[frame->at] = ';';
        }
    }
    skim_new_statement(skim, PREV_START);
}

/* Are there arguments that no type could be made of? */
static bool has_value_arguments(const char *open, const char *close)
{
    size_t len = (size_t)(close - open);
    return memchr(open, ',', len) || memchr(open, '"', len);
}

static bool has_newline(const char *p, const char *end)
{
    return memchr(p, '\n', (size_t)(end - p)) != NULL;
}

/* In a function: NAME(…) and then no operator. */
static bool lacks_end_in_code(const struct skim *skim, uint16_t classes, const char *p, const char *next)
{
    if (next == skim->end)
        return false;
    if (*next == '}' || *next == '{')
        return true;
    bool is_known = classes & (MACRO_STATEMENT | MACRO_OPENS);
    if (*next == '#')
        return is_known;
    return lex_class(*next) == LEX_NAME && (is_known || has_newline(p, next));
}

static bool lacks_end_outside(const struct skim *skim, const struct frame *frame, const char *p,
                              const char *next)
{
    struct str name =
        str_of(skim->text + frame->name_at,
               (size_t)(lex_name(skim->text + frame->name_at, skim->end) - skim->text) - frame->name_at);
    bool is_known = frame->classes & (MACRO_STATEMENT | MACRO_OPENS | MACRO_CLOSES);
    bool is_likely = !skim->is_cpp && lex_is_capitals(name) && has_newline(p, next) &&
                     has_value_arguments(skim->text + frame->at, p);
    if (next == skim->end)
        return is_known;
    switch (*next) {
    case '{': return is_known || (!skim->is_cpp && lex_is_capitals(name));
    case '#':
    case '}': return is_known || is_likely;
    default: return lex_class(*next) == LEX_NAME && (is_known || is_likely);
    }
}

void skim_call_end(struct skim *skim, const struct frame *frame, const char *p)
{
    const struct frame *outer = skim_top(skim);
    const char *next = lex_gap(p, skim->end);
    if (!frame_is_outside(outer)) {
        if (outer->kind == FRAME_CODE && lacks_end_in_code(skim, frame->classes, p, next))
            end_statement(skim, frame, p, next);
        return;
    }
    bool is_known = frame->classes & (MACRO_STATEMENT | MACRO_OPENS | MACRO_CLOSES);
    bool has_end = next < skim->end && *next == ';';
    if (is_known && outer->kind == FRAME_RECORD && (has_end || lacks_end_outside(skim, frame, p, next))) {
        skim_blank(skim, skim->text + skim->now.statement.at, has_end ? next + 1 : p);
        return skim_new_statement(skim, PREV_START);
    }
    if (is_known && (has_end || lacks_end_outside(skim, frame, p, next)))
        skim_blank(skim, skim->text + skim->now.statement.at, skim->text + frame->name_at);
    if (lacks_end_outside(skim, frame, p, next))
        end_statement(skim, frame, p, next);
}
