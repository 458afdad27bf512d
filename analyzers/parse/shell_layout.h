/*
 * shell_layout: the functions of a shell script, as their layout shows them.
 *
 * A head is a line `name () {`, `function name {`, or either with its brace on the next line; the function ends at the
 * next line that begins with a '}' as far in as the head. Functions inside those, on one line, with a body in
 * parentheses or in here-documents are passed over. One pass over the lines; nothing is looked at twice but a line and
 * the one behind it.
 */
#ifndef CBCRAWL_PARSE_SHELL_LAYOUT_H
#define CBCRAWL_PARSE_SHELL_LAYOUT_H

#include "analyzers/parse/resync.h"

/* Appends the functions of `text` to those of `resync`, in source order, all of them lost. */
void shell_layout(struct str text, struct arena *arena, struct resync *resync);

#endif
