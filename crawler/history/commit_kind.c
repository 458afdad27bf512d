#include "crawler/history/commit_kind.h"

/* A word that ends in '*' stands for all that begin so. Lower case; letters beyond ASCII are compared as they are. */
static const char *const fix_words[] = {
    "fix",
    "fixes",
    "fixed",
    "fixing",
    "fixup",
    "bugfix",
    "bugfixes",
    "hotfix",
    "hotfixes",
    "bug",
    "bugs",
    "defect",
    "defects",
    "fault",
    "faults",
    "crash",
    "crashes",
    "crashing",
    "segfault",
    "segfaults",
    "regression",
    "regressions",
    "deadlock",
    "repair",
    "repairs",
    "repaired",
    "workaround",
    "cve*",
    /* German, French, Spanish, Portuguese, Italian */
    "behebe",
    "behebt",
    "behoben",
    "korrigiert",
    "korrektur",
    "fehlerbehebung",
    "fehlerkorrektur",
    "corrige",
    "corriger",
    "corrigé",
    "correctif",
    "correctifs",
    "bogue",
    "arregla",
    "arreglado",
    "arreglo",
    "corregido",
    "corrección",
    "conserta",
    "corrigido",
    "correção",
    "corregge",
    "corretto",
    "correzione",
    "risolto",
    /* Dutch, Swedish, Danish, Polish, Czech, Turkish */
    "verholpen",
    "hersteld",
    "rättar",
    "rättat",
    "fixat",
    "rettet",
    "rettelse",
    "napraw*",
    "poprawk*",
    "oprav*",
    "düzelt*",
    /* Russian, Ukrainian */
    "исправ*",
    "Исправ*",
    "фикс*",
    "Фикс*",
    "виправ*",
    "Виправ*",
};

/* Written without spaces: Chinese, Japanese, Korean. */
static const char *const fix_texts[] = {"修复",   "修復", "修正", "修补", "修補",
                                        "不具合", "バグ", "버그", "수정"};

/* Of these, a fix mends no fault. */
static const char *const harmless_words[] = {
    "typo",       "typos",         "spelling", "grammar",   "wording",   "whitespace", "indentation",
    "formatting", "style",         "lint",     "linter",    "comment",   "comments",   "doc",
    "docs",       "documentation", "readme",   "changelog", "copyright", "license",    "test",
    "tests",      "testcase",      "warning",  "warnings",
};

/* Types of conventional commits that are fixes. All other types are none, whatever the subject says. */
static const char *const fix_types[] = {"fix", "bugfix", "hotfix", "bug", "security"};
static const char *const other_types[] = {
    "feat",  "feature", "docs", "doc",   "style", "refactor", "perf",   "test",
    "tests", "build",   "ci",   "chore", "deps",  "release",  "revert",
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (unsigned char)c >= 0x80;
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool matches(struct str word, struct str pattern)
{
    if (!str_ends(pattern, STR("*")))
        return str_eq_nocase(word, pattern);
    pattern.len--;
    return word.len >= pattern.len && str_eq_nocase(str_head(word, pattern.len), pattern);
}

static bool is_among(struct str word, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (matches(word, str_from(words[i])))
            return true;
    return false;
}

/* The next word of *rest, which moves behind it; empty at the end. */
static struct str next_word(struct str *rest)
{
    size_t from = 0, to;
    while (from < rest->len && !is_word_byte(rest->p[from]))
        from++;
    for (to = from; to < rest->len && is_word_byte(rest->p[to]);)
        to++;
    struct str word = str_of(rest->p + from, to - from);
    *rest = str_skip(*rest, to);
    return word;
}

static bool has_word(struct str text, const char *const *words, size_t n)
{
    for (struct str word; (word = next_word(&text)).len > 0;)
        if (is_among(word, words, n))
            return true;
    return false;
}

static bool has_text(struct str text, const char *const *texts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_find(text, str_from(texts[i])) >= 0)
            return true;
    return false;
}

/* `type`, `type(scope)` or either with '!', before ": ". */
static struct str conventional_type(struct str subject)
{
    size_t end = 0;
    ptrdiff_t colon = str_find(subject, STR(": "));
    while (end < subject.len && is_word_byte(subject.p[end]))
        end++;
    struct str type = str_head(subject, end);
    struct str rest = str_of(subject.p + end, colon > (ptrdiff_t)end ? (size_t)colon - end : 0);
    if (colon < 0 || end == 0)
        return (struct str){NULL, 0};
    if (str_ends(rest, STR("!")))
        rest.len--;
    bool is_scoped = str_starts(rest, STR("(")) && str_ends(rest, STR(")"));
    bool is_known =
        is_among(type, fix_types, COUNT(fix_types)) || is_among(type, other_types, COUNT(other_types));
    return is_known && (rest.len == 0 || is_scoped) ? type : (struct str){NULL, 0};
}

static bool says_fix(struct str subject)
{
    if (has_text(subject, fix_texts, COUNT(fix_texts)))
        return true;
    return has_word(subject, fix_words, COUNT(fix_words)) &&
           !has_word(subject, harmless_words, COUNT(harmless_words));
}

static void add_reference(struct commit_references *references, struct str text)
{
    size_t len = 0;
    while (len < text.len && is_hex(text.p[len]))
        len++;
    bool ends = len == text.len || !is_word_byte(text.p[len]);
    if (ends && len >= KIND_ID_HEX_MIN && len <= OBJECT_ID_HEX_MAX && references->len < KIND_REFERENCES_MAX)
        references->at[references->len++] = str_head(text, len);
}

/* git's own words, once for each commit reverted. */
static void find_reverts(struct str message, struct commit_references *reverts)
{
    const struct str said = STR("reverts commit ");
    for (ptrdiff_t at; (at = str_find(message, said)) >= 0;) {
        message = str_skip(message, (size_t)at + said.len);
        add_reference(reverts, message);
    }
}

static void read_trailers(const struct commit_trailers *trailers, struct commit_kind *kind)
{
    for (size_t i = 0; i < trailers->at.len; i++) {
        const struct commit_trailer *trailer = &trailers->at.at[i];
        if (str_eq_nocase(trailer->key, STR("fixes")))
            add_reference(&kind->fixes, trailer->value);
        else if (str_eq_nocase(trailer->key, STR("reverts")))
            add_reference(&kind->reverts, trailer->value);
    }
}

void commit_kind(struct str subject, struct str message, const struct commit_trailers *trailers,
                 struct commit_kind *ret_kind)
{
    struct str rest = subject;
    struct str first = next_word(&rest);
    *ret_kind = (struct commit_kind){.type = conventional_type(subject)};
    read_trailers(trailers, ret_kind);
    find_reverts(message, &ret_kind->reverts);
    ret_kind->is_revert = ret_kind->reverts.len > 0 || str_eq_nocase(first, STR("revert")) ||
                          str_eq_nocase(first, STR("reverts"));
    ret_kind->is_fix = ret_kind->fixes.len > 0;
    if (ret_kind->type.len)
        ret_kind->is_fix |= is_among(ret_kind->type, fix_types, COUNT(fix_types));
    else if (!ret_kind->is_revert)
        ret_kind->is_fix |= says_fix(subject);
}
