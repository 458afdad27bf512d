/*
 * ewah: the compressed bit maps in git's files.
 *
 * Words of 64 bits: a marker says how many words are all zeros or all ones, and how many literal ones follow. Reading
 * is bounded by the number of bits the caller expects, so a few bytes cannot ask for gigabytes.
 */
#ifndef CBCRAWL_GIT_EWAH_H
#define CBCRAWL_GIT_EWAH_H

#include "pipeline/base/str.h"

#include <stdint.h>

/* Bytes the bit map at the start of `bytes` takes up; 0 when it is cut off. */
size_t ewah_len_bytes(struct str bytes);

/* Unpacks a bit map of at most `n_bits` bits into n_bits/64 (rounded up) zeroed words. ERR_INPUT when it is longer or
 * damaged. */
int ewah_unpack(struct str bytes, size_t n_bits, uint64_t *ret_words, struct err *err);

#endif
