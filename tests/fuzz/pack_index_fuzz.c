/* Any bytes as a pack index, then as a multi-pack index, of SHA-1 and SHA-256: whatever is accepted is searched for what
 * it holds and for what it does not. */
#include "pipeline/git/multi_pack_index.h"
#include "pipeline/git/pack_index.h"
#include "tests/fuzz/fuzz.h"

static void check_table(const struct id_table *table, const struct object_id *id)
{
    uint32_t at = id_table_search(table, id), found;
    CHECK(at <= table->len);
    if (id_table_find(table, id, &found)) {
        struct object_id there = id_table_at(table, found);
        CHECK(object_id_eq(&there, id));
    }
}

static void check_index(struct str bytes, size_t id_len)
{
    struct pack_index index;
    struct err err = {0};
    uint64_t offset;
    int rc = pack_index_parse(bytes, id_len, &index, &err);
    CHECK(rc == 0 || (rc == ERR_INPUT && err.text[0]));
    for (uint32_t i = 0; rc == 0 && i < index.ids.len; i++) {
        struct object_id id = id_table_at(&index.ids, i);
        check_table(&index.ids, &id);
        pack_index_find(&index, &id, &offset);
        id.bytes[id_len - 1] ^= 1;
        check_table(&index.ids, &id);
    }
}

static void check_multi(struct str bytes, size_t id_len)
{
    struct multi_pack_index index;
    struct err err = {0};
    uint64_t offset;
    uint32_t pack;
    int rc = multi_pack_index_parse(bytes, id_len, &index, &err);
    CHECK(rc == 0 || (rc == ERR_INPUT && err.text[0]));
    for (uint32_t i = 0; rc == 0 && i < index.ids.len; i++) {
        struct object_id id = id_table_at(&index.ids, i);
        check_table(&index.ids, &id);
        if (multi_pack_index_find(&index, &id, &pack, &offset))
            CHECK(pack < index.n_packs);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct str bytes = str_of((const char *)data, len);
    for (size_t id_len = 20; id_len <= 32; id_len += 12) {
        check_index(bytes, id_len);
        check_multi(bytes, id_len);
    }
    return 0;
}
