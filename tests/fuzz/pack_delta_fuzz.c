/* Any bytes as a base and a delta: the first byte is the base's length. The result is right in length and makes itself
 * again, or it is refused; nothing is written behind the slack. */
#include "pipeline/git/pack_delta.h"
#include "tests/fuzz/fuzz.h"

enum { RESULT_MAX = 1 << 20 };

/* An exact block with slack behind it, so that a sanitizer sees one byte more. */
static char *copy_with_slack(struct str bytes)
{
    char *copy = calloc(bytes.len + PACK_DELTA_SLACK, 1);
    CHECK(copy);
    if (bytes.len)
        memcpy(copy, bytes.p, bytes.len);
    return copy;
}

static void apply(const struct pack_delta *delta, struct str base)
{
    struct err err = {0};
    char *one = calloc(delta->result_len + PACK_DELTA_SLACK, 1),
         *two = malloc(delta->result_len + PACK_DELTA_SLACK);
    CHECK(one && two);
    memset(two, 0xa5, delta->result_len + PACK_DELTA_SLACK);
    int rc = pack_delta_apply(delta, base, one, &err);
    CHECK(rc == 0 || (rc == ERR_INPUT && err.text[0]));
    CHECK(pack_delta_apply(delta, base, two, NULL) == rc);
    if (rc == 0)
        CHECK(memcmp(one, two, delta->result_len) == 0); /* every byte was written */
    free(one);
    free(two);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    if (len == 0)
        return 0;
    struct str bytes = str_of((const char *)data + 1, len - 1);
    struct str base = str_head(bytes, data[0]), text = str_skip(bytes, data[0]);
    struct str base_copy = str_of(copy_with_slack(base), base.len),
               text_copy = str_of(copy_with_slack(text), text.len);
    struct pack_delta delta;
    if (pack_delta_parse(text_copy, &delta, NULL) == 0 && delta.result_len <= RESULT_MAX)
        apply(&delta, base_copy);
    free((void *)(uintptr_t)base_copy.p);
    free((void *)(uintptr_t)text_copy.p);
    return 0;
}
