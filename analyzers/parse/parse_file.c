#include "analyzers/parse/parse_file.h"

#include "analyzers/manifests/manifest.h"
#include "analyzers/parse/cpp_signs.h"
#include "analyzers/parse/foreign_shell.h"
#include "analyzers/parse/parse_inside.h"
#include "analyzers/parse/resync.h"
#include "analyzers/parse/utf16.h"
#include "analyzers/secrets/secrets.h"
#include "analyzers/suppressions/comment_styles.h"
#include "pipeline/base/map.h"
#include "pipeline/base/version.h"
#include "pipeline/record/record.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* Of a file's own text, blanked text and facts; the largest part is the tokens of a 1 MB file. */
static const size_t file_memory_bytes = (size_t)1 << 30;

/* A file said to be C with a larger share of errors may be C++ without showing it at a glance: a header, or a source of a
 * tree that went over to C++ and kept its names, as gdb did. */
static const double cpp_error_share = 0.02;

/* Functions taken out of the parser's way one after the other, each for another parse. */
enum { RESYNC_ROUNDS_MAX = 4 };

enum { FIELDS_MAX = 4096 }; /* bytes of what is added to a file's record: some 150 */

/* A text with macros blanked that still has this share of its bytes in errors is compared with the untouched one. */
static const double reparse_error_share = 0.01;

int parse_worker_new(struct arena *arena, const struct parse_setup *setup, struct parse_worker **ret_worker,
                     struct err *err)
{
    struct parse_worker *w = arena_new(arena, struct parse_worker);
    w->setup = setup;
    source_reader_init(&w->reader, setup->root_fd);
    buf_init(&w->text, SECRETS_TEXT_MAX + 1);
    buf_init(&w->decoded, SECRETS_TEXT_MAX + 1);
    macro_names_init(&w->names);
    buf_init(&w->fields, FIELDS_MAX);
    buf_init(&w->records, PARSE_RECORDS_MAX + FIELDS_MAX);
    buf_init(&w->cached, DISK_CACHE_VALUE_MAX);
    w->walker = ast_walker_new(arena, setup->plan);
    int rc = arena_init(&w->arena, file_memory_bytes, err);
    if (rc == 0)
        rc = ast_parser_new(arena, &w->parser, err);
    if (rc == 0)
        rc = ast_parser_new(arena, &w->second, err);
    if (rc < 0) {
        parse_worker_release(w);
        return rc;
    }
    *ret_worker = w;
    return 0;
}

void parse_worker_release(struct parse_worker *worker)
{
    if (!worker)
        return;
    source_reader_release(&worker->reader);
    buf_release(&worker->text);
    buf_release(&worker->decoded);
    buf_release(&worker->names.hashes);
    buf_release(&worker->fields);
    buf_release(&worker->records);
    buf_release(&worker->cached);
    ast_walker_release(worker->walker);
    ast_parser_release(worker->parser);
    ast_parser_release(worker->second);
    object_reader_free(worker->objects);
    arena_release(&worker->arena);
}

/* The job ---------------------------------------------------------------------------------------------------------- */

/* A symbolic link has none of its own, and a submodule is a commit of another repository. */
static bool has_bytes(struct str mode)
{
    return !str_eq(mode, STR("120000")) && !str_eq(mode, STR("160000"));
}

/* Is it text? UTF-16 is, though git takes it for binary. */
static bool read_encoding(const struct json_val *record, struct parse_job *job)
{
    struct str encoding = json_get_str(record, "encoding");
    job->is_utf16 = str_starts(encoding, STR("UTF-16"));
    job->is_big_endian = str_eq(encoding, STR("UTF-16BE"));
    bool is_read = !json_get_bool(record, "is_binary", false) || job->is_utf16;
    return is_read && has_bytes(json_get_str(record, "mode"));
}

bool parse_job_read(struct arena *arena, const struct json_val *record, struct parse_job *ret_job)
{
    int64_t len_bytes = 0;
    struct str path = json_get_path(arena, record, "path");
    if (!path.p)
        return false;
    json_get_int(record, "len_bytes", &len_bytes);
    bool huge = json_get_str(record, "not_parsed").p != NULL || len_bytes > AST_TEXT_MAX;
    bool packed = json_get_bool(record, "is_minified", false) && len_bytes > PARSE_MINIFIED_MAX;
    bool text = read_encoding(record, ret_job);
    ret_job->path = str_dup(arena, path);
    ret_job->commit_id = str_dup(arena, json_get_str(record, "commit_id"));
    ret_job->content_id = str_dup(arena, json_get_str(record, "content_id"));
    ret_job->len_bytes = len_bytes > 0 ? len_bytes : 0;
    ret_job->lang = ast_lang_of(json_get_str(record, "lang"));
    ret_job->is_packed = packed && !huge && ret_job->lang != AST_NONE;
    ret_job->wanted =
        ret_job->lang != AST_NONE && !huge && !packed && !json_get_bool(record, "is_binary", false);
    ret_job->is_text = text && len_bytes <= SECRETS_TEXT_MAX;
    ret_job->is_long = text && len_bytes > SECRETS_TEXT_MAX;
    ret_job->manifest = (uint8_t)(text ? manifest_format_within(path, len_bytes) : MANIFEST_NONE);
    ret_job->comment_styles = comment_styles_of(json_get_str(record, "lang"), ret_job->manifest);
    ret_job->is_test = json_get_bool(record, "is_test", false);
    return true;
}

/* Parsing ---------------------------------------------------------------------------------------------------------- */

static bool is_c_or_cpp(enum ast_lang lang)
{
    return lang == AST_C || lang == AST_CPP;
}

/* The second parser's tree is the better one. */
static void take_second(struct parse_worker *w, const struct ast_tree *tree, struct str text,
                        struct parse_outcome *o)
{
    struct ast_parser *parser = w->parser;
    w->parser = w->second;
    w->second = parser;
    o->tree = tree;
    o->text = text;
}

/* Macros are blanked on a guess; when that left errors, the file's own bytes get their chance. */
static void compare_with_untouched(struct parse_worker *w, struct parse_outcome *o)
{
    const struct ast_tree *tree;
    struct err ignored;
    struct str text = buf_str(&w->text);
    if (ast_parse(w->second, o->lang, text, &tree, &ignored) == 0 && ast_error_bytes(tree) < o->error_bytes) {
        take_second(w, tree, text, o);
        o->error_bytes = ast_error_bytes(tree);
    }
}

/* Parses the text as C++ with the second parser; the tree is taken when at most `most` bytes are errors. */
static bool take_cpp(struct parse_worker *w, uint32_t most, struct parse_outcome *o)
{
    const struct ast_tree *tree;
    struct err ignored;
    struct macros_text seen = {.text = buf_str(&w->text)};
    if (w->setup->macros)
        seen = macros_blank(w->setup->macros, seen.text, true, &w->names, &w->arena);
    if (ast_parse(w->second, AST_CPP, seen.text, &tree, &ignored) < 0 || ast_error_bytes(tree) > most)
        return false;
    take_second(w, tree, seen.text, o);
    o->lang = AST_CPP;
    o->macros = seen.digest;
    o->error_bytes = ast_error_bytes(tree);
    return true;
}

/* Is C that shows signs of C++ such, with as few errors as would make up for the most that C may have? */
static bool is_cpp(struct parse_worker *w, struct parse_outcome *o)
{
    struct str text = buf_str(&w->text);
    return cpp_signs(text) && take_cpp(w, (uint32_t)((double)text.len * cpp_error_share / 2), o);
}

static int span_cmp(const void *a, const void *b)
{
    const struct ast_span *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

/* Blanks what leads the parser astray, and takes the tree of that when it has more functions. */
static bool resync_round(struct parse_worker *w, enum resync_reach reach, struct parse_outcome *o,
                         struct resync *seen)
{
    const struct ast_tree *tree;
    struct ast_spans unread = o->unread;
    struct resync next;
    struct err ignored;
    struct str text = resync_blank(seen, reach, &w->arena, &unread);
    if (ast_parse(w->second, o->lang, text, &tree, &ignored) < 0)
        return false;
    resync_look(text, o->lang, tree, &w->arena, &next);
    if (next.n_lost >= seen->n_lost || next.n_nodes < seen->n_nodes)
        return false;
    take_second(w, tree, text, o);
    o->unread = unread;
    *seen = next;
    return true;
}

/* Blanks functions that lead the parser astray, as long as that brings others back. */
static void resync(struct parse_worker *w, struct parse_outcome *o)
{
    struct resync seen;
    bool is_shell = o->lang == AST_BASH, goes_on = true;
    resync_look(o->text, o->lang, o->tree, &w->arena, &seen);
    for (int round = 0; goes_on && round < RESYNC_ROUNDS_MAX && seen.n_lost > 0; round++)
        goes_on =
            resync_round(w, RESYNC_BODIES, o, &seen) || (is_shell && resync_round(w, RESYNC_GAPS, o, &seen));
    if (is_shell && seen.n_lost > 0)
        resync_round(w, RESYNC_ALL, o, &seen);
    if (o->unread.len > 0)
        qsort(o->unread.at, o->unread.len, sizeof *o->unread.at, span_cmp);
    o->error_bytes = ast_error_bytes(o->tree);
    for (size_t i = 0; i < o->unread.len; i++)
        o->error_bytes += o->unread.at[i].to - o->unread.at[i].from;
}

/* Parses the text as what it is said to be, and again where errors are left that another reading may spare. */
static int parse_as_named(struct parse_worker *w, const struct parse_job *job, struct parse_outcome *o,
                          struct err *err)
{
    struct macros_text seen = {.text = buf_str(&w->text)};
    if (w->setup->macros && is_c_or_cpp(job->lang))
        seen = macros_blank(w->setup->macros, seen.text, job->lang == AST_CPP, &w->names, &w->arena);
    o->macros = seen.digest;
    o->text = seen.text;
    int rc = ast_parse(w->parser, job->lang, seen.text, &o->tree, err);
    if (rc < 0)
        return rc;
    o->error_bytes = ast_error_bytes(o->tree);
    if (seen.is_changed && parse_share(o->error_bytes, seen.text.len) > reparse_error_share)
        compare_with_untouched(w, o);
    if (job->lang == AST_C && parse_share(o->error_bytes, seen.text.len) > cpp_error_share)
        take_cpp(w, o->error_bytes / 2, o);
    return 0;
}

int parse_text(struct parse_worker *w, const struct parse_job *job, struct parse_outcome *o, struct err *err)
{
    if (job->lang == AST_BASH && foreign_shell(job->path, buf_str(&w->text))) {
        o->lang = AST_NONE;
        return 0;
    }
    int rc = job->lang == AST_C && is_cpp(w, o) ? 0 : parse_as_named(w, job, o, err);
    if (rc == 0 && o->error_bytes > 0 && (is_c_or_cpp(job->lang) || job->lang == AST_BASH))
        resync(w, o);
    return rc;
}

static int check_content(const struct parse_worker *w, const struct parse_job *job, struct err *err)
{
    unsigned char id[GIT_ID_LEN];
    char hex[GIT_ID_HEX_LEN + 1];
    git_blob_id(buf_str(&w->text), id);
    hex_encode(id, sizeof id, hex);
    if (job->content_id.len && !str_eq(job->content_id, str_from(hex)))
        return err_set(err, ERR_INPUT, "changed during the scan");
    return 0;
}

/* Records ---------------------------------------------------------------------------------------------------------- */

void parse_key(const struct parse_job *job, const struct parse_outcome *o, char ret_hex[HASH128_HEX_LEN + 1])
{
    char text[256];
    int len = snprintf(text, sizeof text,
                       "%.*s %s %s %d %016" PRIx64 "%016" PRIx64 " %016" PRIx64 "%016" PRIx64 "%s %u %u",
                       STR_ARG(job->content_id), ast_lang_name(o->lang), CBCRAWL_VERSION, CBCRAWL_FACTS,
                       o->macros.high, o->macros.low, o->rules.high, o->rules.low,
                       !o->is_searched ? ""
                       : job->is_test  ? " test"
                                       : " text",
                       o->manifest, o->tree ? 0U : job->comment_styles);
    hash128_hex(hash128(str_of(text, (size_t)len)), ret_hex);
}

/* What is known now of the file itself. */
static void put_fields(const struct parse_job *job, const struct parse_outcome *o, size_t len_bytes,
                       struct buf *out)
{
    char key[HASH128_HEX_LEN + 1];
    parse_key(job, o, key);
    struct json_out r = {.buf = out, .need_comma = true};
    if (job->content_id.len)
        json_put_str(&r, "key", str_from(key));
    if (o->error_bytes)
        json_put_fixed(&r, "error_share", parse_share(o->error_bytes, len_bytes), 4);
    if (o->tree)
        json_put_bool(&r, "parsed", true);
    if (o->tree && o->lang != job->lang)
        json_put_str(&r, "parsed_as", str_from(ast_lang_name(o->lang)));
    if (o->is_searched)
        json_put_bool(&r, "searched", true);
    if (job->is_packed)
        json_put_str(&r, "not_parsed", STR("minified"));
    if (job->wanted && o->lang == AST_NONE)
        json_put_str(&r, "not_parsed", STR("no grammar for this shell"));
}

/* `is_lasting`: the same bytes will give it again. */
static void put_error(const char *reason, bool is_lasting, struct buf *out)
{
    struct json_out r = record_open(out, "error");
    json_put_str(&r, "stage", STR("cbc-parse"));
    json_put_path(&r, "path", facts_no_path);
    json_put_str(&r, "reason", str_from(reason));
    if (is_lasting)
        json_put_bool(&r, "is_lasting", true);
    record_close(&r);
}

static void put_unmeasured(const struct ast_file *file, struct buf *out)
{
    for (size_t i = 0; i < file->unmeasured.len; i++) {
        const struct ast_span *rows = &file->unmeasured.at[i];
        put_error(arena_printf(file->arena,
                               "lines %u to %u: syntax not understood, no figures for the function",
                               rows->from + 1, rows->to + 1),
                  true, out);
    }
}

static void put_records(struct parse_worker *w, const struct parse_job *job, const struct parse_outcome *o,
                        struct buf *out)
{
    struct ast_file file = {.path = facts_no_path,
                            .lang = o->tree ? o->lang : job->lang,
                            .text = buf_str(&w->text),
                            .arena = &w->arena,
                            .is_test = job->is_test,
                            .manifest = o->manifest,
                            .comment_styles = o->tree ? 0 : job->comment_styles,
                            .unread = o->unread};
    if (o->tree)
        ast_walk_file(w->walker, o->tree, &file, out);
    if (o->is_searched || o->manifest)
        ast_walk_text(w->walker, &file, out);
    put_unmeasured(&file, out);
    if (file.left_out)
        put_error(arena_printf(file.arena, "findings are left out: %s", file.left_out), true, out);
    if (out->len > PARSE_RECORDS_MAX || out->overflow) {
        buf_clear(out);
        put_error("too many records", true, out);
    }
}

/* The file ----------------------------------------------------------------------------------------------------------- */

/* Lines stay what they are, bytes do not. */
static int decode(struct parse_worker *w, const struct parse_job *job, struct err *err)
{
    if (!job->is_utf16)
        return 0;
    buf_clear(&w->decoded);
    utf16_decode(buf_str(&w->text), job->is_big_endian, &w->decoded);
    if (w->decoded.overflow)
        return err_set(err, ERR_INPUT, "UTF-16 that has no room as UTF-8: not searched");
    struct buf encoded = w->text;
    w->text = w->decoded;
    w->decoded = encoded;
    return 0;
}

/* `ret_is_lasting`: an error is of the bytes themselves, not of reading them. */
static int read_and_parse(struct parse_worker *w, const struct parse_job *job, struct parse_outcome *o,
                          bool *ret_is_lasting, struct err *err)
{
    *ret_is_lasting = false;
    int rc = source_read(&w->reader, job->path, &w->text, err);
    if (rc == 0)
        rc = check_content(w, job, err);
    if (rc < 0)
        return rc;
    rc = decode(w, job, err);
    o->is_searched = rc == 0 && job->is_text;
    o->manifest = rc == 0 ? job->manifest : MANIFEST_NONE;
    if (rc == 0 && job->wanted)
        rc = parse_text(w, job, o, err);
    *ret_is_lasting = rc == ERR_INPUT;
    return rc;
}

/* Does anything look at its bytes? */
static bool is_read(const struct parse_job *job)
{
    return job->wanted || job->is_text || job->manifest;
}

/* Makes the facts of a file. They lie in the worker. An error is a fact too, but not one to be kept, false, unless the same
 * bytes always give it. */
static bool make_facts(struct parse_worker *w, const struct parse_job *job, struct facts *ret_facts)
{
    struct parse_outcome o = {.lang = job->lang};
    struct err err;
    macro_names_clear(&w->names);
    buf_clear(&w->fields);
    buf_clear(&w->records);
    bool is_lasting = false;
    int rc = is_read(job) ? read_and_parse(w, job, &o, &is_lasting, &err) : 0;
    o.rules = w->setup->rules->digests[o.lang];
    put_fields(job, &o, w->text.len, &w->fields);
    if (o.tree || o.is_searched || o.manifest)
        put_records(w, job, &o, &w->records);
    if (rc < 0)
        put_error(err.text, is_lasting, &w->records);
    if (job->is_long)
        put_error("larger than 16 MB: not searched for secrets", true, &w->records);
    facts_mark(&w->records);
    arena_reset(&w->arena);
    *ret_facts = (struct facts){.fields = buf_str(&w->fields), .records = buf_str(&w->records)};
    return rc == 0 || is_lasting;
}

static const struct macros *macros_for(const struct parse_worker *w, const struct parse_job *job)
{
    return is_c_or_cpp(job->lang) ? w->setup->macros : NULL;
}

/* What is said to be C may be read as C++. */
static struct hash128 rules_for(const struct parse_worker *w, enum ast_lang lang)
{
    const struct hash128 *digests = w->setup->rules->digests;
    struct hash128 rules = digests[lang];
    if (lang == AST_C) {
        struct hash128 both[2] = {rules, digests[AST_CPP]};
        rules = hash128(str_of((const char *)both, sizeof both));
    }
    return rules;
}

static struct hash128 cache_key(const struct parse_worker *w, const struct parse_job *job)
{
    const struct facts_key key = {
        .content_id = job->content_id,
        .lang = job->lang,
        .rules = rules_for(w, job->lang),
        .no_macros = w->setup->no_macros,
        .is_named_foreign = job->lang == AST_BASH && foreign_shell_name(job->path),
        .is_searched = job->is_text,
        .is_test = job->is_test,
        .manifest = job->manifest,
        .comment_styles = job->comment_styles,
    };
    return facts_key_hash(&key);
}

bool parse_file(struct parse_worker *worker, const struct parse_job *job, struct buf *out, struct buf *fresh)
{
    struct facts facts;
    struct disk_cache *cache = is_read(job) && job->content_id.len ? worker->setup->cache : NULL;
    struct hash128 key = cache ? cache_key(worker, job) : (struct hash128){0};
    const struct macros *macros = macros_for(worker, job);
    bool is_known =
        cache && !worker->setup->is_fresh && facts_find(cache, key, macros, &worker->cached, &facts);
    if (!is_known && make_facts(worker, job, &facts) && cache)
        facts_keep(fresh, key, macros, &worker->names, &facts);
    struct str stored = facts_key_field(&facts);
    facts_put(&facts, job->line, job->path, stored.len && map_get(worker->setup->stored, stored), out);
    return is_known;
}

struct macro_list *parse_scan_macros(struct parse_worker *worker, const struct parse_job *job,
                                     struct arena *arena, struct buf *fresh)
{
    struct err ignored; /* told when the file itself is parsed */
    struct disk_cache *cache = job->content_id.len ? worker->setup->cache : NULL;
    struct macro_list *list = cache && !worker->setup->is_fresh
                                  ? fact_macros_find(cache, job->content_id, &worker->cached, arena)
                                  : NULL;
    if (list || source_read(&worker->reader, job->path, &worker->text, &ignored) < 0)
        return list;
    list = macros_scan(buf_str(&worker->text), arena);
    if (cache && check_content(worker, job, &ignored) == 0)
        fact_macros_keep(fresh, job->content_id, list);
    return list;
}
