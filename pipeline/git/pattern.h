/*
 * pattern: one line of a .gitignore, or the first word of a line in .gitattributes.
 *
 *     !doc/old-?.txt/     '!' takes back what earlier lines said; a '/' at the end means folders only;
 *                         any other '/' binds the pattern to the folder of its file, else it is for names at any depth
 *
 * Patterns borrow their bytes. Pure, any thread.
 */
#ifndef CBCRAWL_GIT_PATTERN_H
#define CBCRAWL_GIT_PATTERN_H

#include "pipeline/git/glob.h"

#include <stdint.h>

enum pattern_flag {
    PATTERN_NEGATED = 1 << 0,
    PATTERN_DIR_ONLY = 1 << 1,
    PATTERN_NAME = 1 << 2, /* for the last component of a path, at any depth */
};

struct pattern {
    struct str text;      /* without '!' and the '/' at both ends */
    struct str source;    /* the line as written, for people */
    uint32_t literal_len; /* bytes before the first special character */
    uint32_t line;        /* 1-based line number, 0 when it has none */
    unsigned flags;
};

/* What is asked about. `path` is relative to the folder that holds the pattern's file, `name` its last component. */
struct pattern_subject {
    struct str path, name;
    bool is_dir;
    uint64_t *steps; /* what matching took is added there; may be NULL */
};

/* Reads `text`, without line end. Cannot fail; nonsense gives a pattern that matches nothing. */
struct pattern pattern_parse(struct str text);

/* Does the pattern, its negation left aside, match? `fold`: upper and lower case are the same. */
bool pattern_match(const struct pattern *pattern, const struct pattern_subject *subject, bool fold);

#endif
