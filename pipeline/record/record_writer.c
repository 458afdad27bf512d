#include "pipeline/record/record.h"

#include "pipeline/record/lz4_stream.h"
#include "pipeline/record/tally.h"

struct json_out record_open(struct buf *buf, const char *kind)
{
    struct json_out record = {.buf = buf};
    json_open(&record, '{');
    json_put_str(&record, "k", str_from(kind));
    return record;
}

void record_close(struct json_out *record)
{
    json_close(record, '}');
    buf_addc(record->buf, '\n');
}

void record_writer_open(struct record_writer *writer, int fd, const char *name, bool lz4)
{
    *writer = (struct record_writer){.lz4 = lz4 ? lz4_writer_new() : NULL};
    io_out_init(&writer->out, fd, name);
    buf_init(&writer->line, RECORD_LINE_MAX);
    tally_init(&writer->tally);
}

static int put(struct record_writer *writer, struct str bytes, bool last, struct err *err)
{
    if (!writer->lz4)
        return io_out_write(&writer->out, bytes, err);
    struct buf packed;
    buf_init(&packed, bytes.len + bytes.len / 64 + (1 << 20)); /* lz4's bound, and its own block buffer */
    lz4_writer_add(writer->lz4, bytes, last, &packed);
    int rc = io_out_write(&writer->out, buf_str(&packed), err);
    buf_release(&packed);
    return rc;
}

static void put_program(struct json_out *head, const struct record_program *program)
{
    json_open(head, '{');
    json_put_str(head, "program", str_from(program->program));
    json_put_str(head, "version", str_from(program->version));
    if (program->options.len) {
        json_key(head, "options");
        json_raw(head, program->options);
    }
    json_close(head, '}');
}

int record_writer_head(struct record_writer *writer, struct str root, struct str commit,
                       const struct record_program *program, struct err *err)
{
    struct json_out head = record_open(&writer->line, "head");
    json_put_int(&head, "schema", RECORD_SCHEMA);
    json_put_path(&head, "root", root);
    if (commit.len)
        json_put_str(&head, "commit", commit);
    json_key(&head, "programs");
    json_open(&head, '[');
    put_program(&head, program);
    json_close(&head, ']');
    record_close(&head);
    return put(writer, buf_str(&writer->line), false, err);
}

/* The list of programs is the head's last field, so the new entry goes before the final "]}". */
int record_writer_head_from(struct record_writer *writer, struct record_reader *reader,
                            const struct record_program *program, struct err *err)
{
    struct str head = buf_str(&reader->head);
    if (!str_ends(head, STR("}]}")))
        return err_set(err, ERR_INPUT, "%s:1: the head record does not end with its list of programs",
                       reader->in.name);
    buf_add(&writer->line, str_head(head, head.len - 2));
    struct json_out more = {.buf = &writer->line, .need_comma = true};
    put_program(&more, program);
    buf_add(&writer->line, STR("]}\n"));
    return put(writer, buf_str(&writer->line), false, err);
}

int record_writer_pass(struct record_writer *writer, const struct record *record, struct err *err)
{
    struct str with_newline = str_of(record->line.p, record->line.len + 1);
    int rc = tally_count(&writer->tally, record->kind, err);
    tally_hash(&writer->tally, with_newline);
    return rc < 0 ? rc : put(writer, with_newline, false, err);
}

int record_writer_lines(struct record_writer *writer, const struct buf *lines, struct err *err)
{
    if (lines->overflow)
        return err_set(err, ERR_INPUT, "%s: records of one file exceed %zu bytes", writer->out.name,
                       lines->limit);
    struct str rest = buf_str(lines), kind;
    while (rest.len) {
        ptrdiff_t newline = str_index(rest, '\n');
        if (newline < 0 || !tally_kind(rest, &kind))
            BUG("a record was not built with record_open and record_close");
        int rc = tally_count(&writer->tally, kind, err);
        if (rc < 0)
            return rc;
        rest = str_skip(rest, (size_t)newline + 1);
    }
    tally_hash(&writer->tally, buf_str(lines));
    return put(writer, buf_str(lines), false, err);
}

int record_writer_end(struct record_writer *writer, struct err *err)
{
    buf_clear(&writer->line);
    struct json_out end = record_open(&writer->line, "end");
    tally_put(&writer->tally, &end);
    record_close(&end);
    int rc = put(writer, buf_str(&writer->line), true, err);
    int closed = io_out_close(&writer->out, rc < 0 ? NULL : err);
    record_writer_abandon(writer);
    return rc < 0 ? rc : closed;
}

void record_writer_abandon(struct record_writer *writer)
{
    if (!writer)
        return;
    io_out_release(&writer->out);
    lz4_free(writer->lz4);
    writer->lz4 = NULL;
    tally_release(&writer->tally);
    buf_release(&writer->line);
}

int record_writer_finish(struct record_writer *writer, int rc, struct err *err)
{
    if (rc == 0)
        return record_writer_end(writer, err);
    record_writer_abandon(writer);
    return rc;
}
