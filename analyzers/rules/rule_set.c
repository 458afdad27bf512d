#include "analyzers/rules/rule_set.h"

#include "pipeline/record/record.h"

/* One digest for a language: rules of others may change without its files being looked at again. */
static void add_digest(struct rule_set *set, size_t first, struct hash128 file)
{
    uint32_t languages = 0;
    for (size_t i = first; i < set->rules.len; i++)
        languages |= set->rules.at[i].languages;
    for (int lang = 0; lang < AST_LANGS; lang++)
        if (languages & UINT32_C(1) << lang) {
            struct hash128 both[2] = {set->digests[lang], file};
            set->digests[lang] = hash128(str_of((const char *)both, sizeof both));
        }
}

static void refuse(struct rule_set *set, struct arena *arena, const struct err *why)
{
    *vec_push(&set->refused, arena) = arena_printf(arena, "%s", why->text);
}

/* A file of the scanned root: all of its rules, or none. */
static void read_strangers(struct rule_set *set, struct arena *arena, const struct named_text *source)
{
    size_t first = set->rules.len;
    struct err why = {0};
    if (rule_file_read(arena, source->name, source->text, &set->rules, &why) < 0) {
        set->rules.len = first;
        refuse(set, arena, &why);
    }
    for (size_t i = first; i < set->rules.len; i++)
        set->rules.at[i].is_strangers = true;
}

int rule_set_new(struct arena *arena, const struct rule_sources *sources, struct rule_set *ret_set,
                 struct err *err)
{
    struct rule_set set = {0};
    for (size_t i = 0; i < sources->refused.len; i++)
        *vec_push(&set.refused, arena) = sources->refused.at[i];
    for (size_t i = 0; i < sources->texts.len; i++) {
        const struct named_text *source = &sources->texts.at[i];
        size_t first = set.rules.len;
        int rc = 0;
        if (i + sources->strangers >= sources->texts.len)
            read_strangers(&set, arena, source);
        else
            rc = rule_file_read(arena, source->name, source->text, &set.rules, err);
        if (rc < 0)
            return rc;
        add_digest(&set, first, hash128(source->text));
    }
    *ret_set = set;
    return 0;
}

/* Each of them alone: one that cannot be compiled must not cost the others. */
static void try_strangers(struct rule_set *set, struct arena *arena, enum ast_lang lang)
{
    for (size_t i = 0; i < set->rules.len; i++) {
        struct rule *rule = &set->rules.at[i];
        struct rules alone = {.at = rule, .len = 1};
        struct rule_table *table;
        struct arena scratch = *arena;
        struct err why = {0};
        if (!rule->is_strangers || !(rule->languages & UINT32_C(1) << lang))
            continue;
        if (rule_table_new(&scratch, &alone, lang, &table, &why) == 0) {
            rule_table_release(table);
        } else {
            rule->languages &= ~(UINT32_C(1) << lang);
            refuse(set, arena, &why);
        }
    }
}

int rule_set_lang(struct rule_set *set, struct arena *arena, enum ast_lang lang, struct err *err)
{
    if (set->tables[lang])
        return 0;
    try_strangers(set, arena, lang);
    return rule_table_new(arena, &set->rules, lang, &set->tables[lang], err);
}

void rule_set_release(struct rule_set *set)
{
    for (int lang = 0; lang < AST_LANGS; lang++)
        rule_table_release(set->tables[lang]);
}

static void put_rule(const struct rule *rule, struct buf *out)
{
    struct json_out r = record_open(out, "rule");
    json_put_str(&r, "rule_id", rule->id);
    json_put_str(&r, "title", rule->title);
    json_put_str(&r, "message", rule->message);
    if (rule->cwe)
        json_put_int(&r, "cwe", rule->cwe);
    json_put_str(&r, "severity", rule->severity);
    json_put_str(&r, "confidence", rule->confidence);
    json_put_str(&r, "kind", rule->kind);
    if (rule->help.len)
        json_put_str(&r, "help", rule->help);
    if (rule->n_references) {
        json_key(&r, "references");
        json_open(&r, '[');
        for (size_t i = 0; i < rule->n_references; i++)
            json_str(&r, rule->references[i]);
        json_close(&r, ']');
    }
    record_close(&r);
}

void rule_set_put(const struct rule_set *set, struct buf *out)
{
    uint32_t met = 0;
    for (int lang = 0; lang < AST_LANGS; lang++)
        met |= (uint32_t)(set->tables[lang] != NULL) << lang;
    for (size_t i = 0; i < set->rules.len; i++)
        if (set->rules.at[i].languages & met)
            put_rule(&set->rules.at[i], out);
}
