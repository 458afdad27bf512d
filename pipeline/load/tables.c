#include "pipeline/load/tables.h"

/* A column of the field's name, and one of another name. */
#define COLUMN(name, type) FIELD(name, name, type)
#define FIELD(name, column, type)                           \
    {                                                       \
        {(name), sizeof(name) - 1}, (column), (type), false \
    }
#define REQUIRED(name, type) REQUIRED_AS(name, name, type)
#define REQUIRED_AS(name, column, type)                    \
    {                                                      \
        {(name), sizeof(name) - 1}, (column), (type), true \
    }

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct row_column fact_columns[] = {
    COLUMN("lang", ROW_TEXT),       COLUMN("len_bytes", ROW_INT),           COLUMN("lang_kind", ROW_TEXT),
    COLUMN("lines_total", ROW_INT), COLUMN("lines_code", ROW_INT),          COLUMN("lines_comment", ROW_INT),
    COLUMN("lines_blank", ROW_INT), COLUMN("content_id", ROW_HEX),          COLUMN("is_binary", ROW_FLAG),
    COLUMN("not_parsed", ROW_TEXT), FIELD("parsed", "is_parsed", ROW_FLAG), COLUMN("error_share", ROW_REAL),
};

static const struct row_column run_file_columns[] = {
    COLUMN("mode", ROW_TEXT),        COLUMN("is_generated", ROW_FLAG), COLUMN("is_minified", ROW_FLAG),
    COLUMN("is_vendored", ROW_FLAG), COLUMN("is_test", ROW_FLAG),
};

static const struct row_column unit_columns[] = {
    REQUIRED("unit", ROW_INT),          COLUMN("parent", ROW_INT),     REQUIRED("name", ROW_TEXT),
    COLUMN("qualified_name", ROW_TEXT), REQUIRED("kind", ROW_TEXT),    REQUIRED("line_start", ROW_INT),
    REQUIRED("line_end", ROW_INT),      COLUMN("byte_start", ROW_INT), COLUMN("byte_end", ROW_INT),
    COLUMN("signature", ROW_TEXT),      COLUMN("params", ROW_INT),     COLUMN("lines_code", ROW_INT),
    COLUMN("cyclomatic", ROW_INT),      COLUMN("cognitive", ROW_INT),  COLUMN("nesting_max", ROW_INT),
    COLUMN("returns", ROW_INT),         COLUMN("fan_out", ROW_INT),    COLUMN("members", ROW_INT),
    COLUMN("tokens", ROW_HEX),
};

static const struct row_column import_columns[] = {
    REQUIRED("line", ROW_INT),        REQUIRED("text", ROW_TEXT),  COLUMN("module", ROW_TEXT),
    COLUMN("form", ROW_TEXT),         COLUMN("names", ROW_LIST),   COLUMN("level", ROW_INT),
    COLUMN("is_type_only", ROW_FLAG), COLUMN("is_test", ROW_FLAG),
};

static const struct row_column import_target_columns[] = {
    FIELD("target_path", "target_id", ROW_PATH),
    FIELD("target_module", "module_id", ROW_NAME),
    FIELD("external_name", "external_id", ROW_NAME),
};

static const struct row_column package_columns[] = {
    REQUIRED("name", ROW_TEXT),
    COLUMN("form", ROW_TEXT),
    COLUMN("line", ROW_INT),
};

static const struct row_column cycle_columns[] = {
    REQUIRED("cycle_id", ROW_INT),    REQUIRED("level", ROW_TEXT), REQUIRED("size", ROW_INT),
    COLUMN("edges_inside", ROW_INT),  COLUMN("example", ROW_WAY),  COLUMN("is_type_only", ROW_FLAG),
    COLUMN("is_test_only", ROW_FLAG),
};

static const struct row_column edge_columns[] = {
    REQUIRED("level", ROW_TEXT),
    REQUIRED_AS("from_path", "from_id", ROW_PATH),
    REQUIRED_AS("to_path", "to_id", ROW_PATH),
    REQUIRED("weight", ROW_INT),
    COLUMN("is_type_only", ROW_FLAG),
    COLUMN("is_test_only", ROW_FLAG),
    COLUMN("is_declaration", ROW_FLAG),
};

static const struct row_column graph_columns[] = {
    REQUIRED("level", ROW_TEXT),     REQUIRED_AS("member", "member_id", ROW_PATH),
    REQUIRED("fan_in", ROW_INT),     REQUIRED("fan_out", ROW_INT),
    COLUMN("instability", ROW_REAL), COLUMN("depth", ROW_INT),
    COLUMN("cycle_id", ROW_INT),     COLUMN("lang", ROW_WORD),
};

static const struct row_column system_columns[] = {
    REQUIRED("level", ROW_TEXT),  REQUIRED("nodes", ROW_INT),     REQUIRED("edges", ROW_INT),
    REQUIRED("cycles", ROW_INT),  REQUIRED("in_cycles", ROW_INT), COLUMN("propagation_cost", ROW_REAL),
    COLUMN("depth_max", ROW_INT),
};

static const struct row_column external_columns[] = {
    REQUIRED_AS("external_name", "external_name_id", ROW_NAME),
    COLUMN("lang", ROW_WORD),
    REQUIRED("imports", ROW_INT),
    REQUIRED("files", ROW_INT),
};

static const struct row_column error_columns[] = {
    REQUIRED("stage", ROW_TEXT),
    FIELD("path", "path_id", ROW_PATH),
    REQUIRED("reason", ROW_TEXT),
    COLUMN("is_lasting", ROW_FLAG),
};

static const struct row_column past_error_columns[] = {
    REQUIRED("commit_id", ROW_HEX),
    REQUIRED("stage", ROW_TEXT),
    FIELD("path", "path_id", ROW_PATH),
    REQUIRED("reason", ROW_TEXT),
};

static const struct row_column rule_columns[] = {
    REQUIRED("rule_id", ROW_TEXT), REQUIRED("title", ROW_TEXT),    COLUMN("message", ROW_TEXT),
    COLUMN("cwe", ROW_INT),        REQUIRED("severity", ROW_TEXT), COLUMN("confidence", ROW_TEXT),
    REQUIRED("kind", ROW_TEXT),    COLUMN("help", ROW_TEXT),       FIELD("references", "links", ROW_LIST),
};

static const struct row_column detection_columns[] = {
    REQUIRED_AS("rule_id", "rule_name_id", ROW_NAME),
    REQUIRED("line_start", ROW_INT),
    REQUIRED("line_end", ROW_INT),
    COLUMN("byte_start", ROW_INT),
    COLUMN("byte_end", ROW_INT),
    COLUMN("unit", ROW_INT),
    COLUMN("message", ROW_TEXT),
    COLUMN("severity", ROW_TEXT),
    COLUMN("confidence", ROW_TEXT),
    COLUMN("cwe", ROW_INT),
    COLUMN("tokens", ROW_HEX),
};

static const struct row_column detection_step_columns[] = {
    FIELD("path", "path_id", ROW_PATH), REQUIRED("line_start", ROW_INT), COLUMN("line_end", ROW_INT),
    COLUMN("byte_start", ROW_INT),      COLUMN("byte_end", ROW_INT),     COLUMN("message", ROW_TEXT),
};

static const struct row_column tool_columns[] = {
    REQUIRED("tool", ROW_TEXT),    REQUIRED("state", ROW_TEXT),        COLUMN("version", ROW_TEXT),
    COLUMN("files", ROW_COUNT),    COLUMN("findings", ROW_COUNT),      COLUMN("left_out", ROW_COUNT),
    COLUMN("withheld", ROW_COUNT), COLUMN("ignored_lines", ROW_COUNT),
};

static const struct row_column tool_detection_columns[] = {
    REQUIRED("tool", ROW_TEXT),
    REQUIRED_AS("path", "path_id", ROW_PATH),
    REQUIRED_AS("rule_id", "rule_name_id", ROW_NAME),
    REQUIRED("line_start", ROW_INT),
    REQUIRED("line_end", ROW_INT),
    FIELD("column", "column_start", ROW_INT),
    REQUIRED("message", ROW_TEXT),
    REQUIRED("severity", ROW_TEXT),
    COLUMN("cwe", ROW_INT),
    COLUMN("tokens", ROW_HEX),
};

static const struct row_column suppression_columns[] = {
    REQUIRED("line", ROW_INT),
    COLUMN("line_covered", ROW_INT),
    REQUIRED("rule_id", ROW_TEXT),
    COLUMN("reason", ROW_TEXT),
};

static const struct row_column dependency_columns[] = {
    REQUIRED("line", ROW_INT),     REQUIRED("ecosystem", ROW_TEXT), REQUIRED("name", ROW_TEXT),
    COLUMN("version", ROW_TEXT),   COLUMN("scope", ROW_TEXT),       COLUMN("is_locked", ROW_FLAG),
    COLUMN("is_direct", ROW_BOOL), COLUMN("is_self", ROW_FLAG),     COLUMN("license", ROW_TEXT),
    COLUMN("alias", ROW_TEXT),     COLUMN("requires", ROW_LIST),
};

static const struct row_column run_dependency_columns[] = {
    REQUIRED_AS("path", "path_id", ROW_PATH),
    REQUIRED("ecosystem", ROW_TEXT),
    REQUIRED("name", ROW_TEXT),
    REQUIRED("state", ROW_TEXT),
    REQUIRED("line", ROW_INT),
    FIELD("manifest_path", "manifest_id", ROW_PATH),
    COLUMN("files", ROW_INT),
};

/* A judgement of cbc-score. */
static const struct row_column finding_columns[] = {
    REQUIRED("rule_id", ROW_TEXT),      COLUMN("cwe", ROW_INT),
    REQUIRED("severity", ROW_TEXT),     COLUMN("confidence", ROW_TEXT),
    FIELD("path", "path_id", ROW_PATH), COLUMN("line_start", ROW_INT),
    COLUMN("line_end", ROW_INT),        COLUMN("unit", ROW_INT),
    COLUMN("qualified_name", ROW_TEXT), REQUIRED("message", ROW_TEXT),
    COLUMN("fingerprint", ROW_TEXT),    COLUMN("is_new", ROW_BOOL),
    COLUMN("value", ROW_INT),           COLUMN("limit_value", ROW_INT),
};

static const struct row_column revision_columns[] = {
    REQUIRED("author_time_s", ROW_INT),
    COLUMN("author_zone_min", ROW_COUNT),
    REQUIRED("committer_time_s", ROW_INT),
    COLUMN("committer_zone_min", ROW_COUNT),
    REQUIRED("subject", ROW_TEXT),
    COLUMN("type", ROW_TEXT),
    COLUMN("is_merge", ROW_FLAG),
    COLUMN("is_boundary", ROW_FLAG),
    COLUMN("is_fix", ROW_FLAG),
    COLUMN("is_revert", ROW_FLAG),
    COLUMN("files_changed", ROW_COUNT),
    COLUMN("lines_added", ROW_COUNT),
    COLUMN("lines_deleted", ROW_COUNT),
};

static const struct row_column change_columns[] = {
    REQUIRED_AS("path", "path_id", ROW_PATH),
    FIELD("old_path", "old_path_id", ROW_PATH),
    REQUIRED("status", ROW_TEXT),
    COLUMN("similarity", ROW_INT),
    COLUMN("lines_added", ROW_INT),
    COLUMN("lines_deleted", ROW_INT),
};

static const struct row_column szz_columns[] = {
    REQUIRED_AS("path", "path_id", ROW_PATH),
    REQUIRED("confidence", ROW_REAL),
    REQUIRED("lines", ROW_INT),
    REQUIRED("variant", ROW_TEXT),
};

static const struct row_column past_content_columns[] = {
    REQUIRED("content_id", ROW_HEX),
    REQUIRED("lines_code", ROW_INT),
};

static const struct row_column past_version_columns[] = {
    REQUIRED("commit_id", ROW_HEX),        REQUIRED_AS("path", "path_id", ROW_PATH),
    FIELD("now_path", "now_id", ROW_PATH), REQUIRED("version", ROW_INT),
    REQUIRED("time_s", ROW_INT),
};

static const struct row_column past_file_columns[] = {
    REQUIRED_AS("path", "path_id", ROW_PATH),
    REQUIRED("versions", ROW_INT),
    REQUIRED("stride", ROW_INT),
};

static const struct row_column past_unit_columns[] = {
    REQUIRED_AS("qualified_name", "name_id", ROW_NAME),
    REQUIRED("unit", ROW_INT),
    REQUIRED("kind", ROW_TEXT),
    REQUIRED("line_start", ROW_INT),
    COLUMN("params", ROW_INT),
    COLUMN("lines_code", ROW_INT),
    COLUMN("cyclomatic", ROW_INT),
    COLUMN("cognitive", ROW_INT),
    COLUMN("nesting_max", ROW_INT),
};

static const struct row_column past_finding_columns[] = {
    REQUIRED("rule_id", ROW_TEXT),    REQUIRED("value_hash", ROW_HEX),
    REQUIRED("commit_id", ROW_HEX),   REQUIRED_AS("path", "path_id", ROW_PATH),
    REQUIRED("content_id", ROW_HEX),  REQUIRED("line_start", ROW_INT),
    REQUIRED("message", ROW_TEXT),    REQUIRED("severity", ROW_TEXT),
    REQUIRED("confidence", ROW_TEXT),
};

#define TABLE(kind, table, given, n_given, columns)              \
    {                                                            \
        kind, table, given, n_given, "", columns, COUNT(columns) \
    }
#define TABLE_AGAIN(kind, table, given, n_given, again, columns)    \
    {                                                               \
        kind, table, given, n_given, again, columns, COUNT(columns) \
    }

const struct row_table table_fact = TABLE("file", "fact", "fact_id, key", 2, fact_columns);
const struct row_table table_run_file =
    TABLE("file", "run_file", "run_id, path_id, fact_id", 3, run_file_columns);
const struct row_table table_unit = TABLE("unit", "unit", "fact_id", 1, unit_columns);
const struct row_table table_import = TABLE("import", "import", "fact_id, import", 2, import_columns);
const struct row_table table_package = TABLE("package", "package", "fact_id, package", 2, package_columns);
const struct row_table table_import_target =
    TABLE("import", "import_target", "linked_id, path_id, import, target", 4, import_target_columns);
const struct row_table table_cycle = TABLE("cycle", "cycle", "linked_id", 1, cycle_columns);

/* Of two streams that looked for the same, one may say so. */
const struct row_table table_rule =
    TABLE_AGAIN("rule", "rule", "run_id", 1, "ON CONFLICT DO NOTHING", rule_columns);
const struct row_table table_detection =
    TABLE("finding", "detection", "fact_id, detection", 2, detection_columns);
const struct row_table table_detection_step =
    TABLE("finding", "detection_step", "fact_id, detection, step", 3, detection_step_columns);
const struct row_table table_tool_detection =
    TABLE("finding", "tool_detection", "run_id, detection", 2, tool_detection_columns);
const struct row_table table_suppression =
    TABLE("suppression", "suppression", "fact_id, suppression", 2, suppression_columns);

const struct row_table table_dependency =
    TABLE("manifest", "dependency", "fact_id, dependency", 2, dependency_columns);

const struct row_table table_revision =
    TABLE("commit", "revision", "revision_id, root_id, commit_id, author_id, committer_id", 5,
          revision_columns);
const struct row_table table_change = TABLE("change", "change", "revision_id", 1, change_columns);
/* A fix that the store has keeps what was said of it. */
const struct row_table table_szz =
    TABLE_AGAIN("szz", "szz", "revision_id, inducing_commit", 2, "ON CONFLICT DO NOTHING", szz_columns);

/* Tracing a new fault may meet what was missing before. */
const struct row_table table_past_error =
    TABLE_AGAIN("error", "past_error", "root_id", 1, "ON CONFLICT DO NOTHING", past_error_columns);

/* A version that was told before may have another name at the tip by now, and another number. */
static const char take_latest[] =
    "ON CONFLICT DO UPDATE SET now_id = excluded.now_id, version = excluded.version, past_id = excluded.past_id";

const struct row_table table_past_file = TABLE("past_file", "past_file", "root_id", 1, past_file_columns);
const struct row_table table_past_content =
    TABLE("blob", "past_content", "past_id, key", 2, past_content_columns);
const struct row_table table_past_version =
    TABLE_AGAIN("blob", "past_version", "root_id, past_id", 2, take_latest, past_version_columns);
const struct row_table table_past_unit = TABLE("past_unit", "past_unit", "past_id", 1, past_unit_columns);
/* What was told before is the older one. */
const struct row_table table_past_finding =
    TABLE_AGAIN("past_finding", "past_finding", "root_id", 1, "ON CONFLICT DO NOTHING", past_finding_columns);

/* Modules of two languages may share a name; edges do not say which they mean, and are then taken together. */
static const char add_weight[] = "ON CONFLICT DO UPDATE SET weight = weight + excluded.weight,"
                                 " is_type_only = min(is_type_only, excluded.is_type_only),"
                                 " is_test_only = min(is_test_only, excluded.is_test_only),"
                                 " is_declaration = min(is_declaration, excluded.is_declaration)";

const struct row_table tables_plain[TABLES_PLAIN] = {
    [PLAIN_EDGE] = TABLE_AGAIN("edge", "edge", "linked_id", 1, add_weight, edge_columns),
    [PLAIN_GRAPH] = TABLE("graph", "graph", "linked_id", 1, graph_columns),
    [PLAIN_SYSTEM] = TABLE("system", "system", "linked_id", 1, system_columns),
    [PLAIN_EXTERNAL] = TABLE("external", "external", "linked_id", 1, external_columns),
    [PLAIN_ERROR] = TABLE("error", "error", "run_id", 1, error_columns),
    [PLAIN_DEPENDENCY] = TABLE_AGAIN("dependency", "run_dependency", "run_id", 1, "ON CONFLICT DO NOTHING",
                                     run_dependency_columns),
    [PLAIN_TOOL] = TABLE("tool", "tool", "run_id", 1, tool_columns),
    [PLAIN_JUDGED] = TABLE("finding", "finding", "run_id", 1, finding_columns),
};
