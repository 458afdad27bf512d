#include "pipeline/load/finding_rows.h"

#include "pipeline/load/tables.h"

/* What may be said of a rule or a detection, and must be one of these words. */
static const struct word {
    const char *field;
    const char *values[6];
} words[] = {
    {"severity", {"critical", "high", "medium", "low", "info", NULL}},
    {"confidence", {"high", "medium", "low", NULL}},
    {"kind", {"security", "secret", "reliability", "quality", NULL}},
};

void finding_rows_init(struct finding_rows *rows, struct store *store, struct names *names)
{
    *rows = (struct finding_rows){.store = store, .names = names};
}

void finding_rows_release(struct finding_rows *rows)
{
    store_rows_free(rows->rules);
    store_rows_free(rows->found);
    store_rows_free(rows->steps);
    store_rows_free(rows->said);
    store_rows_free(rows->suppressed);
    store_rows_free(rows->declared);
}

int finding_rows_flush(struct finding_rows *rows, struct err *err)
{
    struct store_rows *const all[] = {rows->rules, rows->found,      rows->steps,
                                      rows->said,  rows->suppressed, rows->declared};
    int rc = 0;
    for (size_t i = 0; i < sizeof all / sizeof all[0] && rc == 0; i++)
        rc = all[i] ? store_rows_flush(all[i], err) : 0;
    return rc;
}

static int open_rows(const struct finding_rows *rows, const struct row_table *table, struct store_rows **to,
                     struct err *err)
{
    return *to ? 0 : row_open(rows->store, table, to, err);
}

static bool is_one_of(struct str text, const char *const *values)
{
    while (*values && !str_eq(text, str_from(*values)))
        values++;
    return *values;
}

static int check_words(const struct json_val *record, const char *kind, struct err *err)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        struct str text = json_get_str(record, words[i].field);
        if (text.p && !is_one_of(text, words[i].values))
            return err_set(err, ERR_INPUT, "%s: %s is none of those there are", kind, words[i].field);
    }
    return 0;
}

static int check_rule_id(const struct json_val *record, const char *kind, struct err *err)
{
    size_t len = json_get_str(record, "rule_id").len;
    if (len >= 1 && len <= FINDING_RULE_ID_MAX)
        return 0;
    return err_set(err, ERR_INPUT, "%s: rule_id is not a text of 1 to %d bytes", kind, FINDING_RULE_ID_MAX);
}

/* Numbers start again with each file. */
static void enter_file(struct finding_rows *rows, int64_t fact_id)
{
    if (rows->fact_id == fact_id)
        return;
    rows->fact_id = fact_id;
    rows->detections = rows->suppressions = rows->dependencies = 0;
}

int finding_rows_add_rule(struct finding_rows *rows, int64_t run_id, const struct json_val *record,
                          struct err *err)
{
    int rc = check_rule_id(record, "rule", err);
    if (rc == 0)
        rc = check_words(record, "rule", err);
    if (rc == 0)
        rc = open_rows(rows, &table_rule, &rows->rules, err);
    if (rc < 0)
        return rc;
    store_rows_next(rows->rules)[0] = store_cell_int(run_id);
    return row_put(&table_rule, rows->rules, rows->names, record, err);
}

static int add_steps(struct finding_rows *rows, int64_t detection, const struct json_val *steps,
                     struct err *err)
{
    if (!json_is_array(steps))
        return err_set(err, ERR_INPUT, "finding: steps is not an array");
    struct json_iter iter = json_iter_begin(steps);
    const struct json_val *step;
    int rc = open_rows(rows, &table_detection_step, &rows->steps, err);
    for (int64_t n = 0; rc == 0 && (step = json_iter_next(&iter, NULL)); n++) {
        if (n == FINDING_STEPS_MAX)
            return err_set(err, ERR_INPUT, "finding: more than %d steps", FINDING_STEPS_MAX);
        struct store_cell *cells = store_rows_next(rows->steps);
        cells[0] = store_cell_int(rows->fact_id);
        cells[1] = store_cell_int(detection);
        cells[2] = store_cell_int(n);
        rc = row_put(&table_detection_step, rows->steps, rows->names, step, err);
    }
    return rc;
}

static int add_detection(struct finding_rows *rows, int64_t fact_id, const struct json_val *record,
                         struct err *err)
{
    int rc = check_rule_id(record, "finding", err);
    if (rc == 0)
        rc = check_words(record, "finding", err);
    if (rc == 0)
        rc = open_rows(rows, &table_detection, &rows->found, err);
    if (rc < 0)
        return rc;
    enter_file(rows, fact_id);
    int64_t detection = rows->detections++;
    struct store_cell *cells = store_rows_next(rows->found);
    cells[0] = store_cell_int(fact_id);
    cells[1] = store_cell_int(detection);
    rc = row_put(&table_detection, rows->found, rows->names, record, err);
    const struct json_val *steps = json_get(record, "steps");
    return rc == 0 && steps ? add_steps(rows, detection, steps, err) : rc;
}

int finding_rows_add_said(struct finding_rows *rows, int64_t run_id, const struct json_val *record,
                          struct err *err)
{
    int rc = check_rule_id(record, "finding", err);
    if (rc == 0)
        rc = check_words(record, "finding", err);
    if (rc == 0)
        rc = open_rows(rows, &table_tool_detection, &rows->said, err);
    if (rc < 0)
        return rc;
    struct store_cell *cells = store_rows_next(rows->said);
    cells[0] = store_cell_int(run_id);
    cells[1] = store_cell_int(rows->tool_detections++);
    return row_put(&table_tool_detection, rows->said, rows->names, record, err);
}

static int add_suppression(struct finding_rows *rows, int64_t fact_id, const struct json_val *record,
                           struct err *err)
{
    int rc = check_rule_id(record, "suppression", err);
    if (rc == 0)
        rc = open_rows(rows, &table_suppression, &rows->suppressed, err);
    if (rc < 0)
        return rc;
    enter_file(rows, fact_id);
    struct store_cell *cells = store_rows_next(rows->suppressed);
    cells[0] = store_cell_int(fact_id);
    cells[1] = store_cell_int(rows->suppressions++);
    return row_put(&table_suppression, rows->suppressed, rows->names, record, err);
}

static int add_dependency(struct finding_rows *rows, int64_t fact_id, const struct json_val *record,
                          struct err *err)
{
    int rc = open_rows(rows, &table_dependency, &rows->declared, err);
    if (rc < 0)
        return rc;
    enter_file(rows, fact_id);
    struct store_cell *cells = store_rows_next(rows->declared);
    cells[0] = store_cell_int(fact_id);
    cells[1] = store_cell_int(rows->dependencies++);
    return row_put(&table_dependency, rows->declared, rows->names, record, err);
}

int finding_rows_add(struct finding_rows *rows, int64_t fact_id, const struct json_val *record,
                     struct err *err)
{
    struct str kind = json_get_str(record, "k");
    if (str_eq(kind, STR("manifest")))
        return add_dependency(rows, fact_id, record, err);
    bool is_comment = str_eq(kind, STR("suppression"));
    return (is_comment ? add_suppression : add_detection)(rows, fact_id, record, err);
}
