/*
 * tally: counts by kind and the digest of a stream, kept alike by reader and writer.
 */
#ifndef CBCRAWL_RECORD_TALLY_H
#define CBCRAWL_RECORD_TALLY_H

#include "pipeline/base/hash.h"
#include "pipeline/record/record.h"

/* Nothing counted yet. Release takes a zeroed one, too. */
void tally_init(struct record_tally *tally);
void tally_release(struct record_tally *tally);

/* The kind a line names in its first key. False when the line does not start with `{"k":"` and a plain name. */
bool tally_kind(struct str line, struct str *ret_kind);

/* Counts a record. ERR_INPUT when there are more than RECORD_KINDS_MAX kinds. */
int tally_count(struct record_tally *tally, struct str kind, struct err *err);

/* Adds the bytes of lines that were or will be counted, newlines and all: many at once, as hashing a line by itself costs
 * as much as ten times its bytes. */
void tally_hash(struct record_tally *tally, struct str lines);

/* Appends the fields of the end record: "counts" sorted by kind, and "digest". */
void tally_put(struct record_tally *tally, struct json_out *end);

/* ERR_INPUT with the difference when an end record does not say what was counted. */
int tally_check(struct record_tally *tally, const struct json_val *end, struct err *err);

#endif
