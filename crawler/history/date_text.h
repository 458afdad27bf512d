/*
 * date_text: a date as a user writes it on the command line.
 *
 * ISO 8601: 2024-03-01, 2024-03-01T12:30, 2024-03-01 12:30:15+0200 or …Z; or @SECONDS since 1970. Without a zone it is
 * UTC, so that the same command means the same everywhere.
 */
#ifndef CBCRAWL_HISTORY_DATE_TEXT_H
#define CBCRAWL_HISTORY_DATE_TEXT_H

#include "pipeline/base/str.h"

#include <stdint.h>

/* Seconds since 1970. False when `text` is no such date. */
bool date_text_parse(struct str text, int64_t *ret_time_s);

#endif
