/*
 * calls: who calls whom, by name.
 *
 * One `call` record for each call whose callee has a name where it is written: functions, methods, constructors (`new
 * T`), Rust's macros ("println!") and the shell's commands. A call through a value without a name (`f()()`,
 * `(x ?: y)()`) has none and is left out; through an array or a pointer it has the name of that. The receiver is the
 * text in front of the callee, cut at CALL_RECEIVER_MAX bytes, on one line. The line is that of the callee's name.
 *
 * The calls of a file are also kept in `ast_file.calls`, for whoever counts them.
 */
#ifndef CBCRAWL_CALLS_CALLS_H
#define CBCRAWL_CALLS_CALLS_H

#include "analyzers/ast/analyzer.h"

enum { CALL_RECEIVER_MAX = 80 }; /* a chain of calls is its own receiver, and grows with every link */

extern const struct analyzer calls_analyzer;

#endif
