/*
 * binary_rules: which files the project's .gitattributes say are binary, or text, whatever their bytes look like.
 *
 * As for `git log`: the files of the work tree as they are now decide about the past, and over them info/attributes; a
 * bare repository has only that and the user's. Folders are read when a path in them is first asked about, and never
 * through a symbolic link. Drivers (diff=NAME) are not run; a file that has one is what its bytes say.
 *
 * One a thread.
 */
#ifndef CBCRAWL_HISTORY_BINARY_RULES_H
#define CBCRAWL_HISTORY_BINARY_RULES_H

#include "pipeline/base/hash.h"
#include "pipeline/git/repo.h"

/* Steps of matching (glob.h) for the files of one commit, some tenth of a second. Counted by commit, so that what a commit
 * gives does not depend on who works on it. */
enum { BINARY_STEPS_MAX = 30000000 };

enum binary_verdict { BINARY_BY_BYTES, BINARY_NO, BINARY_YES };

struct binary_rules;

/* Never NULL; `repo` must outlive it. Free with binary_rules_free. */
struct binary_rules *binary_rules_new(const struct repo *repo);
void binary_rules_free(struct binary_rules *rules); /* NULL is fine */

/* Adds the rules that there are to `digest`: those of all folders with tracked files, of info/ and of the user. Nothing when
 * there are none. */
void binary_rules_digest(const struct repo *repo, struct hash_stream *digest);

/* The steps begin to count anew. */
void binary_rules_begin(struct binary_rules *rules);

/* `path` is relative to the scanned folder (repo.prefix). Cannot fail: rules that cannot be read are
 * none, and so are all when the steps are used up. */
enum binary_verdict binary_rules_of(struct binary_rules *rules, struct str path);

#endif
