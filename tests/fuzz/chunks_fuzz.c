/* Any two contents, parted at the first 0xff byte: what they share is the same from both sides and one by one or through
 * an index, and no more than the smaller of them. */
#include "pipeline/git/blob_chunks.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct arena arena;
    CHECK(arena_init(&arena, CHUNK_POOL_BYTES, NULL) == 0);
    struct str bytes = str_of((const char *)data, len), rest = bytes, a = str_cut(&rest, (char)0xff);
    struct str b = rest.p ? rest : STR("");
    struct chunk_pool pool = {.arena = &arena};
    struct chunk_list lists[2];
    CHECK(chunk_pool_add(&pool, a, &lists[0]) && chunk_pool_add(&pool, b, &lists[1]));
    uint64_t common = chunk_pool_common(&pool, lists[0], lists[1]);
    CHECK(common <= a.len && common <= b.len);
    CHECK(common == chunk_pool_common(&pool, lists[1], lists[0]));
    CHECK(chunk_pool_common(&pool, lists[0], lists[0]) <= a.len);
    uint32_t all[2] = {0};
    struct chunk_index index = chunk_index_of(&pool, lists, 2);
    chunk_index_common(&index, lists[0], all);
    CHECK(all[1] == common && all[0] == chunk_pool_common(&pool, lists[0], lists[0]));
    CHECK(chunk_index_steps(&index, lists[0]) <= 2 * (uint64_t)lists[0].len);
    arena_release(&arena);
    return 0;
}
