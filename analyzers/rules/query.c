#include "analyzers/rules/query_inside.h"

#include "pipeline/base/opt.h"

/* Types ------------------------------------------------------------------------------------------------------------ */

static int fail_type(struct reader *r, struct str type, bool is_named)
{
    const char **names = arena_array(r->arena, const char *, AST_TYPES_MAX + 1);
    size_t n = 0;
    bool named;
    for (uint32_t i = 1; i < ast_types(r->query->lang); i++) {
        const char *name = ast_type_name(r->query->lang, i, &named);
        if (named == is_named && ast_type_number(r->query->lang, str_from(name), is_named))
            names[n++] = name;
    }
    const char *near = opt_nearest(str_cstr(r->arena, type), names);
    return err_set(r->err, ERR_USAGE, "%s:%u: %s has no %s '%.*s'%s%s", r->source->file, r->line,
                   ast_lang_name(r->query->lang), is_named ? "node type" : "token",
                   STR_ARG(str_head(type, 100)), near ? "; near: " : "", near ? near : "");
}

static int set_type(struct reader *r, struct pattern *p, struct str type, bool is_named)
{
    p->kind = PATTERN_NODE;
    p->is_token = !is_named;
    p->type = ast_type_number(r->query->lang, type, is_named);
    return p->type ? 0 : fail_type(r, type, is_named);
}

static int field_of(struct reader *r, struct str name)
{
    int field = ast_field_number(r->query->lang, name);
    if (field)
        return field;
    return err_set(r->err, ERR_USAGE, "%s:%u: %s has no field '%.*s'", r->source->file, r->line,
                   ast_lang_name(r->query->lang), STR_ARG(str_head(name, 100)));
}

/* Lists ------------------------------------------------------------------------------------------------------------ */

static int read_absent(struct reader *r, struct pattern *parent)
{
    int field = field_of(r, pattern_word(r));
    if (field < 0)
        return field;
    struct pattern_absent *absent = arena_new(r->arena, struct pattern_absent);
    *absent = (struct pattern_absent){.field = (uint16_t)field, .next = parent->absent};
    parent->absent = absent;
    return 0;
}

/* `field:` in front of a pattern, if there is one. */
static int read_role(struct reader *r, uint16_t *ret_field)
{
    struct reader before = *r;
    struct str word = pattern_word(r);
    *ret_field = 0;
    if (word.len == 0 || str_eq(word, STR("_"))) {
        *r = before;
        return 0;
    }
    if (!pattern_take(r, ':'))
        return pattern_fail(r, "put node types in parentheses and tokens in quotes:", word);
    int field = field_of(r, word);
    *ret_field = (uint16_t)(field < 0 ? 0 : field);
    return field < 0 ? field : 0;
}

static int read_child(struct reader *r, bool follows, struct pattern **ret)
{
    uint16_t field;
    int rc = read_role(r, &field);
    if (rc == 0)
        rc = pattern_read(r, ret);
    if (rc < 0)
        return rc;
    (*ret)->field = field;
    (*ret)->follows = follows;
    return 0;
}

/* One item of a list: a predicate, `!field`, a dot, or a child, which goes to `**at`. */
static int read_item(struct reader *r, struct pattern *parent, struct pattern ***at, bool *dot)
{
    if (str_starts(r->rest, STR("(#"))) {
        r->rest = str_skip(r->rest, 2);
        return predicate_read(r);
    }
    if (pattern_take(r, '!'))
        return read_absent(r, parent);
    if (pattern_take(r, '.')) {
        *dot = true;
        return 0;
    }
    struct pattern *child;
    int rc = read_child(r, *dot, &child);
    if (rc < 0)
        return rc;
    **at = child;
    *at = &child->next;
    *dot = false;
    return 0;
}

static int read_list(struct reader *r, struct pattern *parent, char close)
{
    struct pattern **at = &parent->children, *last;
    size_t outer = r->scope;
    bool dot = false;
    r->scope = r->captured.len;
    int rc = 0;
    while (rc == 0 && !pattern_take(r, close)) {
        if (pattern_peek(r) == 0)
            return pattern_fail(r, close == ')' ? "a ')' is missing" : "a ']' is missing", STR(""));
        rc = read_item(r, parent, &at, &dot);
    }
    r->scope = outer;
    for (last = parent->children; last && last->next; last = last->next)
        ;
    if (rc == 0 && dot && last)
        last->is_last = true;
    return rc;
}

/* Patterns --------------------------------------------------------------------------------------------------------- */

/* Behind "(": a node, or a group of one pattern and its predicates. */
static int read_node(struct reader *r, struct pattern *p)
{
    int c = pattern_peek(r);
    if (c == '(' || c == '[' || c == '"' || c == '$') {
        p->kind = PATTERN_ONE_OF;
        int rc = read_list(r, p, ')');
        if (rc == 0 && (!p->children || p->children->next))
            rc = pattern_fail(r, "a group holds one pattern and its predicates", STR(""));
        return rc;
    }
    struct str type = pattern_word(r);
    if (str_eq(type, STR("_")))
        p->kind = PATTERN_NAMED;
    else if (set_type(r, p, type, true) < 0)
        return ERR_USAGE;
    return read_list(r, p, ')');
}

/* The text of a name is read as if it stood here; messages tell its own line. */
static int read_named(struct reader *r, struct pattern **ret)
{
    struct str name = pattern_word(r);
    const struct pattern_names *n = r->source->names;
    while (n && !str_eq(n->name, name))
        n = n->next;
    if (!n)
        return pattern_fail(r, "no `let` above names", name);
    struct str rest = r->rest;
    uint32_t line = r->line;
    r->rest = n->text;
    r->line = n->line;
    int rc = pattern_read(r, ret);
    if (rc == 0 && pattern_peek(r) != 0)
        rc = pattern_fail(r, "a `let` holds one pattern; put several into […]", STR(""));
    r->rest = rest;
    r->line = line;
    return rc;
}

static int read_kind(struct reader *r, struct pattern **ret)
{
    struct pattern *p = *ret;
    struct str word;
    if (pattern_take(r, '$'))
        return read_named(r, ret);
    if (pattern_take(r, '('))
        return read_node(r, p);
    if (pattern_take(r, '[')) {
        p->kind = PATTERN_ONE_OF;
        return read_list(r, p, ']');
    }
    if (pattern_peek(r) == '"') {
        int rc = pattern_string(r, &word);
        return rc < 0 ? rc : set_type(r, p, word, false);
    }
    word = pattern_word(r);
    p->kind = PATTERN_ANY;
    return str_eq(word, STR("_")) ? 0 : pattern_fail(r, "a pattern is missing here", word);
}

/* A name's own capture and one behind its use are two: then a choice of one is put around it. */
static int read_capture(struct reader *r, struct pattern **p)
{
    int capture = pattern_capture(r, pattern_word(r));
    if (capture < 0)
        return capture;
    if ((*p)->capture >= 0) {
        struct pattern *around = arena_new(r->arena, struct pattern);
        *around = (struct pattern){.kind = PATTERN_ONE_OF, .capture = -1, .children = *p};
        *p = around;
    }
    (*p)->capture = (int16_t)capture;
    *vec_push(&r->captured, r->arena) = *p;
    return 0;
}

int pattern_read(struct reader *r, struct pattern **ret)
{
    struct pattern *p = arena_new(r->arena, struct pattern);
    p->capture = -1;
    if (++r->n_nodes > PATTERN_NODES_MAX)
        return pattern_fail(r, "this rule has over 2000 nodes", STR(""));
    if (++r->depth > PATTERN_DEPTH_MAX)
        return pattern_fail(r, "patterns are over 64 deep in one another", STR(""));
    int rc = read_kind(r, &p);
    while (rc == 0 && pattern_take(r, '@'))
        rc = read_capture(r, &p);
    if (rc == 0 && r->rest.len > 0 && strchr("*+?", r->rest.p[0]))
        rc = pattern_fail(r, "siblings need not be repeated; use #has? or […] instead of",
                          str_head(r->rest, 1));
    r->depth--;
    *ret = p;
    return rc;
}

int query_new(struct arena *arena, enum ast_lang lang, const struct pattern_source *source,
              struct query **ret_query, struct err *err)
{
    struct query *query = arena_new(arena, struct query);
    struct reader r = {.arena = arena, .query = query, .source = source, .err = err};
    struct pattern **at = &query->patterns;
    query->lang = lang;
    r.rest = source->text;
    r.line = source->line;
    int rc = 0;
    while (rc == 0 && pattern_peek(&r) != 0) {
        if (str_starts(r.rest, STR("(#"))) {
            r.rest = str_skip(r.rest, 2);
            rc = predicate_read(&r);
        } else if ((rc = pattern_read(&r, at)) == 0) {
            at = &(*at)->next;
        }
    }
    if (rc == 0 && !query->patterns)
        rc = pattern_fail(&r, "the query is empty", STR(""));
    query->regexes = r.regexes;
    if (rc < 0) {
        query_release(query);
        return rc;
    }
    *ret_query = query;
    return 0;
}

void query_release(struct query *query)
{
    if (!query)
        return;
    for (struct query_regex *regex = query->regexes; regex; regex = regex->next)
        match_free(regex->match);
}

int query_capture(const struct query *query, struct str name)
{
    for (size_t i = 0; i < query->n_captures; i++)
        if (str_eq(query->captures[i], name))
            return (int)i;
    return -1;
}
