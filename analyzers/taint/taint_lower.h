/*
 * taint_lower: from syntax trees to taint_ir.
 *
 * A grammar is a table: node types of a language, each with the form it has. The forms are common to all languages and
 * know where their parts are by the fields of the grammars. What is in no table is a value made of all its parts.
 * Functions are lowered when they are first needed. Limits: LOWER_DEPTH_MAX levels and LOWER_NODES_MAX nodes for a
 * function; one beyond is refused and never interpreted.
 */
#ifndef CBCRAWL_TAINT_TAINT_LOWER_H
#define CBCRAWL_TAINT_TAINT_LOWER_H

#include "analyzers/taint/taint_ir.h"

enum {
    LOWER_DEPTH_MAX = 160,      /* levels of syntax; the interpreter recurses along them */
    LOWER_NODES_MAX = 100000,   /* of one function */
    LOWER_FILE_MAX = 1 << 20,   /* of all functions of a file */
    LOWER_SYMBOLS_MAX = 1 << 10 /* of a grammar; the largest has some 700 */
};

/* Forms of syntax. */
enum low_form {
    LOW_UNSEEN, /* not looked up yet */
    LOW_OTHER,
    LOW_SKIP,
    LOW_WRAP,
    LOW_NAME,
    LOW_THIS,
    LOW_STRING,
    LOW_CHAR,
    LOW_INT,
    LOW_TRUE,
    LOW_FALSE,
    LOW_NULL,
    LOW_TEMPLATE,
    LOW_STRINGS,
    LOW_CALL,
    LOW_INVOKE,
    LOW_KEYWORD_CALL,
    LOW_NEW,
    LOW_NAMED,
    LOW_SPREAD,
    LOW_FIELD,
    LOW_INDEX,
    LOW_BINARY,
    LOW_UNARY,
    LOW_ASSIGN,
    LOW_COND,
    LOW_LIST,
    LOW_MAP,
    LOW_PAIR,
    LOW_SHORTHAND,
    LOW_ARRAY,
    LOW_COMPOSITE,
    LOW_CAST,
    LOW_LAMBDA,
    LOW_COMPREHENSION,
    LOW_LAST,
    LOW_FUNCTION,
    LOW_DECORATED,
    LOW_CLASS,
    LOW_BLOCK,
    LOW_DECL,
    LOW_DECLARATOR,
    LOW_C_DECL,
    LOW_MEMBER,
    LOW_SHORT_DECL,
    LOW_IF,
    LOW_WHILE,
    LOW_DO,
    LOW_FOR,
    LOW_EACH,
    LOW_SWITCH,
    LOW_RETURN,
    LOW_BREAK,
    LOW_CONTINUE,
    LOW_THROW,
    LOW_TRY,
    LOW_WITH,
    LOW_LABEL,
    LOW_GOTO,
    LOW_IMPORT,
    LOW_DEFINE,
    LOW_UNION,
    LOW_FORMS,
};

struct low_rule {
    const char *type;
    uint8_t form;
};

struct taint_grammar {
    const struct low_rule *rules; /* ends with a NULL type */
    bool assignment_declares;     /* Python, PHP: no other declarations */
    bool is_c, is_go, is_java, is_php;
    uint8_t forms[LOWER_SYMBOLS_MAX]; /* by symbol, filled as they are met */
};

/* Fills in what the language's grammar is; false when there is none. */
bool taint_grammar_of(enum ast_lang lang, struct taint_grammar *ret_grammar);

/* Lowers function `func` unless that has been done. False when it is refused. */
bool taint_lower(struct taint_file *tf, uint32_t func);

/* "java.util.List<String>" → "List", "char *" → "char*", "const Foo[]" → "Foo[]": the id of a type, 0 for none. */
uint32_t taint_type_id(struct taint_file *tf, struct str text);

/* The name in C's declarators, under stars and brackets; null when there is none. Sets what it finds on the way. */
struct ast_node taint_declared_name(struct ast_node node, bool *ret_is_pointer, struct ast_node *ret_length);

#endif
