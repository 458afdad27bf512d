/*
 * finding: what an analyzer of a file holds against it, as a record.
 *
 * A finding names a rule, a place and, when the fault is a way through the code, the steps of that way. A digest of the
 * tokens at the place recognises it when code moves (cbc-score). Records must come out in the order of the source: whoever
 * writes them sorts.
 */
#ifndef CBCRAWL_AST_FINDING_H
#define CBCRAWL_AST_FINDING_H

#include "analyzers/ast/analyzer.h"
#include "pipeline/base/hash.h"

/* Where in a file. Rows count from 0; row_end is the row of the last byte. */
struct finding_place {
    struct ast_span span;
    uint32_t row, row_end;
};

struct finding_step {
    struct finding_place place;
    struct str message;
};

/* Strings and steps are borrowed. What is empty is the rule's. */
struct ast_finding {
    struct str rule_id, message, severity, confidence;
    struct finding_place place;
    int32_t unit;                     /* ordinal, or AST_UNIT_NONE */
    const struct finding_step *steps; /* where the flow begins first, where it does harm last */
    size_t n_steps;
};

struct finding_place finding_place_of(struct ast_node node);

/* The digest of a text's tokens in any language: words and numbers are all alike, so are strings between quotes of one
 * kind on one line; white space does not count. Linear. */
struct hash128 finding_tokens(struct str text);

/* Appends the record. */
void finding_put(const struct ast_file *file, const struct ast_finding *finding, struct buf *out);

#endif
