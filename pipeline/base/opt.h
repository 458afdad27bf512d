/*
 * opt: a stage's options as a table; parsing, --help and the man page's OPTIONS come from it.
 *
 *     struct opt table[] = {
 *         OPT_SECTION("What to read"),
 *         OPT_FLAG('l', "list", &list, "print paths only"),
 *         OPT_LIST('i', "include", &include, "GLOB", "only paths that match; may be repeated"),
 *         OPT_END,
 *     };
 *
 * GNU style: --name=value, --name value, -n value, -nvalue, -ab for flags, `--` ends the options, `-` is an operand.
 * Options and operands may be mixed. An unknown option is ERR_USAGE and names the nearest known one. Numbers parse
 * strictly (num.h). Values are borrowed from argv.
 */
#ifndef CBCRAWL_BASE_OPT_H
#define CBCRAWL_BASE_OPT_H

#include "pipeline/base/buf.h"

#include <stdint.h>

enum opt_type {
    OPT_TYPE_END,
    OPT_TYPE_SECTION,
    OPT_TYPE_FLAG,
    OPT_TYPE_STR,
    OPT_TYPE_INT,
    OPT_TYPE_SIZE,
    OPT_TYPE_LIST
};

enum { OPT_LIST_MAX = 256 }; /* --include and the like; more is a script's mistake */

struct opt_list {
    const char *at[OPT_LIST_MAX];
    size_t len;
};

struct opt {
    enum opt_type type;
    char letter; /* 0 when it has only a long name */
    const char *name;
    void *dest;      /* bool, const char *, int64_t or struct opt_list, by type */
    const char *arg; /* what the help calls the value, e.g. "FILE"; NULL for flags */
    const char *help;
    int64_t min, max; /* for OPT_TYPE_INT and OPT_TYPE_SIZE */
};

#define OPT_SECTION(title)                        \
    {                                             \
        .type = OPT_TYPE_SECTION, .help = (title) \
    }
#define OPT_FLAG(l, n, dest_bool, h)                                                        \
    {                                                                                       \
        .type = OPT_TYPE_FLAG, .letter = (l), .name = (n), .dest = (dest_bool), .help = (h) \
    }
#define OPT_STR(l, n, dest_cstr, a, h)                                                                 \
    {                                                                                                  \
        .type = OPT_TYPE_STR, .letter = (l), .name = (n), .dest = (dest_cstr), .arg = (a), .help = (h) \
    }
#define OPT_INT(l, n, dest_i64, lo, hi, a, h)                                                          \
    {                                                                                                  \
        .type = OPT_TYPE_INT, .letter = (l), .name = (n), .dest = (dest_i64), .arg = (a), .help = (h), \
        .min = (lo), .max = (hi)                                                                       \
    }
#define OPT_SIZE(l, n, dest_i64, lo, hi, a, h)                                                          \
    {                                                                                                   \
        .type = OPT_TYPE_SIZE, .letter = (l), .name = (n), .dest = (dest_i64), .arg = (a), .help = (h), \
        .min = (lo), .max = (hi)                                                                        \
    }
#define OPT_LIST(l, n, dest_list, a, h)                                                                 \
    {                                                                                                   \
        .type = OPT_TYPE_LIST, .letter = (l), .name = (n), .dest = (dest_list), .arg = (a), .help = (h) \
    }
#define OPT_END              \
    {                        \
        .type = OPT_TYPE_END \
    }

/* Reads argv[1..] into the destinations of the tables (`tables` ends with NULL: a stage's own and the common one) and
 * moves the operands to argv[1..*ret_operands]. Returns 0 or ERR_USAGE. */
int opt_parse(const struct opt *const *tables, int argc, char **argv, int *ret_operands, struct err *err);

/* Appends the lines of --help that describe the options. */
void opt_help(struct buf *out, const struct opt *const *tables);

/* Appends the OPTIONS section of a man page (mdoc). */
void opt_man(struct buf *out, const struct opt *const *tables);

/* The candidate nearest to `word` by edit distance, or NULL when none is near. `names` ends with NULL. */
const char *opt_nearest(const char *word, const char *const *names);

#endif
