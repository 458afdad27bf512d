/*
 * tokens: what a file's code looks like, for finding clones: one `fingerprint` record, see fingerprint.h.
 *
 * The token stream is cut into statements at the nodes of token_rules.c, so that a statement is the same however it is
 * laid out; long expressions are cut where a line begins. Each has a hash of its tokens with names and literals made
 * alike, and one of their text. Comments are no tokens; imports and package names outside of functions are left out, and
 * nothing may reach across them. A file with fewer than FINGERPRINT_TOKENS_MIN tokens has no record.
 */
#ifndef CBCRAWL_TOKENS_TOKENS_H
#define CBCRAWL_TOKENS_TOKENS_H

#include "analyzers/ast/analyzer.h"

extern const struct analyzer tokens_analyzer;

#endif
