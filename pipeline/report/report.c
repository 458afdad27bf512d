#include "pipeline/report/report.h"

#include "pipeline/base/io.h"
#include "pipeline/report/cyclonedx.h"
#include "pipeline/report/kept.h"
#include "pipeline/report/render.h"
#include "pipeline/report/sarif.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    TABLE_ROWS = 10,      /* what a person reads of a list that is sorted, worst first */
    OUTPUT_MAX = 1 << 30, /* the JSON of a tree of a million functions has 200 MB */
};

static const size_t arena_bytes = (size_t)4 << 30;

struct report {
    const struct report_options *options;
    struct store *store;
    struct store_run_info run;
    bool judged; /* cbc-score has run */
    struct arena arena;
    struct buf out;
};

typedef int report_format(struct report *report, struct err *err);

static bool wants_colour(const struct report_options *options)
{
    const char *no_colour = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    return !options->output && isatty(STDOUT_FILENO) && !(no_colour && no_colour[0]) &&
           !(term && strcmp(term, "dumb") == 0);
}

static int64_t rows_wanted(const struct report *report)
{
    return report->options->rows ? report->options->rows : TABLE_ROWS;
}

/* The next section that has something to say behind `section`, NULL before the first; NULL when there is none. */
static const struct section *next_section(const struct report *report, const struct section *section)
{
    section = section ? section + 1 : report_sections;
    while (section->id && section->judged && !report->judged)
        section++;
    return section->id ? section : NULL;
}

static int ask(struct report *report, const struct section *section, int64_t rows_max, struct arena *arena,
               struct section_rows *ret_rows, struct err *err)
{
    return section_ask(report->store, section, rows_max, report->run.run_id, arena, ret_rows, err);
}

static int write_text(struct report *report, struct err *err)
{
    bool colour = wants_colour(report->options);
    for (const struct section *section = NULL; (section = next_section(report, section));) {
        struct arena scratch = report->arena;
        struct section_rows rows;
        int rc = ask(report, section, rows_wanted(report), &scratch, &rows, err);
        if (rc < 0)
            return rc;
        render_text(&report->out, &rows, colour, scratch);
    }
    return 0;
}

static int write_md(struct report *report, struct err *err)
{
    buf_add(&report->out, STR("# Code base report\n\n"));
    for (const struct section *section = NULL; (section = next_section(report, section));) {
        struct arena scratch = report->arena;
        struct section_rows rows;
        int rc = ask(report, section, rows_wanted(report), &scratch, &rows, err);
        if (rc < 0)
            return rc;
        render_md(&report->out, &rows, scratch);
    }
    return 0;
}

/* For programs: all rows unless asked otherwise. */
static int write_json(struct report *report, struct err *err)
{
    struct json_out j = {.buf = &report->out};
    int64_t rows_max = report->options->rows ? report->options->rows : -1;
    json_open(&j, '{');
    for (const struct section *section = NULL; (section = next_section(report, section));) {
        struct arena scratch = report->arena;
        struct section_rows rows;
        int rc = ask(report, section, rows_max, &scratch, &rows, err);
        if (rc < 0)
            return rc;
        render_json(&j, &rows);
    }
    json_close(&j, '}');
    buf_addc(&report->out, '\n');
    return 0;
}

static int write_sarif(struct report *report, struct err *err)
{
    if (!report->judged) /* a file without results would close every alert it is compared with */
        return err_set(err, ERR_INPUT, "%s: not judged yet: run cbc-score on it first",
                       report->options->store);
    return sarif_write(&report->out, report->store, &report->run, &report->arena, err);
}

static int write_cyclonedx(struct report *report, struct err *err)
{
    return cyclonedx_write(&report->out, report->store, &report->run, &report->arena, err);
}

static const struct {
    const char *name;
    report_format *write;
} formats[] = {{"text", write_text},
               {"md", write_md},
               {"json", write_json},
               {"sarif", write_sarif},
               {"cyclonedx", write_cyclonedx}};

static int find_format(const char *name, report_format **ret_format, struct err *err)
{
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        if (strcmp(formats[i].name, name) == 0) {
            *ret_format = formats[i].write;
            return 0;
        }
    }
    return err_set(err, ERR_USAGE, "--format: \"%s\" is none of text, md, json, sarif, cyclonedx", name);
}

static void write_questions(struct buf *out)
{
    for (const struct section *section = report_sections; section->id; section++)
        buf_printf(out, "-- %s; ?1: the most rows wanted, -1 for all; ?2: the run, one of v_run\n%s;\n\n",
                   section->title, section->sql);
}

static int deliver(const struct report *report, struct err *err)
{
    const char *output = report->options->output;
    if (report->out.overflow)
        return err_set(err, ERR_ENV, "the report is larger than %d bytes; use --rows", OUTPUT_MAX);
    if (output)
        return io_write_file_atomic(AT_FDCWD, output, buf_str(&report->out), err);
    int rc = io_write_all(STDOUT_FILENO, buf_str(&report->out), err);
    return rc < 0 ? err_wrap(err, "stdout") : 0;
}

static int find_judged(struct report *report, struct err *err)
{
    int64_t judged = 0;
    int rc = store_query_int_with(report->store, &judged, err,
                                  "SELECT 1 FROM v_score WHERE run_id = ?1 LIMIT 1", "i", report->run.run_id);
    report->judged = judged;
    return rc;
}

static int answer(struct report *report, report_format *format, struct err *err)
{
    int rc = store_latest_run(report->store, &report->arena, &report->run, err);
    if (rc == 0)
        rc = find_judged(report, err);
    return rc == 0 ? format(report, err) : rc;
}

/* All is read in one transaction, which then may write, unless somebody else has meanwhile. A store that cannot be written
 * is as good to read. */
static int answer_and_keep(struct report *report, report_format *format, const char *name, struct err *err)
{
    struct err why;
    store_close(report->store);
    report->store = NULL;
    if (store_open(&report->store, report->options->store, STORE_WRITE, &why) < 0) {
        int rc = store_open(&report->store, report->options->store, STORE_READ, err);
        return rc == 0 ? answer(report, format, err) : rc;
    }
    int rc = store_begin_reading(report->store, err);
    if (rc == 0)
        rc = answer(report, format, err);
    if (rc == 0)
        kept_put(report->store, name, buf_str(&report->out));
    return rc;
}

static int write_answers(struct report *report, struct err *err)
{
    const struct report_options *options = report->options;
    report_format *format;
    int rc = find_format(options->format, &format, err);
    if (rc == 0)
        rc = store_open(&report->store, options->store, STORE_READ, err);
    if (rc < 0 || !options->keep)
        return rc < 0 ? rc : answer(report, format, err);
    const char *name = kept_name(&report->arena, options->format, options->rows, wants_colour(options));
    rc = kept_find(report->store, name, &report->out, err);
    return rc == 0 ? answer_and_keep(report, format, name, err) : rc < 0 ? rc : 0;
}

int report_run(const struct report_options *options, struct err *err)
{
    struct report report = {.options = options};
    int rc = arena_init(&report.arena, arena_bytes, err);
    if (rc < 0)
        return rc;
    buf_init(&report.out, OUTPUT_MAX);
    if (options->sql)
        write_questions(&report.out);
    else
        rc = write_answers(&report, err);
    if (rc == 0)
        rc = deliver(&report, err);
    store_close(report.store);
    buf_release(&report.out);
    arena_release(&report.arena);
    return rc;
}
