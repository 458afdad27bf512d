/* Any bytes as git's index, split in two at the first NUL byte for the join: sorted names inside bounds, or refused. */
#include "pipeline/git/index_file.h"
#include "tests/fuzz/fuzz.h"

enum { SHA1_BYTES = 20 };

static void check_index(const struct index_file *index)
{
    for (size_t i = 0; i < index->len; i++) {
        struct str path = index->entries[i].path;
        CHECK(path.len > 0 && path.len <= INDEX_NAME_MAX);
        CHECK(i == 0 || str_cmp(index->entries[i - 1].path, path) <= 0);
        CHECK(str_eq(index->entries[index_file_search(index, path)].path, path));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct arena arena;
    CHECK(arena_init(&arena, (size_t)2 << 30, NULL) == 0);
    struct str bytes = str_of((const char *)data, len);
    struct index_file split, base, both;
    struct err err = {0};
    int rc = index_file_parse(&arena, bytes, SHA1_BYTES, &split, &err);
    CHECK(rc == 0 || (rc == ERR_INPUT && err.text[0]));
    /* In a split one, what replaces an entry of the base has no name of its own. */
    if (rc == 0 && split.base_id.len == 0)
        check_index(&split);
    /* The first two bytes say how long the split one is, the rest is its base. */
    size_t cut = len < 2 ? len : 2 + (size_t)(data[0] << 8 | data[1]) % (len - 1);
    if (len > 2 && index_file_parse(&arena, str_of(bytes.p + 2, cut - 2), SHA1_BYTES, &split, NULL) == 0 &&
        index_file_parse(&arena, str_skip(bytes, cut), SHA1_BYTES, &base, NULL) == 0 &&
        index_file_join(&arena, &split, &base, &both, NULL) == 0)
        check_index(&both);
    arena_release(&arena);
    return 0;
}
