/*
 * ignore: the rules of a .gitignore and of the files that add to it, with exactly git's meaning.
 *
 * An `ignore_rules` is one compiled file; compile once, ask from any thread. An `ignore_level` stacks one on those of
 * the folders above and of the whole repository: the deepest level with a matching rule decides, in it the last rule.
 * A file inside an ignored folder is ignored whatever the rules say of it; that is the caller's to know, since it does
 * not enter the folder.
 *
 * Most rules are a name, a path or "*.ext", and are found by hash; only the others are tried one after the other. What
 * is compiled borrows the bytes of the file.
 */
#ifndef CBCRAWL_GIT_IGNORE_H
#define CBCRAWL_GIT_IGNORE_H

#include "pipeline/git/pattern.h"

enum {
    IGNORE_FILE_MAX =
        4 << 20, /* bytes; the largest public collection of rules, all templates in one, has 200 kB */
};

struct ignore_rules;

/* Compiles the bytes of a file. Cannot fail. `fold` is core.ignoreCase. */
struct ignore_rules *ignore_parse(struct arena *arena, struct str bytes, bool fold);

/* Compiles patterns that come one by one, from options. */
struct ignore_rules *ignore_from_list(struct arena *arena, const char *const *patterns, size_t n, bool fold);

/* The last rule that matches, negated or not; NULL when none does. */
const struct pattern *ignore_find(const struct ignore_rules *rules, const struct pattern_subject *subject);

struct ignore_level {
    const struct ignore_rules *rules;
    const struct ignore_level *above; /* NULL at the bottom */
    struct str folder; /* what its paths are relative to: "" or "a/b/", from the root of the work tree */
    struct str source; /* the file, for people */
};

/* A rule and where it stands. */
struct ignore_verdict {
    const struct pattern *rule; /* NULL: no rule speaks of the path */
    const struct ignore_level *level;
};

/* What the levels say of `path`, relative to the root of the work tree. The steps it took (glob.h) are added to `steps`,
 * which may be NULL. */
struct ignore_verdict ignore_check(const struct ignore_level *level, struct str path, bool is_dir,
                                   uint64_t *steps);

static inline bool ignore_is_ignored(struct ignore_verdict verdict)
{
    return verdict.rule && !(verdict.rule->flags & PATTERN_NEGATED);
}

#endif
