/* Reads #define lines and tells from the look of their bodies what they stand for. */
#include "analyzers/macros/macro_lex.h"
#include "analyzers/macros/macro_table.h"

/* A body while it is read. */
struct body {
    const char *p, *end;
    struct str params;         /* with the parentheses; empty for an object-like macro */
    size_t words, calls, bits; /* tokens seen, those that were calls, and which kinds */
};

enum body_bits {
    BODY_SPECIFIER = 1 << 0,
    BODY_TYPE = 1 << 1,
    BODY_PART = 1 << 2,  /* a name, with arguments or without */
    BODY_MANY = 1 << 3,  /* too many of them to follow */
    BODY_OTHER = 1 << 4, /* all the rest */
};

/* Is `name` one of the parameters? */
static bool is_param(struct str params, struct str name)
{
    if (params.len == 0)
        return false;
    for (const char *p = params.p, *end = params.p + params.len; p < end;) {
        const char *word = p;
        p = lex_name(p, end);
        if (p == word)
            p++;
        else if (str_eq(str_of(word, (size_t)(p - word)), name))
            return true;
    }
    return false;
}

/* Past the parenthesis that may follow at p. */
static const char *skip_group(const char *p, const char *end)
{
    const char *open = lex_blank(p, end);
    const char *close = open < end && *open == '(' ? lex_group(open, end) : NULL;
    return close ? close : p;
}

/* extern "C" in front of a declaration is a storage class too. */
static const char *skip_linkage(const char *p, const char *end)
{
    const char *quote = lex_blank(p, end);
    return quote < end && *quote == '"' ? lex_quoted(quote, end) : p;
}

static void read_part(struct body *body, struct str name, struct macro_definition *definition)
{
    const char *end = skip_group(body->p, body->end);
    body->calls += end > body->p;
    body->p = end;
    body->bits |= BODY_PART;
    if (is_param(body->params, name) && body->calls < body->words)
        body->bits |= BODY_OTHER;
    else if (definition->parts_len == MACRO_PARTS_MAX)
        body->bits |= BODY_MANY;
    else
        definition->parts[definition->parts_len++] = name;
}

static void read_name(struct body *body, struct macro_definition *definition)
{
    const char *start = body->p;
    body->p = lex_name(start, body->end);
    struct str name = str_of(start, (size_t)(body->p - start));
    switch (macro_word_of(name)) {
    case WORD_STORAGE:
        body->bits |= BODY_SPECIFIER;
        body->p = skip_linkage(body->p, body->end);
        break;
    case WORD_ATTRIBUTE:
        body->p = skip_group(body->p, body->end);
        body->bits |= BODY_SPECIFIER;
        break;
    case WORD_QUALIFIER: body->bits |= BODY_SPECIFIER; break;
    case WORD_TYPE:
    case WORD_CLASS:
    case WORD_ENUM: body->bits |= BODY_TYPE; break;
    case WORD_NONE: read_part(body, name, definition); break;
    default: body->bits |= BODY_OTHER;
    }
}

/* Reads as long as the body may be specifiers, a type, or an alias of such. */
static void read_body(struct body *body, struct macro_definition *definition)
{
    while (!(body->bits & BODY_OTHER)) {
        body->p = lex_blank(body->p, body->end);
        if (body->p >= body->end)
            return;
        body->words++;
        const char *close;
        if (lex_class(*body->p) == LEX_NAME) {
            read_name(body, definition);
        } else if (*body->p == '*') {
            body->bits |= BODY_TYPE;
            body->p++;
        } else if (body->p[0] == '[' && body->p + 1 < body->end && body->p[1] == '[' &&
                   (close = lex_group(body->p, body->end)) != NULL) {
            body->bits |= BODY_SPECIFIER;
            body->p = close;
        } else {
            body->bits |= BODY_OTHER;
        }
    }
}

/* What a body that is more than words does to the braces around it. */
static uint16_t class_of_code(struct str body)
{
    const char *p = body.p, *end = body.p + body.len;
    int depth = 0;
    char last = 0;
    bool semicolon = false;
    while ((p = lex_blank(p, end)) < end) {
        last = *p;
        depth += (last == '{') - (last == '}');
        semicolon |= last == ';' && depth == 0;
        p = lex_class(last) == LEX_QUOTE ? lex_quoted(p, end) : p + 1;
    }
    enum word first = macro_word_of(str_of(body.p, (size_t)(lex_name(body.p, end) - body.p)));
    if (depth > 0 || (first == WORD_CONTROL && last != ';' && last != '}') || str_ends(body, STR("else")))
        return MACRO_OPENS;
    if (depth < 0)
        return MACRO_CLOSES;
    bool is_statement = semicolon || last == '}' || first == WORD_ELSE || first == WORD_CONTROL;
    return is_statement ? MACRO_STATEMENT : MACRO_OTHER;
}

static uint16_t class_of_body(struct body *body, struct macro_definition *definition)
{
    struct str text = str_trim(str_of(body->p, (size_t)(body->end - body->p)));
    read_body(body, definition);
    if (body->bits == 0)
        return MACRO_EMPTY;
    if (body->bits == (BODY_PART | BODY_MANY) && body->calls == body->words) {
        definition->parts_len = 0;
        return MACRO_STATEMENT; /* a list for others to define what its calls mean */
    }
    bool only_parts = !(body->bits & (BODY_OTHER | BODY_TYPE | BODY_MANY)) && definition->parts_len > 0;
    if (!only_parts)
        definition->parts_len = 0;
    if (body->bits & (BODY_OTHER | BODY_MANY))
        return class_of_code(text);
    if (body->bits & BODY_TYPE)
        return MACRO_TYPE;
    definition->is_alias = only_parts && body->words == 1;
    definition->is_sequence = only_parts && body->words > 1 && body->calls == body->words;
    definition->has_specifier = body->bits & BODY_SPECIFIER;
    return only_parts ? 0 : MACRO_SPECIFIER;
}

bool macro_classify(const char *p, const char *end, struct macro_definition *ret_definition)
{
    p = lex_blank(p, end);
    if (p == end || lex_class(*p) != LEX_NAME)
        return false;
    struct body body = {.p = lex_name(p, end), .end = end};
    struct macro_definition definition = {.name = str_of(p, (size_t)(body.p - p)), .classes = MACRO_OBJECT};
    if (macro_word_of(definition.name) != WORD_NONE)
        return false;
    if (body.p < end && *body.p == '(') {
        const char *close = lex_group(body.p, end);
        if (!close)
            return false;
        body.params = str_of(body.p, (size_t)(close - body.p));
        body.p = close;
        definition.classes = MACRO_CALL;
    }
    body.p = lex_blank(body.p, end);
    definition.classes |= class_of_body(&body, &definition);
    *ret_definition = definition;
    return true;
}

/* The '#' of a directive: nothing but blanks before it on its line. */
static bool begins_line(const char *hash, const char *start)
{
    while (hash > start && lex_class(hash[-1]) == LEX_SPACE)
        hash--;
    return hash == start || hash[-1] == '\n';
}

static void keep(struct macro_list *list, struct macro_definition definition, struct arena *arena)
{
    if ((definition.classes & ~MACRO_FORMS) == MACRO_OTHER) {
        *vec_push(&list->others, arena) = hash64(definition.name);
        return;
    }
    definition.name = str_dup(arena, definition.name);
    for (size_t i = 0; i < definition.parts_len; i++)
        definition.parts[i] = str_dup(arena, definition.parts[i]);
    *vec_push(&list->definitions, arena) = definition;
}

struct macro_list *macros_scan(struct str text, struct arena *arena)
{
    struct macro_list *list = arena_new(arena, struct macro_list);
    const char *p = text.p, *end = text.p + text.len;
    while (p < end && (p = memchr(p, '#', (size_t)(end - p))) != NULL) {
        const char *hash = p++;
        if (!begins_line(hash, text.p))
            continue;
        p = lex_blank(p, end);
        if (!str_starts(str_of(p, (size_t)(end - p)), STR("define")))
            continue;
        const char *line_end = lex_line(p, end);
        struct macro_definition definition;
        if (macro_classify(p + STR("define").len, line_end, &definition))
            keep(list, definition, arena);
        p = line_end;
    }
    return list;
}
