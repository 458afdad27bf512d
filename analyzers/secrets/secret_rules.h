/*
 * secret_rules: what secrets look like, as data.
 *
 * The files *.patterns of this folder hold it. A line that begins with # is a comment. `let NAME TEXT` names a piece of
 * patterns: <NAME> stands for it in those behind. A rule begins with a line `ID: TITLE`; the lines that belong to it are
 * indented:
 *
 *     anchor      literals, one of which is in every such secret or close before it; three bytes at least
 *     no-case     the case of letters matters neither in anchors nor in the pattern
 *     pattern     PCRE2; begins at the anchor, or (with `back`) anywhere in so many bytes before it. Its first group is the
 *                 value. Not needed when the check finds the value
 *     back        how far before the anchor it may begin
 *     check       what else must hold (secret_check.h)
 *     entropy     least bits a byte of the value, 2.8 by default
 *     severity    high by default
 *     confidence  high by default
 *     good, bad   text in which it must be found, and must not: for tests. {{…}} is drawn anew in each (tests), so that no
 *                 value stands in the file
 *
 * Rules that come first are preferred where several see the same bytes as a secret. Rules are read-only once read.
 */
#ifndef CBCRAWL_SECRETS_SECRET_RULES_H
#define CBCRAWL_SECRETS_SECRET_RULES_H

#include "analyzers/match/literals.h"
#include "analyzers/secrets/secret_check.h"
#include "pipeline/base/vec.h"

struct secret_rule {
    struct str id;      /* "secret/github-pat" */
    struct str title;   /* begins in lower case but for names: "private key" */
    struct str pattern; /* empty: the check finds the value */
    struct str severity, confidence;
    secret_check *check; /* or NULL */
    double entropy_min;
    uint32_t back;
    bool no_case;
};

struct secret_example {
    uint32_t rule;
    bool is_good;
    struct str text;
};

struct secret_rules {
    VEC(struct secret_rule);
    VEC(struct literal) anchors;
    VEC(uint32_t) rule_of; /* anchor to rule */
    VEC(struct secret_example) examples;
    struct literals *literals;
};

/* Reads the rules of this folder into `arena`. 0; ERR_INPUT names the line that is wrong, which only a change of those files
 * can bring about. */
int secret_rules_read(struct arena *arena, struct secret_rules *ret_rules, struct err *err);

#endif
