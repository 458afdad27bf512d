/* The input is a rule file: what is accepted says all a rule must, and compiles or tells why not. */
#include "analyzers/rules/rule_set.h"
#include "tests/fuzz/fuzz.h"

static void check_rule(const struct rule *rule)
{
    CHECK(rule->title.len > 0 && rule->message.len > 0 && rule->severity.len > 0);
    CHECK(rule->languages != 0);
    CHECK((rule->query.text.len > 0) != (rule->pattern.len > 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct named_text source = {"fuzz.rules", str_of((const char *)data, len)};
    const struct rule_sources sources = {.texts = {.at = &source, .len = 1}};
    struct rule_set set = {0};
    struct arena arena;
    struct err err;
    CHECK(arena_init(&arena, (size_t)512 << 20, NULL) == 0);
    if (rule_set_new(&arena, &sources, &set, &err) == 0) {
        for (size_t i = 0; i < set.rules.len; i++)
            check_rule(&set.rules.at[i]);
        for (int lang = AST_NONE + 1; lang < AST_LANGS; lang++)
            CHECK(rule_set_lang(&set, &arena, (enum ast_lang)lang, &err) <= 0);
        rule_set_release(&set);
    }
    arena_release(&arena);
    return 0;
}
