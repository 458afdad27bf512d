/*
 * secrets: passwords, keys and tokens in the text of files.
 *
 * All anchors of all rules (secret_rules.h) are looked for in one pass over the bytes; where one stands its rule's pattern
 * is tried at that place, what it finds is verified as far as that can be done offline, and placeholders are passed over.
 * The analyzer reads text and no tree, so that it works on files of any kind.
 *
 * A finding holds the kind of secret, the first four characters (of short values a quarter of them, and fewer than four)
 * and eight digits of a SHA-256: of the value nothing else leaves this folder. In a test the confidence is one step lower.
 *
 * Limits: SECRETS_TEXT_MAX bytes of a file, SECRETS_MAX findings in it, and so many patterns tried as its length allows;
 * what is over the last two is said in ast_file.left_out.
 */
#ifndef CBCRAWL_SECRETS_SECRETS_H
#define CBCRAWL_SECRETS_SECRETS_H

#include "analyzers/ast/analyzer.h"
#include "analyzers/secrets/secret_rules.h"

enum {
    SECRETS_TEXT_MAX = 16 << 20, /* bytes: dumps and bundles; a larger file is hardly written by hand */
    SECRETS_MAX = 1000,          /* in one file */
};

/* The analyzer, in `arena`. The rules must outlive it. Never NULL. */
const struct analyzer *secrets_analyzer(const struct secret_rules *rules, struct arena *arena);

/* Appends a record for each rule. */
void secrets_put_rules(const struct secret_rules *rules, struct buf *out);

#endif
