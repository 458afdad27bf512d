/*
 * hash: the door to xxhash (tables, digests, cache keys) and nettle (git's SHA-1 and SHA-256).
 *
 * hash64 and hash128 are XXH3 with seed 0: fast, stable across machines and releases, not for secrets. git_blob_id
 * is the id git gives to a file's bytes: SHA-1 over "blob <len>\0" and the bytes.
 */
#ifndef CBCRAWL_BASE_HASH_H
#define CBCRAWL_BASE_HASH_H

#include "pipeline/base/str.h"

#include <stdint.h>

/* For tables in memory. */
uint64_t hash64(struct str s);

struct hash128 {
    uint64_t high, low;
};

/* For digests that are stored and compared. */
struct hash128 hash128(struct str s);

enum { HASH128_HEX_LEN = 32, GIT_ID_LEN = 20, GIT_ID_HEX_LEN = 40 };

/* 32 lower-case hex digits and a NUL. */
void hash128_hex(struct hash128 hash, char ret_hex[HASH128_HEX_LEN + 1]);

/* A 128-bit hash over pieces; the result equals hash128 of their concatenation. */
struct hash_stream;
struct hash_stream *hash_stream_new(void); /* never NULL; free with hash_stream_free */
void hash_stream_add(struct hash_stream *stream, struct str s);
struct hash128 hash_stream_digest(const struct hash_stream *stream);
void hash_stream_free(struct hash_stream *stream);

/* The id git gives to an object of that type ("blob", "commit", …): SHA-1 when `id_len` is 20, SHA-256 when it is 32. */
void git_object_id(const char *type, struct str content, size_t id_len, unsigned char *ret_id);

/* git's blob id of `content`, and the same in pieces when a file is too large to hold: begin with its length. */
void git_blob_id(struct str content, unsigned char ret_id[GIT_ID_LEN]);

struct git_blob_hash;
/* Never NULL; git_blob_hash_end frees it. */
struct git_blob_hash *git_blob_hash_new(uint64_t len_bytes);
void git_blob_hash_add(struct git_blob_hash *hash, struct str piece);
void git_blob_hash_end(struct git_blob_hash *hash, unsigned char ret_id[GIT_ID_LEN]); /* also frees */

/* `len` bytes as 2*len lower-case hex digits and a NUL. */
void hex_encode(const unsigned char *bytes, size_t len, char *ret_hex);

/* Reads exactly 2*len hex digits of either case. False when they are not. */
bool hex_decode(struct str hex, unsigned char *ret_bytes, size_t len);

#endif
