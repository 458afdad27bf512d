#include "pipeline/score/score_baseline.h"

#include "pipeline/base/version.h"
#include "pipeline/record/record.h"

#include <fcntl.h>
#include <stdlib.h>

/* Far above any figure of ours, and safe to add a percentage to. */
#define VALUE_MAX 1000000000000

/* A finding takes some 250 bytes: this is room for two million. */
static const size_t file_limit_bytes = (size_t)512 << 20;

void baseline_limits(const struct config *config, char ret_hex[HASH128_HEX_LEN + 1])
{
    struct hash_stream *hash = hash_stream_new();
    for (size_t i = 0; i < config->entries.list.len; i++) {
        const struct conf_entry *entry = &config->entries.list.at[i];
        if (!str_eq(entry->section, STR("score")) && !str_eq(entry->section, STR("rule")) &&
            !str_eq(entry->section, STR("finding")))
            continue;
        const struct str parts[] = {entry->section, entry->subsection, entry->name, entry->value};
        for (size_t p = 0; p < sizeof parts / sizeof *parts; p++) {
            hash_stream_add(hash, parts[p]);
            hash_stream_add(hash, STR("\n"));
        }
    }
    hash128_hex(hash_stream_digest(hash), ret_hex);
    hash_stream_free(hash);
}

/* Reading --------------------------------------------------------------------------------------------------------- */

struct loading {
    struct baseline *baseline;
    const struct ruleset *rules;
    struct arena *arena;
    struct json_reader *json;
    struct io_in in;
    struct err *err;
};

static int bad(struct loading *l, const char *reason)
{
    return err_set(l->err, ERR_INPUT, "%s:%llu: %s", l->in.name, (unsigned long long)l->in.lines_read, reason);
}

static int read_head(struct loading *l, const struct json_val *head)
{
    int64_t schema;
    if (!str_eq(json_get_str(head, "k"), STR("baseline")) || !json_get_int(head, "schema", &schema))
        return bad(l, "not a baseline of cbc-score");
    if (schema > BASELINE_SCHEMA)
        return bad(l, "written by a newer cbc-score");
    l->baseline->limits = str_dup(l->arena, json_get_str(head, "limits"));
    return 0;
}

static int read_entry(struct loading *l, const struct json_val *object)
{
    struct str rule_id = json_get_str(object, "rule_id");
    struct baseline_entry entry = {.rule = rule_id.p ? ruleset_find(l->rules, rule_id) : NULL};
    bool has_value = json_get_int(object, "value", &entry.value);
    bool needs_value = !entry.rule || entry.rule->scope != SCOPE_MATCH;
    if (!rule_id.p || (needs_value && !has_value) || entry.value < 0 || entry.value > VALUE_MAX)
        return bad(l, "a finding needs \"rule_id\" and a \"value\"");
    if (!entry.rule)
        return 0;
    entry.path = str_dup(l->arena, json_get_str(object, "path"));
    entry.name = str_dup(l->arena, json_get_str(object, "name"));
    entry.tokens = str_dup(l->arena, json_get_str(object, "tokens"));
    entry.fingerprint = str_dup(l->arena, json_get_str(object, "fingerprint"));
    struct json_iter members = json_iter_begin(json_get(object, "members"));
    const struct json_val *member;
    while ((member = json_iter_next(&members, NULL))) {
        if (json_str_value(member).len == 0)
            return bad(l, "members of a cycle are not names");
        *vec_push(&entry.members, l->arena) = str_dup(l->arena, json_str_value(member));
    }
    *vec_push(&l->baseline->entries, l->arena) = entry;
    return 0;
}

static int read_lines(struct loading *l)
{
    struct str line;
    int rc;
    while ((rc = io_in_line(&l->in, &line, l->err)) == 1) {
        const struct json_val *object;
        struct err why;
        if (json_read(l->json, line, &object, &why) < 0)
            return bad(l, why.text);
        rc = l->in.lines_read == 1 ? read_head(l, object) : read_entry(l, object);
        if (rc < 0)
            return rc;
    }
    return rc == 0 && l->in.lines_read == 0 ? bad(l, "empty, so not a baseline") : rc;
}

int baseline_read(struct baseline *baseline, const struct ruleset *rules, struct arena *arena, int fd,
                  const char *name, struct err *err)
{
    struct loading l = {.baseline = baseline, .rules = rules, .arena = arena, .err = err};
    *baseline = (struct baseline){0};
    l.json = json_reader_new(RECORD_LINE_MAX);
    io_in_init(&l.in, fd, name, RECORD_LINE_MAX);
    int rc = read_lines(&l);
    io_in_release(&l.in);
    json_reader_free(l.json);
    return rc;
}

/* Writing --------------------------------------------------------------------------------------------------------- */

/* The path first: sorting the lines as they are then sorts by path. */
static void put_finding(struct buf *out, const struct finding *finding)
{
    struct json_out j = {.buf = out};
    json_open(&j, '{');
    json_put_str(&j, "path", finding->path);
    json_put_str(&j, "rule_id", finding->rule->id);
    if (finding->name.len)
        json_put_str(&j, "name", finding->name);
    if (finding->rule->scope != SCOPE_MATCH)
        json_put_int(&j, "value", finding->value);
    if (finding->tokens.len)
        json_put_str(&j, "tokens", finding->tokens);
    if (finding->cycle) {
        json_key(&j, "members");
        json_open(&j, '[');
        for (size_t i = 0; i < finding->cycle->members.len; i++)
            json_str(&j, finding->cycle->members.at[i]);
        json_close(&j, ']');
    }
    json_put_str(&j, "fingerprint", str_from(finding->fingerprint));
    json_close(&j, '}');
}

static void put_head(struct buf *out, const struct config *config)
{
    char limits[HASH128_HEX_LEN + 1];
    baseline_limits(config, limits);
    struct json_out j = record_open(out, "baseline");
    json_put_int(&j, "schema", BASELINE_SCHEMA);
    json_put_str(&j, "program", STR("cbc-score"));
    json_put_str(&j, "version", STR(CBCRAWL_VERSION));
    json_put_str(&j, "limits", str_from(limits));
    record_close(&j);
}

static int compare_lines(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

int baseline_write(const struct findings *findings, const struct config *config, struct arena scratch,
                   const char *path, struct err *err)
{
    struct str *lines = arena_array(&scratch, struct str, findings->list.len);
    struct buf out;
    buf_init(&out, file_limit_bytes);
    for (size_t i = 0; i < findings->list.len; i++) {
        buf_clear(&out);
        put_finding(&out, &findings->list.at[i]);
        lines[i] = str_dup(&scratch, buf_str(&out));
    }
    if (findings->list.len)
        qsort(lines, findings->list.len, sizeof *lines, compare_lines);
    buf_clear(&out);
    put_head(&out, config);
    for (size_t i = 0; i < findings->list.len; i++) {
        buf_add(&out, lines[i]);
        buf_addc(&out, '\n');
    }
    int rc = out.overflow ? err_set(err, ERR_INPUT, "%s: too many findings for a baseline", path)
                          : io_write_file_atomic(AT_FDCWD, path, buf_str(&out), err);
    buf_release(&out);
    return rc;
}
