/* The analyzer: what a walk meets is held against the rules of its language. */
#include "analyzers/ast/finding.h"
#include "analyzers/rules/rule_set.h"

#include <stdlib.h>

enum {
    FINDINGS_MAX = 1000,  /* in a file; the rest is left out */
    STEPS_BASE = 1 << 20, /* of matching, for a file of any size */
    STEPS_PER_BYTE = 64,  /* usual is one for ten bytes */
    QUOTE_MAX = 60,       /* bytes of code in a message */
    MESSAGE_MAX = 2000,   /* bytes of one */
};

struct found {
    struct finding_place place;
    int32_t unit;
    uint16_t rule;
    struct str message; /* empty: the rule's */
};

enum answer { UNKNOWN, YES, NO };

struct state {
    const struct rule_set *set;
    struct matcher matcher;
    const struct rule_table *table; /* of the file under way; NULL: nothing to look for */
    uint8_t *file_has;              /* by rule: an answer */
    struct word_set words;          /* of the file, once somebody asked */
    bool has_words;
    VEC(struct found) found;
};

static void *new_state(const struct analyzer *analyzer, struct arena *arena)
{
    struct state *s = arena_new(arena, struct state);
    s->set = analyzer->shared;
    s->matcher.room = match_room_new();
    return s;
}

static void release_state(void *self)
{
    struct state *s = self;
    match_room_free(s->matcher.room);
}

static void begin(void *self, struct ast_file *file)
{
    struct state *s = self;
    s->table = file->past_id.len ? NULL : s->set->tables[file->lang];
    s->found = (__typeof__(s->found)){0};
    s->has_words = false;
    s->matcher.steps_left = STEPS_BASE + (int64_t)STEPS_PER_BYTE * (int64_t)file->text.len;
    s->matcher.arena = file->arena;
    memset(&s->matcher.listed, 0, sizeof s->matcher.listed);
    s->file_has = s->table ? arena_array(file->arena, uint8_t, s->table->rules.len + 1) : NULL;
}

/* Findings --------------------------------------------------------------------------------------------------------- */

static bool file_has(const struct rule *rule, struct str text)
{
    for (size_t i = 0; i < rule->n_file_has; i++)
        if (str_find(text, rule->file_has[i]) >= 0)
            return true;
    return rule->n_file_has == 0;
}

static bool meets_needs(struct state *s, const struct table_rule *rule, const struct ast_file *file)
{
    if (rule->needs && !s->has_words)
        word_set_fill(&s->words, file->text);
    s->has_words |= rule->needs != NULL;
    return rule_needs_met(rule->needs, &s->words);
}

/* Asked once a file and rule. */
static bool is_about_file(struct state *s, uint16_t index, const struct ast_file *file)
{
    const struct table_rule *rule = &s->table->rules.at[index];
    uint8_t *answer = &s->file_has[index];
    if (*answer == UNKNOWN)
        *answer = file_has(rule->rule, file->text) && meets_needs(s, rule, file) ? YES : NO;
    return *answer == YES;
}

/* The code of a capture on one line, cut where it is long. */
static void quote(struct str code, struct buf *out)
{
    struct str head = str_head(code, str_utf8_prefix(str_head(code, QUOTE_MAX)));
    for (size_t i = 0; i < head.len; i++) {
        bool is_space = head.p[i] == ' ' || (head.p[i] >= '\t' && head.p[i] <= '\r');
        if (!is_space || out->len == 0 || out->p[out->len - 1] != ' ')
            buf_addc(out, is_space ? ' ' : head.p[i]);
    }
    if (head.len < code.len)
        buf_add(out, STR("…"));
}

/* The rule's message with code for the captures it names; empty when it names none. */
static struct str message_of(const struct state *s, const struct table_rule *rule, struct arena *arena)
{
    struct str rest = rule->rule->message, message;
    struct buf out;
    if (str_index(rest, '{') < 0 || !rule->query)
        return (struct str){0};
    buf_init(&out, MESSAGE_MAX * 2);
    while (rest.p) {
        buf_add(&out, str_cut(&rest, '{'));
        ptrdiff_t close = rest.p ? str_index(rest, '}') : -1;
        int capture = close < 0 ? -1 : query_capture(rule->query, str_head(rest, (size_t)close));
        if (capture >= 0)
            quote(ast_text(s->matcher.bound[capture]), &out);
        if (close >= 0)
            rest = str_skip(rest, (size_t)close + 1);
    }
    message = str_dup(arena, str_head(buf_str(&out), MESSAGE_MAX));
    buf_release(&out);
    return message;
}

static struct found *add_found(struct state *s, struct ast_file *file, uint16_t rule)
{
    if (s->found.len == FINDINGS_MAX) {
        file->left_out = "over 1000 findings";
        return NULL;
    }
    struct found *found = vec_push(&s->found, file->arena);
    *found = (struct found){.rule = rule, .unit = file->unit};
    return found;
}

static void try_rule(struct state *s, const struct ast_walk *walk, uint16_t index)
{
    const struct table_rule *rule = &s->table->rules.at[index];
    if (!is_about_file(s, index, walk->file) || !query_fits(&s->matcher, rule->query, walk))
        return;
    struct found *found = add_found(s, walk->file, index);
    if (!found)
        return;
    bool is_here = rule->here >= 0 && !ast_is_null(s->matcher.bound[rule->here]);
    found->place = finding_place_of(is_here ? s->matcher.bound[rule->here] : walk->node);
    found->message = message_of(s, rule, walk->file->arena);
}

static void try_list(struct state *s, const struct ast_walk *walk, const struct rule_list *list)
{
    for (size_t i = 0; list && i < list->len; i++)
        try_rule(s, walk, list->at[i]);
}

static void enter(void *self, struct ast_walk *walk, int code)
{
    struct state *s = self;
    (void)code;
    const struct rule_root *root = s->table ? rule_table_root(s->table, walk->node) : NULL;
    if (!root)
        return;
    struct rule_trail trail = {.at = {walk->node}};
    for (size_t i = 0; i < root->ways.len; i++)
        try_list(s, walk, rule_way_list(&root->ways.at[i], &trail));
    try_list(s, walk, &root->always);
    if (s->matcher.steps_left < 0)
        walk->file->left_out = "rules took over their limit of steps";
}

/* Text ------------------------------------------------------------------------------------------------------------- */

/* The line with byte `at`, no more of it than a regular expression looks at, and what comes before it. */
static struct str line_around(struct str text, size_t at, size_t *ret_from)
{
    size_t from = at, to = at;
    while (from > 0 && at - from < MATCH_TEXT_MAX / 2 && text.p[from - 1] != '\n')
        from--;
    while (to < text.len && to - from < MATCH_TEXT_MAX && text.p[to] != '\n')
        to++;
    *ret_from = from;
    return str_of(text.p + from, to - from);
}

static void match_lines(struct state *s, struct ast_file *file, uint16_t index)
{
    const struct table_rule *rule = &s->table->rules.at[index];
    size_t at = 0, row_at = 0, from, begin_at, end_at;
    uint32_t row = 0;
    match_room_was_over(s->matcher.room);
    for (ptrdiff_t next; (next = str_find(str_skip(file->text, at), rule->rule->literal)) >= 0;) {
        struct str line = line_around(file->text, at + (size_t)next, &from);
        at = from + line.len;
        bool is_found = match_find(rule->match, s->matcher.room, line, &begin_at, &end_at);
        if (match_room_was_over(s->matcher.room))
            file->left_out = "a pattern took over its limit of steps";
        if (!is_found)
            continue;
        for (; row_at < from; row_at++)
            row += file->text.p[row_at] == '\n';
        struct found *found = add_found(s, file, index);
        if (!found)
            return;
        found->unit = AST_UNIT_NONE;
        found->place =
            (struct finding_place){{(uint32_t)(from + begin_at), (uint32_t)(from + end_at)}, row, row};
    }
}

/* Records ---------------------------------------------------------------------------------------------------------- */

static int found_cmp(const void *a, const void *b)
{
    const struct found *x = a, *y = b;
    if (x->place.span.from != y->place.span.from)
        return x->place.span.from < y->place.span.from ? -1 : 1;
    if (x->place.span.to != y->place.span.to)
        return x->place.span.to < y->place.span.to ? -1 : 1;
    return x->rule - y->rule;
}

/* Does the flow of data say that the call does no harm? */
static bool is_cleared(const struct state *s, const struct ast_file *file, const struct found *found)
{
    const struct rule *rule = s->table->rules.at[found->rule].rule;
    for (size_t i = 0; i < file->harmless.len && rule->asks_flow; i++) {
        struct ast_span span = file->harmless.at[i];
        if (span.from == found->place.span.from && span.to == found->place.span.to)
            return true;
    }
    return false;
}

static void put_found(const struct state *s, const struct ast_file *file, const struct found *found,
                      struct buf *out)
{
    const struct ast_finding finding = {.rule_id = s->table->rules.at[found->rule].rule->id,
                                        .message = found->message,
                                        .place = found->place,
                                        .unit = found->unit};
    finding_put(file, &finding, out);
}

static void end(void *self, struct ast_file *file, struct buf *out)
{
    struct state *s = self;
    if (!s->table)
        return;
    for (size_t i = 0; i < s->table->text.len; i++)
        if (is_about_file(s, s->table->text.at[i], file))
            match_lines(s, file, s->table->text.at[i]);
    if (s->found.len > 0)
        qsort(s->found.at, s->found.len, sizeof *s->found.at, found_cmp);
    for (size_t i = 0; i < s->found.len; i++)
        if ((i == 0 || found_cmp(&s->found.at[i - 1], &s->found.at[i]) != 0) &&
            !is_cleared(s, file, &s->found.at[i]))
            put_found(s, file, &s->found.at[i], out);
}

const struct analyzer *rules_analyzer(const struct rule_set *set, struct arena *arena)
{
    struct analyzer *analyzer = arena_new(arena, struct analyzer);
    *analyzer = (struct analyzer){.name = "rules",
                                  .shared = set,
                                  .new = new_state,
                                  .release = release_state,
                                  .begin = begin,
                                  .enter = enter,
                                  .end = end};
    for (int lang = 0; lang < AST_LANGS; lang++)
        analyzer->rules[lang] = set->tables[lang] ? set->tables[lang]->visits : NULL;
    return analyzer;
}
