#include "analyzers/rules/rule_file.h"

#include "pipeline/base/num.h"
#include "pipeline/config/item_file.h"

struct reader {
    struct item_reader items;
    struct arena *arena;
    uint32_t languages;
    const struct pattern_names *names;
    struct rules *rules;
    struct rule *rule; /* the one under way, or NULL */
};

static int fail(const struct reader *r, uint32_t line, const char *what, struct str word)
{
    return item_fail(&r->items, line, what, word);
}

/* Values ----------------------------------------------------------------------------------------------------------- */

static const char *const severities[] = {"info", "low", "medium", "high", "critical", NULL};
static const char *const confidences[] = {"low", "medium", "high", NULL};
static const char *const kinds[] = {"security", "secret", "reliability", "quality", NULL};

static const struct language_name {
    const char *name;
    enum ast_lang lang;
} language_names[] = {
    {"bash", AST_BASH},
    {"c", AST_C},
    {"cpp", AST_CPP},
    {"csharp", AST_CSHARP},
    {"elixir", AST_ELIXIR},
    {"go", AST_GO},
    {"java", AST_JAVA},
    {"javascript", AST_JAVASCRIPT},
    {"kotlin", AST_KOTLIN},
    {"lua", AST_LUA},
    {"ocaml", AST_OCAML},
    {"php", AST_PHP},
    {"python", AST_PYTHON},
    {"ruby", AST_RUBY},
    {"rust", AST_RUST},
    {"scala", AST_SCALA},
    {"swift", AST_SWIFT},
    {"tsx", AST_TSX},
    {"typescript", AST_TYPESCRIPT},
    {"zig", AST_ZIG},
};

static int read_languages(struct reader *r, const struct item *item)
{
    struct str rest = item->value, word;
    r->languages = 0;
    r->rule = NULL;
    while (item_word(&rest, &word)) {
        uint32_t bit = 0;
        for (size_t i = 0; i < sizeof language_names / sizeof *language_names; i++)
            if (str_eq(word, str_from(language_names[i].name)))
                bit = UINT32_C(1) << language_names[i].lang;
        if (!bit)
            return fail(r, item->line, "no language of ours:", word);
        r->languages |= bit;
    }
    return r->languages ? 0 : fail(r, item->line, "`language:` without a language", STR(""));
}

static int read_let(struct reader *r, const struct item *item)
{
    struct pattern_names *names = arena_new(r->arena, struct pattern_names);
    *names = (struct pattern_names){
        .name = item->value, .text = item->block, .line = item->line + 1, .next = r->names};
    r->names = names;
    r->rule = NULL;
    return item->block.len ? 0 : fail(r, item->line, "`let:` without a pattern below it", item->value);
}

static bool is_id(struct str id)
{
    ptrdiff_t slash = str_index(id, '/');
    if (slash < 1 || (size_t)slash + 1 == id.len || str_rindex(id, '/') != slash || id.len > 100)
        return false;
    for (size_t i = 0; i < id.len; i++)
        if (!((id.p[i] >= 'a' && id.p[i] <= 'z') || (id.p[i] >= '0' && id.p[i] <= '9') || id.p[i] == '-' ||
              id.p[i] == '/'))
            return false;
    return true;
}

static int begin_rule(struct reader *r, const struct item *item)
{
    if (!is_id(item->value))
        return fail(r, item->line, "an id is two words of a-z, 0-9 and '-', with '/' between:", item->value);
    if (!r->languages)
        return fail(r, item->line, "`language:` must come before the first rule", STR(""));
    for (size_t i = 0; i < r->rules->len; i++)
        if (str_eq(r->rules->at[i].id, item->value))
            return fail(r, item->line, "there is another rule of this name:", item->value);
    if (r->rules->len == RULES_MAX)
        return fail(r, item->line, "over 4000 rules", STR(""));
    r->rule = vec_push(r->rules, r->arena);
    *r->rule = (struct rule){.id = item->value,
                             .languages = r->languages,
                             .confidence = STR("medium"),
                             .kind = STR("security"),
                             .file = r->items.name,
                             .line = item->line};
    return 0;
}

static int read_text(struct reader *r, const struct item *item, struct str *ret)
{
    *ret = item_paragraph(&r->items, item);
    return ret->len <= RULE_TEXT_MAX ? 0 : fail(r, item->line, "over 2000 bytes of text in", item->key);
}

static int read_cwe(struct reader *r, const struct item *item)
{
    int64_t number;
    if (!num_parse_int(item->value, &number) || number < 1 || number > 9999)
        return fail(r, item->line, "`cwe:` takes a number:", item->value);
    r->rule->cwe = (uint16_t)number;
    return 0;
}

static int read_file_has(struct reader *r, const struct item *item)
{
    struct str rest = item->value, word;
    while (item_word(&rest, &word)) {
        if (r->rule->n_file_has == RULE_WORDS_MAX)
            return fail(r, item->line, "over 16 words at", word);
        r->rule->file_has[r->rule->n_file_has++] = word;
    }
    return 0;
}

static int read_flow(struct reader *r, const struct item *item)
{
    r->rule->asks_flow = str_eq(item->value, STR("unknown"));
    return r->rule->asks_flow ? 0 : fail(r, item->line, "`flow:` takes the word unknown:", item->value);
}

static int read_reference(struct reader *r, const struct item *item)
{
    if (r->rule->n_references == RULE_REFERENCES_MAX)
        return fail(r, item->line, "over 8 references", STR(""));
    r->rule->references[r->rule->n_references++] = item->value;
    return 0;
}

static int read_query(struct reader *r, const struct item *item)
{
    r->rule->query = (struct pattern_source){
        .text = item->block, .file = r->items.name, .line = item->line + 1, .names = r->names};
    return item->block.len ? 0 : fail(r, item->line, "`query:` without a pattern below it", STR(""));
}

static int read_example(struct reader *r, const struct item *item)
{
    if (item->value.len > 0)
        return fail(r, item->line, "examples stand below their key, indented:", item->value);
    *vec_push(&r->rule->examples, r->arena) = (struct rule_example){.is_bad = str_eq(item->key, STR("bad")),
                                                                    .text = item_block(&r->items, item),
                                                                    .line = item->line + 1};
    return 0;
}

/* Keys ------------------------------------------------------------------------------------------------------------- */

static const char *const key_names[] = {"rule",     "language", "let",        "title", "message",
                                        "help",     "severity", "confidence", "kind",  "cwe",
                                        "file-has", "flow",     "ref",        "query", "pattern",
                                        "literal",  "bad",      "good",       NULL};

enum key {
    KEY_RULE,
    KEY_LANGUAGE,
    KEY_LET,
    KEY_TITLE,
    KEY_MESSAGE,
    KEY_HELP,
    KEY_SEVERITY,
    KEY_CONFIDENCE,
    KEY_KIND,
    KEY_CWE,
    KEY_FILE_HAS,
    KEY_FLOW,
    KEY_REF,
    KEY_QUERY,
    KEY_PATTERN,
    KEY_LITERAL,
    KEY_BAD,
    KEY_GOOD,
};

/* What is more than a word or a text. */
static int read_fact(struct reader *r, int key, const struct item *item)
{
    switch (key) {
    case KEY_CWE: return read_cwe(r, item);
    case KEY_FILE_HAS: return read_file_has(r, item);
    case KEY_FLOW: return read_flow(r, item);
    case KEY_REF: return read_reference(r, item);
    default: return read_example(r, item);
    }
}

static int read_rule_key(struct reader *r, int key, const struct item *item)
{
    struct rule *rule = r->rule;
    if (!rule)
        return fail(r, item->line, "this belongs to a rule, and none has begun:", item->key);
    switch (key) {
    case KEY_TITLE: return read_text(r, item, &rule->title);
    case KEY_MESSAGE: return read_text(r, item, &rule->message);
    case KEY_HELP: return read_text(r, item, &rule->help);
    case KEY_SEVERITY: return item_choice(&r->items, item, severities, &rule->severity);
    case KEY_CONFIDENCE: return item_choice(&r->items, item, confidences, &rule->confidence);
    case KEY_KIND: return item_choice(&r->items, item, kinds, &rule->kind);
    case KEY_QUERY: return read_query(r, item);
    case KEY_PATTERN: rule->pattern = item->value; return 0;
    case KEY_LITERAL: rule->literal = item->value; return 0;
    default: return read_fact(r, key, item);
    }
}

/* What a rule must say, once it is read. */
static int check_rule(const struct reader *r, const struct rule *rule)
{
    const char *missing = rule->title.len == 0      ? "title"
                          : rule->message.len == 0  ? "message"
                          : rule->severity.len == 0 ? "severity"
                                                    : NULL;
    bool has_pattern = rule->pattern.len > 0;
    if (missing)
        return fail(r, rule->line, arena_printf(r->arena, "no `%s:` in the rule", missing), rule->id);
    if (rule->cwe == 0 && (str_eq(rule->kind, STR("security")) || str_eq(rule->kind, STR("secret"))))
        return fail(r, rule->line, "no `cwe:` in the rule", rule->id);
    if (has_pattern == (rule->query.text.len > 0))
        return fail(r, rule->line, "either a `query:` or a `pattern:` makes the rule", rule->id);
    if (has_pattern && rule->literal.len < 3)
        return fail(r, rule->line, "a pattern needs a `literal:` of three bytes that its lines have",
                    rule->id);
    return 0;
}

static int read_item(struct reader *r, const struct item *item)
{
    int key = item_key(&r->items, item, key_names);
    switch (key) {
    case KEY_RULE: return begin_rule(r, item);
    case KEY_LANGUAGE: return read_languages(r, item);
    case KEY_LET: return read_let(r, item);
    default: return key < 0 ? key : read_rule_key(r, key, item);
    }
}

int rule_file_read(struct arena *arena, const char *name, struct str text, struct rules *rules,
                   struct err *err)
{
    struct reader r = {.arena = arena, .rules = rules};
    struct item item;
    size_t first = rules->len;
    int rc = item_reader_open(&r.items, arena, name, text, err);
    while (rc == 0 && (rc = item_next(&r.items, &item)) > 0)
        rc = read_item(&r, &item);
    for (size_t i = first; rc == 0 && i < rules->len; i++)
        rc = check_rule(&r, &rules->at[i]);
    return rc;
}
