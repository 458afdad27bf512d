#include "crawler/history/szz_fix.h"

#include "crawler/history/code_lines.h"
#include "pipeline/record/record.h"

#include <stdlib.h>

enum {
    FIX_MEMORY_MAX = 1 << 30,
    AROUND_LINES = 4, /* so far from an insertion lines are looked for */
};

/* A line that the fix deletes, or one beside what it inserts. */
struct old_line {
    uint32_t line;
    uint64_t hash; /* of its code */
};

struct fixed_file {
    struct code_syntax syntax;
    struct str path;
    struct place before;
    VEC(struct old_line) deleted, around;
};

/* Lines of one file that one commit wrote. */
struct finding {
    uint32_t commit;
    struct str path;
    uint32_t lines;
};

struct szz_worker {
    const struct history_setup *setup;
    struct object_reader *reader;
    struct rename_finder *renames;
    struct provenance *provenance;
    struct line_diff *diff;
    struct blamer blamer;
    struct arena arena; /* of one fix */
    struct buf code;    /* of one line */
};

/* One fix at work. */
struct fix {
    struct szz_worker *worker;
    uint32_t commit;
    VEC(struct fixed_file) files;
    VEC(uint64_t) added; /* hashes of lines, sorted once all are there */
    size_t n_lines;
    VEC(struct finding) findings;
};

struct szz_worker *szz_worker_new(const struct history_setup *setup, const struct producers *table,
                                  struct hunk_cache *cache)
{
    struct err ignored;
    struct szz_worker *w = calloc(1, sizeof *w);
    if (!w || arena_init(&w->arena, FIX_MEMORY_MAX, &ignored) < 0 ||
        arena_init(&w->blamer.scratch, FIX_MEMORY_MAX, &ignored) < 0)
        arena_full(sizeof *w);
    w->setup = setup;
    w->reader = object_reader_new(setup->store, setup->cache_bytes);
    w->renames = rename_finder_new(w->reader);
    w->provenance = provenance_new(setup, table, w->reader, w->renames);
    w->diff = line_diff_new();
    w->blamer.provenance = w->provenance;
    w->blamer.hunks = hunk_user_new(cache, w->reader, w->diff);
    buf_init(&w->code, SZZ_BYTES_MAX + 2);
    return w;
}

void szz_worker_free(struct szz_worker *worker)
{
    if (!worker)
        return;
    hunk_user_free(worker->blamer.hunks);
    line_diff_free(worker->diff);
    provenance_free(worker->provenance);
    rename_finder_free(worker->renames);
    object_reader_free(worker->reader);
    arena_release(&worker->arena);
    arena_release(&worker->blamer.scratch);
    buf_release(&worker->code);
    free(worker);
}

/* What the fix does ------------------------------------------------------------------------------------------------ */

static void add_lines(struct fix *f, const struct code_syntax *syntax, const struct code_lines *new,
                      uint32_t from, uint32_t n)
{
    for (uint32_t i = from; i < from + n; i++)
        if (new->is_code[i])
            *vec_push(&f->added, &f->worker->arena) = code_hash(syntax, code_line(new, i), &f->worker->code);
}

static void push_old(struct fix *f, const struct code_lines *old, uint32_t i, bool is_around,
                     struct fixed_file *file)
{
    struct old_line line = {.line = i, .hash = code_hash(&file->syntax, code_line(old, i), &f->worker->code)};
    if (is_around)
        *vec_push(&file->around, &f->worker->arena) = line;
    else
        *vec_push(&file->deleted, &f->worker->arena) = line;
    f->n_lines++;
}

/* The indentation of the first line of code among some; false when there is none. */
static bool first_indent(const struct code_lines *lines, uint32_t from, uint32_t n, uint32_t *ret_indent)
{
    for (uint32_t i = from; i < from + n; i++) {
        if (!lines->is_code[i])
            continue;
        *ret_indent = code_indent(code_line(lines, i));
        return true;
    }
    return false;
}

/* The lines of code nearest to an insertion: the one before it, which precedes it in its block or opens that, and the one
 * behind, unless it is indented less: then it belongs to something else. */
static void take_around(struct fix *f, const struct code_lines *old, const struct line_hunk *hunk,
                        uint32_t indent, struct fixed_file *file)
{
    uint32_t above = hunk->old_start, below = hunk->old_start + hunk->old_lines;
    for (uint32_t i = 1; i <= AROUND_LINES && i <= above; i++) {
        if (!old->is_code[above - i])
            continue;
        push_old(f, old, above - i, true, file);
        break;
    }
    for (uint32_t i = below; i < below + AROUND_LINES && i < old->n; i++) {
        if (!old->is_code[i])
            continue;
        if (code_indent(code_line(old, i)) >= indent)
            push_old(f, old, i, true, file);
        break;
    }
}

static void take_hunk(struct fix *f, const struct code_lines *old, const struct code_lines *new,
                      const struct line_hunk *hunk, struct fixed_file *file)
{
    uint32_t indent;
    add_lines(f, &file->syntax, new, hunk->new_start, hunk->new_lines);
    for (uint32_t i = hunk->old_start; i < hunk->old_start + hunk->old_lines; i++)
        if (old->is_code[i])
            push_old(f, old, i, false, file);
    if (first_indent(new, hunk->new_start, hunk->new_lines, &indent))
        take_around(f, old, hunk, indent, file);
}

/* The lines of a side up to where its last hunk ends, and some behind. */
static struct code_lines lines_to(struct fix *f, const struct lang *lang, struct str text, uint32_t end)
{
    return code_lines_of(&f->worker->arena, lang, text, end + AROUND_LINES);
}

/* Compares a file with what it was. */
static void take_texts(struct fix *f, const struct tree_change *change, struct str old_text,
                       struct str new_text, const struct lang *lang)
{
    struct err ignored;
    struct arena *arena = &f->worker->arena;
    struct change_lines lines;
    if (hunk_cache_get(f->worker->blamer.hunks, NULL, &change->old_id, &change->new_id, &lines, &ignored) < 0)
        return;
    struct str old_path = change->old_path.len ? change->old_path : change->path;
    struct fixed_file file = {.syntax = code_syntax_of(lang),
                              .path = change->path,
                              .before = {provenance_parent(f->worker->provenance, f->commit, 0), old_path,
                                         change->old_id}};
    struct line_hunk last = lines.hunks.len ? lines.hunks.at[lines.hunks.len - 1] : (struct line_hunk){0};
    struct code_lines old = lines_to(f, lang, old_text, last.old_start + last.old_lines);
    struct code_lines new = lines_to(f, lang, new_text, last.new_start + last.new_lines);
    for (size_t i = 0; i < lines.hunks.len && f->n_lines < SZZ_LINES_MAX; i++)
        take_hunk(f, &old, &new, &lines.hunks.at[i], &file);
    *vec_push(&f->files, arena) = file;
}

static bool is_file(uint32_t mode)
{
    return mode == TREE_MODE_FILE || mode == TREE_MODE_EXEC;
}

/* Both sides are there, or an empty one for a file that is new. */
static void take_sides(struct fix *f, const struct tree_change *change, const struct object *old,
                       const struct object *new)
{
    struct arena *arena = &f->worker->arena;
    const struct lang *lang = code_language(change->path, new->data);
    if (!lang || new->data.len > SZZ_BYTES_MAX || old->data.len > SZZ_BYTES_MAX)
        return;
    if (is_file(change->old_mode)) {
        take_texts(f, change, old->data, new->data, lang);
        return;
    }
    struct code_lines lines = code_lines_of(arena, lang, new->data, line_diff_lines(new->data));
    struct code_syntax syntax = code_syntax_of(lang);
    add_lines(f, &syntax, &lines, 0, lines.n);
}

static void take_change(struct fix *f, const struct tree_change *change)
{
    struct err ignored;
    struct object old = {0}, new = {0};
    if (!is_file(change->new_mode) || object_id_eq(&change->old_id, &change->new_id))
        return;
    int rc = object_read(f->worker->reader, &change->new_id, OBJECT_BLOB, &new, &ignored);
    if (rc == 0 && is_file(change->old_mode))
        rc = object_read(f->worker->reader, &change->old_id, OBJECT_BLOB, &old, &ignored);
    if (rc == 0)
        take_sides(f, change, &old, &new);
    object_release(f->worker->reader, &old);
    object_release(f->worker->reader, &new);
}

/* Whose lines they are --------------------------------------------------------------------------------------------- */

static int hash_cmp(const void *a, const void *b)
{
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

/* Does the fix add the line elsewhere? */
static bool is_moved(const struct fix *f, uint64_t hash)
{
    return f->added.len && bsearch(&hash, f->added.at, f->added.len, sizeof hash, hash_cmp);
}

static size_t drop_moved(struct fix *f)
{
    size_t left = 0;
    if (f->added.len)
        qsort(f->added.at, f->added.len, sizeof *f->added.at, hash_cmp);
    for (size_t i = 0; i < f->files.len; i++) {
        struct fixed_file *file = &f->files.at[i];
        size_t kept = 0;
        for (size_t k = 0; k < file->deleted.len; k++)
            if (!is_moved(f, file->deleted.at[k].hash))
                file->deleted.at[kept++] = file->deleted.at[k];
        file->deleted.len = kept;
        left += kept;
    }
    return left;
}

static void count_line(struct fix *f, uint32_t commit, struct str path)
{
    for (size_t i = f->findings.len; i-- > 0 && f->findings.at[i].path.p == path.p;) {
        if (f->findings.at[i].commit != commit)
            continue;
        f->findings.at[i].lines++;
        return;
    }
    *vec_push(&f->findings, &f->worker->arena) = (struct finding){commit, path, 1};
}

/* Can it have brought in what the fix takes away? */
static bool is_candidate(const struct fix *f, uint32_t commit)
{
    return commit != WALK_NONE && commit != f->commit &&
           !provenance_at(f->worker->provenance, commit)->is_boundary &&
           provenance_at(f->worker->provenance, commit)->time_s <=
               provenance_at(f->worker->provenance, f->commit)->time_s;
}

static void blame_file(struct fix *f, const struct fixed_file *file, bool is_around)
{
    const struct old_line *lines = is_around ? file->around.at : file->deleted.at;
    size_t n = is_around ? file->around.len : file->deleted.len;
    struct blamed_line *blamed = arena_array(&f->worker->arena, struct blamed_line, n);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || blamed[kept - 1].line < lines[i].line)
            blamed[kept++].line = lines[i].line;
    f->worker->blamer.syntax = &file->syntax;
    blame_lines(&f->worker->blamer, &file->before, blamed, kept, &f->worker->arena);
    for (size_t i = 0; i < kept; i++)
        if (is_candidate(f, blamed[i].owner))
            count_line(f, blamed[i].owner, file->path);
}

/* What is told ----------------------------------------------------------------------------------------------------- */

static uint32_t most_recent(const struct fix *f)
{
    uint32_t best = f->findings.at[0].commit;
    for (size_t i = 1; i < f->findings.len; i++)
        if (provenance_is_after(f->worker->provenance, f->findings.at[i].commit, best))
            best = f->findings.at[i].commit;
    return best;
}

static uint32_t lines_of(const struct fix *f, uint32_t commit)
{
    uint32_t lines = 0;
    for (size_t i = 0; i < f->findings.len; i++)
        if (commit == WALK_NONE || f->findings.at[i].commit == commit)
            lines += f->findings.at[i].lines;
    return lines;
}

static double confidence(const struct fix *f, uint32_t commit, bool is_chosen, bool is_around)
{
    double share = (double)lines_of(f, commit) / lines_of(f, WALK_NONE);
    double all = is_chosen ? (1 + share) / 2 : share / 2;
    if (is_around)
        all /= 2;
    return provenance_at(f->worker->provenance, commit)->n_parents ? all : all / 4;
}

static void put_id(struct fix *f, struct json_out *r, const char *key, uint32_t commit)
{
    char hex[OBJECT_ID_HEX_MAX + 1];
    hex_encode(provenance_at(f->worker->provenance, commit)->id.bytes,
               object_store_id_len(f->worker->setup->store), hex);
    json_put_str(r, key, str_from(hex));
}

static void put_finding(struct fix *f, const struct finding *found, bool is_chosen, bool is_around,
                        struct buf *out)
{
    struct json_out r = record_open(out, "szz");
    put_id(f, &r, "fix_commit", f->commit);
    put_id(f, &r, "inducing_commit", found->commit);
    json_put_path(&r, "path", found->path);
    json_put_str(&r, "variant",
                 is_around   ? (is_chosen ? STR("N") : STR("A"))
                 : is_chosen ? STR("R")
                             : STR("B"));
    json_put_fixed(&r, "confidence", confidence(f, found->commit, is_chosen, is_around), 4);
    json_put_int(&r, "lines", found->lines);
    record_close(&r);
}

static void put_findings(struct fix *f, bool is_around, struct buf *out)
{
    uint32_t chosen = f->findings.len ? most_recent(f) : WALK_NONE;
    for (size_t i = 0; i < f->findings.len; i++)
        if (f->findings.at[i].commit == chosen)
            put_finding(f, &f->findings.at[i], true, is_around, out);
    for (size_t i = 0; i < f->findings.len; i++)
        if (f->findings.at[i].commit != chosen)
            put_finding(f, &f->findings.at[i], false, is_around, out);
}

static void work_on(struct fix *f, const struct tree_changes *changes, struct buf *out)
{
    for (size_t i = 0;
         i < changes->changes.len && f->files.len <= SZZ_FILES_MAX && f->n_lines < SZZ_LINES_MAX; i++)
        take_change(f, &changes->changes.at[i]);
    if (f->files.len > SZZ_FILES_MAX || f->n_lines >= SZZ_LINES_MAX)
        return;
    bool is_around = drop_moved(f) == 0;
    for (size_t i = 0; i < f->files.len; i++)
        blame_file(f, &f->files.at[i], is_around);
    put_findings(f, is_around, out);
}

void szz_worker_fix(struct szz_worker *w, const struct object_id *id, struct buf *out)
{
    struct err ignored;
    struct tree_changes changes = {.changes = {0}};
    struct fix f = {.worker = w, .commit = provenance_commit(w->provenance, id)};
    uint32_t parent = f.commit == WALK_NONE ? WALK_NONE : provenance_parent(w->provenance, f.commit, 0);
    if (parent != WALK_NONE &&
        provenance_diff(w->provenance, parent, f.commit, &w->arena, &changes, &ignored) == 0)
        work_on(&f, &changes, out);
    arena_reset(&w->arena);
}
