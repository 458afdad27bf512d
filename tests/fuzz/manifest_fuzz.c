/* The readers of manifests: the first byte chooses the format. Nothing may crash, and lines lie inside the text. */
#include "tests/fuzz/fuzz.h"

#include "analyzers/manifests/manifest.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    static struct json_reader *json;
    struct manifest m;
    struct err err;
    if (!json) {
        json = json_reader_new(MANIFEST_TEXT_MAX);
        if (arena_init(&arena, (size_t)1 << 30, &err) < 0)
            abort();
    }
    if (size == 0)
        return 0;
    struct str text = str_dup(&arena, str_of((const char *)data + 1, size - 1));
    manifest_read(&m, (enum manifest_format)(data[0] % MANIFEST_FORMATS), text, &arena, json);
    for (size_t i = 0; i < m.found.len; i++) {
        if (m.found.at[i].line < 1 || m.found.at[i].line > size || m.found.at[i].name.len == 0)
            abort();
    }
    arena_reset(&arena);
    return 0;
}
