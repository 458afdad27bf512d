#include "analyzers/parse/parse_blob.h"

#include "analyzers/parse/parse_inside.h"
#include "pipeline/record/record.h"

#include <string.h>

static void put_error(const struct parse_job *job, const char *reason, struct buf *out)
{
    struct json_out r = record_open(out, "error");
    json_put_str(&r, "stage", STR("cbc-parse"));
    json_put_path(&r, "path", job->path);
    json_put_str(&r, "commit_id", job->commit_id);
    json_put_str(&r, "reason", str_from(reason));
    json_put_bool(&r, "is_lasting", true); /* an object does not change */
    record_close(&r);
}

static int read_object(struct parse_worker *w, const struct parse_job *job, struct err *err)
{
    struct object object = {0};
    struct object_id id;
    if (!object_id_parse(job->content_id, object_store_id_len(w->setup->objects), &id))
        return err_set(err, ERR_INPUT, "the content id is none of this repository");
    if (!w->objects)
        w->objects = object_reader_new(w->setup->objects, OBJECT_CACHE_BYTES);
    int rc = object_read(w->objects, &id, OBJECT_BLOB, &object, err);
    if (rc < 0)
        return rc;
    buf_clear(&w->text);
    buf_add(&w->text, object.data);
    object_release(w->objects, &object);
    if (w->text.overflow || w->text.len > AST_TEXT_MAX)
        return err_set(err, ERR_INPUT, "larger than its record says");
    return 0;
}

/* As git decides. */
static bool is_binary(struct str text)
{
    enum { GIT_LOOKS_AT = 8000 }; /* bytes */
    struct str head = str_head(text, GIT_LOOKS_AT);
    return head.len && memchr(head.p, 0, head.len);
}

/* Fills `units`; lines of code are known when that is done. */
static int find_units(struct parse_worker *w, const struct parse_job *job, const struct parse_outcome *o,
                      struct buf *units, uint32_t *ret_lines_code, struct err *err)
{
    struct ast_file file = {.path = job->path,
                            .past_id = job->content_id,
                            .lang = o->lang,
                            .text = buf_str(&w->text),
                            .arena = &w->arena,
                            .unread = o->unread};
    ast_walk_file(w->walker, o->tree, &file, units);
    if (units->overflow)
        return err_set(err, ERR_INPUT, "too many records");
    *ret_lines_code = file.rows_code;
    return 0;
}

static void put_blob(const struct parse_worker *w, const struct parse_job *job, const struct parse_outcome *o,
                     uint32_t lines_code, struct buf *out)
{
    char key[HASH128_HEX_LEN + 1];
    parse_key(job, o, key);
    buf_add(out, str_head(job->line, job->line.len - 1));
    struct json_out r = {.buf = out, .need_comma = true};
    json_put_str(&r, "key", str_from(key));
    json_put_int(&r, "lines_code", lines_code);
    if (o->error_bytes)
        json_put_fixed(&r, "error_share", parse_share(o->error_bytes, w->text.len), 4);
    json_put_bool(&r, "parsed", true);
    record_close(&r);
}

/* The record as it came, with one field more when it is known why no units follow. */
static void pass_blob(const struct parse_job *job, bool is_binary_text, struct buf *out)
{
    if (is_binary_text) {
        buf_add(out, str_head(job->line, job->line.len - 1));
        buf_add(out, STR(",\"is_binary\":true}"));
    } else {
        buf_add(out, job->line);
    }
    buf_addc(out, '\n');
}

static void search_text(struct parse_worker *w, const struct parse_job *job, struct buf *found)
{
    struct ast_file file = {.path = job->path,
                            .past_id = job->content_id,
                            .past_commit = job->commit_id,
                            .lang = job->lang,
                            .text = buf_str(&w->text),
                            .arena = &w->arena};
    ast_walk_text(w->walker, &file, found);
}

static int parse_version(struct parse_worker *w, const struct parse_job *job, struct buf *units,
                         struct buf *out, struct buf *found, struct err *err)
{
    struct parse_outcome o = {.lang = job->lang};
    uint32_t lines_code = 0;
    macro_names_clear(&w->names);
    int rc = read_object(w, job, err);
    bool binary = rc == 0 && is_binary(buf_str(&w->text));
    if (rc == 0 && !binary)
        search_text(w, job, found);
    if (rc == 0 && !binary)
        rc = parse_text(w, job, &o, err);
    if (rc == 0 && o.tree)
        rc = find_units(w, job, &o, units, &lines_code, err);
    if (rc == 0 && o.tree) {
        put_blob(w, job, &o, lines_code, out);
        buf_add(out, buf_str(units));
    } else {
        pass_blob(job, binary, out);
    }
    return rc;
}

void parse_blob(struct parse_worker *worker, const struct parse_job *job, struct buf *out, struct buf *found)
{
    struct buf units;
    struct err err;
    if (!job->wanted) {
        pass_blob(job, false, out);
        return;
    }
    buf_init(&units, PARSE_RECORDS_MAX / 2);
    if (parse_version(worker, job, &units, out, found, &err) < 0)
        put_error(job, err.text, out);
    buf_release(&units);
    arena_reset(&worker->arena);
}
