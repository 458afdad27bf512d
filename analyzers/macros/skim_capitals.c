/*
 * Rules for names in capitals that the tree does not define: macros by custom, and blanked only where the language
 * leaves no other reading. FOO, f, x and t stand for names, FOO for the one in question.
 */
#include "analyzers/macros/skim.h"

/* Past the parenthesis at p and the blanks behind it; p when there is none. */
static const char *behind_group(const struct skim *skim, const char *p)
{
    const char *close = skim_byte(skim, p) == '(' ? lex_group(p, skim->end) : NULL;
    return close ? lex_gap(close, skim->end) : p;
}

static bool in_parameters(const struct skim *skim)
{
    const struct frame *top = &skim->frames[skim->now.depth];
    return top->kind == FRAME_PAREN && !top->is_call && !top->is_control;
}

static bool word_begins_type(struct str word)
{
    switch (macro_word_of(word)) {
    case WORD_STORAGE:
    case WORD_TYPE:
    case WORD_CLASS:
    case WORD_ENUM:
    case WORD_TYPEDEF: return true;
    default: return false;
    }
}

/* Where a declaration or a parameter may begin. */
static bool at_front(const struct skim *skim)
{
    switch (skim->now.prev) {
    case PREV_START: return true;
    case PREV_STORAGE: return skim->now.statement.is_storage_only;
    case PREV_OPEN:
    case PREV_COMMA: return in_parameters(skim);
    default: return false;
    }
}

/* FOO static … · FOO int … · FOO t x · FOO t *x · (FOO t *x, … */
static bool is_before_type(const struct skim *skim, struct str next)
{
    if (next.len == 0 || !at_front(skim))
        return false;
    if (word_begins_type(next))
        return true;
    if (macro_word_of(next) != WORD_NONE || lex_is_capitals(next))
        return false;
    const char *behind = lex_gap(next.p + next.len, skim->end);
    if (*behind == '*' || skim_begins_name(skim, behind))
        return true;
    return skim->is_cpp && frame_is_outside(&skim->frames[skim->now.depth]) &&
           (*behind == '<' || (behind[0] == ':' && behind[1] == ':'));
}

/* int FOO x · char *FOO x */
static bool is_between(const struct skim *skim, struct str next)
{
    if (next.len == 0 || macro_word_of(next) != WORD_NONE)
        return false;
    if (skim->now.prev == PREV_STAR)
        return true;
    bool in_place = frame_is_brace(&skim->frames[skim->now.depth]) || in_parameters(skim);
    return in_place && (skim->now.prev == PREV_TYPE || skim->now.prev == PREV_NAME);
}

/* class FOO x { */
static bool is_after_class(const struct skim *skim, struct str next)
{
    if (skim->now.prev != PREV_CLASS || next.len == 0)
        return false;
    const char *behind = lex_gap(next.p + next.len, skim->end);
    char c = skim_byte(skim, behind);
    if (!skim->is_cpp || c == '{')
        return c == '{';
    return (c == ':' && behind[1] != ':') || str_eq(skim_name_at(skim, behind), STR("final"));
}

/* int f(void) FOO; · int f(void) FOO(1, 2) { */
static bool is_after_function(const struct skim *skim, char behind)
{
    bool after = skim->now.prev == PREV_CLOSE || (skim->now.prev == PREV_QUALIFIER && skim->is_cpp);
    if (!after || !frame_is_outside(&skim->frames[skim->now.depth]))
        return false;
    const struct statement *statement = &skim->now.statement;
    return statement->has_group && statement->tokens > 3 && (behind == ';' || behind == '{');
}

/* t x FOO; · t x[2] FOO = … · (t x FOO, */
static bool is_after_variable(const struct skim *skim, char behind)
{
    enum prev before = skim->now.prev_name;
    bool after_name =
        skim->now.prev == PREV_NAME && (before == PREV_NAME || before == PREV_TYPE || before == PREV_STAR);
    bool in_place = skim->now.depth == 0 || frame_is_brace(&skim->frames[skim->now.depth])
                        ? behind == ';' || behind == '='
                        : in_parameters(skim) && (behind == ',' || behind == ')');
    return in_place && (after_name || skim->now.prev == PREV_INDEX);
}

/* "text" FOO(x) · FOO(x) "text" · "text" FOO, which only the parser of C knows */
static bool is_part_of_string(const struct skim *skim, const char *next, char behind)
{
    bool is_call = skim_byte(skim, next) == '(';
    return (skim->now.prev == PREV_STRING && (skim->is_cpp || is_call)) || (is_call && behind == '"');
}

/* int FOO(x) f( … */
static bool is_call_between(const struct skim *skim, const char *behind)
{
    struct str word = skim_name_at(skim, behind);
    return word.len > 0 && macro_word_of(word) == WORD_NONE &&
           frame_is_outside(&skim->frames[skim->now.depth]) &&
           (skim->now.prev == PREV_TYPE || skim->now.prev == PREV_STAR);
}

const char *skim_capitals_end(const struct skim *skim, struct str name)
{
    if (!lex_is_capitals(name))
        return NULL;
    const char *end = name.p + name.len;
    const char *next = lex_gap(end, skim->end);
    struct str word = skim_name_at(skim, next);
    if (is_before_type(skim, word) || is_between(skim, word) || is_after_class(skim, word))
        return end;
    const char *place = behind_group(skim, next);
    char behind = skim_byte(skim, place);
    if (!is_after_function(skim, behind) && !is_after_variable(skim, behind) &&
        !is_part_of_string(skim, next, behind) && !(place > next && is_call_between(skim, place)))
        return NULL;
    return skim_byte(skim, next) == '(' ? lex_group(next, skim->end) : end;
}
