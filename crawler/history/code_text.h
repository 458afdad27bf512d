/*
 * code_text: what of a line is code: all but white space and comments.
 *
 * Two lines with the same code text do the same, whatever is said beside them. A line is looked at alone: strings and
 * comments that begin on another line are not seen, and one that goes on reaches to the end of the line. Any thread.
 */
#ifndef CBCRAWL_HISTORY_CODE_TEXT_H
#define CBCRAWL_HISTORY_CODE_TEXT_H

#include "crawler/files/lang.h"
#include "pipeline/base/buf.h"

#include <stdint.h>

/* What begins comments and strings in a language. */
struct code_syntax {
    const struct lang *lang; /* NULL: nothing is a comment */
    uint8_t skips[256];      /* by character: 1 white space, 2 may begin a comment or string */
};

struct code_syntax code_syntax_of(const struct lang *lang);

/* Writes the code of `line` to `to`, which has room for all of it. Returns its length: 0 when there is none. */
size_t code_text(const struct code_syntax *syntax, struct str line, char *to);

/* Its hash64, never 0; 0 when there is none. `room` is for the text, under its ceiling. */
uint64_t code_hash(const struct code_syntax *syntax, struct str line, struct buf *room);

#endif
