#include "analyzers/taint/taint_catalogue.h"

#include "analyzers/taint/taint_rules.h"
#include "pipeline/base/num.h"
#include "pipeline/record/record.h"

static void put_class(const struct taint_rules *rules, const struct taint_class *class, struct arena *arena,
                      struct buf *out)
{
    int64_t cwe;
    bool is_low = str_eq(class->severity, STR("low"));
    struct json_out r = record_open(out, "rule");
    json_put_str(&r, "rule_id",
                 str_from(arena_printf(arena, "%.*s/taint/%.*s", STR_ARG(rules->lang), STR_ARG(class->id))));
    json_put_str(&r, "title", class->message);
    json_put_str(&r, "message", class->message);
    if (num_parse_int(str_skip(class->cwe, strlen("CWE-")), &cwe))
        json_put_int(&r, "cwe", cwe);
    json_put_str(&r, "severity", class->severity);
    json_put_str(&r, "confidence", is_low ? STR("low") : STR("high"));
    json_put_str(&r, "kind", STR("security"));
    record_close(&r);
}

/* Classes that some rule of the language speaks of. */
static uint64_t used_classes(const struct taint_rules *rules)
{
    uint64_t used = 0;
    for (size_t i = 0; i < rules->rules.len; i++) {
        const struct taint_rule *rule = &rules->rules.at[i];
        if (rule->verb == VERB_SINK || rule->verb == VERB_CONST)
            used |= rule->classes;
    }
    return used;
}

void taint_catalogue_put(const struct taint_set *set, struct arena *arena, struct buf *out)
{
    struct map told = {0};
    for (int lang = AST_NONE + 1; lang < AST_LANGS; lang++) {
        const struct taint_rules *rules = set->rules[lang];
        bool is_new = false;
        if (rules)
            map_put(&told, arena, rules->lang, &is_new);
        uint64_t used = is_new ? used_classes(rules) : 0;
        for (size_t c = 0; rules && c < rules->n_classes; c++) {
            if (used >> c & 1)
                put_class(rules, &rules->classes[c], arena, out);
        }
    }
}
