/*
 * parse_file: one file from its bytes to its records.
 *
 * A `struct parse_job` is what a file record says about a file, the parts that matter here. A worker holds everything a
 * thread needs to turn jobs into records; workers share only what is read-only (the plan of the analyzers, the table of
 * macros) and the cache. What a file gives depends on its bytes, its job and that table.
 */
#ifndef CBCRAWL_PARSE_PARSE_FILE_H
#define CBCRAWL_PARSE_PARSE_FILE_H

#include "analyzers/macros/macros.h"
#include "analyzers/parse/analyzers.h"
#include "analyzers/parse/fact_cache.h"
#include "analyzers/parse/source_reader.h"
#include "analyzers/rules/rule_set.h"
#include "pipeline/base/json.h"
#include "pipeline/git/object_store.h"

enum {
    PARSE_MINIFIED_MAX =
        64 << 10, /* larger minified files are left alone: a bundle says nothing of its authors */
    PARSE_RECORDS_MAX = 128 << 20, /* records of one file; 1 MB of nothing but calls gives 40 MB */
};

struct parse_job {
    struct str line; /* the whole record as it came */
    struct str path; /* {NULL, 0}: no file record; passed on */
    struct str content_id;
    struct str commit_id; /* of a past version */
    bool is_past;         /* it is in git's objects, not in the tree (parse_blob.h) */
    enum ast_lang lang;
    int64_t len_bytes;
    bool wanted;    /* is it to be parsed? */
    bool is_packed; /* it would be, were it not minified */
    bool is_text;   /* are its bytes to be looked at, parsed or not? */
    bool is_long;   /* they would be, were they fewer */
    bool is_utf16, is_big_endian;
    bool is_test;
    uint8_t comment_styles; /* as its language has them (comment_styles.h), for when there is no tree */
    uint8_t manifest; /* format of a manifest, 0 for none: its name says so, and its bytes mean what the name says */
};

/* What all workers share. */
struct parse_setup {
    int root_fd;
    const struct ast_plan *plan;
    const struct macros *macros;        /* NULL: C and C++ are parsed as they are */
    const struct object_store *objects; /* NULL: there are no past versions */
    struct disk_cache *cache;           /* NULL: there is none */
    const struct rule_set *rules;       /* of the languages met */
    const struct map *stored;           /* keys of facts that the store has */
    bool no_macros, is_fresh;           /* is_fresh: nothing is taken from the cache */
};

struct parse_worker;

/* A worker in `arena`; 0 or ERR_ENV when the system refuses memory. */
int parse_worker_new(struct arena *arena, const struct parse_setup *setup, struct parse_worker **ret_worker,
                     struct err *err);
void parse_worker_release(struct parse_worker *worker);

/* Reads a file or blob record. False when the record is none or says too little. */
bool parse_job_read(struct arena *arena, const struct json_val *record, struct parse_job *ret_job);

/* Appends the job's record, completed, and all that was found in the file; what went wrong is an error record. What is
 * worth keeping goes to `fresh` (disk_cache.h). True when all came from the cache. */
bool parse_file(struct parse_worker *worker, const struct parse_job *job, struct buf *out, struct buf *fresh);

/* Finds the macros a header shares; NULL when it cannot be read. */
struct macro_list *parse_scan_macros(struct parse_worker *worker, const struct parse_job *job,
                                     struct arena *arena, struct buf *fresh);

#endif
