/* The input is a header, a zero byte, and a source file: blanking must keep its length and its lines. */
#include "analyzers/macros/macros.h"
#include "tests/fuzz/fuzz.h"

static void check_blanked(const struct macros *macros, struct str text, bool is_cpp, struct arena *arena)
{
    struct macros_text blanked = macros_blank(macros, text, is_cpp, NULL, arena);
    CHECK(blanked.text.len == text.len);
    for (size_t i = 0; i < text.len; i++) {
        char was = text.p[i], is = blanked.text.p[i];
        CHECK((was == '\n') == (is == '\n'));
        CHECK(was == is || memchr(" ;,)\\", is, 5));
        CHECK(was == is || blanked.is_changed);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct str source = str_of((const char *)data, len);
    struct str header = str_cut(&source, '\0');
    struct arena arena;
    CHECK(arena_init(&arena, (size_t)64 << 20, NULL) == 0);
    struct macros *macros = macros_new(&arena);
    macros_add(macros, macros_scan(header, &arena));
    macros_close(macros);
    check_blanked(macros, source, false, &arena);
    check_blanked(macros, source, true, &arena);
    arena_release(&arena);
    return 0;
}
