/*
 * token_rules: the nodes a statement starts with. One list for all languages: a name that a grammar does not have costs
 * nothing, and most names are used by several.
 */
#ifndef CBCRAWL_TOKENS_TOKEN_RULES_H
#define CBCRAWL_TOKENS_TOKEN_RULES_H

#include "analyzers/ast/analyzer.h"

enum token_code {
    TOKEN_STATEMENT = 1,
    TOKEN_IMPORT, /* an import, or the name of the package */
};

extern const struct ast_rule token_rules[], token_rules_elixir[];

#endif
