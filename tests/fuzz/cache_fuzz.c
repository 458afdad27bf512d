/* The first byte says what the rest is: an index of a cache (its sum is made right, or nothing would get through), facts
 * kept there, or a list of macros. What is accepted keeps its promises. */
#include "analyzers/parse/fact_cache.h"
#include "pipeline/kit/disk_cache_inside.h"
#include "pipeline/record/record.h"
#include "tests/fuzz/fuzz.h"

#include <fcntl.h>
#include <unistd.h>

static void check_index(struct str bytes)
{
    struct cache_index index = {.len = 0};
    struct hash128 sum = hash128(bytes);
    buf_init(&index.bytes, CACHE_INDEX_MAX);
    buf_add(&index.bytes, bytes);
    buf_add(&index.bytes, str_of((const char *)&sum, sizeof sum));
    if (cache_index_take(&index))
        for (size_t i = 1; i < index.len; i++)
            CHECK(cache_entry_cmp(&index.entries[i - 1], &index.entries[i]) < 0);
    buf_release(&index.bytes);
}

/* A writer takes them, as it would new ones: it ends the program when they are no records. */
static void check_facts(struct str value)
{
    static const struct record_program program = {.program = "fuzz", .version = "1", .options = {0}};
    struct facts_frame frame;
    struct record_writer writer;
    struct buf out;
    if (!facts_read(value, &frame))
        return;
    buf_init(&out, 16 << 20);
    facts_put(&frame.facts, STR("{\"k\":\"file\"}"), STR("a.c"), false, &out);
    facts_put(&frame.facts, STR("{\"k\":\"file\"}"), STR("a.c"), true, &out);
    record_writer_open(&writer, open("/dev/null", O_WRONLY | O_CLOEXEC), "null", false);
    CHECK(record_writer_head(&writer, STR("/"), (struct str){0}, &program, NULL) == 0);
    record_writer_lines(&writer, &out, NULL); /* too many kinds: refused, and no more */
    CHECK(record_writer_end(&writer, NULL) == 0);
    buf_release(&out);
}

static void check_list(struct str bytes)
{
    struct arena arena;
    struct buf again;
    CHECK(arena_init(&arena, (size_t)256 << 20, NULL) == 0);
    struct macro_list *list = macro_list_unpack(bytes, &arena);
    buf_init(&again, 64 << 20);
    if (list) {
        struct macros *macros = macros_new(&arena);
        macro_list_pack(list, &again);
        CHECK(again.len == bytes.len);
        macros_add(macros, list);
        macros_close(macros);
    }
    buf_release(&again);
    arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    if (len == 0)
        return 0;
    struct str rest = str_of((const char *)data + 1, len - 1);
    switch (data[0]) {
    case 'i': check_index(rest); break;
    case 'f': check_facts(rest); break;
    default: check_list(rest);
    }
    return 0;
}
