#include "pipeline/report/cyclonedx.h"

#include "pipeline/base/hash.h"
#include "pipeline/base/json.h"
#include "pipeline/base/map.h"
#include "pipeline/base/num.h"
#include "pipeline/base/version.h"
#include "pipeline/report/package_url.h"

#include <stdlib.h>
#include <time.h>

enum { REQUIRES_BYTES_MAX = 4 << 20 };

/* A row of v_dependency that counts. */
struct entry {
    struct str path, ecosystem, name, version, constraint, scope, license, requires;
    uint32_t component;
};

struct component {
    struct str url;
    const struct entry *entry; /* the first of its rows */
    bool is_required;          /* some row needs it at run time */
    VEC(uint32_t) needs;       /* components */
};

/* A known vulnerability of a component. */
struct flaw {
    struct str id, severity, message;
    int64_t cwe; /* 0: none */
    uint32_t component;
};

struct bom {
    struct json_out j;
    struct store *store;
    const struct store_run_info *run;
    struct arena *arena;
    VEC(struct entry) entries;
    VEC(struct component) components;
    struct map by_url;
    struct map by_version; /* "ecosystem name version" to component */
    struct map by_path;    /* "path ecosystem name" to component: the first in that file */
    struct map by_name;    /* "ecosystem name" to component: the first */
    VEC(uint32_t) direct;
    VEC(struct flaw) flaws; /* by id, then component */
};

/* Reading ---------------------------------------------------------------------------------------------------------- */

static const char entries_sql[] =
    "SELECT path, ecosystem, name, CASE WHEN is_locked THEN version END, CASE WHEN NOT is_locked THEN version END,"
    " scope, license, requires FROM v_dependency WHERE run_id = ?1 AND NOT is_vendored AND NOT is_test"
    " AND scope IS NOT 'replaced' AND (is_locked OR (ecosystem, name) NOT IN (SELECT ecosystem, name FROM v_dependency"
    " WHERE run_id = ?1 AND is_locked AND NOT is_vendored AND NOT is_test UNION SELECT ecosystem, name FROM v_declared"
    " WHERE run_id = ?1))"
    " ORDER BY ecosystem, name, is_locked DESC, version, path, dependency";

static const char direct_sql[] =
    "SELECT ecosystem, name, version FROM v_dependency WHERE run_id = ?1 AND is_direct"
    " AND NOT is_vendored AND NOT is_test ORDER BY ecosystem, name, version";

/* Several dependencies may stand on one line; the message begins with the name of the one that is meant. */
static const char flaws_sql[] =
    "SELECT DISTINCT substr(rule_id, length('vulnerability/') + 1), severity, message, coalesce(f.cwe, 0), ecosystem, name,"
    " CASE WHEN is_locked THEN version END FROM v_finding AS f JOIN v_dependency AS d ON d.run_id = ?1"
    " AND d.path = f.path AND d.line = f.line_start AND substr(message, 1, length(name) + 1) = name || ' '"
    " WHERE f.run_id = ?1 AND rule_id LIKE 'vulnerability/%' ORDER BY 1, ecosystem, name, version, message";

static struct str join(struct arena *arena, struct str a, struct str b)
{
    return str_from(arena_printf(arena, "%.*s %.*s", STR_ARG(a), STR_ARG(b)));
}

static void put_once(struct map *map, struct arena *arena, struct str key, uint32_t value)
{
    bool added;
    uint32_t *place = map_put(map, arena, key, &added);
    if (added)
        *place = value;
}

static uint32_t component_of(struct bom *bom, const struct entry *entry)
{
    bool added;
    struct str url = package_url(bom->arena, entry->ecosystem, entry->name, entry->version);
    uint32_t *place = map_put(&bom->by_url, bom->arena, url, &added);
    if (added) {
        *place = (uint32_t)bom->components.len;
        *vec_push(&bom->components, bom->arena) = (struct component){.url = url, .entry = entry};
    }
    return *place;
}

/* What is not said is taken for needed, as the format has it. */
static bool needs_at_run_time(struct str scope)
{
    return !scope.len || str_eq(scope, STR("runtime")) || str_eq(scope, STR("managed")) ||
           str_eq(scope, STR("peer"));
}

static struct str column(struct bom *bom, struct store_stmt *row, int number)
{
    return str_dup(bom->arena, store_text(row, number));
}

static void take_entry(struct bom *bom, struct store_stmt *row)
{
    *vec_push(&bom->entries, bom->arena) = (struct entry){.path = column(bom, row, 0),
                                                          .ecosystem = column(bom, row, 1),
                                                          .name = column(bom, row, 2),
                                                          .version = column(bom, row, 3),
                                                          .constraint = column(bom, row, 4),
                                                          .scope = column(bom, row, 5),
                                                          .license = column(bom, row, 6),
                                                          .requires = column(bom, row, 7)};
}

static void index_entries(struct bom *bom)
{
    for (size_t i = 0; i < bom->entries.len; i++) {
        struct entry *entry = &bom->entries.at[i];
        entry->component = component_of(bom, entry);
        bom->components.at[entry->component].is_required |= needs_at_run_time(entry->scope);
        struct str key = join(bom->arena, entry->ecosystem, entry->name);
        put_once(&bom->by_name, bom->arena, key, entry->component);
        put_once(&bom->by_path, bom->arena, join(bom->arena, entry->path, key), entry->component);
        put_once(&bom->by_version, bom->arena, join(bom->arena, key, entry->version), entry->component);
    }
}

static int each(struct bom *bom, const char *sql, void (*take)(struct bom *, struct store_stmt *),
                struct err *err)
{
    struct store_stmt *stmt;
    int rc = store_prepare_with(bom->store, &stmt, err, sql, "i", bom->run->run_id);
    if (rc < 0)
        return rc;
    while ((rc = store_step(stmt, err)) == 1)
        take(bom, stmt);
    store_free(stmt);
    return rc;
}

/* "name" or "name version" of another package in the same file. */
static const uint32_t *find_required(const struct bom *bom, const struct entry *entry, struct str required)
{
    struct arena scratch = *bom->arena;
    struct str version = required, name = str_cut(&version, ' '), key = join(&scratch, entry->ecosystem, name);
    const uint32_t *found = version.len ? map_get(&bom->by_version, join(&scratch, key, version)) : NULL;
    return found ? found : map_get(&bom->by_path, join(&scratch, entry->path, key));
}

static void take_requires(struct bom *bom)
{
    struct json_reader *reader = json_reader_new(REQUIRES_BYTES_MAX);
    for (size_t i = 0; i < bom->entries.len; i++) {
        const struct entry *entry = &bom->entries.at[i];
        struct component *component = &bom->components.at[entry->component];
        const struct json_val *list = NULL, *one;
        if (!entry->requires.len || json_read(reader, entry->requires, &list, NULL) < 0)
            continue;
        struct json_iter iter = json_iter_begin(json_is_array(list) ? list : NULL);
        while ((one = json_iter_next(&iter, NULL))) {
            const uint32_t *found = find_required(bom, entry, json_str_value(one));
            if (found && *found != entry->component)
                *vec_push(&component->needs, bom->arena) = *found;
        }
    }
    json_reader_free(reader);
}

static void take_direct(struct bom *bom, struct store_stmt *row)
{
    struct arena scratch = *bom->arena;
    struct str key = join(&scratch, store_text(row, 0), store_text(row, 1));
    const uint32_t *found = map_get(&bom->by_version, join(&scratch, key, store_text(row, 2)));
    if (!found)
        found = map_get(&bom->by_name, key);
    if (found)
        *vec_push(&bom->direct, bom->arena) = *found;
}

/* Writing ---------------------------------------------------------------------------------------------------------- */

/* Identifiers of SPDX that are most of what is met; others go by name, which any reader takes. */
static void take_flaw(struct bom *bom, struct store_stmt *row)
{
    struct str key = join(bom->arena, store_text(row, 4), store_text(row, 5));
    const uint32_t *component = map_get(&bom->by_version, join(bom->arena, key, store_text(row, 6)));
    if (!component)
        component = map_get(&bom->by_name, key);
    if (!component) /* of a test, or in foreign code: no part of the bill */
        return;
    *vec_push(&bom->flaws, bom->arena) = (struct flaw){.id = column(bom, row, 0),
                                                       .severity = column(bom, row, 1),
                                                       .message = column(bom, row, 2),
                                                       .cwe = store_int(row, 3),
                                                       .component = *component};
}

static bool is_spdx_id(struct str license)
{
    static const char *const ids[] = {"0BSD",
                                      "AGPL-3.0-only",
                                      "AGPL-3.0-or-later",
                                      "Apache-2.0",
                                      "Artistic-2.0",
                                      "BSD-2-Clause",
                                      "BSD-3-Clause",
                                      "BSL-1.0",
                                      "CC-BY-4.0",
                                      "CC0-1.0",
                                      "EPL-2.0",
                                      "GPL-2.0-only",
                                      "GPL-2.0-or-later",
                                      "GPL-3.0-only",
                                      "GPL-3.0-or-later",
                                      "ISC",
                                      "LGPL-2.1-only",
                                      "LGPL-2.1-or-later",
                                      "LGPL-3.0-only",
                                      "LGPL-3.0-or-later",
                                      "MIT",
                                      "MIT-0",
                                      "MPL-2.0",
                                      "PSF-2.0",
                                      "Python-2.0",
                                      "Unlicense",
                                      "WTFPL",
                                      "Zlib"};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        if (str_eq(license, str_from(ids[i])))
            return true;
    }
    return false;
}

static void put_license(struct json_out *j, struct str license)
{
    bool is_expression = str_find(license, STR(" OR ")) >= 0 || str_find(license, STR(" AND ")) >= 0;
    json_key(j, "licenses");
    json_open(j, '[');
    json_open(j, '{');
    if (is_expression) {
        json_put_str(j, "expression", license);
    } else {
        json_key(j, "license");
        json_open(j, '{');
        json_put_str(j, is_spdx_id(license) ? "id" : "name", license);
        json_close(j, '}');
    }
    json_close(j, '}');
    json_close(j, ']');
}

static void put_property(struct json_out *j, const char *name, struct str value)
{
    json_open(j, '{');
    json_put_str(j, "name", str_from(name));
    json_put_str(j, "value", value);
    json_close(j, '}');
}

static void put_component(struct json_out *j, const struct component *component)
{
    const struct entry *entry = component->entry;
    struct str rest, group = package_group(entry->ecosystem, entry->name, &rest);
    bool is_image = str_eq(entry->ecosystem, STR("docker"));
    json_open(j, '{');
    json_put_str(j, "type", is_image ? STR("container") : STR("library"));
    json_put_str(j, "bom-ref", component->url);
    if (group.len)
        json_put_str(j, "group", group);
    json_put_str(j, "name", rest);
    if (entry->version.len)
        json_put_str(j, "version", entry->version);
    json_put_str(j, "scope", component->is_required ? STR("required") : STR("optional"));
    if (entry->license.len)
        put_license(j, entry->license);
    json_put_str(j, "purl", component->url);
    json_key(j, "properties");
    json_open(j, '[');
    put_property(j, "cbcrawl:path", entry->path);
    if (entry->scope.len)
        put_property(j, "cbcrawl:scope", entry->scope);
    if (entry->constraint.len)
        put_property(j, "cbcrawl:constraint", entry->constraint);
    json_close(j, ']');
    json_close(j, '}');
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void put_needs(struct bom *bom, struct str ref, uint32_t *needs, size_t n)
{
    struct json_out *j = &bom->j;
    json_open(j, '{');
    json_put_str(j, "ref", ref);
    if (n) {
        qsort(needs, n, sizeof *needs, by_number);
        json_key(j, "dependsOn");
        json_open(j, '[');
        for (size_t i = 0; i < n; i++) {
            if (i == 0 || needs[i] != needs[i - 1])
                json_str(j, bom->components.at[needs[i]].url);
        }
        json_close(j, ']');
    }
    json_close(j, '}');
}

/* Digits of the run's digest in the form of a UUID of version 8, whose bits are the maker's own. */
static void put_serial(struct bom *bom, struct str digest)
{
    char hex[HASH128_HEX_LEN + 1];
    hash128_hex(hash128(digest), hex);
    hex[12] = '8';
    hex[16] = "89ab"[(unsigned char)hex[16] % 4];
    json_put_str(&bom->j, "serialNumber",
                 str_from(arena_printf(bom->arena, "urn:uuid:%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8,
                                       hex + 12, hex + 16, hex + 20)));
}

static int put_time(struct bom *bom, struct str loaded_at, struct err *err)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    int64_t seconds;
    struct tm tm;
    char text[32];
    if (!epoch || !epoch[0]) {
        char *own = str_cstr(bom->arena, loaded_at); /* 2026-01-31 12:00:00 */
        if (loaded_at.len == 19)
            own[10] = 'T';
        json_put_str(&bom->j, "timestamp", str_from(arena_printf(bom->arena, "%sZ", own)));
        return 0;
    }
    if (!num_parse_int(str_from(epoch), &seconds) || seconds < 0 || seconds > 253402300799 ||
        !gmtime_r(&(time_t){seconds}, &tm))
        return err_set(err, ERR_USAGE, "SOURCE_DATE_EPOCH is not a number of seconds");
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm);
    json_put_str(&bom->j, "timestamp", str_from(text));
    return 0;
}

static void put_tools(struct json_out *j)
{
    json_key(j, "tools");
    json_open(j, '{');
    json_key(j, "components");
    json_open(j, '[');
    json_open(j, '{');
    json_put_str(j, "type", STR("application"));
    json_put_str(j, "name", STR("cbcrawl"));
    json_put_str(j, "version", STR(CBCRAWL_VERSION));
    json_close(j, '}');
    json_close(j, ']');
    json_close(j, '}');
}

/* The package whose manifest lies nearest to the root; without one, the root's own name. */
static int put_subject(struct bom *bom, struct err *err)
{
    struct json_out *j = &bom->j;
    struct store_stmt *stmt;
    int rc =
        store_prepare_with(bom->store, &stmt, err,
                           "SELECT name, version, license FROM v_declared WHERE run_id = ?1 AND NOT is_vendored"
                           " AND NOT is_test ORDER BY length(path) - length(replace(path, '/', '')),"
                           " path LIKE '%lock%', path LIMIT 1",
                           "i", bom->run->run_id);
    if (rc < 0)
        return rc;
    rc = store_step(stmt, err);
    json_key(j, "component");
    json_open(j, '{');
    json_put_str(j, "type", STR("application"));
    json_put_str(j, "bom-ref", STR("root"));
    json_put_str(j, "name", rc > 0 ? store_text(stmt, 0) : str_basename(bom->run->root));
    if (rc > 0 && store_text(stmt, 1).len)
        json_put_str(j, "version", store_text(stmt, 1));
    if (rc > 0 && store_text(stmt, 2).len)
        put_license(j, store_text(stmt, 2));
    json_close(j, '}');
    store_free(stmt);
    return rc < 0 ? rc : 0;
}

static int put_metadata(struct bom *bom, struct err *err)
{
    struct store_stmt *stmt;
    int rc =
        store_prepare_with(bom->store, &stmt, err, "SELECT digest, loaded_at FROM v_run WHERE run_id = ?1",
                           "i", bom->run->run_id);
    if (rc < 0)
        return rc;
    rc = store_step(stmt, err);
    if (rc > 0) {
        put_serial(bom, store_text(stmt, 0));
        json_put_int(&bom->j, "version", 1);
        json_key(&bom->j, "metadata");
        json_open(&bom->j, '{');
        rc = put_time(bom, store_text(stmt, 1), err);
        put_tools(&bom->j);
    } else if (rc == 0) {
        rc = err_set(err, ERR_INPUT, "the run is not in the store");
    }
    store_free(stmt);
    if (rc == 0)
        rc = put_subject(bom, err);
    if (rc == 0)
        json_close(&bom->j, '}');
    return rc;
}

static void put_flaw_head(struct json_out *j, const struct flaw *flaw)
{
    json_put_str(j, "id", flaw->id);
    json_key(j, "ratings");
    json_open(j, '[');
    json_open(j, '{');
    json_put_str(j, "severity", flaw->severity);
    json_close(j, '}');
    json_close(j, ']');
    if (flaw->cwe > 0) {
        json_key(j, "cwes");
        json_open(j, '[');
        json_int(j, flaw->cwe);
        json_close(j, ']');
    }
    json_put_str(j, "description", flaw->message);
}

/* Those of one id, from `first` on: one vulnerability with all that it affects. Returns where the next begins. */
static size_t put_flaw(struct bom *bom, size_t first)
{
    struct json_out *j = &bom->j;
    size_t i = first;
    json_open(j, '{');
    put_flaw_head(j, &bom->flaws.at[first]);
    json_key(j, "affects");
    json_open(j, '[');
    for (; i < bom->flaws.len && str_eq(bom->flaws.at[i].id, bom->flaws.at[first].id); i++) {
        uint32_t component = bom->flaws.at[i].component;
        if (i > first && component == bom->flaws.at[i - 1].component)
            continue;
        json_open(j, '{');
        json_put_str(j, "ref", bom->components.at[component].url);
        json_close(j, '}');
    }
    json_close(j, ']');
    json_close(j, '}');
    return i;
}

/* Only a run that was given known vulnerabilities has any; without, nothing is said about them. */
static void put_flaws(struct bom *bom)
{
    if (bom->flaws.len == 0)
        return;
    json_key(&bom->j, "vulnerabilities");
    json_open(&bom->j, '[');
    for (size_t i = 0; i < bom->flaws.len;)
        i = put_flaw(bom, i);
    json_close(&bom->j, ']');
}

static void put_all(struct bom *bom)
{
    struct json_out *j = &bom->j;
    json_key(j, "components");
    json_open(j, '[');
    for (size_t i = 0; i < bom->components.len; i++)
        put_component(j, &bom->components.at[i]);
    json_close(j, ']');
    json_key(j, "dependencies");
    json_open(j, '[');
    put_needs(bom, STR("root"), bom->direct.at, bom->direct.len);
    for (size_t i = 0; i < bom->components.len; i++) {
        const struct component *component = &bom->components.at[i];
        put_needs(bom, component->url, component->needs.at, component->needs.len);
    }
    json_close(j, ']');
}

int cyclonedx_write(struct buf *out, struct store *store, const struct store_run_info *run,
                    struct arena *arena, struct err *err)
{
    struct bom bom = {.j = {.buf = out}, .store = store, .run = run, .arena = arena};
    int rc = each(&bom, entries_sql, take_entry, err);
    if (rc < 0)
        return rc;
    index_entries(&bom);
    take_requires(&bom);
    rc = each(&bom, direct_sql, take_direct, err);
    if (rc == 0)
        rc = each(&bom, flaws_sql, take_flaw, err);
    if (rc < 0)
        return rc;
    json_open(&bom.j, '{');
    json_put_str(&bom.j, "$schema", STR("http://cyclonedx.org/schema/bom-1.6.schema.json"));
    json_put_str(&bom.j, "bomFormat", STR("CycloneDX"));
    json_put_str(&bom.j, "specVersion", STR("1.6"));
    rc = put_metadata(&bom, err);
    if (rc < 0)
        return rc;
    put_all(&bom);
    put_flaws(&bom);
    json_close(&bom.j, '}');
    buf_addc(out, '\n');
    return 0;
}
