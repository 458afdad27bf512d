/*
 * literals: finds any of some hundred short texts in one pass.
 *
 * Of each literal the three bytes that are rarest in source text are looked for. A hash of the three bytes at each place
 * asks a table of 65,536 bits, which stays in the first cache and is nearly always answered with no; only behind a yes are
 * the literals compared that have such bytes. The cost is a few cycles a byte, whatever the text.
 *
 * A set is built in microseconds, and read-only after that: threads share it. A scan belongs to one thread and borrows text
 * and set.
 */
#ifndef CBCRAWL_MATCH_LITERALS_H
#define CBCRAWL_MATCH_LITERALS_H

#include "pipeline/base/str.h"

#include <stdint.h>

enum {
    LITERAL_MIN = 3, /* bytes */
    LITERAL_MAX = 255,
    LITERALS_MAX = 4096,
};

struct literal {
    struct str text; /* borrowed by the set; with `no_case` in lower case */
    bool no_case;    /* the case of ASCII letters does not matter */
};

struct literals;

/* Never NULL. A literal that breaks a limit above is a bug. */
struct literals *literals_new(struct arena *arena, const struct literal *list, size_t n);

struct literals_scan {
    const struct literals *set;
    struct str text;
    size_t at;     /* where three bytes are looked at next */
    uint32_t next; /* entry to compare at the place before it, or none */
};

struct literals_scan literals_scan(const struct literals *set, struct str text);

/* The next place where a literal is, and its number in the list. Every occurrence comes once, those that overlap too, in
 * the order of their rarest three bytes. False at the end. */
bool literals_next(struct literals_scan *scan, size_t *ret_at, uint32_t *ret_literal);

#endif
