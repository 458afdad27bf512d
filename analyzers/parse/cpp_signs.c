#include "analyzers/parse/cpp_signs.h"

#include "analyzers/macros/macro_lex.h"

/* Past what begins at p and is no name: a comment, literal or directive as a whole, else one byte. */
static const char *past(const char *p, const char *end)
{
    switch (lex_class(*p)) {
    case LEX_SLASH: return lex_comment(p, end);
    case LEX_QUOTE: return lex_quoted(p, end);
    case LEX_HASH: return lex_line(p, end);
    case LEX_DIGIT: return lex_number(p, end);
    default: return p + 1;
    }
}

/* Does "::NAME" or "::~NAME" begin at p? */
static bool qualifies(const char *p, const char *end)
{
    return end - p > 2 && p[0] == ':' && p[1] == ':' && (p[2] == '~' || lex_class(p[2]) == LEX_NAME);
}

bool cpp_signs(struct str text)
{
    const char *end = text.p + text.len;
    if (str_find(text, STR("::")) < 0 || str_find(text, STR("__cplusplus")) >= 0)
        return false;
    for (const char *p = text.p; p < end;) {
        if (lex_class(*p) != LEX_NAME) {
            p = past(p, end);
            continue;
        }
        p = lex_name(p, end);
        if (qualifies(p, end))
            return true;
    }
    return false;
}
