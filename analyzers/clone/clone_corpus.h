/*
 * clone_corpus: the statements of all files of a tree in one row, as their fingerprints tell.
 *
 * A statement is 16 bytes. Each file begins with a gap, so that nothing that respects gaps reaches from one file into
 * the next. Positions are indexes into `statements`. Kept in an arena that nobody else uses while files are added: that
 * lets the row grow in place.
 */
#ifndef CBCRAWL_CLONE_CLONE_CORPUS_H
#define CBCRAWL_CLONE_CLONE_CORPUS_H

#include "analyzers/tokens/fingerprint.h"
#include "pipeline/base/vec.h"

enum { CLONE_STATEMENTS_MAX = 1 << 28 };

struct clone_statement {
    uint32_t shape; /* names and literals made alike */
    uint32_t exact; /* with its text */
    uint32_t line_start;
    uint16_t lines; /* to its last line; more than fit are cut */
    uint8_t tokens; /* 0: a gap */
};

enum clone_file_flags { CLONE_TEST = 1, CLONE_GENERATED = 2, CLONE_VENDORED = 4 };

struct clone_file {
    struct str path; /* borrowed */
    unsigned flags;
    uint32_t first, len; /* statements, the gap in front not counted */
    uint32_t first_unit, n_units;
};

struct clone_unit {
    uint32_t unit;       /* the ordinal of its record */
    uint32_t first, len; /* statements */
};

struct clone_corpus {
    struct arena statement_memory, memory;
    VEC(struct clone_statement) statements;
    VEC(struct clone_file) files;
    VEC(struct clone_unit) units; /* by file, in source order */
};

/* 0, or ERR_ENV. Release takes what a failed init left. */
int corpus_init(struct clone_corpus *corpus, struct err *err);
void corpus_release(struct clone_corpus *corpus);

/* Adds a file. False, and nothing is added, when `packed` is no fingerprint or there are too many statements. */
bool corpus_add(struct clone_corpus *corpus, struct str path, unsigned flags, struct str packed);

/* The file that a position is in. */
uint32_t corpus_file_of(const struct clone_corpus *corpus, uint32_t position);

static inline uint32_t corpus_line_end(const struct clone_statement *statement)
{
    return statement->line_start + statement->lines;
}

/* What makes statements alike in clones of the first type, and in those of the second. */
static inline uint32_t corpus_id(const struct clone_corpus *corpus, uint32_t position, bool exact)
{
    const struct clone_statement *s = &corpus->statements.at[position];
    return exact ? s->exact : s->shape;
}

/* The tokens of `len` statements. */
uint32_t corpus_tokens(const struct clone_corpus *corpus, uint32_t first, uint32_t len);

#endif
