#include "pipeline/base/opt.h"

#include "tests/unit/check.h"

static bool flag, other;
static const char *text;
static int64_t number, size;
static struct opt_list list;

static const struct opt own[] = {
    OPT_SECTION("Own"),
    OPT_FLAG('f', "flag", &flag, "a flag"),
    OPT_FLAG('o', "other", &other, "another"),
    OPT_STR('t', "text", &text, "TEXT", "a text"),
    OPT_INT('n', "number", &number, 1, 10, "N", "a number"),
    OPT_SIZE(0, "size", &size, 0, 1 << 30, "BYTES", "a size"),
    OPT_LIST('l', "list", &list, "X", "many"),
    OPT_END,
};
static const struct opt *const tables[] = {own, NULL};

static int parse(int *ret_operands, struct err *err, char **argv)
{
    int argc = 0;
    while (argv[argc])
        argc++;
    flag = other = false;
    text = NULL;
    number = size = 0;
    list.len = 0;
    return opt_parse(tables, argc, argv, ret_operands, err);
}

#define ARGV(...) ((char *[]){(char[]){"prog"}, __VA_ARGS__, NULL})
#define W(s)      ((char[]){s})

static void all_the_gnu_forms(void **state)
{
    (void)state;
    struct err err = {0};
    int n = -1;
    char **argv = ARGV(W("-fo"), W("in"), W("--text=a=b"), W("-n7"), W("--size"), W("2k"), W("-l"), W("x"),
                       W("--list=y"), W("-"), W("--"), W("-f"));
    assert_ok(parse(&n, &err, argv), &err);
    assert_true(flag && other);
    assert_string_equal(text, "a=b");
    assert_int_equal(number, 7);
    assert_int_equal(size, 2048);
    assert_int_equal(list.len, 2);
    assert_string_equal(list.at[1], "y");
    assert_int_equal(n, 3);
    assert_string_equal(argv[1], "in");
    assert_string_equal(argv[2], "-");
    assert_string_equal(argv[3], "-f");
}

static void mistakes_are_told_with_a_way_out(void **state)
{
    (void)state;
    const struct {
        char **argv;
        const char *says;
    } cases[] = {
        {ARGV(W("--flga")), "unknown option --flga (did you mean --flag?)"},
        {ARGV(W("--zzzzzz")), "unknown option --zzzzzz (see --help)"},
        {ARGV(W("-z")), "unknown option -z"},
        {ARGV(W("--flag=1")), "--flag takes no value"},
        {ARGV(W("--text")), "--text needs a value: TEXT"},
        {ARGV(W("-n"), W("1x")), "\"1x\" is not a number"},
        {ARGV(W("--number=11")), "11 is not between 1 and 10"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct err err = {0};
        int n;
        assert_int_equal(parse(&n, &err, cases[i].argv), ERR_USAGE);
        assert_contains(err.text, cases[i].says);
    }
}

static void help_and_man_name_every_option(void **state)
{
    (void)state;
    struct buf help, man;
    buf_init(&help, 10000);
    buf_init(&man, 10000);
    opt_help(&help, tables);
    opt_man(&man, tables);
    buf_addc(&help, '\0');
    buf_addc(&man, '\0');
    assert_contains(help.p, "  -f, --flag                a flag\n");
    assert_contains(help.p, "      --size=BYTES          a size\n");
    assert_contains(man.p, ".It Fl n , Fl \\-number Ns = Ns Ar N\n");
    buf_release(&help);
    buf_release(&man);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_the_gnu_forms),
        cmocka_unit_test(mistakes_are_told_with_a_way_out),
        cmocka_unit_test(help_and_man_name_every_option),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
