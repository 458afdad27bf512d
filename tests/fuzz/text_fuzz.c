/* Any bytes through the escapes that stand between a hostile repository and a terminal or a JSON reader. */
#include "pipeline/base/json.h"
#include "pipeline/base/quote.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void require(bool holds)
{
    if (!holds)
        abort();
}

/* A path must come back from JSON as it went in. */
static void check_json(struct arena *arena, struct str bytes, struct buf *out)
{
    struct json_out j = {.buf = out};
    struct json_reader *reader = json_reader_new((size_t)1 << 24);
    const struct json_val *root;
    buf_clear(out);
    json_open(&j, '{');
    json_put_path(&j, "path", bytes);
    json_put_str(&j, "text", bytes);
    json_close(&j, '}');
    require(json_read(reader, buf_str(out), &root, NULL) == 0);
    require(str_eq(json_get_path(arena, root, "path"), bytes));
    json_reader_free(reader);
}

static void check_quotes(struct arena *arena, struct str bytes, struct buf *out)
{
    struct str back;
    buf_clear(out);
    quote_c(out, bytes);
    require(str_is_utf8(buf_str(out)) && unquote_c(arena, buf_str(out), &back) && str_eq(back, bytes));
    buf_clear(out);
    base64_encode(out, bytes);
    require(base64_decode(arena, buf_str(out), &back) && str_eq(back, bytes));
    buf_clear(out);
    quote_terminal(out, bytes);
    require(str_is_utf8(buf_str(out)));
    for (size_t i = 0; i < out->len; i++)
        require((unsigned char)out->p[i] >= 0x20 && out->p[i] != 0x7f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct str bytes = str_of((const char *)data, len);
    struct arena arena;
    struct buf out;
    struct str back;
    require(arena_init(&arena, (size_t)1 << 26, NULL) == 0);
    buf_init(&out, (size_t)1 << 24);
    check_json(&arena, bytes, &out);
    check_quotes(&arena, bytes, &out);
    unquote_c(&arena, bytes, &back);
    base64_decode(&arena, bytes, &back);
    buf_release(&out);
    arena_release(&arena);
    return 0;
}
