/*
 * call_scan: reads a call record without a JSON reader.
 *
 * Most records of a tree are calls, and nearly all have the form that cbc-parse writes:
 *
 *     {"k":"call","path":"src/a.c","unit":4,"callee":"free","receiver":"x","line":12}
 *
 * with unit and receiver left out where there are none. This form, in plain ASCII without escapes, is read here in a
 * third of the time. Any other is not an error: it goes to the JSON reader, which decides.
 */
#ifndef CBCRAWL_LOAD_CALL_SCAN_H
#define CBCRAWL_LOAD_CALL_SCAN_H

#include "pipeline/base/str.h"

#include <stdint.h>

enum { CALL_NO_UNIT = -1 }; /* called outside of any unit */

/* Borrowed from the line. */
struct call_fields {
    struct str callee, receiver; /* receiver may be empty */
    int64_t unit, line;
};

/* `path` when a record holds it as it is, else {NULL, 0}: one with bytes that JSON escapes or that are not ASCII, or one
 * in quotes, which may stand for another. */
struct str call_scan_path(struct str path);

/* False when the line has another form, or another path than `path`, which comes from call_scan_path. */
bool call_scan(struct str line, struct str path, struct call_fields *ret_fields);

#endif
