#include "pipeline/score/score_write.h"

#include "pipeline/base/version.h"
#include "pipeline/record/record.h"
#include "pipeline/store/judgement.h"

#include <inttypes.h>
#include <math.h>

enum {
    RECORD_BYTES =
        256 << 10, /* a message has at most 1 kB, a path 4 kB, some tools say so, and escaping makes six of one */
    N_ROWS_MAX = COMPONENT_COUNT + 2,
};

static const char program[] = "cbc-score";

/* One row of v_score, with what only the record shows. */
struct row {
    struct judgement_score score;
    double density, half; /* NaN: none */
};

static struct str letter(const struct grade *grade)
{
    static const char letters[] = "ABCDEF";
    return grade->known ? str_of(&letters[grade->letter - 'A'], 1) : STR("inconclusive");
}

static struct row component_row(const struct verdict *v, enum component c, struct arena *arena)
{
    const struct component_about *about = &component_table[c];
    const struct grade *grade = &v->grades[c];
    const char *detail = v->densities[c].detail;
    if (grade->known)
        detail = arena_printf(arena, "%s; %.0f %% would be 50 points", detail, about->half * 100);
    return (struct row){
        {str_from(about->name), grade->known ? grade->value : (double)NAN, about->weight, letter(grade),
         str_from(detail)},
        grade->known ? v->densities[c].value : (double)NAN,
        about->half,
    };
}

static struct row overall_row(const struct verdict *v, struct arena *arena)
{
    const struct overall *overall = &v->overall;
    const char *detail = "less than half of the weight could be measured";
    if (overall->grade.known)
        detail =
            arena_printf(arena,
                         "weighted mean over %.0f of 100 points of weight; %.1f (%c) to %.1f (%c) when weights"
                         " move by %d %%",
                         overall->grade.weight, overall->low, grade_letter(overall->low), overall->high,
                         grade_letter(overall->high), WEIGHT_SWING_PERCENT);
    return (struct row){
        {STR("overall"), overall->grade.known ? overall->grade.value : (double)NAN, overall->grade.weight,
         letter(&overall->grade), str_from(detail)},
        (double)NAN,
        (double)NAN,
    };
}

static size_t make_rows(const struct verdict *v, struct arena *arena, struct row ret_rows[N_ROWS_MAX])
{
    size_t n = 0;
    for (enum component c = 0; c < COMPONENT_COUNT; c++)
        ret_rows[n++] = component_row(v, c, arena);
    ret_rows[n++] = overall_row(v, arena);
    if (v->compared)
        ret_rows[n++] = (struct row){{STR("gate"), (double)NAN, (double)NAN,
                                      v->gate_closed ? STR("closed") : STR("open"), str_from(v->gate_detail)},
                                     (double)NAN,
                                     (double)NAN};
    return n;
}

static const char *const change_names[] = {NULL, "known", "worsened", "new"};

/* A file's base name is no qualified name. */
static struct str qualified_name(const struct finding *finding)
{
    return finding->unit >= 0 ? finding->name : (struct str){0};
}

/* What is over a limit, even over one of 0. */
static bool has_figure(const struct finding *finding)
{
    return finding->value > 0;
}

/* {NULL, 0} when it is cbcrawl itself. */
static struct str tool_of(const struct finding *finding)
{
    return finding->detection && finding->detection->tool.len ? finding->detection->tool : (struct str){0};
}

static int put_sources(struct judgement *judgement, const struct finding *finding, struct err *err)
{
    int rc = 0;
    for (const struct finding_source *at = finding->sources; at && rc == 0; at = at->next) {
        const struct judgement_source row = {.tool = at->said->tool,
                                             .rule_id = at->rule_id,
                                             .severity = at->said->severity,
                                             .message = at->said->message,
                                             .line_start = at->said->line_start};
        rc = judgement_put_source(judgement, &row, err);
    }
    return rc;
}

static int put_finding(struct judgement *judgement, const struct finding *finding, struct arena scratch,
                       struct err *err)
{
    const struct judgement_finding row = {
        .rule_id = finding->rule->id,
        .cwe = finding->detection ? finding->detection->cwe : 0,
        .severity = str_from(conf_severities[finding->severity]),
        .confidence = str_from(finding->confidence),
        .path = finding->path,
        .line_start = finding->line_start ? finding->line_start : -1,
        .line_end = finding->line_end ? finding->line_end : -1,
        .unit = finding->unit,
        .qualified_name = qualified_name(finding),
        .message = finding_message(finding, &scratch),
        .fingerprint = str_from(finding->fingerprint),
        .is_new = finding->change == CHANGE_UNKNOWN ? -1 : finding->change != CHANGE_NONE,
        .value = has_figure(finding) ? finding->value : -1,
        .limit_value = has_figure(finding) ? finding->limit : -1,
        .detection = finding->detection ? finding->detection->ordinal : -1,
        .tool = tool_of(finding),
        .is_suppressed = finding->suppression,
        .reason = finding->suppression ? finding->suppression->reason : (struct str){0},
    };
    int rc = judgement_put_finding(judgement, &row, err);
    return rc == 0 ? put_sources(judgement, finding, err) : rc;
}

int write_rows(const struct verdict *v, const struct memo *memo, struct store *store, struct arena scratch,
               struct err *err)
{
    struct row rows[N_ROWS_MAX];
    size_t n_rows = make_rows(v, &scratch, rows);
    struct judgement *judgement;
    int rc = judgement_begin(&judgement, store, v->facts->run.run_id, program, err);
    if (rc < 0)
        return rc;
    for (size_t i = 0; rc == 0 && i < v->findings->list.len; i++)
        rc = put_finding(judgement, &v->findings->list.at[i], scratch, err);
    for (size_t i = 0; rc == 0 && i < v->findings->suppressed.len; i++)
        rc = put_finding(judgement, &v->findings->suppressed.at[i], scratch, err);
    for (size_t i = 0; rc == 0 && i < n_rows; i++)
        rc = judgement_put_score(judgement, &rows[i].score, err);
    if (rc == 0)
        rc = memo_put(store, v->facts->run.run_id, memo, err);
    if (rc == 0)
        return judgement_commit(judgement, err);
    judgement_abandon(judgement);
    return rc;
}

/* Records --------------------------------------------------------------------------------------------------------- */

static void put_path(struct json_out *j, const struct finding *finding)
{
    if (finding->file && finding->file->path_raw.len)
        json_put_path(j, "path", finding->file->path_raw);
    else if (finding->path.len)
        json_put_path(j, "path", finding->path);
    if (!finding->line_start)
        return;
    json_put_int(j, "line_start", finding->line_start);
    json_put_int(j, "line_end", finding->line_end);
}

static void put_who(struct json_out *j, const struct finding *finding)
{
    if (tool_of(finding).len)
        json_put_str(j, "tool", tool_of(finding));
    if (!finding->sources)
        return;
    json_key(j, "sources");
    json_open(j, '[');
    for (const struct finding_source *at = finding->sources; at; at = at->next)
        json_str(j, at->rule_id);
    json_close(j, ']');
}

static void finding_record(struct buf *out, const struct finding *finding, struct arena scratch)
{
    struct json_out j = record_open(out, finding->suppression ? "suppressed" : "finding");
    json_put_str(&j, "rule_id", finding->rule->id);
    if (finding->detection && finding->detection->cwe > 0)
        json_put_int(&j, "cwe", finding->detection->cwe);
    json_put_str(&j, "severity", str_from(conf_severities[finding->severity]));
    json_put_str(&j, "confidence", str_from(finding->confidence));
    put_path(&j, finding);
    put_who(&j, finding);
    if (finding->unit >= 0) {
        json_put_int(&j, "unit", finding->unit);
        json_put_str(&j, "qualified_name", finding->name);
    }
    json_put_str(&j, "message", finding_message(finding, &scratch));
    if (has_figure(finding)) {
        json_put_int(&j, "value", finding->value);
        json_put_int(&j, "limit_value", finding->limit);
    }
    json_put_str(&j, "fingerprint", str_from(finding->fingerprint));
    if (finding->suppression && finding->suppression->reason.len)
        json_put_str(&j, "reason", finding->suppression->reason);
    if (finding->change != CHANGE_UNKNOWN) {
        json_put_str(&j, "change", str_from(change_names[finding->change]));
        json_put_bool(&j, "is_new", finding->change != CHANGE_NONE);
    }
    record_close(&j);
}

static void put_measure(struct json_out *j, const char *key, double value, int decimals)
{
    if (!isnan(value))
        json_put_fixed(j, key, value, decimals);
}

static void score_record(struct buf *out, const struct row *row)
{
    struct json_out j = record_open(out, "score");
    json_put_str(&j, "component", row->score.component);
    put_measure(&j, "value", row->score.value, 2);
    put_measure(&j, "weight", row->score.weight, 2);
    json_put_str(&j, "grade", row->score.grade);
    put_measure(&j, "density", row->density, 6);
    put_measure(&j, "half", row->half, 2);
    json_put_str(&j, "detail", row->score.detail);
    record_close(&j);
}

static int put_records(const struct verdict *v, struct record_writer *writer, struct buf *line,
                       struct arena scratch, struct err *err)
{
    struct row rows[N_ROWS_MAX];
    size_t n_rows = make_rows(v, &scratch, rows);
    buf_printf(line, "{\"limits\":\"%s\"}", v->limits);
    const struct record_program about = {program, CBCRAWL_VERSION, buf_str(line)};
    int rc = record_writer_head(writer, v->facts->run.root, v->facts->run.commit_id, &about, err);
    for (size_t i = 0; rc == 0 && i < v->findings->list.len; i++) {
        buf_clear(line);
        finding_record(line, &v->findings->list.at[i], scratch);
        rc = record_writer_lines(writer, line, err);
    }
    for (size_t i = 0; rc == 0 && i < v->findings->suppressed.len; i++) {
        buf_clear(line);
        finding_record(line, &v->findings->suppressed.at[i], scratch);
        rc = record_writer_lines(writer, line, err);
    }
    for (size_t i = 0; rc == 0 && i < n_rows; i++) {
        buf_clear(line);
        score_record(line, &rows[i]);
        rc = record_writer_lines(writer, line, err);
    }
    return rc;
}

int write_records(const struct verdict *v, int fd, struct arena scratch, struct err *err)
{
    struct record_writer writer;
    struct buf line;
    record_writer_open(&writer, fd, "standard output", false);
    buf_init(&line, RECORD_BYTES);
    int rc = put_records(v, &writer, &line, scratch, err);
    rc = record_writer_finish(&writer, rc, err);
    buf_release(&line);
    return rc;
}
