/* Output of an outside tool, of any bytes, is taken in or refused: as SARIF and as lines; and a pattern of any bytes is one or
 * none. */
#include "pipeline/tool/sarif_in.h"
#include "pipeline/tool/text_in.h"
#include "pipeline/tool/tool_files.h"
#include "tests/fuzz/fuzz.h"

static void check_report(const struct report *report, struct arena *arena)
{
    struct tool_files files;
    uint32_t file;
    tool_files_init(&files, arena, STR("/nowhere/here"));
    CHECK(report->statements.len <= REPORT_STATEMENTS_MAX);
    for (size_t i = 0; i < report->statements.len; i++) {
        const struct statement *said = &report->statements.at[i];
        CHECK(said->rule < report->rules.len && said->rule < report->rule_ids.names.len);
        struct str id = report->rule_ids.names.at[said->rule];
        CHECK(id.len >= 1 && id.len <= REPORT_RULE_MAX && !memchr(id.p, ' ', id.len));
        CHECK(said->message.len <= REPORT_MESSAGE_MAX && str_index(said->message, '\n') < 0);
        CHECK(said->line_start >= 0 && said->line_end <= REPORT_LINE_MAX);
        CHECK(said->path.len == 0 || tool_files_find(&files, said->path, &file) != PLACE_FILE);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static const struct tool sarif = {.name = {"fuzz", 4}}, text = {.name = {"fuzz", 4}, .format = TOOL_TEXT};
    struct str bytes = str_of((const char *)data, len);
    struct str fields[LINE_FIELDS];
    struct line_pattern pattern;
    struct arena arena;
    struct report report;
    CHECK(arena_init(&arena, (size_t)1 << 30, NULL) == 0);
    report_init(&report, &sarif, &arena);
    if (sarif_in_read(&report, bytes, NULL) < 0)
        CHECK(report.statements.len == 0);
    check_report(&report, &arena);
    report_init(&report, &text, &arena);
    text_in_read(&report, bytes);
    check_report(&report, &arena);
    struct str rest = bytes, first = str_cut(&rest, '\n');
    if (line_pattern_read(&pattern, first, NULL) == 0 && line_pattern_match(&pattern, rest, fields))
        CHECK(fields[FIELD_PATH].len && fields[FIELD_MESSAGE].len);
    arena_release(&arena);
    return 0;
}
