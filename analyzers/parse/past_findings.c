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

void past_findings_init(struct past_findings *findings, struct arena *arena, size_t max_bytes)
{
    *findings = (struct past_findings){.arena = arena};
    buf_init(&findings->records, max_bytes);
}

void past_findings_release(struct past_findings *findings)
{
    buf_release(&findings->records);
}

/* A line goes to the front, over those that are thrown out. */
static void keep_first(struct buf *records, const struct past_lines *lines)
{
    size_t len = 0;
    for (size_t i = 0; i < lines->len; i++) {
        struct str line = lines->at[i].line;
        if (!lines->at[i].is_first)
            continue;
        memmove(records->p + len, line.p, line.len + 1); /* with its newline */
        len += line.len + 1;
    }
    records->len = len;
}

int past_findings_reduce(struct past_findings *findings, struct err *err)
{
    struct arena scratch = *findings->arena;
    struct past_lines lines = {0};
    struct map of_value = {0};
    struct json_reader *json = json_reader_new(RECORD_LINE_MAX);
    struct str rest = buf_str(&findings->records);
    int rc = 0;
    while (rc == 0 && rest.len > 0)
        rc = add_line(&lines, &of_value, &scratch, str_cut(&rest, '\n'), json, err);
    if (rc == 0)
        keep_first(&findings->records, &lines);
    json_reader_free(json);
    return rc;
}

/* Where an eighth is not gained it would be tried again too soon. */
static int make_room(struct past_findings *findings, struct err *err)
{
    size_t before = findings->records.len;
    int rc = past_findings_reduce(findings, err);
    findings->is_full = rc == 0 && findings->records.len > before - before / 8;
    return rc;
}

int past_findings_add(struct past_findings *findings, struct str records, struct err *err)
{
    struct buf *all = &findings->records;
    int rc = 0;
    if (findings->is_full || records.len == 0)
        return 0;
    if (records.len > all->limit - all->len)
        rc = make_room(findings, err);
    if (rc == 0 && records.len > all->limit - all->len)
        findings->is_full = true;
    if (rc == 0 && !findings->is_full)
        buf_add(all, records);
    return rc;
}
