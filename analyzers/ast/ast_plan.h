/*
 * ast_plan: the rules of all analyzers as one table by symbol, and what kind of token each leaf is. Shared by the walk
 * and the table's builder; nobody else includes it.
 */
#ifndef CBCRAWL_AST_AST_PLAN_H
#define CBCRAWL_AST_AST_PLAN_H

#include "analyzers/ast/analyzer.h"

/* Values of `token`; any other number is a word of the grammar. */
enum { AST_TOKEN_COMMENT, AST_TOKEN_NAME, AST_TOKEN_LITERAL, AST_TOKEN_WORDS };

struct ast_symbol {
    uint16_t enter, leave; /* bit i: analyzer i wants to know */
    uint16_t token;
};
_Static_assert(ANALYZERS_MAX <= 16, "the masks of struct ast_symbol have a bit for each analyzer");

/* One language. The last symbol of the table stands for error nodes. */
struct ast_table {
    struct ast_symbol *symbols; /* NULL until the language is met */
    uint8_t (*codes)[ANALYZERS_MAX];
    uint32_t error;             /* index of that last symbol */
    uint16_t statement, string; /* Python: a statement that is but a string is a comment; 0 elsewhere */
};

struct ast_plan {
    const struct analyzer *analyzers[ANALYZERS_MAX];
    uint32_t n_analyzers;
    struct ast_table tables[AST_LANGS];
};

#endif
