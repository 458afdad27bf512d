#include "crawler/history/history.h"

#include "crawler/history/file_past.h"
#include "crawler/history/history_error.h"
#include "crawler/history/history_worker.h"
#include "crawler/history/source.h"
#include "crawler/history/szz.h"
#include "pipeline/base/par.h"
#include "pipeline/base/version.h"
#include "pipeline/record/record.h"

/* Neighbours share files, so a batch is long; 512 commits are some 50 ms of work. */
enum { BATCH_COMMITS = 512, SLOTS_PER_THREAD = 4 };

/* When one commit in so many is told, following the parents of the fixes among them takes as long as reading what all
 * commits changed (redis: one commit in six is a fix, 15 ms each; 25 us a commit). */
enum { TRACE_SHARE = 100 };

/* Of the reader that follows files back: trees, and what a rename compares. */
enum { PAST_CACHE_BYTES = 32 << 20 };

struct batch {
    size_t first, n; /* of the walk's order */
    struct buf records;
    struct history_found found;
    struct buf touched; /* hot_files.h */
    size_t n_limited;   /* commits that change too much to look for all renames */
};

struct history {
    const struct history_request *request;
    struct arena arena;
    struct source source;
    struct history_setup setup;
    struct commit_walk_request walk_request;
    struct commit_walk walk;
    struct szz *szz; /* NULL: not wanted */
    struct history_worker *workers[PAR_THREADS_MAX];
    struct record_writer writer;
    size_t next;   /* of the walk's order */
    size_t n_told; /* of the walk's order; the others are there to be traced */
    bool is_whole; /* the order has every commit that the tip reaches */
    struct hot_counts counts;
    size_t n_limited;
    struct err *err;
};

/* Which commits ---------------------------------------------------------------------------------------------------- */

static int walk(struct history *h)
{
    struct source *s = &h->source;
    h->walk_request = (struct commit_walk_request){.store = s->store,
                                                   .tip = &s->tip,
                                                   .hidden = s->hidden.at,
                                                   .n_hidden = s->hidden.len,
                                                   .shallow = &s->shallow};
    return commit_walk(s->reader, &h->walk_request, &h->arena, &h->walk, h->err);
}

static bool is_wanted(const struct history *h, const struct walk_commit *commit)
{
    return commit->time_s >= h->source.since_s && commit->time_s <= h->source.until_s &&
           !(h->request->no_merges && commit->n_parents > 1);
}

static void drop_unwanted(struct history *h)
{
    size_t kept = 0;
    for (size_t i = 0; i < h->walk.order.len; i++)
        if (is_wanted(h, &h->walk.commits.at[h->walk.order.at[i]]))
            h->walk.order.at[kept++] = h->walk.order.at[i];
    h->walk.order.len = kept;
}

/* Dates and merges choose among the commits that were walked. For tracing faults the others are read as well, though not
 * told, when that is less work than to follow the parents of each fix. */
static void choose(struct history *h)
{
    size_t all = h->walk.order.len;
    for (size_t i = 0; i < all; i++)
        h->n_told += is_wanted(h, &h->walk.commits.at[h->walk.order.at[i]]);
    h->is_whole = h->source.hidden.len == 0 &&
                  (h->n_told == all || (!h->request->no_szz && h->n_told > all / TRACE_SHARE));
    if (!h->is_whole)
        drop_unwanted(h);
}

/* Their records ---------------------------------------------------------------------------------------------------- */

static int read_batch(void *ctx, void *slot)
{
    struct history *h = ctx;
    struct batch *batch = slot;
    size_t left = h->walk.order.len - h->next;
    batch->first = h->next;
    batch->n = left < BATCH_COMMITS ? left : BATCH_COMMITS;
    h->next += batch->n;
    return batch->n > 0;
}

static void work_batch(void *ctx, void *slot, int thread)
{
    struct history *h = ctx;
    struct batch *batch = slot;
    buf_clear(&batch->records);
    arena_reset(&batch->found.arena);
    batch->found = (struct history_found){.arena = batch->found.arena};
    buf_clear(&batch->touched);
    batch->n_limited = 0;
    for (size_t i = 0; i < batch->n; i++) {
        const struct walk_commit *commit = &h->walk.commits.at[h->walk.order.at[batch->first + i]];
        if (is_wanted(h, commit))
            batch->n_limited += history_worker_commit(h->workers[thread], commit, &batch->records,
                                                      &batch->touched, h->szz ? &batch->found : NULL);
        else
            history_worker_trace(h->workers[thread], commit, &batch->found);
    }
}

static int write_batch(void *ctx, void *slot)
{
    struct history *h = ctx;
    struct batch *batch = slot;
    if (h->request->progress)
        h->request->progress(batch->first + batch->n, h->walk.order.len);
    if (h->szz)
        szz_add(h->szz, &batch->found);
    hot_counts_add(&h->counts, &h->arena, buf_str(&batch->touched));
    h->n_limited += batch->n_limited;
    return record_writer_lines(&h->writer, &batch->records, h->err);
}

static int init_batch(struct batch *batch, struct err *err)
{
    static const size_t found_bytes = (size_t)16
                                      << 30; /* BATCH_COMMITS of the largest; only what is used is taken */
    buf_init(&batch->records, HISTORY_RECORDS_MAX);
    buf_init(&batch->touched, HISTORY_RECORDS_MAX);
    return arena_init(&batch->found.arena, found_bytes, err);
}

static int run_batches(struct history *h, void **slots, size_t n_slots)
{
    for (int t = 0; t < h->request->threads; t++)
        h->workers[t] = history_worker_new(&h->setup);
    const struct par_pipeline pipeline = {.ctx = h,
                                          .slots = slots,
                                          .n_slots = n_slots,
                                          .read = read_batch,
                                          .work = work_batch,
                                          .write = write_batch};
    int rc = par_pipeline_run(&pipeline, h->request->threads);
    for (int t = 0; t < h->request->threads; t++)
        history_worker_free(h->workers[t]);
    return rc;
}

/* As git warns, once for all commits; their records say which. */
static void note_limited(struct history *h)
{
    if (h->n_limited && h->request->note)
        h->request->note(
            arena_printf(&h->arena,
                         "%zu commit%s too many files to compare all for renames: there, files that were"
                         " also changed when they moved count as deleted and added",
                         h->n_limited, h->n_limited == 1 ? " changes" : "s change"));
}

static int tell_commits(struct history *h)
{
    size_t n_slots = (size_t)h->request->threads * (h->request->threads > 1 ? SLOTS_PER_THREAD : 1);
    struct batch *batches = arena_array(&h->arena, struct batch, n_slots);
    void **slots = arena_array(&h->arena, void *, n_slots);
    int rc = 0;
    for (size_t i = 0; i < n_slots && rc == 0; i++) {
        rc = init_batch(&batches[i], h->err);
        slots[i] = &batches[i];
    }
    if (rc == 0)
        rc = run_batches(h, slots, n_slots);
    for (size_t i = 0; i < n_slots; i++) {
        buf_release(&batches[i].records);
        buf_release(&batches[i].touched);
        arena_release(&batches[i].found.arena);
    }
    return rc;
}

/* Past versions ---------------------------------------------------------------------------------------------------- */

/* What the store counted of the history that is left out. */
static void count_known(struct history *h)
{
    const struct known *known = &h->source.known;
    for (size_t i = 0; h->source.is_known && i < known->files.len; i++)
        hot_counts_add_known(&h->counts, &h->arena, known->files.at[i].path, known->files.at[i].revisions);
}

/* Nothing when the tip has no tree: that is told with its commit. */
static void choose_files(struct history *h, struct object_reader *reader, struct hot_files *ret_files)
{
    struct object_id folder;
    struct err ignored;
    const struct walk_commit *tip = commit_walk_find(&h->walk, &h->source.tip);
    count_known(h);
    if (history_find_folder(&h->setup, reader, &tip->tree, &folder))
        hot_files_choose(&h->counts, reader, &folder, (size_t)h->request->blobs, &h->arena, ret_files,
                         &ignored);
}

static int put_past(struct history *h, const struct file_past_request *request, const struct file_past *past)
{
    struct buf out;
    int rc = 0;
    buf_init(&out, HISTORY_RECORDS_MAX);
    for (size_t i = 0; i < past->files.len && rc == 0; i++) {
        buf_clear(&out);
        file_past_put(request, &past->files.at[i], &out);
        rc = record_writer_lines(&h->writer, &out, h->err);
    }
    buf_release(&out);
    return rc == 0 ? record_writer_lines(&h->writer, &past->errors, h->err) : rc;
}

/* Whether the commits that are known already are still part of the history; else it was rewritten. */
static bool is_continued(const struct history *h)
{
    const struct walk_commit *known = commit_walk_find(&h->walk, &h->source.known_tip);
    return known && (known->marks & WALK_REACHED);
}

/* Which past versions the store has. NULL where more is hidden than what it knows: then that ends the past. After a rewrite
 * it has none that can be counted on, and the past goes on to its beginning. */
static const struct known *known_past(const struct history *h)
{
    static const struct known nothing;
    if (!h->source.is_known || h->source.hidden.len != 1)
        return NULL;
    return is_continued(h) ? &h->source.known : &nothing;
}

static int tell_past(struct history *h)
{
    struct hot_files files = {.at = {0}};
    struct file_past past;
    if (h->request->blobs == 0)
        return 0;
    struct object_reader *reader = object_reader_new(h->source.store, PAST_CACHE_BYTES);
    const struct file_past_request request = {.setup = &h->setup,
                                              .reader = reader,
                                              .tip = &h->source.tip,
                                              .shallow = &h->source.shallow,
                                              .known = known_past(h),
                                              .since_s = h->source.since_s,
                                              .until_s = h->source.until_s,
                                              .versions_max = (size_t)h->request->versions};
    choose_files(h, reader, &files);
    file_past_follow(&request, &files, &h->arena, &past);
    int rc = put_past(h, &request, &past);
    file_past_release(&past);
    object_reader_free(reader);
    return rc;
}

/* The stream ------------------------------------------------------------------------------------------------------- */

static struct str hex_of(struct history *h, const struct object_id *id)
{
    char *hex = arena_array(&h->arena, char, OBJECT_ID_HEX_MAX + 1);
    hex_encode(id->bytes, h->source.repo.id_len, hex);
    return str_from(hex);
}

static int tell_head(struct history *h, struct str tip)
{
    const struct record_program program = {
        .program = "cbc-history",
        .version = CBCRAWL_VERSION,
        .options = source_options_json(h->request, &h->arena),
    };
    return record_writer_head(&h->writer, h->source.root, tip, &program, h->err);
}

static void put_tags(struct history *h, struct buf *out)
{
    for (size_t i = 0; i < h->source.tags.at.len; i++) {
        struct json_out r = record_open(out, "tag");
        json_put_str(&r, "name", h->source.tags.at.at[i].name);
        json_put_str(&r, "commit_id", hex_of(h, &h->source.tags.at.at[i].id));
        record_close(&r);
    }
}

static void put_damage(struct history *h, struct buf *out)
{
    for (size_t i = 0; i < h->walk.errors.len; i++)
        history_error_put(h->source.store, &h->walk.errors.at[i].id, (struct str){NULL, 0},
                          h->walk.errors.at[i].reason, out);
}

/* What the stream covers, before any commit. */
static int tell_history(struct history *h)
{
    const struct source *s = &h->source;
    struct buf out;
    buf_init(&out, HISTORY_RECORDS_MAX);
    struct json_out r = record_open(&out, "history");
    json_put_str(&r, "tip", hex_of(h, &s->tip));
    json_put_str(&r, "settings", s->settings);
    json_put_str(&r, "extent", s->extent);
    json_put_int(&r, "commits", (int64_t)h->n_told);
    if (s->is_known) {
        json_put_str(&r, "known", hex_of(h, &s->known_tip));
        json_put_bool(&r, "is_continued", is_continued(h));
    }
    if (h->request->blobs)
        json_put_int(&r, "blobs", h->request->blobs);
    if (s->repo.is_shallow)
        json_put_bool(&r, "is_shallow", true);
    if (s->repo.is_partial)
        json_put_bool(&r, "is_partial", true);
    record_close(&r);
    put_tags(h, &out);
    put_damage(h, &out);
    int rc = record_writer_lines(&h->writer, &out, h->err);
    buf_release(&out);
    return rc;
}

static uint64_t count_of(const struct record_writer *writer, const char *kind)
{
    for (size_t i = 0; i < writer->tally.n_kinds; i++)
        if (strcmp(writer->tally.kinds[i].kind, kind) == 0)
            return writer->tally.kinds[i].count;
    return 0;
}

/* Walks, and tells what there is. */
static int tell_all(struct history *h)
{
    int rc = walk(h);
    if (rc < 0)
        return rc;
    choose(h);
    h->setup = source_setup(&h->source, h->request, &h->walk);
    h->setup.walk_request = &h->walk_request;
    rc = tell_head(h, hex_of(h, &h->source.tip));
    if (rc == 0)
        rc = tell_history(h);
    if (rc == 0 && !h->request->no_szz)
        rc = szz_new(&h->setup, h->is_whole, &h->szz, h->err);
    if (rc == 0)
        rc = tell_commits(h);
    note_limited(h);
    if (rc == 0 && h->szz)
        rc = szz_tell(h->szz, h->request->threads, &h->writer, h->err);
    return rc == 0 ? tell_past(h) : rc;
}

int history_run(const struct history_request *request, struct history_stats *ret_stats, struct err *err)
{
    static const size_t arena_bytes = (size_t)16 << 30; /* 120 bytes a commit; only what is used is taken */
    struct history h = {.request = request, .err = err};
    record_writer_open(&h.writer, request->out_fd, "standard output", request->lz4);
    int rc = arena_init(&h.arena, arena_bytes, err);
    if (rc == 0)
        rc = source_open(&h.source, request, &h.arena, err);
    if (rc >= 0)
        rc = rc > 0 ? tell_all(&h) : tell_head(&h, (struct str){NULL, 0});
    *ret_stats = (struct history_stats){.commits = h.n_told, .errors = count_of(&h.writer, "error")};
    rc = record_writer_finish(&h.writer, rc, err);
    szz_free(h.szz);
    source_close(&h.source);
    arena_release(&h.arena);
    return rc;
}

int history_same(const struct history_request *request, struct err *err)
{
    static const size_t arena_bytes = (size_t)1 << 30; /* tags and the mailmap */
    struct arena arena;
    struct source source = {.known = {.tip = {NULL, 0}}};
    struct history_request quiet = *request;
    quiet.note = NULL; /* what is to be noted is noted when the history is read */
    int rc = arena_init(&arena, arena_bytes, err);
    if (rc < 0)
        return rc;
    rc = source_open(&source, &quiet, &arena, err);
    bool is_same = rc == 0 || (source.is_known && object_id_eq(&source.tip, &source.known_tip) &&
                               str_eq(source.extent, source.known.extent));
    source_close(&source);
    arena_release(&arena);
    if (rc < 0)
        return rc;
    return is_same ? 0 : ERR_NO;
}
