/*
 * finding_rows: what analyzers found on its way into the store: rules, detections with their steps, comments that
 * suppress them, and what manifests declare.
 *
 * Detections and suppressions are facts of the file they follow, numbered inside it in the order in which they come.
 * Nothing is prepared before the first record of a kind, so that a stream without findings pays for none. What is too
 * long for a name, and words that are none of those the format knows, are ERR_INPUT.
 */
#ifndef CBCRAWL_LOAD_FINDING_ROWS_H
#define CBCRAWL_LOAD_FINDING_ROWS_H

#include "pipeline/base/json.h"
#include "pipeline/load/names.h"

enum {
    FINDING_RULE_ID_MAX = 200, /* bytes */
    FINDING_STEPS_MAX = 1000,  /* of one detection: nobody follows a longer flow */
};

struct finding_rows {
    struct store *store;
    struct names *names;
    int64_t fact_id;                                /* of the last record */
    int64_t detections, suppressions, dependencies; /* of that file so far */
    int64_t tool_detections;                        /* of the run so far */
    struct store_rows *rules, *found, *steps, *said, *suppressed, *declared;
};

/* `store` and `names` must outlive it. Release loses rows that were not flushed. */
void finding_rows_init(struct finding_rows *rows, struct store *store, struct names *names);
void finding_rows_release(struct finding_rows *rows);

/* What a rule record says. 0, ERR_INPUT or ERR_ENV. */
int finding_rows_add_rule(struct finding_rows *rows, int64_t run_id, const struct json_val *record,
                          struct err *err);

/* What a finding, suppression or manifest record says of the file with these facts; the same errors. */
int finding_rows_add(struct finding_rows *rows, int64_t fact_id, const struct json_val *record,
                     struct err *err);

/* What an outside tool says in a finding record; the same errors. */
int finding_rows_add_said(struct finding_rows *rows, int64_t run_id, const struct json_val *record,
                          struct err *err);

int finding_rows_flush(struct finding_rows *rows, struct err *err);

#endif
