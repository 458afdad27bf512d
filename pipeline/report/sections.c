/*
 * The report, question by question. Code that somebody else wrote or a program generated, and tests, are counted in the
 * map of the tree, and left out wherever a place is shown as one to work on.
 */
#include "pipeline/report/section.h"

/* Worst first; any other word last. */
#define SEVERITY_RANK \
    "CASE severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 WHEN 'low' THEN 3 ELSE 4 END"

const struct section report_sections[] = {
    {
        .id = "overview",
        .title = "Overview",
        .vertical = true,
        .sql =
            "SELECT r.root, r.commit_id, count(path), coalesce(sum(is_parsed), 0), coalesce(sum(len_bytes), 0),"
            " coalesce(sum(lines_code), 0), coalesce(sum(lines_comment), 0),"
            " (SELECT count(*) FROM v_unit WHERE run_id = ?2 AND cyclomatic IS NOT NULL),"
            " (SELECT count(*) FROM v_error WHERE run_id = ?2)"
            " FROM v_run AS r LEFT JOIN v_file USING (run_id) WHERE r.run_id = ?2 GROUP BY r.run_id LIMIT ?1",
        .columns = {{COLUMN_PATH, "root", "root"},
                    {COLUMN_TEXT, "commit_id", "commit"},
                    {COLUMN_COUNT, "files", "files"},
                    {COLUMN_COUNT, "files_parsed", "files parsed"},
                    {COLUMN_BYTES, "len_bytes", "size"},
                    {COLUMN_COUNT, "lines_code", "lines of code"},
                    {COLUMN_COUNT, "lines_comment", "lines of comment"},
                    {COLUMN_COUNT, "functions", "functions"},
                    {COLUMN_COUNT, "errors", "files that failed"}},
    },
    {
        .id = "languages",
        .title = "Languages",
        .sql = "SELECT lang, count(*), sum(lines_code), sum(lines_comment), sum(lines_blank), sum(len_bytes),"
               " 1.0 * sum(lines_code) / nullif((SELECT sum(lines_code) FROM v_file WHERE run_id = ?2), 0)"
               " FROM v_file WHERE run_id = ?2 AND lang IS NOT NULL GROUP BY lang ORDER BY 3 DESC, 1 LIMIT ?1",
        .empty = "No file of a known language.",
        .columns = {{COLUMN_TEXT, "lang", "language"},
                    {COLUMN_COUNT, "files", "files"},
                    {COLUMN_COUNT, "lines_code", "code"},
                    {COLUMN_COUNT, "lines_comment", "comment"},
                    {COLUMN_COUNT, "lines_blank", "blank"},
                    {COLUMN_BYTES, "len_bytes", "size"},
                    {COLUMN_SHARE, "share", "share of code"}},
    },
    {
        .id = "biggest_files",
        .title = "Biggest files",
        .sql =
            "SELECT path, lang, lines_code, (SELECT count(*) FROM v_unit AS u WHERE u.run_id = ?2 AND u.path = f.path"
            " AND u.cyclomatic IS NOT NULL), fan_in, fan_out"
            " FROM (SELECT path, lang, lines_code FROM v_file WHERE run_id = ?2 AND is_parsed AND NOT is_generated AND"
            " NOT is_vendored AND NOT is_test ORDER BY lines_code DESC, path LIMIT ?1) AS f"
            " LEFT JOIN v_graph ON run_id = ?2 AND level = 'file' AND member = path ORDER BY lines_code DESC, path",
        .columns = {{COLUMN_PATH, "path", "file"},
                    {COLUMN_TEXT, "lang", "language"},
                    {COLUMN_COUNT, "lines_code", "code"},
                    {COLUMN_COUNT, "functions", "functions"},
                    {COLUMN_COUNT, "fan_in", "used by"},
                    {COLUMN_COUNT, "fan_out", "uses"}},
    },
    {
        .id = "complex_functions",
        .title = "Most complex functions",
        .sql =
            "SELECT qualified_name, path || ':' || line_start, cyclomatic, cognitive, nesting_max, lines_code"
            " FROM v_unit WHERE run_id = ?2 AND cyclomatic IS NOT NULL AND NOT is_generated AND NOT is_vendored AND NOT is_test"
            " ORDER BY cyclomatic DESC, path, line_start LIMIT ?1",
        .columns = {{COLUMN_TEXT, "qualified_name", "function"},
                    {COLUMN_PATH, "place", "where"},
                    {COLUMN_COUNT, "cyclomatic", "cyclomatic"},
                    {COLUMN_COUNT, "cognitive", "cognitive"},
                    {COLUMN_COUNT, "nesting_max", "nesting"},
                    {COLUMN_COUNT, "lines_code", "code"}},
    },
    {
        .id = "structure",
        .title = "Structure",
        .all = true,
        .sql =
            "SELECT level, nodes, edges, cycles, in_cycles, propagation_cost, depth_max FROM v_system"
            " WHERE run_id = ?2 AND nodes > 1 ORDER BY CASE level WHEN 'file' THEN 0 WHEN 'folder' THEN 1 ELSE 2 END LIMIT ?1",
        .empty = "No dependencies between files were found.",
        .columns = {{COLUMN_TEXT, "level", "level"},
                    {COLUMN_COUNT, "nodes", "nodes"},
                    {COLUMN_COUNT, "edges", "dependencies"},
                    {COLUMN_COUNT, "cycles", "cycles"},
                    {COLUMN_COUNT, "in_cycles", "nodes in cycles"},
                    {COLUMN_SHARE, "propagation_cost", "propagation cost"},
                    {COLUMN_COUNT, "depth_max", "depth"}},
    },
    {
        .id = "cycles",
        .title = "Dependency cycles",
        .sql =
            "SELECT level, size, edges_inside, example FROM v_cycle WHERE run_id = ?2 AND NOT is_test_only GROUP BY level, cycle_id"
            " ORDER BY size DESC, level, cycle_id LIMIT ?1",
        .empty = "None outside of tests.",
        .columns = {{COLUMN_TEXT, "level", "level"},
                    {COLUMN_COUNT, "size", "members"},
                    {COLUMN_COUNT, "edges_inside", "dependencies"},
                    {COLUMN_NOTE, "example", "a shortest way around"}},
    },
    {
        .id = "folders",
        .title = "Coupling by folder",
        .sql =
            "SELECT member, fan_in, fan_out, instability,"
            " (SELECT sum(weight) FROM v_folder_edge WHERE run_id = ?2 AND to_path = member),"
            " (SELECT sum(weight) FROM v_folder_edge WHERE run_id = ?2 AND from_path = member),"
            " (SELECT to_path || ' (' || weight || ')' FROM v_folder_edge WHERE run_id = ?2 AND from_path = member"
            " ORDER BY weight DESC, to_path LIMIT 1)"
            " FROM (SELECT * FROM v_graph WHERE run_id = ?2 AND level = 'folder' AND fan_in + fan_out > 0"
            " AND member NOT IN" /* folders without a file of code that is worked on */
            " (SELECT coalesce(nullif(rtrim(rtrim(path, replace(path, '/', '')), '/'), ''), '.') AS folder"
            " FROM v_file WHERE run_id = ?2 AND is_parsed GROUP BY folder"
            " HAVING min(is_generated OR is_vendored OR is_test))"
            " ORDER BY fan_in + fan_out DESC, member LIMIT ?1)",
        .columns = {{COLUMN_PATH, "folder", "folder"},
                    {COLUMN_COUNT, "fan_in", "used by"},
                    {COLUMN_COUNT, "fan_out", "uses"},
                    {COLUMN_REAL, "instability", "instability"},
                    {COLUMN_COUNT, "imports_in", "imports in"},
                    {COLUMN_COUNT, "imports_out", "imports out"},
                    {COLUMN_PATH, "heaviest", "leans most on"}},
    },
    {
        .id = "externals",
        .title = "Most used from outside",
        .sql = "SELECT external_name, lang, files, imports FROM v_external WHERE run_id = ?2"
               " ORDER BY files DESC, external_name, lang LIMIT ?1",
        .columns = {{COLUMN_TEXT, "external_name", "package"},
                    {COLUMN_TEXT, "lang", "language"},
                    {COLUMN_COUNT, "files", "files"},
                    {COLUMN_COUNT, "imports", "imports"}},
    },
    {
        .id = "errors",
        .title = "Files that failed",
        .sql = "SELECT stage, reason, count(*), min(path) FROM v_error WHERE run_id = ?2 GROUP BY stage, reason"
               " ORDER BY 3 DESC, 1, 2 LIMIT ?1",
        .columns = {{COLUMN_TEXT, "stage", "stage"},
                    {COLUMN_TEXT, "reason", "reason"},
                    {COLUMN_COUNT, "files", "files"},
                    {COLUMN_PATH, "example", "for example"}},
    },
    {
        .id = "rules",
        .judged = true,
        .title = "Findings by rule",
        .all = true,
        .sql =
            "SELECT rule_id, severity, count(*), sum(is_new) FROM v_finding WHERE run_id = ?2 GROUP BY rule_id, severity"
            " ORDER BY " SEVERITY_RANK ", 3 DESC, 1 LIMIT ?1",
        .empty = "No findings.",
        .columns = {{COLUMN_TEXT, "rule_id", "rule"},
                    {COLUMN_SEVERITY, "severity", "severity"},
                    {COLUMN_COUNT, "findings", "findings"},
                    {COLUMN_COUNT, "new", "new or worsened"}},
    },
    {
        .id = "findings",
        .judged = true,
        .title = "Worst findings",
        .sql =
            "SELECT severity, rule_id, coalesce(path || coalesce(':' || line_start, ''), '-'), message, is_new"
            " FROM v_finding WHERE run_id = ?2 ORDER BY " SEVERITY_RANK ", coalesce(is_new, 0) DESC,"
            " 1.0 * value / max(limit_value, 1) DESC, rule_id, path, line_start"
            " LIMIT ?1",
        .columns = {{COLUMN_SEVERITY, "severity", "severity"},
                    {COLUMN_TEXT, "rule_id", "rule"},
                    {COLUMN_PATH, "place", "where"},
                    {COLUMN_TEXT, "message", "what"},
                    {COLUMN_COUNT, "is_new", "new"}},
    },
    {
        .id = "grade",
        .title = "Grade",
        .all = true,
        .sql = "SELECT component, grade, value, weight, detail FROM v_score WHERE run_id = ?2"
               " ORDER BY component = 'overall', weight DESC, component LIMIT ?1",
        .empty = "Not graded: run cbc-score on this store.",
        .columns = {{COLUMN_TEXT, "component", "component"},
                    {COLUMN_GRADE, "grade", "grade"},
                    {COLUMN_REAL, "value", "of 100"},
                    {COLUMN_REAL, "weight", "weight"},
                    {COLUMN_NOTE, "detail", "because"}},
    },
    {.id = NULL},
};
