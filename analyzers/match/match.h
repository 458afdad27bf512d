/*
 * match: the door to PCRE2: regular expressions with ceilings.
 *
 * A `struct match` is compiled once and shared by all threads; each thread brings a `struct match_room` to
 * run it in. Patterns may come from a stranger, and so does all text. The ceilings count steps of PCRE2, never time: what
 * goes over them is no match, and match_room_was_over tells. Bytes are bytes here, not characters, unless the pattern asks for
 * (*UTF): text need not be UTF-8.
 *
 * Patterns are compiled for the machine where PCRE2 can do that. Its steps are then counted in other places, so that only
 * patterns that hit a ceiling could tell machines apart.
 */
#ifndef CBCRAWL_MATCH_MATCH_H
#define CBCRAWL_MATCH_MATCH_H

#include "pipeline/base/str.h"

#include <stdint.h>

enum {
    MATCH_PATTERN_MAX = 2048, /* bytes of a pattern */
    MATCH_TEXT_MAX = 8192,    /* bytes looked at; callers cut lines and names to it */
    MATCH_STEPS_MAX = 50000,  /* of PCRE2's match(): a millisecond */
    MATCH_DEPTH_MAX = 500,    /* of its backtracking points, some 100 bytes each */
};

enum match_flag {
    MATCH_NO_CASE = 1 << 0,
    MATCH_HERE = 1 << 1, /* it must begin where the search begins */
};

struct match;
struct match_room;

/* Compiles a pattern. It is freed with match_free; NULL is fine there. ERR_USAGE says what is wrong and at which byte. */
int match_new(struct str pattern, unsigned flags, struct match **ret_match, struct err *err);
void match_free(struct match *match);

/* Never NULL; freed with match_room_free. One a thread. */
struct match_room *match_room_new(void);
void match_room_free(struct match_room *room);

/* Has match_find gone over a ceiling in this room since this was asked last? */
bool match_room_was_over(struct match_room *room);

/* Is there a match in `text`, which is cut to MATCH_TEXT_MAX? Where it begins and ends goes to the last two, which may be
 * NULL. */
bool match_find(const struct match *match, struct match_room *room, struct str text, size_t *ret_from,
                size_t *ret_to);

/* Is there a match from byte `at` of the text on, cut as above? What lies before `at` can be looked back at. Of a pattern
 * with groups the place of the first one is told, when that matched. */
bool match_find_from(const struct match *match, struct match_room *room, struct str text, size_t at,
                     size_t *ret_from, size_t *ret_to);

#endif
