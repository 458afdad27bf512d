#include "pipeline/score/score_depend.h"

#include <inttypes.h>

struct depend {
    struct findings *findings;
    struct arena *arena;
    struct arena scratch;
    const struct facts *facts;
    const struct policy *policy;
};

static struct str message_of(struct depend *d, bool is_unused, struct store_stmt *row)
{
    struct str ecosystem = store_text(row, 2), name = str_head(store_text(row, 3), 200);
    if (is_unused)
        return str_from(arena_printf(d->arena, "%.*s (%.*s) is declared here, and nothing imports it",
                                     STR_ARG(name), STR_ARG(ecosystem)));
    int64_t files = store_int(row, 6);
    return str_from(arena_printf(d->arena,
                                 "%.*s (%.*s) is imported by %" PRId64 " file%s and not declared in %.*s",
                                 STR_ARG(name), STR_ARG(ecosystem), files, files == 1 ? "" : "s",
                                 STR_ARG(str_head(store_text(row, 5), 300))));
}

static void take_row(struct depend *d, struct store_stmt *row)
{
    const uint32_t *place = map_get(&d->facts->places[LEVEL_FILE], store_text(row, 0));
    bool is_unused = str_eq(store_text(row, 4), STR("unused"));
    const struct rule *rule =
        policy_rule(d->policy, is_unused ? RULE_DEPENDENCY_UNUSED : RULE_DEPENDENCY_UNDECLARED);
    const struct file *file = place ? &d->facts->files.at[*place] : NULL;
    if (!file || !rule_applies(rule, file, d->scratch))
        return;
    struct finding *finding = findings_add(d->findings, d->arena, rule, file);
    finding->confidence = "medium";
    finding->line_start = finding->line_end = store_int(row, 1);
    finding->name = str_dup(d->arena, store_text(row, 3));
    finding->message = message_of(d, is_unused, row);
    finding_fingerprint(finding, store_text(row, 2));
}

int depend_find(struct findings *findings, struct arena *arena, struct arena scratch,
                const struct facts *facts, const struct policy *policy, struct store *store, struct err *err)
{
    struct depend d = {findings, arena, scratch, facts, policy};
    struct store_stmt *stmt;
    int rc = store_prepare_with(
        store, &stmt, err,
        "SELECT path, line, ecosystem, name, state, manifest_path, files FROM v_dependency_use"
        " WHERE run_id = ?1 ORDER BY path, line, ecosystem, name",
        "i", facts->run.run_id);
    if (rc < 0)
        return rc;
    while ((rc = store_step(stmt, err)) == 1)
        take_row(&d, stmt);
    store_free(stmt);
    return rc;
}
