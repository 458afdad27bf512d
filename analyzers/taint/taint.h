/*
 * taint: where data that an attacker controls does harm.
 *
 * One `finding` record for each place where a value from a source (taint_rules.h) reaches a sink without having been made
 * harmless on the way, with the steps it took; and for calls whose constant argument is the harm, such as the name of a
 * broken hash. Java, Python, JavaScript and TypeScript, PHP, Go, C and C++. A flow may lead through functions of the file
 * that call each other, not through other files.
 *
 * A file without the name of a source or without that of a sink costs one look at its words. Functions that cannot reach
 * both are not interpreted.
 */
#ifndef CBCRAWL_TAINT_TAINT_H
#define CBCRAWL_TAINT_TAINT_H

#include "analyzers/ast/analyzer.h"

extern const struct analyzer taint_analyzer;

#endif
