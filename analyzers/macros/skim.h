/*
 * skim: one pass over C or C++ that knows just enough to say where a macro stands.
 *
 * The skimmer keeps a stack of open brackets, each with a guess at what it holds, and for the innermost braces what
 * the statement in work has shown so far. Rules look at that, at the token before and at the one behind, and overwrite
 * bytes of the text, which is the skimmer's own copy with SKIM_PAD zero bytes behind it.
 *
 * Invariants:
 * 1. Newlines are never written and never overwritten; the length never changes.
 * 2. What a rule blanks is left out of the state, as if it had not been there.
 * 3. Every place is a 32-bit offset; frames[0] is the file and never closed; depth is the index of the innermost frame.
 *
 * Files: skim.c is the loop over tokens, skim_name.c the rules for names, skim_capitals.c
 * those for names that nobody has defined, skim_call.c those for statements that lack
 * their end, skim_directive.c those for conditionals.
 */
#ifndef CBCRAWL_MACROS_SKIM_H
#define CBCRAWL_MACROS_SKIM_H

#include "analyzers/macros/macro_lex.h"
#include "analyzers/macros/macro_table.h"

enum {
    SKIM_PAD = TABLE_PAD,
    SKIM_CONDITIONALS_MAX = 64, /* nested #if; the standard asks compilers for 63 */
};

enum frame_kind {
    FRAME_FILE,
    FRAME_SCOPE,  /* namespace, extern "C" */
    FRAME_RECORD, /* struct, union, class */
    FRAME_ENUM,
    FRAME_CODE,
    FRAME_LIST, /* of initial values */
    FRAME_PAREN,
    FRAME_BRACKET,
};

/* The token before. */
enum prev {
    PREV_START,   /* none: here begins a statement, declaration or member */
    PREV_CONTROL, /* if (…) else do: here begins the statement it controls */
    PREV_NAME,
    PREV_TYPE,
    PREV_STORAGE,
    PREV_QUALIFIER,
    PREV_CLASS, /* struct class union enum */
    PREV_WORD,  /* that takes a parenthesis: if for while */
    PREV_ATTRIBUTE,
    PREV_OPEN, /* ( [ */
    PREV_COMMA,
    PREV_CLOSE,  /* ) and the brace behind values */
    PREV_INDEX,  /* ] */
    PREV_RECORD, /* } of a type */
    PREV_LITERAL,
    PREV_STRING,
    PREV_MEMBER, /* . -> */
    PREV_STAR,
    PREV_OTHER,
};

/* What the statement in work has shown, parentheses in it left out. */
struct statement {
    uint32_t at;     /* its first token */
    uint32_t tokens; /* how many so far */
    bool is_case, is_type_class, is_enum, is_namespace, has_group, has_assignment;
    bool is_storage_only; /* nothing but storage classes so far */
};

struct frame {
    uint8_t kind;
    bool is_control;          /* the parenthesis of if, for, while */
    bool is_call;             /* arguments: expressions, or what a macro makes of them */
    bool begins_statement;    /* the name before it does, storage classes aside */
    bool has_statements;      /* semicolons between the arguments */
    bool is_element;          /* the name before it begins an element of a list */
    uint16_t classes;         /* of that name */
    uint32_t name_at;         /* where it is */
    uint32_t at;              /* the bracket */
    uint32_t comma_at;        /* the last comma in it */
    struct statement outside; /* the statement that goes on when it is closed */
};

struct skim_state {
    enum prev prev, prev_name; /* prev_name: what came before the last name */
    uint16_t classes;          /* of the last name */
    uint32_t name_at;
    uint32_t label_at; /* the colon of a label that nothing has followed; 0: none */
    uint32_t depth;
    int32_t low; /* the lowest depth since it was last set to depth; -1: a brace too many */
    struct statement statement;
};

/* What #if found, to go back to for each branch. */
struct skim_mark {
    struct skim_state state;
    struct frame *frames;
};

struct branch {
    uint32_t at, line_end; /* its directive, from the line's first byte to the newline */
};

struct conditional {
    struct skim_mark before, kept_end;
    size_t first, end; /* its branches, the #endif among them */
    size_t kept;       /* the one that stays, SIZE_MAX as long as all were dead */
    int32_t outer_low; /* what the branch around it had come to */
    bool is_dead;      /* the branch being read */
    bool is_flat;      /* its branches do not nest with the code around */
    bool is_list;      /* flat, but each branch is a run of whole elements */
};

struct skim_locals; /* what the text itself defines */

struct skim {
    const struct macros *macros;
    char *text, *end;
    bool is_cpp, is_changed;
    struct arena *arena;
    struct skim_locals *locals;
    uint64_t *consulted;       /* a bit for each entry of the table */
    struct macro_names *names; /* all that were looked up in it; or NULL */

    struct skim_state now;
    struct frame *frames; /* MACROS_DEPTH_MAX of them */

    VEC(struct branch) branches;
    struct conditional conditionals[SKIM_CONDITIONALS_MAX];
    size_t conditionals_len;
    bool has_closed;         /* conditionals[conditionals_len] is whole: no #if since */
    uint32_t directive_at;   /* the end of the last directive, while no token has followed */
    bool directive_is_endif; /* was it #endif? */
};

static inline struct frame *skim_top(struct skim *skim)
{
    return &skim->frames[skim->now.depth];
}

static inline bool frame_is_brace(const struct frame *frame)
{
    return frame->kind < FRAME_PAREN;
}

static inline bool frame_is_outside(const struct frame *frame)
{
    return frame->kind <= FRAME_RECORD;
}

static inline bool skim_at_start(const struct skim *skim)
{
    return skim->now.prev == PREV_START || skim->now.prev == PREV_CONTROL;
}

static inline uint32_t skim_offset(const struct skim *skim, const char *p)
{
    return (uint32_t)(p - skim->text);
}

static inline char skim_byte(const struct skim *skim, const char *p)
{
    return p < skim->end ? *p : 0;
}

static inline bool skim_begins_name(const struct skim *skim, const char *p)
{
    return p < skim->end && lex_class(*p) == LEX_NAME;
}

/* The name at p, empty when there is none. */
static inline struct str skim_name_at(const struct skim *skim, const char *p)
{
    return str_of(p, skim_begins_name(skim, p) ? (size_t)(lex_name(p, skim->end) - p) : 0);
}

/* Overwrites the byte at p, which is no newline. */
static inline void skim_write(struct skim *skim, const char *p, char c)
{
    skim->text[p - skim->text] = c;
    skim->is_changed = true;
}

/* Overwrites [from, to) with blanks, newlines apart. */
void skim_blank(struct skim *skim, const char *from, const char *to);

void skim_new_statement(struct skim *skim, enum prev prev);
void skim_token(struct skim *skim, const char *p, enum prev prev);

/* The name or word at p; returns where to go on. Rules for names. */
const char *skim_name(struct skim *skim, const char *p);

/* Where the name ends, with its arguments, when it is one in capitals that no one has defined and can only be an
 * attribute, or part of a string; else NULL. */
const char *skim_capitals_end(const struct skim *skim, struct str name);

/* A brace or directive comes: a label before it that labels nothing becomes a statement, as a parser wants it. */
void skim_label_end(struct skim *skim);

/* Adds a definition of the text's own. */
void skim_define(struct skim *skim, const char *p, const char *line_end);

/* The frame of a call that was closed by the parenthesis before p; it was the whole statement so far. */
void skim_call_end(struct skim *skim, const struct frame *frame, const char *p);

/* The name at name_at, or its call, that ended before p is an element of a list: puts the comma behind it that is
 * missing. */
void skim_element_end(struct skim *skim, uint32_t name_at, const char *p);

/* The directive whose '#' is at p; returns its newline, or the end of the text when the rest is to be left alone. */
const char *skim_directive(struct skim *skim, const char *p);

/* An `else` that follows a directive: the conditional splits an if. */
void skim_split_else(struct skim *skim);

#endif
