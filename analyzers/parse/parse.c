#include "analyzers/parse/parse.h"

#include "analyzers/parse/parse_blob.h"
#include "analyzers/parse/past_findings.h"
#include "analyzers/parse/rule_test.h"
#include "analyzers/secrets/secrets.h"
#include "analyzers/taint/taint.h"
#include "analyzers/taint/taint_catalogue.h"
#include "pipeline/base/map.h"
#include "pipeline/base/par.h"
#include "pipeline/base/version.h"
#include "pipeline/git/repo.h"
#include "pipeline/record/record.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* The lines of a million files, and the macros of their headers; only what is used is taken. */
static const size_t run_memory_bytes = (size_t)2 << 30;

enum { RULES_RECORDS_MAX = 64 << 20 }; /* 4000 rules, each of some 8 kB at most */

/* A batch ends at either: some 7 ms of work, so that threads stay busy at the end. A file that takes many times as
 * long holds up the batches behind it; the other threads have as many to go on with. */
enum {
    BATCH_JOBS = 64,
    BATCH_BYTES = 64 << 10,
    SEARCH_SPEED = 32, /* how much faster text is searched than parsed */
    SLOTS_PER_THREAD = 8,
};

struct batch {
    size_t first, n; /* of jobs */
    size_t cached;   /* of these, those whose facts were known */
    struct buf records;
    struct buf fresh; /* for the cache */
    struct buf past;  /* what was found in past versions */
};

struct parse {
    const struct parse_request *request;
    struct arena arena;
    struct record_reader reader;
    struct record_writer writer;
    struct str root;
    int root_fd;
    VEC(struct parse_job) jobs;
    struct rule_sources sources;
    struct rule_set rules;
    bool has_past; /* a job is a past version */
    struct secret_rules secrets;
    struct taint_set taint;
    struct past_findings past;
    bool is_past_cut; /* of one batch alone there was more than there is room for */
    struct object_store *objects;
    bool met[AST_LANGS];
    struct macros *macros;
    struct macro_list **lists; /* while macros are scanned: by job */
    struct parse_setup setup;
    int threads; /* as many as were asked for, or as there are batches: to start one and wait for it takes milliseconds */
    struct parse_worker *workers[PAR_THREADS_MAX];
    struct arena scans[PAR_THREADS_MAX]; /* what each thread found in headers */
    struct buf fresh[PAR_THREADS_MAX];   /* of that, what is new to the cache */
    struct disk_cache *cache;            /* or NULL */
    struct map stored;                   /* keys of facts that the store has */
    struct parse_stats stats;
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

/* Before rights are given up: the user's may lie anywhere. */
static int read_rules(struct parse *p)
{
    const struct opt_list *folders = p->request->rules;
    if (p->request->no_findings)
        return 0;
    int rc = 0;
    rule_sources_own(&p->sources, &p->arena);
    for (size_t i = 0; folders && i < folders->len && rc == 0; i++)
        rc = rule_sources_users(&p->sources, &p->arena, folders->at[i], p->err);
    rule_sources_scanned(&p->sources, &p->arena, p->root_fd);
    return rc;
}

static struct record_program about(struct parse *p)
{
    char rules[HASH128_HEX_LEN + 1];
    hash128_hex(rule_sources_digest(&p->sources), rules);
    return (struct record_program){
        .program = "cbc-parse",
        .version = CBCRAWL_VERSION,
        .options = str_from(arena_printf(&p->arena, "{\"facts\":%d,\"rules\":\"%s\"%s}", CBCRAWL_FACTS,
                                         p->request->no_findings ? "none" : rules,
                                         p->request->no_macros ? ",\"no_macros\":true" : "")),
    };
}

static int open_streams(struct parse *p)
{
    record_writer_open(&p->writer, p->request->out_fd, "standard output", p->request->lz4);
    int rc = record_reader_open(&p->reader, p->request->in_fd, "standard input", p->err);
    if (rc == 0)
        rc = open_root(p);
    if (rc == 0)
        rc = read_rules(p);
    if (rc < 0)
        return rc;
    struct record_program program = about(p);
    return record_writer_head_from(&p->writer, &p->reader, &program, p->err);
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
    job->is_text &= !p->request->no_findings;
    job->is_long &= !p->request->no_findings;
    if (rc == 0 && job->wanted)
        p->met[job->lang] = true;
    p->stats.wanted += job->wanted || job->is_text || job->manifest;
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
    return rc < 0 ? rc : 0;
}

static int take_stored(struct parse *p, struct record_reader *reader, const struct record *record)
{
    const struct json_val *object;
    int rc = str_eq(record->kind, STR("stored")) ? record_parse(reader, record, &object, p->err) : 0;
    if (rc == 0 && str_eq(record->kind, STR("stored")))
        map_put(&p->stored, &p->arena, str_dup(&p->arena, json_get_str(object, "key")), NULL);
    return rc;
}

/* The whole list, so that it is known before the first file is written. */
static int read_stored(struct parse *p)
{
    struct record_reader reader;
    struct record record;
    if (p->request->stored_fd < 0)
        return 0;
    int rc = record_reader_open(&reader, p->request->stored_fd, "the list of stored facts", p->err);
    while (rc >= 0 && (rc = record_reader_next(&reader, &record, p->err)) > 0)
        rc = take_stored(p, &reader, &record);
    record_reader_close(&reader);
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
        p->lists[i] =
            parse_scan_macros(p->workers[thread], &p->jobs.at[i], &p->scans[thread], &p->fresh[thread]);
}

static int scan_macros(struct parse *p)
{
    if (p->request->no_macros || !(p->met[AST_C] || p->met[AST_CPP]))
        return 0;
    for (int t = 0; t < p->threads; t++) {
        int rc = arena_init(&p->scans[t], run_memory_bytes, p->err);
        if (rc < 0)
            return rc;
        buf_init(&p->fresh[t], DISK_CACHE_BATCH_MAX);
    }
    p->lists = arena_array(&p->arena, struct macro_list *, p->jobs.len + 1);
    par_for(p->jobs.len, p->threads, scan_job, p);
    p->macros = macros_new(&p->arena);
    for (size_t i = 0; i < p->jobs.len; i++)
        if (p->lists[i])
            macros_add(p->macros, p->lists[i]);
    macros_close(p->macros);
    for (int t = 0; t < p->threads && p->cache; t++)
        disk_cache_add(p->cache, &p->fresh[t]);
    p->setup.macros = p->macros;
    return 0;
}

/* Parsing ---------------------------------------------------------------------------------------------------------- */

/* Rules of the scanned tree that are none: the scan goes on without them. */
static void put_refused(const struct rule_set *rules, struct buf *out)
{
    for (size_t i = 0; i < rules->refused.len; i++) {
        struct json_out r = record_open(out, "error");
        json_put_str(&r, "stage", STR("cbc-parse"));
        json_put_str(&r, "reason", str_from(rules->refused.at[i]));
        json_put_bool(&r, "is_lasting", true);
        record_close(&r);
    }
}

/* The rules of the languages that were met, and what they and the secrets are called. */
static int compile_rules(struct parse *p)
{
    struct buf records;
    int rc = rule_set_new(&p->arena, &p->sources, &p->rules, p->err);
    for (int lang = AST_NONE + 1; lang < AST_LANGS && rc == 0; lang++)
        if (p->met[lang])
            rc = rule_set_lang(&p->rules, &p->arena, (enum ast_lang)lang, p->err);
    if (rc == 0 && !p->request->no_findings) {
        taint_set_read(&p->taint, p->met, &p->arena);
        rc = secret_rules_read(&p->arena, &p->secrets, p->err);
    }
    if (rc < 0 || reads_objects(p))
        return rc; /* the past is no scan of its own */
    buf_init(&records, RULES_RECORDS_MAX);
    rule_set_put(&p->rules, &records);
    secrets_put_rules(&p->secrets, &records);
    taint_catalogue_put(&p->taint, &p->arena, &records);
    put_refused(&p->rules, &records);
    rc = record_writer_lines(&p->writer, &records, p->err);
    buf_release(&records);
    return rc;
}

/* What knows each file alone; the rules behind it, since units must be known; what reads text last. */
static struct ast_plan *make_plan(struct parse *p)
{
    VEC(const struct analyzer *) list = {0};
    for (size_t i = 0; analyzers_all[i]; i++)
        *vec_push(&list, &p->arena) = analyzers_all[i];
    *vec_push(&list, &p->arena) = taint_analyzer(&p->taint, &p->arena);
    *vec_push(&list, &p->arena) = rules_analyzer(&p->rules, &p->arena);
    if (!p->request->no_findings)
        *vec_push(&list, &p->arena) = secrets_analyzer(&p->secrets, &p->arena);
    *vec_push(&list, &p->arena) = NULL;
    return ast_plan_new(&p->arena, list.at);
}

static int read_batch(void *ctx, void *slot)
{
    struct parse *p = ctx;
    struct batch *batch = slot;
    int64_t len_bytes = 0;
    batch->first = p->next_job;
    while (p->next_job < p->jobs.len && p->next_job - batch->first < BATCH_JOBS && len_bytes < BATCH_BYTES) {
        const struct parse_job *job = &p->jobs.at[p->next_job++];
        len_bytes += job->wanted ? job->len_bytes : job->is_text ? job->len_bytes / SEARCH_SPEED : 0;
    }
    batch->n = p->next_job - batch->first;
    return batch->n > 0;
}

static int threads_for(struct parse *p)
{
    struct batch batch;
    int n = 0;
    while (n < p->request->threads && read_batch(p, &batch))
        n++;
    p->next_job = 0;
    return n > 1 ? n : 1;
}

static int make_workers(struct parse *p)
{
    struct ast_plan *plan = make_plan(p);
    for (int lang = AST_NONE + 1; lang < AST_LANGS; lang++)
        if (p->met[lang])
            ast_plan_lang(plan, &p->arena, (enum ast_lang)lang);
    p->setup = (struct parse_setup){.root_fd = p->root_fd,
                                    .plan = plan,
                                    .objects = p->objects,
                                    .cache = p->cache,
                                    .rules = &p->rules,
                                    .stored = &p->stored,
                                    .no_macros = p->request->no_macros,
                                    .is_fresh = p->request->is_fresh};
    p->threads = threads_for(p);
    for (int t = 0; t < p->threads; t++) {
        int rc = parse_worker_new(&p->arena, &p->setup, &p->workers[t], p->err);
        if (rc < 0)
            return rc;
    }
    return 0;
}

static void work_batch(void *ctx, void *slot, int thread)
{
    struct parse *p = ctx;
    struct batch *batch = slot;
    buf_clear(&batch->records);
    batch->cached = 0;
    for (size_t i = batch->first; i < batch->first + batch->n; i++) {
        const struct parse_job *job = &p->jobs.at[i];
        if (job->is_past) {
            parse_blob(p->workers[thread], job, &batch->records, &batch->past);
        } else if (job->path.p) {
            batch->cached += parse_file(p->workers[thread], job, &batch->records, &batch->fresh);
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
    p->stats.cached += batch->cached;
    if (p->cache)
        disk_cache_add(p->cache, &batch->fresh);
    int rc = record_writer_lines(&p->writer, &batch->records, p->err);
    if (rc == 0)
        rc = past_findings_add(&p->past, buf_str(&batch->past), p->err);
    p->is_past_cut |= batch->past.overflow;
    buf_clear(&batch->past);
    return rc;
}

static int parse_all(struct parse *p)
{
    /* A thread alone writes what it has just made; one slot stays in its cache. */
    size_t n_slots = p->threads > 1 ? (size_t)p->threads * SLOTS_PER_THREAD : 1;
    struct batch *batches = arena_array(&p->arena, struct batch, n_slots);
    void **slots = arena_array(&p->arena, void *, n_slots);
    for (size_t i = 0; i < n_slots; i++) {
        buf_init(&batches[i].records, (size_t)BATCH_JOBS * PARSE_RECORDS_MAX);
        buf_init(&batches[i].fresh, DISK_CACHE_BATCH_MAX);
        buf_init(&batches[i].past, PAST_FINDINGS_MAX);
        slots[i] = &batches[i];
    }
    const struct par_pipeline pipeline = {.ctx = p,
                                          .slots = slots,
                                          .n_slots = n_slots,
                                          .read = read_batch,
                                          .work = work_batch,
                                          .write = write_batch};
    int rc = par_pipeline_run(&pipeline, p->threads);
    for (size_t i = 0; i < n_slots; i++) {
        buf_release(&batches[i].records);
        buf_release(&batches[i].fresh);
        buf_release(&batches[i].past);
    }
    return rc;
}

static void put_past_cut(struct buf *records)
{
    records->limit += RECORD_LINE_MAX;
    struct json_out r = record_open(records, "error");
    json_put_str(&r, "stage", STR("cbc-parse"));
    json_put_str(&r, "reason",
                 STR("past versions have more secrets than there is room for: some are left out"));
    record_close(&r);
}

/* Behind everything else, when the first of each is known. */
static int put_past(struct parse *p)
{
    int rc = past_findings_reduce(&p->past, p->err);
    if (rc == 0 && (p->past.is_full || p->is_past_cut))
        put_past_cut(&p->past.records);
    return rc == 0 ? record_writer_lines(&p->writer, &p->past.records, p->err) : rc;
}

/* The cache ---------------------------------------------------------------------------------------------------------- */

/* A cache that cannot be had is no reason to stop. */
static void tell(const struct parse *p, const struct err *err)
{
    struct arena scratch = p->arena;
    if (p->request->note)
        p->request->note(arena_printf(&scratch, "the cache: %s", err->text));
}

static void open_cache(struct parse *p)
{
    struct err err;
    if (p->request->cache_fd < 0)
        return;
    if (disk_cache_open(&p->cache, p->request->cache_fd, (uint64_t)p->request->cache_max_bytes, &err) < 0)
        tell(p, &err);
}

static void save_cache(struct parse *p)
{
    struct err err;
    if (p->cache && disk_cache_save(p->cache, &err) < 0)
        tell(p, &err);
}

/* The stage -------------------------------------------------------------------------------------------------------- */

static void release(struct parse *p)
{
    for (int t = 0; t < p->threads; t++) {
        parse_worker_release(p->workers[t]);
        arena_release(&p->scans[t]);
        buf_release(&p->fresh[t]);
    }
    past_findings_release(&p->past);
    rule_set_release(&p->rules);
    object_store_close(p->objects);
    disk_cache_close(p->cache);
    record_reader_close(&p->reader);
    if (p->root_fd >= 0)
        close(p->root_fd);
    arena_release(&p->arena);
}

int parse_run(const struct parse_request *request, parse_confine *confine, void *ctx,
              struct parse_stats *ret_stats, struct err *err)
{
    struct parse p = {.request = request, .root_fd = -1, .err = err};
    int rc = arena_init(&p.arena, run_memory_bytes, err);
    if (rc < 0)
        return rc;
    past_findings_init(&p.past, &p.arena, PAST_FINDINGS_MAX);
    rc = open_streams(&p);
    if (rc == 0 && confine)
        rc = confine(ctx, p.root_fd, reads_objects(&p), err);
    if (rc == 0)
        rc = spool(&p);
    if (rc == 0)
        rc = open_objects(&p);
    if (rc == 0)
        rc = read_stored(&p);
    if (rc == 0)
        open_cache(&p);
    if (rc == 0)
        rc = compile_rules(&p);
    if (rc == 0)
        rc = make_workers(&p);
    if (rc == 0)
        rc = scan_macros(&p);
    if (rc == 0)
        rc = parse_all(&p);
    if (rc == 0)
        rc = put_past(&p);
    rc = record_writer_finish(&p.writer, rc, err);
    if (rc == 0) {
        save_cache(&p);
        *ret_stats = p.stats;
    }
    release(&p);
    return rc;
}

int parse_test_rules(const struct opt_list *rules, struct buf *out, struct err *err)
{
    struct arena arena;
    struct rule_sources sources = {0};
    int rc = arena_init(&arena, run_memory_bytes, err);
    if (rc < 0)
        return rc;
    rule_sources_own(&sources, &arena);
    for (size_t i = 0; i < rules->len && rc == 0; i++)
        rc = rule_sources_users(&sources, &arena, rules->at[i], err);
    if (rc == 0)
        rc = rule_test_run(&sources, out, err);
    arena_release(&arena);
    return rc;
}
