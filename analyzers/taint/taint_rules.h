/*
 * taint_rules: what is known of libraries, as data: where values come in, where they do harm, what makes them harmless.
 *
 * A file of rules has one rule a line; one that begins with `#` is a comment. Behind the verb stand classes or a kind, then a pattern:
 *
 *     class ID CWE SEVERITY FLAGS MESSAGE     a kind of harm; flags: see enum taint_class_flag, "-" for none
 *     kind ID CONFIDENCE TEXT                 a kind of source
 *     source KIND PATTERN                     the value is the attacker's; with (0) argument 0 is, after the call
 *     param KIND @MARK|NAME(n)|:TYPE          a parameter is: one marked so, number n of the function, of that type;
 *                                             @MARK() stands for all parameters of a function marked so
 *     sink CLASS PATTERN(ARGS) [when COND]    these arguments must not be the attacker's
 *     const CLASS PATTERN() [when COND]       the call does harm by itself, or when an argument is that constant
 *     clean CLASSES PATTERN [when COND]       the result of the call does no such harm
 *     guard CLASSES PATTERN(ARG) [when COND]  when the call says yes, the argument does no such harm
 *     reject CLASSES PATTERN(ARG) [when COND] when it says no; "in(1)" and "in[](1)" are the operator that asks whether a
 *                                             text holds another, [] when it asks a part of a text
 *     number, pass, opaque PATTERN            the result is a number; as bad as the arguments; not related to them;
 *                                             number PATTERN(ARG) makes one of an argument
 *     flow PATTERN(FROM>TO)                   what arguments hold goes to another, in place of what it held; ">>": besides
 *     type PATTERN NAME                       the result is an object of that type
 *     noreturn PATTERN                        the call does not come back
 *     op NAME PATTERN                         the call works on a collection, builder or string: see enum taint_op
 *     collection KIND TYPES…, numeric TYPES…  what types are
 *
 * A pattern is a path: names with dots between them. Before the last name stands what the receiver is: its type, what it
 * was imported as, or the name it goes by; a path matches when it ends with the pattern. "*.name" is any receiver, a
 * name alone is a function without one. '*' at the beginning or end of a name stands for anything. ARGS are numbers,
 * "n+" for n and all behind, "*" for all, "this" for the receiver, and names that one may have. COND is
 * N=VALUES or NAME=VALUES, of an argument; "!=" for none of them.
 *
 * Rules are the same for all files of a language and may be shared by threads once they are made.
 */
#ifndef CBCRAWL_TAINT_TAINT_RULES_H
#define CBCRAWL_TAINT_TAINT_RULES_H

#include "analyzers/ast/ast.h"
#include "pipeline/base/map.h"

enum {
    TAINT_CLASSES_MAX = 60, /* they are bits of a uint64_t */
    TAINT_KINDS_MAX = 12,
    TAINT_ARGS_MAX = 16,
    TAINT_NAMES_MAX = 3,
    TAINT_TYPE_NUMERIC = 100, /* behind all of enum taint_collection */
    TAINT_SEEN_BITS = 1 << 16,
};

/* Arguments as a set of bits. */
enum { ARG_THIS = 1 << 29, ARG_RETURN = 1 << 30, ARG_POSITIONS = (1 << TAINT_ARGS_MAX) - 1 };

enum taint_verb {
    VERB_SOURCE,
    VERB_PARAM,
    VERB_SINK,
    VERB_CONST,
    VERB_CLEAN,
    VERB_GUARD,
    VERB_REJECT,
    VERB_NUMBER,
    VERB_PASS,
    VERB_OPAQUE,
    VERB_FLOW,
    VERB_TYPE,
    VERB_NORETURN,
    VERB_OP,
    VERB_COLLECTION,
    VERB_NUMERIC,
    VERB_CLASS,
    VERB_KIND,
    VERBS,
};

enum taint_class_flag {
    CLASS_NUMERIC = 1, /* numbers do it, too */
    CLASS_PREFIX = 2,  /* not when a constant stands in front */
    CLASS_TEXT = 4,    /* only text does it, not an object that is written as JSON */
    CLASS_HIGH = 8,    /* an upper bound makes it harmless */
    CLASS_LOW = 16,    /* a lower bound does */
    CLASS_FIXED = 32,  /* only when the first argument is a buffer of constant length */
};

enum taint_op {
    OP_NONE,
    OP_ADD,
    OP_PUT,
    OP_GET,
    OP_REMOVE,
    OP_POP,
    OP_FIRST,
    OP_EXTEND,
    OP_CLEAR,
    OP_SAME,
    OP_KEYS,
    OP_APPENDED, /* Go's append: a new list */
    OP_CHAR_AT,
    OP_SUBSTRING,
    OP_CONCAT,
    OP_EQUALS,
    OP_LOWER,
    OP_UPPER,
    OP_STARTS,
    OP_ALLOCATE,
    OP_CALLS, /* it calls the functions among its arguments */
    OP_PARTS, /* an address taken apart: who looks at its host looks at the address */
};

enum taint_collection {
    COLLECTION_NONE,
    COLLECTION_LIST,
    COLLECTION_MAP,
    COLLECTION_BUILDER,
    COLLECTION_TABLE
};

struct taint_when {
    enum { WHEN_ALWAYS, WHEN_ARG, WHEN_NAMED } kind;
    uint8_t arg;
    bool is_not;
    struct str name,
        values; /* alternatives with | between them, '*' at their ends is anything; case does not count */
};

struct taint_names {
    struct str at[TAINT_NAMES_MAX];
    size_t n;
};

struct taint_rule {
    enum taint_verb verb;
    struct str pattern, last;
    bool is_call, is_dotted;
    uint32_t args, to;
    struct taint_names names; /* of arguments that may be named */
    bool adds;                /* a flow that leaves what was there */
    uint64_t classes;
    uint8_t source, number; /* kind; enum taint_op */
    struct taint_when when;
    struct str text;
};

struct taint_class {
    struct str id, cwe, severity, message;
    unsigned flags;
};

struct taint_kind {
    struct str id, confidence, text;
};

struct taint_rules {
    struct str lang; /* first part of rule ids */
    struct taint_class classes[TAINT_CLASSES_MAX];
    size_t n_classes;
    struct taint_kind kinds[TAINT_KINDS_MAX];
    size_t n_kinds;
    VEC(struct taint_rule) rules;
    struct map by_last;                  /* last name to the number of the first rule with it + 1 */
    VEC(uint32_t) next;                  /* rule to the next with that name + 1 */
    VEC(uint32_t) wild;                  /* rules whose last name has a '*' */
    struct map types;                    /* type to enum taint_collection, or TAINT_TYPE_NUMERIC */
    uint64_t numeric, bounded, all;      /* sets of classes; bounded: those that a bound makes harmless */
    struct map words;                    /* to what it says: TAINT_WORD_… */
    uint64_t seen[TAINT_SEEN_BITS / 64]; /* the same as bits of hashes, to look at first */
};

/* Adds the rules of a text, which must outlive them, to zeroed ones or others. ERR_INPUT when a line is malformed; then
 * those before it are there. */
int taint_rules_read(struct taint_rules *rules, struct arena *arena, struct str text, struct err *err);

/* The rules of a language in `arena`; NULL when there are none. BUG when the data is malformed: it is ours. */
const struct taint_rules *taint_rules_new(enum ast_lang lang, struct arena *arena);

/* Visits the rules for a path in the order of the file: pass 0 first, and what it returned last time from then on. NULL
 * behind the last. */
const struct taint_rule *taint_rules_next(const struct taint_rules *rules, struct str path, bool is_call,
                                          uint32_t *at);

bool taint_names_have(const struct taint_names *names, struct str name);

/* Is the text one of the alternatives? */
bool taint_glob(struct str alternatives, struct str text);

/* What a word, which is not empty, says of the text it stands in. */
enum {
    TAINT_WORD_SOURCE = 1,
    TAINT_WORD_SINK = 2,
    TAINT_WORD_ALONE = 4,    /* that is so also where no bracket follows */
    TAINT_WORD_OBJECT = 8,   /* a variable that a source is a part of: "request" */
    TAINT_WORD_PART = 16,    /* a source when such a variable is near: "data" */
    TAINT_WORD_MARK = 32,    /* a source where it marks a function: "@app.get" */
    TAINT_WORD_OWN = 64,     /* a source behind "self." */
    TAINT_WORD_RESULT = 128, /* what a function gives back is a sink where it marks it: "@app.route" */
};
unsigned taint_word(const struct taint_rules *rules, struct str word);

#endif
