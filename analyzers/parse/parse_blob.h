/*
 * parse_blob: a past version of a file, from git's objects to its records.
 *
 * A blob record is parsed as if it were the file record of a tree, but for its content, which is the object its content
 * id names. Behind the record, completed like that of a file, stand `past_unit` records and nothing else: no stage takes
 * them for units of the tree. Macros are those of the tree's headers as they are now, when the stream has any; what the
 * headers of that time defined is not looked for.
 */
#ifndef CBCRAWL_PARSE_PARSE_BLOB_H
#define CBCRAWL_PARSE_PARSE_BLOB_H

#include "analyzers/parse/parse_file.h"

/* Appends the job's record, completed, and its units; what went wrong is an error record. What was found in its text goes to
 * `found` (past_findings.h). */
void parse_blob(struct parse_worker *worker, const struct parse_job *job, struct buf *out, struct buf *found);

#endif
