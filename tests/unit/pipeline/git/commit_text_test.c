/* Commits and tags as texts. git is asked what it reads in the same objects: idents with every oddity, subjects,
 * trailers, encodings. */
#include "pipeline/base/buf.h"
#include "pipeline/base/sandbox.h"
#include "pipeline/git/commit_text.h"

#include "tests/support/git_test.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define TREE   "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
#define PARENT "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

enum { COMMITS = 1500, FIELDS = 10 };

static struct commit_text parse(struct str object)
{
    struct commit_text commit;
    struct err err = {0};
    assert_ok(commit_text_parse(object, GIT_ID_LEN, &arena, &commit, &err), &err);
    return commit;
}

/* By hand ----------------------------------------------------------------------------------------------------------- */

static void a_signed_merge(void **state)
{
    (void)state;
    struct commit_text commit = parse(STR("tree " TREE "\nparent " PARENT "\nparent " TREE "\n"
                                          "author A U Thor <a@example.com> 1112911993 -0730\n"
                                          "committer C <c@example.com> 1112911994 +0530\n"
                                          "encoding ISO-8859-1\n"
                                          "mergetag object " TREE "\n type commit\n tag v1\n"
                                          " author Not Me <n@example.com> 1 +0000\n \n encoding x\n"
                                          "gpgsig -----BEGIN PGP SIGNATURE-----\n \n committer no\n"
                                          "\n\nsubject\nmore\n\nbody\n"));
    assert_int_equal(commit.parents.len, 2);
    assert_int_equal(commit.parents.at[0].bytes[19], 0xaa);
    assert_int_equal(commit.parents.at[0].bytes[20], 0);
    assert_str(commit.author.name, "A U Thor");
    assert_str(commit.committer.email, "c@example.com");
    assert_int_equal(commit.author.time_s, 1112911993);
    assert_int_equal(commit.author.zone_min, -450);
    assert_int_equal(commit.committer.zone_min, 330);
    assert_str(commit.encoding, "ISO-8859-1");
    assert_str(commit.message, "\nsubject\nmore\n\nbody\n");
    assert_str(commit_text_subject(&arena, commit.message), "subject more");
}

static void broken_commits_are_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "tree",
                                        "tree " TREE,
                                        "tree x" TREE "\n",
                                        "author A <a> 1 +0000\n",
                                        "tree " TREE "\nparent " PARENT,
                                        "tree " TREE "\nparent \nauthor A <a> 1 +0000\n",
                                        "tree " TREE "\nparent " PARENT " \n"};
    struct commit_text commit;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct err err = {0};
        assert_int_equal(commit_text_parse(str_from(texts[i]), GIT_ID_LEN, &arena, &commit, &err), ERR_INPUT);
        assert_contains(err.text, "a commit with");
    }
    commit = parse(STR("tree " TREE "\n"));
    assert_int_equal(commit.author.name.len + commit.message.len + commit.parents.len, 0);
}

static void parents_have_a_limit(void **state)
{
    (void)state;
    struct buf text;
    struct commit_text commit;
    buf_init(&text, 8 << 20);
    buf_add(&text, STR("tree " TREE "\n"));
    for (int i = 0; i < COMMIT_PARENTS_MAX; i++)
        buf_add(&text, STR("parent " PARENT "\n"));
    assert_int_equal(parse(buf_str(&text)).parents.len, COMMIT_PARENTS_MAX);
    buf_add(&text, STR("parent " PARENT "\n"));
    assert_int_equal(commit_text_parse(buf_str(&text), GIT_ID_LEN, &arena, &commit, NULL), ERR_INPUT);
    buf_release(&text);
}

static void tags(void **state)
{
    (void)state;
    struct object_id id;
    enum object_type type;
    struct err err = {0};
    assert_ok(commit_text_tag(STR("object " PARENT "\ntype tag\ntag x\n\n"), GIT_ID_LEN, &id, &type, &err),
              &err);
    assert_int_equal(type, OBJECT_TAG);
    assert_int_equal(id.bytes[0], 0xaa);
    assert_int_equal(commit_text_tag(STR("object " PARENT "\ntype x\n"), GIT_ID_LEN, &id, &type, &err),
                     ERR_INPUT);
    assert_int_equal(commit_text_tag(STR("object " PARENT "\n"), GIT_ID_LEN, &id, &type, &err), ERR_INPUT);
    assert_int_equal(commit_text_tag(STR("type commit\n"), GIT_ID_LEN, &id, &type, &err), ERR_INPUT);
}

/* Beside git -------------------------------------------------------------------------------------------------------- */

static uint64_t seed;

static const char *pick(const char *const *from, uint32_t n)
{
    return from[random_below(&seed, n)];
}
#define PICK(list) pick((list), sizeof(list) / sizeof(list)[0])

/* Mostly of the right form, and always of parts that matter. */
static void add_person(struct buf *to)
{
    static const char *const
        names[] = {"A U Thor", "", " ", "A", "A <", "A > B", " A  B ", "\tA\t", "\xc3\xa9", "\xff", "A\v"},
        *const emails[] = {"<a@b>", "<>", "<a", "a@b>", "<a@b>>", "<a> <b>", "< a b >", "", "<<a>"},
        *const spaces[] = {" ", "", "  ", "\t", " \r"},
        *const times[] = {"1112911993",
                          "0",
                          "-5",
                          "",
                          "4102444800",
                          "253402300800",
                          "9223372036854775807",
                          "9223372036854775808",
                          "18446744073709551615",
                          "18446744073709551616",
                          "000012",
                          "12x",
                          "99999999999999999999999999",
                          "x12",
                          "2147483648"},
        *const zones[] = {
            "+0000",   "-0000", "+0530", "-1200",       "+9999",       "-9999",       "",
            "0100",    "+",     "+1",    "+2147483646", "+2147483647", "-2147483648", "+99999999999999999999",
            "+0100 x", "-99x",  "+0060"};
    bool is_odd = random_below(&seed, 3) == 0;
    buf_printf(to, "%s%s%s", is_odd ? PICK(names) : "A U Thor", PICK(spaces), is_odd ? PICK(emails) : "<a@b>");
    is_odd = random_below(&seed, 3) == 0;
    buf_printf(to, "%s%s%s%s", PICK(spaces), PICK(times), is_odd ? PICK(spaces) : " ", PICK(zones));
}

static void add_header(struct buf *to)
{
    static const char *const before[] = {"author ",  "committer ", "author",
                                         " author ", "gpgsig ",    "encoding UTF-8\n"};
    buf_add(to, STR("tree " TREE "\n"));
    for (uint32_t i = random_below(&seed, 4); i > 2; i--)
        buf_add(to, STR("parent " PARENT "\n"));
    bool is_odd = random_below(&seed, 4) == 0;
    uint32_t n = is_odd ? random_below(&seed, 5) : 2;
    for (uint32_t i = 0; i < n; i++) {
        buf_printf(to, "%s", is_odd ? PICK(before) : before[i]);
        add_person(to);
        buf_addc(to, '\n');
    }
}

static void add_lines(struct buf *to)
{
    static const char *const lines[] = {"",
                                        "",
                                        "",
                                        " ",
                                        "\t \r",
                                        "Signed-off-by: A <a@b>",
                                        "Signed-off-by:",
                                        "Key: value",
                                        "Key : v \t",
                                        "Two words: x",
                                        "K-e-y:",
                                        "k:v:w",
                                        " continued",
                                        "\tmore",
                                        "# comment",
                                        "#: x",
                                        "(cherry picked from commit abc)",
                                        "---",
                                        "--- a/b",
                                        "Conflicts:",
                                        "\tpath",
                                        "plain words",
                                        "some more plain words here",
                                        "Fixes #12",
                                        ": no key",
                                        "\xc3\xa9: x",
                                        "Re_f: x",
                                        "a\vb",
                                        " \f",
                                        "# ------------------------ >8 ------------------------",
                                        "Ends: \r",
                                        "http://example.com/x",
                                        "BREAKING-CHANGE: yes"};
    static const char *const trailers[] = {"Signed-off-by: A <a@b>", "Key: value", " folded",
                                           "Reviewed-by: \xc3\xa9", "plain"};
    uint32_t n = random_below(&seed, 12);
    for (uint32_t i = 0; i < n; i++)
        buf_printf(to, "%s\n", PICK(lines));
    n = random_below(&seed, 7);
    for (uint32_t i = 0; i < n; i++)
        buf_printf(to, "%s%s", i ? "\n" : "\n\n", PICK(trailers));
    if (random_below(&seed, 4))
        buf_addc(to, '\n');
}

/* What git takes for remarks behind the trailers. */
static void add_remarks(struct buf *to)
{
    static const char *const remarks[] = {"",
                                          "# comment",
                                          "Conflicts:",
                                          "Conflicts:\n\tpath",
                                          "\tpath",
                                          "#",
                                          "# ------------------------ >8 ------------------------\nKey: below"};
    uint32_t n = random_below(&seed, 4);
    for (uint32_t i = 0; i < n; i++)
        buf_printf(to, "%s\n", PICK(remarks));
}

/* git hash-object leaves the files it has read open, and many machines allow a process 1024. */
enum { OBJECTS_A_CALL = 500 };

static struct str write_some(const struct str *objects, size_t n)
{
    struct buf paths;
    buf_init(&paths, 1 << 20);
    for (size_t i = 0; i < n; i++) {
        char *name = arena_printf(&arena, "o%zu", i);
        git_write(&arena, folder, name, objects[i]);
        buf_printf(&paths, "%s\n", name);
    }
    struct str ids = git_must(&arena, folder, buf_str(&paths), "hash-object", "-t", "commit", "-w",
                              "--literally", "--stdin-paths", NULL);
    buf_release(&paths);
    return ids;
}

/* Writes the objects to the repository; their ids, one a line. */
static struct str write_objects(const struct str *objects, size_t n)
{
    struct buf ids;
    buf_init(&ids, 1 << 20);
    for (size_t i = 0; i < n; i += OBJECTS_A_CALL) {
        struct str some = write_some(objects + i, n - i < OBJECTS_A_CALL ? n - i : OBJECTS_A_CALL);
        buf_printf(&ids, "%.*s\n", STR_ARG(some));
    }
    struct str copy = str_dup(&arena, buf_str(&ids));
    buf_release(&ids);
    return copy;
}

static struct str next_field(struct str *rest)
{
    assert_non_null(rest->p);
    return str_cut(rest, '\0');
}

static void same(const char *what, const struct str *object, struct str ours, struct str gits)
{
    if (!str_eq(ours, gits))
        fail_msg("%s: \"%.*s\", git says \"%.*s\" of:\n%.*s", what, STR_ARG(ours), STR_ARG(gits),
                 STR_ARG(*object));
}

static void same_person(const struct str *object, const struct commit_person *ours, struct str encoding,
                        struct str *rest)
{
    long long time_s = 0, zone = 0;
    same("name", object, commit_text_utf8(&arena, encoding, ours->name), next_field(rest));
    same("e-mail", object, commit_text_utf8(&arena, encoding, ours->email), next_field(rest));
    struct str date = next_field(rest); /* "seconds ±hhmm", or nothing */
    if (date.len)
        assert_int_equal(sscanf(str_cstr(&arena, date), "%lld %lld", &time_s, &zone), 2);
    zone = zone / 100 * 60 + zone % 100;
    if (ours->time_s != time_s || ours->zone_min != zone)
        fail_msg("%lld %d, git says %.*s of:\n%.*s", (long long)ours->time_s, ours->zone_min, STR_ARG(date),
                 STR_ARG(*object));
}

static struct str trailers_text(struct str message)
{
    struct commit_trailers trailers;
    struct buf text;
    buf_init(&text, 1 << 20);
    commit_text_trailers(&arena, message, &trailers);
    for (size_t i = 0; i < trailers.at.len; i++)
        buf_printf(&text, "%.*s: %.*s\n", STR_ARG(trailers.at.at[i].key), STR_ARG(trailers.at.at[i].value));
    struct str copy = str_dup(&arena, buf_str(&text));
    buf_release(&text);
    return copy;
}

static struct str log_of(struct str ids)
{
    return git_must(
        &arena, folder, ids, "log", "--no-walk=unsorted", "--stdin", "-z", "--date=raw",
        "--format=%an%x00%ae%x00%ad%x00%cn%x00%ce%x00%cd%x00%e%x00%s%x00%B%x00%(trailers:only,unfold)", NULL);
}

static void same_as_log(const struct str *objects, size_t n)
{
    struct str rest = log_of(write_objects(objects, n));
    for (size_t i = 0; i < n; i++) {
        const struct str *object = &objects[i];
        struct commit_text commit = parse(*object);
        same_person(object, &commit.author, commit.encoding, &rest);
        same_person(object, &commit.committer, commit.encoding, &rest);
        same("encoding", object, commit.encoding, next_field(&rest));
        struct str message = commit_text_utf8(&arena, commit.encoding, commit.message);
        same("subject", object, commit_text_subject(&arena, message), next_field(&rest));
        same("message", object, message, next_field(&rest));
        same("trailers", object, trailers_text(message), next_field(&rest));
    }
    assert_int_equal(rest.len, 0);
}

static void random_commits_beside_git(void **state)
{
    (void)state;
    struct str *objects = arena_array(&arena, struct str, COMMITS);
    struct buf text;
    seed = 20261124;
    buf_init(&text, 1 << 16);
    for (size_t i = 0; i < COMMITS; i++) {
        buf_clear(&text);
        add_header(&text);
        if (random_below(&seed, 10))
            buf_addc(&text, '\n');
        add_lines(&text);
        if (random_below(&seed, 3) == 0)
            add_remarks(&text);
        objects[i] = str_dup(&arena, buf_str(&text));
    }
    buf_release(&text);
    same_as_log(objects, COMMITS);
}

/* Text in an encoding, as name and as message. */
static struct str encoded(const char *encoding, struct str text)
{
    struct buf to;
    buf_init(&to, 1 << 16);
    buf_printf(&to, "tree " TREE "\nauthor %.*s <a@b> 1 +0000\ncommitter C <c@d> 2 +0000\nencoding %s\n\n",
               STR_ARG(text), encoding);
    buf_printf(&to, "%.*s\nx\n\nSigned-off-by: %.*s\n", STR_ARG(text), STR_ARG(text));
    struct str copy = str_dup(&arena, buf_str(&to));
    buf_release(&to);
    return copy;
}

static void encodings_beside_git(void **state)
{
    (void)state;
    static const char *const texts[][2] = {
        {"ISO-8859-1", "Andr\xe9"},
        {"iso-8859-8", "\xe0\xe1"},
        {"latin-1", "Andr\xe9"},
        {"latin1", "Andr\xe9"},
        {"windows-1252", "\x80 \x93x\x94"},
        {"CP1251", "\xcf\xf0"},
        {"Shift_JIS", "\x93\xfa\x96\x7b \x83\x5c"},
        {"SJIS", "\x93\xfa\x96\x7b"},
        {"EUC-JP", "\xc6\xfc\xcb\xdc"},
        {"eucJP", "\xc6\xfc"},
        {"ISO-2022-JP", "\x1b$BF|K\\\x1b(B"},
        {"KOI8-R", "\xf0\xd2\xc9\xd7\xc5\xd4"},
        {"GB18030", "\xd6\xd0\xce\xc4 \x81\x30\x86\x30"},
        {"BIG5", "\xa4\xa4\xa4\xe5"},
        {"EUC-KR", "\xc7\xd1"},
        {"UTF-8", "Andr\xc3\xa9"},
        {"utf8", "Andr\xc3\xa9"},
        {"UTF-8", "Andr\xe9"},         /* is none */
        {"EUC-JP", "\xc6 \xfc"},       /* not in it */
        {"Shift_JIS", "\x93\xfa\x96"}, /* cut off */
        {"US-ASCII", "Andr\xe9"},
        {"none-such", "Andr\xe9"},
        {"../../x", "Andr\xe9"},
        {"ISO-8859-1 ", "Andr\xe9"},
    };
    enum { TEXTS = sizeof texts / sizeof texts[0] };
    struct str objects[TEXTS];
    for (size_t i = 0; i < TEXTS; i++)
        objects[i] = encoded(texts[i][0], str_from(texts[i][1]));
    same_as_log(objects, TEXTS);
}

static void random_bytes_beside_git(void **state)
{
    (void)state;
    /* All bytes of the upper half mean something in these. */
    static const char *const names[] = {"ISO-8859-1", "ISO-8859-15", "KOI8-R",
                                        "IBM866",     "CP437",       "ISO-8859-2"};
    enum { TEXTS = 200 };
    struct str objects[TEXTS];
    seed = 7;
    for (size_t i = 0; i < TEXTS; i++) {
        char bytes[40];
        size_t len = 1 + random_below(&seed, sizeof bytes - 1);
        for (size_t k = 0; k < len; k++)
            bytes[k] = (char)(random_below(&seed, 4) ? 0x80 + random_below(&seed, 0x80) : 'a');
        objects[i] = encoded(PICK(names), str_of(bytes, len));
    }
    same_as_log(objects, TEXTS);
}

/* An encoding that no test before has asked for: its module is loaded behind the filter. */
static void iconv_works_confined(void **state)
{
    (void)state;
    pid_t pid = fork();
    if (pid == 0) {
        if (sandbox_enter(SANDBOX_READ, NULL, NULL) != 0)
            _exit(2);
        _exit(!str_eq(commit_text_utf8(&arena, STR("KOI8-U"), STR("\xf0\xd2")), STR("\xd0\x9f\xd1\x80")));
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

static void large_texts_grow(void **state)
{
    (void)state;
    size_t n = 100000;
    char *text = arena_array(&arena, char, n);
    memset(text, 0xe9, n);
    struct str utf8 = commit_text_utf8(&arena, STR("ISO-8859-1"), str_of(text, n));
    assert_int_equal(utf8.len, 2 * n);
    assert_true(str_is_utf8(utf8) && str_ends(utf8, STR("\xc3\xa9")));
}

/* `git interpret-trailers` reads the same, when told that there is no mail around the message. */
static void trailers_beside_interpret_trailers(void **state)
{
    (void)state;
    struct buf text;
    buf_init(&text, 1 << 16);
    seed = 99;
    for (int i = 0; i < 100; i++) {
        struct str theirs;
        buf_clear(&text);
        buf_add(&text, STR("subject\n"));
        add_lines(&text);
        if (i % 3 == 0)
            add_remarks(&text);
        struct str message = buf_str(&text);
        assert_int_equal(run_git(&arena, folder, message, &theirs, "interpret-trailers", "--parse",
                                 "--no-divider", NULL),
                         0);
        same("trailers", &message, trailers_text(message), theirs);
    }
    buf_release(&text);
}

static void trailers_have_a_limit(void **state)
{
    (void)state;
    struct commit_trailers trailers;
    struct buf text;
    buf_init(&text, 1 << 20);
    buf_add(&text, STR("subject\n\n"));
    for (int i = 0; i < COMMIT_TRAILERS_MAX + 5; i++)
        buf_add(&text, STR("a: b\n"));
    commit_text_trailers(&arena, buf_str(&text), &trailers);
    assert_int_equal(trailers.at.len, COMMIT_TRAILERS_MAX);
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signed_merge),
        cmocka_unit_test(broken_commits_are_refused),
        cmocka_unit_test(parents_have_a_limit),
        cmocka_unit_test(tags),
        cmocka_unit_test(random_commits_beside_git),
        cmocka_unit_test(encodings_beside_git),
        cmocka_unit_test(random_bytes_beside_git),
        cmocka_unit_test(iconv_works_confined),
        cmocka_unit_test(large_texts_grow),
        cmocka_unit_test(trailers_beside_interpret_trailers),
        cmocka_unit_test(trailers_have_a_limit),
    };
    return cmocka_run_group_tests(tests, git_set_up, git_tear_down);
}
