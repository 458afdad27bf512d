/*
 * commit_kind: what a commit's message says the commit is: a fix, a revert, of which other commits.
 *
 * Two ways of saying it are understood. Conventional Commits 1.0 (`fix(parser)!: …`), whose type decides alone; and free
 * text, in which certain words of a dozen languages in the subject mark a fix, as in Sliwerski, Zimmermann and Zeller
 * (When Do Changes Induce Fixes?, 2005). Fixes of spelling, documentation, tests or style mend no fault and are none.
 * References are taken as written: "This reverts commit ID", and the trailers `Fixes: ID` and `Reverts: ID`.
 */
#ifndef CBCRAWL_HISTORY_COMMIT_KIND_H
#define CBCRAWL_HISTORY_COMMIT_KIND_H

#include "pipeline/git/commit_text.h"

enum {
    KIND_REFERENCES_MAX = 100, /* commits that one message names; more is a merge of messages */
    KIND_ID_HEX_MIN = 7,       /* shorter is a word: "added", "facade" */
};

struct commit_references {
    struct str at[KIND_REFERENCES_MAX]; /* hex digits, borrowed from the message */
    size_t len;
};

struct commit_kind {
    struct str type; /* of a conventional commit, as written, else empty */
    bool is_fix, is_revert;
    struct commit_references reverts, fixes;
};

/* Cannot fail. `subject` and `message` in UTF-8; what is returned borrows from them. */
void commit_kind(struct str subject, struct str message, const struct commit_trailers *trailers,
                 struct commit_kind *ret_kind);

#endif
