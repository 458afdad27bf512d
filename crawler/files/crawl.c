#include "crawler/files/crawl.h"

#include "crawler/files/file_record.h"
#include "crawler/files/list.h"
#include "crawler/files/past_digest.h"
#include "crawler/files/stat_index.h"
#include "crawler/files/why.h"
#include "pipeline/base/par.h"
#include "pipeline/base/version.h"
#include "pipeline/record/record.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Index, rules and the list of entries of one folder: 100 bytes a tracked file and 8 an entry. */
static const size_t arena_limit_bytes = (size_t)8 << 30;

/* A batch ends at either: enough work to make handing it over cheap, little enough to share it out. */
enum { BATCH_FILES = 64 };
static const uint64_t batch_bytes = 1 << 20;

/* Records of a batch: the longest, a path of full length in both forms, has under 40 kB. */
enum { BATCH_RECORDS_MAX = BATCH_FILES * (40 << 10) };

struct batch {
    size_t first, behind; /* entries of the walk */
    struct buf records;
    size_t ends[BATCH_FILES]; /* of each entry's record in `records` */
    bool keep[BATCH_FILES], reused[BATCH_FILES];
    uint64_t attributes[BATCH_FILES];
    struct file_reader reader;
};

/* One run of the stage. */
struct crawl {
    const struct crawl_options *options;
    struct arena *arena;
    struct str *dirs; /* absolute, in order of their paths, none inside another */
    size_t n_dirs;
    struct str root;
    struct record_writer writer;
    struct hash_stream *digest; /* over the file records */
    struct crawl_stats stats;

    struct stat_index kept;
    int state_fd; /* -1: no stat index */

    /* The folder at work. */
    struct scope scope;
    struct walk walk;
    struct str prefix; /* of its paths in records: "" or "a/b/" */
    size_t next;       /* entry */
    struct err *err;
};

/* Folders ------------------------------------------------------------------------------------------------------------ */

static int resolve_dir(struct arena *arena, const char *dir, struct str *ret_dir, struct err *err)
{
    char *real = realpath(dir, NULL);
    if (!real)
        return err_set(err, ERR_USAGE, "%s: %s", dir, strerror(errno));
    *ret_dir = str_dup(arena, str_from(real));
    free(real);
    struct stat st;
    if (stat(str_cstr(arena, *ret_dir), &st) < 0 || !S_ISDIR(st.st_mode))
        return err_set(err, ERR_USAGE, "%s: not a directory", dir);
    return 0;
}

static bool is_in(struct str path, struct str folder)
{
    return str_eq(path, folder) || str_eq(folder, STR("/")) ||
           (str_starts(path, folder) && path.p[folder.len] == '/');
}

/* Order of the paths with a '/' at the end, so that what is inside a folder comes right behind it. */
static int by_folder(const void *a, const void *b)
{
    struct str one = *(const struct str *)a, two = *(const struct str *)b;
    if (is_in(one, two) || is_in(two, one))
        return (one.len > two.len) - (one.len < two.len);
    size_t at = 0;
    while (one.p[at] == two.p[at])
        at++;
    int left = at == one.len ? '/' : (unsigned char)one.p[at],
        right = at == two.len ? '/' : (unsigned char)two.p[at];
    return left - right;
}

static struct str common_folder(struct str a, struct str b)
{
    while (!is_in(b, a))
        a = str_dirname(a);
    return a.len ? a : STR("/");
}

static int resolve_dirs(struct crawl *crawl, char *const *dirs, size_t n_dirs, struct err *err)
{
    static char here[] = ".", *const only_here[] = {here};
    if (n_dirs == 0) {
        dirs = only_here;
        n_dirs = 1;
    }
    if (n_dirs > CRAWL_DIRS_MAX)
        return err_set(err, ERR_USAGE, "more than %d folders", CRAWL_DIRS_MAX);
    struct str *real = arena_array(crawl->arena, struct str, n_dirs);
    for (size_t i = 0; i < n_dirs; i++) {
        int rc = resolve_dir(crawl->arena, dirs[i], &real[i], err);
        if (rc < 0)
            return rc;
    }
    qsort(real, n_dirs, sizeof *real, by_folder);
    crawl->dirs = real;
    crawl->root = real[0];
    for (size_t i = 0; i < n_dirs; i++) {
        if (crawl->n_dirs == 0 || !is_in(real[i], real[crawl->n_dirs - 1]))
            real[crawl->n_dirs++] = real[i];
        crawl->root = common_folder(crawl->root, real[i]);
    }
    return 0;
}

/* Work on batches ---------------------------------------------------------------------------------------------------- */

static int next_batch(void *ctx, void *slot)
{
    struct crawl *crawl = ctx;
    struct batch *batch = slot;
    uint64_t bytes = 0;
    batch->first = crawl->next;
    while (crawl->next < crawl->walk.entries.len && crawl->next - batch->first < BATCH_FILES &&
           bytes < batch_bytes)
        bytes += crawl->walk.entries.at[crawl->next++]->stat.len_bytes;
    batch->behind = crawl->next;
    return batch->behind > batch->first;
}

/* The record kept from the last run, or a new one. */
static void write_record(struct crawl *crawl, struct batch *batch, size_t i)
{
    const struct walk_entry *entry = crawl->walk.entries.at[batch->first + i];
    bool may_keep = crawl->state_fd >= 0 && entry->kind == WALK_FILE;
    struct str kept = {0};
    if (may_keep) {
        batch->attributes[i] = file_attribute_key(&crawl->walk, entry);
        kept =
            stat_index_find(&crawl->kept, walk_path(&crawl->walk, entry), &entry->stat, batch->attributes[i]);
    }
    batch->reused[i] = kept.len > 0;
    if (kept.len)
        buf_add(&batch->records, kept);
    bool is_file = kept.len > 0 || file_record_write(&batch->reader, entry, &batch->records);
    batch->keep[i] = may_keep && is_file;
    batch->ends[i] = batch->records.len;
}

static void work_batch(void *ctx, void *slot, int thread)
{
    struct crawl *crawl = ctx;
    struct batch *batch = slot;
    (void)thread;
    buf_clear(&batch->records);
    for (size_t i = 0; i < batch->behind - batch->first; i++)
        write_record(crawl, batch, i);
    file_reader_release(&batch->reader);
}

static void keep_records(struct crawl *crawl, const struct batch *batch)
{
    size_t start = 0;
    for (size_t i = 0; i < batch->behind - batch->first; i++) {
        const struct walk_entry *entry = crawl->walk.entries.at[batch->first + i];
        struct str record = str_of(batch->records.p + start, batch->ends[i] - start);
        start = batch->ends[i];
        crawl->stats.reused += batch->reused[i];
        crawl->stats.files += entry->kind != WALK_PROBLEM && str_starts(record, STR("{\"k\":\"file\""));
        if (batch->keep[i])
            stat_index_add(&crawl->kept, walk_path(&crawl->walk, entry), &entry->stat, batch->attributes[i],
                           record, batch->reused[i]);
    }
}

static int write_batch(void *ctx, void *slot)
{
    struct crawl *crawl = ctx;
    struct batch *batch = slot;
    keep_records(crawl, batch);
    hash_stream_add(crawl->digest, buf_str(&batch->records));
    int rc = record_writer_lines(&crawl->writer, &batch->records, crawl->err);
    if (rc == 0 && crawl->options->progress)
        crawl->options->progress(batch->behind, crawl->walk.entries.len);
    return rc;
}

static int write_entries(struct crawl *crawl, struct err *err)
{
    size_t n_slots = 2 * (size_t)crawl->options->threads;
    struct batch *batches = arena_array(crawl->arena, struct batch, n_slots);
    void **slots = arena_array(crawl->arena, void *, n_slots);
    for (size_t i = 0; i < n_slots; i++) {
        buf_init(&batches[i].records, BATCH_RECORDS_MAX);
        file_reader_init(&batches[i].reader, crawl->arena, &crawl->walk, crawl->prefix);
        slots[i] = &batches[i];
    }
    struct par_pipeline pipeline = {.ctx = crawl,
                                    .slots = slots,
                                    .n_slots = n_slots,
                                    .read = next_batch,
                                    .work = work_batch,
                                    .write = write_batch};
    crawl->err = err;
    crawl->next = 0;
    int rc = par_pipeline_run(&pipeline, crawl->options->threads);
    for (size_t i = 0; i < n_slots; i++)
        buf_release(&batches[i].records);
    return rc;
}

/* Records around them ------------------------------------------------------------------------------------------------ */

static void put_list(struct json_out *j, const char *key, const struct opt_list *list)
{
    if (list->len == 0)
        return;
    json_key(j, key);
    json_open(j, '[');
    for (size_t i = 0; i < list->len; i++)
        json_str(j, str_from(list->at[i]));
    json_close(j, ']');
}

/* The options that change facts, as a JSON object. */
static void options_json(const struct crawl *crawl, struct buf *out)
{
    struct json_out j = {.buf = out};
    json_open(&j, '{');
    put_list(&j, "include", &crawl->options->include);
    put_list(&j, "exclude", &crawl->options->exclude);
    if (crawl->options->no_ignore)
        json_put_bool(&j, "no_ignore", true);
    json_close(&j, '}');
}

static int write_head(struct crawl *crawl, struct str commit, struct err *err)
{
    struct buf options;
    buf_init(&options, 1 << 20);
    options_json(crawl, &options);
    struct record_program program = {.program = "cbc-crawl",
                                     .version = CBCRAWL_VERSION,
                                     .options = buf_str(&options)};
    int rc = record_writer_head(&crawl->writer, crawl->root, commit, &program, err);
    crawl->digest = hash_stream_new();
    hash_stream_add(crawl->digest, STR("cbc-crawl " CBCRAWL_VERSION "\n"));
    hash_stream_add(crawl->digest, buf_str(&options));
    buf_release(&options);
    return rc;
}

static int write_tree_record(struct crawl *crawl, struct err *err)
{
    char hex[HASH128_HEX_LEN + 1];
    struct buf line;
    buf_init(&line, 1024);
    hash128_hex(hash_stream_digest(crawl->digest), hex);
    struct json_out j = record_open(&line, "tree");
    json_put_str(&j, "digest", str_from(hex));
    json_put_int(&j, "files", (int64_t)crawl->stats.files);
    record_close(&j);
    int rc = record_writer_lines(&crawl->writer, &line, err);
    buf_release(&line);
    return rc;
}

static void note(const struct crawl *crawl, const char *text)
{
    if (crawl->options->note)
        crawl->options->note(text);
}

/* What could not be taken into account, as error records. */
static int write_problems(struct crawl *crawl, struct err *err)
{
    struct buf lines;
    buf_init(&lines, RECORD_LINE_MAX);
    const struct scope *scope = &crawl->scope;
    for (size_t i = 0; i < scope->problems.len; i++)
        file_record_error(&lines, scope->problems.at[i].path, scope->problems.at[i].reason);
    if (scope->n_sparse > crawl->walk.n_sparse) {
        struct str reason =
            str_from(arena_printf(crawl->arena, "sparse checkout: %zu tracked paths are not in the work tree",
                                  scope->n_sparse - crawl->walk.n_sparse));
        file_record_error(&lines, STR(""), reason);
    }
    hash_stream_add(crawl->digest, buf_str(&lines));
    int rc = record_writer_lines(&crawl->writer, &lines, err);
    buf_release(&lines);
    return rc;
}

/* One folder --------------------------------------------------------------------------------------------------------- */

static void say_what_matters(const struct crawl *crawl, struct str dir)
{
    const struct scope *scope = &crawl->scope;
    struct ignore_verdict by = scope->ignored_by;
    if (by.rule && !scope->options.no_ignore)
        note(crawl, arena_printf(crawl->arena,
                                 "%.*s is ignored by %.*s:%u: only its tracked files are scanned; "
                                 "--no-ignore scans all",
                                 STR_ARG(dir), STR_ARG(by.level->source), by.rule->line));
    for (size_t i = 0; crawl->options->list && i < scope->problems.len; i++)
        note(crawl, arena_printf(crawl->arena, "%.*s: %.*s", STR_ARG(scope->problems.at[i].path),
                                 STR_ARG(scope->problems.at[i].reason)));
}

static int enter_dir(struct crawl *crawl, struct str dir, int *ret_fd, struct err *err)
{
    const struct crawl_options *options = crawl->options;
    struct scope_options wanted = {.include = options->include.at,
                                   .exclude = options->exclude.at,
                                   .n_include = options->include.len,
                                   .n_exclude = options->exclude.len,
                                   .no_ignore = options->no_ignore,
                                   .want_attributes = !options->list && !options->why};
    struct str below = str_skip(dir, crawl->root.len);
    below = str_starts(below, STR("/")) ? str_skip(below, 1) : below;
    crawl->prefix = below.len ? str_from(arena_printf(crawl->arena, "%.*s/", STR_ARG(below))) : STR("");
    int fd = open(str_cstr(crawl->arena, dir), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return err_sys(err, "%.*s", STR_ARG(dir));
    int rc = scope_init(&crawl->scope, crawl->arena, dir, &wanted, err);
    if (rc < 0) {
        close(fd);
        return rc;
    }
    say_what_matters(crawl, dir);
    *ret_fd = fd;
    return 0;
}

static int walk_dir(struct crawl *crawl, int fd, struct err *err)
{
    return walk_run(&crawl->walk, &crawl->scope, crawl->arena, fd, crawl->options->threads,
                    !crawl->options->list, err);
}

static int list_dir(struct crawl *crawl, struct io_out *out, struct str dir, struct err *err)
{
    int fd;
    int rc = enter_dir(crawl, dir, &fd, err);
    if (rc < 0)
        return rc;
    rc = walk_dir(crawl, fd, err);
    if (rc == 0)
        rc = list_print(out, &crawl->walk, crawl->prefix, crawl->options->nul, err);
    for (size_t i = 0; rc == 0 && i < crawl->walk.entries.len; i++) {
        const struct walk_entry *entry = crawl->walk.entries.at[i];
        if (entry->kind == WALK_PROBLEM)
            note(crawl, arena_printf(crawl->arena, "%.*s: %.*s", STR_ARG(walk_path(&crawl->walk, entry)),
                                     STR_ARG(entry->reason)));
    }
    walk_release(&crawl->walk);
    close(fd);
    return rc;
}

static int list_all(struct crawl *crawl, struct err *err)
{
    struct io_out out;
    int rc = 0;
    io_out_init(&out, crawl->options->out_fd, "standard output");
    for (size_t i = 0; i < crawl->n_dirs && rc == 0; i++)
        rc = list_dir(crawl, &out, crawl->dirs[i], err);
    if (rc == 0)
        return io_out_close(&out, err);
    io_out_release(&out);
    return rc;
}

/* `fd` is the folder's, already entered. */
static int record_dir(struct crawl *crawl, int fd, struct err *err)
{
    int rc = walk_dir(crawl, fd, err);
    if (rc == 0)
        rc = write_problems(crawl, err);
    if (rc == 0)
        rc = write_entries(crawl, err);
    if (rc == 0)
        rc = scope_check_cost(&crawl->scope, err);
    walk_release(&crawl->walk);
    return rc;
}

/* The key of the stat index: what else a record depends on. */
static struct hash128 kept_key(struct crawl *crawl)
{
    char *text =
        arena_printf(crawl->arena, "%s %d %.*s", CBCRAWL_VERSION, CBCRAWL_FACTS, STR_ARG(crawl->root));
    return hash128(str_from(text));
}

static int record_dirs(struct crawl *crawl, struct err *err)
{
    int rc = 0;
    for (size_t i = 0; i < crawl->n_dirs && rc == 0; i++) {
        int fd;
        rc = enter_dir(crawl, crawl->dirs[i], &fd, err);
        if (rc == 0 && i == 0)
            rc = write_head(crawl, crawl->scope.head_id, err);
        if (rc < 0)
            break;
        if (crawl->scope.has_repo)
            past_digest_add(*crawl->arena, &crawl->scope.repo, crawl->digest);
        rc = record_dir(crawl, fd, err);
        close(fd);
    }
    if (rc == 0)
        rc = write_tree_record(crawl, err);
    hash_stream_free(crawl->digest);
    return rc;
}

static void save_kept(struct crawl *crawl)
{
    struct err err = {0};
    if (crawl->state_fd >= 0 && stat_index_save(&crawl->kept, crawl->state_fd, &err) < 0)
        note(crawl, arena_printf(crawl->arena, "%s: %s; the next run will read all files",
                                 crawl->options->state, err.text));
}

static int record_all(struct crawl *crawl, struct err *err)
{
    crawl->state_fd = -1;
    if (crawl->options->state) {
        crawl->state_fd = open(crawl->options->state, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (crawl->state_fd < 0)
            return err_sys(err, "--state %s", crawl->options->state);
        stat_index_load(&crawl->kept, crawl->arena, crawl->state_fd, kept_key(crawl));
    }
    record_writer_open(&crawl->writer, crawl->options->out_fd, "standard output", false);
    int rc = record_dirs(crawl, err);
    rc = record_writer_finish(&crawl->writer, rc, err);
    if (rc == 0)
        save_kept(crawl);
    if (crawl->state_fd >= 0) {
        stat_index_release(&crawl->kept);
        close(crawl->state_fd);
    }
    return rc;
}

static int explain(struct crawl *crawl, struct err *err)
{
    int fd;
    if (crawl->n_dirs > 1)
        return err_set(err, ERR_USAGE, "--why takes one folder");
    int rc = enter_dir(crawl, crawl->dirs[0], &fd, err);
    if (rc < 0)
        return rc;
    struct buf line;
    buf_init(&line, 1 << 20);
    rc = why_explain(&crawl->scope, crawl->arena, fd, str_from(crawl->options->why), &line, err);
    int written = rc < 0 ? rc : io_write_all(crawl->options->out_fd, buf_str(&line), err);
    buf_release(&line);
    close(fd);
    return written < 0 ? written : rc > 0 ? 0 : err_set(err, ERR_NO, "%s", "");
}

int crawl_run(const struct crawl_options *options, char *const *dirs, size_t n_dirs,
              struct crawl_stats *ret_stats, struct err *err)
{
    struct arena arena;
    if (options->nul && !options->list)
        return err_set(err, ERR_USAGE, "--null goes with --list");
    int rc = arena_init(&arena, arena_limit_bytes, err);
    if (rc < 0)
        return rc;
    struct crawl *crawl = arena_new(&arena, struct crawl);
    crawl->options = options;
    crawl->arena = &arena;
    rc = resolve_dirs(crawl, dirs, n_dirs, err);
    if (rc == 0)
        rc = options->why    ? explain(crawl, err)
             : options->list ? list_all(crawl, err)
                             : record_all(crawl, err);
    if (rc == 0)
        *ret_stats = crawl->stats;
    arena_release(&arena);
    return rc;
}
