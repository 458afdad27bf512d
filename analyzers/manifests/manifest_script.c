/*
 * Manifests that are Python programs: setup.py and conanfile.py. They are not run: what is written as a literal where setup()
 * or conan expect it counts, what is computed does not.
 */
#include "analyzers/manifests/manifest.h"

/* Tokens ----------------------------------------------------------------------------------------------------------- */

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_TEXT, TOKEN_SIGN };

struct token {
    enum token_kind kind;
    struct str text; /* of a text what is between its quotes, unless it is computed: then empty */
    char sign;
    const char *at;
};

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c & 0x80;
}

/* White space, comments and joined lines. */
static void skip_blank(struct str *rest)
{
    while (rest->len) {
        char c = rest->p[0];
        if (c == '#')
            *rest = str_skip(*rest, (size_t)(str_index(*rest, '\n') < 0 ? (ptrdiff_t)rest->len
                                                                        : str_index(*rest, '\n')));
        else if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\\')
            *rest = str_skip(*rest, 1);
        else
            return;
    }
}

/* The text at the quote in front of `rest`, which moves behind it. One that holds a backslash is no name of a package. */
static struct str take_text(struct str *rest)
{
    char quote = rest->p[0];
    const char three[] = {quote, quote, quote};
    bool is_long = str_starts(*rest, str_of(three, sizeof three));
    size_t n = is_long ? 3 : 1, i = n;
    while (i < rest->len && !str_starts(str_skip(*rest, i), str_of(three, n)) &&
           (is_long || rest->p[i] != '\n'))
        i += rest->p[i] == '\\' ? 2 : 1;
    i = i < rest->len ? i : rest->len;
    struct str text = i >= n ? str_of(rest->p + n, i - n) : STR("");
    *rest = str_skip(*rest, i + n);
    return str_index(text, '\\') < 0 ? text : STR("");
}

static struct token next_token(struct str *rest)
{
    skip_blank(rest);
    struct token token = {.kind = TOKEN_END, .at = rest->p};
    if (!rest->len)
        return token;
    size_t len = 0;
    while (len < rest->len && is_word(rest->p[len]))
        len++;
    bool is_text = len < rest->len && len <= 2 && (rest->p[len] == '"' || rest->p[len] == '\'');
    if (is_text) {
        bool is_computed = memchr(rest->p, 'f', len) || memchr(rest->p, 'F', len);
        *rest = str_skip(*rest, len);
        token.kind = TOKEN_TEXT;
        token.text = take_text(rest);
        token.text.len = is_computed ? 0 : token.text.len;
    } else if (len) {
        token.kind = TOKEN_WORD;
        token.text = str_head(*rest, len);
        *rest = str_skip(*rest, len);
    } else {
        token.kind = TOKEN_SIGN;
        token.sign = rest->p[0];
        *rest = str_skip(*rest, 1);
    }
    return token;
}

/* Lists -------------------------------------------------------------------------------------------------------------- */

typedef void add_entry(struct manifest *m, struct str text, const char *scope, uint32_t line);

static bool is_sign(const struct token *token, const char *signs)
{
    return token->kind == TOKEN_SIGN && token->sign && strchr(signs, token->sign);
}

static int depth_change(const struct token *token)
{
    return is_sign(token, "[({") ? 1 : is_sign(token, "])}") ? -1 : 0;
}

/* The texts up to the bracket that closes the one before `rest`; keys of mappings, and what goes on behind a text, are no
 * entries. */
static void read_list(struct manifest *m, struct str *rest, add_entry *add, const char *scope)
{
    struct token entry = {.kind = TOKEN_END}; /* END: none has begun; SIGN: one that is no plain text */
    for (int depth = 1; depth > 0 && !m->problem;) {
        struct token token = next_token(rest);
        if (token.kind == TOKEN_END)
            return;
        bool ends = is_sign(&token, ",])}");
        if (ends && entry.kind == TOKEN_TEXT && entry.text.len)
            add(m, entry.text, scope, manifest_line_of(m, entry.at));
        if (entry.kind == TOKEN_END && token.kind == TOKEN_TEXT)
            entry = token;
        else
            entry = (struct token){.kind = ends || is_sign(&token, "[({:") ? TOKEN_END : TOKEN_SIGN};
        depth += depth_change(&token);
    }
}

/* `word = […]`, `word = "text", "text"` and `word("text", …)`, of which the first text counts. */
static void read_value(struct manifest *m, struct str *rest, add_entry *add, const char *scope)
{
    struct token token = next_token(rest);
    bool is_call = is_sign(&token, "(");
    if (!is_call && !is_sign(&token, "="))
        return;
    do {
        token = next_token(rest);
        if (!is_call && is_sign(&token, "[({"))
            read_list(m, rest, add, scope);
        struct str behind = *rest;
        struct token next = next_token(&behind);
        if (token.kind != TOKEN_TEXT || is_sign(&next, "+%.") || next.kind == TOKEN_TEXT)
            return;
        if (token.text.len)
            add(m, token.text, scope, manifest_line_of(m, token.at));
        if (is_call || !is_sign(&next, ","))
            return;
        *rest = behind;
    } while (!m->problem);
}

struct script_word {
    const char *word, *scope;
};

static void read_script(struct manifest *m, const struct script_word *words, add_entry *add)
{
    struct str rest = m->text;
    for (;;) {
        struct token token = next_token(&rest);
        if (token.kind == TOKEN_END || m->problem)
            return;
        for (const struct script_word *word = words; word->word && token.kind == TOKEN_WORD; word++) {
            if (str_eq(token.text, str_from(word->word))) {
                read_value(m, &rest, add, word->scope);
                break;
            }
        }
    }
}

static void add_python(struct manifest *m, struct str text, const char *scope, uint32_t line)
{
    manifest_add_requirement(m, text, scope, line);
}

void manifest_read_setup_py(struct manifest *m)
{
    static const struct script_word words[] = {{"install_requires", "runtime"},
                                               {"setup_requires", "build"},
                                               {"tests_require", "test"},
                                               {"extras_require", "optional"},
                                               {NULL, NULL}};
    read_script(m, words, add_python);
}

void manifest_read_conan_py(struct manifest *m)
{
    static const struct script_word words[] = {{"requires", "runtime"},
                                               {"tool_requires", "build"},
                                               {"build_requires", "build"},
                                               {"test_requires", "test"},
                                               {NULL, NULL}};
    read_script(m, words, manifest_add_conan);
}
