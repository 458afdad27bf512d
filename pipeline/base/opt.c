#include "pipeline/base/opt.h"

#include "pipeline/base/num.h"

#include <stdio.h>
#include <stdlib.h>

struct scan {
    const struct opt *const *tables;
    char **argv;
    int argc, next; /* next word to read */
};

static bool is_option(const struct opt *opt)
{
    return opt->type != OPT_TYPE_SECTION;
}

static const struct opt *find(const struct opt *const *tables, struct str name, char letter)
{
    for (; *tables; tables++) {
        for (const struct opt *opt = *tables; opt->type != OPT_TYPE_END; opt++) {
            if (!is_option(opt))
                continue;
            if (letter ? opt->letter == letter : opt->name && str_eq(str_from(opt->name), name))
                return opt;
        }
    }
    return NULL;
}

static int unknown(const struct opt *const *tables, struct str name, struct err *err)
{
    const char *names[128];
    size_t n = 0;
    char word[64];
    snprintf(word, sizeof word, "%.*s", STR_ARG(name));
    for (; *tables; tables++) {
        for (const struct opt *opt = *tables; opt->type != OPT_TYPE_END && n < 127; opt++) {
            if (is_option(opt) && opt->name)
                names[n++] = opt->name;
        }
    }
    names[n] = NULL;
    const char *near = opt_nearest(word, names);
    if (near)
        return err_set(err, ERR_USAGE, "unknown option --%s (did you mean --%s?)", word, near);
    return err_set(err, ERR_USAGE, "unknown option --%s (see --help)", word);
}

static int store_number(const struct opt *opt, const char *value, struct err *err)
{
    int64_t number;
    bool ok = opt->type == OPT_TYPE_SIZE ? num_parse_size(str_from(value), &number)
                                         : num_parse_int(str_from(value), &number);
    if (!ok)
        return err_set(err, ERR_USAGE, "--%s: \"%s\" is not a number", opt->name, value);
    if (number < opt->min || number > opt->max)
        return err_set(err, ERR_USAGE, "--%s: %s is not between %lld and %lld", opt->name, value,
                       (long long)opt->min, (long long)opt->max);
    *(int64_t *)opt->dest = number;
    return 0;
}

/* An empty value is a variable of a script that was never set: no option of ours has a use for one. */
static int store_value(const struct opt *opt, const char *value, struct err *err)
{
    struct opt_list *list = opt->dest;
    if (!*value)
        return err_set(err, ERR_USAGE, "--%s needs a value: %s; it is empty", opt->name, opt->arg);
    switch (opt->type) {
    case OPT_TYPE_STR: *(const char **)opt->dest = value; return 0;
    case OPT_TYPE_LIST:
        if (list->len == OPT_LIST_MAX)
            return err_set(err, ERR_USAGE, "--%s: given more than %d times", opt->name, OPT_LIST_MAX);
        list->at[list->len++] = value;
        return 0;
    default: return store_number(opt, value, err);
    }
}

/* The value behind an option: attached text when there is some, else the next word. */
static int take_value(struct scan *scan, const struct opt *opt, const char *attached, struct err *err)
{
    if (attached)
        return store_value(opt, attached, err);
    if (scan->next >= scan->argc)
        return err_set(err, ERR_USAGE, "--%s needs a value: %s", opt->name, opt->arg);
    return store_value(opt, scan->argv[scan->next++], err);
}

static int parse_long(struct scan *scan, const char *word, struct err *err)
{
    const char *equals = strchr(word, '=');
    struct str name = equals ? str_of(word, (size_t)(equals - word)) : str_from(word);
    const struct opt *opt = find(scan->tables, name, 0);
    if (!opt)
        return unknown(scan->tables, name, err);
    if (opt->type != OPT_TYPE_FLAG)
        return take_value(scan, opt, equals ? equals + 1 : NULL, err);
    if (equals)
        return err_set(err, ERR_USAGE, "--%s takes no value", opt->name);
    *(bool *)opt->dest = true;
    return 0;
}

static int parse_letters(struct scan *scan, const char *letters, struct err *err)
{
    for (; *letters; letters++) {
        const struct opt *opt = find(scan->tables, STR(""), *letters);
        if (!opt)
            return err_set(err, ERR_USAGE, "unknown option -%c (see --help)", *letters);
        if (opt->type != OPT_TYPE_FLAG)
            return take_value(scan, opt, letters[1] ? letters + 1 : NULL, err);
        *(bool *)opt->dest = true;
    }
    return 0;
}

int opt_parse(const struct opt *const *tables, int argc, char **argv, int *ret_operands, struct err *err)
{
    struct scan scan = {.tables = tables, .argv = argv, .argc = argc, .next = 1};
    int operands = 0;
    bool only_operands = false;
    while (scan.next < argc) {
        char *word = argv[scan.next++];
        int rc = 0;
        if (word[0] == '\0')
            rc = err_set(err, ERR_USAGE, "an argument is empty, where a name is wanted");
        else if (only_operands || word[0] != '-' || word[1] == '\0')
            argv[++operands] = word;
        else if (strcmp(word, "--") == 0)
            only_operands = true;
        else if (word[1] == '-')
            rc = parse_long(&scan, word + 2, err);
        else
            rc = parse_letters(&scan, word + 1, err);
        if (rc < 0)
            return rc;
    }
    argv[operands + 1] = NULL; /* at most argv[argc], which is NULL already */
    *ret_operands = operands;
    return 0;
}

static void help_line(struct buf *out, const struct opt *opt)
{
    enum { COLUMN = 28 };
    char left[96];
    char letter[8] = "    ";
    if (opt->letter)
        snprintf(letter, sizeof letter, "-%c, ", opt->letter);
    int len = snprintf(left, sizeof left, "  %s--%s%s%s", letter, opt->name, opt->arg ? "=" : "",
                       opt->arg ? opt->arg : "");
    if (len >= COLUMN)
        buf_printf(out, "%s\n%*s%s\n", left, COLUMN, "", opt->help);
    else
        buf_printf(out, "%-*s%s\n", COLUMN, left, opt->help);
}

void opt_help(struct buf *out, const struct opt *const *tables)
{
    for (; *tables; tables++) {
        for (const struct opt *opt = *tables; opt->type != OPT_TYPE_END; opt++) {
            if (opt->type == OPT_TYPE_SECTION)
                buf_printf(out, "\n%s:\n", opt->help);
            else
                help_line(out, opt);
        }
    }
}

void opt_man(struct buf *out, const struct opt *const *tables)
{
    buf_add(out, STR(".Sh OPTIONS\n.Bl -tag -width Ds\n"));
    for (; *tables; tables++) {
        for (const struct opt *opt = *tables; opt->type != OPT_TYPE_END; opt++) {
            if (!is_option(opt))
                continue;
            buf_add(out, STR(".It "));
            if (opt->letter)
                buf_printf(out, "Fl %c , ", opt->letter);
            buf_printf(out, "Fl \\-%s", opt->name);
            if (opt->arg)
                buf_printf(out, " Ns = Ns Ar %s", opt->arg);
            buf_printf(out, "\n%s.\n", opt->help);
        }
    }
    buf_add(out, STR(".El\n"));
}

/* Levenshtein distance of words of up to 63 bytes, one row at a time. */
static size_t edit_distance(struct str a, struct str b)
{
    size_t row[64];
    for (size_t j = 0; j <= b.len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t replace = diagonal + (a.p[i - 1] != b.p[j - 1]);
            size_t shorter = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            diagonal = row[j];
            row[j] = replace < shorter ? replace : shorter;
        }
    }
    return row[b.len];
}

const char *opt_nearest(const char *word, const char *const *names)
{
    struct str wanted = str_head(str_from(word), 63);
    size_t best = wanted.len / 3 + 2; /* farther than a third of the word is another word */
    const char *nearest = NULL;
    for (; *names; names++) {
        size_t distance = edit_distance(wanted, str_head(str_from(*names), 63));
        if (distance < best) {
            best = distance;
            nearest = *names;
        }
    }
    return nearest;
}
