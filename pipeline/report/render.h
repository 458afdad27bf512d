/*
 * render: the sections of a report as text for a terminal, as Markdown, and as JSON.
 *
 * Cells hold bytes of the scanned repository. Each form escapes them in its own way: controls for a terminal, markup
 * for Markdown, quotes for JSON.
 */
#ifndef CBCRAWL_REPORT_RENDER_H
#define CBCRAWL_REPORT_RENDER_H

#include "pipeline/base/json.h"
#include "pipeline/report/section.h"

/* Appends one section; `colour` adds ANSI colours. Scratch memory comes from `arena`. */
void render_text(struct buf *out, const struct section_rows *rows, bool colour, struct arena arena);

/* The same as Markdown. */
void render_md(struct buf *out, const struct section_rows *rows, struct arena arena);

/* Adds "<id>": an array of objects, or one object for a vertical section. */
void render_json(struct json_out *j, const struct section_rows *rows);

#endif
