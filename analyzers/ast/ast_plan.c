#include "analyzers/ast/ast_plan.h"

#include "analyzers/ast/ast_inside.h"
#include "pipeline/base/hash.h"

struct ast_plan *ast_plan_new(struct arena *arena, const struct analyzer *const *analyzers)
{
    struct ast_plan *plan = arena_new(arena, struct ast_plan);
    while (analyzers[plan->n_analyzers]) {
        if (plan->n_analyzers == ANALYZERS_MAX)
            BUG("more than ANALYZERS_MAX analyzers");
        plan->analyzers[plan->n_analyzers] = analyzers[plan->n_analyzers];
        plan->n_analyzers++;
    }
    return plan;
}

/* Tokens ----------------------------------------------------------------------------------------------------------- */

static bool is_any(struct str s, const char *const *words)
{
    for (; *words; words++)
        if (str_eq(s, str_from(*words)))
            return true;
    return false;
}

static bool contains(struct str s, struct str part)
{
    return str_find(s, part) >= 0;
}

static bool is_name(struct str type)
{
    static const char *const names[] = {"constant",
                                        "name",
                                        "word",
                                        "variable_name",
                                        "instance_variable",
                                        "field",
                                        "value_name",
                                        "module_name",
                                        "constructor_name",
                                        "field_name",
                                        "method_name",
                                        "type_constructor",
                                        "alias",
                                        "lifetime",
                                        "class_variable",
                                        "label_name",
                                        "global_variable",
                                        "operator",
                                        "primitive_type",
                                        NULL};
    return str_ends(type, STR("identifier")) || is_any(type, names);
}

/* Parts of one string come as several leaves; the walk counts a run of literals once. */
static bool is_literal(struct str type)
{
    static const char *const names[] = {"number",
                                        "integer",
                                        "float",
                                        "character",
                                        "escape_sequence",
                                        "raw_string",
                                        "regex_pattern",
                                        "heredoc_body",
                                        "simple_symbol",
                                        "hash_key_symbol",
                                        "template_chars",
                                        "line_str_text",
                                        "raw_text",
                                        "ansi_c_string",
                                        "\"",
                                        "'",
                                        "`",
                                        "string_start",
                                        "string_end",
                                        NULL};
    return is_any(type, names) || str_ends(type, STR("_literal")) || str_ends(type, STR("_content")) ||
           str_ends(type, STR("_fragment"));
}

/* The number depends on the word alone, so that like code is like in C and C++, in JavaScript and TypeScript. */
static uint16_t word_number(struct str type)
{
    return (uint16_t)(AST_TOKEN_WORDS + hash64(type) % (UINT16_MAX - AST_TOKEN_WORDS));
}

static uint16_t token_of(struct str type, bool named)
{
    if (named && contains(type, STR("comment")))
        return AST_TOKEN_COMMENT;
    if (is_literal(type))
        return AST_TOKEN_LITERAL;
    if (named && is_name(type))
        return AST_TOKEN_NAME;
    return word_number(type);
}

/* The table -------------------------------------------------------------------------------------------------------- */

static void add_rule(struct ast_table *table, uint32_t symbol, uint32_t analyzer, const struct ast_rule *rule)
{
    table->symbols[symbol].enter |= (uint16_t)(1U << analyzer);
    if (rule->leave)
        table->symbols[symbol].leave |= (uint16_t)(1U << analyzer);
    table->codes[symbol][analyzer] = rule->code;
}

static bool is_named(const TSLanguage *language, TSSymbol symbol)
{
    return ts_language_symbol_type(language, symbol) != TSSymbolTypeAnonymous;
}

static void fill_tokens(struct ast_table *table, const TSLanguage *language)
{
    for (TSSymbol symbol = 0; symbol < table->error; symbol++)
        table->symbols[symbol].token =
            token_of(str_from(ts_language_symbol_name(language, symbol)), is_named(language, symbol));
    table->symbols[table->error].token = token_of(STR("ERROR"), true);
}

/* Enters what the analyzers ask for at all symbols of that name. */
static void fill_rules(const struct ast_plan *plan, struct ast_table *table, enum ast_lang lang,
                       uint32_t analyzer)
{
    const TSLanguage *language = ast_grammars[lang].language();
    const struct ast_rule *rule = plan->analyzers[analyzer]->rules[lang];
    for (; rule && rule->type; rule++) {
        struct str type = str_from(rule->type);
        TSSymbol symbol = ast_symbol_named(lang, type, 0);
        for (; symbol; symbol = ast_symbol_named(lang, type, symbol))
            if (rule->is_token != is_named(language, symbol))
                add_rule(table, symbol, analyzer, rule);
        if (!rule->is_token && str_eq(type, STR("ERROR")))
            add_rule(table, table->error, analyzer, rule);
    }
}

void ast_plan_lang(struct ast_plan *plan, struct arena *arena, enum ast_lang lang)
{
    struct ast_table *table = &plan->tables[lang];
    if (lang == AST_NONE || table->symbols)
        return;
    const TSLanguage *language = ast_grammars[lang].language();
    ast_lang_prepare(lang);
    table->error = ts_language_symbol_count(language);
    table->symbols = arena_array(arena, struct ast_symbol, table->error + 1);
    table->codes = arena_alloc(arena, table->error + 1, sizeof *table->codes, 1);
    if (lang == AST_PYTHON) {
        table->statement = ts_language_symbol_for_name(language, "expression_statement", 20, true);
        table->string = ts_language_symbol_for_name(language, "string", 6, true);
    }
    fill_tokens(table, language);
    for (uint32_t a = 0; a < plan->n_analyzers; a++)
        fill_rules(plan, table, lang, a);
}
