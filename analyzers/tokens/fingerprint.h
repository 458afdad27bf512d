/*
 * fingerprint: the statements of a file as bytes, as they lie in the `packed` field of a fingerprint record (in base64).
 *
 * varint    statements
 * each      varint lines from the first line of the statement before (the first: from line 0)
 *           varint lines from its own first line to its last
 *           byte   tokens; 0: a gap that no clone reaches across, and nothing follows
 *           4      hash of the tokens, names and literals made alike; little-endian
 *           2      hash of their text; little-endian
 * varint    units that may hold a clone
 * each      varint ordinal, counted from that of the unit before
 *           varint first statement, counted from that of the unit before
 *           varint statements
 *
 * Varints are LEB128: seven bits a byte, the lowest first. Units come in source order. The reader takes bytes from
 * anybody: whatever they are, it gives only what lies within the limits, or says no.
 */
#ifndef CBCRAWL_TOKENS_FINGERPRINT_H
#define CBCRAWL_TOKENS_FINGERPRINT_H

#include "pipeline/base/buf.h"

#include <stdint.h>

enum {
    FINGERPRINT_TOKENS_MIN =
        44, /* of a clone: the fifty of jscpd and PMD, which begin and end inside statements */
    FINGERPRINT_STATEMENT_MAX = 200,      /* tokens of one statement */
    FINGERPRINT_STATEMENTS_MAX = 1 << 18, /* of a file of 1 MB; later ones are left out */
    FINGERPRINT_LINES_MAX = 1 << 20,      /* AST_TEXT_MAX line feeds */
};

struct fingerprint_statement {
    uint32_t line_start, line_end; /* 1-based */
    uint32_t shape;                /* hash of its tokens, names and literals made alike */
    uint16_t text;                 /* hash of its text, without white space and comments */
    uint8_t tokens;                /* 0: a gap */
};

struct fingerprint_unit {
    uint32_t unit;  /* ordinal */
    uint32_t first; /* statement */
    uint32_t len;   /* statements */
};

/* Writing: a statement, and a unit, behind the counts that stand before each list. */
void fingerprint_put_count(struct buf *out, uint32_t count);
void fingerprint_put_statement(struct buf *out, const struct fingerprint_statement *statement,
                               uint32_t line_before);
void fingerprint_put_unit(struct buf *out, const struct fingerprint_unit *unit,
                          const struct fingerprint_unit *before);

/* Reading. Borrows the bytes. After all `next` calls of one list come those of the other; false when the bytes are not as
 * described, and then nothing more must be read. */
struct fingerprint_reader {
    struct str rest;
    uint32_t n, i; /* of the list being read */
    uint32_t n_statements;
    uint32_t line; /* of the statement before */
    struct fingerprint_unit unit;
};

bool fingerprint_open(struct fingerprint_reader *reader, struct str packed); /* n: statements */
bool fingerprint_next_statement(struct fingerprint_reader *reader, struct fingerprint_statement *ret);
bool fingerprint_open_units(struct fingerprint_reader *reader); /* n: units; behind the last statement */
bool fingerprint_next_unit(struct fingerprint_reader *reader, struct fingerprint_unit *ret);

#endif
