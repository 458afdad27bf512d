/*
 * suppressions: comments that say not to report something.
 *
 *     eval(text)  # cbcrawl:ignore python/eval the text is ours
 *
 * One `suppression` record each: the rule (or a pattern that ends in '*'; "*" when none is named), the rest of the line as
 * the reason, and the line. When nothing but comments is on that line, the next line with code is covered, too, and the
 * record says which that is. Only comments count: in a string the words are data,
 * and so they are behind a macro's definition, where the grammar of C has no comments.
 *
 * Of a file that no grammar reads (ast_file.comment_styles), comments are those of comment_styles.h; behind code on a line
 * only one that begins with the words.
 *
 * The words are looked for once in the text; a file without them costs that one pass. Of a file SUPPRESSIONS_MAX count.
 */
#ifndef CBCRAWL_SUPPRESSIONS_SUPPRESSIONS_H
#define CBCRAWL_SUPPRESSIONS_SUPPRESSIONS_H

#include "analyzers/ast/analyzer.h"

enum {
    SUPPRESSIONS_MAX = 1000,      /* of a file */
    SUPPRESSION_RULE_MAX = 200,   /* bytes; what is longer is no rule, and suppresses nothing */
    SUPPRESSION_REASON_MAX = 200, /* bytes; longer ones are cut */
};

extern const struct analyzer suppressions_analyzer;

#endif
