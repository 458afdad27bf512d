/* What messages say: fixes in a dozen languages and what only looks like one, reverts, Conventional Commits, references. */
#include "crawler/history/commit_kind.h"

#include "pipeline/base/buf.h"

#include "tests/unit/check.h"

#define ID "0123456789abcdef0123456789abcdef01234567"

static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    arena = test_arena();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct commit_kind kind_of(const char *message)
{
    struct commit_trailers trailers = {0};
    struct commit_kind kind;
    struct str text = str_from(message);
    commit_text_trailers(&arena, text, &trailers);
    commit_kind(commit_text_subject(&arena, text), text, &trailers, &kind);
    return kind;
}

/* All of them, up to NULL. */
static void check_fixes(const char *const *subjects, bool are_fixes)
{
    for (; *subjects; subjects++)
        if (kind_of(*subjects).is_fix != are_fixes)
            fail_msg("\"%s\" is %s", *subjects, are_fixes ? "a fix" : "none");
}

static void fixes_in_english(void **state)
{
    (void)state;
    static const char *const yes[] = {"Fix crash on empty input",
                                      "fixed: overflow",
                                      "Bugfix for #12",
                                      "net: hotfix",
                                      "FIX!",
                                      "parser: segfaults on long lines",
                                      "A workaround for old kernels",
                                      "Repair the index",
                                      "CVE-2024-1234: check the length",
                                      "cve: bounds",
                                      "regression in sorting",
                                      "(fix) brackets",
                                      "Avoid a deadlock",
                                      NULL};
    check_fixes(yes, true);
}

static void look_alikes_are_none(void **state)
{
    (void)state;
    static const char *const no[] = {"Add prefix to names",
                                     "Update test fixtures",
                                     "Use a fixture",
                                     "Suffixes are kept",
                                     "Transfix the reader",
                                     "debug output",
                                     "Add debugger",
                                     "default values",
                                     "Crashpad: new version",
                                     "Add a feature",
                                     "bugzilla link",
                                     "fix typo",
                                     "Fix typos in README",
                                     "fix spelling",
                                     "Fix the documentation",
                                     "docs: fix link",
                                     "fix tests on Windows",
                                     "Fix compiler warnings",
                                     "fix whitespace",
                                     "Fixed style",
                                     "",
                                     NULL};
    check_fixes(no, false);
}

static void fixes_in_other_languages(void **state)
{
    (void)state;
    static const char *const yes[] = {"Absturz behoben",
                                      "Korrigiert die Länge",
                                      "Corrige le calcul",
                                      "un correctif",
                                      "Arreglado el cierre",
                                      "Corrección de índices",
                                      "corrigido o erro",
                                      "Correção do limite",
                                      "Corretto il calcolo",
                                      "fout verholpen",
                                      "rättat fel",
                                      "fejl rettet",
                                      "naprawiono indeks",
                                      "Naprawiono indeks",
                                      "opraveno",
                                      "Opravena chyba",
                                      "düzeltme",
                                      "Исправлена ошибка",
                                      "исправил индекс",
                                      "Фикс сборки",
                                      "Виправлено помилку",
                                      "修复崩溃",
                                      "修正索引",
                                      "不具合を直す",
                                      "バグ対応",
                                      "버그 수정",
                                      NULL};
    static const char *const no[] = {
        "Neue Funktion", "Ajoute une option", "новая функция", "添加功能", "機能追加", "기능 추가", NULL};
    check_fixes(yes, true);
    check_fixes(no, false);
}

static void conventional_commits(void **state)
{
    (void)state;
    static const struct {
        const char *subject, *type;
        bool is_fix;
    } cases[] = {
        {"fix: a thing", "fix", true},
        {"Fix: a thing", "Fix", true},
        {"fix(parser): a thing", "fix", true},
        {"fix(parser)!: a thing", "fix", true},
        {"fix!: a thing", "fix", true},
        {"hotfix: x", "hotfix", true},
        {"security: x", "security", true},
        {"feat: fix nothing", "feat", false}, /* the type decides alone */
        {"chore(deps): fix versions", "chore", false},
        {"test: fix a crash in the runner", "test", false},
        {"feat(a b): x", "feat", false},
        {"fix:no space", "", true},
        {"parser: fix it", "", true},
        {"parser: better", "", false},
        {"fix (parser): x", "", true},
        {"(feat): x", "", false},
        {"feat", "", false},
        {"feature(x: y", "", false},
        {": x", "", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct commit_kind kind = kind_of(cases[i].subject);
        if (!str_eq(kind.type, str_from(cases[i].type)) || kind.is_fix != cases[i].is_fix)
            fail_msg("\"%s\": type \"%.*s\", fix %d", cases[i].subject, STR_ARG(kind.type), kind.is_fix);
    }
}

static void reverts(void **state)
{
    (void)state;
    struct commit_kind kind = kind_of("Revert \"fix: a\"\n\nThis reverts commit " ID ".\n");
    assert_true(kind.is_revert);
    assert_false(kind.is_fix);
    assert_int_equal(kind.reverts.len, 1);
    assert_str(kind.reverts.at[0], ID);
    kind = kind_of("Back out two\n\nThis reverts commit 0123456, and\nthis reverts commit abcdef0123.\n");
    assert_true(kind.is_revert);
    assert_int_equal(kind.reverts.len, 2);
    assert_str(kind.reverts.at[1], "abcdef0123");
    assert_true(kind_of("Reverts: the last change").is_revert);
    assert_true(kind_of("revert: x").is_revert);
    assert_false(kind_of("Reverted polarity is shown").is_revert);
    assert_false(kind_of("Do not revert").is_revert);
    assert_int_equal(kind_of("a\n\nThis reverts commit facade.\n").reverts.len, 0);   /* too short */
    assert_int_equal(kind_of("a\n\nThis reverts commit 0123456x.\n").reverts.len, 0); /* no id */
}

static void trailers(void **state)
{
    (void)state;
    struct commit_kind kind =
        kind_of("Tidy\n\nWhy.\n\nFixes: 0123456789ab (\"Break it\")\nfixes: #12\nReverts: abcdef0\n");
    assert_true(kind.is_fix);
    assert_true(kind.is_revert);
    assert_int_equal(kind.fixes.len, 1);
    assert_str(kind.fixes.at[0], "0123456789ab");
    assert_str(kind.reverts.at[0], "abcdef0");
    assert_false(kind_of("Tidy\n\nFixes: #12\n").is_fix); /* may be a feature that was asked for */
    assert_false(kind_of("Tidy\n\nFixes: 0123456\n\nNot in the last paragraph.\n").is_fix);
}

static void references_have_a_ceiling(void **state)
{
    (void)state;
    struct buf text;
    buf_init(&text, 1 << 20);
    buf_printf(&text, "x\n\n");
    for (int i = 0; i < KIND_REFERENCES_MAX + 5; i++)
        buf_printf(&text, "This reverts commit %07x.\n", 0x1000000 + i);
    struct commit_kind kind = kind_of(str_cstr(&arena, buf_str(&text)));
    assert_int_equal(kind.reverts.len, KIND_REFERENCES_MAX);
    assert_str(kind.reverts.at[1], "1000001");
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fixes_in_english),
        cmocka_unit_test(look_alikes_are_none),
        cmocka_unit_test(fixes_in_other_languages),
        cmocka_unit_test(conventional_commits),
        cmocka_unit_test(reverts),
        cmocka_unit_test(trailers),
        cmocka_unit_test(references_have_a_ceiling),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
