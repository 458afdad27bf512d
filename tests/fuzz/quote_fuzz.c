/* What is quoted for JSON must come back byte for byte; what is quoted for a terminal must not move its cursor. */
#include "pipeline/base/json.h"
#include "pipeline/base/quote.h"
#include "tests/fuzz/fuzz.h"

/* Six bytes of JSON for one of input is the worst; libFuzzer's inputs have 4 kB. */
enum { TEXT_MAX = 1 << 24 };

static void check_path(struct arena *arena, struct str path, struct buf *out)
{
    struct json_out j = {.buf = out};
    struct json_reader *reader = json_reader_new(TEXT_MAX);
    const struct json_val *root;
    buf_clear(out);
    json_open(&j, '{');
    json_put_path(&j, "path", path);
    json_put_str(&j, "text", path);
    json_close(&j, '}');
    CHECK(json_read(reader, buf_str(out), &root, NULL) == 0);
    CHECK(str_eq(json_get_path(arena, root, "path"), path));
    json_reader_free(reader);
}

static void check_quotes(struct arena *arena, struct str text, struct buf *out)
{
    struct str back;
    buf_clear(out);
    quote_c(out, text);
    CHECK(str_is_utf8(buf_str(out)) && unquote_c(arena, buf_str(out), &back) && str_eq(back, text));
    buf_clear(out);
    base64_encode(out, text);
    CHECK(base64_decode(arena, buf_str(out), &back) && str_eq(back, text));
}

static void check_terminal(struct str text, struct buf *out)
{
    buf_clear(out);
    quote_terminal(out, text);
    CHECK(str_is_utf8(buf_str(out)));
    for (size_t i = 0; i < out->len; i++) {
        unsigned char c = (unsigned char)out->p[i];
        CHECK(c >= 0x20 && c != 0x7f);
        /* C1 controls in UTF-8: CSI is c2 9b. */
        CHECK(!(c == 0xc2 && (unsigned char)out->p[i + 1] < 0xa0));
    }
}

/* What the readers accept as base64 must be the writer's own form of what they return. */
static void check_readers(struct arena *arena, struct str text, struct buf *out)
{
    struct str back;
    unquote_c(arena, text, &back);
    if (!base64_decode(arena, text, &back))
        return;
    buf_clear(out);
    base64_encode(out, back);
    CHECK(str_eq(buf_str(out), text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct str text = str_of((const char *)data, len);
    struct arena arena;
    struct buf out;
    CHECK(arena_init(&arena, (size_t)64 << 20, NULL) == 0);
    buf_init(&out, TEXT_MAX);
    check_path(&arena, text, &out);
    check_quotes(&arena, text, &out);
    check_terminal(text, &out);
    check_readers(&arena, text, &out);
    buf_release(&out);
    arena_release(&arena);
    return 0;
}
