/*
 * taint: where data that an attacker controls does harm.
 *
 * One `finding` record for each place where a value from a source (taint_rules.h) reaches a sink without having been made
 * harmless on the way, with the steps it took; and for calls whose constant argument is the harm, such as the name of a
 * broken hash. Java, Python, JavaScript and TypeScript, PHP, Go, C and C++. A flow may lead through functions of the file
 * that call each other, not through other files.
 *
 * A file whose words name no source, or no sink, costs one look at its words (taint_words.h). Of others the file's own
 * code is interpreted, and functions that reach both.
 */
#ifndef CBCRAWL_TAINT_TAINT_H
#define CBCRAWL_TAINT_TAINT_H

#include "analyzers/ast/analyzer.h"

struct taint_rules;

/* What is known of the libraries of each language; NULL where there are no rules. Threads share it. */
struct taint_set {
    const struct taint_rules *rules[AST_LANGS];
};

/* Reads the rules of the languages in `met` (by enum ast_lang), which are compiled in, into `arena`. */
void taint_set_read(struct taint_set *set, const bool met[AST_LANGS], struct arena *arena);

/* The analyzer for a set, both of which must outlive the walkers. Never NULL. It stands behind the calls in the list,
 * which tell it who calls whom. */
const struct analyzer *taint_analyzer(const struct taint_set *set, struct arena *arena);

#endif
