/* Predicates: (#name? @capture …). */
#include "analyzers/rules/query_inside.h"

#include "pipeline/base/num.h"
#include "pipeline/base/opt.h"

enum argument { ARGUMENT_NONE, ARGUMENT_WORDS, ARGUMENT_REGEX, ARGUMENT_NUMBER, ARGUMENT_PATTERNS };

static const struct predicate {
    const char *name;
    enum test_kind kind;
    enum argument argument;
} predicates[] = {
    {"eq?", TEST_EQ, ARGUMENT_WORDS},       {"any-of?", TEST_EQ, ARGUMENT_WORDS},
    {"match?", TEST_MATCH, ARGUMENT_REGEX}, {"constant?", TEST_CONSTANT, ARGUMENT_NONE},
    {"has?", TEST_HAS, ARGUMENT_PATTERNS},  {"less?", TEST_LESS, ARGUMENT_NUMBER},
    {"bits?", TEST_BITS, ARGUMENT_NUMBER},  {"inside?", TEST_INSIDE, ARGUMENT_PATTERNS},
};

enum { PREDICATES = sizeof predicates / sizeof *predicates };

static const struct predicate *find(struct str name)
{
    for (size_t i = 0; i < PREDICATES; i++)
        if (str_eq(name, str_from(predicates[i].name)))
            return &predicates[i];
    return NULL;
}

static int fail_name(struct reader *r, struct str name)
{
    const char *names[PREDICATES + 1] = {NULL};
    for (size_t i = 0; i < PREDICATES; i++)
        names[i] = predicates[i].name;
    const char *near = opt_nearest(str_cstr(r->arena, name), names);
    return err_set(r->err, ERR_USAGE, "%s:%u: there is no predicate '#%.*s'%s%s", r->source->file, r->line,
                   STR_ARG(str_head(name, 100)), near ? "; near: #" : "", near ? near : "");
}

static int read_words(struct reader *r, struct test *test)
{
    VEC(struct str) words = {0};
    struct str word;
    if (pattern_take(r, '@')) {
        int other = pattern_capture(r, pattern_word(r));
        test->other = (int16_t)other;
        return other < 0 ? other : 0;
    }
    while (pattern_peek(r) == '"') {
        int rc = pattern_string(r, &word);
        if (rc < 0)
            return rc;
        *vec_push(&words, r->arena) = word;
    }
    test->words = words.at;
    test->n_words = words.len;
    return words.len ? 0 : pattern_fail(r, "words in double quotes, or a capture, are missing here", STR(""));
}

static int read_regex(struct reader *r, struct test *test)
{
    struct str text;
    struct err err;
    struct query_regex *regex = arena_new(r->arena, struct query_regex);
    int rc = pattern_string(r, &text);
    if (rc < 0)
        return rc;
    if (match_new(text, 0, &regex->match, &err) < 0)
        return pattern_fail(r, err.text, text);
    regex->next = r->regexes;
    r->regexes = regex;
    test->regex = regex->match;
    return 0;
}

static int read_number(struct reader *r, struct test *test)
{
    struct str text;
    int rc = pattern_string(r, &text);
    if (rc < 0)
        return rc;
    bool is_octal = text.len > 1 && text.p[0] == '0';
    if (is_octal)
        for (size_t i = 1; i < text.len; i++) {
            if (text.p[i] < '0' || text.p[i] > '7' || i > 20)
                return pattern_fail(r, "this is no octal number:", text);
            test->number = test->number * 8 + (text.p[i] - '0');
        }
    else if (!num_parse_int(text, &test->number))
        return pattern_fail(r, "this is no number:", text);
    return 0;
}

static int read_patterns_here(struct reader *r, struct test *test)
{
    struct pattern **at = &test->patterns;
    for (int c = pattern_peek(r); c && c != ')'; c = pattern_peek(r)) {
        if (c == 'u' && test->kind == TEST_INSIDE && !test->until) {
            if (!str_eq(pattern_word(r), STR("until")))
                return pattern_fail(r, "only `until` and patterns may stand here", STR(""));
            at = &test->until;
            continue;
        }
        bool is_predicate = str_starts(r->rest, STR("(#"));
        if (is_predicate)
            r->rest = str_skip(r->rest, 2);
        int rc = is_predicate ? predicate_read(r) : pattern_read(r, at);
        if (rc < 0)
            return rc;
        if (!is_predicate)
            at = &(*at)->next;
    }
    return test->patterns ? 0 : pattern_fail(r, "patterns are missing here", STR(""));
}

/* A list of patterns up to the ")", with predicates about them. */
static int read_patterns(struct reader *r, struct test *test)
{
    size_t outer = r->scope;
    r->scope = r->captured.len;
    int rc = read_patterns_here(r, test);
    r->scope = outer;
    return rc;
}

static int read_arguments(struct reader *r, enum argument argument, struct test *test)
{
    switch (argument) {
    case ARGUMENT_WORDS: return read_words(r, test);
    case ARGUMENT_REGEX: return read_regex(r, test);
    case ARGUMENT_NUMBER: return read_number(r, test);
    case ARGUMENT_PATTERNS: return read_patterns(r, test);
    case ARGUMENT_NONE: break;
    }
    return 0;
}

/* Behind the others, so that cheap tests written first are asked first. */
static void append(struct test **list, struct test *test)
{
    while (*list)
        list = &(*list)->next;
    *list = test;
}

static int read_subject(struct reader *r, int *ret_capture)
{
    if (!pattern_take(r, '@'))
        return pattern_fail(r, "a predicate is about a capture: '@name' is missing here", STR(""));
    *ret_capture = pattern_capture(r, pattern_word(r));
    return *ret_capture < 0 ? *ret_capture : 0;
}

/* Gives a copy of the test to each pattern of that capture from number `from` on. */
static size_t attach_from(struct reader *r, const struct test *test, int capture, size_t from)
{
    size_t n = 0;
    for (size_t i = from; i < r->captured.len; i++) {
        if (r->captured.at[i]->capture != capture)
            continue;
        struct test *copy = arena_new(r->arena, struct test);
        *copy = *test;
        append(&r->captured.at[i]->tests, copy);
        n++;
    }
    return n;
}

/* A comparison of two captures is asked when the second of them is bound, whichever that is. */
static int attach(struct reader *r, struct test *test, int capture)
{
    if (test->kind == TEST_INSIDE) {
        append(&r->query->inside, test);
        return 0;
    }
    if (attach_from(r, test, capture, r->scope) == 0 && attach_from(r, test, capture, 0) == 0)
        return pattern_fail(r, "no pattern in front of the predicate has the capture",
                            r->query->captures[capture]);
    if (test->other >= 0) {
        struct test back = {.kind = test->kind, .is_not = test->is_not, .other = (int16_t)capture};
        attach_from(r, &back, test->other, r->scope);
    }
    return 0;
}

int predicate_read(struct reader *r)
{
    struct str name = pattern_word(r);
    struct test *test = arena_new(r->arena, struct test);
    int capture = -1;
    test->other = -1;
    test->is_not = str_starts(name, STR("not-"));
    const struct predicate *predicate = find(str_skip(name, test->is_not ? 4 : 0));
    if (!predicate)
        return fail_name(r, name);
    test->kind = predicate->kind;
    int rc = test->kind == TEST_INSIDE ? 0 : read_subject(r, &capture);
    if (rc == 0)
        rc = read_arguments(r, predicate->argument, test);
    if (rc == 0 && !pattern_take(r, ')'))
        rc = pattern_fail(r, "more than the predicate takes, or its ')' is missing", STR(""));
    return rc == 0 ? attach(r, test, capture) : rc;
}
