/*
 * classify: what kind of file it is, beyond its language.
 *
 * Every answer is a guess from names and bytes by rules written down in classify.c. Paths are relative to the scanned
 * root, so that a checkout below /home/me/vendor is not vendored as a whole. Pure functions, any thread.
 */
#ifndef CBCRAWL_FILES_CLASSIFY_H
#define CBCRAWL_FILES_CLASSIFY_H

#include "crawler/files/count.h"

/* Bits of classify_file. */
enum file_trait {
    FILE_GENERATED = 1 << 0, /* written by a program: its header or its name says so */
    FILE_MINIFIED = 1 << 1,  /* JavaScript or CSS without line breaks */
    FILE_VENDORED = 1 << 2,  /* somebody else's code kept in this tree */
    FILE_TEST = 1 << 3,      /* tests, their helpers and their data */
};

/* git's rule, a NUL among the first 8000 bytes, and the names of formats that may have none there. */
bool classify_is_binary(struct str path, struct str head);

/* "UTF-16LE" or "UTF-16BE" when a byte-order mark says so; else NULL. */
const char *classify_encoding(struct str head);

/* The set of file_trait bits. `head` as for lang_of; `lang` may be NULL; `lines` may be NULL when not counted. */
unsigned classify_file(struct str path, struct str head, const struct lang *lang,
                       const struct line_count *lines);

#endif
