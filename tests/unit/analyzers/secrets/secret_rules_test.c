/* Every rule on its own examples, drawn anew, and what every rule must have. */
#include "tests/support/draw_secret.h"
#include "tests/support/find_secrets.h"

enum { DRAWS = 8 };

static struct finder finder;

static int set_up(void **state)
{
    (void)state;
    finder_init(&finder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    finder_release(&finder);
    return 0;
}

static bool is_found(const char *text, size_t len, struct str rule_id)
{
    char member[256];
    int n = snprintf(member, sizeof member, "\"rule_id\":\"%.*s\"", STR_ARG(rule_id));
    find_secrets(&finder, str_of(text, len), AST_NONE, false);
    return str_find(buf_str(&finder.records), str_of(member, (size_t)n)) >= 0;
}

/* One draw in a row may look wordy by chance; two are no chance. */
static void examples(void **state)
{
    (void)state;
    int failed = 0;
    uint64_t seed = 1;
    struct buf text, wrong;
    buf_init(&text, 1 << 20);
    buf_init(&wrong, 1 << 20);
    for (size_t i = 0; i < finder.rules.examples.len; i++) {
        const struct secret_example *e = &finder.rules.examples.at[i];
        const struct secret_rule *rule = &finder.rules.at[e->rule];
        int right = 0;
        for (int n = 0; n < DRAWS; n++) {
            buf_clear(&text);
            draw_secret(e->text, &seed, &text);
            if (is_found(text.p, text.len, rule->id) == e->is_good) {
                right++;
                continue;
            }
            buf_clear(&wrong);
            buf_add(&wrong, buf_str(&text));
        }
        if (right >= (e->is_good ? DRAWS - 1 : DRAWS))
            continue;
        failed++;
        print_error("%.*s: %s example is right in %d of %d draws: %.*s\n  the last that is not: %.*s\n",
                    STR_ARG(rule->id), e->is_good ? "good" : "bad", right, (int)DRAWS, STR_ARG(e->text),
                    STR_ARG(buf_str(&wrong)));
    }
    buf_release(&text);
    buf_release(&wrong);
    assert_int_equal(failed, 0);
}

static bool is_one_of(struct str word, const char *const *words)
{
    while (*words && !str_eq(word, str_from(*words)))
        words++;
    return *words;
}

static void fields(void **state)
{
    (void)state;
    static const char *const severities[] = {"critical", "high", "medium", "low", NULL};
    static const char *const confidences[] = {"high", "medium", "low", NULL};
    for (size_t i = 0; i < finder.rules.len; i++) {
        const struct secret_rule *rule = &finder.rules.at[i];
        size_t good = 0, bad = 0;
        for (size_t e = 0; e < finder.rules.examples.len; e++) {
            good += finder.rules.examples.at[e].rule == i && finder.rules.examples.at[e].is_good;
            bad += finder.rules.examples.at[e].rule == i && !finder.rules.examples.at[e].is_good;
        }
        assert_true(good > 0 && bad > 0);
        assert_true(rule->pattern.len > 0 || rule->check);
        assert_true(is_one_of(rule->severity, severities) && is_one_of(rule->confidence, confidences));
        for (size_t k = 0; k < i; k++)
            assert_false(str_eq(finder.rules.at[k].id, rule->id));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples),
        cmocka_unit_test(fields),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
