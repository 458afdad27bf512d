/*
 * attr: what .gitattributes files say of a path, as far as a crawl needs it.
 *
 * Three questions: does a filter stand between the bytes in the work tree and those in git's object (then git's id of the
 * one is not that of the other), and has the project marked the file as generated, vendored or of some language for
 * GitHub's linguist? And is it text to git's diff? All other attributes are skipped while reading.
 *
 * Levels stack as in ignore.h; but each attribute is decided on its own: by the deepest level that names it for the
 * path, in it by the last line. Compiled rules borrow the bytes of their file; ask from any thread.
 */
#ifndef CBCRAWL_GIT_ATTR_H
#define CBCRAWL_GIT_ATTR_H

#include "pipeline/git/git_config.h"
#include "pipeline/git/pattern.h"

enum { ATTR_FILE_MAX = 4 << 20 }; /* bytes; Unreal Engine's, the largest known, has under 100 kB */

enum attr_name {
    ATTR_TEXT,
    ATTR_CRLF, /* what `text` was called before 2010 */
    ATTR_EOL,
    ATTR_FILTER,
    ATTR_IDENT,
    ATTR_ENCODING, /* working-tree-encoding */
    ATTR_DIFF,
    ATTR_GENERATED,
    ATTR_VENDORED,
    ATTR_LANGUAGE,
    ATTR_NAMES,
};

enum attr_state { ATTR_UNKNOWN, ATTR_UNSPECIFIED, ATTR_SET, ATTR_UNSET, ATTR_VALUE };

struct attr_value {
    enum attr_state state;
    struct str value; /* with ATTR_VALUE: behind the '=' */
};

struct attr_values {
    struct attr_value of[ATTR_NAMES];
};

struct attr_rules;

/* Compiles the bytes of a file. Cannot fail: git warns of lines it cannot read and skips them. */
struct attr_rules *attr_parse(struct arena *arena, struct str bytes, bool fold);

struct attr_level {
    const struct attr_rules *rules;
    const struct attr_level *above;
    struct str folder; /* what its paths are relative to: "" or "a/b/", from the root of the work tree */
};

/* What the levels say of a file at `path`, relative to the root of the work tree. `steps` as in ignore_check. */
struct attr_values attr_check(const struct attr_level *level, struct str path, uint64_t *steps);

/* What may differ between a file in the work tree and git's object. */
enum attr_filter {
    ATTR_FILTER_NONE,
    ATTR_FILTER_EOL, /* line ends only: a file without CR is the same in both */
    ATTR_FILTER_ANY,
};

enum attr_filter attr_filter_of(const struct attr_values *values, enum git_autocrlf autocrlf);

/* Is it set, or a value that means so? For linguist's booleans; `ret_says` is false when nothing is said. */
bool attr_is_true(const struct attr_values *values, enum attr_name name, bool *ret_says);

#endif
