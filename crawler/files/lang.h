/*
 * lang: which language a file is written in.
 *
 * Decided from the path and the first bytes, in this order: a modeline (vim, emacs), the exact file name, the `#!`
 * line, the extension. Where one extension serves several languages (.h .m .pl .ts .v
 * …) the first bytes decide. Names are spelled as GitHub's linguist spells them.
 *
 * Languages are entries of one static table: compare pointers, keep them as long as you like, use from any thread.
 * lang_table.c says in prose how each is counted; cbc-languages.7 is the list for users.
 */
#ifndef CBCRAWL_FILES_LANG_H
#define CBCRAWL_FILES_LANG_H

#include "pipeline/base/str.h"

struct syntax; /* what counts as comment and string: syntax.h */

struct lang {
    const char *name;            /* "C++" */
    const struct syntax *syntax; /* NULL: every line that is not blank is code */
};

/* "prose" for what people read, "data" for what programs read and nobody runs, NULL for code. Where linguist says
 * markup, documents (TeX, Roff) are prose and pages (HTML, CSS) are code. */
const char *lang_kind(const struct lang *lang);

/* How much of a file lang_of looks at, and all the caller needs to read before it asks: enough to get past a long
 * licence to the first declarations. */
enum { LANG_HEAD_BYTES = 32 << 10 };

/* What the answer rests on. */
enum lang_how {
    LANG_UNKNOWN,
    LANG_BY_MODELINE,
    LANG_BY_NAME,
    LANG_BY_SHEBANG,
    LANG_BY_EXTENSION,
    LANG_BY_CONTENT, /* the extension serves several languages and the bytes spoke for one of them */
    LANG_BY_DEFAULT, /* the bytes did not speak: the commonest language of that extension */
};

struct lang_guess {
    const struct lang *lang; /* NULL when unknown */
    enum lang_how how;
};

/* `head` is the first LANG_HEAD_BYTES of the file, or all of a shorter one. Cannot fail. */
struct lang_guess lang_of(struct str path, struct str head);

/* The language of that exact name; NULL when there is none. */
const struct lang *lang_by_name(struct str name);

/* The whole table, in order of names: what the tests walk over. */
const struct lang *lang_all(size_t *ret_len);

#endif
