/*
 * clone_sections: what the report says of duplicated code.
 *
 * A duplicated line is one that some other place has too, counted without one copy of it, as jscpd counts: lines that
 * could go. Vendored and generated code is left out on both sides of the share.
 */
#ifndef CBCRAWL_REPORT_CLONE_SECTIONS_H
#define CBCRAWL_REPORT_CLONE_SECTIONS_H

#define CLONES_OF_OURS "FROM v_clone WHERE run_id = ?2 AND NOT is_generated AND NOT is_vendored"

#define CLONE_TOTALS_SQL                                                                                              \
    "SELECT count(DISTINCT clone_id), count(DISTINCT iif(type = 1, clone_id, NULL)),"                                 \
    " count(DISTINCT iif(type = 2, clone_id, NULL)), count(DISTINCT iif(type = 3, clone_id, NULL)),"                  \
    " sum(iif(member > 0, lines_new, 0)), 1.0 * sum(iif(member > 0, lines_new, 0)) / nullif((SELECT sum(lines_total)" \
    " FROM v_file WHERE run_id = ?2 AND is_parsed AND NOT is_generated AND NOT is_vendored), 0) " CLONES_OF_OURS      \
    " HAVING count(*) LIMIT ?1"

#define CLONE_CLASSES_SQL                                                                                            \
    "SELECT type, members, tokens, lines, iif(type = 3, similarity, NULL), coalesce(qualified_name, ''),"            \
    " path || ':' || line_start,"                                                                                    \
    " (SELECT o.path || ':' || o.line_start FROM v_clone AS o WHERE o.run_id = ?2 AND o.clone_id = c.clone_id"       \
    " AND o.member = 1) FROM v_clone AS c WHERE run_id = ?2 AND member = 0 AND NOT is_generated AND NOT is_vendored" \
    " AND NOT is_test ORDER BY clone_id LIMIT ?1"

#endif
