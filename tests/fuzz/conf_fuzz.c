/* A config file of any bytes is read or refused with its file and line. */
#include "pipeline/config/conf_syntax.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct arena arena;
    CHECK(arena_init(&arena, (size_t)256 << 20, NULL) == 0);
    struct conf_entries entries = {0};
    struct err err = {0};
    int rc = conf_parse(&entries, &arena, str_of((const char *)data, len), "fuzz.conf", &err);
    CHECK(rc == 0 || (rc == ERR_USAGE && str_starts(str_from(err.text), STR("fuzz.conf:"))));
    for (size_t i = 0; i < entries.list.len; i++) {
        const struct conf_entry *entry = &entries.list.at[i];
        CHECK(entry->line >= 1 && entry->name.len > 0);
        CHECK(i == 0 || entry->line >= entries.list.at[i - 1].line);
        conf_entry_key(&arena, entry);
    }
    const char *assignment = arena_printf(&arena, "%.*s", (int)len, (const char *)data);
    conf_parse_assignment(&entries, &arena, assignment, NULL);
    arena_release(&arena);
    return 0;
}
