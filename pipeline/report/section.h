/*
 * section: one part of a report as data: a question in SQL over the store's public views, and how to show its columns.
 *
 * All forms of the report (text, Markdown, JSON) come from the same sections, so they cannot disagree, and every figure
 * can be had again with the SQL that --sql prints. Parameter ?1 of each question is the most rows wanted, -1 for all;
 * ?2 is the run, since a store may know several roots.
 */
#ifndef CBCRAWL_REPORT_SECTION_H
#define CBCRAWL_REPORT_SECTION_H

#include "pipeline/base/vec.h"
#include "pipeline/store/store.h"

enum { SECTION_COLUMNS_MAX = 16 };

enum column_kind {
    COLUMN_END,
    COLUMN_TEXT,
    COLUMN_NOTE,  /* a sentence: the last column, never cut */
    COLUMN_PATH,  /* cut at its start when too wide: the end tells more */
    COLUMN_COUNT, /* a whole number, grouped */
    COLUMN_BYTES,
    COLUMN_SHARE,  /* 0..1, shown in percent */
    COLUMN_REAL,   /* two decimals */
    COLUMN_POINTS, /* of 100, one decimal */
    COLUMN_GRADE,  /* A to F, coloured */
    COLUMN_SEVERITY,
};

struct column {
    enum column_kind kind;
    const char *key;   /* in JSON */
    const char *title; /* in a table's head */
};

struct section {
    const char *id;    /* key in JSON, anchor in Markdown */
    const char *title; /* heading */
    const char *sql;
    const char *empty; /* what to say when there are no rows; NULL: leave the section out */
    bool vertical;     /* one row, shown as a list of names and values */
    bool all;          /* short by nature: shown whole */
    bool judged;       /* says nothing before cbc-score has run, not even that there is nothing */
    struct column columns[SECTION_COLUMNS_MAX + 1]; /* in the order of the SQL; ends with COLUMN_END */
};

/* In the order of the report; ends with a NULL id. */
extern const struct section report_sections[];

struct cell {
    bool is_null;
    int64_t whole;   /* COLUMN_COUNT, COLUMN_BYTES */
    double real;     /* COLUMN_SHARE, COLUMN_REAL */
    struct str text; /* the others */
};

/* The answer to one section. */
struct section_rows {
    const struct section *section;
    size_t n_columns;
    VEC(struct cell) cells; /* row by row */
    size_t n_rows;
};

/* Asks; cells and their text live in `arena`. 0, or ERR_INPUT when the store is damaged. */
int section_ask(struct store *store, const struct section *section, int64_t rows_max, int64_t run_id,
                struct arena *arena, struct section_rows *ret_rows, struct err *err);

/* The cell of a row and column. */
const struct cell *section_cell(const struct section_rows *rows, size_t row, size_t column);

/* Is the column's value a number, shown at the right? */
bool column_is_number(enum column_kind kind);

/* Has the column nothing but NULL, so that tables leave it out? */
bool section_column_is_empty(const struct section_rows *rows, size_t column);

/* The cell as people read it, not escaped; in `arena`. */
struct str section_format(const struct cell *cell, enum column_kind kind, struct arena *arena);

#endif
