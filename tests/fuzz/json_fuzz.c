/* A document that is accepted has no duplicate keys, valid UTF-8, bounded depth, and can be walked. */
#include "pipeline/base/json.h"
#include "tests/fuzz/fuzz.h"

static void walk(struct arena *arena, const struct json_val *value, int depth)
{
    CHECK(depth <= JSON_DEPTH_MAX + 1);
    int64_t number;
    json_int_value(value, &number);
    struct str text = json_str_value(value);
    CHECK(text.p || !json_is_str(value));
    CHECK(!text.p || str_is_utf8(text));
    if (!json_is_object(value) && !json_is_array(value))
        return;
    struct json_iter iter = json_iter_begin(value);
    const struct json_val *inner;
    struct str key;
    while ((inner = json_iter_next(&iter, &key))) {
        if (json_is_object(value) && !memchr(key.p, 0, key.len))
            CHECK(json_get(value, arena_printf(arena, "%.*s", STR_ARG(key))) == inner);
        walk(arena, inner, depth + 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct json_reader *reader = json_reader_new((size_t)1 << 20);
    struct arena arena;
    CHECK(arena_init(&arena, (size_t)256 << 20, NULL) == 0);
    const struct json_val *root;
    struct err err = {0};
    int rc = json_read(reader, str_of((const char *)data, len), &root, &err);
    CHECK(rc == 0 || (rc == ERR_INPUT && err.text[0]));
    if (rc == 0) {
        walk(&arena, root, 1);
        json_get_path(&arena, root, "path");
    }
    arena_release(&arena);
    json_reader_free(reader);
    return 0;
}
