/* The analyzer on threads that share their rules, which nobody may write to. */
#include "tests/unit/check.h"

#include "analyzers/taint/taint.h"
#include "pipeline/base/par.h"

#include <sys/mman.h>

enum { THREADS = 4, FILES = 64 };

static const struct {
    enum ast_lang lang;
    const char *text;
} samples[] = {
    {AST_C, "void f(void) { char b[9]; fgets(b, 9, stdin); system(b); }\n"},
    {AST_GO, "package p\nfunc f(r *http.Request) { exec.Command(\"sh\", \"-c\", r.FormValue(\"q\")) }\n"},
    {AST_JAVASCRIPT, "app.get('/', (req, res) => { eval(req.query.a); });\n"},
    {AST_PHP, "<?php system($_GET['a']);\n"},
    {AST_PYTHON, "import os\ndef f():\n    os.system(input())\n"},
};

enum { SAMPLES = sizeof samples / sizeof *samples };

struct job {
    struct ast_plan *plan;
    size_t bytes[FILES]; /* of what was found in each */
    uint64_t check[FILES];
    bool failed[THREADS];
};

static void analyze(void *ctx, size_t i, int thread)
{
    struct job *job = ctx;
    struct arena arena;
    struct err err;
    struct ast_parser *parser;
    const struct ast_tree *tree;
    struct buf out;
    struct str text = str_from(samples[i % SAMPLES].text);
    if (arena_init(&arena, (size_t)16 << 20, &err) < 0 || ast_parser_new(&arena, &parser, &err) < 0 ||
        ast_parse(parser, samples[i % SAMPLES].lang, text, &tree, &err) < 0) {
        job->failed[thread] = true;
        return;
    }
    struct ast_file file = {.path = STR("p"), .lang = samples[i % SAMPLES].lang, .text = text, .arena = &arena};
    struct ast_walker *walker = ast_walker_new(&arena, job->plan);
    buf_init(&out, 1 << 16);
    ast_walk_file(walker, tree, &file, &out);
    job->bytes[i] = out.len;
    for (size_t k = 0; k < out.len; k++)
        job->check[i] = job->check[i] * 31 + (unsigned char)out.p[k];
    buf_release(&out);
    ast_walker_release(walker);
    ast_parser_release(parser);
    arena_release(&arena);
}

/* A write to them ends the program here, and is told by the thread sanitizer anyway. */
static void rules_are_only_read(void **state)
{
    (void)state;
    static struct job job;
    struct arena rules = test_arena(), plans = test_arena();
    struct taint_set *set = arena_new(&rules, struct taint_set);
    bool met[AST_LANGS] = {false};
    for (size_t i = 0; i < SAMPLES; i++)
        met[samples[i].lang] = true;
    taint_set_read(set, met, &rules);
    assert_int_equal(mprotect(rules.base, arena_used_bytes(&rules), PROT_READ), 0);
    const struct analyzer *list[] = {taint_analyzer(set, &plans), NULL};
    job.plan = ast_plan_new(&plans, list);
    for (size_t i = 0; i < SAMPLES; i++)
        ast_plan_lang(job.plan, &plans, samples[i].lang);
    par_for(FILES, THREADS, analyze, &job);
    for (int t = 0; t < THREADS; t++)
        assert_false(job.failed[t]);
    for (size_t i = 0; i < FILES; i++) {
        assert_true(job.bytes[i] > 0);
        assert_int_equal(job.bytes[i], job.bytes[i % SAMPLES]);
        assert_true(job.check[i] == job.check[i % SAMPLES]);
    }
    arena_release(&plans);
    arena_release(&rules);
}

static void languages_that_were_not_met_have_no_rules(void **state)
{
    (void)state;
    struct arena arena = test_arena();
    struct taint_set set;
    bool met[AST_LANGS] = {[AST_PYTHON] = true, [AST_RUST] = true};
    taint_set_read(&set, met, &arena);
    assert_non_null(set.rules[AST_PYTHON]);
    assert_null(set.rules[AST_RUST]); /* there are none */
    assert_null(set.rules[AST_JAVA]);
    assert_null(taint_analyzer(&set, &arena)->rules[AST_JAVA]);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_are_only_read),
        cmocka_unit_test(languages_that_were_not_met_have_no_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
