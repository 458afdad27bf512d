#include "analyzers/suppressions/comment_styles.h"

enum { HASH = 1, SLASHES = 2, DASHES = 4, SEMICOLON = 8, PERCENT = 16, MARKUP = 32 };

static const struct leader {
    int style;
    struct str text;
} leaders[] = {
    {HASH, {"#", 1}},      {SLASHES, {"//", 2}}, {DASHES, {"--", 2}},
    {SEMICOLON, {";", 1}}, {PERCENT, {"%", 1}},  {MARKUP, {"<!--", 4}},
};

/* Of languages with a grammar too: a file may be too large for it. */
static const struct {
    const char *lang;
    int styles;
} styles[] = {
    {"C", SLASHES},
    {"C#", SLASHES},
    {"C++", SLASHES},
    {"CMake", HASH},
    {"Clojure", SEMICOLON},
    {"Common Lisp", SEMICOLON},
    {"Crystal", HASH},
    {"Dart", SLASHES},
    {"Dockerfile", HASH},
    {"Elixir", HASH},
    {"Emacs Lisp", SEMICOLON},
    {"Erlang", PERCENT},
    {"Fish", HASH},
    {"Go", SLASHES},
    {"Go Module", SLASHES},
    {"Gradle", SLASHES},
    {"GraphQL", HASH},
    {"Groovy", SLASHES},
    {"HCL", HASH | SLASHES},
    {"HTML", MARKUP},
    {"Haskell", DASHES},
    {"INI", HASH | SEMICOLON},
    {"Ignore List", HASH},
    {"JSON with Comments", SLASHES},
    {"JSON5", SLASHES},
    {"Java", SLASHES},
    {"Java Properties", HASH},
    {"JavaScript", SLASHES},
    {"Julia", HASH},
    {"Kotlin", SLASHES},
    {"Less", SLASHES},
    {"Lua", DASHES},
    {"Makefile", HASH},
    {"Markdown", MARKUP},
    {"Nix", HASH},
    {"Objective-C", SLASHES},
    {"PHP", HASH | SLASHES},
    {"Perl", HASH},
    {"PowerShell", HASH},
    {"Protocol Buffer", SLASHES},
    {"Python", HASH},
    {"R", HASH},
    {"Ruby", HASH},
    {"Rust", SLASHES},
    {"SCSS", SLASHES},
    {"SQL", DASHES},
    {"SVG", MARKUP},
    {"Scala", SLASHES},
    {"Scheme", SEMICOLON},
    {"Shell", HASH},
    {"Solidity", SLASHES},
    {"Starlark", HASH},
    {"Svelte", MARKUP | SLASHES},
    {"Swift", SLASHES},
    {"TOML", HASH},
    {"TSX", SLASHES},
    {"Tcl", HASH},
    {"TeX", PERCENT},
    {"TypeScript", SLASHES},
    {"Vue", MARKUP | SLASHES},
    {"XML", MARKUP},
    {"YAML", HASH},
    {"Zig", SLASHES},
};

uint8_t comment_styles_of(struct str lang, bool is_manifest)
{
    if (!lang.len)
        return HASH | SEMICOLON;
    for (size_t i = 0; i < sizeof styles / sizeof styles[0]; i++) {
        if (str_eq(lang, str_from(styles[i].lang)))
            return (uint8_t)styles[i].styles;
    }
    return is_manifest && str_eq(lang, STR("Text")) ? HASH : 0;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

/* Does a comment begin at the start of `text`? */
static bool begins_comment(uint8_t styles_used, struct str text)
{
    for (size_t i = 0; i < sizeof leaders / sizeof leaders[0]; i++) {
        if (styles_used & leaders[i].style && str_starts(text, leaders[i].text))
            return true;
    }
    return false;
}

ptrdiff_t comment_start(uint8_t styles_used, struct str line)
{
    size_t at = 0;
    while (at < line.len && is_blank(line.p[at]))
        at++;
    return begins_comment(styles_used, str_skip(line, at)) ? (ptrdiff_t)at : -1;
}

ptrdiff_t comment_start_before(uint8_t styles_used, struct str line, size_t words)
{
    size_t end = words;
    while (end > 0 && is_blank(line.p[end - 1]))
        end--;
    for (size_t i = 0; i < sizeof leaders / sizeof leaders[0]; i++) {
        struct str leader = leaders[i].text;
        bool fits = styles_used & leaders[i].style && str_ends(str_head(line, end), leader);
        if (fits && (end == leader.len || is_blank(line.p[end - leader.len - 1])))
            return (ptrdiff_t)(end - leader.len);
    }
    return -1;
}
