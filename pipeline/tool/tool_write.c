#include "pipeline/tool/tool_write.h"

#include "pipeline/base/hash.h"
#include "pipeline/base/io.h"
#include "pipeline/base/trail.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    LINES_BYTES = 4 << 20, /* records that wait to be written */
    LINES_FLUSH = 1 << 20,
    SOURCE_BYTES = 16 << 20, /* of a file whose lines are looked at */
    REASON_MAX = 400,        /* bytes */
};

void tool_writer_init(struct tool_writer *writer, struct record_writer *out, const struct tool_files *files,
                      int root_fd)
{
    *writer = (struct tool_writer){.out = out, .files = files, .root_fd = root_fd};
    buf_init(&writer->lines, LINES_BYTES);
}

void tool_writer_release(struct tool_writer *writer)
{
    buf_release(&writer->lines);
}

static int flush(struct tool_writer *writer, size_t at_least, struct err *err)
{
    if (writer->lines.len < at_least || writer->lines.len == 0)
        return 0;
    int rc = record_writer_lines(writer->out, &writer->lines, err);
    buf_clear(&writer->lines);
    return rc;
}

int tool_write_error(struct tool_writer *writer, const struct tool *tool, struct str reason, struct err *err)
{
    char text[REASON_MAX];
    snprintf(text, sizeof text, "%.*s: %.*s", STR_ARG(tool->name), STR_ARG(reason));
    struct json_out j = record_open(&writer->lines, "error");
    json_put_str(&j, "stage", STR("cbc-tool"));
    json_put_str(&j, "reason", str_head(str_from(text), str_utf8_prefix(str_from(text))));
    record_close(&j);
    return flush(writer, LINES_FLUSH, err);
}

/* Places ----------------------------------------------------------------------------------------------------------- */

struct placed {
    const struct statement *said;
    struct str path, rule_id;
};

struct sorted {
    struct placed *list; /* in order, each once */
    size_t len;
    size_t n_unknown, n_outside, n_nowhere;
    const struct statement *outside; /* the first of them */
};

static int compare(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    int order = str_cmp(x->path, y->path);
    if (order == 0)
        order = (x->said->line_start > y->said->line_start) - (x->said->line_start < y->said->line_start);
    if (order == 0)
        order = (x->said->column > y->said->column) - (x->said->column < y->said->column);
    if (order == 0)
        order = str_cmp(x->rule_id, y->rule_id);
    return order ? order : str_cmp(x->said->message, y->said->message);
}

static void place(struct sorted *sorted, const struct tool_files *files, const struct report *report,
                  const struct statement *said)
{
    uint32_t file = 0;
    if (!said->path.len) {
        sorted->n_nowhere++;
        return;
    }
    switch (tool_files_find(files, said->path, &file)) {
    case PLACE_FILE:
        sorted->list[sorted->len++] =
            (struct placed){said, files->list.at[file].path, report->rule_ids.names.at[said->rule]};
        break;
    case PLACE_UNKNOWN: sorted->n_unknown++; break;
    case PLACE_OUTSIDE:
        if (sorted->n_outside++ == 0)
            sorted->outside = said;
        break;
    }
}

static void sort_report(struct sorted *ret_sorted, const struct tool_files *files,
                        const struct report *report, struct arena *arena)
{
    *ret_sorted = (struct sorted){.list = arena_array(arena, struct placed, report->statements.len + 1)};
    for (size_t i = 0; i < report->statements.len; i++)
        place(ret_sorted, files, report, &report->statements.at[i]);
    qsort(ret_sorted->list, ret_sorted->len, sizeof *ret_sorted->list, compare);
    size_t kept = 0;
    for (size_t i = 0; i < ret_sorted->len; i++) {
        if (i == 0 || compare(&ret_sorted->list[i], &ret_sorted->list[kept - 1]) != 0)
            ret_sorted->list[kept++] = ret_sorted->list[i];
    }
    ret_sorted->len = kept;
}

/* Records ---------------------------------------------------------------------------------------------------------- */

/* Of a result that gives none, nor its rule: what SARIF takes for granted. */
static const char *severity_of(const struct report *report, const struct statement *said)
{
    const char *severity = said->severity;
    if (!severity)
        severity = report->rules.at[said->rule].severity;
    return severity ? severity : "medium";
}

/* "cppcheck/nullPointer" */
static const char *full_rule_id(const struct report *report, struct str rule_id, struct arena *arena)
{
    return arena_printf(arena, "%.*s/%.*s", STR_ARG(report->tool->name), STR_ARG(rule_id));
}

static void put_rule(struct tool_writer *writer, const struct report *report, const struct statement *said,
                     struct str rule_id, struct arena scratch)
{
    const struct report_rule *rule = &report->rules.at[said->rule];
    struct json_out j = record_open(&writer->lines, "rule");
    json_put_str(&j, "rule_id", str_from(full_rule_id(report, rule_id, &scratch)));
    json_put_str(&j, "title", rule->title.len ? rule->title : rule_id);
    if (rule->cwe > 0)
        json_put_int(&j, "cwe", rule->cwe);
    json_put_str(&j, "severity", str_from(rule->severity ? rule->severity : severity_of(report, said)));
    if (rule->confidence)
        json_put_str(&j, "confidence", str_from(rule->confidence));
    bool is_said = rule->is_security && str_eq(str_from(report->tool->kind), STR("quality"));
    json_put_str(&j, "kind", is_said ? STR("security") : str_from(report->tool->kind));
    if (rule->help.len)
        json_put_str(&j, "help", rule->help);
    if (rule->link.len) {
        json_key(&j, "references");
        json_open(&j, '[');
        json_str(&j, rule->link);
        json_close(&j, ']');
    }
    record_close(&j);
}

/* Only the rules that are named, in the order in which they are. */
static int write_rules(struct tool_writer *writer, const struct report *report, const struct sorted *sorted,
                       struct arena scratch, struct err *err)
{
    bool *is_written = arena_array(&scratch, bool, report->rules.len + 1);
    int rc = 0;
    for (size_t i = 0; i < sorted->len && rc == 0; i++) {
        const struct placed *placed = &sorted->list[i];
        if (is_written[placed->said->rule])
            continue;
        is_written[placed->said->rule] = true;
        put_rule(writer, report, placed->said, placed->rule_id, scratch);
        rc = flush(writer, LINES_FLUSH, err);
    }
    return rc;
}

/* The lines of one file, for as long as findings are about it. */
struct source {
    struct trail trail;
    struct buf text;
    struct str path;
    struct str rest; /* from `line` on */
    int64_t line;
};

static void open_source(struct source *source, struct str path)
{
    source->path = path;
    buf_clear(&source->text);
    int fd = source->trail.root_fd < 0 ? -1 : trail_open(&source->trail, path);
    if (fd >= 0 && io_read_fd(fd, &source->text, NULL) < 0)
        buf_clear(&source->text);
    if (fd >= 0)
        close(fd);
    source->rest = buf_str(&source->text);
    source->line = 1;
}

/* The line's text; empty when there is none. Lines are asked for in their order. */
static struct str source_line(struct source *source, struct str path, int64_t line)
{
    if (!str_eq(source->path, path))
        open_source(source, path);
    for (; source->line < line && source->rest.p; source->line++)
        str_cut(&source->rest, '\n');
    struct str rest = source->rest;
    return rest.p ? str_cut(&rest, '\n') : rest;
}

/* Layout does not count. */
static void hash_line(struct str line, struct arena scratch, char ret_hex[HASH128_HEX_LEN + 1])
{
    char *dense = arena_array(&scratch, char, line.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < line.len; i++) {
        if (!strchr(" \t\r", line.p[i]) || !line.p[i])
            dense[len++] = line.p[i];
    }
    hash128_hex(hash128(str_of(dense, len)), ret_hex);
}

static void put_finding(struct tool_writer *writer, const struct report *report, const struct placed *placed,
                        struct source *source, struct arena scratch)
{
    const struct statement *said = placed->said;
    int64_t line = said->line_start > 0 ? said->line_start : 1;
    struct str text = source_line(source, placed->path, line);
    char tokens[HASH128_HEX_LEN + 1];
    hash_line(text, scratch, tokens);
    struct json_out j = record_open(&writer->lines, "finding");
    json_put_path(&j, "path", placed->path);
    json_put_str(&j, "tool", report->tool->name);
    json_put_str(&j, "rule_id", str_from(full_rule_id(report, placed->rule_id, &scratch)));
    json_put_int(&j, "line_start", line);
    json_put_int(&j, "line_end", said->line_end > line ? said->line_end : line);
    if (said->column > 0)
        json_put_int(&j, "column", said->column);
    json_put_str(&j, "message", said->message);
    json_put_str(&j, "severity", str_from(severity_of(report, said)));
    int64_t cwe = said->cwe > 0 ? said->cwe : report->rules.at[said->rule].cwe;
    if (cwe > 0)
        json_put_int(&j, "cwe", cwe);
    if (str_trim(text).len)
        json_put_str(&j, "tokens", str_from(tokens));
    record_close(&j);
}

static int write_findings(struct tool_writer *writer, const struct report *report,
                          const struct sorted *sorted, struct arena scratch, struct err *err)
{
    struct source source = {.line = 1};
    int rc = 0;
    trail_init(&source.trail, writer->root_fd);
    buf_init(&source.text, SOURCE_BYTES);
    for (size_t i = 0; i < sorted->len && rc == 0; i++) {
        put_finding(writer, report, &sorted->list[i], &source, scratch);
        rc = flush(writer, LINES_FLUSH, err);
    }
    buf_release(&source.text);
    trail_release(&source.trail);
    return rc;
}

/* What was not passed on and should have been. */
static int write_losses(struct tool_writer *writer, const struct report *report, const struct sorted *sorted,
                        struct arena scratch, struct err *err)
{
    const char *outside = "";
    if (sorted->outside)
        outside = arena_printf(&scratch, "findings outside of the tree, such as in %.*s",
                               STR_ARG(str_head(sorted->outside->path, 200)));
    const struct {
        size_t n;
        const char *what;
    } losses[] = {{sorted->n_outside, outside},
                  {sorted->n_nowhere, "findings that name no file"},
                  {(size_t)report->malformed, "results that are none"},
                  {(size_t)report->over_limit, "findings too many"}};
    int rc = 0;
    for (size_t i = 0; i < sizeof losses / sizeof losses[0] && rc == 0; i++) {
        struct arena each = scratch;
        if (losses[i].n)
            rc = tool_write_error(
                writer, report->tool,
                str_from(arena_printf(&each, "left out: %zu %s", losses[i].n, losses[i].what)), err);
    }
    return rc;
}

static const char *const state_names[] = {"done", "failed", "missing", "idle"};

static void put_tool(struct tool_writer *writer, const struct report *report, const struct sorted *sorted,
                     enum tool_state state, size_t n_files)
{
    struct json_out j = record_open(&writer->lines, "tool");
    json_put_str(&j, "tool", report->tool->name);
    json_put_str(&j, "state", str_from(state_names[state]));
    if (report->version.len)
        json_put_str(&j, "version", report->version);
    json_put_int(&j, "files", (int64_t)n_files);
    json_put_int(&j, "findings", (int64_t)sorted->len);
    if (sorted->n_unknown)
        json_put_int(&j, "left_out", (int64_t)sorted->n_unknown);
    if (report->withheld)
        json_put_int(&j, "withheld", report->withheld);
    if (report->ignored)
        json_put_int(&j, "ignored_lines", report->ignored);
    record_close(&j);
}

int tool_write_report(struct tool_writer *writer, const struct report *report, enum tool_state state,
                      size_t n_files, struct err *err)
{
    struct arena scratch = *report->arena;
    struct sorted sorted;
    sort_report(&sorted, writer->files, report, &scratch);
    put_tool(writer, report, &sorted, state, n_files);
    int rc = write_rules(writer, report, &sorted, scratch, err);
    if (rc == 0)
        rc = write_findings(writer, report, &sorted, scratch, err);
    if (rc == 0)
        rc = write_losses(writer, report, &sorted, scratch, err);
    return rc == 0 ? flush(writer, 0, err) : rc;
}
