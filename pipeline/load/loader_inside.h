/*
 * loader_inside: what the files of the loader share; nobody else includes it.
 */
#ifndef CBCRAWL_LOAD_LOADER_INSIDE_H
#define CBCRAWL_LOAD_LOADER_INSIDE_H

#include "pipeline/load/call_rows.h"
#include "pipeline/load/clone_rows.h"
#include "pipeline/load/finding_rows.h"
#include "pipeline/load/history_rows.h"
#include "pipeline/load/import_rows.h"
#include "pipeline/load/linked.h"
#include "pipeline/load/loader.h"
#include "pipeline/load/run_row.h"
#include "pipeline/load/tables.h"

struct loader;

/* A path of the run. */
struct loader_file {
    int64_t path_id, fact_id;
    bool is_new;      /* its facts are written by this run, for this path */
    int64_t packages; /* so far */
    struct import_place imports;
    bool has_imports; /* one has come, if only to be held back */
};

/* What takes records of one kind. */
struct handler {
    struct str kind;
    bool is_fact; /* of the file before it, which may have been stored earlier */
    bool is_import;
    bool is_linked; /* what cbc-link says of the tree: linked.h */
    int (*load)(struct loader *l, const struct json_val *record,
                struct err *err); /* NULL: into tables_plain */
    enum plain_table table;
};

struct loader {
    struct store *store;
    struct arena *arena, scratch;
    struct names names;
    struct str root;
    struct run_row run;
    VEC(struct loader_file) files;
    VEC(uint32_t) file_of_slot; /* index in files of the path that is this name; NO_FILE for other names */
    uint32_t current;           /* the file whose units and calls are coming; NO_FILE before the first */
    struct str current_path;
    struct str scanned_path; /* the same when call_scan can do with it, else none */
    struct call_rows calls;  /* of the current file */
    struct clone_rows clones;
    struct import_rows imports;
    struct finding_rows findings;
    struct linked linked;
    bool is_replaying;     /* what was held back is loaded */
    const char *held_name; /* of the stream it came in */
    uint32_t import_file;  /* the last import's, and its path when import_line_start can do with it */
    struct str import_path;
    struct history_rows *history;
    bool has_facts;               /* a stream told of more than the past */
    struct buf programs, digests; /* of all streams, for the run's row */
    struct str commit_id;
    struct map new_facts; /* key to index in new_ids: what this run adds */
    VEC(int64_t) new_ids;
    int64_t last_fact_id;
    bool none_stored;           /* the store had no facts at first */
    const struct handler *last; /* runs of one kind are the rule */
    struct store_stmt *find_fact, *put_member, *put_other;
    struct store_rows *facts, *run_files, *units, *packages, *cycles, *plain[TABLES_PLAIN];
};

#define NO_FILE UINT32_MAX

/* The object of a record, by its kind. */
int loader_take(struct loader *l, const struct record *record, const struct json_val *object, struct err *err);

/* For each record of a kind that is_linked, before it is loaded. 1: nothing more is to be done about it now, since it is held back and holds no
 * facts; 0: it is to be loaded. */
int loader_hold(struct loader *l, const struct record_reader *reader, const struct handler *handler,
                const struct record *record, struct err *err);

/* All records have come: their set becomes the run's, found or new. */
int loader_end_linked(struct loader *l, struct err *err);

#endif
