/*
 * record: the stream between stages. One JSON object a line, `"k"` first and naming the kind.
 *
 * The first record is the head: the schema, the scanned root, and one entry per program that had a hand in the stream
 * with the options that change facts. The last is the end: how many records of each kind, and the XXH3-128 digest of
 * all lines between head and end. A stream without an end was cut off; record_reader says so, and nothing downstream
 * may take it for whole. cbc-records(5) documents every kind and field.
 *
 * Reading and writing touch each line once; a stage parses only the kinds it needs (json_read on record.line) and
 * passes all others on unchanged (record_writer_pass). One thread per reader and per writer; to build records on many
 * threads, append them to a buf with record_open/record_close and hand whole buffers to record_writer_lines.
 */
#ifndef CBCRAWL_RECORD_RECORD_H
#define CBCRAWL_RECORD_RECORD_H

#include "pipeline/base/io.h"
#include "pipeline/base/json.h"

enum {
    RECORD_SCHEMA = 1,
    RECORD_LINE_MAX =
        8 << 20, /* a longer line is bad input; the longest of ours, a cycle of 20,000 files, has 2 MB */
    RECORD_KINDS_MAX = 64, /* kinds in one stream */
};

/* Building one record ---------------------------------------------------------------------------------------------- */

/* Starts `{"k":"kind"` in `buf`; the caller adds fields with json_put_…, then record_close ends the line. */
struct json_out record_open(struct buf *buf, const char *kind);
void record_close(struct json_out *record);

/* Counting and digesting, shared by reader and writer -------------------------------------------------------------- */

struct record_kind_count {
    char kind[32];
    uint64_t count;
};

struct record_tally {
    struct record_kind_count kinds[RECORD_KINDS_MAX];
    size_t n_kinds;
    size_t last; /* the kind of the last record: runs of one kind are the rule */
    struct hash_stream *digest;
};

/* Reading ---------------------------------------------------------------------------------------------------------- */

struct record {
    struct str kind;
    struct str line; /* the whole JSON text without newline, borrowed until the next record_reader_next */
};

struct record_lz4;

struct record_reader {
    struct io_in in;
    struct record_lz4 *lz4; /* when the stream is compressed */
    struct json_reader *json;
    struct record_tally tally;
    struct buf head; /* the head line */
    size_t hashed;   /* what lies before it in in.buf is in the tally's digest */
    bool ended;
};

/* The reader must stay where it is. Starts reading `fd` (kept open, not owned; `name` is for messages) and takes the head; lz4 frames are recognised by
 * their magic. ERR_INPUT when there is no head, its schema is newer than RECORD_SCHEMA, or the stream is empty. */
int record_reader_open(struct record_reader *reader, int fd, const char *name, struct err *err);
void record_reader_close(struct record_reader *reader);

/* 1 and a record, 0 behind a good end record. ERR_INPUT names line and reason: malformed, cut off, counts or digest
 * that do not match, or anything behind the end. */
int record_reader_next(struct record_reader *reader, struct record *ret_record, struct err *err);

/* Parses a record's line; values are borrowed from the reader until the next call. */
int record_parse(struct record_reader *reader, const struct record *record,
                 const struct json_val **ret_object, struct err *err);

/* The scanned root, absolute; borrowed from the reader. ERR_INPUT when the head names none. */
int record_reader_root(struct record_reader *reader, struct arena *arena, struct str *ret_root,
                       struct err *err);

/* Writing ---------------------------------------------------------------------------------------------------------- */

struct record_writer {
    struct io_out out;
    struct record_lz4 *lz4;
    struct record_tally tally;
    struct buf line; /* head and end are built here */
};

/* What one program adds to the head. */
struct record_program {
    const char *program;
    const char *version;
    struct str options; /* a JSON object, or empty */
};

/* Starts a stream on `fd`, which it owns from here on. `lz4` compresses it. */
void record_writer_open(struct record_writer *writer, int fd, const char *name, bool lz4);

/* The head of a new stream. `commit` may be empty. */
int record_writer_head(struct record_writer *writer, struct str root, struct str commit,
                       const struct record_program *program, struct err *err);

/* The head of `reader`'s stream with this program added. */
int record_writer_head_from(struct record_writer *writer, struct record_reader *reader,
                            const struct record_program *program, struct err *err);

/* One whole line, as read. */
int record_writer_pass(struct record_writer *writer, const struct record *record, struct err *err);

/* Any number of whole lines built with record_open/record_close. ERR_INPUT when a limit of `lines` was hit. */
int record_writer_lines(struct record_writer *writer, const struct buf *lines, struct err *err);

/* Writes the end record, flushes and closes. */
int record_writer_end(struct record_writer *writer, struct err *err);

/* Frees everything without an end record: what was written stays visibly incomplete. */
void record_writer_abandon(struct record_writer *writer);

/* Ends the stream when `rc`, how the work on it went, is 0, and abandons it otherwise. 0, or what went wrong first. */
int record_writer_finish(struct record_writer *writer, int rc, struct err *err);

#endif
