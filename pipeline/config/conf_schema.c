#include "pipeline/config/conf_schema.h"

#include "pipeline/base/num.h"
#include "pipeline/base/opt.h"

#include <stdio.h>

const char *const conf_severities[] = {"info", "low", "medium", "high", "critical", NULL};

/* Sections that start programs or reach the network. The scanned repository is a stranger: it may tune what is found in
 * it, but these are read from the user's own files only. */
static const char *const users_sections[] = {"tool", "expert", "deploy", "alert", NULL};

/* A limit nobody reaches: the way to switch one measure off. */
#define NO_LIMIT 1000000000

#define LIMIT(name, preset)                                                                  \
    {                                                                                        \
        .key = (name), .type = CONF_INT, .sub = SUB_LANG, .max = NO_LIMIT, .value = (preset) \
    }
#define INT(name, most, preset)                                           \
    {                                                                     \
        .key = (name), .type = CONF_INT, .max = (most), .value = (preset) \
    }
#define SWITCH(name, preset)                                \
    {                                                       \
        .key = (name), .type = CONF_BOOL, .value = (preset) \
    }

#define TOOL_LIST(name)                                   \
    {                                                     \
        .key = (name), .type = CONF_LIST, .sub = SUB_TOOL \
    }
#define TOOL_INT(name, least, most, preset)                                                                \
    {                                                                                                      \
        .key = (name), .type = CONF_INT, .sub = SUB_TOOL, .min = (least), .max = (most), .value = (preset) \
    }
#define TOOL_SWITCH(name, preset)                                            \
    {                                                                        \
        .key = (name), .type = CONF_BOOL, .sub = SUB_TOOL, .value = (preset) \
    }
#define TOOL_CHOICE(name, words, preset)                                                           \
    {                                                                                              \
        .key = (name), .type = CONF_CHOICE, .sub = SUB_TOOL, .choices = (words), .value = (preset) \
    }

/* What becomes of findings in tests; cbc-score knows them by their places. */
static const char *const in_tests[] = {"ignore", "info", "full", NULL};

/* Of outside tools; cbc-tool knows them by their places. */
static const char *const tool_formats[] = {"sarif", "text", NULL};
static const char *const tool_outputs[] = {"stdout", "stderr", NULL};
static const char *const tool_missing[] = {"error", "skip", NULL};
static const char *const tool_kinds[] = {"quality", "security", "secret", "reliability", NULL};

/* Where the numbers come from is in cbcrawl.conf(5), key by key. */
static const struct conf_key table[] = {
    LIMIT("score.maxCyclomatic", "15"),
    LIMIT("score.maxCognitive", "15"),
    LIMIT("score.maxNesting", "4"),
    LIMIT("score.maxFunctionLines", "100"),
    LIMIT("score.maxParams", "7"),
    LIMIT("score.maxFileLines", "1000"),
    LIMIT("score.maxFileUnits", "100"),
    LIMIT("score.maxFileFanOut", "30"),
    LIMIT("score.maxTypeMethods", "30"),
    LIMIT("score.maxTypeComplexity", "100"),
    LIMIT("score.maxHubFanIn", "20"),
    LIMIT("score.maxHubFanOut", "20"),
    {.key = "score.maxErrorPercent", .type = CONF_INT, .sub = SUB_LANG, .max = 100, .value = "10"},
    {.key = "score.exclude", .type = CONF_LIST},
    SWITCH("score.generated", "false"),
    SWITCH("score.vendored", "false"),
    {.key = "rule.enabled", .type = CONF_BOOL, .sub = SUB_RULE},
    {.key = "rule.tests", .type = CONF_BOOL, .sub = SUB_RULE},
    {.key = "rule.severity", .type = CONF_CHOICE, .sub = SUB_RULE, .choices = conf_severities},
    {.key = "rule.ignore", .type = CONF_LIST, .sub = SUB_RULE},
    {.key = "finding.ignore", .type = CONF_LIST},
    {.key = "finding.tests", .type = CONF_CHOICE, .choices = in_tests, .value = "info"},
    SWITCH("finding.suppressions", "true"),
    {.key = "gate.severity", .type = CONF_CHOICE, .choices = conf_severities, .value = "medium"},
    INT("gate.sizeSlackPercent", 1000, "10"),
    TOOL_SWITCH("tool.enabled", "true"),
    TOOL_LIST("tool.command"),
    TOOL_CHOICE("tool.format", tool_formats, "sarif"),
    TOOL_CHOICE("tool.output", tool_outputs, "stdout"),
    TOOL_LIST("tool.pattern"),
    TOOL_LIST("tool.language"),
    TOOL_LIST("tool.path"),
    TOOL_LIST("tool.exitCode"),
    TOOL_LIST("tool.severity"),
    TOOL_CHOICE("tool.kind", tool_kinds, "quality"),
    TOOL_CHOICE("tool.missing", tool_missing, "error"),
    TOOL_INT("tool.timeout", 1, 86400, "600"),
    TOOL_INT("tool.memory", 1 << 20, INT64_C(1) << 40, "4g"),
    TOOL_INT("tool.maxOutput", 1, 1 << 30, "64m"),
    TOOL_SWITCH("tool.network", "false"),
    TOOL_LIST("tool.environment"),
    TOOL_LIST("tool.writable"),
};

enum { N_KEYS = sizeof table / sizeof *table };

static bool is_users(struct str section)
{
    for (const char *const *name = users_sections; *name; name++) {
        if (str_eq_nocase(section, str_from(*name)))
            return true;
    }
    return false;
}

const struct conf_key *conf_key_find(struct str section, struct str name)
{
    for (size_t i = 0; i < N_KEYS; i++) {
        struct str rest = str_from(table[i].key);
        struct str key_section = str_cut(&rest, '.');
        if (str_eq_nocase(key_section, section) && str_eq_nocase(rest, name))
            return &table[i];
    }
    return NULL;
}

void conf_key_each(void (*visit)(void *ctx, const struct conf_key *key), void *ctx)
{
    for (size_t i = 0; i < N_KEYS; i++)
        visit(ctx, &table[i]);
}

static bool parse_bool(struct str value, int64_t *ret_value)
{
    static const char *const words[][2] = {{"false", "true"}, {"no", "yes"}, {"off", "on"}, {"0", "1"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        for (int truth = 0; truth < 2; truth++) {
            if (str_eq_nocase(value, str_from(words[i][truth]))) {
                *ret_value = truth;
                return true;
            }
        }
    }
    return false;
}

static bool parse_choice(const char *const *choices, struct str value, int64_t *ret_value)
{
    for (int64_t i = 0; choices[i]; i++) {
        if (str_eq(value, str_from(choices[i]))) {
            *ret_value = i;
            return true;
        }
    }
    return false;
}

bool conf_value_int(const struct conf_key *key, struct str value, int64_t *ret_value)
{
    switch (key->type) {
    case CONF_BOOL:
        if (!value.p) {
            *ret_value = 1;
            return true;
        }
        return parse_bool(value, ret_value);
    case CONF_INT:
        return num_parse_size(value, ret_value) && *ret_value >= key->min && *ret_value <= key->max;
    case CONF_CHOICE: return parse_choice(key->choices, value, ret_value);
    case CONF_LIST: return false;
    }
    BUG("unknown type in the table of settings");
}

/* "section.name" of an entry with what people would write for the subsection left out. */
static void plain_key(char *ret_text, size_t size, const struct conf_entry *entry)
{
    snprintf(ret_text, size, "%.*s.%.*s", STR_ARG(entry->section), STR_ARG(entry->name));
}

static int unknown_key(const struct conf_entry *entry, struct err *err)
{
    const char *keys[N_KEYS + 1];
    char folded[N_KEYS][64], typed[128];
    for (size_t i = 0; i < N_KEYS; i++) {
        snprintf(folded[i], sizeof folded[i], "%s", table[i].key);
        for (char *p = folded[i]; *p; p++)
            *p = (char)(*p >= 'A' && *p <= 'Z' ? *p + 0x20 : *p);
        keys[i] = folded[i];
    }
    keys[N_KEYS] = NULL;
    plain_key(typed, sizeof typed, entry);
    const char *near = opt_nearest(typed, keys);
    for (size_t i = 0; near && i < N_KEYS; i++) {
        if (near == folded[i])
            return err_set(err, ERR_USAGE, "%s:%d: unknown key %s (did you mean %s?)", entry->file,
                           entry->line, typed, table[i].key);
    }
    return err_set(err, ERR_USAGE, "%s:%d: unknown key %s (cbcrawl.conf(5) lists all)", entry->file,
                   entry->line, typed);
}

static int bad_value(const struct conf_entry *entry, const struct conf_key *key, struct err *err)
{
    char wanted[128] = "true or false";
    size_t len = 0;
    if (key->type == CONF_INT)
        snprintf(wanted, sizeof wanted, "a number between %lld and %lld", (long long)key->min,
                 (long long)key->max);
    for (size_t i = 0; key->type == CONF_CHOICE && key->choices[i]; i++)
        len += (size_t)snprintf(wanted + len, sizeof wanted - len, "%s%s", i ? ", " : "one of ",
                                key->choices[i]);
    return err_set(err, ERR_USAGE, "%s:%d: %s = \"%.*s\": %s is expected", entry->file, entry->line, key->key,
                   (int)(entry->value.len > 80 ? 80 : entry->value.len), entry->value.p ? entry->value.p : "",
                   wanted);
}

int conf_entry_check(const struct conf_entry *entry, bool trusted, struct err *err)
{
    if (!trusted && is_users(entry->section))
        return err_set(err, ERR_USAGE,
                       "%s:%d: [%.*s] is read from your own config only, not from a repository's",
                       entry->file, entry->line, STR_ARG(entry->section));
    const struct conf_key *key = conf_key_find(entry->section, entry->name);
    if (!key)
        return unknown_key(entry, err);
    if (key->sub == SUB_NONE && entry->subsection.p)
        return err_set(err, ERR_USAGE, "%s:%d: %s takes no subsection", entry->file, entry->line, key->key);
    if ((key->sub == SUB_RULE || key->sub == SUB_TOOL) && !entry->subsection.len)
        return err_set(err, ERR_USAGE, "%s:%d: %s needs a %s", entry->file, entry->line, key->key,
                       key->sub == SUB_RULE ? "rule: [rule \"fn-length\"]" : "name: [tool \"ruff\"]");
    int64_t value;
    if (key->type == CONF_LIST ? !entry->value.p : !conf_value_int(key, entry->value, &value))
        return key->type == CONF_LIST
                   ? err_set(err, ERR_USAGE, "%s:%d: %s needs a value", entry->file, entry->line, key->key)
                   : bad_value(entry, key, err);
    return 0;
}
