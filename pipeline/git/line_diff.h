/*
 * line_diff: how many lines a change adds and deletes, and which.
 *
 * The numbers are those of `git diff --numstat` with its defaults. The script of edits is Myers' (An O(ND) Difference
 * Algorithm and Its Variations, 1986) in linear space, after common head and tail are trimmed and lines that occur
 * nowhere or too often on the other side are set aside, and with the cost limits that make it give up on the
 * shortest script of very different files; all of that decides the numbers, so all of it is part of the contract.
 *
 * Hunks are those of `git diff -U0`. There git looks at less of a file, so once in some thousand changes they do not sum up to
 * the numbers. The speed is that of memory where bytes_select (pipeline/kernel/bytes.h) was called. Only where git would need
 * minutes (millions of lines, shuffled) does the search end early, and the numbers are greater than git's.
 *
 * A line ends with its newline; one without, at the end of a file, differs from one with. A line_diff holds memory for
 * reuse and belongs to one thread.
 */
#ifndef CBCRAWL_GIT_LINE_DIFF_H
#define CBCRAWL_GIT_LINE_DIFF_H

#include "pipeline/base/str.h"

#include <stdint.h>

enum {
    LINE_DIFF_MAX = 1 << 30,      /* bytes of one side; git diffs no larger ones */
    LINE_DIFF_BINARY_LOOK = 8000, /* a NUL among so many first bytes makes a file binary to git */
};

struct line_diff;

struct line_diff *line_diff_new(void); /* never NULL */
void line_diff_free(struct line_diff *diff);

struct line_counts {
    uint32_t added, deleted;
};

/* Cannot fail: both sides are below LINE_DIFF_MAX. */
struct line_counts line_diff_count(struct line_diff *diff, struct str old_text, struct str new_text);

/* A run of lines replaced by another; 0-based, either side may be empty. */
struct line_hunk {
    uint32_t old_start, old_lines;
    uint32_t new_start, new_lines;
};

struct line_hunks {
    const struct line_hunk *at;
    size_t len;
};

/* The same as hunks in order, where `git diff -U0` has them; borrowed until the next call. */
struct line_hunks line_diff_hunks(struct line_diff *diff, struct str old_text, struct str new_text);

/* The same where white space does not matter, as with `git diff -w -U0`; but long equal runs are left out of the search
 * (line_excerpt.h). Of several scripts that are as short, or lines that git would sift, that may choose others: in 4 of
 * 1,000 changes. */
struct line_hunks line_diff_hunks_no_space(struct line_diff *diff, struct str old_text, struct str new_text);

/* A line of a hunk that the last call gave, while its texts are there. */
struct str line_diff_old_line(const struct line_diff *diff, uint32_t line);
struct str line_diff_new_line(const struct line_diff *diff, uint32_t line);

/* As git decides it without attributes. */
bool line_diff_is_binary(struct str text);

/* Lines of a whole file, as an addition counts them: a last line without newline is one. */
uint32_t line_diff_lines(struct str text);

#endif
