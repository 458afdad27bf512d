/*
 * conf_syntax: a strict reader of git-config syntax.
 *
 * Why our own: every message about a setting needs its file and line, and a config file that comes with the scanned
 * repository must not be able to include another one. The language is the one git-config(1) describes under SYNTAX:
 * sections, quoted subsections, names without value (true), quotes, escapes, comments, continued lines, a BOM and CRLF.
 * Nothing here knows which settings exist: conf_schema.h does.
 *
 * Entries borrow nothing from the text: they live in the arena. Sections and names are folded to lower case, as git
 * folds them; subsections keep their case. A file holds at most CONF_FILE_LIMIT_BYTES.
 */
#ifndef CBCRAWL_CONFIG_CONF_SYNTAX_H
#define CBCRAWL_CONFIG_CONF_SYNTAX_H

#include "pipeline/base/vec.h"
#include "pipeline/base/str.h"

/* Hand-written policy is a few kB; this is room for a generated list of paths, and quick to refuse beyond. */
enum { CONF_FILE_LIMIT_BYTES = 1 << 20 };

struct conf_entry {
    struct str section;
    struct str subsection; /* p == NULL: none, which is not the same as [section ""] */
    struct str name;
    struct str value; /* p == NULL: a name alone, which means true */
    const char *file; /* as the caller named it, borrowed */
    int line;         /* of the name, from 1 */
    int layer;        /* free for the caller; 0 */
};

struct conf_entries {
    VEC(struct conf_entry) list;
};

/* Appends the entries of `text` in their order. ERR_USAGE with "file:line: reason" on the first mistake; then what was
 * read before it stays appended. */
int conf_parse(struct conf_entries *entries, struct arena *arena, struct str text, const char *file,
               struct err *err);

/* Reads one `section.subsection.name=value` or `section.name`, as typed on a command line (-c). */
int conf_parse_assignment(struct conf_entries *entries, struct arena *arena, const char *text,
                          struct err *err);

/* "section.subsection.name", as `git config --list` shows it. */
char *conf_entry_key(struct arena *arena, const struct conf_entry *entry);

#endif
