#include "analyzers/parse/parse.h"

#include "analyzers/parse/parse_blob.h"
#include "pipeline/base/par.h"
#include "pipeline/base/version.h"
#include "pipeline/git/repo.h"
#include "pipeline/record/record.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* The lines of a million files, and the macros of their headers; only what is used is taken. */
static const size_t run_memory_bytes = (size_t)2 << 30;

/* A batch ends at either: some 7 ms of work, so that threads stay busy at the end. A file that takes many times as
 * long holds up the batches behind it; the other threads have as many to go on with. */
enum {
    BATCH_JOBS = 64,
    BATCH_BYTES = 64 << 10,
    SLOTS_PER_THREAD = 8,
};

struct batch {
    size_t first, n; /* of jobs */
    struct buf records;
};

struct parse {
    const struct parse_request *request;
    struct arena arena;
    struct record_reader reader;
    struct record_writer writer;
    struct str root;
    int root_fd;
    VEC(struct parse_job) jobs;
    bool has_past; /* a job is a past version */
    struct object_store *objects;
    bool met[AST_LANGS];
    struct macros *macros;
    struct macro_list **lists; /* while macros are scanned: by job */
    struct parse_setup setup;
    struct parse_worker *workers[PAR_THREADS_MAX];
    struct arena scans[PAR_THREADS_MAX]; /* what each thread found in headers */
    size_t next_job;
    struct err *err;
};

/* Reading ---------------------------------------------------------------------------------------------------------- */

static int open_root(struct parse *p)
{
    int rc = record_reader_root(&p->reader, &p->arena, &p->root, p->err);
    if (rc < 0)
        return rc;
    p->root = str_dup(&p->arena, p->root);
    p->root_fd = open(str_cstr(&p->arena, p->root), O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (p->root_fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return err_set(p->err, ERR_INPUT, "%.*s: the scanned folder is gone", STR_ARG(p->root));
    return p->root_fd < 0 ? err_sys(p->err, "open %.*s", STR_ARG(p->root)) : 0;
}

static int open_streams(struct parse *p)
{
    const struct record_program program = {
        .program = "cbc-parse",
        .version = CBCRAWL_VERSION,
        .options = str_from(arena_printf(&p->arena, "{\"facts\":%d%s}", CBCRAWL_FACTS,
                                         p->request->no_macros ? ",\"no_macros\":true" : "")),
    };
    record_writer_open(&p->writer, p->request->out_fd, "standard output", p->request->lz4);
    int rc = record_reader_open(&p->reader, p->request->in_fd, "standard input", p->err);
    if (rc == 0)
        rc = open_root(p);
    return rc == 0 ? record_writer_head_from(&p->writer, &p->reader, &program, p->err) : rc;
}

/* Only cbc-history tells past versions. */
static bool reads_objects(const struct parse *p)
{
    return str_find(buf_str(&p->reader.head), STR("{\"program\":\"cbc-history\"")) >= 0;
}

static int spool_file(struct parse *p, const struct record *record, struct parse_job *job)
{
    const struct json_val *object;
    int rc = record_parse(&p->reader, record, &object, p->err);
    if (rc == 0 && !parse_job_read(&p->arena, object, job))
        rc = err_set(p->err, ERR_INPUT, "%s:%llu: %.*s record without a path", p->reader.in.name,
                     (unsigned long long)p->reader.in.lines_read, STR_ARG(record->kind));
    if (rc == 0 && job->wanted)
        p->met[job->lang] = true;
    p->met[AST_CPP] |= p->met[AST_C]; /* a header may turn out to be C++ */
    return rc;
}

static int spool(struct parse *p)
{
    struct record record;
    int rc;
    while ((rc = record_reader_next(&p->reader, &record, p->err)) > 0) {
        struct parse_job *job = vec_push(&p->jobs, &p->arena);
        *job = (struct parse_job){.line = str_dup(&p->arena, record.line)};
        job->is_past = str_eq(record.kind, STR("blob"));
        p->has_past |= job->is_past;
        if ((job->is_past || str_eq(record.kind, STR("file"))) && (rc = spool_file(p, &record, job)) < 0)
            break;
    }
    return rc;
}

static int open_objects(struct parse *p)
{
    struct repo repo;
    struct err ignored;
    if (!p->has_past)
        return 0;
    int rc = repo_find_history(&p->arena, p->root, &repo, &ignored, p->err);
    if (rc == 0)
        rc = err_set(p->err, ERR_INPUT, "%.*s: past versions, but no repository", STR_ARG(p->root));
    if (rc > 0)
        rc = object_store_open(&p->arena, repo.common_dir, repo.id_len, &p->objects, p->err);
    return rc;
}

/* Macros ----------------------------------------------------------------------------------------------------------- */

static bool shares_macros(const struct parse_job *job)
{
    return job->wanted && !job->is_past && (job->lang == AST_C || job->lang == AST_CPP) &&
           macros_are_shared(job->path);
}

static void scan_job(void *ctx, size_t i, int thread)
{
    struct parse *p = ctx;
    if (shares_macros(&p->jobs.at[i]))
        p->lists[i] = parse_scan_macros(p->workers[thread], &p->jobs.at[i], &p->scans[thread]);
}

static int scan_macros(struct parse *p)
{
    if (p->request->no_macros || !(p->met[AST_C] || p->met[AST_CPP]))
        return 0;
    for (int t = 0; t < p->request->threads; t++) {
        int rc = arena_init(&p->scans[t], run_memory_bytes, p->err);
        if (rc < 0)
            return rc;
    }
    p->lists = arena_array(&p->arena, struct macro_list *, p->jobs.len + 1);
    par_for(p->jobs.len, p->request->threads, scan_job, p);
    p->macros = macros_new(&p->arena);
    for (size_t i = 0; i < p->jobs.len; i++)
        if (p->lists[i])
            macros_add(p->macros, p->lists[i]);
    macros_close(p->macros);
    p->setup.macros = p->macros;
    return 0;
}

/* Parsing ---------------------------------------------------------------------------------------------------------- */

static int make_workers(struct parse *p)
{
    struct ast_plan *plan = ast_plan_new(&p->arena, analyzers_all);
    for (int lang = AST_NONE + 1; lang < AST_LANGS; lang++)
        if (p->met[lang])
            ast_plan_lang(plan, &p->arena, (enum ast_lang)lang);
    p->setup = (struct parse_setup){.root_fd = p->root_fd, .plan = plan, .objects = p->objects};
    for (int t = 0; t < p->request->threads; t++) {
        int rc = parse_worker_new(&p->arena, &p->setup, &p->workers[t], p->err);
        if (rc < 0)
            return rc;
    }
    return 0;
}

static int read_batch(void *ctx, void *slot)
{
    struct parse *p = ctx;
    struct batch *batch = slot;
    int64_t len_bytes = 0;
    batch->first = p->next_job;
    while (p->next_job < p->jobs.len && p->next_job - batch->first < BATCH_JOBS && len_bytes < BATCH_BYTES) {
        const struct parse_job *job = &p->jobs.at[p->next_job++];
        len_bytes += job->wanted ? job->len_bytes : 0;
    }
    batch->n = p->next_job - batch->first;
    return batch->n > 0;
}

static void work_batch(void *ctx, void *slot, int thread)
{
    struct parse *p = ctx;
    struct batch *batch = slot;
    buf_clear(&batch->records);
    for (size_t i = batch->first; i < batch->first + batch->n; i++) {
        const struct parse_job *job = &p->jobs.at[i];
        if (job->is_past) {
            parse_blob(p->workers[thread], job, &batch->records);
        } else if (job->path.p) {
            parse_file(p->workers[thread], job, &batch->records);
        } else {
            buf_add(&batch->records, job->line);
            buf_addc(&batch->records, '\n');
        }
    }
}

static int write_batch(void *ctx, void *slot)
{
    struct parse *p = ctx;
    struct batch *batch = slot;
    if (p->request->progress)
        p->request->progress(batch->first + batch->n, p->jobs.len);
    return record_writer_lines(&p->writer, &batch->records, p->err);
}

static int parse_all(struct parse *p)
{
    /* A thread alone writes what it has just made; one slot stays in its cache. */
    size_t n_slots = p->request->threads > 1 ? (size_t)p->request->threads * SLOTS_PER_THREAD : 1;
    struct batch *batches = arena_array(&p->arena, struct batch, n_slots);
    void **slots = arena_array(&p->arena, void *, n_slots);
    for (size_t i = 0; i < n_slots; i++) {
        buf_init(&batches[i].records, (size_t)BATCH_JOBS * PARSE_RECORDS_MAX);
        slots[i] = &batches[i];
    }
    const struct par_pipeline pipeline = {.ctx = p,
                                          .slots = slots,
                                          .n_slots = n_slots,
                                          .read = read_batch,
                                          .work = work_batch,
                                          .write = write_batch};
    int rc = par_pipeline_run(&pipeline, p->request->threads);
    for (size_t i = 0; i < n_slots; i++)
        buf_release(&batches[i].records);
    return rc;
}

/* The stage -------------------------------------------------------------------------------------------------------- */

static void release(struct parse *p)
{
    for (int t = 0; t < p->request->threads; t++) {
        parse_worker_release(p->workers[t]);
        arena_release(&p->scans[t]);
    }
    object_store_close(p->objects);
    record_reader_close(&p->reader);
    if (p->root_fd >= 0)
        close(p->root_fd);
    arena_release(&p->arena);
}

int parse_run(const struct parse_request *request, parse_confine *confine, void *ctx, struct err *err)
{
    struct parse p = {.request = request, .root_fd = -1, .err = err};
    int rc = arena_init(&p.arena, run_memory_bytes, err);
    if (rc < 0)
        return rc;
    rc = open_streams(&p);
    if (rc == 0 && confine)
        rc = confine(ctx, p.root_fd, reads_objects(&p), err);
    if (rc == 0)
        rc = spool(&p);
    if (rc == 0)
        rc = open_objects(&p);
    if (rc == 0)
        rc = make_workers(&p);
    if (rc == 0)
        rc = scan_macros(&p);
    if (rc == 0)
        rc = parse_all(&p);
    rc = record_writer_finish(&p.writer, rc, err);
    release(&p);
    return rc;
}
