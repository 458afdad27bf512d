/*
 * Trying patterns on nodes. This recurses along a pattern, never along a tree. A list of siblings is matched from the left:
 * where the next pattern need not follow at once, the first node that fits the last one leaves it the most to choose from.
 */
#include "analyzers/rules/query.h"

static bool fits(struct matcher *m, const struct pattern *p, struct ast_node node);

static bool fits_one_of(struct matcher *m, const struct pattern *list, struct ast_node node)
{
    for (; list; list = list->next)
        if (fits(m, list, node))
            return true;
    return false;
}

/* What was bound since `mark` is no more. */
static void unwind(struct matcher *m, size_t mark)
{
    while (m->n_trail > mark)
        m->bound[m->trail[--m->n_trail]] = (struct ast_node){0};
}

/* Constants -------------------------------------------------------------------------------------------------------- */

/* Types whose nodes name what may have any value; those that end in "identifier" are too. */
static bool is_name(const char *type)
{
    static const char *const names[] = {"variable_name",
                                        "name",
                                        "simple_expansion",
                                        "instance_variable",
                                        "class_variable",
                                        "global_variable",
                                        "this",
                                        "self",
                                        "command_substitution",
                                        NULL};
    for (int i = 0; names[i]; i++)
        if (strcmp(type, names[i]) == 0)
            return true;
    return str_ends(str_from(type), STR("identifier"));
}

/* A constant, by the convention of all these languages. */
static bool is_capitals(struct str name)
{
    for (size_t i = 0; i < name.len; i++)
        if (name.p[i] >= 'a' && name.p[i] <= 'z')
            return false;
    return name.len > 1;
}

/* Looks at the node and all below it, up to the limit: the first one for which `is` holds. */
static bool search(struct matcher *m, struct ast_node top,
                   bool (*is)(struct matcher *, void *, struct ast_node), void *arg)
{
    struct arena scratch = *m->arena, *kept = m->arena;
    VEC(struct ast_node) todo = {0};
    struct ast_children children;
    struct ast_node child;
    int seen = 0;
    bool found = false;
    *vec_push(&todo, &scratch) = top;
    while (todo.len > 0 && !found && !m->is_lost) {
        struct ast_node node = todo.at[--todo.len];
        m->steps_left--;
        if (++seen > PATTERN_SEARCH_MAX)
            m->is_lost = true;
        ast_children(node, &children);
        while (ast_child_next(&children, &child) && todo.len < 2 * (size_t)PATTERN_SEARCH_MAX)
            *vec_push(&todo, &scratch) = child;
        m->arena = &scratch;
        found = is(m, arg, node);
        m->arena = kept;
    }
    return found;
}

static bool is_variable(struct matcher *m, void *arg, struct ast_node node)
{
    (void)m;
    (void)arg;
    return is_name(ast_type(node)) && !is_capitals(ast_text(node));
}

static bool is_patterned(struct matcher *m, void *patterns, struct ast_node node)
{
    return fits_one_of(m, patterns, node);
}

/* Numbers ---------------------------------------------------------------------------------------------------------- */

static int digit_of(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
}

/* A literal as any of the languages writes it: 0x1f, 0o17, 017, 0b11, 1_000. False for all else, as 1.5 or 10L * 2. */
static bool number_of(struct str text, int64_t *ret)
{
    int base = 10;
    size_t at = 0;
    int64_t value = 0;
    if (text.len > 1 && text.p[0] == '0') {
        char mark = text.p[1] | 0x20;
        base = mark == 'x' ? 16 : mark == 'b' ? 2 : 8;
        at = mark == 'x' || mark == 'b' || mark == 'o' ? 2 : 1;
    }
    for (; at < text.len; at++) {
        if (text.p[at] == '_')
            continue;
        int digit = digit_of(text.p[at] >= 'A' && text.p[at] <= 'Z' ? text.p[at] | 0x20 : text.p[at]);
        if (digit >= base || value > INT64_MAX / 32)
            return false;
        value = value * base + digit;
    }
    *ret = value;
    return text.len > 0;
}

/* Predicates ------------------------------------------------------------------------------------------------------- */

static bool is_word(const struct test *test, struct str text)
{
    for (size_t i = 0; i < test->n_words; i++)
        if (str_eq(test->words[i], text))
            return true;
    return false;
}

/* While the other capture is not bound nothing is known: true, whatever is asked. */
static bool passes_eq(struct matcher *m, const struct test *test, struct ast_node node)
{
    if (test->other < 0)
        return is_word(test, ast_text(node)) != test->is_not;
    struct ast_node other = m->bound[test->other];
    return ast_is_null(other) || str_eq(ast_text(other), ast_text(node)) != test->is_not;
}

static bool passes_number(const struct test *test, struct ast_node node)
{
    int64_t value;
    if (!number_of(ast_text(node), &value))
        return false;
    return (test->kind == TEST_LESS ? value < test->number : (value & test->number) != 0) != test->is_not;
}

static bool passes(struct matcher *m, const struct test *test, struct ast_node node)
{
    switch (test->kind) {
    case TEST_EQ: return passes_eq(m, test, node);
    case TEST_MATCH:
        return match_find(test->regex, m->room, str_head(ast_text(node), PATTERN_TEXT_MAX), NULL, NULL) !=
               test->is_not;
    case TEST_CONSTANT: return search(m, node, is_variable, NULL) == test->is_not;
    case TEST_HAS: return search(m, node, is_patterned, test->patterns) != test->is_not;
    case TEST_LESS:
    case TEST_BITS: return passes_number(test, node);
    case TEST_INSIDE: break;
    }
    return true;
}

static bool bind(struct matcher *m, const struct pattern *p, struct ast_node node)
{
    if (m->n_trail == PATTERN_NODES_MAX) {
        m->is_lost = true;
        return false;
    }
    m->bound[p->capture] = node;
    m->trail[m->n_trail++] = (uint8_t)p->capture;
    for (const struct test *test = p->tests; test; test = test->next)
        if (!passes(m, test, node))
            return false;
    return true;
}

/* Siblings --------------------------------------------------------------------------------------------------------- */

/* The roles that a list of patterns asks for, up to 64; each once. */
struct roles {
    uint16_t field[64];
    size_t len;
};

static int role_index(struct roles *roles, uint16_t field)
{
    for (size_t i = 0; i < roles->len; i++)
        if (roles->field[i] == field)
            return (int)i;
    if (roles->len == 64)
        return -1;
    roles->field[roles->len] = field;
    return (int)roles->len++;
}

static void collect_roles(const struct pattern *p, struct roles *roles)
{
    for (const struct pattern *child = p->children; child; child = child->next)
        if (child->field)
            role_index(roles, child->field);
    for (const struct pattern_absent *absent = p->absent; absent; absent = absent->next)
        role_index(roles, absent->field);
}

static uint64_t roles_of(const struct ast_children *walk, const struct roles *roles)
{
    uint64_t set = 0;
    for (size_t i = 0; i < roles->len; i++)
        if (ast_child_has_role(walk, roles->field[i]))
            set |= UINT64_C(1) << i;
    return set;
}

struct siblings {
    VEC(struct sibling);
    struct roles roles;
};

static void collect(struct ast_node node, struct arena *arena, struct siblings *s)
{
    struct ast_children walk;
    struct ast_node child;
    ast_children(node, &walk);
    while (s->len < PATTERN_CHILDREN_MAX && ast_child_next(&walk, &child))
        if (!ast_is_extra(child))
            *vec_push(s, arena) = (struct sibling){child, roles_of(&walk, &s->roles)};
}

/* Several queries are tried on one node. */
static void collect_once(struct matcher *m, struct ast_node node, struct siblings *s)
{
    if (m->listed.of != node.id) {
        *s = (struct siblings){.at = m->listed.at, .cap = m->listed.cap};
        collect(node, m->arena, s);
        m->listed.at = s->at;
        m->listed.cap = s->cap;
        m->listed.len = s->len;
        m->listed.of = node.id;
    }
    *s = (struct siblings){.at = m->listed.at, .len = m->listed.len};
}

static bool has_role(struct siblings *s, size_t i, uint16_t field)
{
    int role = role_index(&s->roles, field);
    return role >= 0 && (s->at[i].roles & UINT64_C(1) << role);
}

static bool any_has_role(struct siblings *s, uint16_t field)
{
    for (size_t i = 0; i < s->len; i++)
        if (has_role(s, i, field))
            return true;
    return false;
}

/* A dot speaks of tokens only next to a token. */
static size_t next_near(const struct siblings *s, const struct pattern *p, size_t at)
{
    bool skips =
        p->kind == PATTERN_NAMED || p->kind == PATTERN_ONE_OF || (p->kind == PATTERN_NODE && !p->is_token);
    while (skips && at < s->len && !ast_is_named(s->at[at].node))
        at++;
    return at;
}

static bool is_at_end(const struct siblings *s, const struct pattern *p, size_t at)
{
    return next_near(s, p, at) == s->len;
}

static bool fits_sibling(struct matcher *m, const struct pattern *p, struct siblings *s, size_t i)
{
    return (!p->field || has_role(s, i, p->field)) && fits(m, p, s->at[i].node) &&
           (!p->is_last || is_at_end(s, p, i + 1));
}

/* Does the list from `p` on fit the siblings from `at` on? */
static bool fits_siblings(struct matcher *m, const struct pattern *p, struct siblings *s, size_t at)
{
    if (!p)
        return true;
    bool is_free = p->next && !p->next->follows;
    for (size_t i = p->follows ? next_near(s, p, at) : at; i < s->len; i++) {
        size_t mark = m->n_trail;
        bool here = fits_sibling(m, p, s, i);
        if (here && fits_siblings(m, p->next, s, i + 1))
            return true;
        unwind(m, mark);
        if (p->follows || (here && is_free) || m->is_lost)
            return false;
    }
    return false;
}

static bool fits_inside(struct matcher *m, const struct pattern *p, struct ast_node node)
{
    if (!p->children && !p->absent)
        return true;
    struct siblings s = {0};
    collect_roles(p, &s.roles);
    if (s.roles.len == 0 && node.id == m->walk->node.id)
        collect_once(m, node, &s);
    struct arena scratch = *m->arena, *kept = m->arena;
    if (!s.at)
        collect(node, &scratch, &s);
    for (const struct pattern_absent *absent = p->absent; absent; absent = absent->next)
        if (any_has_role(&s, absent->field))
            return false;
    m->arena = &scratch;
    bool fit = fits_siblings(m, p->children, &s, 0);
    m->arena = kept;
    return fit;
}

/* Nodes ------------------------------------------------------------------------------------------------------------ */

static bool fits_kind(struct matcher *m, const struct pattern *p, struct ast_node node)
{
    switch (p->kind) {
    case PATTERN_NODE: return ast_type_of(node) == p->type && fits_inside(m, p, node);
    case PATTERN_NAMED: return ast_is_named(node) && fits_inside(m, p, node);
    case PATTERN_ONE_OF: return fits_one_of(m, p->children, node);
    case PATTERN_ANY: break;
    }
    return true;
}

static bool fits(struct matcher *m, const struct pattern *p, struct ast_node node)
{
    size_t mark = m->n_trail;
    if (--m->steps_left < 0 || m->is_lost)
        return false;
    if (fits_kind(m, p, node) && (p->capture < 0 || bind(m, p, node)))
        return true;
    unwind(m, mark);
    return false;
}

/* A node above that fits before one that ends the search. */
static bool is_inside(struct matcher *m, const struct test *test)
{
    struct ast_ancestors up = ast_ancestors(m->walk);
    struct ast_node node;
    while (ast_ancestor_next(&up, &node)) {
        if (fits_one_of(m, test->patterns, node))
            return true;
        if (fits_one_of(m, test->until, node))
            return false;
    }
    return false;
}

bool query_fits(struct matcher *m, const struct query *query, const struct ast_walk *walk)
{
    m->walk = walk;
    m->is_lost = false;
    m->n_trail = 0;
    memset(m->bound, 0, query->n_captures * sizeof *m->bound);
    bool fit = fits_one_of(m, query->patterns, walk->node);
    for (const struct test *test = query->inside; fit && test; test = test->next)
        fit = is_inside(m, test) != test->is_not;
    return fit && !m->is_lost && m->steps_left >= 0;
}
