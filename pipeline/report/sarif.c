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
    struct intern rules;        /* ids, by their place in the list of rules */
    struct store_stmt *steps;   /* of one detection; freed with the store */
    struct store_stmt *sources; /* of one finding; the same */
};

/* SARIF knows four levels; who wants our five finds them in the properties. */
static struct str level_of(struct str severity)
{
    if (str_eq(severity, STR("critical")) || str_eq(severity, STR("high")))
        return STR("error");
    return str_eq(severity, STR("medium")) ? STR("warning") : STR("note");
}

/* The store C-quotes a path that is not UTF-8; an address has its bytes. */
static struct str uri_of(struct arena *arena, struct str path)
{
    struct str bytes;
    struct buf uri;
    if (path.len && path.p[0] == '"' && unquote_c(arena, path, &bytes))
        path = bytes;
    buf_init(&uri, path.len * 3 + 1);
    quote_uri(&uri, path, "/");
    path = str_dup(arena, buf_str(&uri));
    buf_release(&uri);
    return path;
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

enum rule_column {
    RULE_ID,
    RULE_CWE,
    RULE_TITLE,
    RULE_MESSAGE,
    RULE_SEVERITY,
    RULE_CONFIDENCE,
    RULE_KIND,
    RULE_HELP,
    RULE_LINK
};

/* GitHub shows a rule with such a number as a security alert, by the bands of CVSS. */
static const char *security_severity(struct str severity)
{
    return str_eq(severity, STR("critical")) ? "9.5"
           : str_eq(severity, STR("high"))   ? "8.0"
           : str_eq(severity, STR("medium")) ? "5.5"
           : str_eq(severity, STR("low"))    ? "3.0"
                                             : "1.0";
}

static bool is_security(struct str kind)
{
    return str_eq(kind, STR("security")) || str_eq(kind, STR("secret"));
}

static void put_tags(struct json_out *j, struct str kind, int64_t cwe, struct arena scratch)
{
    json_key(j, "tags");
    json_open(j, '[');
    if (kind.len)
        json_str(j, is_security(kind) ? STR("security") : kind);
    if (cwe > 0)
        json_str(j, str_from(arena_printf(&scratch, "external/cwe/cwe-%lld", (long long)cwe)));
    json_close(j, ']');
}

static void put_rule_properties(struct json_out *j, struct store_stmt *stmt, struct arena scratch)
{
    struct str kind = store_text(stmt, RULE_KIND);
    if (!kind.len && store_is_null(stmt, RULE_CWE))
        return;
    json_key(j, "properties");
    json_open(j, '{');
    put_tags(j, kind, store_int(stmt, RULE_CWE), scratch);
    if (is_security(kind))
        json_put_str(j, "security-severity", str_from(security_severity(store_text(stmt, RULE_SEVERITY))));
    if (!store_is_null(stmt, RULE_CONFIDENCE))
        json_put_str(j, "precision", store_text(stmt, RULE_CONFIDENCE));
    json_close(j, '}');
}

/* Only addresses that a browser may be sent to: the list came with the stream. */
static bool is_address(struct str link)
{
    for (size_t i = 0; i < link.len; i++) {
        if ((unsigned char)link.p[i] <= ' ' || (unsigned char)link.p[i] >= 0x7f ||
            strchr("\"<>\\^`{|}", link.p[i]))
            return false;
    }
    return str_starts(link, STR("https://"));
}

static void put_rule(struct sarif *s, struct store_stmt *stmt)
{
    struct json_out *j = &s->j;
    struct str id = store_text(stmt, RULE_ID), link = store_text(stmt, RULE_LINK);
    intern_id(&s->rules, s->arena, id);
    json_open(j, '{');
    json_put_str(j, "id", id);
    put_text(j, "shortDescription", store_is_null(stmt, RULE_TITLE) ? id : store_text(stmt, RULE_TITLE));
    if (!store_is_null(stmt, RULE_MESSAGE))
        put_text(j, "fullDescription", store_text(stmt, RULE_MESSAGE));
    if (!store_is_null(stmt, RULE_HELP))
        put_text(j, "help", store_text(stmt, RULE_HELP));
    if (is_address(link))
        json_put_str(j, "helpUri", link);
    if (!store_is_null(stmt, RULE_SEVERITY)) {
        json_key(j, "defaultConfiguration");
        json_open(j, '{');
        json_put_str(j, "level", level_of(store_text(stmt, RULE_SEVERITY)));
        json_close(j, '}');
    }
    put_rule_properties(j, stmt, *s->arena);
    json_close(j, '}');
}

/* The rules that were broken. Of those with limits, how severe that is depends on how far over: levels are the
 * results'. */
static int put_rules(struct sarif *s, struct err *err)
{
    struct store_stmt *stmt;
    int rc =
        ask(s,
            "SELECT rule_id, max(coalesce(v_finding.cwe, v_rule.cwe)), " RULE_ABOUT_SQL
            ", v_rule.message, v_rule.severity, v_rule.confidence, kind, help, json_extract(links, '$[0]')"
            " FROM (SELECT rule_id, cwe FROM v_finding WHERE run_id = ?2"
            " UNION SELECT rule_id, cwe FROM v_suppressed WHERE run_id = ?2) AS v_finding"
            " LEFT JOIN (SELECT * FROM v_rule WHERE run_id = ?2) AS v_rule USING (rule_id)"
            " GROUP BY rule_id ORDER BY rule_id",
            &stmt, err);
    if (rc < 0)
        return rc;
    json_key(&s->j, "rules");
    json_open(&s->j, '[');
    while ((rc = store_step(stmt, err)) == 1)
        put_rule(s, stmt);
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
    CONFIDENCE,
    DETECTION,
    IS_SUPPRESSED,
    REASON,
    FINDING,
};

/* A place in a file; lines below 1 are left out. */
static void put_place(struct json_out *j, struct str path, int64_t first, int64_t last, struct arena scratch)
{
    json_key(j, "physicalLocation");
    json_open(j, '{');
    json_key(j, "artifactLocation");
    json_open(j, '{');
    json_put_str(j, "uri", uri_of(&scratch, path));
    json_put_str(j, "uriBaseId", STR("SRCROOT"));
    json_close(j, '}');
    if (first >= 1) {
        json_key(j, "region");
        json_open(j, '{');
        json_put_int(j, "startLine", first);
        json_put_int(j, "endLine", last >= first ? last : first);
        json_close(j, '}');
    }
    json_close(j, '}');
}

static void put_location(struct json_out *j, struct store_stmt *stmt, struct arena scratch)
{
    json_key(j, "locations");
    json_open(j, '[');
    json_open(j, '{');
    put_place(j, store_text(stmt, PATH), store_int(stmt, LINE_START), store_int(stmt, LINE_END), scratch);
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

/* Steps of a flow: path, lines, message. */
static void put_step(struct json_out *j, struct store_stmt *step, struct arena scratch)
{
    json_open(j, '{');
    json_key(j, "location");
    json_open(j, '{');
    put_place(j, store_text(step, 0), store_int(step, 1), store_int(step, 2), scratch);
    if (!store_is_null(step, 3))
        put_text(j, "message", store_text(step, 3));
    json_close(j, '}');
    json_close(j, '}');
}

/* One way, of one thread. */
static void open_flow(struct json_out *j)
{
    static const char *const keys[] = {"codeFlows", "threadFlows"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        json_key(j, keys[i]);
        json_open(j, '[');
        json_open(j, '{');
    }
    json_key(j, "locations");
    json_open(j, '[');
}

static void close_flow(struct json_out *j)
{
    for (const char *bracket = "]}]}]"; *bracket; bracket++)
        json_close(j, *bracket);
}

/* How the data gets there, when that is known. */
static int put_flow(struct sarif *s, struct store_stmt *result, struct err *err)
{
    struct json_out *j = &s->j;
    bool has_steps = false;
    int rc;
    store_bind_int(s->steps, 1, SARIF_STEPS_MAX);
    store_bind_int(s->steps, 2, s->run->run_id);
    store_bind_text(s->steps, 3, store_text(result, PATH));
    store_bind_int(s->steps, 4, store_int(result, DETECTION));
    while ((rc = store_step(s->steps, err)) == 1) {
        if (!has_steps)
            open_flow(j);
        has_steps = true;
        put_step(j, s->steps, *s->arena);
    }
    if (has_steps)
        close_flow(j);
    return rc;
}

static void put_suppression(struct json_out *j, struct str reason)
{
    json_key(j, "suppressions");
    json_open(j, '[');
    json_open(j, '{');
    json_put_str(j, "kind", STR("inSource"));
    if (reason.len)
        json_put_str(j, "justification", reason);
    json_close(j, '}');
    json_close(j, ']');
}

/* Who says so. */
static int put_sources(struct sarif *s, struct store_stmt *result, struct err *err)
{
    struct json_out *j = &s->j;
    int rc;
    store_bind_int(s->sources, 2, s->run->run_id);
    store_bind_int(s->sources, 3, store_int(result, FINDING));
    json_key(j, "sources");
    json_open(j, '[');
    while ((rc = store_step(s->sources, err)) == 1)
        json_str(j, store_text(s->sources, 0));
    json_close(j, ']');
    return rc;
}

static int put_recognition(struct sarif *s, struct store_stmt *stmt, struct err *err)
{
    struct json_out *j = &s->j;
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
    int rc = put_sources(s, stmt, err);
    json_close(j, '}');
    return rc;
}

static int put_result(struct sarif *s, struct store_stmt *stmt, struct err *err)
{
    struct json_out *j = &s->j;
    struct str rule = store_text(stmt, RULE);
    int rc = 0;
    json_open(j, '{');
    json_put_str(j, "ruleId", rule);
    json_put_int(j, "ruleIndex", intern_find(&s->rules, rule));
    json_put_str(j, "level", level_of(store_text(stmt, SEVERITY)));
    put_text(j, "message", store_text(stmt, MESSAGE));
    if (!store_is_null(stmt, PATH))
        put_location(j, stmt, *s->arena);
    if (!store_is_null(stmt, DETECTION))
        rc = put_flow(s, stmt, err);
    if (store_int(stmt, IS_SUPPRESSED))
        put_suppression(j, store_text(stmt, REASON));
    int written = put_recognition(s, stmt, err);
    json_close(j, '}');
    return rc < 0 ? rc : written;
}

/* Those that are suppressed come last, so that they never keep another out; of a run with a baseline they have a state as
 * all others, as the standard asks. */
static int put_results(struct sarif *s, struct err *err)
{
    struct store_stmt *stmt;
    int rc = store_prepare(s->store,
                           "SELECT step_path, line_start, line_end, message FROM v_detection_step"
                           " WHERE run_id = ?2 AND path = ?3 AND detection = ?4 ORDER BY step LIMIT ?1",
                           &s->steps, err);
    if (rc == 0)
        rc =
            store_prepare(s->store,
                          "SELECT DISTINCT source FROM v_finding_source WHERE run_id = ?2 AND finding_id = ?3",
                          &s->sources, err);
    if (rc == 0)
        rc = ask(
            s,
            "SELECT * FROM (SELECT rule_id, severity, path, line_start, line_end, message, fingerprint, is_new,"
            " qualified_name, confidence, detection, 0 AS is_suppressed, NULL, finding_id FROM v_finding WHERE run_id = ?2"
            " UNION ALL SELECT rule_id, severity, path, line_start, line_end, message, fingerprint,"
            " iif(EXISTS (SELECT 1 FROM v_finding WHERE run_id = ?2 AND is_new IS NOT NULL), 0, NULL),"
            " qualified_name, confidence, detection, 1, reason, finding_id FROM v_suppressed WHERE run_id = ?2)"
            " ORDER BY is_suppressed, " SEVERITY_RANK ", rule_id, path, line_start, fingerprint"
            " LIMIT ?1",
            &stmt, err);
    if (rc < 0)
        return rc;
    store_bind_int(stmt, 1, SARIF_RESULTS_MAX);
    json_key(&s->j, "results");
    json_open(&s->j, '[');
    while (rc == 0 && (rc = store_step(stmt, err)) == 1)
        rc = put_result(s, stmt, err);
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
    int64_t findings = 0;
    int rc = store_query_int_with(s->store, &findings, err,
                                  "SELECT (SELECT count(*) FROM v_finding WHERE run_id = ?1)"
                                  " + (SELECT count(*) FROM v_suppressed WHERE run_id = ?1)",
                                  "i", s->run->run_id);
    json_key(j, "properties");
    json_open(j, '{');
    json_put_int(j, "findings", findings);
    json_put_int(j, "findingsLeftOut", findings > SARIF_RESULTS_MAX ? findings - SARIF_RESULTS_MAX : 0);
    json_close(j, '}');
    return rc;
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
