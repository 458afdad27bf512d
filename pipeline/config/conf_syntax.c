#include "pipeline/config/conf_syntax.h"

#include "pipeline/base/buf.h"

struct reader {
    struct str text;
    size_t at;
    int line;         /* of the next byte */
    struct buf value; /* the token being put together */
    struct arena *arena;
    struct conf_entry section; /* what the last header set: file, section, subsection */
    struct err *err;
};

/* Locale-free: a Turkish or Latin-1 locale must not change what a file means. */
static bool is_alpha(int c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool is_name_byte(int c)
{
    return is_alpha(c) || (c >= '0' && c <= '9') || c == '-';
}

static bool is_blank(int c)
{
    return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r';
}

static char fold(int c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + 0x20 : c);
}

static int fail(const struct reader *r, int line, const char *reason)
{
    return err_set(r->err, ERR_USAGE, "%s:%d: %s", r->section.file, line, reason);
}

static bool at_end(const struct reader *r)
{
    return r->at >= r->text.len;
}

/* The next byte; the end of the text counts as the end of its last line, and CRLF as a newline. */
static int peek(const struct reader *r)
{
    if (at_end(r))
        return '\n';
    if (r->text.p[r->at] == '\r' && r->at + 1 < r->text.len && r->text.p[r->at + 1] == '\n')
        return '\n';
    return (unsigned char)r->text.p[r->at];
}

static int next(struct reader *r)
{
    int c = peek(r);
    if (at_end(r))
        return c;
    if (c == '\n') {
        r->at += r->text.p[r->at] == '\r';
        r->line++;
    }
    r->at++;
    return c;
}

static void skip_blanks(struct reader *r)
{
    while (is_blank(peek(r)))
        next(r);
}

static void skip_line(struct reader *r)
{
    while (peek(r) != '\n')
        next(r);
}

/* Never NULL, also for the empty string: NULL means "absent" in an entry. */
static struct str keep(struct reader *r)
{
    return str_of(str_cstr(r->arena, buf_str(&r->value)), r->value.len);
}

/* "quoted": a backslash takes the byte behind it as it is. */
static int read_subsection(struct reader *r)
{
    int line = r->line;
    next(r);
    buf_clear(&r->value);
    for (;;) {
        int c = next(r);
        if (c == '"')
            break;
        if (c == '\\')
            c = next(r);
        if (c == '\n')
            return fail(r, line, "the quoted part of the section is not closed");
        buf_addc(&r->value, (char)c);
    }
    r->section.subsection = keep(r);
    return peek(r) == ']' ? 0 : fail(r, line, "\"]\" expected behind the quoted part of the section");
}

/* The old form [section.sub]: the part behind the first dot is a subsection in lower case. */
static void split_dotted(struct reader *r)
{
    ptrdiff_t dot = str_index(r->section.section, '.');
    if (dot < 0)
        return;
    r->section.subsection = str_skip(r->section.section, (size_t)dot + 1);
    r->section.section.len = (size_t)dot;
}

static int read_header(struct reader *r)
{
    int line = r->line;
    next(r);
    buf_clear(&r->value);
    while (is_name_byte(peek(r)) || peek(r) == '.')
        buf_addc(&r->value, fold(next(r)));
    if (r->value.len == 0)
        return fail(r, line, "a section name of letters, digits and \"-\" is expected behind \"[\"");
    r->section.section = keep(r);
    r->section.subsection = (struct str){0};
    bool blank = is_blank(peek(r));
    skip_blanks(r);
    if (blank && peek(r) == '"') {
        int rc = read_subsection(r);
        if (rc < 0)
            return rc;
    } else if (blank || peek(r) != ']') {
        return fail(r, line, "section header is not of the form [section] or [section \"subsection\"]");
    } else {
        split_dotted(r);
    }
    next(r);
    return 0;
}

/* What the byte behind a backslash stands for; 0 for none. */
static char unescape(int c)
{
    static const char from[] = "tbn\\\"", to[] = "\t\b\n\\\"";
    const char *hit = c ? strchr(from, c) : NULL;
    return hit ? to[hit - from] : '\0';
}

/* Behind a backslash: a newline joins two lines; a letter that is known stands for a byte, solid even when it is a tab. */
static int read_escape(struct reader *r, size_t *solid)
{
    if (peek(r) == '\n') {
        next(r);
        return 0;
    }
    char meant = unescape(peek(r));
    if (!meant)
        return fail(r, r->line, "unknown escape in a value: known are \\\\ \\\" \\n \\t \\b");
    next(r);
    buf_addc(&r->value, meant);
    *solid = r->value.len;
    return 0;
}

/* Up to the end of the line, without blanks at both ends unless they are quoted. */
static int read_value(struct reader *r, struct str *ret_value)
{
    bool quoted = false;
    size_t solid = 0; /* length up to the last byte that is no unquoted blank */
    buf_clear(&r->value);
    while (peek(r) != '\n') {
        int c = next(r);
        if (c == '"') {
            quoted = !quoted;
        } else if (c == '\\') {
            int rc = read_escape(r, &solid);
            if (rc < 0)
                return rc;
            continue;
        } else if (!quoted && (c == '#' || c == ';')) {
            skip_line(r);
            break;
        } else {
            bool blank = !quoted && is_blank(c);
            if (!blank || r->value.len)
                buf_addc(&r->value, (char)c);
            if (blank)
                continue;
        }
        solid = r->value.len;
    }
    if (quoted)
        return fail(r, r->line, "the quoted value is not closed on its line");
    r->value.len = solid;
    *ret_value = keep(r);
    return 0;
}

static int read_entry(struct reader *r, struct conf_entries *entries)
{
    struct conf_entry entry = r->section;
    entry.line = r->line;
    if (!entry.section.p)
        return fail(r, r->line, "a setting must stand below a [section]");
    buf_clear(&r->value);
    while (is_name_byte(peek(r)))
        buf_addc(&r->value, fold(next(r)));
    entry.name = keep(r);
    skip_blanks(r);
    if (peek(r) == '=') {
        next(r);
        int rc = read_value(r, &entry.value);
        if (rc < 0)
            return rc;
    } else if (peek(r) != '\n') {
        return fail(r, r->line, "\"=\" expected behind the name");
    }
    *vec_push(&entries->list, r->arena) = entry;
    return 0;
}

static int read_all(struct reader *r, struct conf_entries *entries)
{
    int rc = 0;
    while (rc == 0 && !at_end(r)) {
        int c = peek(r);
        if (c == '\n' || is_blank(c))
            next(r);
        else if (c == '#' || c == ';')
            skip_line(r);
        else if (c == '[')
            rc = read_header(r);
        else if (is_alpha(c))
            rc = read_entry(r, entries);
        else
            rc = fail(r, r->line, "a [section], a name that starts with a letter, or a comment is expected");
    }
    return rc;
}

int conf_parse(struct conf_entries *entries, struct arena *arena, struct str text, const char *file,
               struct err *err)
{
    struct reader r = {.text = text, .line = 1, .arena = arena, .section.file = file, .err = err};
    if (text.len > CONF_FILE_LIMIT_BYTES)
        return err_set(err, ERR_USAGE, "%s: larger than %d bytes", file, CONF_FILE_LIMIT_BYTES);
    if (str_index(text, '\0') >= 0)
        return err_set(err, ERR_USAGE, "%s: holds a NUL byte, so it is not a config file", file);
    if (str_starts(text, STR("\xef\xbb\xbf")))
        r.at = 3;
    buf_init(&r.value, CONF_FILE_LIMIT_BYTES);
    int rc = read_all(&r, entries);
    buf_release(&r.value);
    return rc;
}

int conf_parse_assignment(struct conf_entries *entries, struct arena *arena, const char *text, struct err *err)
{
    struct str value = str_from(text);
    struct str key = str_cut(&value, '=');
    ptrdiff_t first = str_index(key, '.'), last = str_rindex(key, '.');
    if (first <= 0 || (size_t)last + 1 >= key.len)
        return err_set(err, ERR_USAGE, "-c: \"%s\" is not of the form section.name=value", text);
    struct conf_entry entry = {.file = "-c", .line = 1};
    char *folded = str_cstr(arena, key);
    for (char *p = folded; *p; p++) {
        if (p < folded + first || p > folded + last)
            *p = fold(*p);
    }
    entry.section = str_of(folded, (size_t)first);
    entry.name = str_from(folded + last + 1);
    if (last > first)
        entry.subsection = str_of(folded + first + 1, (size_t)(last - first - 1));
    if (value.p)
        entry.value = str_of(str_cstr(arena, value), value.len);
    *vec_push(&entries->list, arena) = entry;
    return 0;
}

char *conf_entry_key(struct arena *arena, const struct conf_entry *entry)
{
    if (!entry->subsection.p)
        return arena_printf(arena, "%.*s.%.*s", STR_ARG(entry->section), STR_ARG(entry->name));
    return arena_printf(arena, "%.*s.%.*s.%.*s", STR_ARG(entry->section), STR_ARG(entry->subsection),
                        STR_ARG(entry->name));
}
