/*
 * ast_inside: what the files of this folder share; nobody else includes it.
 *
 * The walk reads tree-sitter's own tree, not its cursor, which re-finds the parent for every step and costs a third of
 * the parse. The core is compiled from sources pinned by package-lock.json, so its inner headers always fit.
 */
#ifndef CBCRAWL_AST_AST_INSIDE_H
#define CBCRAWL_AST_AST_INSIDE_H

#include "analyzers/ast/ast.h"

#include <tree_sitter/api.h>
#include <tree_sitter/../../src/language.h>
#include <tree_sitter/../../src/tree.h>

struct ast_tree {
    TSTree *ts;
    enum ast_lang lang;
    struct str text;
    uint32_t error_bytes;
};

/* One grammar. */
struct ast_grammar {
    const TSLanguage *(*language)(void);
    const char *name; /* as the `lang` field has it */
};

extern const struct ast_grammar ast_grammars[AST_LANGS];

/* The grammar's number of a field, 0 when it has none. */
TSFieldId ast_field_id(enum ast_lang lang, enum ast_field field);

/* The grammar's symbols of that name, in the order of their numbers: the first, or the one behind `before`; 0: no more. */
TSSymbol ast_symbol_named(enum ast_lang lang, struct str name, TSSymbol before);

/* Makes both quick; call before, and before a tree of the language is made, any number of times. */
void ast_lang_prepare(enum ast_lang lang);

/* The node of `subtree`, whose symbol here is `symbol`. */
static inline struct ast_node ast_node_of(const struct ast_tree *tree, const Subtree *subtree, Length at,
                                          TSSymbol symbol)
{
    return (struct ast_node){.tree = tree,
                             .id = subtree,
                             .start = at.bytes,
                             .row = at.extent.row,
                             .column = at.extent.column,
                             .symbol = symbol};
}

static inline Subtree ast_subtree(struct ast_node node)
{
    return *(const Subtree *)node.id;
}

/* Has it children that can be seen, by themselves or through hidden ones? */
static inline bool ast_has_children(Subtree subtree)
{
    return ts_subtree_visible_child_count(subtree) > 0;
}

#endif
