#include "analyzers/parse/rule_test.h"

#include "pipeline/base/json.h"

struct trial {
    struct rule_set all;
    struct arena arena;
    struct ast_parser *parser;
    struct buf *out, records;
    size_t n_examples, n_failed;
    struct err *err;
};

/* What an example of a rule is held against, in one language. */
struct bench {
    const struct rule *rule;
    enum ast_lang lang;
    struct ast_walker *walker;
};

enum { LINES_MAX = 64 /* of an example; more are not looked at one by one */ };

static const size_t memory_bytes = (size_t)1 << 30;

static int count_failure(struct trial *t, const struct rule *rule, uint32_t line, const char *what)
{
    buf_printf(t->out, "%s:%u: %.*s: %s\n", rule->file, line, STR_ARG(rule->id), what);
    t->n_failed++;
    return 0;
}

/* Lines --------------------------------------------------------------------------------------------------------------- */

/* Bit i: line i of the example is marked. */
static uint64_t marked_lines(struct str text)
{
    uint64_t lines = 0;
    for (int i = 0; text.p && i < LINES_MAX; i++)
        if (str_ends(str_trim(str_cut(&text, '\n')), STR(" finding")))
            lines |= UINT64_C(1) << i;
    return lines;
}

/* Bit i: a finding begins on line i. */
static uint64_t found_lines(struct str records)
{
    static const struct str key = {"\"line_start\":", 13};
    uint64_t lines = 0;
    while (records.p) {
        struct str record = str_cut(&records, '\n');
        ptrdiff_t at = str_find(record, key);
        uint32_t line = 0;
        for (size_t i = (size_t)at + key.len; at >= 0 && record.p[i] >= '0' && record.p[i] <= '9'; i++)
            line = line * 10 + (uint32_t)(record.p[i] - '0');
        if (line > 0 && line <= LINES_MAX)
            lines |= UINT64_C(1) << (line - 1);
    }
    return lines;
}

static const char *line_failure(const struct rule_example *example, uint64_t found, int i)
{
    bool is_found = found >> i & 1;
    return example->is_bad ? is_found ? "finds something on this line, which is not marked"
                                      : "finds nothing on this line, which is marked"
                           : "finds something in this good example";
}

static void compare(struct trial *t, const struct bench *bench, const struct rule_example *example)
{
    uint64_t found = found_lines(buf_str(&t->records)), marked = marked_lines(example->text);
    bool is_any = example->is_bad && marked == 0;
    uint64_t wrong = is_any ? 0 : found ^ marked;
    const char *lang = ast_lang_name(bench->lang);
    if (is_any && found == 0)
        count_failure(t, bench->rule, example->line,
                      arena_printf(&t->arena, "finds nothing in this bad example (%s)", lang));
    for (int i = 0; i < LINES_MAX; i++)
        if (wrong >> i & 1)
            count_failure(t, bench->rule, example->line + (uint32_t)i,
                          arena_printf(&t->arena, "%s (%s)", line_failure(example, found, i), lang));
}

/* Examples ------------------------------------------------------------------------------------------------------------ */

static int run_example(struct trial *t, const struct bench *bench, const struct rule_example *example)
{
    const struct ast_tree *tree;
    struct ast_file file = {
        .path = STR("example"), .lang = bench->lang, .text = example->text, .arena = &t->arena};
    int rc = ast_parse(t->parser, bench->lang, example->text, &tree, t->err);
    if (rc < 0)
        return rc;
    if (ast_has_error(tree))
        count_failure(t, bench->rule, example->line,
                      arena_printf(&t->arena, "this example is not well-formed %s",
                                   ast_lang_name(bench->lang)));
    buf_clear(&t->records);
    ast_walk_file(bench->walker, tree, &file, &t->records);
    compare(t, bench, example);
    t->n_examples++;
    return 0;
}

static int run_lang(struct trial *t, struct rule *rule, enum ast_lang lang)
{
    struct rule_set set = {.rules = {.at = rule, .len = 1}};
    int rc = rule_set_lang(&set, &t->arena, lang, t->err);
    if (rc < 0)
        return rc;
    const struct analyzer *analyzers[] = {rules_analyzer(&set, &t->arena), NULL};
    struct ast_plan *plan = ast_plan_new(&t->arena, analyzers);
    ast_plan_lang(plan, &t->arena, lang);
    struct bench bench = {.rule = rule, .lang = lang, .walker = ast_walker_new(&t->arena, plan)};
    for (size_t i = 0; i < rule->examples.len && rc == 0; i++)
        rc = run_example(t, &bench, &rule->examples.at[i]);
    ast_walker_release(bench.walker);
    rule_set_release(&set);
    return rc;
}

static int run_rule(struct trial *t, struct rule *rule)
{
    struct arena kept = t->arena;
    int n_bad = 0, n_good = 0, rc = 0;
    for (size_t i = 0; i < rule->examples.len; i++)
        rule->examples.at[i].is_bad ? n_bad++ : n_good++;
    if (n_bad == 0 || n_good == 0)
        count_failure(t, rule, rule->line, n_bad ? "has no good example" : "has no bad example");
    for (int lang = 0; lang < AST_LANGS && rc == 0; lang++)
        if (rule->languages & UINT32_C(1) << lang)
            rc = run_lang(t, rule, (enum ast_lang)lang);
    t->arena = kept;
    return rc;
}

static int run_all(struct trial *t, const struct rule_sources *sources)
{
    int rc = rule_set_new(&t->arena, sources, &t->all, t->err);
    for (size_t i = 0; i < t->all.rules.len && rc == 0; i++)
        rc = run_rule(t, &t->all.rules.at[i]);
    if (rc < 0)
        return rc;
    buf_printf(t->out, "%zu rules, %zu examples run, %zu failures\n", t->all.rules.len, t->n_examples,
               t->n_failed);
    return t->n_failed ? err_set(t->err, ERR_NO, "%zu examples failed", t->n_failed) : 0;
}

int rule_test_run(const struct rule_sources *sources, struct buf *out, struct err *err)
{
    struct trial t = {.out = out, .err = err};
    int rc = arena_init(&t.arena, memory_bytes, err);
    if (rc < 0)
        return rc;
    buf_init(&t.records, memory_bytes);
    rc = ast_parser_new(&t.arena, &t.parser, err);
    if (rc == 0)
        rc = run_all(&t, sources);
    ast_parser_release(t.parser);
    buf_release(&t.records);
    arena_release(&t.arena);
    return rc;
}
