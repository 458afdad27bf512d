/* Rules for names and words: which macros may be blanked where they stand. */
#include "analyzers/macros/skim.h"

/* The text's own definitions ---------------------------------------------------------------------------------------- */

enum { LOCALS_FILTER_BITS = 12 };

struct skim_locals {
    uint64_t filter[(1 << LOCALS_FILTER_BITS) / 64];
    struct map classes;
};

static bool local_has(const struct skim_locals *locals, uint64_t hash)
{
    uint64_t bit = hash >> (64 - LOCALS_FILTER_BITS);
    return locals && (locals->filter[bit / 64] >> bit % 64 & 1);
}

static void consult(struct skim *skim, uint32_t index)
{
    skim->consulted[index / 64] |= UINT64_C(1) << index % 64;
}

/* The entry of the table for `name`, or NULL. */
static const struct macro_entry *entry_of(struct skim *skim, struct str name, uint64_t hash)
{
    if (skim->names)
        macro_names_note(skim->names, hash);
    if (!filter_has(&skim->macros->filter, hash))
        return NULL;
    uint32_t index = macros_find(skim->macros, name, hash);
    if (index == MACRO_NONE)
        return NULL;
    consult(skim, index);
    return &skim->macros->entries[index];
}

/* What a name is: its own text's definitions come first. */
struct meaning {
    uint16_t classes;
    enum word word;
    bool is_local;
};

static struct meaning meaning_of(struct skim *skim, struct str name)
{
    uint64_t hash = name_hash(name);
    const struct macro_entry *entry = entry_of(skim, name, hash);
    if (local_has(skim->locals, hash)) {
        const uint32_t *classes = map_get(&skim->locals->classes, name);
        if (classes)
            return (struct meaning){.classes = (uint16_t)*classes, .is_local = true};
    }
    if (!entry || (entry->is_cpp && !skim->is_cpp))
        return (struct meaning){0};
    return (struct meaning){.classes = entry->classes, .word = (enum word)entry->word};
}

/* A slice of the copy whose tail bytes name_hash may load; parts of a definition all lie in the copy. */
static uint16_t class_of_definition(struct skim *skim, const struct macro_definition *definition)
{
    if (definition->parts_len == 0)
        return definition->classes;
    uint16_t all = 0;
    for (size_t i = 0; i < definition->parts_len; i++) {
        struct meaning part = meaning_of(skim, definition->parts[i]);
        if (!part.classes && definition->has_specifier && macro_looks_reserved(definition->parts[i]))
            continue;
        all |= part.classes ? part.classes & ~MACRO_FORMS : MACRO_OTHER;
    }
    uint16_t form = definition->classes & MACRO_FORMS;
    if ((all & ~MACRO_NOTHING) == 0)
        return form | MACRO_SPECIFIER;
    if (definition->is_sequence)
        return form | MACRO_STATEMENT;
    return form | (definition->is_alias ? all : MACRO_OTHER);
}

void skim_define(struct skim *skim, const char *p, const char *line_end)
{
    struct macro_definition definition;
    if (!macro_classify(p, line_end, &definition))
        return;
    uint16_t classes = class_of_definition(skim, &definition);
    uint64_t hash = name_hash(definition.name);
    if ((classes & ~MACRO_FORMS) == MACRO_OTHER && !entry_of(skim, definition.name, hash) &&
        !local_has(skim->locals, hash))
        return;
    if (!skim->locals)
        skim->locals = arena_new(skim->arena, struct skim_locals);
    uint64_t bit = hash >> (64 - LOCALS_FILTER_BITS);
    skim->locals->filter[bit / 64] |= UINT64_C(1) << bit % 64;
    struct str name = str_dup(skim->arena, definition.name);
    *map_put(&skim->locals->classes, skim->arena, name, NULL) |= classes;
}

/* Macros ------------------------------------------------------------------------------------------------------------ */

static bool prev_is_declarative(const struct skim *skim)
{
    switch (skim->now.prev) {
    case PREV_STORAGE:
    case PREV_TYPE:
    case PREV_NAME:
    case PREV_QUALIFIER:
    case PREV_CLASS:
    case PREV_ATTRIBUTE:
    case PREV_CLOSE:
    case PREV_INDEX:
    case PREV_RECORD: return true;
    default: return false;
    }
}

/* Names in small letters may be variables elsewhere, so they have to stand where only a specifier can. */
static bool fits_small_letters(const struct skim *skim, const char *next)
{
    if (skim_begins_name(skim, next))
        return true;
    enum prev prev = skim->now.prev;
    bool ends_declarator = prev == PREV_CLOSE || prev == PREV_INDEX || prev == PREV_RECORD;
    return ends_declarator && memchr(";{,)=", skim_byte(skim, next), 5) && skim_byte(skim, next);
}

/* Is the name in front of the parenthesis that ended before `next` what is being declared, and not a macro here? */
static bool is_declared(const struct skim *skim, const char *next)
{
    if (skim_begins_name(skim, next))
        return false;
    enum prev prev = skim->now.prev, before = skim->now.prev_name;
    bool after_name = prev == PREV_NAME && (before == PREV_NAME || before == PREV_TYPE ||
                                            before == PREV_STAR || before == PREV_CLASS);
    return prev == PREV_TYPE || prev == PREV_STAR || (prev == PREV_NAME && !after_name);
}

/* The same for one with arguments, which may also be a function or a call of it. */
static bool fits_call(const struct skim *skim, const char *next)
{
    if (is_declared(skim, next))
        return false;
    return skim_begins_name(skim, next) || prev_is_declarative(skim) ||
           (skim_at_start(skim) && skim_byte(skim, next) != '=');
}

/* May a macro that stands for nothing a parser needs be blanked here? `next`: the token behind it. */
static bool is_specifier_place(const struct skim *skim, struct str name, struct meaning meaning,
                               const char *next, bool with_group)
{
    char c = skim_byte(skim, next);
    if (skim->now.prev == PREV_MEMBER || (skim_at_start(skim) && c == ';'))
        return false;
    if (with_group)
        return fits_call(skim, next);
    if (skim_at_start(skim) && c == '(' && !frame_is_outside(&skim->frames[skim->now.depth]))
        return false;
    bool is_plain = !meaning.is_local && !lex_is_capitals(name) && !str_starts(name, STR("__"));
    return is_plain ? fits_small_letters(skim, next) : true;
}

/* Where a macro that is a specifier, an attribute or nothing at p ends, or NULL when it has to stay. */
static const char *specifier_end(const struct skim *skim, struct str name, struct meaning meaning)
{
    const char *end = name.p + name.len;
    const char *next = lex_gap(end, skim->end);
    bool has_group = skim_byte(skim, next) == '(';
    bool with_group = (meaning.classes & MACRO_CALL) && has_group;
    if (!with_group && !(meaning.classes & MACRO_OBJECT))
        return NULL;
    /* ATTR((unused)) where ATTR is but another word for __attribute__ */
    with_group |= has_group && (meaning.classes & MACRO_SPECIFIER) && skim_byte(skim, next + 1) == '(';
    if (with_group) {
        end = lex_group(next, skim->end);
        if (!end)
            return NULL;
        next = lex_gap(end, skim->end);
    }
    return is_specifier_place(skim, name, meaning, next, with_group) ? end : NULL;
}

/* A macro without parameters that is a whole statement or half a block: G_BEGIN_DECLS. */
static bool is_lone_statement(const struct skim *skim, struct str name, uint16_t classes)
{
    if (skim->now.prev != PREV_START || (classes & MACRO_OTHER) || !(classes & MACRO_OBJECT))
        return false;
    const char *next = lex_gap(name.p + name.len, skim->end);
    char c = skim_byte(skim, next);
    return skim_begins_name(skim, next) || c == 0 || c == '}' || c == '{' || c == '#';
}

/* Where the macro `name` ends when it is to be blanked, else NULL. */
static const char *macro_end(const struct skim *skim, struct str name, struct meaning meaning)
{
    if ((meaning.classes & ~MACRO_FORMS & ~MACRO_NOTHING) == 0)
        return specifier_end(skim, name, meaning);
    return is_lone_statement(skim, name, meaning.classes) ? name.p + name.len : NULL;
}

/* Words -------------------------------------------------------------------------------------------------------------- */

/* At the front of an argument: struct x · unsigned int · static, · goto out */
static bool is_no_expression(const struct skim *skim, struct str name, enum word word)
{
    struct str next = skim_name_at(skim, lex_gap(name.p + name.len, skim->end));
    switch (word) {
    case WORD_CLASS:
    case WORD_ENUM: return next.len > 0;
    case WORD_TYPE: return macro_word_of(next) == WORD_TYPE;
    case WORD_STORAGE: return next.len == 0;
    default: return str_eq(name, STR("goto")) || str_eq(name, STR("return"));
    }
}

/* Types as arguments of a call, which only a macro can take: what makes them no expression is blanked. */
static bool blank_type_argument(struct skim *skim, struct str name, enum word word)
{
    if (!skim_top(skim)->is_call)
        return false;
    bool is_first = skim->now.prev == PREV_OPEN || skim->now.prev == PREV_COMMA;
    if (word != WORD_QUALIFIER && !(is_first && is_no_expression(skim, name, word)))
        return false;
    skim_blank(skim, name.p, name.p + name.len);
    return true;
}

static void note_word(struct statement *statement, enum word word)
{
    statement->is_case |= word == WORD_CASE;
    statement->is_type_class |= word == WORD_CLASS;
    statement->is_enum |= word == WORD_ENUM;
    statement->is_namespace |= word == WORD_NAMESPACE;
}

static const char *skim_word(struct skim *skim, struct str name, enum word word)
{
    static const enum prev prevs[] = {
        [WORD_NONE] = PREV_NAME,           [WORD_CONTROL] = PREV_WORD,    [WORD_ELSE] = PREV_CONTROL,
        [WORD_CASE] = PREV_OTHER,          [WORD_STORAGE] = PREV_STORAGE, [WORD_TYPE] = PREV_TYPE,
        [WORD_QUALIFIER] = PREV_QUALIFIER, [WORD_CLASS] = PREV_CLASS,     [WORD_ENUM] = PREV_CLASS,
        [WORD_NAMESPACE] = PREV_OTHER,     [WORD_TYPEDEF] = PREV_STORAGE, [WORD_ATTRIBUTE] = PREV_ATTRIBUTE,
        [WORD_OPERATOR] = PREV_OTHER,      [WORD_RAW] = PREV_NAME,
    };
    const char *end = name.p + name.len;
    if (word == WORD_RAW && *end == '"') {
        skim_token(skim, name.p, PREV_LITERAL);
        return lex_raw_string(end, skim->end);
    }
    if (blank_type_argument(skim, name, word))
        return end;
    if (word == WORD_ELSE && skim->directive_at && str_eq(name, STR("else")))
        skim_split_else(skim);
    if (frame_is_brace(skim_top(skim)))
        note_word(&skim->now.statement, word);
    if (word == WORD_ELSE && frame_is_brace(skim_top(skim))) {
        skim->directive_at = 0;
        skim_new_statement(skim, PREV_CONTROL);
    } else {
        skim_token(skim, name.p, prevs[word]);
    }
    return end;
}

/* A macro that stands for enumerators, which are then not to be known. Where it ends, or NULL. */
static const char *enumerators_end(const struct skim *skim, struct str name)
{
    const char *end = name.p + name.len;
    const char *next = lex_gap(end, skim->end);
    if (skim_begins_name(skim, next))
        return memchr(end, '\n', (size_t)(next - end)) ? end : NULL;
    end = skim_byte(skim, next) == '(' ? lex_group(next, skim->end) : NULL;
    if (!end)
        return NULL;
    next = lex_gap(end, skim->end);
    return skim_byte(skim, next) == ',' ? next + 1 : end;
}

static bool at_element(const struct skim *skim, enum frame_kind kind)
{
    enum prev prev = skim->now.prev;
    return skim->frames[skim->now.depth].kind == kind && (prev == PREV_START || prev == PREV_COMMA);
}

/* if NAME(…): the macro has the parentheses of the condition, so those of its arguments have to do. */
static bool is_condition(const struct skim *skim, struct str name)
{
    if (skim->now.prev != PREV_WORD)
        return false;
    const char *open = lex_gap(name.p + name.len, skim->end);
    const char *close = skim_byte(skim, open) == '(' ? lex_group(open, skim->end) : NULL;
    return close && lex_gap(open + 1, close) < close - 1;
}

/* How far the name, which is no word, is to be blanked with what belongs to it; NULL when it stays. */
static const char *blank_end(const struct skim *skim, struct str name, struct meaning meaning)
{
    if (is_condition(skim, name))
        return name.p + name.len;
    const char *end = meaning.classes ? macro_end(skim, name, meaning) : skim_capitals_end(skim, name);
    return !end && at_element(skim, FRAME_ENUM) ? enumerators_end(skim, name) : end;
}

const char *skim_name(struct skim *skim, const char *p)
{
    struct str name = str_of(p, (size_t)(lex_name(p, skim->end) - p));
    struct meaning meaning = meaning_of(skim, name);
    if (meaning.word != WORD_NONE)
        return skim_word(skim, name, meaning.word);
    const char *end = blank_end(skim, name, meaning);
    if (end) {
        skim_blank(skim, p, end);
        return end;
    }
    bool is_element = at_element(skim, FRAME_LIST);
    skim->now.prev_name = skim->now.prev;
    skim->now.classes = meaning.classes;
    skim->now.name_at = skim_offset(skim, p);
    skim_token(skim, p, PREV_NAME);
    if (is_element)
        skim_element_end(skim, skim->now.name_at, p + name.len);
    return p + name.len;
}
