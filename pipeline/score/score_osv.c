#include "pipeline/score/score_osv.h"

#include "pipeline/base/io.h"
#include "pipeline/base/json.h"
#include "pipeline/base/num.h"
#include "pipeline/score/osv_folder.h"
#include "pipeline/score/score_cvss.h"
#include "pipeline/versions/package_name.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { ID_MAX = 100, SUMMARY_MAX = 200, NONE = 0 };

/* A dependency of the tree; chains of one package by `next`, an index plus 1. */
struct used {
    const struct file *file;
    struct str ecosystem, name, version, scope;
    int64_t line;
    bool is_locked;
    uint32_t next;
};

struct matcher {
    struct findings *findings;
    struct arena *arena;   /* what findings keep */
    struct arena *scratch; /* as long as the search */
    const struct facts *facts;
    struct policy *policy;
    struct json_reader *json;
    VEC(struct used) used;
    struct map by_package; /* "ecosystem name" to the first of `used`, plus 1 */
    struct map told;       /* "number of used, id or alias" */
    struct osv_stats stats;
};

/* Dependencies ----------------------------------------------------------------------------------------------------- */

static struct str package_key(struct arena *arena, struct str ecosystem, struct str name)
{
    return str_from(arena_printf(arena, "%.*s %.*s", STR_ARG(ecosystem), STR_ARG(name)));
}

/* What somebody else keeps in their copy is theirs. Lock files are written by programs, and count. */
static bool counts(const struct matcher *m, const struct file *file)
{
    return !(file->is_vendored && !m->policy->vendored) && !policy_excludes(m->policy, file->path);
}

static void add_used(struct matcher *m, struct store_stmt *row)
{
    const uint32_t *place = map_get(&m->facts->places[LEVEL_FILE], store_text(row, 0));
    const struct file *file = place ? &m->facts->files.at[*place] : NULL;
    if (!file || !counts(m, file))
        return;
    struct str ecosystem = str_dup(m->arena, store_text(row, 2)), name = str_dup(m->arena, store_text(row, 3));
    uint32_t *first = map_put(&m->by_package, m->scratch, package_key(m->scratch, ecosystem, name), NULL);
    *vec_push(&m->used, m->scratch) = (struct used){
        .file = file,
        .line = store_int(row, 1),
        .ecosystem = ecosystem,
        .name = name,
        .version = str_dup(m->arena, store_text(row, 4)),
        .scope = str_dup(m->arena, store_text(row, 5)),
        .is_locked = store_int(row, 6) != 0,
        .next = *first,
    };
    *first = (uint32_t)m->used.len;
}

static int read_used(struct matcher *m, struct store *store, struct err *err)
{
    struct store_stmt *stmt;
    int rc =
        store_prepare_with(store, &stmt, err,
                           "SELECT path, line, ecosystem, name, version, scope, is_locked FROM v_dependency"
                           " WHERE run_id = ?1 AND version <> '' ORDER BY path DESC, dependency DESC",
                           "i", m->facts->run.run_id);
    if (rc < 0)
        return rc;
    while ((rc = store_step(stmt, err)) == 1)
        add_used(m, stmt);
    store_free(stmt);
    return rc;
}

/* Is there a lock for this package in the folder of the manifest, or above? Then the constraint decides nothing. */
static bool is_locked_elsewhere(const struct matcher *m, const struct used *used, uint32_t first)
{
    struct str own = str_dirname(used->file->path);
    for (uint32_t at = first; at; at = m->used.at[at - 1].next) {
        const struct used *other = &m->used.at[at - 1];
        struct str folder = str_dirname(other->file->path);
        if (other->is_locked && str_starts(own, folder) &&
            (folder.len == 0 || folder.len == own.len || own.p[folder.len] == '/'))
            return true;
    }
    return false;
}

/* The first version that a constraint names, as in "^1.2", ">=1.2,<2" or "~> 1.2". False for one that sets no lower end. */
static bool lowest_allowed(struct str constraint, struct str *ret_version)
{
    size_t from = 0, to;
    while (from < constraint.len && strchr("^~>=v[( ", constraint.p[from]))
        from++;
    to = from;
    while (to < constraint.len && !strchr(" ,|;)]<>", constraint.p[to]))
        to++;
    *ret_version = str_of(constraint.p + from, to - from);
    return to > from && constraint.p[from] >= '0' && constraint.p[from] <= '9';
}

/* Records ---------------------------------------------------------------------------------------------------------- */

static const char *purl_type(struct str ecosystem)
{
    static const struct {
        const char *osv, *type;
    } names[] = {{"npm", "npm"},
                 {"PyPI", "pypi"},
                 {"crates.io", "cargo"},
                 {"Go", "golang"},
                 {"Maven", "maven"},
                 {"RubyGems", "gem"},
                 {"Packagist", "composer"},
                 {"NuGet", "nuget"},
                 {"ConanCenter", "conan"},
                 {"GitHub Actions", "github"}};
    struct str plain = str_cut(&ecosystem, ':');
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (str_eq(plain, str_from(names[i].osv)))
            return names[i].type;
    }
    return NULL;
}

/* An id becomes a rule's: letters, digits and few marks. */
static bool is_plain_id(struct str id)
{
    for (size_t i = 0; i < id.len; i++) {
        char c = id.p[i];
        bool plain =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-_.:", c);
        if (!plain || !c)
            return false;
    }
    return id.len > 0 && id.len <= ID_MAX;
}

static bool severity_by_score(const struct json_val *record, const struct json_val *affected,
                              enum severity *ret)
{
    const struct json_val *list = json_get(affected, "severity"), *one;
    struct json_iter iter = json_iter_begin(json_is_array(list) ? list : json_get(record, "severity"));
    double score, worst = -1;
    while (!iter.keyed && (one = json_iter_next(&iter, NULL))) {
        if (cvss_base_score(json_get_str(one, "score"), &score) && score > worst)
            worst = score;
    }
    *ret = worst >= 9   ? SEVERITY_CRITICAL
           : worst >= 7 ? SEVERITY_HIGH
           : worst >= 4 ? SEVERITY_MEDIUM
           : worst > 0  ? SEVERITY_LOW
                        : SEVERITY_INFO;
    return worst >= 0;
}

/* By the score; else by the word of the database; else medium. */
static enum severity severity_of(const struct json_val *record, const struct json_val *affected)
{
    enum severity severity;
    if (severity_by_score(record, affected, &severity))
        return severity;
    struct str word = json_get_str(json_get(record, "database_specific"), "severity");
    return str_eq_nocase(word, STR("CRITICAL")) ? SEVERITY_CRITICAL
           : str_eq_nocase(word, STR("HIGH"))   ? SEVERITY_HIGH
           : str_eq_nocase(word, STR("LOW"))    ? SEVERITY_LOW
                                                : SEVERITY_MEDIUM;
}

static int32_t cwe_of(const struct json_val *record)
{
    const struct json_val *list = json_get(json_get(record, "database_specific"), "cwe_ids");
    struct json_iter iter = json_iter_begin(json_is_array(list) ? list : NULL);
    struct str first = json_str_value(json_iter_next(&iter, NULL));
    int64_t number = 0;
    bool good = str_starts(first, STR("CWE-")) && num_parse_int(str_skip(first, 4), &number);
    return good && number > 0 && number < 100000 ? (int32_t)number : 0;
}

static struct str cve_of(const struct json_val *record)
{
    const struct json_val *list = json_get(record, "aliases"), *one;
    struct json_iter iter = json_iter_begin(json_is_array(list) ? list : NULL);
    while ((one = json_iter_next(&iter, NULL))) {
        struct str alias = json_str_value(one);
        if (str_starts(alias, STR("CVE-")) && is_plain_id(alias))
            return alias;
    }
    return (struct str){NULL, 0};
}

/* Has this dependency been told of under that name or an alias? Notes all of them. */
static bool is_told(struct matcher *m, uint32_t used, const struct json_val *record)
{
    const struct json_val *list = json_get(record, "aliases"), *one;
    struct json_iter iter = json_iter_begin(json_is_array(list) ? list : NULL);
    struct str id = json_get_str(record, "id");
    bool told = false, added;
    do {
        map_put(&m->told, m->scratch, str_from(arena_printf(m->scratch, "%u %.*s", used, STR_ARG(id))),
                &added);
        told |= !added;
        one = json_iter_next(&iter, NULL);
        id = json_str_value(one);
    } while (one);
    return told;
}

/* Findings --------------------------------------------------------------------------------------------------------- */

static struct str message_of(struct matcher *m, const struct used *used, const struct json_val *record,
                             struct str fixed)
{
    struct str summary = str_head(json_get_str(record, "summary"), SUMMARY_MAX), cve = cve_of(record);
    struct buf out;
    buf_init(&out, 4096);
    buf_printf(&out, "%.*s %.*s", STR_ARG(str_head(used->name, SUMMARY_MAX)),
               STR_ARG(str_head(used->version, ID_MAX)));
    if (!used->is_locked)
        buf_add(&out, STR(" (not locked)"));
    if (summary.len)
        buf_printf(&out, ": %.*s", STR_ARG(str_head(summary, str_utf8_prefix(summary))));
    if (fixed.len)
        buf_printf(&out, "; fixed in %.*s", STR_ARG(str_head(fixed, ID_MAX)));
    else
        buf_add(&out, STR("; no version is known to be free of it"));
    if (cve.len)
        buf_printf(&out, " (%.*s)", STR_ARG(cve));
    struct str message = str_dup(m->arena, buf_str(&out));
    buf_release(&out);
    return message;
}

static struct str rule_id_of(struct matcher *m, const struct json_val *record)
{
    return str_from(arena_printf(m->arena, "vulnerability/%.*s", STR_ARG(json_get_str(record, "id"))));
}

static void add_finding(struct matcher *m, const struct used *used, const struct json_val *record,
                        const struct json_val *affected, struct str fixed)
{
    const struct rule *rule = ruleset_know(&m->policy->rules, rule_id_of(m, record));
    const struct file *file = used->file;
    if (!rule->enabled || path_is_listed(rule->ignored, rule->n_ignored, file->path, *m->scratch) ||
        path_is_listed(m->policy->ignored, m->policy->n_ignored, file->path, *m->scratch))
        return;
    struct detection *cwe = arena_new(m->arena, struct detection);
    *cwe = (struct detection){.cwe = cwe_of(record), .ordinal = -1, .unit = -1};
    struct finding *finding = findings_add(m->findings, m->arena, rule, file);
    finding->severity = file->is_test           ? SEVERITY_INFO
                        : rule->is_severity_set ? rule->severity
                                                : severity_of(record, affected);
    finding->confidence = used->is_locked ? "high" : "low";
    finding->line_start = finding->line_end = used->line;
    finding->name = package_key(m->arena, used->ecosystem, used->name);
    finding->message = message_of(m, used, record, fixed);
    finding->detection = cwe;
    finding_fingerprint(finding, str_basename(file->path));
}

static void match_used(struct matcher *m, uint32_t number, uint32_t first, const struct json_val *record,
                       const struct json_val *affected)
{
    const struct used *used = &m->used.at[number - 1];
    struct str version = used->version, fixed;
    if (!used->is_locked && (is_locked_elsewhere(m, used, first) || !lowest_allowed(used->version, &version)))
        return;
    if (osv_is_affected(affected, used->ecosystem, version, &fixed) && !is_told(m, number, record))
        add_finding(m, used, record, affected, fixed);
}

static void match_affected(struct matcher *m, const struct json_val *record, const struct json_val *affected)
{
    const struct json_val *package = json_get(affected, "package");
    const char *type = purl_type(json_get_str(package, "ecosystem"));
    struct str name = json_get_str(package, "name");
    if (!type || !name.len)
        return;
    struct arena key_arena = *m->scratch;
    if (strcmp(type, "pypi") == 0) /* the tree's names are normalised */
        name = package_name_pypi(&key_arena, name);
    const uint32_t *first = map_get(&m->by_package, package_key(&key_arena, str_from(type), name));
    for (uint32_t at = first ? *first : NONE, head = at; at; at = m->used.at[at - 1].next)
        match_used(m, at, head, record, affected);
}

static void match_record(struct matcher *m, const struct json_val *record)
{
    const struct json_val *list = json_get(record, "affected"), *affected;
    struct json_iter iter = json_iter_begin(json_is_array(list) ? list : NULL);
    if (json_get(record, "withdrawn") || !is_plain_id(json_get_str(record, "id")))
        return;
    while ((affected = json_iter_next(&iter, NULL)))
        match_affected(m, record, affected);
}

/* All together ----------------------------------------------------------------------------------------------------- */

static void read_record(struct matcher *m, int folder_fd, const char *path, struct buf *text)
{
    const struct json_val *record;
    int fd = openat(folder_fd, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool good = fd >= 0 && io_read_fd(fd, text, NULL) == 0 &&
                json_read(m->json, buf_str(text), &record, NULL) == 0 && json_is_object(record);
    if (fd >= 0)
        close(fd);
    m->stats.files++;
    m->stats.broken += !good;
    if (good)
        match_record(m, record);
}

static void read_records(struct matcher *m, const struct osv_folder *folder)
{
    struct buf text;
    buf_init(&text, OSV_FILE_BYTES_MAX);
    for (size_t i = 0; i < folder->files.len && m->used.len; i++)
        read_record(m, folder->fd, folder->files.at[i].path, &text);
    buf_release(&text);
}

int osv_find(struct findings *findings, struct arena *arena, struct arena scratch, const struct facts *facts,
             struct policy *policy, struct store *store, const char *folder, struct osv_stats *ret_stats,
             struct err *err)
{
    struct matcher m = {findings, arena,  &scratch,
                        facts,    policy, .json = json_reader_new(OSV_FILE_BYTES_MAX)};
    struct osv_folder listed = {.fd = -1};
    int rc = read_used(&m, store, err);
    if (rc == 0)
        rc = osv_folder_list(&listed, &scratch, folder, err);
    if (rc == 0)
        read_records(&m, &listed);
    osv_folder_close(&listed);
    json_reader_free(m.json);
    *ret_stats = m.stats;
    return rc;
}
