/*
 * log: what a stage says on stderr. Only `main` programs and pipeline/kit call it; library code returns errors.
 *
 * Text by default ("cbc-crawl: warning: …"), one JSON object a line with --log=json, carrying the run id that all
 * stages of one run share (CBCRAWL_RUN_ID). A progress line is drawn only when stderr is a terminal, the work has
 * lasted a second, and the level allows it; any other message erases it first. What is printed is made terminal-safe
 * here, so callers may pass bytes of the scanned repository.
 *
 * One process, one log: the state is this file's own. Calls are serialised.
 */
#ifndef CBCRAWL_BASE_LOG_H
#define CBCRAWL_BASE_LOG_H

#include "pipeline/base/err.h"

#include <stdbool.h>
#include <stdint.h>

enum log_level { LOG_QUIET, LOG_NORMAL, LOG_VERBOSE };

/* `program` is kept by reference. */
void log_init(const char *program, enum log_level level, bool json);

/* Errors are always shown; warnings and notes unless quiet; details only when verbose. */
void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_detail(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* "what: done of total" at most ten times a second; total 0 when unknown. */
void log_progress(const char *what, uint64_t done, uint64_t total);

/* Erases the progress line. */
void log_progress_end(void);

#endif
