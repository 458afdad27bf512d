/*
 * refs: names of commits: branches, tags and what a user may write for one.
 *
 * Reads loose and packed refs itself: loading libgit2 takes longer (12 ms) than a stage may take to start.
 */
#ifndef CBCRAWL_GIT_REFS_H
#define CBCRAWL_GIT_REFS_H

#include "pipeline/git/object_store.h"
#include "pipeline/git/repo.h"

enum { REFS_MAX = 4000000 };

struct ref {
    struct str name; /* "refs/heads/main" */
    struct object_id id;
};
struct refs {
    VEC(struct ref) at; /* sorted by name, each once */
};

/* All refs whose name begins with `prefix` ("refs/tags/"). Broken ones are left out. ERR_INPUT for reftable
 * repositories, which need another reader, and for more than REFS_MAX. */
int refs_list(struct arena *arena, const struct repo *repo, struct str prefix, struct refs *ret_refs,
              struct err *err);

/* The commit that `rev` names: HEAD, a ref by git's short forms, an id or the beginning of one, each with any number of
 * ~N, ^N and ^{commit}; tags are peeled. ERR_USAGE when it names nothing or no commit. */
int refs_resolve(struct arena *arena, const struct repo *repo, struct object_reader *reader, struct str rev,
                 struct object_id *ret_commit, struct err *err);

#endif
