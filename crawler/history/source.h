/*
 * source: what one run of cbc-history reads: the repository, its objects, and where in its history to start and end.
 */
#ifndef CBCRAWL_HISTORY_SOURCE_H
#define CBCRAWL_HISTORY_SOURCE_H

#include "crawler/history/history.h"
#include "crawler/history/history_worker.h"
#include "crawler/history/known.h"
#include "pipeline/git/repo.h"

struct source {
    struct str root; /* absolute: the scanned folder, or the bare repository */
    struct repo repo;
    struct object_store *store;
    struct object_reader *reader;
    struct mailmap *mailmap;
    struct refs tags; /* peeled, by commit and name, without refs/tags/ */
    struct object_id tip;
    VEC(struct object_id) hidden;
    struct object_ids shallow;
    int64_t since_s, until_s; /* committers' times, both included */
    struct str settings;      /* digest of what makes the same commits give other records */
    struct str extent;        /* digest of what else there is to tell */
    struct known known;       /* what the request says of this root */
    bool is_known;
    struct object_id known_tip; /* its history is in the store already */
};

/* Opens everything: 1; or 0 with `root` alone when there is no repository, or no commit in it yet, and the request allows
 * that. ERR_USAGE: a revision names nothing. ERR_INPUT: no repository, or nothing in it yet. */
int source_open(struct source *source, const struct history_request *request, struct arena *arena,
                struct err *err);
void source_close(struct source *source); /* a zeroed one is fine */

/* What the workers share. */
struct history_setup source_setup(const struct source *source, const struct history_request *request,
                                  const struct commit_walk *walk);

/* The options that change facts, as a JSON object for the head. */
struct str source_options_json(const struct history_request *request, struct arena *arena);

#endif
