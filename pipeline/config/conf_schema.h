/*
 * conf_schema: the table of every setting there is.
 *
 * One line per key: type, range and default; cbcrawl.conf(5) says what it is for and where the default comes from, and
 * a test holds the two together. A key that is not here does not exist, in any file. Adding a setting means adding a
 * line here and reading it with config.h; checks, messages and suggestions follow.
 *
 * Keys are written "section.name". With a subsection: SUB_RULE and SUB_TOOL take one always ([rule "fn-length"],
 * [tool "ruff"]), SUB_LANG takes a language or none ([score "C"] refines [score]). What the subsection may say is checked by the stage that owns it.
 */
#ifndef CBCRAWL_CONFIG_CONF_SCHEMA_H
#define CBCRAWL_CONFIG_CONF_SCHEMA_H

#include "pipeline/config/conf_syntax.h"

#include <stdint.h>

enum conf_type {
    CONF_BOOL,   /* true false yes no on off 1 0; a name alone is true */
    CONF_INT,    /* with k, m or g */
    CONF_CHOICE, /* one of `choices` */
    CONF_LIST,   /* may be repeated; an empty value forgets the earlier ones */
};

enum conf_sub { SUB_NONE, SUB_LANG, SUB_RULE, SUB_TOOL };

struct conf_key {
    const char *key; /* as people write it */
    enum conf_type type;
    enum conf_sub sub;
    int64_t min, max;           /* CONF_INT */
    const char *const *choices; /* CONF_CHOICE, ends with NULL */
    const char *value;          /* the default; NULL: none */
};

/* The severities, mildest first: the choices of every key that takes one. */
extern const char *const conf_severities[];

/* The line of the table for "section.name" in any case; NULL when there is none. */
const struct conf_key *conf_key_find(struct str section, struct str name);

/* Is the entry a known key, with a fitting subsection, that may stand in a file of a stranger (`trusted` false) or of
 * the user, and does its value fit? Else ERR_USAGE with file and line. */
int conf_entry_check(const struct conf_entry *entry, bool trusted, struct err *err);

/* The value as a number: a CONF_INT, a CONF_BOOL as 0 or 1, a CONF_CHOICE as its place. False when it does not fit. */
bool conf_value_int(const struct conf_key *key, struct str value, int64_t *ret_value);

/* Calls visit for every line of the table. */
void conf_key_each(void (*visit)(void *ctx, const struct conf_key *key), void *ctx);

#endif
