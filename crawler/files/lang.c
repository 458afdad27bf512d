#include "crawler/files/lang.h"

#include "crawler/files/lang_decide.h"
#include "crawler/files/lang_index.h"

/* Modelines ------------------------------------------------------------------------------------------------------- */

enum { MODELINE_LINES = 5 }; /* vim's own default, at both ends of the file */

/* The first `n` lines of `text`, or the last. */
static struct str first_lines(struct str text, int n)
{
    size_t at = 0;
    while (n > 0 && at < text.len)
        n -= text.p[at++] == '\n';
    return str_head(text, at);
}

static struct str last_lines(struct str text, int n)
{
    size_t at = text.len;
    if (at && text.p[at - 1] == '\n')
        at--;
    while (at > 0 && (text.p[at - 1] != '\n' || --n > 0))
        at--;
    return str_skip(text, at);
}

/* The word at the start of `s`: a mode's name. */
static struct str mode_word(struct str s)
{
    size_t len = 0;
    while (len < s.len &&
           !(s.p[len] == ' ' || (s.p[len] >= '\t' && s.p[len] <= '\r') || s.p[len] == ';' || s.p[len] == ':'))
        len++;
    return str_head(s, len);
}

/* A mode by its alias, or by a language's name in lower case. */
static const struct lang *lang_of_mode(struct str mode)
{
    char lower[LANG_WORD_MAX];
    if (mode.len == 0 || mode.len > sizeof lower)
        return NULL;
    for (size_t i = 0; i < mode.len; i++)
        lower[i] = (char)(mode.p[i] >= 'A' && mode.p[i] <= 'Z' ? mode.p[i] | 0x20 : mode.p[i]);
    const struct lang *lang = lang_index_find("%", str_of(lower, mode.len));
    for (size_t i = 0; !lang && i < LANG_COUNT; i++)
        if (str_eq_nocase(str_from(lang_table[i].name), mode))
            lang = &lang_table[i];
    return lang;
}

/* "-*- mode: c++; tab-width: 4 -*-" or "-*- c++ -*-". */
static struct str emacs_mode(struct str text)
{
    ptrdiff_t open = str_find(text, STR("-*-"));
    if (open < 0)
        return (struct str){0};
    struct str inside = str_skip(text, (size_t)open + 3);
    ptrdiff_t close = str_find(inside, STR("-*-"));
    if (close < 0)
        return (struct str){0};
    inside = str_head(inside, (size_t)close);
    if (str_index(inside, '\n') >= 0)
        return (struct str){0};
    inside = str_trim(inside);
    if (str_index(inside, ':') < 0)
        return mode_word(inside);
    while (inside.p) {
        struct str value = str_cut(&inside, ';');
        struct str key = str_trim(str_cut(&value, ':'));
        if (str_eq_nocase(key, STR("mode")))
            return mode_word(str_trim(value));
    }
    return (struct str){0};
}

/* The value of "ft=", "filetype=", "syntax=" behind the first "vim:" or "vi:", on the same line. */
static struct str vim_mode(struct str text)
{
    static const char *const keys[] = {"filetype=", "ft=", "syntax="};
    ptrdiff_t at = str_find(text, STR("vim:"));
    if (at < 0)
        at = str_find(text, STR("vi:"));
    if (at < 0)
        return (struct str){0};
    struct str rest = str_skip(text, (size_t)at), line = str_cut(&rest, '\n');
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        ptrdiff_t key = str_find(line, str_from(keys[i]));
        if (key > 0 && (line.p[key - 1] == ' ' || line.p[key - 1] == ':'))
            return mode_word(str_skip(line, (size_t)key + strlen(keys[i])));
    }
    return (struct str){0};
}

static const struct lang *by_modeline(struct str head)
{
    struct str top = first_lines(head, MODELINE_LINES);
    const struct lang *lang = lang_of_mode(emacs_mode(top));
    if (!lang)
        lang = lang_of_mode(vim_mode(top));
    if (!lang && head.len < LANG_HEAD_BYTES) /* all of the file, so its end is here */
        lang = lang_of_mode(vim_mode(last_lines(head, MODELINE_LINES)));
    return lang;
}

/* The #! line ----------------------------------------------------------------------------------------------------- */

/* "/usr/bin/env -S LANG=C python3.11 -u" is "python": found by env or not, without directory and version. */
static struct str interpreter(struct str line)
{
    struct str program = {0};
    line = str_trim(line);
    while (line.p && program.len == 0) {
        struct str word = str_cut(&line, ' ');
        if (word.len && word.p[0] != '-' && str_index(word, '=') < 0)
            program = str_basename(word);
        if (str_eq(program, STR("env")))
            program.len = 0;
    }
    while (program.len > 1 && ((program.p[program.len - 1] >= '0' && program.p[program.len - 1] <= '9') ||
                               program.p[program.len - 1] == '.'))
        program.len--;
    return program;
}

static const struct lang *by_shebang(struct str head)
{
    if (!str_starts(head, STR("#!")))
        return NULL;
    struct str rest = str_skip(head, 2);
    return lang_index_find("#!", interpreter(str_cut(&rest, '\n')));
}

/* Names ----------------------------------------------------------------------------------------------------------- */

/* The part behind the last dot, "" when there is none or the name begins with it. */
static struct str extension(struct str name)
{
    ptrdiff_t dot = str_rindex(name, '.');
    return dot > 0 ? str_skip(name, (size_t)dot + 1) : (struct str){0};
}

static struct lang_guess by_extension(struct str name, struct str head)
{
    char lower[LANG_WORD_MAX];
    struct str ext = extension(name);
    if (ext.len == 0 || ext.len > sizeof lower)
        return (struct lang_guess){0};
    const struct lang *lang = lang_index_find("*.", ext); /* .C and .H are C++ */
    if (lang && ext.p[0] >= 'A' && ext.p[0] <= 'Z')
        return (struct lang_guess){lang, LANG_BY_EXTENSION};
    for (size_t i = 0; i < ext.len; i++)
        lower[i] = (char)(ext.p[i] >= 'A' && ext.p[i] <= 'Z' ? ext.p[i] | 0x20 : ext.p[i]);
    ext.p = lower;
    bool shared;
    enum lang_id decided = lang_decide(ext, head, &shared);
    if (decided != LANG_NONE)
        return (struct lang_guess){&lang_table[decided], LANG_BY_CONTENT};
    lang = lang_index_find("*.", ext);
    if (!lang)
        return (struct lang_guess){0};
    return (struct lang_guess){lang, shared ? LANG_BY_DEFAULT : LANG_BY_EXTENSION};
}

/* Names that carry more than the table has: "config.h.in" is what "config.h" is, "Dockerfile.dev" what "Dockerfile" is.
 */
static struct lang_guess by_part_of_name(struct str name, struct str head)
{
    if (str_ends(name, STR(".in")))
        return by_extension(str_head(name, name.len - 3), head);
    ptrdiff_t dot = str_index(name, '.');
    const struct lang *lang = dot > 0 ? lang_index_find("", str_head(name, (size_t)dot)) : NULL;
    return lang ? (struct lang_guess){lang, LANG_BY_NAME} : (struct lang_guess){0};
}

struct lang_guess lang_of(struct str path, struct str head)
{
    struct str name = str_basename(path);
    head = str_head(head, LANG_HEAD_BYTES);
    if (str_starts(head, STR("\xef\xbb\xbf"))) /* a byte order mark */
        head = str_skip(head, 3);
    const struct lang *lang = by_modeline(head);
    if (lang)
        return (struct lang_guess){lang, LANG_BY_MODELINE};
    lang = lang_index_find("", name);
    if (lang)
        return (struct lang_guess){lang, LANG_BY_NAME};
    lang = by_shebang(head);
    if (lang)
        return (struct lang_guess){lang, LANG_BY_SHEBANG};
    struct lang_guess guess = by_extension(name, head);
    return guess.lang ? guess : by_part_of_name(name, head);
}

const struct lang *lang_by_name(struct str name)
{
    for (size_t i = 0; i < LANG_COUNT; i++)
        if (str_eq(name, str_from(lang_table[i].name)))
            return &lang_table[i];
    return NULL;
}

const struct lang *lang_all(size_t *ret_len)
{
    *ret_len = LANG_COUNT;
    return lang_table;
}
