/*
 * The report, question by question. Code that somebody else wrote or a program generated, and tests, are counted in the
 * map of the tree, and left out wherever a place is shown as one to work on.
 */
#include "pipeline/report/clone_sections.h"
#include "pipeline/report/rule_about.h"
#include "pipeline/report/section.h"

/* Lines of code, of files for which `condition` holds; NULL when there are none. */
#define CODE_LINES(condition) \
    "nullif(sum(CASE WHEN lang_kind = 'code' AND " condition " THEN lines_code END), 0)"

/* Files of Go name packages, never each other: what other files are used by says nothing about these. */
#define GOES_BY_PACKAGE "lang = 'Go'"

/* A cycle of files that is none at run time; folders and modules are tied by types as well. */
#define TYPES_EXCUSE "(is_type_only AND level = 'file')"

/* Languages that share their packages. */
#define ECOSYSTEM                                                                             \
    "CASE WHEN lang IN ('JavaScript', 'TypeScript', 'TSX', 'JSX', 'Vue', 'Svelte') THEN 'JS'" \
    " WHEN lang IN ('C', 'C++', 'Objective-C', 'Objective-C++', 'Cuda') THEN 'C' ELSE lang END"

const struct section report_sections[] = {
    {
        .id = "overview",
        .title = "Overview",
        .vertical = true,
        .sql =
            "SELECT r.root, r.commit_id, count(path), coalesce(sum(is_parsed), 0), coalesce(sum(len_bytes), 0),"
            " coalesce(" CODE_LINES(
                "1") ", 0),"
                     " " CODE_LINES(
                         "is_test AND NOT is_generated AND NOT is_vendored") ","
                                                                             " " CODE_LINES(
                                                                                 "(is_generated OR is_vendored)") ","
                                                                                                                  " coalesce(sum(CASE lang_kind WHEN 'code' THEN lines_comment END), 0),"
                                                                                                                  " nullif(sum(CASE WHEN lang_kind <> 'code' THEN lines_code END), 0),"
                                                                                                                  " (SELECT count(*) FROM v_unit WHERE run_id = ?2 AND cyclomatic IS NOT NULL),"
                                                                                                                  " i.imports, coalesce(i.unresolved, 0),"
                                                                                                                  " (SELECT count(*) FROM v_error WHERE run_id = ?2)"
                                                                                                                  " FROM v_run AS r LEFT JOIN v_file USING (run_id), (SELECT count(DISTINCT path || ':' || import) AS imports,"
                                                                                                                  " sum(coalesce(target_path, target_module, external_name) IS NULL) AS unresolved"
                                                                                                                  " FROM v_import WHERE run_id = ?2) AS i WHERE r.run_id = ?2 GROUP BY r.run_id LIMIT ?1",
        .columns = {{COLUMN_PATH, "root", "root"},
                    {COLUMN_TEXT, "commit_id", "commit"},
                    {COLUMN_COUNT, "files", "files"},
                    {COLUMN_COUNT, "files_parsed", "files parsed"},
                    {COLUMN_BYTES, "len_bytes", "size"},
                    {COLUMN_COUNT, "lines_code", "lines of code"},
                    {COLUMN_COUNT, "lines_test", "of these in tests"},
                    {COLUMN_COUNT, "lines_foreign", "of these vendored or generated"},
                    {COLUMN_COUNT, "lines_comment", "lines of comment"},
                    {COLUMN_COUNT, "lines_other", "lines of data and prose"},
                    {COLUMN_COUNT, "functions", "functions"},
                    {COLUMN_COUNT, "imports", "imports"},
                    {COLUMN_COUNT, "imports_unresolved", "imports that lead nowhere"},
                    {COLUMN_COUNT, "errors", "files that failed"}},
    },
    {
        .id = "languages",
        .title = "Languages",
        .sql =
            "SELECT lang, lang_kind, count(*), sum(lines_code), sum(lines_comment), sum(lines_blank), sum(len_bytes),"
            " CASE lang_kind WHEN 'code' THEN 1.0 * sum(lines_code) / nullif("
            "(SELECT sum(lines_code) FROM v_file WHERE run_id = ?2 AND lang_kind = 'code'), 0) END"
            " FROM v_file WHERE run_id = ?2 AND lang IS NOT NULL GROUP BY lang"
            " ORDER BY lang_kind <> 'code', 4 DESC, 1 LIMIT ?1",
        .empty = "No file of a known language.",
        .columns = {{COLUMN_TEXT, "lang", "language"},
                    {COLUMN_TEXT, "lang_kind", "kind"},
                    {COLUMN_COUNT, "files", "files"},
                    {COLUMN_COUNT, "lines_code", "lines"},
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
            " AND u.cyclomatic IS NOT NULL),"
            " CASE WHEN NOT " GOES_BY_PACKAGE " THEN fan_in END, CASE WHEN NOT " GOES_BY_PACKAGE
            " THEN fan_out END"
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
            "SELECT level, nodes, iif(by_package, NULL, edges), cycles, members, iif(by_package, NULL, propagation_cost),"
            " iif(by_package, NULL, depth_max) FROM"
            " (SELECT s.level, nodes, edges, coalesce(n, 0) AS cycles, coalesce(members, 0) AS members, propagation_cost,"
            " depth_max, s.level = 'file' AND"
            " (SELECT avg(" GOES_BY_PACKAGE ") > 0.5 FROM v_file WHERE run_id = ?2"
            " AND path IN (SELECT member FROM v_graph WHERE run_id = ?2 AND level = 'file')) AS by_package"
            " FROM v_system AS s LEFT JOIN (SELECT level, count(DISTINCT cycle_id) AS n, count(*) AS members"
            " FROM v_cycle WHERE run_id = ?2 AND NOT is_test_only GROUP BY level) AS c ON c.level = s.level"
            " WHERE run_id = ?2 AND nodes > 1) ORDER BY CASE level WHEN 'file' THEN 0 WHEN 'folder' THEN 1 ELSE 2 END LIMIT ?1",
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
        .sql = "SELECT level, size, edges_inside, CASE WHEN " TYPES_EXCUSE " THEN 'types only' END, example"
               " FROM v_cycle WHERE run_id = ?2 AND NOT is_test_only GROUP BY level, cycle_id"
               " ORDER BY " TYPES_EXCUSE ", size DESC, level, cycle_id LIMIT ?1",
        .empty = "None outside of tests.",
        .columns = {{COLUMN_TEXT, "level", "level"},
                    {COLUMN_COUNT, "size", "members"},
                    {COLUMN_COUNT, "edges_inside", "dependencies"},
                    {COLUMN_TEXT, "note", "note"},
                    {COLUMN_NOTE, "example", "a shortest way around"}},
    },
    {
        .id = "folders",
        .title = "Coupling by folder",
        .sql =
            "SELECT member, fan_in, fan_out, instability,"
            " (SELECT coalesce(sum(weight), 0) FROM v_folder_edge"
            " WHERE run_id = ?2 AND to_path = member AND NOT is_declaration),"
            " (SELECT coalesce(sum(weight), 0) FROM v_folder_edge"
            " WHERE run_id = ?2 AND from_path = member AND NOT is_declaration),"
            " (SELECT to_path || ' (' || weight || ')' FROM v_folder_edge"
            " WHERE run_id = ?2 AND from_path = member AND NOT is_declaration ORDER BY weight DESC, to_path LIMIT 1)"
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
        .sql = "SELECT external_name, group_concat(lang, ', '), sum(files), sum(imports)"
               " FROM (SELECT * FROM v_external WHERE run_id = ?2 ORDER BY external_name, files DESC, lang)"
               " GROUP BY external_name, " ECOSYSTEM " ORDER BY 3 DESC, 1, 2 LIMIT ?1",
        .columns = {{COLUMN_TEXT, "external_name", "package"},
                    {COLUMN_TEXT, "lang", "language"},
                    {COLUMN_COUNT, "files", "files"},
                    {COLUMN_COUNT, "imports", "imports"}},
    },
    {
        .id = "dependencies",
        .title = "Dependencies",
        .sql =
            "SELECT ecosystem, count(DISTINCT name), count(DISTINCT CASE WHEN is_direct THEN name END),"
            " count(DISTINCT CASE WHEN NOT is_locked AND (ecosystem, name) NOT IN (SELECT ecosystem, name"
            " FROM v_dependency WHERE run_id = ?2 AND is_locked) THEN name END),"
            " (SELECT count(*) FROM v_dependency_use AS u WHERE u.run_id = ?2 AND u.ecosystem = d.ecosystem"
            " AND state = 'unused'),"
            " (SELECT count(*) FROM v_dependency_use AS u WHERE u.run_id = ?2 AND u.ecosystem = d.ecosystem"
            " AND state = 'undeclared'),"
            " (SELECT count(*) FROM v_finding AS f JOIN v_dependency AS v ON v.run_id = ?2 AND v.path = f.path"
            " AND v.line = f.line_start WHERE f.run_id = ?2 AND rule_id LIKE 'vulnerability/%'"
            " AND v.ecosystem = d.ecosystem)"
            " FROM v_dependency AS d WHERE run_id = ?2 AND NOT is_vendored AND NOT is_test"
            " GROUP BY ecosystem ORDER BY 2 DESC, 1 LIMIT ?1",
        .columns = {{COLUMN_TEXT, "ecosystem", "ecosystem"},
                    {COLUMN_COUNT, "packages", "packages"},
                    {COLUMN_COUNT, "direct", "asked for"},
                    {COLUMN_COUNT, "unpinned", "not pinned"},
                    {COLUMN_COUNT, "unused", "unused"},
                    {COLUMN_COUNT, "undeclared", "undeclared"},
                    {COLUMN_COUNT, "vulnerable", "vulnerabilities"}},
    },
    {
        .id = "duplication",
        .title = "Duplicated code",
        .vertical = true,
        .sql = CLONE_TOTALS_SQL,
        .columns = {{COLUMN_COUNT, "clones", "classes of clones"},
                    {COLUMN_COUNT, "clones_type_1", "the same"},
                    {COLUMN_COUNT, "clones_type_2", "the same but for names"},
                    {COLUMN_COUNT, "clones_type_3", "nearly the same"},
                    {COLUMN_COUNT, "lines_duplicated", "lines there twice"},
                    {COLUMN_SHARE, "share", "share of all lines"}},
    },
    {
        .id = "clones",
        .title = "Most duplicated code outside of tests",
        .sql = CLONE_CLASSES_SQL,
        .columns = {{COLUMN_COUNT, "type", "type"},
                    {COLUMN_COUNT, "members", "places"},
                    {COLUMN_COUNT, "tokens", "tokens"},
                    {COLUMN_COUNT, "lines", "lines"},
                    {COLUMN_SHARE, "similarity", "alike"},
                    {COLUMN_TEXT, "qualified_name", "in"},
                    {COLUMN_PATH, "place", "where"},
                    {COLUMN_PATH, "other_place", "and"}},
    },
    {
        .id = "past",
        .title = "The past",
        .vertical = true,
        .sql = "SELECT count(*), count(DISTINCT author_name), date(min(author_time_s), 'unixepoch'),"
               " date(max(tip_time_s), 'unixepoch'), sum(author_time_s > tip_time_s - 90 * 86400),"
               " count(DISTINCT CASE WHEN author_time_s > tip_time_s - 90 * 86400 THEN author_name END),"
               " sum(is_fix), sum(is_revert) FROM v_commit JOIN v_tip USING (root) JOIN v_run USING (root)"
               " WHERE run_id = ?2 HAVING count(*) LIMIT ?1",
        .columns = {{COLUMN_COUNT, "commits", "commits"},
                    {COLUMN_COUNT, "authors", "authors"},
                    {COLUMN_TEXT, "first", "first"},
                    {COLUMN_TEXT, "last", "last"},
                    {COLUMN_COUNT, "commits_90_days", "commits in the last 90 days"},
                    {COLUMN_COUNT, "authors_90_days", "authors in the last 90 days"},
                    {COLUMN_COUNT, "fixes", "fixes"},
                    {COLUMN_COUNT, "reverts", "reverts"}},
    },
    {
        .id = "hotspots",
        .title = "Hotspots",
        .sql = "SELECT path, revisions, complexity, score, trend, authors FROM v_hotspot"
               " WHERE run_id = ?2 AND complexity > 0 AND NOT (is_test OR is_vendored OR is_generated)"
               " ORDER BY score DESC, path LIMIT ?1",
        .columns = {{COLUMN_PATH, "path", "file"},
                    {COLUMN_COUNT, "revisions", "revisions"},
                    {COLUMN_COUNT, "complexity", "complexity"},
                    {COLUMN_COUNT, "score", "both multiplied"},
                    {COLUMN_COUNT, "trend", "trend"},
                    {COLUMN_COUNT, "authors", "authors"}},
    },
    {
        .id = "growth",
        .title = "Getting more complex",
        .sql =
            "SELECT qualified_name, path, cognitive_then, cognitive_now, date(then_s, 'unixepoch'), revisions"
            " FROM v_unit_growth WHERE run_id = ?2 AND cognitive_now > cognitive_then"
            " ORDER BY cognitive_now - cognitive_then DESC, cognitive_now DESC, path, qualified_name LIMIT ?1",
        .columns = {{COLUMN_TEXT, "qualified_name", "function"},
                    {COLUMN_PATH, "path", "file"},
                    {COLUMN_COUNT, "cognitive_then", "cognitive then"},
                    {COLUMN_COUNT, "cognitive_now", "now"},
                    {COLUMN_TEXT, "since", "since"},
                    {COLUMN_COUNT, "revisions", "changes seen"}},
    },
    {
        .id = "violations",
        .title = "Changed together, though neither imports the other",
        .sql = "SELECT path_a, path_b, revisions_shared, degree_percent / 100.0 FROM v_violation"
               " WHERE run_id = ?2 AND NOT (is_test OR is_vendored OR is_generated)"
               " ORDER BY revisions_shared * degree_percent DESC, path_a, path_b LIMIT ?1",
        .columns = {{COLUMN_PATH, "path_a", "file"},
                    {COLUMN_PATH, "path_b", "and"},
                    {COLUMN_COUNT, "revisions_shared", "times"},
                    {COLUMN_SHARE, "degree", "of their changes"}},
    },
    {
        .id = "owners",
        .title = "Who knows the code",
        .sql =
            "SELECT iif(folder = '', '(all)', folder), main_author, share, authors, bus_factor FROM v_folder_owner"
            " WHERE run_id = ?2 AND instr(folder, '/') = 0 ORDER BY folder <> '', lines_added / share DESC, folder"
            " LIMIT ?1",
        .columns = {{COLUMN_PATH, "folder", "folder"},
                    {COLUMN_TEXT, "main_author", "main author"},
                    {COLUMN_SHARE, "share", "of all lines added"},
                    {COLUMN_COUNT, "authors", "authors"},
                    {COLUMN_COUNT, "bus_factor", "bus factor"}},
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
        .sql = "SELECT rule_id, severity, count(*), sum(is_new), " RULE_ABOUT_SQL
               " FROM v_finding WHERE run_id = ?2"
               " GROUP BY rule_id, severity"
               " ORDER BY " SEVERITY_RANK ", 3 DESC, 1 LIMIT ?1",
        .empty = "No findings.",
        .columns = {{COLUMN_TEXT, "rule_id", "rule"},
                    {COLUMN_SEVERITY, "severity", "severity"},
                    {COLUMN_COUNT, "findings", "findings"},
                    {COLUMN_COUNT, "new", "new or worsened"},
                    {COLUMN_NOTE, "about", "about"}},
    },
    {
        .id = "security",
        .judged = true,
        .title = "Security findings",
        .sql =
            "SELECT f.severity, f.is_new, f.path || ':' || line_start, title || coalesce(' (CWE-' || f.cwe || ')', '')"
            " || " ALSO_SAID_BY ","
            " CASE WHEN f.message NOT IN (coalesce(r.message, title), title)"
            " THEN iif(instr(f.message, title || ': ') = 1, substr(f.message, length(title) + 3), f.message) END,"
            " (SELECT group_concat(iif(step_path = f.path, line_start, step_path || ':' || line_start)"
            " || coalesce(' ' || nullif(message, title), ''), ' → ') FROM (SELECT * FROM v_detection_step AS s WHERE s.run_id = ?2"
            " AND s.path = f.path AND s.detection = f.detection ORDER BY step LIMIT 20))"
            " FROM (SELECT * FROM v_finding WHERE run_id = ?2 AND rule_id IN (SELECT rule_id FROM v_rule"
            " WHERE run_id = ?2 AND kind IN ('security', 'secret'))"
            " ORDER BY " SEVERITY_RANK ", coalesce(is_new, 0) DESC, rule_id, path, line_start LIMIT ?1) AS f"
            " JOIN v_rule AS r ON r.run_id = ?2 AND r.rule_id = f.rule_id"
            " ORDER BY " SEVERITY_RANK_OF(
                "f.severity") ", coalesce(is_new, 0) DESC, f.rule_id, f.path, line_start",
        .columns = {{COLUMN_SEVERITY, "severity", "severity"},
                    {COLUMN_COUNT, "is_new", "new"},
                    {COLUMN_PATH, "place", "where"},
                    {COLUMN_TEXT, "title", "what"},
                    {COLUMN_TEXT, "message", "here"},
                    {COLUMN_NOTE, "flow", "how the data gets there"}},
    },
    {
        .id = "vulnerabilities",
        .judged = true,
        .title = "Known vulnerabilities",
        .sql = "SELECT severity, is_new, substr(rule_id, 15), path || ':' || line_start, confidence, message"
               " FROM v_finding WHERE run_id = ?2 AND rule_id LIKE 'vulnerability/%'"
               " ORDER BY " SEVERITY_RANK ", coalesce(is_new, 0) DESC, rule_id, path, line_start LIMIT ?1",
        .columns = {{COLUMN_SEVERITY, "severity", "severity"},
                    {COLUMN_COUNT, "is_new", "new"},
                    {COLUMN_TEXT, "id", "record"},
                    {COLUMN_PATH, "place", "where"},
                    {COLUMN_TEXT, "confidence", "confidence"},
                    {COLUMN_NOTE, "message", "what"}},
    },
    {
        .id = "tools",
        .title = "Outside tools",
        .sql =
            "SELECT tool, state, version, files, findings FROM v_tool WHERE run_id = ?2 ORDER BY tool LIMIT ?1",
        .columns = {{COLUMN_TEXT, "tool", "tool"},
                    {COLUMN_TEXT, "state", "state"},
                    {COLUMN_TEXT, "version", "version"},
                    {COLUMN_COUNT, "files", "files"},
                    {COLUMN_COUNT, "findings", "findings"}},
    },
    {
        .id = "suppressed",
        .judged = true,
        .title = "Suppressed by comments",
        .sql = "SELECT severity, rule_id, path || ':' || line_start, coalesce(reason, '(no reason)')"
               " FROM v_suppressed WHERE run_id = ?2"
               " ORDER BY " SEVERITY_RANK ", rule_id, path, line_start LIMIT ?1",
        .columns = {{COLUMN_SEVERITY, "severity", "severity"},
                    {COLUMN_TEXT, "rule_id", "rule"},
                    {COLUMN_PATH, "place", "where"},
                    {COLUMN_NOTE, "reason", "reason"}},
    },
    {
        .id = "findings",
        .judged = true,
        .title = "Worst findings",
        .sql = "SELECT severity, rule_id, is_new, coalesce(path || coalesce(':' || line_start, ''), '-'),"
               " message || " ALSO_SAID_BY " FROM v_finding WHERE run_id = ?2 ORDER BY " SEVERITY_RANK
               ", coalesce(is_new, 0) DESC,"
               " 1.0 * value / max(limit_value, 1) DESC, rule_id, path, line_start"
               " LIMIT ?1",
        .columns = {{COLUMN_SEVERITY, "severity", "severity"},
                    {COLUMN_TEXT, "rule_id", "rule"},
                    {COLUMN_COUNT, "is_new", "new"},
                    {COLUMN_PATH, "place", "where"},
                    {COLUMN_NOTE, "message", "what"}},
    },
    {
        .id = "grade",
        .title = "Grade",
        .all = true,
        .sql =
            "SELECT component, grade, value, CAST(round(weight) AS INTEGER), detail FROM v_score WHERE run_id = ?2"
            " ORDER BY component = 'overall', weight DESC, component LIMIT ?1",
        .empty = "Not graded: run cbc-score on this store.",
        .columns = {{COLUMN_TEXT, "component", "component"},
                    {COLUMN_GRADE, "grade", "grade"},
                    {COLUMN_POINTS, "value", "of 100"},
                    {COLUMN_COUNT, "weight", "weight"},
                    {COLUMN_NOTE, "detail", "because"}},
    },
    {.id = NULL},
};
