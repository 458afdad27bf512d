/*
 * num: numbers from and to text, strictly and without locale.
 *
 * Parsing takes the whole string or fails; sizes take the suffixes k, M and G (1024). Printing always uses '.' and
 * the fewest digits asked for, so output does not depend on the user's locale.
 */
#ifndef CBCRAWL_BASE_NUM_H
#define CBCRAWL_BASE_NUM_H

#include "pipeline/base/str.h"

#include <stdint.h>

/* A decimal integer with optional sign. False when `s` is anything else or out of range. */
bool num_parse_int(struct str s, int64_t *ret_value);

/* As num_parse_int, non-negative, with an optional suffix k, M or G in either case. */
bool num_parse_size(struct str s, int64_t *ret_value);

enum { NUM_TEXT_MAX = 40 };

/* `value` with `decimals` (0 to 9) digits behind the point, `value` finite and below 1e18. Returns `out`. */
char *num_fixed(char out[NUM_TEXT_MAX], double value, int decimals);

/* 1234567 as "1,234,567". Returns `out`. */
char *num_grouped(char out[NUM_TEXT_MAX], int64_t value);

/* Bytes for people: "512 B", "1.4 kB", "23 MB". Returns `out`. */
char *num_bytes(char out[NUM_TEXT_MAX], uint64_t bytes);

/* Nanoseconds for people: "3.2 ms", "1.45 s", "2 min 5 s". Returns `out`. */
char *num_duration(char out[NUM_TEXT_MAX], int64_t t_ns);

#endif
