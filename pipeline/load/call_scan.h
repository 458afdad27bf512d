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
    struct str path, callee, receiver; /* receiver may be empty */
    int64_t unit, line;
};

/* False when the line has another form. */
bool call_scan(struct str line, struct call_fields *ret_fields);

#endif
