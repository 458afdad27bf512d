/*
 * ast: the door to tree-sitter: languages, parsers, trees and their nodes.
 *
 * A `struct ast_parser` belongs to one thread and is reused for all files. A tree lives until the parser's next
 * ast_parse or its ast_parser_release, nodes as long as their tree. Nodes are passed by value; a null node (ast_is_null)
 * is the answer "there is none" and every function takes it. Offsets are bytes from 0, rows count from 0.
 *
 * Limits: text up to AST_TEXT_MAX bytes, and memory and work for one parse, counted in bytes and never in time: a text
 * that drives error recovery astray is refused alike on every machine. Nothing here recurses, so deep nesting costs
 * memory and no stack.
 */
#ifndef CBCRAWL_AST_AST_H
#define CBCRAWL_AST_AST_H

#include "pipeline/base/str.h"

#include <stdint.h>

enum {
    AST_TEXT_MAX = 1 << 20, /* tree-sitter takes up to 100 bytes of memory for a byte of text */
    AST_TYPES_MAX = 1024,   /* of one grammar: that of C++ has 538 */
};

enum ast_lang {
    AST_NONE, /* no grammar */
    AST_BASH,
    AST_C,
    AST_CPP,
    AST_CSHARP,
    AST_GO,
    AST_JAVA,
    AST_JAVASCRIPT,
    AST_PHP,
    AST_PYTHON,
    AST_RUBY,
    AST_RUST,
    AST_TSX,
    AST_TYPESCRIPT,
    /* Behind the others: the first byte of a seed of parse_fuzz is the language. */
    AST_ELIXIR,
    AST_KOTLIN,
    AST_LUA,
    AST_OCAML,
    AST_SCALA,
    AST_SWIFT,
    AST_ZIG,
    AST_LANGS,
};

/* The language behind a name of the `lang` field ("C++", "Shell"), or AST_NONE. */
enum ast_lang ast_lang_of(struct str name);

/* That name; "" for AST_NONE. */
const char *ast_lang_name(enum ast_lang lang);

/* The fields of grammars that analyzers ask for. A grammar without the field answers with a null node. */
enum ast_field {
    AST_FIELD_ALIAS,
    AST_FIELD_ALTERNATIVE,
    AST_FIELD_ARGUMENT,
    AST_FIELD_ARGUMENTS,
    AST_FIELD_ATTRIBUTE,
    AST_FIELD_BODY,
    AST_FIELD_CONDITION,
    AST_FIELD_CONSEQUENCE,
    AST_FIELD_CONSTRUCTOR,
    AST_FIELD_DECLARATOR,
    AST_FIELD_DEFINITION,
    AST_FIELD_FIELD,
    AST_FIELD_FINALIZER,
    AST_FIELD_FUNCTION,
    AST_FIELD_HANDLER,
    AST_FIELD_INCREMENT,
    AST_FIELD_INDEX,
    AST_FIELD_INIT,
    AST_FIELD_INITIALIZE,
    AST_FIELD_INITIALIZER,
    AST_FIELD_KEY,
    AST_FIELD_KIND,
    AST_FIELD_LABEL,
    AST_FIELD_LEFT,
    AST_FIELD_MACRO,
    AST_FIELD_METHOD,
    AST_FIELD_MODULE_NAME,
    AST_FIELD_NAME,
    AST_FIELD_OBJECT,
    AST_FIELD_OPERAND,
    AST_FIELD_OPERATOR,
    AST_FIELD_PARAMETER,
    AST_FIELD_PARAMETERS,
    AST_FIELD_PATH,
    AST_FIELD_PATTERN,
    AST_FIELD_PROPERTY,
    AST_FIELD_RECEIVER,
    AST_FIELD_RESULT,
    AST_FIELD_RIGHT,
    AST_FIELD_SCOPE,
    AST_FIELD_SOURCE,
    AST_FIELD_SUBJECT,
    AST_FIELD_SUBSCRIPT,
    AST_FIELD_TARGET,
    AST_FIELD_TRAIT,
    AST_FIELD_TYPE,
    AST_FIELD_UPDATE,
    AST_FIELD_VALUE,
    AST_FIELDS,
};

struct ast_tree; /* one parsed file */

struct ast_node {
    const struct ast_tree *tree;
    const void *id; /* the same for the same node of one tree; NULL: no node */
    uint32_t start; /* first byte */
    uint32_t row, column;
    uint16_t symbol; /* as the node is called where it stands */
};

/* Parsers and trees ------------------------------------------------------------------------------------------------ */

struct ast_parser;

/* A parser for every language, in `arena`. 0, or ERR_ENV when the system refuses address space. */
int ast_parser_new(struct arena *arena, struct ast_parser **ret_parser, struct err *err);
void ast_parser_release(struct ast_parser *parser);

/* Parses `text`, borrowed as long as the tree is used. ERR_INPUT when it is over a limit. Syntax errors are no failure:
 * they are nodes of the tree. */
int ast_parse(struct ast_parser *parser, enum ast_lang lang, struct str text,
              const struct ast_tree **ret_tree, struct err *err);

struct ast_node ast_root(const struct ast_tree *tree);

/* Has the tree a node that is an error, or was made up to repair one? */
bool ast_has_error(const struct ast_tree *tree);

/* Bytes inside error nodes, and one for each token made up to repair an error. */
uint32_t ast_error_bytes(const struct ast_tree *tree);

/* Nodes ------------------------------------------------------------------------------------------------------------ */

static inline bool ast_is_null(struct ast_node node)
{
    return node.id == NULL;
}

uint32_t ast_end(struct ast_node node);     /* one past its last byte */
uint32_t ast_row_end(struct ast_node node); /* the row of its last byte */

/* The bytes of the node as they were parsed. */
struct str ast_text(struct ast_node node);

/* The node's type as the grammar calls it: "identifier", "if_statement", and for tokens their text: "&&". */
const char *ast_type(struct ast_node node);
enum ast_lang ast_lang(struct ast_node node); /* AST_NONE for a null node */
bool ast_is(struct ast_node node, const char *type);
bool ast_is_named(struct ast_node node);

/* Types and fields as the grammar numbers them, for patterns that are made at run time. 0: the grammar has none of that
 * name. A type has one number even where the grammar writes it in several ways. The grammar's groups, as `expression`, are
 * no types: no node is one. */
uint16_t ast_type_number(enum ast_lang lang, struct str type, bool is_named);
uint16_t ast_type_of(struct ast_node node);
uint16_t ast_field_number(enum ast_lang lang, struct str field);

/* How many types the grammar has, AST_TYPES_MAX at most; their numbers are below, but that of an error. */
uint32_t ast_types(enum ast_lang lang);
const char *ast_type_name(enum ast_lang lang, uint32_t number, bool *ret_is_named);

bool ast_is_extra(struct ast_node node); /* a comment or the like: it may stand anywhere */

/* The first child that has this role in `node`. */
struct ast_node ast_field(struct ast_node node, enum ast_field field);

/* Walks the children, tokens included: ast_child_next returns false behind the last. Siblings that lie deeper than
 * AST_HIDDEN_MAX of the grammar's inner rules are passed over. */
enum {
    AST_HIDDEN_MAX = 48
}; /* lists are balanced: 2^48 children, or that many rules without a node of their own */

struct ast_children {
    struct ast_node parent;
    uint32_t depth;
    struct {
        const void *id;
        uint32_t next, structural; /* children passed, and those of them that are no extras */
        uint32_t end, row, column; /* where the last one ended */
    } level[AST_HIDDEN_MAX];
};

void ast_children(struct ast_node node, struct ast_children *ret_children);
bool ast_child_next(struct ast_children *children, struct ast_node *ret_child);

/* Has the child that ast_child_next returned last this role in its parent? */
bool ast_child_has_role(const struct ast_children *children, uint16_t field);

/* As ast_field, by the grammar's number. */
struct ast_node ast_field_numbered(struct ast_node node, uint16_t field);

/* The first child of that type; the first named child (no comment); null when there is none. */
struct ast_node ast_child_of_type(struct ast_node node, const char *type);
struct ast_node ast_child_named(struct ast_node node);

#endif
