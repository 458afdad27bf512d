/*
 * manifest_text: just enough of JSON-with-comments, TOML and go.mod to read manifests, line by line.
 *
 * Manifests of a scanned repository are input of an attacker: a reader never fails, it skips what it does not
 * understand, and a resolver that learns less resolves less. Slices point into the text.
 */
#ifndef CBCRAWL_MANIFESTS_MANIFEST_TEXT_H
#define CBCRAWL_MANIFESTS_MANIFEST_TEXT_H

#include "pipeline/base/str.h"

/* Without the quotes around it, if it has some. */
struct str text_unquoted(struct str s);

/* Blanks byte-order mark, comments and trailing commas, as tsconfig.json may have them, so that json_read takes it. */
void jsonc_blank(char *text, size_t len);

/* Walks the `key = value` lines of a TOML file. Values may span lines while brackets are open. */
struct toml_lines {
    struct str rest;
    struct str section; /* "package", "dependencies.foo"; arrays of tables as "[bin]" with their own brackets */
    struct str key, value;
};

/* Before the first line. */
struct toml_lines toml_begin(struct str text);

/* False at the end. Keys are without quotes; values are raw. */
bool toml_next(struct toml_lines *lines);

/* The content of a quoted value, or {NULL, 0}. */
struct str toml_string(struct str value);

/* Of an inline table `{ key = value, … }`: the raw value of a key, or {NULL, 0}; and the content of a quoted one. */
struct str toml_raw_member(struct str table, const char *key);
struct str toml_member(struct str table, const char *key);

/* Walks the directives of a go.mod file: `require a v1` alone or in a `require ( … )` block. */
struct gomod_lines {
    struct str rest;
    struct str verb;    /* "module", "require", "replace", … */
    struct str args[5]; /* words behind it, without quotes; `=>` is one */
    size_t n_args;
    bool in_block;
};

/* Before the first directive. */
struct gomod_lines gomod_begin(struct str text);
/* False at the end. */
bool gomod_next(struct gomod_lines *lines);

#endif
