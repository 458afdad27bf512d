#include "analyzers/parse/past_findings.h"

#include "pipeline/base/json.h"
#include "pipeline/base/map.h"
#include "pipeline/record/record.h"

struct past_line {
    struct str line;
    bool is_first; /* the oldest that has its value */
};

struct past_lines {
    VEC(struct past_line);
};

/* Of two files the one that comes later in the stream counts as the older. */
static int add_line(struct past_lines *lines, struct map *of_value, struct arena *arena, struct str line,
                    struct json_reader *json, struct err *err)
{
    const struct json_val *record;
    bool is_new;
    int rc = json_read(json, line, &record, err);
    if (rc < 0)
        return rc;
    struct str value = json_get_str(record, "value_hash"), rule = json_get_str(record, "rule_id");
    struct str key = str_from(arena_printf(arena, "%.*s %.*s", STR_ARG(value), STR_ARG(rule)));
    uint32_t *index = map_put(of_value, arena, key, &is_new);
    if (!is_new)
        lines->at[*index].is_first = false;
    *index = (uint32_t)lines->len;
    *vec_push(lines, arena) = (struct past_line){.line = line, .is_first = true};
    return 0;
}

int past_findings_first(struct str records, struct arena *arena, struct buf *out, struct err *err)
{
    struct arena scratch = *arena;
    struct past_lines lines = {0};
    struct map of_value = {0};
    struct json_reader *json = json_reader_new(RECORD_LINE_MAX);
    int rc = 0;
    while (rc == 0 && records.len > 0)
        rc = add_line(&lines, &of_value, &scratch, str_cut(&records, '\n'), json, err);
    for (size_t i = 0; i < lines.len && rc == 0; i++) {
        if (!lines.at[i].is_first)
            continue;
        buf_add(out, lines.at[i].line);
        buf_addc(out, '\n');
    }
    json_reader_free(json);
    return rc;
}
