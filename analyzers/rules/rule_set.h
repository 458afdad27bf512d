/*
 * rule_set: all rules of a scan: those that come with the program, and those of the user.
 *
 * Files are read while that is allowed, before the program gives up its rights (rule_sources_…), and understood later.
 * Rules of the scanned repository are a stranger's: their number and size have limits, links are not followed, all they
 * can do is find, and those that cannot be understood are refused, which ends nothing: else a tree could keep itself from
 * being looked at. A rule of the user's that is wrong is an error. Rules are compiled for the languages that the scan has met, and no others are told of or looked for.
 * Everything lies in an arena.
 */
#ifndef CBCRAWL_RULES_RULE_SET_H
#define CBCRAWL_RULES_RULE_SET_H

#include "analyzers/rules/rule_table.h"
#include "pipeline/base/hash.h"
#include "pipeline/base/text_folder.h"

enum { RULE_FILES_MAX = 200 /* in one folder */ };

struct rule_sources {
    struct named_texts texts;
    size_t strangers;          /* how many of the last are of the scanned root */
    VEC(const char *) refused; /* what could not be read there, and why */
};

/* The rules that come with the program. */
void rule_sources_own(struct rule_sources *sources, struct arena *arena);

/* The files *.rules of the folder at `path`, which the user named, in order of their names. ERR_USAGE when there is none. */
int rule_sources_users(struct rule_sources *sources, struct arena *arena, const char *path, struct err *err);

/* Those in .cbcrawl.d/rules of the scanned root, behind all others; none when there is no such folder, or anything in it that
 * cannot be read. */
void rule_sources_scanned(struct rule_sources *sources, struct arena *arena, int root_fd);

/* Of all that was read. */
struct hash128 rule_sources_digest(const struct rule_sources *sources);

struct rule_set {
    struct rules rules;
    struct rule_table *tables[AST_LANGS]; /* of the languages met */
    struct hash128 digests[AST_LANGS];    /* of the files that have rules for it */
    VEC(const char *) refused;            /* of the scanned root: "FILE:LINE: reason" */
};

/* Reads all sources. ERR_USAGE with file and line; of a stranger's file it is refused. */
int rule_set_new(struct arena *arena, const struct rule_sources *sources, struct rule_set *ret_set,
                 struct err *err);

/* Compiles what looks at `lang`; before threads use the set. ERR_USAGE as above; a stranger's rule alone is refused, for
 * this language. */
int rule_set_lang(struct rule_set *set, struct arena *arena, enum ast_lang lang, struct err *err);
void rule_set_release(struct rule_set *set);

/* Appends a record for every rule that looks at a language met. */
void rule_set_put(const struct rule_set *set, struct buf *out);

/* The analyzer that looks for them, in `arena`. The set must outlive it. */
const struct analyzer *rules_analyzer(const struct rule_set *set, struct arena *arena);

#endif
