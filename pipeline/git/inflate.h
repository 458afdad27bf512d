/*
 * inflate: the door to libdeflate: zlib streams into memory whose size is known.
 *
 * libdeflate makes a stream in one call or not at all, which is what makes it twice as fast as zlib. One thread each.
 */
#ifndef CBCRAWL_GIT_INFLATE_H
#define CBCRAWL_GIT_INFLATE_H

#include "pipeline/base/str.h"

#include <stdint.h>

struct inflater;
struct inflater *inflater_new(void); /* never NULL; free with inflater_free */
void inflater_free(struct inflater *inflater);

/* The most that `packed_bytes` can hold: DEFLATE spends two bits at least on a match, of 258 bytes at most. */
static inline size_t inflate_limit(size_t packed_bytes)
{
    return packed_bytes > SIZE_MAX / 1032 ? SIZE_MAX : packed_bytes * 1032;
}

/* The stream that `packed` begins with, which must have exactly `len_bytes`. 0 or ERR_INPUT. */
int inflate_exactly(struct inflater *inflater, struct str packed, char *to, size_t len_bytes, struct err *err);

/* The stream that `packed` begins with. 1 with its length; 0 when `room_bytes` are too few; ERR_INPUT. */
int inflate_within(struct inflater *inflater, struct str packed, char *to, size_t room_bytes,
                   size_t *ret_len_bytes, struct err *err);

#endif
