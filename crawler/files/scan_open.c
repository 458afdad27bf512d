#include "crawler/files/scan.h"

#include <string.h>

/* Comments and languages -------------------------------------------------------------------------------------------- */

static size_t open_line(struct scan *scan, const struct token *token, const char *p)
{
    (void)p;
    scan->token = token;
    scan_to(scan, IN_LINE_COMMENT);
    return strlen(token->open);
}

static size_t open_block(struct scan *scan, const struct token *token, const char *p)
{
    (void)p;
    scan_to_close(scan, IN_BLOCK_COMMENT, token, token->close, strlen(token->close));
    return strlen(token->open);
}

static size_t open_escape(struct scan *scan, const struct token *token, const char *p)
{
    (void)scan;
    size_t len = strlen(token->open);
    return p[len] == '\n' ? len : len + 1; /* an escaped newline is still the end of a line */
}

static size_t open_skip(struct scan *scan, const struct token *token, const char *p)
{
    (void)scan;
    (void)p;
    return strlen(token->open);
}

static size_t open_enter(struct scan *scan, const struct token *token, const char *p)
{
    (void)p;
    scan_language(scan, token);
    return strlen(token->open);
}

/* "<script" but not "<scripted>". */
static size_t open_tag(struct scan *scan, const struct token *token, const char *p)
{
    size_t len = strlen(token->open);
    if (scan_is_name(p[len]) || p[len] == '-')
        return 1;
    scan->token = token;
    scan_to(scan, IN_TAG);
    return len;
}

/* Strings --------------------------------------------------------------------------------------------------------- */

/* Python: is the string that opens at `p`, first on its line, a statement of its own? Not when the code before it goes
 * on: when that ends in an operator, a comma or an open bracket. */
static bool is_docstring(const struct scan *scan, const char *p)
{
    return !scan_is_one_of(*scan_last_code(scan, p), "([{,=+-*/%&|^<>~\\.@");
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/* C++: R"x( ends with )x". The prefixes L u U u8 may stand before the R, a name may not. */
static size_t raw_cpp(struct scan *scan, const struct token *token, const char *p)
{
    enum { DELIMITER_MAX = 16 }; /* by the standard */
    if (p[-1] != 'R')
        return 0;
    const char *prefix = p - 1;
    prefix -= prefix[-1] == '8' && prefix[-2] == 'u'
                  ? 2
                  : prefix[-1] == 'u' || prefix[-1] == 'U' || prefix[-1] == 'L';
    size_t len = 0;
    while (len < DELIMITER_MAX && !scan_is_white(p[1 + len]) && !scan_is_one_of(p[1 + len], "()\\\""))
        len++;
    if (scan_is_name(prefix[-1]) || p[1 + len] != '(')
        return 0;
    char close[DELIMITER_MAX + 2] = {')'};
    memcpy(close + 1, p + 1, len);
    close[1 + len] = '"';
    scan_to_close(scan, IN_STRING, token, close, len + 2);
    return len + 2;
}

/* Rust: r##" ends with "##. The prefixes b and c may stand before the r, a name may not. */
static size_t raw_rust(struct scan *scan, const struct token *token, const char *p)
{
    enum { HASHES_MAX = SCAN_CLOSE_MAX - 1 };
    size_t hashes = 0;
    while (hashes < HASHES_MAX && *(p - hashes - 1) == '#')
        hashes++;
    const char *prefix = p - hashes - 1;
    if (*prefix != 'r' || scan_is_name(prefix[-1 - (prefix[-1] == 'b' || prefix[-1] == 'c')]))
        return 0;
    char close[SCAN_CLOSE_MAX];
    close[0] = '"';
    memset(close + 1, '#', hashes);
    scan_to_close(scan, IN_STRING, token, close, hashes + 1);
    return 1;
}

/* C#: after @ (or @$ or $@) a doubled quote is a quote, and there are no escapes; three or more end with as many. */
static size_t raw_csharp(struct scan *scan, const struct token *token, const char *p)
{
    size_t quotes = scan_run(p, '"', SCAN_CLOSE_MAX);
    if (p[-1] == '@' || (p[-1] == '$' && p[-2] == '@'))
        quotes = 1;
    else if (quotes < 3)
        return 0;
    scan_to_close(scan, IN_STRING, token, p, quotes);
    return quotes;
}

/* Strings without escapes whose end was computed. */
static const struct token raw_string = {.open = "\"", .kind = TOKEN_STRING, .flags = MULTILINE};

static size_t open_raw(struct scan *scan, const struct token *token, const char *p)
{
    if (token->flags & RAW_CPP)
        return raw_cpp(scan, &raw_string, p);
    if (token->flags & RAW_RUST)
        return raw_rust(scan, &raw_string, p);
    if (token->flags & RAW_CSHARP)
        return raw_csharp(scan, &raw_string, p);
    return 0;
}

static size_t open_string(struct scan *scan, const struct token *token, const char *p)
{
    size_t raw = open_raw(scan, token, p);
    if (raw)
        return raw;
    scan_to_close(scan, IN_STRING, token, token->close, strlen(token->close));
    if (token->flags & DOCSTRING && is_docstring(scan, p))
        scan->is_comment = true;
    return strlen(token->open);
}

/* Length of the UTF-8 sequence that `c` begins; 1 for what begins none. */
static size_t utf8_len(char c)
{
    unsigned char u = (unsigned char)c;
    return u < 0xc0 ? 1 : u < 0xe0 ? 2 : u < 0xf0 ? 3 : 4;
}

/* 'x' and '\n' are characters; 'a in Rust, 1'000 in C++, x' in Haskell, '( in Lisp are not. */
static size_t open_char(struct scan *scan, const struct token *token, const char *p)
{
    if (scan_is_name(p[-1]) && is_hex(p[1]))
        return 1;
    if (p[1] == '\\') {
        scan_to_close(scan, IN_STRING, token, "'", 1);
        return 1;
    }
    size_t len = utf8_len(p[1]);
    return p[1] != '\n' && p[1 + len] == '\'' ? len + 2 : 1;
}

/* Regular expressions --------------------------------------------------------------------------------------------- */

/* Does the name that ends at `p` stand before an operand? */
static bool is_operator_word(const char *p)
{
    static const char words[][SCAN_WORD_MAX] = {"return", "typeof", "case",       "in",   "of",
                                                "delete", "void",   "throw",      "new",  "do",
                                                "yield",  "else",   "instanceof", "await"};
    size_t len = 0;
    while (len < SCAN_WORD_MAX && scan_is_name(*(p - len)))
        len++;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strlen(words[i]) == len && memcmp(p - len + 1, words[i], len) == 0)
            return true;
    return false;
}

static size_t open_regex(struct scan *scan, const struct token *token, const char *p)
{
    const char *last = scan_last_code(scan, p);
    bool operand_ended = scan_is_one_of(*last, ")]}\"'`$") || scan_is_name(*last);
    if ((operand_ended && !is_operator_word(last)) || p[-1] == '<') /* "</" closes a tag of JSX */
        return 1;
    scan_to_close(scan, IN_STRING, token, token->close, strlen(token->close));
    return 1;
}

/* Long brackets and here-documents -------------------------------------------------------------------------------- */

/* "--[==[", "#[==[" or "[==[": what is before the bracket makes it a comment. */
static size_t open_bracket(struct scan *scan, const struct token *token, const char *p)
{
    enum { LEVEL_MAX = SCAN_CLOSE_MAX - 2 };
    size_t lead = strlen(token->open); /* with the first bracket */
    size_t level = scan_run(p + lead, '=', LEVEL_MAX);
    bool comment = lead > 1;
    if (p[lead + level] != '[') {
        if (!comment)
            return 1;
        scan->token = token;
        scan_to(scan, IN_LINE_COMMENT);
        return lead;
    }
    char close[SCAN_CLOSE_MAX];
    memset(close, '=', sizeof close);
    close[0] = close[1 + level] = ']';
    scan_to_close(scan, comment ? IN_BLOCK_COMMENT : IN_STRING, token, close, level + 2);
    return lead + level + 1;
}

/* Arithmetic: a "((" not yet closed on this line, as far as we can see. */
static bool in_arithmetic(const char *p)
{
    for (const char *q = p - 1; q > p - SCAN_LOOK + 2 && *q != '\n'; q--)
        if (*q == '(' && q[-1] == '(')
            return true;
    return false;
}

/* Reads the word that ends a here-document, quoted or not, into `heredoc`. Returns its length in the text, or 0. */
static size_t heredoc_word(const struct token *token, const char *p, struct heredoc *heredoc)
{
    enum { WORD_MAX = SCAN_LOOK / 2 };
    char quote = scan_is_one_of(*p, "\"'\\") ? *p : 0;
    const char *word = p + (quote != 0);
    size_t len = 0;
    while (len < WORD_MAX && scan_is_name(word[len]))
        len++;
    bool closed = quote == '"' || quote == '\'';
    if (len == 0 || (*word >= '0' && *word <= '9') || (closed && word[len] != quote))
        return 0;
    if (token->flags & CAPITAL && !closed && !(*word >= 'A' && *word <= 'Z'))
        return 0;
    memcpy(heredoc->word, word, len);
    heredoc->len = (uint8_t)len;
    return len + (quote != 0) + closed;
}

/* "<<EOF", "<<-'EOF'", "<<~EOF", "<<<EOF" of PHP. The document begins behind the end of the line. */
static size_t open_heredoc(struct scan *scan, const struct token *token, const char *p)
{
    size_t lead = strlen(token->open);
    const char *q = p + lead;
    if (*q == '<') /* a here-string */
        return lead + 1;
    if (scan->n_heredocs == SCAN_HEREDOCS_MAX || in_arithmetic(p) ||
        (token->flags & CAPITAL && scan_is_name(p[-1])))
        return lead;
    struct heredoc *heredoc = &scan->heredocs[scan->n_heredocs];
    bool asked = *q == '-' || *q == '~';
    heredoc->indented = asked || token->flags & INDENTED;
    q += asked;
    if (token->flags & SPACED)
        q += scan_run(q, ' ', 4);
    size_t len = heredoc_word(token, q, heredoc);
    if (len == 0)
        return lead;
    scan->n_heredocs++;
    scan_to(scan, IN_CODE);
    return (size_t)(q - p) + len;
}

size_t scan_open(struct scan *scan, const struct token *token, const char *p)
{
    static size_t (*const open[])(struct scan *, const struct token *, const char *) = {
        [TOKEN_LINE] = open_line,     [TOKEN_BLOCK] = open_block,     [TOKEN_STRING] = open_string,
        [TOKEN_ESCAPE] = open_escape, [TOKEN_SKIP] = open_skip,       [TOKEN_CHAR] = open_char,
        [TOKEN_REGEX] = open_regex,   [TOKEN_BRACKET] = open_bracket, [TOKEN_HEREDOC] = open_heredoc,
        [TOKEN_ENTER] = open_enter,   [TOKEN_TAG] = open_tag,
    };
    return open[token->kind](scan, token, p);
}
