/*
 * glob: one shell pattern against one name or path, with git's meaning of every character.
 *
 * `?` and `*` stop at '/', `**` between slashes (or at an end) crosses them, `[…]` knows ranges, negation by '!' or
 * '^', backslashes and the POSIX classes, and never matches '/'. Everything is bytes: `?` is one byte of a UTF-8
 * character, as in git. A pattern that is broken (an open bracket, a last backslash, an unknown class) matches nothing.
 *
 * Patterns come from the scanned repository. A match takes at most GLOB_STEPS_MAX steps; what needs more, which only a
 * pattern built for it does, is no match. Members of brackets are steps, too. Pure, any thread.
 */
#ifndef CBCRAWL_GIT_GLOB_H
#define CBCRAWL_GIT_GLOB_H

#include "pipeline/base/str.h"

/* The worst honest pattern seen, six `**` on a path of 200 bytes, takes under 5,000. */
enum { GLOB_STEPS_MAX = 1 << 16 };

/* Does all of `text` match? `fold` ignores the case of ASCII letters. */
bool glob_match(struct str pattern, struct str text, bool fold);

/* The same, and says how many steps it took: some nanoseconds each. */
bool glob_match_steps(struct str pattern, struct str text, bool fold, unsigned *ret_steps);

/* Is `c` special in a pattern: one of * ? [ and backslash? */
static inline bool glob_is_special(char c)
{
    return c == '*' || c == '?' || c == '[' || c == '\\';
}

#endif
