/*
 * tool_write: what a tool said, as records.
 *
 * Statements about files of the scan become findings, sorted by path, line, rule and message, each said once; before them
 * come the rules they name. A finding is recognised again by the text of its line. Statements about ignored or unknown
 * files are counted and left out; what lies outside of the tree, names no file or had no room is told of in an error
 * record each.
 */
#ifndef CBCRAWL_TOOL_TOOL_WRITE_H
#define CBCRAWL_TOOL_TOOL_WRITE_H

#include "pipeline/record/record.h"
#include "pipeline/tool/report_in.h"
#include "pipeline/tool/tool_files.h"

/* How a tool's run ended, for its record. */
enum tool_state { TOOL_DONE, TOOL_FAILED, TOOL_MISSING, TOOL_IDLE };

struct tool_writer {
    struct record_writer *out;
    const struct tool_files *files;
    int root_fd; /* the scanned folder, or -1 */
    struct buf lines;
};

void tool_writer_init(struct tool_writer *writer, struct record_writer *out, const struct tool_files *files,
                      int root_fd);
void tool_writer_release(struct tool_writer *writer);

/* An error record of a tool. `reason` is cut, and may hold anything. 0, or ERR_ENV. */
int tool_write_error(struct tool_writer *writer, const struct tool *tool, struct str reason, struct err *err);

/* All that `report` has, and the record of the tool itself, which looked at `n_files`. 0, or ERR_ENV. */
int tool_write_report(struct tool_writer *writer, const struct report *report, enum tool_state state,
                      size_t n_files, struct err *err);

#endif
