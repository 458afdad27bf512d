/*
 * import_rows: imports on their way into the store: what a file says, which is a fact, and what that stands for in the tree,
 * which is not.
 */
#ifndef CBCRAWL_LOAD_IMPORT_ROWS_H
#define CBCRAWL_LOAD_IMPORT_ROWS_H

#include "pipeline/load/row.h"

struct import_rows {
    struct names *names; /* borrowed */
    struct store_rows *facts, *targets;
};

/* How far the imports of one file have come. */
struct import_place {
    int64_t imports; /* so far */
    uint64_t last;   /* hash of what the last one says */
    int64_t targets; /* of that one, so far */
};

/* Which rows a record gives. */
struct import_wanted {
    int64_t fact_id;            /* 0: the facts are stored */
    int64_t linked_id, path_id; /* 0: the targets are not wanted now */
};

/* 0, or ERR_ENV. Release takes what a failed init left, and loses rows that were not flushed. */
int import_rows_init(struct import_rows *rows, struct store *store, struct names *names, struct err *err);
void import_rows_release(struct import_rows *rows);

/* The next import record of the file that `place` is about. ERR_INPUT when a field is wrong. */
int import_rows_add(struct import_rows *rows, struct import_place *place, const struct import_wanted *wanted,
                    const struct json_val *record, struct err *err);

int import_rows_flush(struct import_rows *rows, struct err *err);

/* What stands in an import's line before the number of its line, and the path in it; empty for another shape, and for a
 * path that JSON has to escape. */
struct str import_line_start(struct str line, struct str *ret_path);

#endif
