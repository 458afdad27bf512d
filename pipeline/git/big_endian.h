/*
 * big_endian: numbers as git's files have them, highest byte first, at any address.
 *
 * Callers have checked that the bytes are there.
 */
#ifndef CBCRAWL_GIT_BIG_ENDIAN_H
#define CBCRAWL_GIT_BIG_ENDIAN_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

static inline uint16_t big_endian_16(const char *p)
{
    uint16_t value;
    memcpy(&value, p, sizeof value);
    return be16toh(value);
}

static inline uint32_t big_endian_32(const char *p)
{
    uint32_t value;
    memcpy(&value, p, sizeof value);
    return be32toh(value);
}

static inline uint64_t big_endian_64(const char *p)
{
    uint64_t value;
    memcpy(&value, p, sizeof value);
    return be64toh(value);
}

#endif
