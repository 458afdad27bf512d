/* A rule that names a node no grammar has would be silently without effect: a typing error, or a grammar that changed. */
#include "tests/unit/check.h"

#include "analyzers/ast/ast_inside.h"
#include "analyzers/units/units.h"

static bool has_type(enum ast_lang lang, const struct ast_rule *rule)
{
    const TSLanguage *language = ast_grammars[lang].language();
    for (uint32_t i = 0; i < ts_language_symbol_count(language); i++) {
        bool token = ts_language_symbol_type(language, (TSSymbol)i) == TSSymbolTypeAnonymous;
        if (token == rule->is_token && strcmp(ts_language_symbol_name(language, (TSSymbol)i), rule->type) == 0)
            return true;
    }
    return false;
}

/* Related languages share a list: one of them must have the node. */
static bool is_known(const struct ast_rule *list, const struct ast_rule *rule)
{
    for (int lang = AST_NONE + 1; lang < AST_LANGS; lang++)
        if (units_analyzer.rules[lang] == list && has_type((enum ast_lang)lang, rule))
            return true;
    return false;
}

static void every_rule_names_a_node(void **state)
{
    int unknown = 0;
    (void)state;
    for (int lang = AST_NONE + 1; lang < AST_LANGS; lang++) {
        const struct ast_rule *list = units_analyzer.rules[lang];
        assert_non_null(list);
        for (const struct ast_rule *rule = list; rule->type; rule++) {
            if (is_known(list, rule))
                continue;
            print_error("%s: no %s\n", ast_lang_name((enum ast_lang)lang), rule->type);
            unknown++;
        }
    }
    assert_int_equal(unknown, 0);
}

static void every_field_is_of_some_grammar(void **state)
{
    (void)state;
    for (int field = 0; field < AST_FIELDS; field++) {
        bool known = false;
        for (int lang = AST_NONE + 1; lang < AST_LANGS; lang++) {
            ast_lang_prepare((enum ast_lang)lang);
            known |= ast_field_id((enum ast_lang)lang, (enum ast_field)field) != 0;
        }
        if (!known)
            print_error("field %d\n", field);
        assert_true(known);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_names_a_node),
        cmocka_unit_test(every_field_is_of_some_grammar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
