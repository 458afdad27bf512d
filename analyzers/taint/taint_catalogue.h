/*
 * taint_catalogue: what the taint analyzer may find, as `rule` records.
 */
#ifndef CBCRAWL_TAINT_TAINT_CATALOGUE_H
#define CBCRAWL_TAINT_TAINT_CATALOGUE_H

#include "analyzers/ast/ast.h"
#include "pipeline/base/buf.h"

/* Appends a record for each kind of harm in each language of `met` (by enum ast_lang) that has rules; languages that
 * share their rules are told once. `arena` is for reading. */
void taint_catalogue_put(const bool met[AST_LANGS], struct arena *arena, struct buf *out);

#endif
