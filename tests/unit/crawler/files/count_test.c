#include "crawler/files/count.h"

#include "pipeline/base/cpu.h"
#include "tests/unit/check.h"

/* A text of one language and a letter for each of its lines: Code, comMent, Blank. */
struct sample {
    const char *lang, *classes, *text;
};

static struct counter counter;

static struct line_count count(const char *lang, struct str text)
{
    const struct lang *found = lang_by_name(str_from(lang));
    struct line_count lines;
    if (!found && *lang)
        fail_msg("no language called \"%s\"", lang);
    count_lines(&counter, found, text, &lines);
    return lines;
}

/* The class of the last line of a text is what it adds to the counts of the text without it. */
static char last_class(const char *lang, struct str text, size_t line_start)
{
    struct line_count before = count(lang, str_head(text, line_start)), all = count(lang, text);
    assert_int_equal(all.total, before.total + 1);
    return all.code > before.code ? 'c' : all.comment > before.comment ? 'm' : 'b';
}

static void check_sample(const struct sample *sample)
{
    struct str text = str_from(sample->text);
    char classes[128];
    size_t n = 0, start = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.p[i] == '\n' || i + 1 == text.len) {
            assert_true(n + 1 < sizeof classes);
            classes[n++] = last_class(sample->lang, str_head(text, i + 1), start);
            start = i + 1;
        }
    }
    classes[n] = '\0';
    if (strcmp(classes, sample->classes) != 0) {
        print_error("%s: lines are %s, not %s:\n%s\n", sample->lang, classes, sample->classes, sample->text);
        fail();
    }
}

#define CHECK(...)                                                    \
    do {                                                              \
        const struct sample samples[] = {__VA_ARGS__};                \
        for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) \
            check_sample(&samples[i]);                                \
    } while (0)

static void c_family(void **state)
{
    (void)state;
    CHECK({"C", "mcbm", "// one\nint x; // two\n\n/* three */\n"}, {"C", "mbmc", "/* a\n\n   b */\nx;"},
          {"C", "cm", "/* a */ x;\n/* b */ /* c */\n"}, {"C", "mmc", "// spliced \\\n still\nx;\n"},
          {"C", "mmc", "// spliced \\\r\n still\r\nx;\r\n"}, {"C", "ccm", "s = \"/*\";\nx;\n// y\n"},
          {"C", "cc", "s = \"a\\\"/*\";\nx;\n"}, {"C", "cc", "s = \"a\\\n/* not */\";\n"},
          {"C", "cm", "s = \"stray;\n// healed\n"}, {"C", "cm", "c = '\"';\n// x\n"},
          {"C", "cm", "c = '\\'', d = '\"';\n// x\n"}, {"C", "cc", "x = a /b/ c;\ny;\n"},
          {"C", "cm", "/* /* */ x;\n// no nesting\n"}, {"C", "ccc", "#if 0\nx\n#endif\n"},
          {"C++", "ccc", "s = R\"x(\n// in )\" it\n)x\";\n"}, {"C++", "cm", "s = R\"(a)\";\n// b\n"},
          {"C++", "cccm", "s = u8R\"(\n/*\n)\";\n// b\n"},
          {"C++", "cm", "bOR\"(\";\n// a name before it: not raw\n"},
          {"C++", "cm", "n = 1'000'000; s = \"'\";\n// x\n"},
          {"C#", "ccm", "s = @\"\\\";\nt = @\"a\"\"//\";\n// x\n"},
          {"C#", "cccm", "s = @\"a\n// b\n\";\n// x\n"},
          {"C#", "cccm", "s = \"\"\"\"\n\"\"\" // b\n\"\"\"\";\n// x\n"},
          {"Objective-C", "cm", "s = @\"//\";\n// x\n"},
          {"Java", "cccm", "s = \"\"\"\n// \" b\n\"\"\";\n/** doc */\n"},
          {"Go", "cccm", "s := `\n// b \\`\nc := '`'\n// x\n"}, {"D", "mmc", "/+ a /+ b +/\nc +/\nx;\n"},
          {"Zig", "ccm", "s =\n\\\\ // text\n// x\n"});
}

static void rust_and_kin(void **state)
{
    (void)state;
    CHECK({"Rust", "mmc", "/* a /* b */\n c */\nx();\n"}, {"Rust", "cccm", "s = r#\"\n\" // b\n\"#;\n// x\n"},
          {"Rust", "cm", "s = br##\"a\"# \"##;\n// x\n"}, {"Rust", "cm", "s = r\"\\\";\n// x\n"},
          {"Rust", "cccm", "s = \"a\n// b\n\";\n// x\n"},
          {"Rust", "cm", "fn f<'a>(x: &'a str, q: char) { q == '\"' }\n// x\n"},
          {"Rust", "cm", "c = '\\u{1F600}'; d = '\xc3\xa9';\n// x\n"},
          {"Kotlin", "cccm", "s = \"\"\"\n// \\\n\"\"\"\n/* a /* b */ */\n"},
          {"Scala", "mmc", "/* a /* b */\nc */\nx\n"}, {"Swift", "cccm", "s = \"\"\"\n// b\n\"\"\"\n// x\n"},
          {"Dart", "cccm", "s = '''\n// b\n''';\n// x\n"});
}

static void javascript(void **state)
{
    (void)state;
    CHECK({"JavaScript", "ccc", "s = `\n// b ${ f(`/*`) } /*\n`;\n"},
          {"JavaScript", "ccmcc", "s = `${\n  g({a: 1}) +\n  // comment\n  h}\n`;\n"},
          {"JavaScript", "cm", "r = /\\/*[/*\"]`/.test(s);\n// x\n"},
          {"JavaScript", "cm", "x = a / b; y = \"/*\";\n// x\n"},
          {"JavaScript", "cm", "function f() { return /[`]/ }\n// x\n"},
          {"JavaScript", "mc", "#!/usr/bin/env node\nx\n"},
          {"TypeScript", "cm", "const a: Array<string> = b as `x/*${string}`;\n/* y */\n"},
          {"TSX", "ccm", "const a = <b>don't</b>;\nconst c = <i>`</i>;`;\n// x\n"},
          {"CoffeeScript", "mmmc", "###\na\n###\nx\n"}, {"JSON", "cc", "{\n\"//\": 1}\n"},
          {"JSON with Comments", "cmc", "{\n// a\n\"b\": \"//\"}\n"},
          {"CSS", "mcm", "/* a */\na { background: url(//x) }\n/* b\n"},
          {"SCSS", "mcc", "// a\na { background: url(http://x);\n}\n"});
}

static void python(void **state)
{
    (void)state;
    CHECK({"Python", "mbmbc", "\"\"\"Module.\n\nMore.\"\"\"\n\nx = 1\n"},
          {"Python", "cmc", "def f():\n    '''Doc.'''\n    return 1\n"},
          {"Python", "cmmc", "def f():\n    r\"\"\"Doc \\\n    d.\"\"\"\n    return 1\n"},
          {"Python", "cccc", "f(\n    '''\n    # text\n    ''')\n"},
          {"Python", "cccm", "x = '''\n# text\n'''\n# y\n"}, {"Python", "cm", "x = '#\\'#' # y\n# z\n"},
          {"Python", "cc", "x = 1 + \\\n    '''a'''\n"}, {"Python", "mc", "#!/usr/bin/env python3\nx\n"},
          {"Python", "cc", "x = \"\"\"a\\\"\"\"\"\ny\n"}, {"Python", "mmcm", "'''a\n''' # b\nx = [1,\n# c\n"});
}

static void shell(void **state)
{
    (void)state;
    CHECK({"Shell", "mcm", "#!/bin/sh\necho $# ${x#y} a#b # c\n# d\n"},
          {"Shell", "ccccm", "cat <<EOF\n# text '\n  EOF\nEOF\n# x\n"},
          {"Shell", "cccm", "cat <<-'EOF'\n# text \"\n\t\tEOF\n# x\n"},
          {"Shell", "cccccm", "cat <<A <<\\B\n# a\nA\n# b\nB\n# x\n"},
          {"Shell", "cm", "x=$((1 << 2)); y=$((a<<b))\n# x\n"}, {"Shell", "cm", "cat <<<'EOF'\n# x\n"},
          {"Shell", "cccm", "x='\n# text\n'\n# x\n"},
          {"Shell", "cmcm", "x=\"$(f \"y\" \\\n  # a comment again\n)\"\n# x\n"},
          {"Shell", "cm", "x=\"a $(echo \"(\") b\" y='\"'\n# x\n"},
          {"Shell", "cm", "echo \\\" \\' $'\\''\n# x\n"}, {"Shell", "cm", "echo \"\\\"\" ; #'\n# x\n"},
          {"Fish", "cm", "echo 'a\\'#'\n# x\n"},
          {"PowerShell", "mmcccm", "<# a\n#>\n$x = @\"\n# \"text\n\"@\n# x\n"});
}

static void scripts(void **state)
{
    (void)state;
    CHECK({"Ruby", "mmmc", "=begin\ntext\n=end\nx\n"}, {"Ruby", "cccm", "x = <<~EOS\n  # text\n  EOS\n# x\n"},
          {"Ruby", "ccm", "class A << self\nx <<y\n# x\n"}, {"Ruby", "cm", "x = \"#{y} # z\"\n# x\n"},
          {"Perl", "mbmbmc", "=head1 NAME\n\n=over\n\n=cut\nx;\n"},
          {"Perl", "cccm", "print <<\"E\";\n# text\nE\n# x\n"}, {"Perl", "cm", "$#a; $x =~ s/#'//;\n# x\n"},
          {"PHP", "cmcmc", "<p>it's // text</p>\n<!-- a -->\n<?php\n# b\n?> # text\n"},
          {"PHP", "ccmcc", "<?php\n$a = \"'\"; // b ?> \"text /*\n<!-- c -->\n<?= 1 ?>\n/* text */\n"},
          {"PHP", "ccccm", "<?php\n$a = <<<'X'\n// text\n  X . 'y';\n// z\n"},
          {"PHP", "ccm", "<?php\n#[Attribute]\n# x\n"}, {"Lua", "mmmc", "--[==[ a\n]]\n]==]\nx = [[\n"},
          {"Lua", "cccm", "s = [[\n-- text\n]]\n-- x\n"},
          {"Elixir", "cccm", "@doc \"\"\"\n# text\n\"\"\"\n# x\n"},
          {"Tcl", "mcc", "# a\nset x {#b}\nputs \"#\"\n"}, {"CMake", "mmc", "#[[ a\n]]\nset(x \"#\")\n"},
          {"HCL", "cccm", "x = <<-EOT\n# text\nEOT\n# x\n"}, {"R", "cm", "x <- '#'\n# y\n"});
}

static void ml_and_lisp(void **state)
{
    (void)state;
    CHECK({"Haskell", "mcmmm", "-- a\nx --> y\n{- b {- c -}\n-}\n--- d\n"},
          {"Haskell", "cm", "foldl' x = '\"'\n-- a\n"},
          {"OCaml", "mmc", "(* a (* b *)\n*)\nlet f = ( * ) 'a'\n"}, {"F#", "cm", "let f = (*) 1\n(* a *)\n"},
          {"Common Lisp", "mmmc", "; a\n#| b #| c |#\n|#\n(x #\\; \"; d\")\n"},
          {"Emacs Lisp", "cm", "(x ?\\\" ?; 1)\n; a\n"}, {"Clojure", "cm", "(x \\\" \\;)\n; a\n"},
          {"Erlang", "cm", "x = $%, y = \"%\".\n% a\n"}, {"Julia", "mmc", "#= a #= b =#\n=#\nx'\n"},
          {"Nim", "mmc", "#[ a #[ b ]#\n]#\nx\n"});
}

static void others(void **state)
{
    (void)state;
    CHECK({"HTML", "mmccmc", "<!-- a\n-->\n<p>// 'text\n<script>\n// b\n</script>\n"},
          {"HTML", "cmccc", "<SCRIPT type='x'>\n/* a */ // b\ns = `</script>\n// text `\n<scripted>\n"},
          {"HTML", "ccc", "<script src=x />\n// text\n/* text */\n"},
          {"HTML", "cmcc", "<style>\n/* a */\n</style>\n/* text */\n"},
          {"Vue", "cmccmc", "<template>\n<!-- a -->\n</template>\n<script lang=\"ts\">\n// b\n</script>\n"},
          {"HTML+ERB", "cmcc", "<p>\n<%# a %>\n<% x = 1 # b %>\n# text\n"},
          {"Handlebars", "ccccc", "{{#if a}}\n{{#each b}}\n<p>{{c}}</p> #}\n{{/each}}\n{{/if}}\n"},
          {"Handlebars", "mcmmc", "{{! a }}\n{{b}} {{! c }}\n{{!-- d }}\n e --}}\n<%# f %>\n"},
          {"Handlebars", "mmc", "{{~!-- a --~}}\n{{~!-- b --}}\nc\n"},
          {"Mustache", "mcmmc", "{{! a }}\n{{#b}}\n{{!\n c }}\n{{/b}}\n"},
          {"Jinja", "mcmmc", "{# a #}\n{{ b }} {# c #}\n{#- d\n e -#}\n{{! f }}\n"},
          {"Twig", "mc", "{# a #}\n{% b %}\n"},
          {"EJS", "cmccmcc", "<p>\n<%# a %>\n<% // b %>\n<%\n// c\n-%>\n// text\n"},
          {"Java Server Pages", "mccmmcc", "<%-- a --%>\n<%= b %>\n<%\n// c\n/* d */\n%>\n// text\n"},
          {"SQL", "mcm", "-- a\nselect '--' /* b */\n/* c */\n"},
          {"Fortran", "mmcm", "C a\n* b\n      CALL c\n! d\n"}, {"Fortran Free Form", "cm", "call c\n! d\n"},
          {"Batchfile", "mmmcm", "REM a\n@rem b\n:: c\necho rem\nrem\n"},
          {"Makefile", "mmcm", "# a \\\n b\nx: # c\n\t# d\n"}, {"YAML", "mcc", "# a\nb: c # d\ne: '#'\n"},
          {"TOML", "cccm", "a = '''\n# text\n'''\n# x\n"},
          {"Assembly", "cmmm", "#include \"a\"\n# b\n; c\n/* d */\n"},
          {"Vim Script", "mc", "\" a\nlet x = \"b\"\n"}, {"TeX", "mc", "% a\n\\b % c\n"},
          {"Roff", "mc", ".\\\" a\n.TH b\n"}, {"VHDL", "mcm", "-- a\nx <= '1';\n/* b */\n"},
          {"Verilog", "cm", "x = 4'b0; s = \"//\";\n// x\n"},
          {"Pascal", "mmcm", "{ a\n}\ns := '{';\n(* b *)\n"},
          {"WebAssembly", "mmc", ";; a\n(; b (; c ;) ;)\n(d)\n"},
          {"MATLAB", "mmmcm", "%{\na\n%}\nx = y';\n% b\n"}, {"Markdown", "cmc", "# a\n<!-- b -->\n// c\n"},
          {"Nix", "cccm", "x = ''\n# text '' + \"a\" + ''\n'';\n# b\n"},
          {"", "ccb", "// no rules\n# none\n\n"});
}

static void lines_end_in_many_ways(void **state)
{
    (void)state;
    CHECK({"C", "", ""}, {"C", "b", "\n"}, {"C", "b", " \t"}, {"C", "c", "x"}, {"C", "m", "//"},
          {"C", "cbm", "x;\r\n\r\n// y\r\n"}, {"C", "c", "x;\r// y\rz;\r"}, {"C", "bb", "\f\n\v\n"},
          {"C", "m", "\xef\xbb\xbf// x\n"}, {"C", "b", "\xef\xbb\xbf\n"},
          {"Fortran", "m",
           "\xef\xbb\xbf"
           "C x\n"},
          {"C", "c", "\xff\xfe\n"}, {"C", "m", "/* \xff */"});
    assert_int_equal(count("C", STR("\xef\xbb\xbf")).total, 0);
    struct line_count lines = count("C", STR("\0\n//\0\n\0"));
    assert_int_equal(lines.total, 3);
    assert_int_equal(lines.comment, 1);
}

/* Noise rich in what begins and ends things. */
static size_t noise(char *p, size_t len, uint64_t *seed)
{
    static const char *const parts[] = {
        "/*",       "*/",       "//",        "\"",      "'",        "`",     "\\",   "\n", "\n",
        " ",        "#",        "\"\"\"",    "<<EOF\n", "EOF",      "${",    "}",    "$(", ")",
        "{",        "(*",       "*)",        "{-",      "-}",       "--",    "--[[", "]]", "=begin",
        "=cut\n",   "<script>", "</script>", "<style>", "</style>", "<?php", "?>",   "<%", "%>",
        "<!--",     "-->",      "r#\"",      "\"#",     "R\"x(",    ")x\"",  "@\"",  "x",  "\r\n",
        "\xc3\xa9", "[",        "]",         "/",       "%{\n",     "%}"};
    size_t at = 0;
    while (at + 10 < len) {
        *seed = *seed * 6364136223846793005u + 1442695040888963407u;
        const char *part = parts[(*seed >> 33) % (sizeof parts / sizeof *parts)];
        memcpy(p + at, part, strlen(part));
        at += strlen(part);
    }
    return at;
}

static bool same(const struct line_count *a, const struct line_count *b)
{
    return a->len_bytes == b->len_bytes && a->total == b->total && a->code == b->code &&
           a->comment == b->comment && a->blank == b->blank;
}

static void count_pieces(const struct lang *lang, struct str text, size_t piece, struct line_count *ret)
{
    counter_start(&counter, lang);
    while (text.len) {
        counter_add(&counter, str_head(text, piece));
        text = str_skip(text, piece);
    }
    counter_end(&counter, ret);
}

static void pieces_and_cpus_do_not_matter(void **state)
{
    (void)state;
    static char text[40000];
    size_t n_langs;
    const struct lang *langs = lang_all(&n_langs);
    uint64_t seed = 7;
    for (size_t i = 0; i < n_langs; i++) {
        struct str noisy = str_of(text, noise(text, sizeof text, &seed));
        static const size_t cuts[] = {1, 63, 64, 4096, 8191, 8192, 8193};
        struct line_count whole, part;
        cpu_init("scalar", NULL);
        count_setup();
        count_lines(&counter, &langs[i], noisy, &whole);
        cpu_init(NULL, NULL);
        count_setup();
        for (size_t k = 0; k < sizeof cuts / sizeof *cuts; k++) {
            count_pieces(&langs[i], noisy, cuts[k], &part);
            if (!same(&whole, &part))
                fail_msg("%s in pieces of %zu differs", langs[i].name, cuts[k]);
        }
    }
}

/* Total and blank do not depend on the language, and no state of a file before shows in the next. */
static void totals_are_plain_counts(void **state)
{
    (void)state;
    static char text[3000];
    size_t n_langs;
    const struct lang *langs = lang_all(&n_langs);
    uint64_t seed = 3;
    for (size_t i = 0; i < 4 * n_langs; i++) {
        const struct lang *lang = &langs[i % n_langs];
        struct str noisy = str_of(text, noise(text, 64 + i * 7 % (sizeof text - 64), &seed));
        struct line_count lines, fresh, plain;
        static struct counter other;
        memset(&other, 0, sizeof other);
        count_lines(&counter, lang, noisy, &lines);
        count_lines(&other, lang, noisy, &fresh);
        assert_true(same(&lines, &fresh));
        count_lines(&other, NULL, noisy, &plain);
        assert_int_equal(lines.total, plain.total);
        assert_int_equal(lines.blank, plain.blank);
        assert_int_equal(lines.code + lines.comment + lines.blank, lines.total);
        size_t newlines = 0;
        for (size_t k = 0; k < noisy.len; k++)
            newlines += noisy.p[k] == '\n';
        assert_int_equal(lines.total, newlines + (noisy.len && noisy.p[noisy.len - 1] != '\n'));
    }
}

/* A token that begins at each place of a block and of the window, with its end in the next. */
static void tokens_cross_every_edge(void **state)
{
    (void)state;
    static char text[20000];
    for (size_t at = 0; at<9000; at += at> 200 && at < 8000 ? 97 : 1) {
        static const char tail[] = "/* a\n b */\n\"/*\"\n";
        memset(text, ';', at);
        memcpy(text + at, tail, sizeof tail - 1);
        struct line_count lines = count("C", str_of(text, at + sizeof tail - 1));
        assert_int_equal(lines.total, 3);
        assert_int_equal(lines.comment, at ? 1 : 2);
        assert_int_equal(lines.code, at ? 2 : 1);
    }
}

static void depth_has_no_price(void **state)
{
    (void)state;
    static char text[200000];
    struct line_count lines;
    for (size_t i = 0; i < sizeof text; i += 4)
        memcpy(text + i, "`${ ", 4);
    lines = count("JavaScript", str_of(text, sizeof text));
    assert_int_equal(lines.code, 1);
    for (size_t i = 0; i < sizeof text; i += 2)
        memcpy(text + i, "/*", 2);
    lines = count("Rust", str_of(text, sizeof text));
    assert_int_equal(lines.comment, 1);
    for (size_t i = 0; i < sizeof text; i += 4)
        memcpy(text + i, "<?>\n", 4);
    lines = count("PHP", str_of(text, sizeof text));
    assert_int_equal(lines.code, sizeof text / 4);
    for (size_t i = 0; i < sizeof text; i += 4)
        memcpy(text + i, "<<A ", 4);
    lines = count("Shell", str_of(text, sizeof text));
    assert_int_equal(lines.code, 1);
}

int main(void)
{
    cpu_init(NULL, NULL);
    count_setup();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(c_family),
        cmocka_unit_test(rust_and_kin),
        cmocka_unit_test(javascript),
        cmocka_unit_test(python),
        cmocka_unit_test(shell),
        cmocka_unit_test(scripts),
        cmocka_unit_test(ml_and_lisp),
        cmocka_unit_test(others),
        cmocka_unit_test(lines_end_in_many_ways),
        cmocka_unit_test(pieces_and_cpus_do_not_matter),
        cmocka_unit_test(totals_are_plain_counts),
        cmocka_unit_test(tokens_cross_every_edge),
        cmocka_unit_test(depth_has_no_price),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
