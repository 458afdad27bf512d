#include "pipeline/record/record.h"

#include "pipeline/record/lz4_stream.h"
#include "pipeline/record/tally.h"

#include <errno.h>
#include <unistd.h>

/* The text of a malformed line may be anything; the place is what helps. */
static int at_line(const struct record_reader *reader, struct err *err)
{
    return err_wrap(err, "%s:%llu", reader->in.name, (unsigned long long)reader->in.lines_read);
}

/* Bytes already read from the descriptor go to whoever reads on. */
struct peek {
    char bytes[4];
    size_t len;
};

static int peek_magic(struct record_reader *reader, int fd, struct peek *peek, struct err *err)
{
    while (peek->len < sizeof peek->bytes) {
        ssize_t got = read(fd, peek->bytes + peek->len, sizeof peek->bytes - peek->len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_sys(err, "read %s", reader->in.name);
        if (got == 0)
            break;
        peek->len += (size_t)got;
    }
    if (peek->len == 0)
        return err_set(err, ERR_INPUT, "%s: empty stream, not even a head record", reader->in.name);
    return 0;
}

/* The first line must be a head of a schema we know. */
static int take_head(struct record_reader *reader, struct err *err)
{
    struct str line, kind;
    const struct json_val *head;
    int64_t schema;
    int rc = io_in_line(&reader->in, &line, err);
    if (rc < 0)
        return rc;
    if (rc == 0 || !tally_kind(line, &kind) || !str_eq(kind, STR("head")))
        return err_set(err, ERR_INPUT, "%s:1: not a record stream: no head record", reader->in.name);
    rc = json_read(reader->json, line, &head, err);
    if (rc < 0)
        return at_line(reader, err);
    if (!json_get_int(head, "schema", &schema) || schema < 1)
        return err_set(err, ERR_INPUT, "%s:1: head record without a schema", reader->in.name);
    if (schema > RECORD_SCHEMA)
        return err_set(err, ERR_INPUT,
                       "%s:1: schema %lld is newer than this program knows (%d): update cbcrawl",
                       reader->in.name, (long long)schema, RECORD_SCHEMA);
    buf_add(&reader->head, line);
    return 0;
}

/* Lines are hashed many at once: when their bytes are to go, and at the end. */
static void hash_up_to(struct record_reader *reader, size_t end)
{
    tally_hash(&reader->tally, str_of(reader->in.buf.p + reader->hashed, end - reader->hashed));
    reader->hashed = end;
}

static void before_move(void *ctx)
{
    struct record_reader *reader = ctx;
    hash_up_to(reader, reader->in.start);
    reader->hashed = 0; /* where the first unread byte will be */
}

static void watch(struct record_reader *reader)
{
    reader->in.before_move = before_move;
    reader->in.before_move_ctx = reader;
    reader->hashed = reader->in.start; /* the head is not in the digest */
}

int record_reader_open(struct record_reader *reader, int fd, const char *name, struct err *err)
{
    struct peek peek = {.len = 0};
    *reader = (struct record_reader){.json = json_reader_new(RECORD_LINE_MAX)};
    io_in_init(&reader->in, fd, name, RECORD_LINE_MAX);
    buf_init(&reader->head, RECORD_LINE_MAX);
    tally_init(&reader->tally);
    int rc = peek_magic(reader, fd, &peek, err);
    if (rc < 0)
        return rc;
    struct str start = str_of(peek.bytes, peek.len);
    if (lz4_is_frame(start)) {
        reader->lz4 = lz4_reader_new(fd, start);
        io_in_from(&reader->in, lz4_reader_read, reader->lz4);
    } else {
        buf_add(&reader->in.buf, start);
    }
    rc = take_head(reader, err);
    watch(reader);
    return rc;
}

void record_reader_close(struct record_reader *reader)
{
    if (!reader)
        return;
    io_in_release(&reader->in);
    lz4_free(reader->lz4);
    json_reader_free(reader->json);
    tally_release(&reader->tally);
    buf_release(&reader->head);
}

static int check_end(struct record_reader *reader, struct str line, struct err *err)
{
    const struct json_val *end;
    hash_up_to(reader, (size_t)(line.p - reader->in.buf.p));
    reader->in.before_move = NULL; /* the end is not in the digest */
    int rc = json_read(reader->json, line, &end, err);
    if (rc == 0)
        rc = tally_check(&reader->tally, end, err);
    if (rc < 0)
        return at_line(reader, err);
    rc = io_in_line(&reader->in, &line, err);
    if (rc > 0)
        rc = err_set(err, ERR_INPUT, "%s:%llu: records behind the end record", reader->in.name,
                     (unsigned long long)reader->in.lines_read);
    reader->ended = rc == 0;
    return rc;
}

int record_reader_next(struct record_reader *reader, struct record *ret_record, struct err *err)
{
    struct record record;
    if (reader->ended)
        return 0;
    int rc = io_in_line(&reader->in, &record.line, err);
    if (rc < 0)
        return rc;
    if (rc == 0)
        return err_set(err, ERR_INPUT, "%s: the stream is cut off after %llu lines: no end record",
                       reader->in.name, (unsigned long long)reader->in.lines_read);
    if (!tally_kind(record.line, &record.kind))
        return err_set(err, ERR_INPUT, "%s:%llu: not a record: it does not start with {\"k\":\"",
                       reader->in.name, (unsigned long long)reader->in.lines_read);
    if (str_eq(record.kind, STR("end")))
        return check_end(reader, record.line, err);
    if (str_eq(record.kind, STR("head")))
        return err_set(err, ERR_INPUT, "%s:%llu: a second head record", reader->in.name,
                       (unsigned long long)reader->in.lines_read);
    rc = tally_count(&reader->tally, record.kind, err);
    if (rc < 0)
        return at_line(reader, err);
    *ret_record = record;
    return 1;
}

int record_parse(struct record_reader *reader, const struct record *record,
                 const struct json_val **ret_object, struct err *err)
{
    int rc = json_read(reader->json, record->line, ret_object, err);
    return rc < 0 ? at_line(reader, err) : 0;
}

int record_reader_root(struct record_reader *reader, struct arena *arena, struct str *ret_root,
                       struct err *err)
{
    const struct json_val *head;
    int rc = json_read(reader->json, buf_str(&reader->head), &head, err);
    if (rc < 0)
        return rc;
    struct str root = json_get_path(arena, head, "root");
    if (!root.p || root.len == 0 || root.p[0] != '/')
        return err_set(err, ERR_INPUT, "%s:1: head record without an absolute root", reader->in.name);
    *ret_root = str_dup(arena, root);
    return 0;
}
