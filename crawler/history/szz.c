#include "crawler/history/szz.h"

#include "crawler/history/szz_fix.h"
#include "pipeline/base/par.h"

#include <stdlib.h>

/* Fixes that stand together share files. */
enum { BATCH_FIXES = 16, SLOTS_PER_THREAD = 4 };

struct batch {
    size_t first, n;
    struct buf records;
};

struct szz {
    const struct history_setup *setup;
    struct arena arena; /* of `table` alone: it grows */
    struct arena fixes_arena;
    struct producers table;
    bool is_whole;
    VEC(uint32_t) fixes; /* indices of commits, in the order of the walk */

    /* While telling. */
    struct hunk_cache *cache;
    struct szz_worker *workers[PAR_THREADS_MAX];
    struct record_writer *writer;
    size_t next;
    struct err *err;
};

int szz_new(const struct history_setup *setup, bool is_whole, struct szz **ret_szz, struct err *err)
{
    static const size_t table_bytes = (size_t)64 << 30,
                        fixes_bytes = (size_t)1 << 30; /* only what is used is taken */
    struct szz *szz = calloc(1, sizeof *szz);
    if (!szz)
        arena_full(sizeof *szz);
    int rc = arena_init(&szz->arena, table_bytes, err);
    if (rc == 0)
        rc = arena_init(&szz->fixes_arena, fixes_bytes, err);
    if (rc < 0) {
        szz_free(szz);
        return rc;
    }
    szz->setup = setup;
    szz->is_whole = is_whole;
    producers_init(&szz->table, &szz->arena, object_store_id_len(setup->store));
    *ret_szz = szz;
    return 0;
}

void szz_free(struct szz *szz)
{
    if (!szz)
        return;
    arena_release(&szz->arena);
    arena_release(&szz->fixes_arena);
    free(szz);
}

void szz_add(struct szz *szz, const struct history_found *found)
{
    for (size_t i = 0; i < found->fixes.len; i++)
        *vec_push(&szz->fixes, &szz->fixes_arena) = found->fixes.at[i];
    for (size_t i = 0; i < found->files.len && szz->is_whole; i++)
        szz->is_whole = producers_add(&szz->table, &found->files.at[i]);
}

/* Telling ---------------------------------------------------------------------------------------------------------- */

static int read_batch(void *ctx, void *slot)
{
    struct szz *szz = ctx;
    struct batch *batch = slot;
    size_t left = szz->fixes.len - szz->next;
    batch->first = szz->next;
    batch->n = left < BATCH_FIXES ? left : BATCH_FIXES;
    szz->next += batch->n;
    return batch->n > 0;
}

static void work_batch(void *ctx, void *slot, int thread)
{
    struct szz *szz = ctx;
    struct batch *batch = slot;
    buf_clear(&batch->records);
    for (size_t i = 0; i < batch->n; i++) {
        const struct walk_commit *fix = &szz->setup->walk->commits.at[szz->fixes.at[batch->first + i]];
        szz_worker_fix(szz->workers[thread], &fix->id, &batch->records);
    }
}

static int write_batch(void *ctx, void *slot)
{
    struct szz *szz = ctx;
    struct batch *batch = slot;
    return record_writer_lines(szz->writer, &batch->records, szz->err);
}

static int run(struct szz *szz, int threads)
{
    size_t n_slots = (size_t)threads * (threads > 1 ? SLOTS_PER_THREAD : 1);
    struct batch *batches = arena_array(&szz->fixes_arena, struct batch, n_slots);
    void **slots = arena_array(&szz->fixes_arena, void *, n_slots);
    for (size_t i = 0; i < n_slots; i++) {
        buf_init(&batches[i].records, HISTORY_RECORDS_MAX);
        slots[i] = &batches[i];
    }
    const struct par_pipeline pipeline = {.ctx = szz,
                                          .slots = slots,
                                          .n_slots = n_slots,
                                          .read = read_batch,
                                          .work = work_batch,
                                          .write = write_batch};
    int rc = par_pipeline_run(&pipeline, threads);
    for (size_t i = 0; i < n_slots; i++)
        buf_release(&batches[i].records);
    return rc;
}

int szz_tell(struct szz *szz, int threads, struct record_writer *writer, struct err *err)
{
    if (szz->fixes.len == 0)
        return 0;
    producers_index(&szz->table);
    szz->writer = writer;
    szz->err = err;
    szz->cache = hunk_cache_new(szz->is_whole ? szz->table.at.len : szz->fixes.len);
    for (int t = 0; t < threads; t++)
        szz->workers[t] = szz_worker_new(szz->setup, szz->is_whole ? &szz->table : NULL, szz->cache);
    int rc = run(szz, threads);
    for (int t = 0; t < threads; t++)
        szz_worker_free(szz->workers[t]);
    hunk_cache_free(szz->cache);
    return rc;
}
