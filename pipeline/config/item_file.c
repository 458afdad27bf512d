#include "pipeline/config/item_file.h"

#include "pipeline/base/opt.h"

int item_fail(const struct item_reader *r, uint32_t line, const char *what, struct str word)
{
    return err_set(r->err, ERR_USAGE, "%s:%u: %s%s%.*s%s", r->name, line, what, word.len ? " '" : "",
                   STR_ARG(str_head(word, 100)), word.len ? "'" : "");
}

int item_reader_open(struct item_reader *r, struct arena *arena, const char *name, struct str text,
                     struct err *err)
{
    *r = (struct item_reader){.arena = arena, .name = name, .rest = text, .line = 1, .err = err};
    if (!str_is_utf8(text) || memchr(text.p ? text.p : "", 0, text.len))
        return err_set(err, ERR_USAGE, "%s: not a text in UTF-8", name);
    return 0;
}

/* Lines ------------------------------------------------------------------------------------------------------------ */

static bool is_indented(struct str line)
{
    return line.len > 0 && (line.p[0] == ' ' || line.p[0] == '\t');
}

static bool is_blank(struct str line)
{
    return str_trim(line).len == 0;
}

static struct str next_line(struct item_reader *r)
{
    r->line++;
    return str_cut(&r->rest, '\n');
}

static struct str peek_line(const struct item_reader *r)
{
    struct str rest = r->rest;
    return str_cut(&rest, '\n');
}

/* Indented lines, and blank ones between them. */
static struct str take_block(struct item_reader *r)
{
    const char *start = r->rest.p, *end = start;
    while (r->rest.p && (is_indented(peek_line(r)) || is_blank(peek_line(r)))) {
        struct str line = next_line(r);
        if (!is_blank(line))
            end = line.p + line.len;
    }
    return start ? str_of(start, (size_t)(end - start)) : (struct str){0};
}

int item_next(struct item_reader *r, struct item *ret_item)
{
    while (r->rest.p) {
        uint32_t number = r->line;
        struct str line = next_line(r);
        if (is_blank(line) || line.p[0] == '#')
            continue;
        ptrdiff_t colon = str_index(line, ':');
        if (is_indented(line) || colon < 0)
            return item_fail(r, number,
                             "a line is `key: value`, and what is indented belongs to one:", str_trim(line));
        ret_item->line = number;
        ret_item->key = str_head(line, (size_t)colon);
        ret_item->value = str_trim(str_skip(line, (size_t)colon + 1));
        ret_item->block = take_block(r);
        return 1;
    }
    return 0;
}

struct str item_paragraph(const struct item_reader *r, const struct item *item)
{
    char *text = arena_array(r->arena, char, item->value.len + item->block.len + 2);
    const struct str parts[2] = {item->value, item->block};
    size_t len = 0;
    for (int p = 0; p < 2; p++)
        for (size_t i = 0; i < parts[p].len; i++) {
            char c = parts[p].p[i];
            bool is_space = c == ' ' || (c >= '\t' && c <= '\r');
            if (is_space || i == 0)
                text[len] = ' ', len += len > 0 && text[len - 1] != ' ';
            if (!is_space)
                text[len++] = c;
        }
    return str_trim(str_of(text, len));
}

struct str item_block(const struct item_reader *r, const struct item *item)
{
    struct str block = item->block;
    char *text = arena_array(r->arena, char, block.len + 2);
    size_t indent = 0, len = 0;
    while (indent < block.len && block.p[indent] == ' ')
        indent++;
    for (struct str rest = block; rest.p;) {
        struct str line = str_cut(&rest, '\n');
        for (size_t cut = 0; cut < indent && line.len > 0 && line.p[0] == ' '; cut++)
            line = str_skip(line, 1);
        if (line.len > 0)
            memcpy(text + len, line.p, line.len);
        len += line.len;
        text[len++] = '\n';
    }
    return str_of(text, len);
}

/* Values ----------------------------------------------------------------------------------------------------------- */

bool item_word(struct str *rest, struct str *ret_word)
{
    *rest = str_trim(*rest);
    size_t len = 0;
    while (len < rest->len && rest->p[len] != ' ' && rest->p[len] != '\t')
        len++;
    *ret_word = str_head(*rest, len);
    *rest = str_skip(*rest, len);
    return len > 0;
}

int item_choice(const struct item_reader *r, const struct item *item, const char *const *choices,
                struct str *ret_value)
{
    for (; *choices; choices++)
        if (str_eq(item->value, str_from(*choices))) {
            *ret_value = item->value;
            return 0;
        }
    return item_fail(r, item->line, "not one of the values that this key takes:", item->value);
}

int item_key(const struct item_reader *r, const struct item *item, const char *const *names)
{
    for (int key = 0; names[key]; key++)
        if (str_eq(item->key, str_from(names[key])))
            return key;
    const char *near = opt_nearest(str_cstr(r->arena, str_head(item->key, 100)), names);
    return err_set(r->err, ERR_USAGE, "%s:%u: no key that is known here: '%.*s'%s%s", r->name, item->line,
                   STR_ARG(str_head(item->key, 100)), near ? "; near: " : "", near ? near : "");
}
