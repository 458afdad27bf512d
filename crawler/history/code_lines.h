/*
 * code_lines: where in a repository a fault can be: in which files, and in which of their lines.
 *
 * A file counts when it is written in a language that is code (lang.h), and is neither test, nor vendored, generated or
 * minified (classify.h). A line counts when something that is no comment stands on it, with a letter or digit: a brace
 * alone is nobody's fault. Comments are told by how lines begin, so a block that opens behind code is not seen, and its
 * further lines count. Any thread.
 */
#ifndef CBCRAWL_HISTORY_CODE_LINES_H
#define CBCRAWL_HISTORY_CODE_LINES_H

#include "crawler/files/lang.h"

#include <stdint.h>

/* The language of a file that counts, NULL for one that does not. `text` is all of it. */
const struct lang *code_language(struct str path, struct str text);

struct code_lines {
    struct str text;
    uint32_t *start; /* n + 1 of them: where each begins, and the end */
    uint8_t *is_code;
    uint32_t n;
};

/* The first lines of a text, `n` at most. Takes 5 bytes for each of the `n` from `arena`. `lang` may be NULL: then there
 * are no comments. */
struct code_lines code_lines_of(struct arena *arena, const struct lang *lang, struct str text, uint32_t n);

static inline struct str code_line(const struct code_lines *lines, uint32_t i)
{
    return str_of(lines->text.p + lines->start[i], lines->start[i + 1] - lines->start[i]);
}

/* Columns before its first character; a tab goes to the next multiple of 8. */
uint32_t code_indent(struct str line);

#endif
