/* Any bytes as a mailmap, and its last line as who is looked for: the answer is theirs or stands in the map. */
#include "pipeline/git/mailmap.h"
#include "tests/fuzz/fuzz.h"

static void check_from(struct str part, struct str asked, struct str text)
{
    bool same = part.p == asked.p && part.len == asked.len;
    CHECK(same || (part.p >= text.p && part.p + part.len <= text.p + text.len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct arena arena;
    CHECK(arena_init(&arena, (size_t)256 << 20, NULL) == 0);
    struct str text = str_of((const char *)data, len);
    ptrdiff_t newline = str_rindex(text, '\n');
    struct str asked = str_skip(text, (size_t)(newline + 1)), email = asked;
    struct str rules = str_head(text, newline < 0 ? 0 : (size_t)newline);
    struct str name = str_cut(&email, '<'), new_name = name, new_email = email;
    struct mailmap *map = NULL;
    mailmap_add(&arena, &map, rules);
    mailmap_resolve(map, &new_name, &new_email);
    check_from(new_name, name, rules);
    check_from(new_email, email, rules);
    arena_release(&arena);
    return 0;
}
