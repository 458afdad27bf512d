#include "pipeline/store/judgement.h"

#include <math.h>
#include <stdlib.h>

struct judgement {
    struct store *store;
    struct store_stmt *find_name, *add_name, *add_finding, *add_source, *add_score;
    int64_t run_id, finding_id; /* the last one put */
    int64_t sources;            /* of it */
    struct str program;
};

static int prepare_all(struct judgement *j, struct err *err)
{
    const struct {
        const char *sql;
        struct store_stmt **stmt;
    } wanted[] = {
        {"SELECT name_id FROM name WHERE text = ? ORDER BY raw LIMIT 1", &j->find_name},
        {"INSERT INTO name (text) VALUES (?)", &j->add_name},
        {"INSERT INTO finding (run_id, program, rule_id, cwe, severity, confidence, path_id, line_start,"
         " line_end, unit, qualified_name, message, fingerprint, is_new, value, limit_value,"
         " detection, is_suppressed, reason, tool)"
         " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
         &j->add_finding},
        {"INSERT INTO finding_source (finding_id, source, tool, rule_id, line_start, severity, message)"
         " VALUES (?, ?, ?, ?, ?, ?, ?)",
         &j->add_source},
        {"INSERT INTO score (run_id, program, component, value, weight, grade, detail)"
         " VALUES (?, ?, ?, ?, ?, ?, ?)",
         &j->add_score},
    };
    int rc = 0;
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0] && rc == 0; i++)
        rc = store_prepare(j->store, wanted[i].sql, wanted[i].stmt, err);
    return rc;
}

int judgement_begin(struct judgement **ret_judgement, struct store *store, int64_t run_id,
                    const char *program, struct err *err)
{
    struct judgement *j = calloc(1, sizeof *j);
    if (!j)
        arena_full(sizeof *j);
    j->store = store;
    j->run_id = run_id;
    j->program = str_from(program);
    int rc = store_begin(store, err);
    if (rc == 0)
        rc = prepare_all(j, err);
    if (rc == 0)
        rc = store_exec_with(store, err, "DELETE FROM finding WHERE run_id = ? AND program = ?", "it", run_id,
                             j->program);
    if (rc == 0)
        rc = store_exec_with(store, err, "DELETE FROM score WHERE run_id = ? AND program = ?", "it", run_id,
                             j->program);
    if (rc < 0)
        judgement_abandon(j);
    else
        *ret_judgement = j;
    return rc;
}

/* Findings are few beside facts: no table of names is kept in memory for them. */
static int name_id(struct judgement *j, struct str text, int64_t *ret_id, struct err *err)
{
    store_bind_text(j->find_name, 1, text);
    int rc = store_step(j->find_name, err);
    if (rc > 0) {
        *ret_id = store_int(j->find_name, 0);
        store_reset(j->find_name);
        return 0;
    }
    if (rc == 0) {
        store_bind_text(j->add_name, 1, text);
        rc = store_run(j->add_name, err);
    }
    if (rc == 0)
        *ret_id = store_last_id(j->store);
    return rc;
}

static void bind_optional(struct store_stmt *stmt, int parameter, int64_t value, int64_t least)
{
    if (value < least)
        store_bind_null(stmt, parameter);
    else
        store_bind_int(stmt, parameter, value);
}

int judgement_put_finding(struct judgement *j, const struct judgement_finding *f, struct err *err)
{
    struct store_stmt *add = j->add_finding;
    store_bind_int(add, 1, j->run_id);
    store_bind_text(add, 2, j->program);
    store_bind_text(add, 3, f->rule_id);
    bind_optional(add, 4, f->cwe, 1);
    store_bind_text(add, 5, f->severity);
    store_bind_text(add, 6, f->confidence);
    store_bind_null(add, 7);
    if (f->path.p) {
        int64_t id = 0;
        int rc = name_id(j, f->path, &id, err);
        if (rc < 0)
            return rc;
        store_bind_int(add, 7, id);
    }
    bind_optional(add, 8, f->line_start, 0);
    bind_optional(add, 9, f->line_end, 0);
    bind_optional(add, 10, f->unit, 0);
    store_bind_text(add, 11, f->qualified_name);
    store_bind_text(add, 12, f->message);
    store_bind_text(add, 13, f->fingerprint);
    bind_optional(add, 14, f->is_new, 0);
    bind_optional(add, 15, f->value, 0);
    bind_optional(add, 16, f->limit_value, 0);
    bind_optional(add, 17, f->detection, 0);
    store_bind_int(add, 18, f->is_suppressed);
    store_bind_text(add, 19, f->reason);
    store_bind_text(add, 20, f->tool);
    int rc = store_run(add, err);
    j->finding_id = store_last_id(j->store);
    j->sources = 0;
    return rc;
}

int judgement_put_source(struct judgement *j, const struct judgement_source *source, struct err *err)
{
    struct store_stmt *add = j->add_source;
    store_bind_int(add, 1, j->finding_id);
    store_bind_int(add, 2, j->sources++);
    store_bind_text(add, 3, source->tool);
    store_bind_text(add, 4, source->rule_id);
    store_bind_int(add, 5, source->line_start);
    store_bind_text(add, 6, source->severity);
    store_bind_text(add, 7, source->message);
    return store_run(add, err);
}

static void bind_measure(struct store_stmt *stmt, int parameter, double value)
{
    if (isnan(value))
        store_bind_null(stmt, parameter);
    else
        store_bind_real(stmt, parameter, value);
}

int judgement_put_score(struct judgement *j, const struct judgement_score *s, struct err *err)
{
    store_bind_int(j->add_score, 1, j->run_id);
    store_bind_text(j->add_score, 2, j->program);
    store_bind_text(j->add_score, 3, s->component);
    bind_measure(j->add_score, 4, s->value);
    bind_measure(j->add_score, 5, s->weight);
    store_bind_text(j->add_score, 6, s->grade);
    store_bind_text(j->add_score, 7, s->detail);
    return store_run(j->add_score, err);
}

static void free_judgement(struct judgement *j)
{
    store_free(j->find_name);
    store_free(j->add_name);
    store_free(j->add_finding);
    store_free(j->add_source);
    store_free(j->add_score);
    free(j);
}

int judgement_commit(struct judgement *j, struct err *err)
{
    int rc = store_commit_news(j->store, err);
    if (rc < 0)
        store_rollback(j->store);
    free_judgement(j);
    return rc;
}

void judgement_abandon(struct judgement *j)
{
    if (!j)
        return;
    store_rollback(j->store);
    free_judgement(j);
}
