#include "crawler/files/scan.h"

#include <string.h>

static const uint64_t all = ~UINT64_C(0);

/* The bits below `n`, which may be 64. */
static inline uint64_t below(unsigned n)
{
    return n < BYTES_BLOCK ? (UINT64_C(1) << n) - 1 : all;
}

static inline uint64_t range(unsigned from, unsigned to)
{
    return below(to) & ~below(from);
}

/* Masks that hold events. */
enum { WANT_OPEN = 1, WANT_SHUT = 2, WANT_FIRST = 4, WANT_NEWLINE = 8 };

static unsigned wanted(const struct scan *scan, enum scan_state state)
{
    switch (state) {
    case IN_CODE:
        return WANT_OPEN | (scan->n_frames ? WANT_SHUT : 0) | (scan->rules->firsts ? WANT_FIRST : 0) |
               (scan->n_heredocs ? WANT_NEWLINE : 0);
    case IN_LINE_COMMENT: return WANT_NEWLINE | (scan->rules->leave.mask ? WANT_SHUT : 0);
    case IN_STRING: return WANT_SHUT | (scan->token->flags & MULTILINE ? 0 : WANT_NEWLINE);
    case IN_HEREDOC: return WANT_FIRST;
    case IN_BLOCK_COMMENT:
    case IN_TAG: return WANT_SHUT;
    }
    return 0;
}

void scan_to(struct scan *scan, enum scan_state state)
{
    unsigned want = wanted(scan, state);
    scan->state = state;
    scan->is_comment = state == IN_LINE_COMMENT || state == IN_BLOCK_COMMENT;
    scan->want.open = want & WANT_OPEN ? all : 0;
    scan->want.shut = want & WANT_SHUT ? all : 0;
    scan->want.first = want & WANT_FIRST ? all : 0;
    scan->want.newline = want & WANT_NEWLINE ? all : 0;
}

void scan_to_close(struct scan *scan, enum scan_state state, const struct token *token, const char *close,
                   size_t close_len)
{
    memcpy(scan->close, close, close_len);
    scan->close_len = (uint8_t)close_len;
    scan->token = token;
    scan->nesting = 0;
    scan->in_class = false;
    scan_to(scan, state);
}

static const struct rules *inner_rules(struct scan *scan, const struct token *token)
{
    for (unsigned i = 0; i < 2; i++)
        if (scan->inner[i].entered_by == token)
            return &scan->inner[i];
    scan->inner_used ^= 1;
    rules_make(&scan->inner[scan->inner_used], token->inner, token);
    return &scan->inner[scan->inner_used];
}

void scan_language(struct scan *scan, const struct token *token)
{
    scan->rules = token ? inner_rules(scan, token) : &scan->outer;
    scan->n_frames = scan->n_heredocs = 0;
    scan->rules_changed = true;
    scan_to(scan, IN_CODE);
}

void scan_start(struct scan *scan, const struct syntax *syntax)
{
    if (scan->outer.syntax != syntax)
        rules_make(&scan->outer, syntax, NULL);
    scan_language(scan, NULL);
    scan->rules_changed = false;
    scan->skip = 0;
    memset(scan->last_code, 0, sizeof scan->last_code);
}

const char *scan_last_code(const struct scan *scan, const char *p)
{
    uint64_t before = scan->code & below((unsigned)(p - scan->block));
    return before ? scan->block + 63 - __builtin_clzll(before) : scan->last_code + SCAN_WORD_MAX - 1;
}

/* Code ------------------------------------------------------------------------------------------------------------ */

/* May `token`, which stands at `p`, begin here? */
static bool allowed_at(const struct token *token, const char *p, bool first)
{
    unsigned flags = token->flags;
    if ((flags & AT_FIRST && !first) || (flags & AT_COLUMN_0 && p[-1] != '\n'))
        return false;
    if (flags & AT_WORD && !scan_is_white(p[-1]) && !scan_is_one_of(p[-1], ";|&()`"))
        return false;
    if (flags & AT_OPERATOR) {
        static const char operators[] = "!#$%&*+./<=>?@\\^|~:";
        char behind = p[scan_run(p, '-', SCAN_LOOK - 1)];
        return !scan_is_one_of(p[-1], operators) && !scan_is_one_of(behind, operators);
    }
    return true;
}

static size_t begin_token(struct scan *scan, const char *p, bool first)
{
    const struct rules *rules = scan->rules;
    unsigned char lead = (unsigned char)*p;
    unsigned start = lead < 0x80 ? rules->start[lead] : rules->n;
    uint64_t word = rules_word(p);
    for (unsigned i = start; i < rules->n; i++) {
        const struct rule *rule = &rules->rule[i];
        if ((rule->text ^ rules->rule[start].text) & rules_word("\xff\0\0\0\0\0\0"))
            break; /* another first byte */
        if (rule_matches(rule, word) && allowed_at(rule->token, p, first))
            return scan_open(scan, rule->token, p);
    }
    return 1;
}

/* Back into the string that the code at hand interrupts. */
static void leave_frame(struct scan *scan)
{
    const struct token *token = scan->frames[--scan->n_frames].token;
    scan_to_close(scan, IN_STRING, token, token->close, strlen(token->close));
}

static bool is_bracket(struct scan *scan, char c)
{
    struct frame *frame = &scan->frames[scan->n_frames - 1];
    char open = scan->rules->syntax->interpolation;
    if (c == open) {
        frame->brackets++;
        return true;
    }
    if (c != (open == '{' ? '}' : ')'))
        return false;
    if (frame->brackets == 0)
        leave_frame(scan);
    else
        frame->brackets--;
    return true;
}

static size_t in_code(struct scan *scan, const char *p, bool first)
{
    if (*p == '\n') {
        scan_to(scan, IN_HEREDOC); /* newlines are events only when one is due */
        return 1;
    }
    if (scan->n_frames && is_bracket(scan, *p))
        return 1;
    return begin_token(scan, p, first);
}

/* Comments -------------------------------------------------------------------------------------------------------- */

/* Is the newline at `p` hidden by a backslash? */
static bool is_spliced(const char *p)
{
    return p[-1] == '\\' || (p[-1] == '\r' && p[-2] == '\\');
}

static size_t in_line_comment(struct scan *scan, const char *p)
{
    if (*p == '\n' && !(scan->token->flags & SPLICED && is_spliced(p)))
        scan_to(scan, scan->n_heredocs ? IN_HEREDOC : IN_CODE);
    return 1;
}

/* Does the end of what is open stand at `p`? */
static bool closes(const struct scan *scan, const char *p)
{
    return *p == scan->close[0] && memcmp(p, scan->close, scan->close_len) == 0;
}

static size_t in_block_comment(struct scan *scan, const char *p)
{
    const struct token *token = scan->token;
    if (closes(scan, p)) {
        if (token->flags & CLOSES_AT_0 && p[-1] != '\n')
            return 1;
        if (scan->nesting == 0)
            scan_to(scan, IN_CODE);
        else
            scan->nesting--;
        return scan->close_len;
    }
    if (token->flags & ESCAPES && *p == '\\')
        return 2;
    if (token->flags & NESTS && memcmp(p, token->open, strlen(token->open)) == 0) {
        scan->nesting++;
        return strlen(token->open);
    }
    return 1;
}

/* Strings --------------------------------------------------------------------------------------------------------- */

/* A backslash, the byte it hides, and both bytes of a CR LF. */
static size_t escape_len(const char *p)
{
    return p[1] == '\r' && p[2] == '\n' ? 3 : 2;
}

/* Does code begin inside the string at `p`? */
static bool interpolates(struct scan *scan, const char *p)
{
    if (*p != '$' || !(scan->token->flags & INTERPOLATES) || p[1] != scan->rules->syntax->interpolation)
        return false;
    if (scan->n_frames == SCAN_FRAMES_MAX)
        return false;
    scan->frames[scan->n_frames++] = (struct frame){.token = scan->token};
    scan_to(scan, IN_CODE);
    return true;
}

static size_t in_string(struct scan *scan, const char *p)
{
    const struct token *token = scan->token;
    if (*p == '\\' && token->flags & ESCAPES)
        return escape_len(p);
    if (token->kind == TOKEN_REGEX && (*p == '[' || *p == ']')) {
        scan->in_class = *p == '[';
        return 1;
    }
    if (*p == '\n' && !(token->flags & MULTILINE)) {
        scan_to(scan, scan->n_heredocs ? IN_HEREDOC : IN_CODE);
        return 1;
    }
    if (scan->close_len && !scan->in_class && closes(scan, p)) {
        scan_to(scan, IN_CODE);
        return scan->close_len;
    }
    return interpolates(scan, p) ? 2 : 1;
}

static size_t in_heredoc(struct scan *scan, const char *p)
{
    const struct heredoc *heredoc = &scan->heredocs[0];
    bool here = heredoc->indented || p[-1] == '\n';
    if (!here || memcmp(p, heredoc->word, heredoc->len) != 0 || scan_is_name(p[heredoc->len]))
        return 1;
    size_t len = heredoc->len;
    scan->n_heredocs--;
    memmove(&scan->heredocs[0], &scan->heredocs[1], scan->n_heredocs * sizeof scan->heredocs[0]);
    scan_to(scan, IN_CODE);
    return len;
}

/* The '>' that ends a tag in which another language was announced; "/>" has none inside. */
static size_t in_tag(struct scan *scan, const char *p)
{
    if (*p == '>' && p[-1] == '/')
        scan_to(scan, IN_CODE);
    else if (*p == '>')
        scan_language(scan, scan->token);
    return 1;
}

/* Blocks ---------------------------------------------------------------------------------------------------------- */

/* Does the language around this one go on at `p`? The end tag of a script ends it wherever it stands; what ends PHP
 * may stand in its strings. */
static bool leaves(const struct scan *scan, const char *p)
{
    const struct rules *rules = scan->rules;
    if (!rules->leave.mask || !rule_matches(&rules->leave, rules_word(p)))
        return false;
    return rules->entered_by->kind == TOKEN_TAG || scan->state == IN_CODE || scan->state == IN_LINE_COMMENT;
}

/* Acts on the event at `p`; returns the bytes consumed. */
static size_t act(struct scan *scan, const char *p, bool first)
{
    if (leaves(scan, p)) {
        size_t len = strlen(scan->rules->entered_by->close);
        scan_language(scan, NULL);
        return len;
    }
    switch (scan->state) {
    case IN_CODE: return in_code(scan, p, first);
    case IN_LINE_COMMENT: return in_line_comment(scan, p);
    case IN_BLOCK_COMMENT: return in_block_comment(scan, p);
    case IN_STRING: return in_string(scan, p);
    case IN_HEREDOC: return in_heredoc(scan, p);
    case IN_TAG: return in_tag(scan, p);
    }
    return 1;
}

static uint64_t events(const struct scan *scan, const struct bytes_masks *masks, uint64_t first)
{
    return (masks->in[RULES_OPEN] & scan->want.open) | (masks->in[RULES_SHUT] & scan->want.shut) |
           (first & scan->want.first) | (masks->newline & scan->want.newline);
}

/* Notes that bytes up to `next`, maybe beyond the block, are consumed. */
static void consume(struct scan *scan, unsigned from, unsigned next, bool is_comment)
{
    if (is_comment)
        scan->code &= ~range(from, next);
    scan->skip = next > BYTES_BLOCK ? next - BYTES_BLOCK : 0;
    scan->skip_is_comment = is_comment;
}

uint64_t scan_block(struct scan *scan, const char *p, const struct bytes_masks *masks, uint64_t first)
{
    struct bytes_masks own;
    unsigned at = scan->skip;
    scan->block = p;
    scan->code = masks->solid;
    consume(scan, 0, at, at && scan->skip_is_comment);
    while (at < BYTES_BLOCK) {
        uint64_t found = events(scan, masks, first) & ~below(at);
        unsigned event = found ? (unsigned)__builtin_ctzll(found) : BYTES_BLOCK;
        if (scan->is_comment)
            scan->code &= ~range(at, event);
        if (!found)
            break;
        const struct rules *rules = scan->rules;
        bool was_comment = scan->is_comment;
        at = event + (unsigned)act(scan, p + event, first >> event & 1);
        consume(scan, event, at, was_comment || scan->is_comment);
        if (rules != scan->rules) { /* the masks under the rules that hold from here on */
            bytes_classify(scan->rules->sets, p, 1, &own);
            masks = &own;
        }
    }
    if (scan->code)
        memcpy(scan->last_code, p + 63 - __builtin_clzll(scan->code) - (SCAN_WORD_MAX - 1), SCAN_WORD_MAX);
    return scan->code;
}
