/*
 * secret_check: what can be verified of a secret without asking its provider: check sums, structure, encodings.
 */
#ifndef CBCRAWL_SECRETS_SECRET_CHECK_H
#define CBCRAWL_SECRETS_SECRET_CHECK_H

#include "pipeline/base/str.h"

enum secret_verdict {
    SECRET_NONE,  /* it cannot be one */
    SECRET_WRONG, /* it has the form of one, but its check sum or the like is wrong: made up, or cut off */
    SECRET_OPEN,  /* nothing speaks against it */
    SECRET_RIGHT, /* what can be verified is right */
};

/* What is looked at. */
struct secret_match {
    struct str text;       /* around it: the file */
    size_t from, to;       /* the value in the text; a check may move them */
    bool is_code;          /* a language with a grammar, where unquoted text is code */
    size_t anchor, behind; /* the literal that was found, and one past it */
    struct arena *arena;   /* for what is decoded */
};

typedef enum secret_verdict secret_check(struct secret_match *match);

/* The check of that name; NULL: there is none. */
secret_check *secret_check_named(struct str name);

#endif
