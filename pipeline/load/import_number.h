/*
 * import_number: which import of its file a record is about.
 *
 * An import with several targets is written once for each. Its number must not depend on what it stands for, or the facts
 * that another run stored would not fit: so a record that says the same as the one before it is the same import.
 */
#ifndef CBCRAWL_LOAD_IMPORT_NUMBER_H
#define CBCRAWL_LOAD_IMPORT_NUMBER_H

#include "pipeline/base/json.h"

/* Of one file; {0} before its first import. */
struct import_number {
    int64_t imports; /* so far; the last has this number less one */
    int64_t targets; /* of the last, so far; the caller counts them */
    uint64_t says;   /* hash of what the last one says */
};

/* Takes the next record. True when it is an import that was not there before. */
bool import_number_next(struct import_number *number, const struct json_val *record);

#endif
