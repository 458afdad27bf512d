/*
 * refs: names of commits: branches, tags and what a user may write for one.
 *
 * Reads loose and packed refs itself: loading libgit2 takes longer (12 ms) than a stage may take to start. A name of
 * git's form (git-check-ref-format) cannot lead out of the folder it is looked for in: no part begins with a dot.
 * Symbolic links are followed where git follows them, but not through a linked folder into another. What a ref's file
 * holds is only shown when it is a name.
 *
 * Objects are not looked at but by refs_resolve: a listed ref may name one that is missing.
 */
#ifndef CBCRAWL_GIT_REFS_H
#define CBCRAWL_GIT_REFS_H

#include "pipeline/base/buf.h"
#include "pipeline/base/vec.h"
#include "pipeline/git/object_store.h"
#include "pipeline/git/repo.h"

enum {
    REFS_MAX = 4000000,
    REF_NAME_MAX = 4096,      /* bytes; a path can hold no longer one */
    REF_WAY_MAX = 32 << 10,   /* bytes of all names of a way over symbolic refs */
    REF_STEPS_MAX = 10000000, /* commits that an expression walks over: ten times the Linux kernel's history */
    REF_TAGS_MAX = 128,       /* tags of tags of tags */
};

struct ref {
    struct str name; /* "refs/heads/main" */
    struct object_id id;
};
struct refs {
    VEC(struct ref) at; /* sorted by name, each once */
};

/* Is it a name by git's rules, of one level ("HEAD") or more? */
bool refs_is_name(struct str name);

/* All refs whose name begins with `prefix` ("refs/tags/"). Broken ones are left out. ERR_INPUT for reftable
 * repositories, which need another reader, for packed refs that are no file or too large a one, and for more than
 * REFS_MAX. */
int refs_list(struct arena *arena, const struct repo *repo, struct str prefix, struct refs *ret_refs,
              struct err *err);

/* The id that a full name ("HEAD", "refs/heads/main") has, symbolic refs followed. False when it has none. */
bool refs_find(const struct arena *arena, const struct repo *repo, struct str name, struct object_id *ret_id);

/* Do the symbolic refs from `name` on lead in a circle, or on and on? Then the way is added to `ret_way`: "HEAD ->
 * refs/heads/a -> refs/heads/b -> refs/heads/a". */
bool refs_is_circle(const struct arena *arena, const struct repo *repo, struct str name, struct buf *ret_way);

/* The same for a short name, by git's order: as it is, a ref, a tag, a branch, a remote's branch, a remote. */
bool refs_find_short(const struct arena *arena, const struct repo *repo, struct str name,
                     struct object_id *ret_id);

/* The commit that `rev` names: HEAD or @, a ref by git's short forms, what git-describe says, an id or the beginning of
 * one, each with any number of ~N, ^N, ^{}, ^{commit}, ^{tag} and ^{object}; tags are peeled. Parents that a shallow
 * clone cut off are none. ERR_USAGE when it names nothing or no commit, or in a way that is not taken (name@{…}, :/text,
 * ^{/text}, a..b, commit:path). ERR_INPUT when an object on the way is damaged, and for reftable repositories. */
int refs_resolve(struct arena *arena, const struct repo *repo, struct object_reader *reader, struct str rev,
                 struct object_id *ret_commit, struct err *err);

/* 0, or ERR_INPUT when the refs of `repo` are kept in a way we cannot read. */
int refs_check_storage(const struct repo *repo, struct err *err);

#endif
