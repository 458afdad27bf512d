#include "pipeline/base/hash.h"

#include <inttypes.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

uint64_t hash64(struct str s)
{
    return XXH3_64bits(s.p, s.len);
}

struct hash128 hash128(struct str s)
{
    XXH128_hash_t h = XXH3_128bits(s.p, s.len);
    return (struct hash128){.high = h.high64, .low = h.low64};
}

void hash128_hex(struct hash128 hash, char ret_hex[HASH128_HEX_LEN + 1])
{
    XXH128_canonical_t bytes; /* big-endian */
    XXH128_canonicalFromHash(&bytes, (XXH128_hash_t){.low64 = hash.low, .high64 = hash.high});
    hex_encode(bytes.digest, sizeof bytes.digest, ret_hex);
}

struct hash_stream *hash_stream_new(void)
{
    XXH3_state_t *state = XXH3_createState();
    if (!state)
        arena_full(576); /* the size xxhash.h gives for the state, which is opaque here */
    XXH3_128bits_reset(state);
    return (struct hash_stream *)state;
}

void hash_stream_add(struct hash_stream *stream, struct str s)
{
    XXH3_128bits_update((XXH3_state_t *)stream, s.p, s.len);
}

struct hash128 hash_stream_digest(const struct hash_stream *stream)
{
    XXH128_hash_t h = XXH3_128bits_digest((const XXH3_state_t *)stream);
    return (struct hash128){.high = h.high64, .low = h.low64};
}

void hash_stream_free(struct hash_stream *stream)
{
    XXH3_freeState((XXH3_state_t *)stream);
}

/* What git puts before an object's bytes. Returns its length, the NUL included. */
static size_t object_head(const char *type, uint64_t len_bytes, char ret_head[64])
{
    return (size_t)snprintf(ret_head, 64, "%.32s %" PRIu64, type, len_bytes) + 1;
}

void git_object_id(const char *type, struct str content, size_t id_len, unsigned char *ret_id)
{
    char head[64];
    size_t head_len = object_head(type, content.len, head);
    if (id_len == SHA256_DIGEST_SIZE) {
        struct sha256_ctx ctx;
        sha256_init(&ctx);
        sha256_update(&ctx, head_len, (const uint8_t *)head);
        sha256_update(&ctx, content.len, (const uint8_t *)content.p);
        sha256_digest(&ctx, SHA256_DIGEST_SIZE, ret_id);
        return;
    }
    struct sha1_ctx ctx;
    sha1_init(&ctx);
    sha1_update(&ctx, head_len, (const uint8_t *)head);
    sha1_update(&ctx, content.len, (const uint8_t *)content.p);
    sha1_digest(&ctx, GIT_ID_LEN, ret_id);
}

void git_blob_id(struct str content, unsigned char ret_id[GIT_ID_LEN])
{
    git_object_id("blob", content, GIT_ID_LEN, ret_id);
}

struct git_blob_hash {
    struct sha1_ctx ctx;
};

struct git_blob_hash *git_blob_hash_new(uint64_t len_bytes)
{
    struct git_blob_hash *hash = malloc(sizeof *hash);
    if (!hash)
        arena_full(sizeof *hash);
    char head[64];
    size_t head_len = object_head("blob", len_bytes, head);
    sha1_init(&hash->ctx);
    sha1_update(&hash->ctx, head_len, (const uint8_t *)head);
    return hash;
}

void git_blob_hash_add(struct git_blob_hash *hash, struct str piece)
{
    sha1_update(&hash->ctx, piece.len, (const uint8_t *)piece.p);
}

void git_blob_hash_end(struct git_blob_hash *hash, unsigned char ret_id[GIT_ID_LEN])
{
    sha1_digest(&hash->ctx, GIT_ID_LEN, ret_id);
    free(hash);
}

void hex_encode(const unsigned char *bytes, size_t len, char *ret_hex)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < len; i++) {
        ret_hex[2 * i] = digits[bytes[i] >> 4];
        ret_hex[2 * i + 1] = digits[bytes[i] & 15];
    }
    ret_hex[2 * len] = '\0';
}

/* The digit's value; more than 15 for all other bytes. */
static unsigned hex_value(char c)
{
    static const uint8_t plus_one[256] = {
        ['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,  ['6'] = 7,  ['7'] = 8,
        ['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
        ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
    };
    return plus_one[(unsigned char)c] - 1u;
}

bool hex_decode(struct str hex, unsigned char *ret_bytes, size_t len)
{
    if (hex.len != 2 * len)
        return false;
    for (size_t i = 0; i < len; i++) {
        unsigned high = hex_value(hex.p[2 * i]), low = hex_value(hex.p[2 * i + 1]);
        if (high > 15 || low > 15)
            return false;
        ret_bytes[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}
