#include "analyzers/macros/macro_lex.h"
#include "analyzers/macros/macro_words.h"
#include "analyzers/macros/macros.h"
#include "pipeline/base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above */
#include <cmocka.h>
#include <time.h>

static struct arena arena;

static int open_arena(void **state)
{
    (void)state;
    return arena_init(&arena, (size_t)1 << 30, NULL);
}

static int close_arena(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static const struct macros *table_of(const char *const *headers, size_t count)
{
    struct macros *macros = macros_new(&arena);
    for (size_t i = 0; i < count; i++)
        macros_add(macros, macros_scan(str_from(headers[i]), &arena));
    macros_close(macros);
    return macros;
}

static const struct macros *table(const char *header)
{
    return table_of(&header, 1);
}

/* What must hold for any text: the length and every newline stay, and what is written is one of a few bytes. */
static struct macros_text blank(const struct macros *macros, struct str text, bool is_cpp)
{
    struct macros_text blanked = macros_blank(macros, text, is_cpp, NULL, &arena);
    assert_int_equal(blanked.text.len, text.len);
    bool same = true;
    for (size_t i = 0; i < text.len; i++) {
        char was = text.p[i], is = blanked.text.p[i];
        assert_int_equal(was == '\n', is == '\n');
        same &= was == is;
        if (was != is)
            assert_non_null(memchr(" ;,)\\", is, 5));
    }
    assert_true(same || blanked.is_changed);
    return blanked;
}

struct example {
    const char *header, *source, *wanted; /* NULL: unchanged */
    bool is_cpp;
};

static void expect_all(const struct example *examples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct example *e = &examples[i];
        struct macros_text got = blank(table(e->header), str_from(e->source), e->is_cpp);
        struct str wanted = str_from(e->wanted ? e->wanted : e->source);
        if (!str_eq(got.text, wanted))
            fail_msg("%s\nbecame\n%.*s\nwanted\n%s", e->source, STR_ARG(got.text), wanted.p);
    }
}

#define EXPECT_ALL(examples) expect_all((examples), sizeof(examples) / sizeof *(examples))

#define UNUSED_H "#define UNUSED __attribute__((unused))\n"

static void specifiers_are_blanked(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {UNUSED_H, "int f(void *p UNUSED, int q);", "int f(void *p       , int q);", false},
        {UNUSED_H, "static UNUSED int x;", "static        int x;", false},
        {"#define FMT(a, b) __attribute__((format(printf, a, b)))\n", "void f(char *s, ...) FMT(1, 2);",
         "void f(char *s, ...)          ;", false},
        {"#define API extern \"C\"\n", "API int f(void);", "    int f(void);", true},
        {UNUSED_H "#define QUIET UNUSED\n#define LOUD QUIET static\n", "LOUD int x;", "     int x;", false},
        {"#define ATTR __attribute__\n", "int f(void) ATTR((pure));", "int f(void)             ;", false},
        {"#ifdef A\n#define NOTHING\n#else\n#define NOTHING [[nodiscard]]\n#endif\n", "NOTHING int x;",
         "        int x;", false},
        {"", "#define HERE static\nHERE int x;", "#define HERE static\n     int x;", false},
        {"", "class FOO_EXPORT Name : public Base {};", "class            Name : public Base {};", true},
        {"", "static FOO_API int f(void);", "static         int f(void);", false},
        {"", "void f(int a) FOO_NOEXCEPT;", "void f(int a)             ;", false},
    };
    EXPECT_ALL(examples);
}

static void statements_get_their_end(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"", "void f(void) { FOR_EACH(x, y) { g(); } }", "void f(void) { FOR_EACH(x, y);{ g(); } }", false},
        {"#define CHECK(x) if (!(x)) return\n", "void f(void) {\n    CHECK(a)\n    g();\n}",
         "void f(void) {\n    CHECK(a)\n;   g();\n}", false},
        {"#define CHECK(x) do { } while (0)\n", "void f(void) {\nCHECK(a)\n}", "void f(void) {\nCHECK();\n}",
         false},
        {"#define BEGIN {\n#define END }\n", "void f(void) { BEGIN g(); END }",
         "void f(void) {       g();     }", false},
        {"#define DEF(n, t) t n(void) { return 0; }\n", "DEF(a, int)\nint b;", "DEF(     );\nint b;", false},
        {"#define DEF(n) int n;\n", "struct s { DEF(a); int b; };", "struct s {         int b; };", false},
        {"", "void f(void) { TARGET(A): g(); }", "void f(void) { TARGET(A); g(); }", false},
        {"", "void f(void) { QUIETLY(g(); h();) i(); }", "void f(void) {         g(); h();  i(); }", false},
        {"", "struct m t[] = {\n    ALL\n    {1},\n};", "struct m t[] = {\n    ALL\n,   {1},\n};", false},
    };
    EXPECT_ALL(examples);
}

static void arguments_become_expressions(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"", "int f(void) { return g(p, const struct s *, m); }",
         "int f(void) { return g(p,              s  , m); }", false},
        {"", "int f(void) { return g(unsigned long, a); }", "int f(void) { return g(         long, a); }",
         false},
        {"", "void f(void) { check(a, ==, b); }", "void f(void) { check(a,     b); }", false},
        {"", "void f(void) { check(a, , b); }", "void f(void) { check(a,   b); }", false},
        {"", "void f(void) { check(a, goto out); }", "void f(void) { check(a,      out); }", false},
        {"", "void f(void) { g(\"a\" STR(b) \"c\"); }", "void f(void) { g(\"a\"        \"c\"); }", false},
        {"", "void f(const struct s *, unsigned int);", NULL, false},
    };
    EXPECT_ALL(examples);
}

static void conditions_get_their_parentheses(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"#define ISZERO(x) ((x)->n==0)\n", "int f(s *x) { if ISZERO(x) { return 1; } return 0; }",
         "int f(s *x) { if       (x) { return 1; } return 0; }", false},
        {"", "void f(void) { while MORE (g(a), b) h(); do { } while NEXT(a); }",
         "void f(void) { while      (g(a), b) h(); do { } while     (a); }", false},
        {"", "void f() { if CONSTEXPR (A) g(); else if CONSTEXPR (B) h(); }",
         "void f() { if           (A) g(); else if           (B) h(); }", true},
        {"", "int f(int a) { if (ISZERO(a)) return LOW(a); if constexpr (X(a)) return 2; }", NULL, true},
        {"", "void f(void) { if EMPTY( ) g(); if NAME { } }", NULL, false},
    };
    EXPECT_ALL(examples);
}

static void branches_that_split_code_go(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"", "#ifdef A\nint f(int a)\n#else\nint f(void)\n#endif\n{ }\n",
         "        \nint f(int a)\n     \n           \n      \n{ }\n", false},
        {"", "int a[] = {\n#ifdef A\n1,\n#else\n2,\n#endif\n};",
         "int a[] = {\n        \n1,\n     \n2,\n      \n};", false},
        {"", "#ifdef A\nint a;\n#else\nint b;\n#endif\n", NULL, false},
        {"", "#ifdef __cplusplus\nextern \"C\" {\n#endif\n", "                  \n            \n      \n",
         false},
        {"", "#ifdef __cplusplus\nextern \"C\" {\n#endif\n", "                  \nextern \"C\" {\n      \n",
         true},
        {"", "void f(void) {\n#if 0\nif (a) {\n#else\nif (b) {\n#endif\n} }",
         "void f(void) {\n     \n        \n     \nif (b) {\n      \n} }", false},
        {"", "void f(void) {\n#if A\nif (a) b();\n#endif\nelse c(); }",
         "void f(void) {\n     \nif (a) b();\n      \nelse c(); }", false},
        {"", "int x = g(\n#if A\n#if B\n1\n#else\n2\n#endif\n#else\n3\n#endif\n);",
         "int x = g(\n     \n     \n1\n     \n \n      \n     \n \n      \n);", false},
    };
    EXPECT_ALL(examples);
}

static void what_a_compiler_would_read_stays(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {UNUSED_H, "int x = UNUSED_2; /* UNUSED */ char *s = \"UNUSED\";", NULL, false},
        {"#define local static\n", "int f(int local) { local = 1; return g(local, s.local); }", NULL, false},
        {"#define TRACE(x)\n", "void f(void) { TRACE(1); if (a) TRACE(2); else TRACE(3); }", NULL, false},
        {"#define cleanup(x)\n", "void cleanup(int x) { g(x); }", NULL, false},
        {"#define FALL __attribute__((fallthrough))\n",
         "void f(int a) { switch (a) { case 1: FALL; case 2: g(); } }", NULL, false},
        {"#define inline\n#define const\n", "static inline const int x;", NULL, false},
        {"", "T FOO(int A, T B) { T C = A * B; return C; }", NULL, false},
        {"", "Foo::Foo(int a) : b(a) {}\nclass X { X(const X &x); X(int a) { g(a); } };", NULL, true},
        {"", "auto s = R\"x(static UNUSED \" ) )x\"; int n = 1'000'000;", NULL, true},
        {"", "void f() { auto g = [&](int a) { return h(a); }; std::vector<int> v{1, 2}; }", NULL, true},
        {"", "#define F(x) \\\n    g(x) { \\\n    }\nint x;", NULL, false},
        {"", "int final, override, explicit; void f(void) { g(&final, *explicit); }", NULL, false},
    };
    EXPECT_ALL(examples);
}

static void the_order_of_headers_does_not_matter(void **state)
{
    (void)state;
    const char *headers[] = {"#define A B\n#define C 1\n", "#define B static\n", "#define C\n#define A\n"};
    const char *turned[] = {headers[2], headers[1], headers[0]};
    struct hash128 one = macros_digest(table_of(headers, 3)), other = macros_digest(table_of(turned, 3));
    assert_int_equal(one.low, other.low);
    assert_int_equal(one.high, other.high);
}

static uint64_t consulted(const char *header, const char *source)
{
    return macros_blank(table(header), str_from(source), false, NULL, &arena).digest.low;
}

static void the_digest_covers_what_the_text_mentions(void **state)
{
    (void)state;
    const char *source = "QUIET int x; int y;";
    uint64_t known = consulted("#define QUIET static\n", source);
    assert_int_equal(known, consulted("#define OTHER static\n#define QUIET static\n", source));
    assert_int_not_equal(known, consulted("", source));
    assert_int_not_equal(known, consulted("#define QUIET\n", source));
}

static void words_are_sorted(void **state)
{
    (void)state;
    for (size_t i = 1; i < macro_words_len; i++)
        assert_true(strcmp(macro_words[i - 1].name, macro_words[i].name) < 0);
    assert_int_equal(macro_word_of(STR("while")), WORD_CONTROL);
    assert_int_equal(macro_word_of(STR("whil")), WORD_NONE);
}

static void only_headers_share(void **state)
{
    (void)state;
    assert_true(macros_are_shared(STR("a/b.h")));
    assert_true(macros_are_shared(STR("table.inc")));
    assert_false(macros_are_shared(STR("a.c")));
    assert_false(macros_are_shared(STR("a.CPP")));
}

/* clang-format off: a word a line helps nobody */
static const char *const pieces[] = {
    "#if A\n",
    "\n#else\n",
    "\n#endif\n",
    "#if 0\n",
    "\n#define FOO x\n",
    "#include <a>\n",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ";",
    ",",
    ":",
    "::",
    "*",
    "=",
    "==",
    "->",
    ".",
    "\"s\"",
    "'c'",
    "\"",
    "'",
    "/*",
    "*/",
    "//",
    "\\\n",
    "\n",
    " ",
    "\t",
    "\r\n",
    "UNUSED",
    "DEF",
    "LIST(",
    "name",
    "x",
    "static",
    "struct",
    "enum",
    "if",
    "else",
    "for",
    "case",
    "return",
    "int",
    "const",
    "class",
    "namespace",
    "R\"(",
    ")\"",
    "1",
    "0x1p+3",
    "goto",
    "extern",
    "\xc3\xa9",
    "\0",
    "...",
    "#",
};
/* clang-format on */

/* Soup of everything the rules look at: whatever comes out keeps the promises of blank(). */
static void any_text_keeps_length_and_lines(void **state)
{
    (void)state;
    const struct macros *macros = table(UNUSED_H "#define DEF(x) int x;\n#define LIST(x) for (;;)\n");
    unsigned seed = 1;
    for (int round = 0; round < 3000; round++) {
        struct arena before = arena;
        char text[512];
        size_t len = 0;
        while (len < sizeof text - 16) {
            seed = seed * 1103515245 + 12345;
            const char *piece = pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)];
            size_t piece_len = *piece ? strlen(piece) : 1;
            memcpy(text + len, piece, piece_len);
            len += piece_len;
            if (seed >> 29 == 0)
                text[len++] = ' ';
        }
        blank(macros, str_of(text, seed >> 23 & 255), round & 1);
        blank(macros, str_of(text, len), round & 1);
        arena = before;
    }
}

/* Text of nothing but one thing over and over, which is where quadratic time shows: minutes instead of milliseconds. */
static void repetition_ends_soon(void **state)
{
    (void)state;
    static const struct {
        const char *first, *again;
    } texts[] = {
        {"", "{"},
        {"", "("},
        {"", "F("},
        {"", "#if A\n"},
        {"", "}"},
        {"", "\""},
        {"", "/*"},
        {"", "/**/"},
        {"", "FOO "},
        {"", "#define A(\n"},
        {"", "struct "},
        {"f(", "a,"},
        {"", "\\\n"},
        {"f(", "*"},
        {"", "#if A\n{\n#else\n"},
        {"", "R\"("},
        {"", "FOO/**/"},
        {"", "FOO(1)\n"},
        {"f({", "FOO,"},
        {"#define A ", "/**/"},
        {"", "#if A\n#endif\n"},
    };
    enum { TEXT_BYTES = 1 << 20, SECONDS_MAX = 20 };
    const struct macros *macros = table("#define F(x)\n");
    clock_t start = clock();
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct arena before = arena;
        struct buf text;
        buf_init(&text, TEXT_BYTES);
        buf_add(&text, str_from(texts[i].first));
        while (!text.overflow)
            buf_add(&text, str_from(texts[i].again));
        blank(macros, buf_str(&text), i & 1);
        macros_scan(buf_str(&text), &arena);
        buf_release(&text);
        arena = before;
    }
    assert_true((clock() - start) / CLOCKS_PER_SEC < SECONDS_MAX);
}

static void nothing_comes_of_nothing(void **state)
{
    (void)state;
    struct macros_text none = macros_blank(table(""), (struct str){0}, false, NULL, &arena);
    assert_int_equal(none.text.len, 0);
    assert_false(none.is_changed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(specifiers_are_blanked),
        cmocka_unit_test(statements_get_their_end),
        cmocka_unit_test(arguments_become_expressions),
        cmocka_unit_test(conditions_get_their_parentheses),
        cmocka_unit_test(branches_that_split_code_go),
        cmocka_unit_test(what_a_compiler_would_read_stays),
        cmocka_unit_test(the_order_of_headers_does_not_matter),
        cmocka_unit_test(the_digest_covers_what_the_text_mentions),
        cmocka_unit_test(words_are_sorted),
        cmocka_unit_test(only_headers_share),
        cmocka_unit_test(any_text_keeps_length_and_lines),
        cmocka_unit_test(repetition_ends_soon),
        cmocka_unit_test(nothing_comes_of_nothing),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
