/*
 * Any bytes as source text, in the language that the first byte picks: macros blanked, parsed, walked by all analyzers.
 * Every record must be JSON, and the same bytes must give the same records.
 *
 * With FUZZ_LANG in the environment the input is text of that language and nothing else, so that any folder of sources is
 * a corpus: tests/harness/fuzz_grammar.
 */
#include "analyzers/macros/macros.h"
#include "analyzers/parse/analyzers.h"
#include "pipeline/base/json.h"
#include "tests/fuzz/fuzz.h"

enum { RECORDS_MAX = 64 << 20 };

/* What a worker thread keeps for the whole run. */
static struct {
    struct arena run, file;
    struct ast_parser *parser;
    struct ast_plan *plan;
    struct ast_walker *walker;
    struct macros *macros;
    struct json_reader *json;
    struct buf first, second;
    enum ast_lang lang; /* of all inputs, or AST_NONE */
} worker;

/* What analyzers hold lies outside of the arena. */
static void stop(void)
{
    ast_walker_release(worker.walker);
}

static void start(void)
{
    CHECK(arena_init(&worker.run, (size_t)1 << 30, NULL) == 0);
    CHECK(arena_init(&worker.file, (size_t)1 << 30, NULL) == 0);
    CHECK(ast_parser_new(&worker.run, &worker.parser, NULL) == 0);
    worker.plan = ast_plan_new(&worker.run, analyzers_all);
    for (int lang = AST_NONE + 1; lang < AST_LANGS; lang++)
        ast_plan_lang(worker.plan, &worker.run, (enum ast_lang)lang);
    worker.walker = ast_walker_new(&worker.run, worker.plan);
    CHECK(atexit(stop) == 0);
    worker.macros = macros_new(&worker.run);
    macros_close(worker.macros);
    worker.json = json_reader_new(RECORDS_MAX);
    buf_init(&worker.first, RECORDS_MAX);
    buf_init(&worker.second, RECORDS_MAX);
    const char *lang = getenv("FUZZ_LANG");
    worker.lang = lang ? ast_lang_of(str_from(lang)) : AST_NONE;
    CHECK(!lang || worker.lang != AST_NONE);
}

static size_t count_newlines(struct str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++)
        n += text.p[i] == '\n';
    return n;
}

static struct str blank(enum ast_lang lang, struct str text)
{
    if (lang != AST_C && lang != AST_CPP)
        return text;
    struct str blanked = macros_blank(worker.macros, text, lang == AST_CPP, NULL, &worker.file).text;
    CHECK(blanked.len == text.len && count_newlines(blanked) == count_newlines(text));
    return blanked;
}

static void analyze(enum ast_lang lang, struct str text, struct buf *out)
{
    const struct ast_tree *tree;
    struct err err = {0};
    buf_clear(out);
    arena_reset(&worker.file);
    int rc = ast_parse(worker.parser, lang, blank(lang, text), &tree, &err);
    CHECK(rc == 0 || (rc == ERR_INPUT && err.text[0]));
    if (rc < 0)
        return;
    CHECK(ast_error_bytes(tree) <= text.len || ast_has_error(tree));
    struct ast_file file = {.path = STR("fuzz"), .lang = lang, .text = text, .arena = &worker.file};
    ast_walk_file(worker.walker, tree, &file, out);
}

static void check_records(struct str records)
{
    while (records.len > 0) {
        const struct json_val *record;
        struct str line = str_cut(&records, '\n');
        CHECK(json_read(worker.json, line, &record, NULL) == 0);
        CHECK(json_get_str(record, "k").len > 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    if (!worker.parser)
        start();
    bool is_any = worker.lang == AST_NONE;
    if (len == 0)
        return 0;
    enum ast_lang lang = is_any ? (enum ast_lang)(1 + data[0] % (AST_LANGS - 1)) : worker.lang;
    struct str text = str_of((const char *)data + is_any, len - is_any);
    analyze(lang, text, &worker.first);
    CHECK(!worker.first.overflow);
    check_records(buf_str(&worker.first));
    analyze(lang, text, &worker.second);
    CHECK(str_eq(buf_str(&worker.first), buf_str(&worker.second)));
    return 0;
}
