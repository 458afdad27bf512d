/* Rules for calls of macros that are whole statements and go without a semicolon. */
#include "analyzers/macros/skim.h"

static bool has_newline(const char *p, const char *end)
{
    return memchr(p, '\n', (size_t)(end - p)) != NULL;
}

/* Puts `end`, a ';' or ',', behind p, where a blank stands before `limit`. False when there is no blank. */
static bool put_behind(struct skim *skim, char end, const char *p, const char *limit)
{
    for (; p < limit; p++) {
        if (*p == '/') { /* a comment: the rest of the gap begins behind it */
            p = lex_comment(p, limit) - 1;
        } else if (lex_class(*p) == LEX_SPACE) {
            skim_write(skim, p, end);
            return true;
        }
    }
    return false;
}

void skim_element_end(struct skim *skim, uint32_t name_at, const char *p)
{
    const char *next = lex_gap(p, skim->end);
    if (next == skim->end || next == p)
        return;
    bool next_line = has_newline(p, next);
    bool begins = lex_class(*next) == LEX_NAME || *next == '.' ||
                  (next_line && (*next == '{' || *next == '#' || (*next == '"' && p[-1] == ')')));
    if (!begins)
        return;
    struct str name = skim_name_at(skim, skim->text + name_at);
    if (*next != '#' && put_behind(skim, ',', p, next)) {
        skim->now.prev = PREV_COMMA;
    } else if (lex_is_capitals(name)) {
        skim_blank(skim, name.p, p); /* it brings a comma of its own */
        skim->now.prev = PREV_COMMA;
    }
}

/* Ends the statement [from, to), which closes with a parenthesis, before the token at `next`. Where no blank is left
 * for a ';' the arguments make room: those of a macro that stands alone are of little use. */
static void end_statement(struct skim *skim, const struct frame *frame, const char *to, const char *next)
{
    if (!put_behind(skim, ';', to, next)) {
        const char *open = skim->text + frame->at;
        skim_blank(skim, open + 1, to);
        const char *close = to - 1;
        if (close > open + 1 && close[-1] != '\n') {
            skim_write(skim, close - 1, ')');
            skim_write(skim, close, ';');
        } else {
            skim_blank(skim, open, to);
            skim_write(skim, open, ';');
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
    struct str name = skim_name_at(skim, skim->text + frame->name_at);
    bool is_known = frame->classes & (MACRO_STATEMENT | MACRO_OPENS | MACRO_CLOSES);
    bool is_likely = !skim->is_cpp && lex_is_capitals(name) && has_newline(p, next) &&
                     has_value_arguments(skim->text + frame->at, p);
    is_likely |= str_eq(name, skim_name_at(skim, next)); /* a list of its kind */
    if (next == skim->end)
        return is_known;
    switch (*next) {
    case '{': return is_known || (!skim->is_cpp && lex_is_capitals(name));
    case '#':
    case '}': return is_known || is_likely;
    default: return lex_class(*next) == LEX_NAME && (is_known || is_likely);
    }
}

/* IGNORE_WARNINGS(f(); g();): what is inside can stand alone. */
static void unwrap(struct skim *skim, const struct frame *frame, const char *p)
{
    skim_blank(skim, skim->text + frame->name_at, skim->text + frame->at + 1);
    skim_blank(skim, p - 1, p);
    skim_new_statement(skim, PREV_START);
}

static void end_in_code(struct skim *skim, const struct frame *frame, const char *p, const char *next)
{
    if (frame->has_statements)
        unwrap(skim, frame, p);
    else if (skim_byte(skim, next) == ':' && next[1] != ':')
        skim_write(skim, next, ';'); /* a label, and the semicolon does for the colon */
    else if (lacks_end_in_code(skim, frame->classes, p, next))
        end_statement(skim, frame, p, next);
}

/* TEST(name, …) { is a function for a parser of C++, and for one of C when it has but one argument. False when the first
 * is no name. */
static bool make_function(struct skim *skim, const struct frame *frame, const char *p)
{
    const char *first = lex_gap(skim->text + frame->at + 1, p);
    const char *behind = lex_gap(lex_name(first, p), p);
    if (lex_class(*first) != LEX_NAME || (*behind != ',' && *behind != ')'))
        return false;
    if (*behind == ',' && !skim->is_cpp)
        skim_blank(skim, behind, p - 1);
    return true;
}

static void end_outside(struct skim *skim, const struct frame *frame, const char *p, const char *next)
{
    bool is_known = frame->classes & (MACRO_STATEMENT | MACRO_OPENS | MACRO_CLOSES);
    bool has_end = skim_byte(skim, next) == ';';
    if (skim_byte(skim, next) == '{' && make_function(skim, frame, p))
        return;
    bool lacks_end = lacks_end_outside(skim, frame, p, next);
    if (!lacks_end && !(is_known && has_end))
        return;
    const char *start = skim->text + skim->now.statement.at;
    if (is_known && skim_top(skim)->kind == FRAME_RECORD) {
        skim_blank(skim, start, has_end ? next + 1 : p);
        skim_new_statement(skim, PREV_START);
        return;
    }
    skim_blank(skim, start, skim->text + frame->name_at); /* static and the like */
    if (lacks_end)
        end_statement(skim, frame, p, next);
}

void skim_call_end(struct skim *skim, const struct frame *frame, const char *p)
{
    const char *next = lex_gap(p, skim->end);
    if (frame_is_outside(skim_top(skim)))
        end_outside(skim, frame, p, next);
    else
        end_in_code(skim, frame, p, next);
}
