#include "pipeline/tool/tool.h"

#include "pipeline/base/version.h"
#include "pipeline/tool/sarif_in.h"
#include "pipeline/tool/text_in.h"
#include "pipeline/tool/tool_exec.h"
#include "pipeline/tool/tool_write.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    FILES_ARENA_BYTES = 1 << 30, /* paths: 100 bytes a file */
    TOOL_ARENA_BYTES = 1 << 30,  /* what one tool says */
    BATCH_BYTES = 512 << 10, /* of paths: the kernel takes 2 MB of arguments under the usual limit of stacks */
    BATCH_FILES = 20000,
};

struct stage {
    const struct tool_request *request;
    struct arena arena; /* of the run */
    struct arena heard; /* of one tool */
    struct tool_files files;
    struct tool_writer writer;
    const char *root;
    const char *temp_dir;
    int root_fd;
};

/* One tool at work. */
struct work {
    const struct tool *tool;
    struct report report;
    const uint32_t *wanted; /* files */
    size_t n_wanted;
    int64_t left_ns;
    bool has_failed;
};

/* The stream --------------------------------------------------------------------------------------------------------- */

static int pass_record(struct stage *stage, struct record_reader *reader, struct record_writer *out,
                       const struct record *record, struct err *err)
{
    const struct json_val *object;
    if (stage->request->tools->len && str_eq(record->kind, STR("file"))) {
        int rc = record_parse(reader, record, &object, err);
        if (rc < 0)
            return rc;
        tool_files_add(&stage->files, object);
    }
    return record_writer_pass(out, record, err);
}

static int pass_stream(struct stage *stage, struct record_reader *reader, struct record_writer *out,
                       struct err *err)
{
    const struct tools *tools = stage->request->tools;
    struct str options = {NULL, 0};
    if (tools->len)
        options = str_from(arena_printf(&stage->arena, "{\"tools\":\"%s\"}", tools->digest));
    const struct record_program about = {"cbc-tool", CBCRAWL_VERSION, options};
    struct record record;
    int rc = record_writer_head_from(out, reader, &about, err);
    while (rc == 0 && (rc = record_reader_next(reader, &record, err)) > 0)
        rc = pass_record(stage, reader, out, &record, err);
    return rc;
}

/* Commands ----------------------------------------------------------------------------------------------------------- */

/* `word` with {dir} and {output} filled in. */
static const char *fill_word(const struct stage *stage, struct arena *arena, struct str word,
                             const char *output_path)
{
    const struct {
        struct str name;
        const char *value;
    } places[] = {{STR("{dir}"), stage->root}, {STR("{output}"), output_path}};
    const char *filled = str_cstr(arena, word);
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        ptrdiff_t at = str_find(str_from(filled), places[i].name);
        if (at >= 0)
            filled = arena_printf(arena, "%.*s%s%s", (int)at, filled, places[i].value,
                                  filled + at + places[i].name.len);
    }
    return filled;
}

/* The command for the files from `first` to before `end`. "./" before a path: it may begin with '-' or '@'. */
static const char **make_argv(const struct stage *stage, const struct work *work, struct arena *arena,
                              size_t first, size_t end, const char *output_path)
{
    const struct tool *tool = work->tool;
    const char **argv = arena_array(arena, const char *, tool->words.len *(end - first + 1) + 1);
    size_t n = 0;
    argv[n++] = tool->program;
    for (size_t i = 1; i < tool->words.len; i++) {
        if (!str_eq(tool->words.at[i], STR("{files}"))) {
            argv[n++] = fill_word(stage, arena, tool->words.at[i], output_path);
            continue;
        }
        for (size_t f = first; f < end; f++)
            argv[n++] = arena_printf(arena, "./%.*s", STR_ARG(stage->files.list.at[work->wanted[f]].path));
    }
    return argv;
}

/* Where the files of a call end that begin with `first`. */
static size_t batch_end(const struct stage *stage, const struct work *work, size_t first)
{
    size_t end = first, bytes = 0;
    if (!work->tool->has_files)
        return work->n_wanted;
    while (end < work->n_wanted && end - first < BATCH_FILES && (bytes < BATCH_BYTES || end == first))
        bytes += stage->files.list.at[work->wanted[end++]].path.len + sizeof(char *) + 3;
    return end;
}

/* Hearing it --------------------------------------------------------------------------------------------------------- */

static int fail(struct stage *stage, struct work *work, struct str why, struct err *err)
{
    work->has_failed = true;
    return tool_write_error(&stage->writer, work->tool, why, err);
}

static const char *say_end(const struct exec_result *result, const struct tool *tool, struct arena *arena)
{
    switch (result->end) {
    case EXEC_SIGNALLED: return arena_printf(arena, "ended by signal %d", result->code);
    case EXEC_TIMED_OUT:
        return arena_printf(arena, "killed: not done after %lld s", (long long)tool->timeout_s);
    case EXEC_FLOODED:
        return arena_printf(arena, "killed: more than %lld bytes of output", (long long)tool->output_bytes);
    case EXEC_NOT_STARTED: return "could not be started";
    case EXEC_EXITED: break;
    }
    return arena_printf(arena, "exit code %d", result->code);
}

/* How it ended, and what it complained of. */
static int tell_end(struct stage *stage, struct work *work, const struct exec_result *result, struct err *err)
{
    bool is_good = result->end == EXEC_EXITED && work->tool->good_exits[result->code & 0xff];
    if (is_good)
        return 0;
    struct arena scratch = stage->arena;
    struct str complaint = report_line(&work->report, buf_str(&result->complaint), 200);
    const char *why = say_end(result, work->tool, &scratch);
    if (complaint.len)
        why = arena_printf(&scratch, "%s: %.*s", why, STR_ARG(complaint));
    return fail(stage, work, str_from(why), err);
}

/* What was cut off is no document. Text that was killed half-way is as true as far as it goes, but for its last line. */
static struct str whole_lines(const struct exec_result *result)
{
    struct str text = buf_str(&result->output);
    ptrdiff_t end = str_rindex(text, '\n');
    return result->end == EXEC_EXITED ? text : str_head(text, (size_t)(end + 1));
}

static int hear(struct stage *stage, struct work *work, const struct exec_result *result, struct err *err)
{
    struct err why = {0};
    int rc = tell_end(stage, work, result, err);
    if (rc < 0 || result->end == EXEC_NOT_STARTED)
        return rc;
    if (work->tool->format == TOOL_TEXT) {
        text_in_read(&work->report, whole_lines(result));
        return 0;
    }
    bool was_failed = work->has_failed;
    if (sarif_in_read(&work->report, buf_str(&result->output), &why) < 0)
        return was_failed ? 0 : fail(stage, work, str_from(why.text), err);
    if (work->report.failure.len && !was_failed)
        return fail(stage, work, work->report.failure, err);
    return 0;
}

static int call(struct stage *stage, struct work *work, size_t first, size_t end, struct err *err)
{
    struct arena scratch = stage->arena;
    struct exec_request request = {
        .tool = work->tool, .root = stage->root, .temp_dir = stage->temp_dir, .wait_ns = work->left_ns};
    if (work->tool->has_output) {
        request.output_path = arena_printf(&scratch, "%s/output", stage->temp_dir);
        unlink(request.output_path);
    }
    request.argv = make_argv(stage, work, &scratch, first, end, request.output_path);
    struct exec_result result;
    exec_run(&request, scratch, &result);
    work->left_ns = result.left_ns;
    int rc = hear(stage, work, &result, err);
    exec_result_release(&result);
    return rc;
}

/* Tools -------------------------------------------------------------------------------------------------------------- */

static void list_wanted(const struct stage *stage, struct work *work, struct arena *arena)
{
    uint32_t *wanted = arena_array(arena, uint32_t, stage->files.list.len + 1);
    for (size_t i = 0; i < stage->files.list.len; i++) {
        if (tool_wants(work->tool, &stage->files.list.at[i], stage->arena))
            wanted[work->n_wanted++] = (uint32_t)i;
    }
    work->wanted = wanted;
}

static int call_all(struct stage *stage, struct work *work, struct err *err)
{
    int rc = 0;
    for (size_t first = 0; first < work->n_wanted && rc == 0 && work->left_ns > 0;) {
        size_t end = batch_end(stage, work, first);
        rc = call(stage, work, first, end, err);
        first = end;
    }
    return rc;
}

static int use(struct stage *stage, struct work *work, enum tool_state *ret_state, struct err *err)
{
    int rc = 0;
    list_wanted(stage, work, &stage->heard);
    if (!work->tool->program) {
        *ret_state = TOOL_MISSING;
        if (!work->tool->skip_missing)
            rc = fail(stage, work, STR("there is no such program"), err);
    } else if (!work->n_wanted) {
        *ret_state = TOOL_IDLE;
    } else {
        rc = call_all(stage, work, err);
        *ret_state = work->has_failed ? TOOL_FAILED : TOOL_DONE;
    }
    return rc;
}

static int ask(struct stage *stage, const struct tool *tool, struct err *err)
{
    static const int64_t second_ns = 1000000000;
    struct work work = {.tool = tool, .left_ns = tool->timeout_s * second_ns};
    enum tool_state state;
    arena_reset(&stage->heard);
    report_init(&work.report, tool, &stage->heard);
    int rc = use(stage, &work, &state, err);
    if (work.has_failed && stage->request->note) {
        struct arena scratch = stage->arena;
        stage->request->note(
            arena_printf(&scratch, "the tool %.*s did not end well: see v_error", STR_ARG(tool->name)));
    }
    return rc == 0 ? tool_write_report(&stage->writer, &work.report, state, work.n_wanted, err) : rc;
}

static int ask_all(struct stage *stage, struct record_writer *out, struct err *err)
{
    const struct tools *tools = stage->request->tools;
    int rc = 0;
    stage->temp_dir = tools->len ? exec_make_temp(&stage->arena, err) : NULL;
    if (tools->len && !stage->temp_dir)
        return ERR_ENV;
    tool_writer_init(&stage->writer, out, &stage->files, stage->root_fd);
    for (size_t i = 0; i < tools->len && rc == 0; i++)
        rc = ask(stage, &tools->list[i], err);
    tool_writer_release(&stage->writer);
    exec_remove_temp(stage->temp_dir);
    return rc;
}

/* All together ------------------------------------------------------------------------------------------------------- */

static int find_root(struct stage *stage, struct record_reader *reader, struct err *err)
{
    struct str root;
    int rc = record_reader_root(reader, &stage->arena, &root, err);
    if (rc < 0)
        return rc;
    stage->root = str_cstr(&stage->arena, root);
    stage->root_fd = open(stage->root, O_PATH | O_DIRECTORY | O_CLOEXEC);
    tool_files_init(&stage->files, &stage->arena, root);
    tools_find(stage->request->tools, &stage->arena, getenv("PATH"), stage->root);
    return 0;
}

static int run(struct stage *stage, struct record_reader *reader, struct err *err)
{
    struct record_writer out;
    int rc = find_root(stage, reader, err);
    record_writer_open(&out, stage->request->out_fd, "standard output", false);
    if (rc == 0)
        rc = pass_stream(stage, reader, &out, err);
    if (rc == 0)
        rc = ask_all(stage, &out, err);
    if (stage->root_fd >= 0)
        close(stage->root_fd);
    return record_writer_finish(&out, rc, err);
}

int tool_check(const struct tools *tools, struct err *err)
{
    int rc = 0;
    for (size_t i = 0; i < tools->len && rc == 0; i++)
        rc = text_in_check(&tools->list[i], err);
    return rc;
}

int tool_run(const struct tool_request *request, struct err *err)
{
    struct stage stage = {.request = request, .root_fd = -1};
    struct record_reader reader;
    int rc = arena_init(&stage.arena, FILES_ARENA_BYTES, err);
    if (rc == 0)
        rc = arena_init(&stage.heard, TOOL_ARENA_BYTES, err);
    if (rc == 0) {
        rc = record_reader_open(&reader, request->in_fd, "standard input", err);
        if (rc == 0)
            rc = run(&stage, &reader, err);
        record_reader_close(&reader);
    }
    arena_release(&stage.heard);
    arena_release(&stage.arena);
    return rc;
}
