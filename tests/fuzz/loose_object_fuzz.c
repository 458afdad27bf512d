/* Any bytes as the file of a loose object, as it is and as the content of a zlib stream of one stored block; and as an
 * entry of a pack. */
#include "pipeline/git/loose_object.h"
#include "pipeline/git/pack_file.h"
#include "tests/fuzz/fuzz.h"

enum { STORED_MAX = 65535, PACK_HEAD = 12, ID_LEN = 20 };

static void parse(struct str file, struct inflater *inflater, struct object_cache *cache)
{
    struct object_entry *entry;
    struct err err = {0};
    int rc = loose_object_parse(file, inflater, cache, &entry, &err);
    CHECK(rc == 0 || (rc == ERR_INPUT && err.text[0]));
    if (rc < 0)
        return;
    CHECK(entry->type >= OBJECT_COMMIT && entry->type <= OBJECT_TAG && entry->data.len <= OBJECT_MAX);
    object_cache_add(cache, entry);
    for (size_t i = 0; i < OBJECT_SLACK; i++)
        CHECK(entry->data.p[entry->data.len + i] == '\0');
    object_cache_release(cache, entry);
}

/* Returns its length; `to` has 11 bytes more than `len`. */
static size_t store(const uint8_t *data, size_t len, char *to)
{
    uint32_t a = 1, b = 0;
    for (size_t i = 0; i < len; i++) {
        a = (a + data[i]) % 65521;
        b = (b + a) % 65521;
    }
    const unsigned char head[] = {0x78, 1, 1, len & 255, len >> 8 & 255, ~len & 255, ~len >> 8 & 255};
    const unsigned char tail[] = {b >> 8 & 255, b & 255, a >> 8 & 255, a & 255};
    memcpy(to, head, sizeof head);
    memcpy(to + sizeof head, data, len);
    memcpy(to + sizeof head + len, tail, sizeof tail);
    return sizeof head + len + sizeof tail;
}

static void check_entries(struct str bytes)
{
    struct pack_file pack;
    struct pack_entry entry;
    if (pack_file_parse(bytes, ID_LEN, &pack, NULL) < 0)
        return;
    for (uint64_t offset = 0; offset <= bytes.len; offset++) {
        if (pack_file_entry(&pack, offset, OBJECT_MAX, &entry, NULL) < 0)
            continue;
        CHECK(entry.len_bytes <= OBJECT_MAX && entry.type != 0 && entry.type != 5 && entry.type <= 7);
        CHECK(entry.packed.p + entry.packed.len == pack.bytes.p + pack.bytes.len);
        CHECK(entry.type != PACK_ENTRY_OFFSET_DELTA ||
              (entry.base_offset >= PACK_HEAD && entry.base_offset < offset));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct inflater *inflater = inflater_new();
    struct object_cache *cache = object_cache_new(1 << 20);
    parse(str_of((const char *)data, len), inflater, cache);
    object_cache_free(cache);
    cache = object_cache_new(1 << 20);
    if (len <= STORED_MAX) {
        char *stored = malloc(len + 11);
        CHECK(stored);
        parse(str_of(stored, store(data, len, stored)), inflater, cache);
        free(stored);
    }
    check_entries(str_of((const char *)data, len));
    object_cache_free(cache);
    inflater_free(inflater);
    return 0;
}
