#include "crawler/files/lang_table.h"

#include "crawler/files/syntax.h"

/*
 * The rules of counting, in prose. cbc-languages.7 tells users the same; change both.
 *
 *  1. A line ends at LF. Bytes behind the last LF are a line as well. An empty file has no lines. CR is white space, so
 *     CR LF needs no care, and a file with CR alone is one line. A byte order mark is not counted as anything.
 *  2. A line of nothing but space, tab, CR, vertical tab and form feed is blank, also inside comments and strings.
 *  3. A line is code when any byte on it is code. Only lines that are neither blank nor code are comment. So
 *     `x = 1; // one` is code, and so is the last line of a comment when code follows on it.
 *  4. Strings of every form are code: here-documents, raw strings, templates. What looks like a comment inside is not
 *     one. Code inside `${ }` of a template or `$( )` of a shell string is read as code again.
 *  5. A Python docstring is comment: a triple-quoted string that is first on its line while the code before it does not
 *     go on (no open bracket, comma or operator at its end). Other languages' documentation strings are strings.
 *  6. `#!` is a comment where `#` begins one, as every tool counts it; elsewhere it is code.
 *  7. Block comments nest where the language says so (Rust, Kotlin, Scala, Swift, Dart, D's /+ +/, Haskell, OCaml, F#,
 *     Lisp's #| |#, Nim, Julia, WebAssembly) and not elsewhere.
 *  8. Strings that may not hold a newline end at the end of the line even when nobody closed them, so a stray quote
 *     cannot swallow a file. Perl and Ruby strings are treated so too: quotes in their regular expressions and %w lists
 *     would do more harm than the rare literal over several lines.
 *  9. A slash in JavaScript and its kin begins a regular expression where an operand is due: not behind a name, number
 *     or closing bracket, except behind words such as `return`.
 * 10. Shell: # begins a comment only at the start of a word. `<<` in arithmetic is a shift.
 * 11. Inside HTML, Vue and Svelte what is in <script> and <style> is counted by the rules of JavaScript and CSS, as
 *     part of the same file. PHP and embedded Ruby, JavaScript and Java are markup outside their tags.
 * 12. Line-oriented formats (Makefile, YAML, INI, Fortran, Tcl, …) have a comment only where it begins the line: a
 *     comment behind code would not change the count. A `#` line in a YAML block scalar is taken for one.
 * 13. Data and prose (JSON, CSV, Markdown, text) have no comments, but for <!-- --> where HTML is allowed: every line
 *     that is not blank counts as code. So does every line of a file whose language is unknown.
 * 14. Code that is switched off (#if 0, `(comment …)`, __END__ data) is code; Perl's POD and Ruby's =begin are comment.
 */

#define LINE(lead, ...)                                          \
    {                                                            \
        .open = lead, .kind = TOKEN_LINE, .flags = 0 __VA_ARGS__ \
    }
#define BLOCK(lead, end, ...)                                                   \
    {                                                                           \
        .open = lead, .close = end, .kind = TOKEN_BLOCK, .flags = 0 __VA_ARGS__ \
    }
#define STRING(lead, end, ...)                                                   \
    {                                                                            \
        .open = lead, .close = end, .kind = TOKEN_STRING, .flags = 0 __VA_ARGS__ \
    }
#define ESCAPE(lead, ...)                                          \
    {                                                              \
        .open = lead, .kind = TOKEN_ESCAPE, .flags = 0 __VA_ARGS__ \
    }
#define SKIP(lead)                       \
    {                                    \
        .open = lead, .kind = TOKEN_SKIP \
    }
#define CHAR                                                            \
    {                                                                   \
        .open = "'", .close = "'", .kind = TOKEN_CHAR, .flags = ESCAPES \
    }
#define REGEX                                                            \
    {                                                                    \
        .open = "/", .close = "/", .kind = TOKEN_REGEX, .flags = ESCAPES \
    }
#define BRACKET(lead)                                           \
    {                                                           \
        .open = lead, .kind = TOKEN_BRACKET, .flags = MULTILINE \
    }
#define HEREDOC(lead, ...)                                          \
    {                                                               \
        .open = lead, .kind = TOKEN_HEREDOC, .flags = 0 __VA_ARGS__ \
    }
#define ENTER(lead, end, what)                                          \
    {                                                                   \
        .open = lead, .close = end, .kind = TOKEN_ENTER, .inner = &what \
    }
#define TAG(lead, end, what)                                                            \
    {                                                                                   \
        .open = lead, .close = end, .kind = TOKEN_TAG, .flags = NO_CASE, .inner = &what \
    }

/* SYNTAX(name, tokens…) defines `name`; INTERPOLATING also says which bracket begins code in a string. */
#define INTERPOLATING(name, bracket, ...)                        \
    static const struct token name##_tokens[] = {__VA_ARGS__};   \
    static const struct syntax name = {                          \
        .tokens = name##_tokens,                                 \
        .n_tokens = sizeof name##_tokens / sizeof(struct token), \
        .interpolation = bracket,                                \
    }
#define SYNTAX(name, ...) INTERPOLATING(name, 0, __VA_ARGS__)

/* Parts that many share. */
#define SLASHES         LINE("//"), BLOCK("/*", "*/")
#define SLASHES_NESTING LINE("//"), BLOCK("/*", "*/", | NESTS)
#define QUOTED          STRING("\"", "\"", | ESCAPES)
#define QUOTED_LINES    STRING("\"", "\"", | ESCAPES | MULTILINE)
#define QUOTED_ONE      STRING("'", "'", | ESCAPES)
#define TRIPLE          STRING("\"\"\"", "\"\"\"", | ESCAPES | MULTILINE)
#define TRIPLE_ONE      STRING("'''", "'''", | ESCAPES | MULTILINE)

/* Braces ---------------------------------------------------------------------------------------------------------- */

SYNTAX(c_syntax, LINE("//", | SPLICED), BLOCK("/*", "*/"), QUOTED, CHAR);
SYNTAX(cpp_syntax, LINE("//", | SPLICED), BLOCK("/*", "*/"), STRING("\"", "\"", | ESCAPES | RAW_CPP), CHAR);
SYNTAX(csharp_syntax, SLASHES, STRING("\"", "\"", | ESCAPES | RAW_CSHARP), CHAR);
SYNTAX(java_syntax, SLASHES, TRIPLE, QUOTED, CHAR);
SYNTAX(go_syntax, SLASHES, QUOTED, CHAR, STRING("`", "`", | MULTILINE));
SYNTAX(rust_syntax, SLASHES_NESTING, STRING("\"", "\"", | ESCAPES | MULTILINE | RAW_RUST), CHAR);
SYNTAX(kotlin_syntax, SLASHES_NESTING, STRING("\"\"\"", "\"\"\"", | MULTILINE), QUOTED, CHAR);
SYNTAX(swift_syntax, SLASHES_NESTING, TRIPLE, STRING("#\"", "\"#", | MULTILINE), QUOTED);
SYNTAX(dart_syntax, SLASHES_NESTING, TRIPLE, TRIPLE_ONE, QUOTED, QUOTED_ONE);
SYNTAX(groovy_syntax, SLASHES, TRIPLE, TRIPLE_ONE, QUOTED, QUOTED_ONE);
SYNTAX(d_syntax, SLASHES, BLOCK("/+", "+/", | NESTS), QUOTED_LINES, STRING("`", "`", | MULTILINE), CHAR);
SYNTAX(zig_syntax, LINE("//"), STRING("\\\\", ""), QUOTED, CHAR);
SYNTAX(verilog_syntax, SLASHES, QUOTED);
SYNTAX(quoted_slashes_syntax, SLASHES, QUOTED, QUOTED_ONE);
SYNTAX(thrift_syntax, SLASHES, LINE("#"), QUOTED, QUOTED_ONE);
SYNTAX(hcl_syntax, SLASHES, LINE("#"), QUOTED, HEREDOC("<<", | CAPITAL));
SYNTAX(css_syntax, BLOCK("/*", "*/"), QUOTED, QUOTED_ONE);
SYNTAX(scss_syntax, LINE("//", | AT_WORD), BLOCK("/*", "*/"), QUOTED, QUOTED_ONE);
SYNTAX(json_syntax, SLASHES, QUOTED);
SYNTAX(linker_syntax, BLOCK("/*", "*/"), LINE("#", | AT_FIRST), QUOTED);
INTERPOLATING(js_syntax, '{', SLASHES, REGEX, QUOTED, QUOTED_ONE,
              STRING("`", "`", | ESCAPES | MULTILINE | INTERPOLATES), LINE("#!", | AT_COLUMN_0));
SYNTAX(coffee_syntax, BLOCK("###", "###"), LINE("#"), TRIPLE, TRIPLE_ONE, QUOTED_LINES,
       STRING("'", "'", | ESCAPES | MULTILINE), REGEX);

/* Scripts --------------------------------------------------------------------------------------------------------- */

#define DOCSTRINGS(prefix)                                                           \
    STRING(prefix "\"\"\"", "\"\"\"", | AT_FIRST | DOCSTRING | ESCAPES | MULTILINE), \
        STRING(prefix "'''", "'''", | AT_FIRST | DOCSTRING | ESCAPES | MULTILINE)
SYNTAX(python_syntax, LINE("#"), DOCSTRINGS(""), DOCSTRINGS("r"), DOCSTRINGS("R"), DOCSTRINGS("u"),
       DOCSTRINGS("U"), TRIPLE, TRIPLE_ONE, QUOTED, QUOTED_ONE);
SYNTAX(hash_triple_syntax, LINE("#"), TRIPLE, TRIPLE_ONE, QUOTED, QUOTED_ONE);
SYNTAX(elixir_syntax, LINE("#"), TRIPLE, TRIPLE_ONE, QUOTED_LINES, QUOTED_ONE, ESCAPE("?\\"), ESCAPE("?"));
SYNTAX(julia_syntax, LINE("#"), BLOCK("#=", "=#", | NESTS), TRIPLE, QUOTED_LINES, CHAR);
SYNTAX(nim_syntax, LINE("#"), BLOCK("#[", "]#", | NESTS), STRING("\"\"\"", "\"\"\"", | MULTILINE), QUOTED,
       CHAR);
INTERPOLATING(shell_syntax, '(', LINE("#", | AT_WORD), ESCAPE("\\"), STRING("$'", "'", | ESCAPES | MULTILINE),
              STRING("'", "'", | MULTILINE), STRING("\"", "\"", | ESCAPES | MULTILINE | INTERPOLATES),
              HEREDOC("<<", | SPACED));
SYNTAX(fish_syntax, LINE("#", | AT_WORD), ESCAPE("\\"), STRING("'", "'", | ESCAPES | MULTILINE), QUOTED_LINES);
SYNTAX(powershell_syntax, LINE("#", | AT_WORD), BLOCK("<#", "#>"), ESCAPE("`"),
       STRING("@\"", "\"@", | MULTILINE), STRING("@'", "'@", | MULTILINE), STRING("\"", "\"", | MULTILINE),
       STRING("'", "'", | MULTILINE));
SYNTAX(ruby_syntax, SKIP("#{"), LINE("#", | AT_WORD), BLOCK("=begin", "=end", | AT_COLUMN_0 | CLOSES_AT_0),
       QUOTED, QUOTED_ONE, HEREDOC("<<", | CAPITAL), HEREDOC("<<~", | INDENTED), HEREDOC("<<-", | INDENTED));
SYNTAX(crystal_syntax, LINE("#", | AT_WORD), QUOTED_LINES, HEREDOC("<<", | CAPITAL));
#define POD(word) BLOCK("=" word, "=cut", | AT_COLUMN_0 | CLOSES_AT_0)
SYNTAX(perl_syntax, LINE("#", | AT_WORD), POD("pod"), POD("head"), POD("over"), POD("item"), POD("back"),
       POD("begin"), POD("for"), POD("encod"), ESCAPE("$"), ESCAPE("\\"), QUOTED, QUOTED_ONE,
       HEREDOC("<<", | CAPITAL));
SYNTAX(php_syntax, SKIP("#["), LINE("#"), SLASHES, QUOTED_LINES, STRING("'", "'", | ESCAPES | MULTILINE),
       HEREDOC("<<<", | SPACED | INDENTED));
SYNTAX(lua_syntax, BRACKET("--["), LINE("--"), BRACKET("["), QUOTED, QUOTED_ONE, LINE("#!", | AT_COLUMN_0));
SYNTAX(cmake_syntax, BRACKET("#["), LINE("#"), BRACKET("["), QUOTED_LINES, ESCAPE("\\"));
SYNTAX(nix_syntax, LINE("#"), BLOCK("/*", "*/"), QUOTED_LINES, SKIP("''${"), SKIP("'''"),
       STRING("''", "''", | MULTILINE));
SYNTAX(meson_syntax, LINE("#"), STRING("'''", "'''", | MULTILINE), QUOTED_ONE);
SYNTAX(r_syntax, LINE("#"), STRING("`", "`"), QUOTED_LINES, STRING("'", "'", | ESCAPES | MULTILINE));
SYNTAX(awk_syntax, LINE("#", | AT_FIRST));
SYNTAX(graphql_syntax, LINE("#"), TRIPLE, QUOTED);

/* ML, Lisp and their kin ------------------------------------------------------------------------------------------- */

SYNTAX(haskell_syntax, LINE("--", | AT_OPERATOR), BLOCK("{-", "-}", | NESTS), QUOTED, CHAR);
SYNTAX(ocaml_syntax, SKIP("(*)"), BLOCK("(*", "*)", | NESTS), QUOTED_LINES, STRING("{|", "|}", | MULTILINE),
       CHAR);
SYNTAX(fsharp_syntax, LINE("//"), SKIP("(*)"), BLOCK("(*", "*)", | NESTS), TRIPLE, QUOTED_LINES, CHAR);
SYNTAX(lisp_syntax, LINE(";"), BLOCK("#|", "|#", | NESTS), ESCAPE("#\\"), QUOTED_LINES);
SYNTAX(elisp_syntax, LINE(";"), ESCAPE("?\\", | AT_WORD), ESCAPE("?", | AT_WORD), QUOTED_LINES);
SYNTAX(clojure_syntax, LINE(";"), ESCAPE("\\"), QUOTED_LINES);
SYNTAX(erlang_syntax, LINE("%"), ESCAPE("$\\"), ESCAPE("$"), QUOTED_LINES, QUOTED_ONE);
SYNTAX(prolog_syntax, LINE("%"), BLOCK("/*", "*/"), QUOTED, QUOTED_ONE);
SYNTAX(wat_syntax, LINE(";;"), BLOCK("(;", ";)", | NESTS), QUOTED);

/* Others ---------------------------------------------------------------------------------------------------------- */

SYNTAX(sql_syntax, LINE("--"), BLOCK("/*", "*/"), STRING("'", "'", | MULTILINE), STRING("\"", "\""));
SYNTAX(pascal_syntax, LINE("//"), BLOCK("{", "}"), BLOCK("(*", "*)"), STRING("'", "'"));
SYNTAX(ada_syntax, LINE("--"), STRING("\"", "\""), CHAR);
SYNTAX(vhdl_syntax, LINE("--"), BLOCK("/*", "*/"), STRING("\"", "\""), CHAR);
SYNTAX(fortran_syntax, LINE("!", | AT_FIRST));
SYNTAX(fortran77_syntax, LINE("c", | AT_COLUMN_0 | NO_CASE), LINE("*", | AT_COLUMN_0), LINE("!", | AT_FIRST));
SYNTAX(cobol_syntax, LINE("*", | AT_FIRST));
SYNTAX(matlab_syntax, BLOCK("%{\n", "%}", | AT_FIRST), BLOCK("%{\r", "%}", | AT_FIRST), LINE("%", | AT_FIRST),
       LINE("#", | AT_FIRST));
SYNTAX(basic_syntax, LINE("'", | AT_FIRST), LINE("rem ", | AT_FIRST | NO_CASE));
SYNTAX(batch_syntax, LINE("rem ", | AT_FIRST | NO_CASE), LINE("@rem ", | AT_FIRST | NO_CASE),
       LINE("rem\r", | AT_FIRST | NO_CASE), LINE("rem\n", | AT_FIRST | NO_CASE),
       LINE("@rem\n", | AT_FIRST | NO_CASE), LINE("@rem\r", | AT_FIRST | NO_CASE), LINE("::", | AT_FIRST));
SYNTAX(tex_syntax, LINE("%", | AT_FIRST));
SYNTAX(vim_syntax, LINE("\"", | AT_FIRST), LINE("#", | AT_FIRST));
SYNTAX(asm_syntax, BLOCK("/*", "*/"), LINE("//", | AT_FIRST), LINE(";", | AT_FIRST), LINE("@ ", | AT_FIRST),
       LINE("# ", | AT_FIRST), LINE("#\t", | AT_FIRST), LINE("##", | AT_FIRST), LINE("#\n", | AT_FIRST),
       LINE("#-", | AT_FIRST), LINE("#=", | AT_FIRST), LINE("! ", | AT_FIRST), LINE("| ", | AT_FIRST), QUOTED);
SYNTAX(roff_syntax, LINE(".\\\"", | AT_FIRST), LINE("'\\\"", | AT_FIRST), LINE("\\\"", | AT_FIRST),
       LINE("...", | AT_FIRST));
SYNTAX(m4_syntax, LINE("dnl", | AT_FIRST), LINE("#", | AT_FIRST));
SYNTAX(hash_syntax, LINE("#", | AT_FIRST));
SYNTAX(make_syntax, LINE("#", | AT_FIRST | SPLICED), LINE("@#", | AT_FIRST | SPLICED));
SYNTAX(slash_syntax, LINE("//", | AT_FIRST));
SYNTAX(ini_syntax, LINE("#", | AT_FIRST), LINE(";", | AT_FIRST));
SYNTAX(properties_syntax, LINE("#", | AT_FIRST), LINE("!", | AT_FIRST));
SYNTAX(semicolon_syntax, LINE(";", | AT_FIRST));
SYNTAX(asciidoc_syntax, BLOCK("////\n", "////", | AT_COLUMN_0 | CLOSES_AT_0), LINE("//", | AT_COLUMN_0));

/* Markup ---------------------------------------------------------------------------------------------------------- */

#define MARKUP  BLOCK("<!--", "-->")
#define SCRIPTS TAG("<script", "</script", js_syntax), TAG("<style", "</style", scss_syntax)
SYNTAX(xml_syntax, MARKUP);
SYNTAX(html_syntax, MARKUP, SCRIPTS);
/* {{~!-- may close with or without its ~, so it ends at the first }} like {{~! does: better early than never. */
SYNTAX(handlebars_syntax, MARKUP, SCRIPTS, BLOCK("{{!--", "--}}"), BLOCK("{{!", "}}"), BLOCK("{{~!", "}}"));
SYNTAX(mustache_syntax, MARKUP, SCRIPTS, BLOCK("{{!", "}}"));
SYNTAX(jinja_syntax, MARKUP, SCRIPTS, BLOCK("{#", "#}"));
SYNTAX(ejs_syntax, MARKUP, SCRIPTS, BLOCK("<%#", "%>"), ENTER("<%", "%>", js_syntax));
SYNTAX(jsp_syntax, MARKUP, SCRIPTS, BLOCK("<%--", "--%>"), ENTER("<%", "%>", java_syntax));
SYNTAX(erb_syntax, MARKUP, SCRIPTS, BLOCK("<%#", "%>"), ENTER("<%", "%>", ruby_syntax));
SYNTAX(php_page_syntax, MARKUP, SKIP("<?xml"), ENTER("<?", "?>", php_syntax));

/* Languages ------------------------------------------------------------------------------------------------------- */

const struct lang lang_table[] = {
#define LANG(id, name, syntax, words) [id] = {name, syntax},
#include "crawler/files/lang_list.h"
#undef LANG
};

static const char prose[] = "prose", data[] = "data";
static const char *const kinds[LANG_COUNT] = {
    [LANG_ASCIIDOC] = prose,
    [LANG_MARKDOWN] = prose,
    [LANG_MDX] = prose,
    [LANG_ORG] = prose,
    [LANG_RESTRUCTUREDTEXT] = prose,
    [LANG_ROFF] = prose,
    [LANG_TEX] = prose,
    [LANG_TEXT] = prose,
    [LANG_TEXTILE] = prose,
    [LANG_CSV] = data,
    [LANG_DESKTOP] = data,
    [LANG_DIFF] = data,
    [LANG_EDITORCONFIG] = data,
    [LANG_GEMFILE_LOCK] = data,
    [LANG_GETTEXT_CATALOG] = data,
    [LANG_GIT_ATTRIBUTES] = data,
    [LANG_GIT_CONFIG] = data,
    [LANG_GIT_REVISION_LIST] = data,
    [LANG_GO_CHECKSUMS] = data,
    [LANG_GO_MODULE] = data,
    [LANG_IGNORE_LIST] = data,
    [LANG_INI] = data,
    [LANG_JAVA_PROPERTIES] = data,
    [LANG_JSON] = data,
    [LANG_JSON_WITH_COMMENTS] = data,
    [LANG_JSON5] = data,
    [LANG_JUPYTER_NOTEBOOK] = data,
    [LANG_SVG] = data,
    [LANG_TOML] = data,
    [LANG_TSV] = data,
    [LANG_XML] = data,
    [LANG_YAML] = data,
};

const char *lang_kind(const struct lang *lang)
{
    return kinds[lang - lang_table];
}
