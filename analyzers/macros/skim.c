#include "analyzers/macros/skim.h"

void skim_blank(struct skim *skim, const char *from, const char *to)
{
    for (char *p = skim->text + (from - skim->text); p < to; p++) {
        if (*p != '\n')
            *p = ' ';
    }
    skim->is_changed |= from < to;
}

void skim_new_statement(struct skim *skim, enum prev prev)
{
    skim->now.statement = (struct statement){.is_storage_only = true};
    skim->now.prev = prev;
}

void skim_token(struct skim *skim, const char *p, enum prev prev)
{
    struct statement *statement = &skim->now.statement;
    if (statement->tokens++ == 0)
        statement->at = skim_offset(skim, p);
    if (prev != PREV_STORAGE)
        statement->is_storage_only = false;
    skim->now.prev = prev;
    skim->now.label_at = 0;
    skim->directive_at = 0;
}

void skim_label_end(struct skim *skim)
{
    if (skim->now.label_at)
        skim_write(skim, skim->text + skim->now.label_at, ';');
    skim->now.label_at = 0;
}

/* Brackets -------------------------------------------------------------------------------------------------------- */

static bool in_code(const struct skim *skim)
{
    for (uint32_t i = skim->now.depth; i > 0; i--) {
        if (frame_is_brace(&skim->frames[i]))
            return skim->frames[i].kind == FRAME_CODE || skim->frames[i].kind == FRAME_LIST;
    }
    return false;
}

/* What a brace outside of functions opens. */
static enum frame_kind brace_outside(const struct skim *skim)
{
    const struct statement *statement = &skim->now.statement;
    if (statement->has_assignment && !(skim->is_cpp && skim->now.prev == PREV_CLOSE))
        return FRAME_LIST;
    if (statement->is_namespace || skim->now.prev == PREV_STRING)
        return FRAME_SCOPE;
    if (skim->now.prev == PREV_CLOSE || skim->now.prev == PREV_START)
        return FRAME_CODE;
    if (statement->is_enum && !statement->has_group)
        return FRAME_ENUM;
    if (statement->is_type_class && !statement->has_group)
        return FRAME_RECORD;
    return statement->has_group ? FRAME_CODE : FRAME_LIST;
}

static bool begins_lambda(const struct skim *skim)
{
    return skim->is_cpp && (skim->now.prev == PREV_CLOSE || skim->now.prev == PREV_INDEX);
}

static enum frame_kind brace_in_code(const struct skim *skim)
{
    const struct statement *statement = &skim->now.statement;
    if (skim_at_start(skim))
        return FRAME_CODE;
    if (statement->has_assignment && !skim->is_cpp)
        return FRAME_LIST;
    if (skim->now.prev == PREV_CLOSE || begins_lambda(skim))
        return FRAME_CODE;
    if (statement->has_assignment)
        return FRAME_LIST;
    if (statement->is_enum)
        return FRAME_ENUM;
    return statement->is_type_class ? FRAME_RECORD : FRAME_LIST;
}

static enum frame_kind brace_kind(const struct skim *skim)
{
    const struct frame *top = &skim->frames[skim->now.depth];
    switch (top->kind) {
    case FRAME_CODE: return brace_in_code(skim);
    case FRAME_PAREN:
    case FRAME_BRACKET: return skim->now.prev == PREV_OPEN || begins_lambda(skim) ? FRAME_CODE : FRAME_LIST;
    case FRAME_LIST:
    case FRAME_ENUM: return FRAME_LIST;
    default: return brace_outside(skim);
    }
}

static bool open_frame(struct skim *skim, struct frame frame)
{
    if (skim->now.depth + 1 == MACROS_DEPTH_MAX)
        return false;
    frame.outside = skim->now.statement;
    skim->frames[++skim->now.depth] = frame;
    return true;
}

static bool open_brace(struct skim *skim, const char *p)
{
    enum frame_kind kind = brace_kind(skim);
    skim_token(skim, p, PREV_OTHER);
    bool fits = open_frame(skim, (struct frame){.kind = (uint8_t)kind, .at = skim_offset(skim, p)});
    skim_new_statement(skim, PREV_START);
    return fits;
}

/* Do the parentheses behind the last name hold arguments? A declarator has a type before its name. */
static bool opens_call(const struct skim *skim, bool begins_statement)
{
    if (begins_statement && !skim->is_cpp)
        return true;
    enum prev before = skim->now.prev_name;
    return in_code(skim) && before != PREV_TYPE && before != PREV_NAME && before != PREV_QUALIFIER;
}

/* The parenthesis behind a name. */
static void fill_call(const struct skim *skim, struct frame *frame)
{
    const struct frame *top = &skim->frames[skim->now.depth];
    enum prev before = skim->now.prev_name;
    bool is_first = before == PREV_START || before == PREV_CONTROL;
    if (frame_is_outside(top))
        frame->begins_statement = is_first || before == PREV_STORAGE;
    else if (top->kind == FRAME_CODE)
        frame->begins_statement = is_first;
    else if (top->kind == FRAME_LIST)
        frame->is_element = before == PREV_START || before == PREV_COMMA;
    frame->is_call = opens_call(skim, frame->begins_statement);
    frame->classes = skim->now.classes;
    frame->name_at = skim->now.name_at;
}

static bool open_paren(struct skim *skim, const char *p)
{
    struct frame frame = {
        .kind = FRAME_PAREN,
        .is_control = skim->now.prev == PREV_WORD,
        .at = skim_offset(skim, p),
    };
    if (skim->now.prev == PREV_NAME)
        fill_call(skim, &frame);
    if (frame_is_brace(skim_top(skim)) && skim->now.prev != PREV_ATTRIBUTE)
        skim->now.statement.has_group = true;
    skim_token(skim, p, PREV_OPEN);
    return open_frame(skim, frame);
}

static bool open_bracket(struct skim *skim, const char *p)
{
    skim_token(skim, p, PREV_OPEN);
    return open_frame(skim, (struct frame){.kind = FRAME_BRACKET, .at = skim_offset(skim, p)});
}

/* Leaves the innermost frame. */
static struct frame close_frame(struct skim *skim)
{
    struct frame frame = *skim_top(skim);
    skim->now.depth--;
    if (skim->now.low > (int32_t)skim->now.depth)
        skim->now.low = (int32_t)skim->now.depth;
    return frame;
}

static void close_brace(struct skim *skim)
{
    uint32_t depth = skim->now.depth;
    skim_label_end(skim);
    while (depth > 0 && !frame_is_brace(&skim->frames[depth]))
        depth--;
    if (depth == 0) {
        skim->now.low = -1;
        return skim_new_statement(skim, PREV_START);
    }
    struct frame frame = {0};
    while (skim->now.depth >= depth)
        frame = close_frame(skim);
    bool is_complete = frame.kind == FRAME_CODE || frame.kind == FRAME_SCOPE;
    const struct frame *top = skim_top(skim);
    skim->directive_at = 0;
    if (is_complete && frame_is_brace(top) && top->kind != FRAME_LIST)
        return skim_new_statement(skim, PREV_START);
    skim->now.statement = frame.outside;
    skim->now.prev = frame.kind == FRAME_RECORD || frame.kind == FRAME_ENUM ? PREV_RECORD : PREV_CLOSE;
}

static void close_paren(struct skim *skim, const char *p)
{
    skim->directive_at = 0;
    if (frame_is_brace(skim_top(skim)))
        return;
    if (skim->now.prev == PREV_COMMA && skim_top(skim)->is_call)
        skim_blank(skim, skim->text + skim_top(skim)->comma_at, skim->text + skim_top(skim)->comma_at + 1);
    struct frame frame = close_frame(skim);
    skim->now.prev = frame.kind == FRAME_BRACKET ? PREV_INDEX : PREV_CLOSE;
    if (frame.is_control && frame_is_brace(skim_top(skim)))
        skim_new_statement(skim, PREV_CONTROL);
    else if (frame.begins_statement)
        skim_call_end(skim, &frame, p + 1);
    else if (frame.is_element)
        skim_element_end(skim, frame.name_at, p + 1);
}

/* Punctuation ----------------------------------------------------------------------------------------------------- */

/* Is the token between the last one and `next` a macro's argument all by itself? */
static bool is_lone_argument(struct skim *skim, const char *next)
{
    if (!skim_top(skim)->is_call || (skim->now.prev != PREV_OPEN && skim->now.prev != PREV_COMMA))
        return false;
    next = lex_gap(next, skim->end);
    return next < skim->end && (*next == ',' || *next == ')');
}

static void comma(struct skim *skim, const char *p)
{
    struct frame *top = skim_top(skim);
    if (top->is_call && (skim->now.prev == PREV_OPEN || skim->now.prev == PREV_COMMA))
        return skim_blank(skim, p, p + 1); /* an argument that is empty */
    top->comma_at = skim_offset(skim, p);
    skim_token(skim, p, PREV_COMMA);
}

/* "char *)" as an argument: the type goes without its star. */
static void star(struct skim *skim, const char *p)
{
    if (skim_top(skim)->is_call) {
        const char *next = lex_gap(p + 1, skim->end);
        if (next < skim->end && (*next == ',' || *next == ')' || *next == '*'))
            return skim_blank(skim, p, p + 1);
    }
    skim_token(skim, p, PREV_STAR);
}

static const char *colon(struct skim *skim, const char *p)
{
    if (p[1] == ':') {
        skim_token(skim, p, PREV_MEMBER);
        return p + 2;
    }
    struct statement *statement = &skim->now.statement;
    bool is_label = statement->is_case || (statement->tokens == 1 && skim->now.prev == PREV_NAME);
    bool is_named = !statement->is_case && skim_top(skim)->kind == FRAME_CODE && !skim->is_cpp;
    if (is_label && frame_is_brace(skim_top(skim)) && skim_top(skim)->kind != FRAME_LIST) {
        skim_new_statement(skim, PREV_START);
        skim->now.label_at = is_named ? skim_offset(skim, p) : 0;
    } else {
        skim_token(skim, p, PREV_OTHER);
    }
    return p + 1;
}

static void semicolon(struct skim *skim, const char *p)
{
    struct frame *top = skim_top(skim);
    skim->now.label_at = 0;
    skim->directive_at = 0;
    if (!frame_is_brace(top)) {
        top->has_statements = !top->is_control;
        return skim_token(skim, p, PREV_OTHER);
    }
    if (top->kind == FRAME_LIST || top->kind == FRAME_ENUM)
        top->kind = FRAME_CODE;
    skim_new_statement(skim, PREV_START);
}

static const char *operator_(struct skim *skim, const char *p)
{
    const char *end = p + 1;
    while (memchr("=<>+-|&", *end, 7) && *end && end - p < 3)
        end++;
    if (end - p == 2 && p[0] == '-' && p[1] == '>') {
        skim_token(skim, p, PREV_MEMBER);
    } else if (*p == '.') {
        skim_token(skim, p, PREV_MEMBER);
        end = p + 1;
    } else if (is_lone_argument(skim, end)) {
        skim_blank(skim, p, end);
    } else {
        if (*p == '=' && frame_is_brace(skim_top(skim)))
            skim->now.statement.has_assignment = true;
        skim_token(skim, p, PREV_OTHER);
        end = p + 1;
    }
    return end;
}

static const char *punctuation(struct skim *skim, const char *p)
{
    switch (*p) {
    case ',': comma(skim, p); return p + 1;
    case '*': star(skim, p); return p + 1;
    case ':': return colon(skim, p);
    case ';': semicolon(skim, p); return p + 1;
    case '\\': return p + 1;
    default: return operator_(skim, p);
    }
}

/* The bracket at p; NULL when it is one too many. */
static const char *bracket(struct skim *skim, const char *p)
{
    bool fits = true;
    if (*p == '{')
        fits = open_brace(skim, p);
    else if (*p == '}')
        close_brace(skim);
    else if (*p == '(')
        fits = open_paren(skim, p);
    else if (*p == '[')
        fits = open_bracket(skim, p);
    else
        close_paren(skim, p);
    return fits ? p + 1 : NULL;
}

static const char *token(struct skim *skim, const char *p)
{
    switch (lex_class(*p)) {
    case LEX_NAME: return skim_name(skim, p);
    case LEX_DIGIT: skim_token(skim, p, PREV_LITERAL); return lex_number(p, skim->end);
    case LEX_QUOTE: skim_token(skim, p, PREV_LITERAL); return lex_quoted(p, skim->end);
    case LEX_OPEN:
    case LEX_CLOSE: return bracket(skim, p);
    case LEX_SLASH:
        if (p[1] == '*' || p[1] == '/')
            return lex_comment(p, skim->end);
        return punctuation(skim, p);
    default: return punctuation(skim, p);
    }
}

static void skim_text(struct skim *skim)
{
    bool line_start = true;
    for (const char *p = skim->text; p && p < skim->end;) {
        enum lex_class class = lex_class(*p);
        if (class == LEX_SPACE) {
            p++;
        } else if (class == LEX_NEWLINE) {
            line_start = true;
            p++;
        } else if (class == LEX_HASH && line_start) {
            p = skim_directive(skim, p);
        } else {
            line_start = false;
            p = token(skim, p);
        }
    }
}

static struct hash128 consulted_digest(const struct skim *skim, size_t words)
{
    struct hash_stream *stream = hash_stream_new();
    for (size_t i = 0; i < words; i++) {
        for (uint64_t bits = skim->consulted[i]; bits; bits &= bits - 1)
            macro_entry_digest(&skim->macros->entries[i * 64 + (size_t)__builtin_ctzll(bits)], stream);
    }
    struct hash128 digest = hash_stream_digest(stream);
    hash_stream_free(stream);
    return digest;
}

struct macros_text macros_blank(const struct macros *macros, struct str text, bool is_cpp,
                                struct macro_names *names, struct arena *arena)
{
    if (text.len > MACROS_TEXT_MAX)
        return (struct macros_text){.text = text};
    char *copy = arena_grow(arena, NULL, 0, text.len + SKIM_PAD, 1);
    if (text.len > 0)
        memcpy(copy, text.p, text.len);
    memset(copy + text.len, 0, SKIM_PAD);
    struct arena scratch = *arena;
    size_t words = macros->len / 64 + 1;
    struct skim *skim = arena_new(&scratch, struct skim);
    *skim = (struct skim){
        .macros = macros,
        .text = copy,
        .end = copy + text.len,
        .is_cpp = is_cpp,
        .names = names,
        .arena = &scratch,
        .consulted = arena_array(&scratch, uint64_t, words),
        .frames = arena_array(&scratch, struct frame, MACROS_DEPTH_MAX),
    };
    skim_new_statement(skim, PREV_START);
    skim_text(skim);
    return (struct macros_text){
        .text = skim->is_changed ? str_of(copy, text.len) : text,
        .is_changed = skim->is_changed,
        .digest = consulted_digest(skim, words),
    };
}
