#include "analyzers/ast/ast_inside.h"

#include "pipeline/base/err.h"
#include "pipeline/base/hash.h"

#include <pthread.h>

const TSLanguage *tree_sitter_bash(void);
const TSLanguage *tree_sitter_c(void);
const TSLanguage *tree_sitter_c_sharp(void);
const TSLanguage *tree_sitter_cpp(void);
const TSLanguage *tree_sitter_elixir(void);
const TSLanguage *tree_sitter_go(void);
const TSLanguage *tree_sitter_java(void);
const TSLanguage *tree_sitter_javascript(void);
const TSLanguage *tree_sitter_kotlin(void);
const TSLanguage *tree_sitter_lua(void);
const TSLanguage *tree_sitter_ocaml(void);
const TSLanguage *tree_sitter_php(void);
const TSLanguage *tree_sitter_python(void);
const TSLanguage *tree_sitter_ruby(void);
const TSLanguage *tree_sitter_rust(void);
const TSLanguage *tree_sitter_scala(void);
const TSLanguage *tree_sitter_swift(void);
const TSLanguage *tree_sitter_tsx(void);
const TSLanguage *tree_sitter_typescript(void);
const TSLanguage *tree_sitter_zig(void);

const struct ast_grammar ast_grammars[AST_LANGS] = {
    [AST_BASH] = {tree_sitter_bash, "Shell"},
    [AST_C] = {tree_sitter_c, "C"},
    [AST_CPP] = {tree_sitter_cpp, "C++"},
    [AST_CSHARP] = {tree_sitter_c_sharp, "C#"},
    [AST_ELIXIR] = {tree_sitter_elixir, "Elixir"},
    [AST_GO] = {tree_sitter_go, "Go"},
    [AST_JAVA] = {tree_sitter_java, "Java"},
    [AST_JAVASCRIPT] = {tree_sitter_javascript, "JavaScript"},
    [AST_KOTLIN] = {tree_sitter_kotlin, "Kotlin"},
    [AST_LUA] = {tree_sitter_lua, "Lua"},
    [AST_OCAML] = {tree_sitter_ocaml, "OCaml"},
    [AST_PHP] = {tree_sitter_php, "PHP"},
    [AST_PYTHON] = {tree_sitter_python, "Python"},
    [AST_RUBY] = {tree_sitter_ruby, "Ruby"},
    [AST_RUST] = {tree_sitter_rust, "Rust"},
    [AST_SCALA] = {tree_sitter_scala, "Scala"},
    [AST_SWIFT] = {tree_sitter_swift, "Swift"},
    [AST_TSX] = {tree_sitter_tsx, "TSX"},
    [AST_TYPESCRIPT] = {tree_sitter_typescript, "TypeScript"},
    [AST_ZIG] = {tree_sitter_zig, "Zig"},
};

static const char *const field_names[AST_FIELDS] = {
    [AST_FIELD_ALIAS] = "alias",
    [AST_FIELD_ALTERNATIVE] = "alternative",
    [AST_FIELD_ARGUMENT] = "argument",
    [AST_FIELD_ARGUMENTS] = "arguments",
    [AST_FIELD_ATTRIBUTE] = "attribute",
    [AST_FIELD_BODY] = "body",
    [AST_FIELD_CONDITION] = "condition",
    [AST_FIELD_CONSEQUENCE] = "consequence",
    [AST_FIELD_CONSTRUCTOR] = "constructor",
    [AST_FIELD_DECLARATOR] = "declarator",
    [AST_FIELD_DEFINITION] = "definition",
    [AST_FIELD_FIELD] = "field",
    [AST_FIELD_FINALIZER] = "finalizer",
    [AST_FIELD_FUNCTION] = "function",
    [AST_FIELD_HANDLER] = "handler",
    [AST_FIELD_INCREMENT] = "increment",
    [AST_FIELD_INDEX] = "index",
    [AST_FIELD_INIT] = "init",
    [AST_FIELD_INITIALIZE] = "initialize",
    [AST_FIELD_INITIALIZER] = "initializer",
    [AST_FIELD_KEY] = "key",
    [AST_FIELD_KIND] = "kind",
    [AST_FIELD_LABEL] = "label",
    [AST_FIELD_LEFT] = "left",
    [AST_FIELD_MACRO] = "macro",
    [AST_FIELD_METHOD] = "method",
    [AST_FIELD_MODULE_NAME] = "module_name",
    [AST_FIELD_NAME] = "name",
    [AST_FIELD_OBJECT] = "object",
    [AST_FIELD_OPERAND] = "operand",
    [AST_FIELD_OPERATOR] = "operator",
    [AST_FIELD_PARAMETER] = "parameter",
    [AST_FIELD_PARAMETERS] = "parameters",
    [AST_FIELD_PATH] = "path",
    [AST_FIELD_PATTERN] = "pattern",
    [AST_FIELD_PROPERTY] = "property",
    [AST_FIELD_RECEIVER] = "receiver",
    [AST_FIELD_RESULT] = "result",
    [AST_FIELD_RIGHT] = "right",
    [AST_FIELD_SCOPE] = "scope",
    [AST_FIELD_SOURCE] = "source",
    [AST_FIELD_SUBJECT] = "subject",
    [AST_FIELD_SUBSCRIPT] = "subscript",
    [AST_FIELD_TARGET] = "target",
    [AST_FIELD_TRAIT] = "trait",
    [AST_FIELD_TYPE] = "type",
    [AST_FIELD_UPDATE] = "update",
    [AST_FIELD_VALUE] = "value",
};

enum ast_lang ast_lang_of(struct str name)
{
    for (int lang = AST_NONE + 1; lang < AST_LANGS; lang++)
        if (str_eq(name, str_from(ast_grammars[lang].name)))
            return (enum ast_lang)lang;
    return AST_NONE;
}

const char *ast_lang_name(enum ast_lang lang)
{
    return lang == AST_NONE ? "" : ast_grammars[lang].name;
}

enum ast_lang ast_lang(struct ast_node node)
{
    return ast_is_null(node) ? AST_NONE : node.tree->lang;
}

static TSFieldId field_ids[AST_LANGS][AST_FIELDS];

static void find_fields(enum ast_lang lang)
{
    const TSLanguage *language = ast_grammars[lang].language();
    for (int f = 0; f < AST_FIELDS; f++)
        field_ids[lang][f] =
            ts_language_field_id_for_name(language, field_names[f], (uint32_t)strlen(field_names[f]));
}

enum { NAME_CHAINS = 512 };

/* A grammar's symbols by their names: chains in the order of their numbers. 0 ends one. */
static struct name_chains {
    TSSymbol first[NAME_CHAINS], next[AST_TYPES_MAX];
} name_chains[AST_LANGS];

static TSSymbol *chain_of(enum ast_lang lang, struct str name)
{
    return &name_chains[lang].first[hash64(name) % NAME_CHAINS];
}

static void chain_names(enum ast_lang lang)
{
    const TSLanguage *language = ast_grammars[lang].language();
    uint32_t n = ts_language_symbol_count(language);
    if (n > AST_TYPES_MAX)
        BUG("a grammar has more than AST_TYPES_MAX symbols");
    for (TSSymbol symbol = (TSSymbol)(n - 1); symbol > 0; symbol--) {
        TSSymbol *first = chain_of(lang, str_from(ts_language_symbol_name(language, symbol)));
        name_chains[lang].next[symbol] = *first;
        *first = symbol;
    }
}

TSSymbol ast_symbol_named(enum ast_lang lang, struct str name, TSSymbol before)
{
    const TSLanguage *language = ast_grammars[lang].language();
    TSSymbol symbol = before ? name_chains[lang].next[before] : *chain_of(lang, name);
    while (symbol && !str_eq(name, str_from(ts_language_symbol_name(language, symbol))))
        symbol = name_chains[lang].next[symbol];
    return symbol;
}

void ast_lang_prepare(enum ast_lang lang)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static bool found[AST_LANGS];
    pthread_mutex_lock(&lock);
    if (!found[lang]) {
        find_fields(lang);
        chain_names(lang);
    }
    found[lang] = true;
    pthread_mutex_unlock(&lock);
}

TSFieldId ast_field_id(enum ast_lang lang, enum ast_field field)
{
    return field_ids[lang][field];
}

static bool is_type(const TSLanguage *language, TSSymbol symbol, bool is_named)
{
    TSSymbolMetadata metadata = ts_language_symbol_metadata(language, symbol);
    return metadata.visible && metadata.named == is_named;
}

uint16_t ast_type_number(enum ast_lang lang, struct str type, bool is_named)
{
    const TSLanguage *language = ast_grammars[lang].language();
    if (is_named && str_eq(type, STR("ERROR")))
        return ts_builtin_sym_error;
    ast_lang_prepare(lang);
    TSSymbol symbol = ast_symbol_named(lang, type, 0);
    while (symbol && !is_type(language, symbol, is_named))
        symbol = ast_symbol_named(lang, type, symbol);
    return ts_language_public_symbol(language, symbol);
}

uint16_t ast_field_number(enum ast_lang lang, struct str field)
{
    return ts_language_field_id_for_name(ast_grammars[lang].language(), field.p, (uint32_t)field.len);
}

uint32_t ast_types(enum ast_lang lang)
{
    return ts_language_symbol_count(ast_grammars[lang].language());
}

const char *ast_type_name(enum ast_lang lang, uint32_t number, bool *ret_is_named)
{
    const TSLanguage *language = ast_grammars[lang].language();
    *ret_is_named = ts_language_symbol_type(language, (TSSymbol)number) == TSSymbolTypeRegular;
    return ts_language_symbol_name(language, (TSSymbol)number);
}
