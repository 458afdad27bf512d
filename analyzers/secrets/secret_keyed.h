/*
 * secret_keyed: values that nothing but their name gives away.
 *
 * Both are checks. The match they are given is a word as "password" or "api_key" in a file. They look at the name it is part
 * of, at what stands between name and value (=, :, =>, a comma or a parenthesis, the end of an element), and at the
 * value, which the match then becomes. In code a value is a string in quotes; elsewhere it may stand without. All of it is
 * on one line, as such assignments are.
 */
#ifndef CBCRAWL_SECRETS_SECRET_KEYED_H
#define CBCRAWL_SECRETS_SECRET_KEYED_H

#include "analyzers/secrets/secret_check.h"

enum secret_verdict secret_keyed_password(struct secret_match *match); /* what people think up */
enum secret_verdict secret_keyed_secret(struct secret_match *match);   /* what programs draw at random */

#endif
