/*
 * names: text that repeats, as the ids of the store's table `name`.
 *
 * Each text is looked up in the store once and gets the next id when it is not there; from then on memory answers. New
 * names are in the table when names_flush was called. A *slot* is a
 * small number (0, 1, 2, … in order of first use) by which callers keep tables of their own; names_id turns it into
 * the id for the store. The arena and the store must outlive the struct; one thread.
 */
#ifndef CBCRAWL_LOAD_NAMES_H
#define CBCRAWL_LOAD_NAMES_H

#include "pipeline/base/map.h"
#include "pipeline/store/store_rows.h"

struct names {
    struct arena *arena;
    struct intern slots;
    VEC(int64_t) ids; /* by slot */
    struct store_stmt *find;
    struct store_rows *rows;
    int64_t last_id;
    bool none_stored; /* the table was empty at first: nothing to look up */
};

/* Inside the transaction that writes, or another might give the same ids. Release takes what a failed init left. */
int names_init(struct names *names, struct arena *arena, struct store *store, struct err *err);
void names_release(struct names *names);

/* The slot of `text`; `raw` are the bytes of a path that is not UTF-8, else empty. */
int names_slot(struct names *names, struct str text, struct str raw, uint32_t *ret_slot, struct err *err);

/* Writes what is new. */
int names_flush(struct names *names, struct err *err);

static inline int64_t names_id(const struct names *names, uint32_t slot)
{
    return names->ids.at[slot];
}

#endif
