#include "analyzers/rules/rule_table.h"

#include <stdlib.h>

/* Types ------------------------------------------------------------------------------------------------------------ */

static uint32_t type_index(enum ast_lang lang, uint16_t type)
{
    uint32_t types = ast_types(lang);
    return type < types ? type : types;
}

const struct rule_root *rule_table_root(const struct rule_table *table, struct ast_node node)
{
    uint16_t root = table->root_of[type_index(table->lang, ast_type_of(node))];
    return root ? &table->roots.at[root - 1] : NULL;
}

static struct rule_root *root_for(struct rule_table *table, struct arena *arena, uint16_t type)
{
    uint16_t *root = &table->root_of[type_index(table->lang, type)];
    if (*root == 0) {
        *vec_push(&table->roots, arena) = (struct rule_root){0};
        *root = (uint16_t)table->roots.len;
    }
    return &table->roots.at[*root - 1];
}

static void add_once(struct rule_list *list, struct arena *arena, uint16_t rule)
{
    if (list->len == 0 || list->at[list->len - 1] != rule)
        *vec_push(list, arena) = rule;
}

/* Words ------------------------------------------------------------------------------------------------------------ */

struct wanted {
    uint16_t fields[WAY_MAX];
    uint32_t n_fields;
    const struct test *test;
};

struct wanteds {
    VEC(struct wanted);
};

/* Roles of which a node has one at most, in all grammars: the first is the only one. */
static const char *const single_roles[RULE_SINGLE_ROLES] = {
    "function", "name",  "method", "attribute", "property", "field",       "left",  "constructor",
    "type",     "macro", "object", "receiver",  "key",      "module_name", "scope", "path"};

static bool is_single(const struct rule_table *table, uint16_t field)
{
    for (int i = 0; field && i < RULE_SINGLE_ROLES; i++)
        if (table->single_roles[i] == field)
            return true;
    return false;
}

static const struct test *word_test(const struct pattern *p)
{
    const struct test *test = p->tests;
    while (test && (test->kind != TEST_EQ || test->is_not || test->other >= 0))
        test = test->next;
    return test;
}

static bool want(const struct rule_table *table, const struct pattern *p, struct wanted way,
                 struct wanteds *ret, struct arena *arena);

/* Each of the choices must want a word, or nothing is gained. */
static bool want_each(const struct rule_table *table, const struct pattern *choices, struct wanted way,
                      struct wanteds *ret, struct arena *arena)
{
    size_t before = ret->len;
    for (; choices; choices = choices->next)
        if (!want(table, choices, way, ret, arena)) {
            ret->len = before;
            return false;
        }
    return true;
}

static bool want_below(const struct rule_table *table, const struct pattern *p, struct wanted way,
                       struct wanteds *ret, struct arena *arena)
{
    for (const struct pattern *child = p->children; child && way.n_fields < WAY_MAX; child = child->next) {
        struct wanted next = way;
        next.fields[next.n_fields++] = child->field;
        if (is_single(table, child->field) && want(table, child, next, ret, arena))
            return true;
    }
    return false;
}

/* Which word must stand where for the pattern to fit? False when there is none. */
static bool want(const struct rule_table *table, const struct pattern *p, struct wanted way,
                 struct wanteds *ret, struct arena *arena)
{
    way.test = word_test(p);
    if (way.test) {
        *vec_push(ret, arena) = way;
        return true;
    }
    if (p->kind == PATTERN_ONE_OF)
        return want_each(table, p->children, way, ret, arena);
    return p->kind != PATTERN_ANY && want_below(table, p, way, ret, arena);
}

static bool is_same_way(const struct rule_way *way, const struct wanted *wanted)
{
    return way->n_fields == wanted->n_fields &&
           memcmp(way->fields, wanted->fields, way->n_fields * sizeof *way->fields) == 0;
}

static struct rule_way *way_for(struct rule_root *root, const struct wanted *wanted, struct arena *arena)
{
    for (size_t i = 0; i < root->ways.len; i++)
        if (is_same_way(&root->ways.at[i], wanted))
            return &root->ways.at[i];
    struct rule_way *way = vec_push(&root->ways, arena);
    *way = (struct rule_way){.n_fields = wanted->n_fields};
    memcpy(way->fields, wanted->fields, sizeof way->fields);
    return way;
}

static void add_wanted(struct rule_root *root, const struct wanted *wanted, uint16_t rule, struct arena *arena)
{
    struct rule_way *way = way_for(root, wanted, arena);
    for (size_t i = 0; i < wanted->test->n_words; i++) {
        bool added;
        uint32_t *list = map_put(&way->words, arena, wanted->test->words[i], &added);
        if (added) {
            *list = (uint32_t)way->lists.len;
            *vec_push(&way->lists, arena) = (struct rule_list){0};
        }
        add_once(&way->lists.at[*list], arena, rule);
    }
}

static int way_cmp(const void *a, const void *b)
{
    const struct rule_way *x = a, *y = b;
    for (uint32_t i = 0; i < x->n_fields && i < y->n_fields; i++)
        if (x->fields[i] != y->fields[i])
            return x->fields[i] < y->fields[i] ? -1 : 1;
    return (x->n_fields > y->n_fields) - (x->n_fields < y->n_fields);
}

/* In order of their fields, ways that begin alike stand together. */
static void order_ways(struct rule_root *root)
{
    struct rule_way *ways = root->ways.at;
    if (root->ways.len > 1)
        qsort(ways, root->ways.len, sizeof *ways, way_cmp);
    for (size_t i = 1; i < root->ways.len; i++) {
        uint32_t shared = 0;
        while (shared < ways[i].n_fields && shared < ways[i - 1].n_fields &&
               ways[i].fields[shared] == ways[i - 1].fields[shared])
            shared++;
        ways[i].n_shared = shared;
    }
}

const struct rule_list *rule_way_list(const struct rule_way *way, struct rule_trail *trail)
{
    for (uint32_t i = way->n_shared; i < way->n_fields; i++)
        trail->at[i + 1] = ast_field_numbered(trail->at[i], way->fields[i]);
    struct str text = ast_text(trail->at[way->n_fields]);
    const uint32_t *list = text.len ? map_get(&way->words, text) : NULL;
    return list ? &way->lists.at[*list] : NULL;
}

/* Rules ------------------------------------------------------------------------------------------------------------ */

static int fail_root(const struct rule *rule, struct err *err)
{
    return err_set(err, ERR_USAGE, "%s:%u: the query's root must be a node of some type, or several in […]",
                   rule->query.file, rule->query.line);
}

/* Enters a rule at the types its patterns have at their root. */
static int add_patterns(struct rule_table *table, struct arena *arena, uint16_t index,
                        const struct pattern *list, struct err *err)
{
    const struct table_rule *rule = &table->rules.at[index];
    for (const struct pattern *p = list; p; p = p->next) {
        struct wanteds wanteds = {0};
        struct wanted way = {.n_fields = 0};
        if (p->kind == PATTERN_ANY || p->kind == PATTERN_NAMED)
            return fail_root(rule->rule, err);
        if (p->kind == PATTERN_ONE_OF) {
            int rc = add_patterns(table, arena, index, p->children, err);
            if (rc < 0)
                return rc;
            continue;
        }
        struct rule_root *root = root_for(table, arena, p->type);
        if (!want(table, p, way, &wanteds, arena))
            add_once(&root->always, arena, index);
        for (size_t i = 0; i < wanteds.len; i++)
            add_wanted(root, &wanteds.at[i], index, arena);
    }
    return 0;
}

/* The message names captures in braces; one that the query does not have is a slip of the pen. */
static int check_message(const struct table_rule *rule, struct err *err)
{
    struct str rest = rule->rule->message;
    for (ptrdiff_t open; (open = str_index(rest, '{')) >= 0;) {
        rest = str_skip(rest, (size_t)open + 1);
        ptrdiff_t close = str_index(rest, '}');
        if (close >= 0 && (!rule->query || query_capture(rule->query, str_head(rest, (size_t)close)) < 0))
            return err_set(err, ERR_USAGE,
                           "%s:%u: the message of '%.*s' names {%.*s}, which the query does not",
                           rule->rule->file, rule->rule->line, STR_ARG(rule->rule->id),
                           STR_ARG(str_head(rest, (size_t)close)));
    }
    return 0;
}

static int add_query(struct rule_table *table, struct arena *arena, const struct rule *rule, struct err *err)
{
    uint16_t index = (uint16_t)table->rules.len;
    struct query *query;
    int rc = query_new(arena, table->lang, &rule->query, &query, err);
    if (rc < 0)
        return rc;
    *vec_push(&table->rules, arena) = (struct table_rule){.rule = rule,
                                                          .query = query,
                                                          .needs = rule_needs_of(query->patterns, arena),
                                                          .here = query_capture(query, STR("here"))};
    return add_patterns(table, arena, index, query->patterns, err);
}

static int add_text(struct rule_table *table, struct arena *arena, const struct rule *rule, struct err *err)
{
    struct match *match;
    int rc = match_new(rule->pattern, 0, &match, err);
    if (rc < 0)
        return err_wrap(err, "%s:%u", rule->file, rule->line);
    *vec_push(&table->text, arena) = (uint16_t)table->rules.len;
    *vec_push(&table->rules, arena) = (struct table_rule){.rule = rule, .match = match, .here = -1};
    return 0;
}

static int add_rule(struct rule_table *table, struct arena *arena, const struct rule *rule, struct err *err)
{
    int rc = rule->query.text.len ? add_query(table, arena, rule, err) : add_text(table, arena, rule, err);
    return rc == 0 ? check_message(&table->rules.at[table->rules.len - 1], err) : rc;
}

/* The walk is told of types by name. */
static void list_visits(struct rule_table *table, struct arena *arena)
{
    uint32_t types = ast_types(table->lang);
    struct ast_rule *visit = table->visits = arena_array(arena, struct ast_rule, table->roots.len + 1);
    for (uint32_t type = 0; type <= types; type++) {
        bool is_named = true;
        if (!table->root_of[type])
            continue;
        visit->type = type == types ? "ERROR" : ast_type_name(table->lang, type, &is_named);
        visit->is_token = !is_named;
        visit->code = 1;
        visit++;
    }
}

int rule_table_new(struct arena *arena, const struct rules *rules, enum ast_lang lang,
                   struct rule_table **ret_table, struct err *err)
{
    struct rule_table *table = arena_new(arena, struct rule_table);
    table->lang = lang;
    table->root_of = arena_array(arena, uint16_t, ast_types(lang) + 1);
    for (int i = 0; i < RULE_SINGLE_ROLES; i++)
        table->single_roles[i] = ast_field_number(lang, str_from(single_roles[i]));
    int rc = 0;
    for (size_t i = 0; i < rules->len && rc == 0; i++)
        if (rules->at[i].languages & UINT32_C(1) << lang)
            rc = add_rule(table, arena, &rules->at[i], err);
    if (rc < 0) {
        rule_table_release(table);
        return rc;
    }
    for (size_t i = 0; i < table->roots.len; i++)
        order_ways(&table->roots.at[i]);
    list_visits(table, arena);
    *ret_table = table;
    return 0;
}

void rule_table_release(struct rule_table *table)
{
    for (size_t i = 0; table && i < table->rules.len; i++) {
        query_release(table->rules.at[i].query);
        match_free(table->rules.at[i].match);
    }
}
