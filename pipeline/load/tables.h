/*
 * tables: which field of which record goes into which column. The lists follow schema.sql and cbc-records(5).
 */
#ifndef CBCRAWL_LOAD_TABLES_H
#define CBCRAWL_LOAD_TABLES_H

#include "pipeline/load/row.h"

/* What one file's bytes say; the caller gives the ids. */
extern const struct row_table table_fact, table_run_file, table_unit, table_import, table_package;

/* What an import stands for in this tree. */
extern const struct row_table table_import_target;

/* A cycle; its members are rows of their own. */
extern const struct row_table table_cycle;

/* A commit, what it changed, and whom a fix blames. */
extern const struct row_table table_revision, table_change, table_szz, table_past_error;

/* A past version of a file, what is in it, and its functions. */
extern const struct row_table table_past_file, table_past_content, table_past_version, table_past_unit,
    table_past_finding;

/* What analyzers found, and outside tools. */
extern const struct row_table table_rule, table_detection, table_detection_step, table_tool_detection,
    table_suppression;

/* What a manifest declares. */
extern const struct row_table table_dependency;

/* Kinds whose records become one row each: up to PLAIN_EXTERNAL they belong to what was linked, the others to the run. */
enum plain_table {
    PLAIN_EDGE,
    PLAIN_GRAPH,
    PLAIN_SYSTEM,
    PLAIN_EXTERNAL,
    PLAIN_ERROR,
    PLAIN_DEPENDENCY,
    PLAIN_TOOL,
    PLAIN_JUDGED, /* findings */
    TABLES_PLAIN
};
extern const struct row_table tables_plain[TABLES_PLAIN];

#endif
