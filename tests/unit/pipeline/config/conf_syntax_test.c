/* git-config syntax: what our reader takes, what it refuses and where, and git itself as the oracle. */
#include "pipeline/base/buf.h"
#include "pipeline/base/io.h"
#include "pipeline/base/sub.h"
#include "pipeline/config/conf_syntax.h"

#include "tests/unit/check.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    return arena_init(&arena, (size_t)64 << 20, NULL);
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

/* The entries as `git config -z --list` writes them: "key\nvalue\0", without "\nvalue" for a name alone. */
static int list(struct buf *out, struct str text, struct err *err)
{
    struct conf_entries entries = {0};
    int rc = conf_parse(&entries, &arena, text, "t", err);
    for (size_t i = 0; rc == 0 && i < entries.list.len; i++) {
        const struct conf_entry *entry = &entries.list.at[i];
        buf_add(out, str_from(conf_entry_key(&arena, entry)));
        if (entry->value.p) {
            buf_addc(out, '\n');
            buf_add(out, entry->value);
        }
        buf_addc(out, '\0');
    }
    return rc;
}

static void expect(const char *text, const char *key, const char *value)
{
    struct conf_entries entries = {0};
    struct err err = {0};
    int rc = conf_parse(&entries, &arena, str_from(text), "t", &err);
    if (rc < 0)
        fail_msg("%s: %s", text, err.text);
    assert_int_equal(entries.list.len, 1);
    assert_string_equal(conf_entry_key(&arena, &entries.list.at[0]), key);
    if (!value)
        assert_null(entries.list.at[0].value.p);
    else
        assert_string_equal(str_cstr(&arena, entries.list.at[0].value), value);
}

static void expect_error(const char *text, const char *message)
{
    struct conf_entries entries = {0};
    struct err err = {0};
    assert_int_equal(conf_parse(&entries, &arena, str_from(text), "t", &err), ERR_USAGE);
    assert_string_equal(err.text, message);
}

static void reads_sections_and_values(void **state)
{
    (void)state;
    expect("[Score]\nMaxParams = 7\n", "score.maxparams", "7");
    expect("[rule \"Fn-Length\"]enabled", "rule.Fn-Length.enabled", NULL);
    expect("[a \"b \\\"c\\\\ \\d\"]\n x=1", "a.b \"c\\ d.x", "1");
    expect("[a.B.C]\nx=1", "a.b.c.x", "1");
    expect("[a \"\"]\nx=1", "a..x", "1");
    expect("\xef\xbb\xbf[a]\r\nx = y\r\n", "a.x", "y");
    expect("[a]\nx = \t b  c \t # comment\n", "a.x", "b  c");
    expect("[a]\nx = \" b # \" ; c\n", "a.x", " b # ");
    expect("[a]\nx = a\\\n  b\n", "a.x", "a  b");
    expect("[a]\nx = \\n\\t\\b\\\\\\\"", "a.x", "\n\t\b\\\"");
    expect("[a]\nx =", "a.x", "");
    expect("; c\n[a] # c\nx = \"\"", "a.x", "");
}

static void says_where_it_is_wrong(void **state)
{
    (void)state;
    expect_error("x = 1\n", "t:1: a setting must stand below a [section]");
    expect_error("[a]\n\n1 = 1\n",
                 "t:3: a [section], a name that starts with a letter, or a comment is expected");
    expect_error("[a]\nx y\n", "t:2: \"=\" expected behind the name");
    expect_error("[a]\nx = \"y\n", "t:2: the quoted value is not closed on its line");
    expect_error("[a]\nx = \\q\n", "t:2: unknown escape in a value: known are \\\\ \\\" \\n \\t \\b");
    expect_error("[a\n", "t:1: section header is not of the form [section] or [section \"subsection\"]");
    expect_error("[ a]\n", "t:1: a section name of letters, digits and \"-\" is expected behind \"[\"");
    expect_error("[a \"b]\n", "t:1: the quoted part of the section is not closed");
    expect_error("[a \"b\" ]\n", "t:1: \"]\" expected behind the quoted part of the section");
}

static void refuses_what_is_no_text(void **state)
{
    (void)state;
    struct conf_entries entries = {0};
    assert_int_equal(conf_parse(&entries, &arena, STR("[a]\nx = \0\n"), "t", NULL), ERR_USAGE);
    struct str large = {arena_array(&arena, char, CONF_FILE_LIMIT_BYTES + 1), CONF_FILE_LIMIT_BYTES + 1};
    assert_int_equal(conf_parse(&entries, &arena, large, "t", NULL), ERR_USAGE);
}

static void reads_assignments(void **state)
{
    (void)state;
    struct conf_entries entries = {0};
    assert_int_equal(conf_parse_assignment(&entries, &arena, "Rule.Fn.X.enAbled=a=b", NULL), 0);
    assert_int_equal(conf_parse_assignment(&entries, &arena, "score.x", NULL), 0);
    assert_string_equal(conf_entry_key(&arena, &entries.list.at[0]), "rule.Fn.X.enabled");
    assert_string_equal(str_cstr(&arena, entries.list.at[0].value), "a=b");
    assert_string_equal(conf_entry_key(&arena, &entries.list.at[1]), "score.x");
    assert_null(entries.list.at[1].value.p);
    static const char *const bad[] = {"", "score", "score.", ".x", "=", "x=score.x"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(conf_parse_assignment(&entries, &arena, bad[i], NULL), ERR_USAGE);
}

/* Every prefix of a good file parses or is refused; none crashes or runs over its end. */
static void survives_truncation(void **state)
{
    (void)state;
    static const char text[] = "[a \"b\\\"\"] x = \"q\\\\\" ; c\n[c.d]\ny\n z = 1 \\\n 2\n";
    for (size_t len = 0; len < sizeof text; len++) {
        char *exact = malloc(len + !len);
        memcpy(exact, text, len);
        struct conf_entries entries = {0};
        conf_parse(&entries, &arena, str_of(exact, len), "t", NULL);
        free(exact);
    }
}

static uint64_t seed = 1;

static size_t roll(size_t n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(seed >> 33) % n;
}

/* Half of the texts come out well-formed. A blank inside a value is always a space: git before 2.45 turns others into
 * one. Settings above the first section are left out: git lists them, we refuse them. */
static void make_text(struct buf *out)
{
    static const char *const pieces[] = {
        "[s]\n",
        "[S \"Sub\"]\n",
        "[s.Dot]\n",
        "[s \"a\\\"b\"] ",
        "x = 1\n",
        "name\n",
        "Y-z=",
        "v",
        " ",
        "\"",
        "\"q q\"",
        "\\\n",
        "\\n",
        "\\\\",
        "#",
        "; c\n",
        "\n",
        "\r\n",
        "\t",
        "a = b  c \n",
        "b =\"x;\" # ",
        "=",
        "\\\"",
        "[",
        "k = a\\\n b\n",
        "k = \"a \" \n",
        "[t]",
        "\n\n  ",
        "e = \n",
        "n = 4k\n",
        "ü = 1\n",
        "v = ü\n",
    };
    buf_add(out, STR("[start]\n"));
    for (size_t n = 1 + roll(12); n > 0; n--)
        buf_add(out, str_from(pieces[roll(sizeof pieces / sizeof *pieces)]));
}

/* What git lists, or its refusal. */
static int run_git(const char *path, struct buf *out)
{
    const char *argv[] = {"/usr/bin/env", "git", "config", "-z", "--list", "-f", path, NULL};
    int read_fd, write_fd, null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    assert_int_equal(sub_pipe(&read_fd, &write_fd, NULL), 0);
    struct sub_spec spec = {argv, null_fd, write_fd, null_fd};
    struct sub_result result;
    pid_t pid;
    size_t index;
    assert_int_equal(sub_spawn(&spec, &pid, NULL), 0);
    close(write_fd);
    close(null_fd);
    assert_int_equal(io_read_fd(read_fd, out, NULL), 0);
    close(read_fd);
    assert_int_equal(sub_wait_any(&pid, 1, &index, &result, NULL), 0);
    return result.exit_code;
}

static void agrees_with_git(void **state)
{
    (void)state;
    enum { TEXTS = 300 };
    char folder[] = "/tmp/conf_syntax_test.XXXXXX", path[64];
    struct buf text, ours, gits;
    buf_init(&text, 4096);
    buf_init(&ours, 65536);
    buf_init(&gits, 65536);
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/config", folder);
    int accepted = 0;
    for (int i = 0; i < TEXTS; i++) {
        buf_clear(&text);
        buf_clear(&ours);
        make_text(&text);
        assert_int_equal(io_write_file_atomic(AT_FDCWD, path, buf_str(&text), NULL), 0);
        int exit_code = run_git(path, &gits);
        struct err err = {.text = "accepted"};
        int rc = list(&ours, buf_str(&text), &err);
        if ((rc == 0) != (exit_code == 0) || (rc == 0 && !str_eq(buf_str(&ours), buf_str(&gits))))
            fail_msg("text %d: git exits %d, we say %s:\n%.*s", i, exit_code, err.text,
                     STR_ARG(buf_str(&text)));
        accepted += rc == 0;
    }
    assert_in_range(accepted, TEXTS / 5, TEXTS * 4 / 5); /* both answers were tried */
    unlink(path);
    rmdir(folder);
    buf_release(&text);
    buf_release(&ours);
    buf_release(&gits);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_sections_and_values, set_up, tear_down),
        cmocka_unit_test_setup_teardown(says_where_it_is_wrong, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refuses_what_is_no_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_assignments, set_up, tear_down),
        cmocka_unit_test_setup_teardown(survives_truncation, set_up, tear_down),
        cmocka_unit_test_setup_teardown(agrees_with_git, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
