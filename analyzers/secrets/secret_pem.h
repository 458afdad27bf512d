/*
 * secret_pem: private keys in PEM form (RFC 7468), and base 64.
 */
#ifndef CBCRAWL_SECRETS_SECRET_PEM_H
#define CBCRAWL_SECRETS_SECRET_PEM_H

#include "analyzers/secrets/secret_check.h"

enum { SECRET_PEM_MAX = 16 << 10 }; /* bytes of a key's text: one of 16,384 bits has 12,500 */

/* Decodes either alphabet of RFC 4648, with or without padding, up to the first byte that is none of it. Never fails: what
 * is left over at the end is dropped. */
struct str secret_base64(struct arena *arena, struct str text);

/* A check: the match is the line that begins the key, and becomes the key. It may stand in a string: breaks of lines may be
 * written out, and parts in quotes joined. A key that is encrypted is as good as wrong. */
enum secret_verdict secret_pem(struct secret_match *match);

#endif
