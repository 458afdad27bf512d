/*
 * past_digest: what decides what cbc-history tells, besides the files of the tree and the commit it is at.
 *
 * Tags may move without a commit, a shallow clone may be deepened, and info/attributes is no file of the tree. All that
 * goes into the digest of the tree, so that a second run notices. A repository without any of it adds nothing.
 *
 * cbc-history has a digest of its own, `extent` (crawler/history/source.c), and both are needed. This one is asked first, by
 * cbc-load --same, and when nothing at all has changed, no commit is looked at. That one is asked, by cbc-history --same,
 * when something has: then it tells whether the past has, which most edits of the tree leave alone.
 */
#ifndef CBCRAWL_FILES_PAST_DIGEST_H
#define CBCRAWL_FILES_PAST_DIGEST_H

#include "pipeline/base/hash.h"
#include "pipeline/git/repo.h"

/* Adds it to `digest`. What cannot be read adds nothing: cbc-history says so. `scratch` gets its memory back. */
void past_digest_add(struct arena scratch, const struct repo *repo, struct hash_stream *digest);

#endif
