/*
 * draw_secret: made-up values of the right form for tests, so that none stands in a file of ours.
 *
 * In a template, {{NAME}} and {{NAME LENGTH}} are drawn anew: alnum, alpha, lower and upper (with digits), hex, hexup, digits,
 * base64, url, base58, pass (a password), and awsid, uuid, crc (the check sum of what was drawn before it), basic, jwt, jwe,
 * pem, age, nonzero, nl (a line break). Other names stay as they are. The same seed gives the same text.
 */
#ifndef CBCRAWL_TESTS_DRAW_SECRET_H
#define CBCRAWL_TESTS_DRAW_SECRET_H

#include "pipeline/base/buf.h"

#include <stdint.h>

/* Appends the template with values drawn. */
void draw_secret(struct str template, uint64_t *seed, struct buf *out);

#endif
