/*
 * file_record: reads one file once and writes its record.
 *
 * The bytes that are counted are the bytes whose id is written. A file comes in pieces, so one of any length takes the
 * memory of a piece. A reader belongs to one thread.
 */
#ifndef CBCRAWL_FILES_FILE_RECORD_H
#define CBCRAWL_FILES_FILE_RECORD_H

#include "crawler/files/count.h"
#include "crawler/files/walk.h"

#include "pipeline/base/buf.h"
#include "pipeline/base/hash.h"
#include "pipeline/base/trail.h"

enum {
    FILE_PIECE_BYTES = 256 << 10, /* nearly every source file is one piece; fits the second-level cache */
    FILE_PARSE_MAX = 1 << 20,     /* longer files are counted and not parsed: DESIGN.md, section 7 */
};

/* A longer one is a sparse file or a disk image; reading it would take minutes. */
static const uint64_t file_read_max_bytes = (uint64_t)16 << 30;

struct file_reader {
    const struct walk *walk;
    struct str prefix; /* before every path in a record */
    struct trail trail;
    char *piece; /* FILE_PIECE_BYTES; the first LANG_HEAD_BYTES stay the start of the file */
    struct counter counter;
};

/* `piece` is taken from the arena. Release closes what a reader keeps open between files; it may be used again. */
void file_reader_init(struct file_reader *reader, struct arena *arena, const struct walk *walk,
                      struct str prefix);
void file_reader_release(struct file_reader *reader);

/* What the attributes say of a file; 0 when nothing. Part of the key under which its record may be kept. */
uint64_t file_attribute_key(const struct walk *walk, const struct walk_entry *entry);

/* Appends the record of a file, link or repository to `out`, or of what went wrong. True when it is the former, and may
 * be kept for the next run. */
bool file_record_write(struct file_reader *reader, const struct walk_entry *entry, struct buf *out);

/* Appends an error record; `path` may be empty. */
void file_record_error(struct buf *out, struct str path, struct str reason);

#endif
