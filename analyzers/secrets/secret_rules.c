#include "analyzers/secrets/secret_rules.h"

#include "analyzers/secrets/secrets_cloud_patterns.h"
#include "analyzers/secrets/secrets_code_patterns.h"
#include "analyzers/secrets/secrets_generic_patterns.h"
#include "analyzers/secrets/secrets_service_patterns.h"
#include "pipeline/base/num.h"

#include <stdlib.h>

/* A named piece of patterns. */
struct piece {
    struct str name, text;
};

struct reader {
    struct arena *arena;
    struct secret_rules *rules;
    VEC(struct piece) pieces;
    struct err *err;
};

static struct str cut_word(struct str *rest)
{
    size_t len = 0;
    while (len < rest->len && rest->p[len] != ' ')
        len++;
    struct str word = str_head(*rest, len);
    *rest = str_trim(str_skip(*rest, len));
    return word;
}

static const struct piece *find_piece(const struct reader *r, struct str name)
{
    for (size_t i = 0; i < r->pieces.len; i++)
        if (str_eq(r->pieces.at[i].name, name))
            return &r->pieces.at[i];
    return NULL;
}

/* The piece that `text` begins with in angle brackets. */
static const struct piece *piece_at(const struct reader *r, struct str text)
{
    ptrdiff_t end = str_starts(text, STR("<")) ? str_index(text, '>') : -1;
    return end > 0 ? find_piece(r, str_of(text.p + 1, (size_t)end - 1)) : NULL;
}

static struct str expand(const struct reader *r, struct str pattern)
{
    VEC(char) text = {0};
    while (pattern.len > 0) {
        const struct piece *piece = piece_at(r, pattern);
        struct str part = piece ? piece->text : str_head(pattern, 1);
        for (size_t i = 0; i < part.len; i++)
            *vec_push(&text, r->arena) = part.p[i];
        pattern = str_skip(pattern, piece ? piece->name.len + 2 : 1);
    }
    return str_of(text.at, text.len);
}

static void begin_rule(struct reader *r, struct str line)
{
    struct str id = str_cut(&line, ':');
    *vec_push(r->rules, r->arena) = (struct secret_rule){
        .id = str_from(arena_printf(r->arena, "secret/%.*s", STR_ARG(id))),
        .title = str_trim(line),
        .severity = STR("high"),
        .confidence = STR("high"),
        .entropy_min = 2.8,
    };
}

static int add_anchors(struct reader *r, struct str words)
{
    while (words.len > 0) {
        struct str word = cut_word(&words);
        if (word.len < LITERAL_MIN)
            return err_set(r->err, ERR_INPUT, "an anchor is too short");
        *vec_push(&r->rules->anchors, r->arena) = (struct literal){.text = word};
        *vec_push(&r->rules->rule_of, r->arena) = (uint32_t)r->rules->len - 1;
    }
    return 0;
}

static int set_check(struct reader *r, struct secret_rule *rule, struct str name)
{
    rule->check = secret_check_named(name);
    return rule->check ? 0 : err_set(r->err, ERR_INPUT, "%.*s is no check", STR_ARG(name));
}

static int set_back(struct reader *r, struct secret_rule *rule, struct str text)
{
    int64_t value;
    if (!num_parse_int(text, &value) || value < 1 || value > 1000)
        return err_set(r->err, ERR_INPUT, "back: not a number of bytes");
    rule->back = (uint32_t)value;
    return 0;
}

/* A line of the last rule. */
static int set_field(struct reader *r, struct str line)
{
    struct secret_rule *rule = &r->rules->at[r->rules->len - 1];
    struct str name = cut_word(&line);
    if (str_eq(name, STR("anchor")))
        return add_anchors(r, line);
    if (str_eq(name, STR("check")))
        return set_check(r, rule, line);
    if (str_eq(name, STR("back")))
        return set_back(r, rule, line);
    if (str_eq(name, STR("no-case")))
        rule->no_case = true;
    else if (str_eq(name, STR("pattern")))
        rule->pattern = expand(r, line);
    else if (str_eq(name, STR("severity")))
        rule->severity = line;
    else if (str_eq(name, STR("confidence")))
        rule->confidence = line;
    else if (str_eq(name, STR("entropy")))
        rule->entropy_min = strtod(str_cstr(r->arena, line), NULL);
    else if (str_eq(name, STR("good")) || str_eq(name, STR("bad")))
        *vec_push(&r->rules->examples, r->arena) = (struct secret_example){
            .rule = (uint32_t)r->rules->len - 1, .is_good = name.len == 4, .text = line};
    else
        return err_set(r->err, ERR_INPUT, "%.*s is no field", STR_ARG(name));
    return 0;
}

static int read_line(struct reader *r, struct str line)
{
    struct str rest = str_trim(line);
    if (rest.len == 0 || rest.p[0] == '#')
        return 0;
    if (line.p[0] == ' ' && r->rules->len > 0)
        return set_field(r, rest);
    if (!str_starts(rest, STR("let "))) {
        begin_rule(r, rest);
        return 0;
    }
    cut_word(&rest);
    struct piece piece = {.name = cut_word(&rest)};
    piece.text = expand(r, rest);
    *vec_push(&r->pieces, r->arena) = piece;
    return 0;
}

static int read_file(struct reader *r, const char *name, struct str text)
{
    int rc = 0;
    for (int line = 1; rc == 0 && text.len > 0; line++) {
        rc = read_line(r, str_cut(&text, '\n'));
        if (rc < 0)
            err_wrap(r->err, "%s:%d", name, line);
    }
    return rc;
}

/* Anchors are compared in lower case where case does not matter. */
static void fold_anchors(struct reader *r)
{
    struct secret_rules *rules = r->rules;
    for (size_t i = 0; i < rules->anchors.len; i++) {
        struct literal *anchor = &rules->anchors.at[i];
        anchor->no_case = rules->at[rules->rule_of.at[i]].no_case;
        char *text = str_cstr(r->arena, anchor->text);
        for (char *p = text; anchor->no_case && *p; p++)
            *p = *p >= 'A' && *p <= 'Z' ? (char)(*p | 0x20) : *p;
        anchor->text.p = text;
    }
}

int secret_rules_read(struct arena *arena, struct secret_rules *ret_rules, struct err *err)
{
    static const struct {
        const char *name;
        struct str text;
    } files[] = {
        {"secrets_code.patterns", {secrets_code_patterns, sizeof secrets_code_patterns - 1}},
        {"secrets_cloud.patterns", {secrets_cloud_patterns, sizeof secrets_cloud_patterns - 1}},
        {"secrets_service.patterns", {secrets_service_patterns, sizeof secrets_service_patterns - 1}},
        {"secrets_generic.patterns", {secrets_generic_patterns, sizeof secrets_generic_patterns - 1}},
    };
    *ret_rules = (struct secret_rules){0};
    struct reader r = {.arena = arena, .rules = ret_rules, .err = err};
    int rc = 0;
    for (size_t i = 0; i < sizeof files / sizeof *files && rc == 0; i++)
        rc = read_file(&r, files[i].name, files[i].text);
    if (rc < 0)
        return rc;
    fold_anchors(&r);
    ret_rules->literals = literals_new(arena, ret_rules->anchors.at, ret_rules->anchors.len);
    return 0;
}
