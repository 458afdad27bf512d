/*
 * utf16: text in UTF-16, as some editors and shells of Windows write it, made into UTF-8.
 */
#ifndef CBCRAWL_PARSE_UTF16_H
#define CBCRAWL_PARSE_UTF16_H

#include "pipeline/base/buf.h"

/* Appends `bytes` without its byte-order mark; what is no character becomes U+FFFD. Check `overflow` of `out`. */
void utf16_decode(struct str bytes, bool is_big_endian, struct buf *out);

#endif
