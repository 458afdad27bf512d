/*
 * git_space: what git takes for white space: blank, tab, CR and LF, whatever the locale. str_trim takes two more.
 */
#ifndef CBCRAWL_GIT_GIT_SPACE_H
#define CBCRAWL_GIT_GIT_SPACE_H

#include "pipeline/base/str.h"

static inline bool git_is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static inline struct str git_trim_start(struct str s)
{
    while (s.len && git_is_space(s.p[0]))
        s = str_skip(s, 1);
    return s;
}

static inline struct str git_trim_end(struct str s)
{
    while (s.len && git_is_space(s.p[s.len - 1]))
        s.len--;
    return s;
}

static inline struct str git_trim(struct str s)
{
    return git_trim_end(git_trim_start(s));
}

#endif
