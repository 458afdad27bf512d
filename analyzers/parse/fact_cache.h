/*
 * fact_cache: the facts of a file, kept by what they depend on.
 *
 * That is the file's bytes, by their content id; the language it was said to be; the version of this program and of its
 * facts; the rules for its language; and, in C and C++, what the macros of the whole tree are taken for. Of these only the names count that the
 * file's text was compared with: they are kept with its facts, and what the table says of them now must be what it said
 * then. Not the path: facts are kept, and first made, with a mark in its place (struct facts), so they cannot depend on
 * it, and facts from the cache are put out by the code that puts out new ones.
 *
 * Also kept are the macros that a header defines. Reading is from any thread; so is keeping, into a batch.
 */
#ifndef CBCRAWL_PARSE_FACT_CACHE_H
#define CBCRAWL_PARSE_FACT_CACHE_H

#include "analyzers/ast/ast.h"
#include "analyzers/macros/macros.h"
#include "pipeline/base/hash.h"
#include "pipeline/kit/disk_cache.h"

/* What is found in a file, without its path. */
struct facts {
    struct str fields;  /* of its own record, from the comma before the first to the last */
    struct str records; /* lines with FACTS_PATH_MARK for the member that holds the path */
};

enum { FACTS_PATH_MARK = 1 }; /* a byte that JSON never holds */

/* What analyzers are told instead of the path. */
extern const struct str facts_no_path;

/* Puts the mark where records built with facts_no_path have it, in place. */
void facts_mark(struct buf *records);

/* Appends the facts for `path`: the file's record `line` (as it came, without newline) with the fields, and the
 * records. With `is_stored` the record says so, and calls and what can be called are left out: only the store wants
 * these. */
void facts_put(const struct facts *facts, struct str line, struct str path, bool is_stored, struct buf *out);

/* The analysis key among the fields of a file that was parsed; empty for others. */
struct str facts_key_field(const struct facts *facts);

/* What the facts of a file are kept under. `is_named_foreign`: see foreign_shell.h. */
struct facts_key {
    struct str content_id;
    enum ast_lang lang;
    uint8_t manifest;       /* format, 0: none */
    uint8_t comment_styles; /* should there be no tree */
    struct hash128 rules;   /* a digest of those that it was held against */
    bool no_macros, is_named_foreign, is_searched, is_test;
};
struct hash128 facts_key_hash(const struct facts_key *key);

/* Finds the facts of a key. They lie in `value`. False when there are none, or not of this table of macros (NULL: the
 * text was not compared with one). */
bool facts_find(struct disk_cache *cache, struct hash128 key, const struct macros *macros, struct buf *value,
                struct facts *ret_facts);

/* Keeps facts, with the names that they depend on. */
void facts_keep(struct buf *batch, struct hash128 key, const struct macros *macros,
                const struct macro_names *names, const struct facts *facts);

/* The facts in a value, and the names they depend on. False when it is none of ours. */
struct facts_frame {
    struct hash128 table, state; /* macros_digest and macros_state then */
    struct str names;
    struct facts facts;
};
bool facts_read(struct str value, struct facts_frame *ret_frame);

/* The same for what a header defines: NULL when nothing is kept. `value` is for reading. */
struct macro_list *fact_macros_find(struct disk_cache *cache, struct str content_id, struct buf *value,
                                    struct arena *arena);
void fact_macros_keep(struct buf *batch, struct str content_id, const struct macro_list *list);

#endif
