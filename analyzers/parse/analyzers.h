/*
 * analyzers: the list of all analyzers, in the order in which their records follow a file's.
 */
#ifndef CBCRAWL_PARSE_ANALYZERS_H
#define CBCRAWL_PARSE_ANALYZERS_H

#include "analyzers/ast/analyzer.h"

extern const struct analyzer *const analyzers_all[]; /* ends with NULL */

#endif
