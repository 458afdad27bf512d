#include "pipeline/report/sarif.h"

#include "pipeline/base/json.h"
#include "pipeline/base/map.h"
#include "pipeline/base/quote.h"
#include "pipeline/base/version.h"
#include "pipeline/report/rule_about.h"

/* What the parts of the document share. */
struct sarif {
    struct json_out j;
    struct store *store;
    const struct store_run_info *run;
    struct arena *arena;
    struct intern rules; /* ids, by their place in the list of rules */
};

/* SARIF knows four levels; who wants our five finds them in the properties. */
static struct str level_of(struct str severity)
{
    if (str_eq(severity, STR("critical")) || str_eq(severity, STR("high")))
        return STR("error");
    return str_eq(severity, STR("medium")) ? STR("warning") : STR("note");
}

/* RFC 3986: everything but unreserved characters and '/' as %XX. */
static struct str percent_encode(struct arena *arena, struct str path)
{
    static const char digits[] = "0123456789ABCDEF";
    static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    char *out = arena_alloc(arena, path.len * 3 + 1, 1, 1);
    size_t len = 0;
    for (size_t i = 0; i < path.len; i++) {
        unsigned char c = (unsigned char)path.p[i];
        if (c && strchr(unreserved, c)) {
            out[len++] = (char)c;
        } else {
            out[len++] = '%';
            out[len++] = digits[c >> 4];
            out[len++] = digits[c & 15];
        }
    }
    return str_of(out, len);
}

/* The store C-quotes a path that is not UTF-8; an address has its bytes. */
static struct str uri_of(struct arena *arena, struct str path)
{
    struct str bytes;
    if (path.len && path.p[0] == '"' && unquote_c(arena, path, &bytes))
        path = bytes;
    return percent_encode(arena, path);
}

static void put_text(struct json_out *j, const char *key, struct str text)
{
    json_key(j, key);
    json_open(j, '{');
    json_put_str(j, "text", text);
    json_close(j, '}');
}

/* A question about the run: its parameter ?2 is bound. */
static int ask(const struct sarif *s, const char *sql, struct store_stmt **ret_stmt, struct err *err)
{
    int rc = store_prepare(s->store, sql, ret_stmt, err);
    if (rc == 0)
        store_bind_int(*ret_stmt, 2, s->run->run_id);
    return rc;
}

static void put_cwe_tag(struct json_out *j, struct arena *arena, int64_t cwe)
{
    json_key(j, "properties");
    json_open(j, '{');
    json_key(j, "tags");
    json_open(j, '[');
    json_str(j, str_from(arena_printf(arena, "external/cwe/cwe-%lld", (long long)cwe)));
    json_close(j, ']');
    json_close(j, '}');
}

/* The rules that were broken. How severe that is depends on how far over a limit, so levels are the results'. */
static int put_rules(struct sarif *s, struct err *err)
{
    struct store_stmt *stmt;
    int rc = ask(s,
                 "SELECT rule_id, max(cwe), " RULE_ABOUT_SQL " FROM v_finding WHERE run_id = ?2"
                 " GROUP BY rule_id ORDER BY rule_id",
                 &stmt, err);
    if (rc < 0)
        return rc;
    json_key(&s->j, "rules");
    json_open(&s->j, '[');
    while ((rc = store_step(stmt, err)) == 1) {
        struct str id = store_text(stmt, 0);
        intern_id(&s->rules, s->arena, id);
        json_open(&s->j, '{');
        json_put_str(&s->j, "id", id);
        put_text(&s->j, "shortDescription", store_is_null(stmt, 2) ? id : store_text(stmt, 2));
        if (!store_is_null(stmt, 1))
            put_cwe_tag(&s->j, s->arena, store_int(stmt, 1));
        json_close(&s->j, '}');
    }
    json_close(&s->j, ']');
    store_free(stmt);
    return rc;
}

static int put_tool(struct sarif *s, struct err *err)
{
    struct json_out *j = &s->j;
    json_key(j, "tool");
    json_open(j, '{');
    json_key(j, "driver");
    json_open(j, '{');
    json_put_str(j, "name", STR("cbcrawl"));
    json_put_str(j, "version", str_from(CBCRAWL_VERSION));
    json_put_str(j, "semanticVersion", str_from(CBCRAWL_VERSION));
    int rc = put_rules(s, err);
    json_close(j, '}');
    json_close(j, '}');
    return rc;
}

enum result_column {
    RULE,
    SEVERITY,
    PATH,
    LINE_START,
    LINE_END,
    MESSAGE,
    FINGERPRINT,
    IS_NEW,
    UNIT,
    CONFIDENCE
};

static void put_location(struct json_out *j, struct store_stmt *stmt, struct arena *arena)
{
    json_key(j, "locations");
    json_open(j, '[');
    json_open(j, '{');
    json_key(j, "physicalLocation");
    json_open(j, '{');
    json_key(j, "artifactLocation");
    json_open(j, '{');
    json_put_str(j, "uri", uri_of(arena, store_text(stmt, PATH)));
    json_put_str(j, "uriBaseId", STR("SRCROOT"));
    json_close(j, '}');
    int64_t first = store_int(stmt, LINE_START), last = store_int(stmt, LINE_END);
    if (first >= 1) {
        json_key(j, "region");
        json_open(j, '{');
        json_put_int(j, "startLine", first);
        json_put_int(j, "endLine", last >= first ? last : first);
        json_close(j, '}');
    }
    json_close(j, '}');
    if (!store_is_null(stmt, UNIT)) {
        json_key(j, "logicalLocations");
        json_open(j, '[');
        json_open(j, '{');
        json_put_str(j, "fullyQualifiedName", store_text(stmt, UNIT));
        json_close(j, '}');
        json_close(j, ']');
    }
    json_close(j, '}');
    json_close(j, ']');
}

static void put_result(struct sarif *s, struct store_stmt *stmt, struct arena scratch)
{
    struct json_out *j = &s->j;
    struct str rule = store_text(stmt, RULE);
    json_open(j, '{');
    json_put_str(j, "ruleId", rule);
    json_put_int(j, "ruleIndex", intern_find(&s->rules, rule));
    json_put_str(j, "level", level_of(store_text(stmt, SEVERITY)));
    put_text(j, "message", store_text(stmt, MESSAGE));
    if (!store_is_null(stmt, PATH))
        put_location(j, stmt, &scratch);
    if (!store_is_null(stmt, FINGERPRINT)) {
        json_key(j, "partialFingerprints");
        json_open(j, '{');
        json_put_str(j, "cbcrawl/v1", store_text(stmt, FINGERPRINT));
        json_close(j, '}');
    }
    if (!store_is_null(stmt, IS_NEW))
        json_put_str(j, "baselineState", store_int(stmt, IS_NEW) ? STR("new") : STR("unchanged"));
    json_key(j, "properties");
    json_open(j, '{');
    json_put_str(j, "severity", store_text(stmt, SEVERITY));
    if (!store_is_null(stmt, CONFIDENCE))
        json_put_str(j, "confidence", store_text(stmt, CONFIDENCE));
    json_close(j, '}');
    json_close(j, '}');
}

static int put_results(struct sarif *s, struct err *err)
{
    struct store_stmt *stmt;
    int rc = ask(s,
                 "SELECT rule_id, severity, path, line_start, line_end, message, fingerprint, is_new,"
                 " qualified_name, confidence FROM v_finding WHERE run_id = ?2"
                 " ORDER BY CASE severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2"
                 " WHEN 'low' THEN 3 ELSE 4 END, rule_id, path, line_start, fingerprint LIMIT ?1",
                 &stmt, err);
    if (rc < 0)
        return rc;
    store_bind_int(stmt, 1, SARIF_RESULTS_MAX);
    json_key(&s->j, "results");
    json_open(&s->j, '[');
    while ((rc = store_step(stmt, err)) == 1)
        put_result(s, stmt, *s->arena);
    json_close(&s->j, ']');
    store_free(stmt);
    return rc;
}

static void put_notification(struct json_out *j, struct store_stmt *stmt, struct arena scratch)
{
    const char *text = arena_printf(&scratch, "%.*s: %.*s: %.*s", STR_ARG(store_text(stmt, 0)),
                                    STR_ARG(store_text(stmt, 1)), STR_ARG(store_text(stmt, 2)));
    json_open(j, '{');
    json_put_str(j, "level", STR("warning"));
    put_text(j, "message", str_from(text));
    json_close(j, '}');
}

/* Files that could not be read or parsed: the run went well without them, and says so. */
static int put_invocation(struct sarif *s, struct err *err)
{
    struct json_out *j = &s->j;
    struct store_stmt *stmt;
    int rc = ask(
        s, "SELECT stage, path, reason FROM v_error WHERE run_id = ?2 ORDER BY path, stage, reason LIMIT 1000",
        &stmt, err);
    if (rc < 0)
        return rc;
    json_key(j, "invocations");
    json_open(j, '[');
    json_open(j, '{');
    json_put_bool(j, "executionSuccessful", true);
    json_key(j, "toolExecutionNotifications");
    json_open(j, '[');
    while ((rc = store_step(stmt, err)) == 1)
        put_notification(j, stmt, *s->arena);
    json_close(j, ']');
    json_close(j, '}');
    json_close(j, ']');
    store_free(stmt);
    return rc;
}

static void put_root(struct sarif *s)
{
    struct json_out *j = &s->j;
    struct str encoded = uri_of(s->arena, s->run->root);
    json_key(j, "originalUriBaseIds");
    json_open(j, '{');
    json_key(j, "SRCROOT");
    json_open(j, '{');
    json_put_str(j, "uri", str_from(arena_printf(s->arena, "file://%.*s/", STR_ARG(encoded))));
    json_close(j, '}');
    json_close(j, '}');
    json_put_str(j, "columnKind", STR("utf16CodeUnits"));
}

static int put_left_out(struct sarif *s, struct err *err)
{
    struct json_out *j = &s->j;
    struct store_stmt *stmt;
    int rc = ask(s, "SELECT count(*) FROM v_finding WHERE run_id = ?2", &stmt, err);
    if (rc < 0)
        return rc;
    rc = store_step(stmt, err);
    int64_t findings = rc == 1 ? store_int(stmt, 0) : 0;
    store_free(stmt);
    json_key(j, "properties");
    json_open(j, '{');
    json_put_int(j, "findings", findings);
    json_put_int(j, "findingsLeftOut", findings > SARIF_RESULTS_MAX ? findings - SARIF_RESULTS_MAX : 0);
    json_close(j, '}');
    return rc < 0 ? rc : 0;
}

int sarif_write(struct buf *out, struct store *store, const struct store_run_info *run, struct arena *arena,
                struct err *err)
{
    struct sarif s = {.j = {.buf = out}, .store = store, .run = run, .arena = arena};
    json_open(&s.j, '{');
    json_put_str(&s.j, "$schema", STR("https://json.schemastore.org/sarif-2.1.0.json"));
    json_put_str(&s.j, "version", STR("2.1.0"));
    json_key(&s.j, "runs");
    json_open(&s.j, '[');
    json_open(&s.j, '{');
    int rc = put_tool(&s, err);
    if (rc == 0)
        rc = put_invocation(&s, err);
    put_root(&s);
    if (rc == 0)
        rc = put_results(&s, err);
    if (rc == 0)
        rc = put_left_out(&s, err);
    json_close(&s.j, '}');
    json_close(&s.j, ']');
    json_close(&s.j, '}');
    buf_addc(out, '\n');
    return rc;
}
