/*
 * rule_set: all rules of a scan: those that come with the program, and those of the user.
 *
 * Files are read while that is allowed, before the program gives up its rights (rule_sources_…), and understood later.
 * Rules of the scanned repository are a stranger's: their number and size have limits, links are not followed, and all they
 * can do is find. Rules are compiled for the languages that the scan has met, and no others are told of or looked for.
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
};

/* The rules that come with the program. */
void rule_sources_own(struct rule_sources *sources, struct arena *arena);

/* The files *.rules of the folder at `path`, which the user named, in order of their names. ERR_USAGE when there is none. */
int rule_sources_users(struct rule_sources *sources, struct arena *arena, const char *path, struct err *err);

/* Those in .cbcrawl.d/rules of the scanned root; none when there is no such folder. */
int rule_sources_scanned(struct rule_sources *sources, struct arena *arena, int root_fd, struct err *err);

/* Of all that was read. */
struct hash128 rule_sources_digest(const struct rule_sources *sources);

struct rule_set {
    struct rules rules;
    struct rule_table *tables[AST_LANGS]; /* of the languages met */
    struct hash128 digests[AST_LANGS];    /* of the files that have rules for it */
};

/* Reads all sources. ERR_USAGE with file and line. */
int rule_set_new(struct arena *arena, const struct rule_sources *sources, struct rule_set *ret_set,
                 struct err *err);

/* Compiles what looks at `lang`; before threads use the set. */
int rule_set_lang(struct rule_set *set, struct arena *arena, enum ast_lang lang, struct err *err);
void rule_set_release(struct rule_set *set);

/* Appends a record for every rule that looks at a language met. */
void rule_set_put(const struct rule_set *set, struct buf *out);

/* The analyzer that looks for them, in `arena`. The set must outlive it. */
const struct analyzer *rules_analyzer(const struct rule_set *set, struct arena *arena);

#endif
