#include "analyzers/parse/resync.h"

#include "analyzers/macros/macro_lex.h"
#include "analyzers/parse/shell_layout.h"

enum { HEAD_COLUMN_MAX = 1 }; /* where the head of a function may begin; some indent all heads by one */

/* Layout ----------------------------------------------------------------------------------------------------------- */

struct layout {
    const char *text, *end;
    const char *line; /* where the line begins */
    const char *open; /* the brace that may open a function's body, since the last '}' in the first column */
    uint32_t depth;   /* of braces in it */
    ptrdiff_t column; /* of the first token of the statement, -1 before it */
    char before;      /* the last byte of the token before */
};

static const char *past_directives(const char *p, const char *end)
{
    for (p = lex_gap(p, end); p < end && *p == '#'; p = lex_gap(p, end))
        p = lex_line(p, end);
    return p;
}

/* Can the name begin a declaration? Not so words of statements, and labels. */
static bool begins_declaration(const char *p, const char *end)
{
    static const char *const words[] = {"break", "case", "continue", "default", "do",    "else", "for",
                                        "goto",  "if",   "return",   "switch",  "while", NULL};
    struct str name = str_of(p, (size_t)(lex_name(p, end) - p));
    for (const char *const *w = words; *w; w++)
        if (str_eq(name, str_from(*w)))
            return false;
    p = lex_blank(p + name.len, end);
    return p + 1 >= end || *p != ':' || p[1] == ':';
}

/* Is the '}' at p, in the first column, the end of a function? */
static bool ends_function(const struct layout *l, const char *p)
{
    const char *rest = lex_blank(p + 1, l->end);
    if (rest < l->end && *rest != '\n' && *rest != '\r')
        return false;
    const char *next = past_directives(rest, l->end);
    if (next == l->end || *next == '}')
        return true;
    return next[-1] == '\n' && lex_class(*next) == LEX_NAME && begins_declaration(next, l->end);
}

/* The braces are even behind the one before p: does a function go on, as its indentation shows? */
static bool goes_on(const struct layout *l, const char *p)
{
    const char *next = past_directives(p, l->end);
    const char *newline = memrchr(p, '\n', (size_t)(next - p));
    return next < l->end && newline && next - newline - 1 > HEAD_COLUMN_MAX;
}

static void layout_open(struct layout *l, const char *p)
{
    bool is_body = (l->before == ')' || l->before == ';') && l->column <= HEAD_COLUMN_MAX;
    if (!l->open && is_body) {
        l->open = p;
        l->depth = 0;
    }
    l->depth++;
}

static void layout_close(struct layout *l, const char *p, struct resync *r, struct arena *arena)
{
    bool is_first_column = p == l->line;
    if (l->open && is_first_column && ends_function(l, p))
        *vec_push(&r->functions, arena) = (struct resync_function){.open = (uint32_t)(l->open - l->text),
                                                                   .close = (uint32_t)(p - l->text),
                                                                   .is_lost = true};
    l->depth--;
    if (is_first_column || (l->depth == 0 && !goes_on(l, p + 1)))
        l->open = NULL;
}

static void layout_token(struct layout *l, const char *p, struct resync *r, struct arena *arena)
{
    if (l->column < 0)
        l->column = p - l->line;
    if (*p == '{')
        layout_open(l, p);
    if (*p == '}')
        layout_close(l, p, r, arena);
    l->before = *p;
    if (*p == '{' || *p == '}' || *p == ';')
        l->column = -1;
}

/* Past what begins at p: white space, a comment or directive, or a token. */
static const char *layout_step(struct layout *l, const char *p, struct resync *r, struct arena *arena)
{
    switch (lex_class(*p)) {
    case LEX_NEWLINE: l->line = p + 1; return p + 1;
    case LEX_SPACE: return p + 1;
    case LEX_HASH: return lex_line(p, l->end);
    case LEX_SLASH:
        if (p + 1 < l->end && (p[1] == '*' || p[1] == '/'))
            return lex_comment(p, l->end);
        break;
    case LEX_QUOTE: l->before = *p; return lex_quoted(p, l->end);
    case LEX_NAME: layout_token(l, p, r, arena); return lex_name(p, l->end);
    default: break;
    }
    layout_token(l, p, r, arena);
    return p + 1;
}

static void find_functions(struct resync *r, struct arena *arena)
{
    struct layout l = {.text = r->text.p, .end = r->text.p + r->text.len, .line = r->text.p, .column = -1};
    for (const char *p = l.text; p < l.end;) {
        const char *next = layout_step(&l, p, r, arena);
        const char *newline = memrchr(p, '\n', (size_t)(next - p));
        if (newline)
            l.line = newline + 1;
        p = next;
    }
}

/* Tree ------------------------------------------------------------------------------------------------------------- */

enum {
    LEVELS_MAX = 64
}; /* conditionals, namespaces and errors in one another; deeper ones are not looked into */

static bool is_level(struct ast_node node, enum ast_lang lang)
{
    static const char *const types[] = {"preproc_if",
                                        "preproc_ifdef",
                                        "preproc_else",
                                        "preproc_elif",
                                        "preproc_elifdef",
                                        "linkage_specification",
                                        "declaration_list",
                                        "namespace_definition",
                                        "ERROR",
                                        NULL};
    const char *type = ast_type(node);
    if (lang == AST_BASH)
        return strcmp(type, "function_definition") != 0; /* one may stand in any statement */
    for (const char *const *t = types; *t; t++)
        if (strcmp(type, *t) == 0)
            return true;
    return false;
}

/* `node`, which stands outside of functions, comes behind all before it. */
static void find_node(struct resync *r, struct ast_node node, size_t *at)
{
    uint32_t end = ast_end(node);
    r->n_nodes += ast_is(node, "function_definition");
    while (*at < r->functions.len && r->functions.at[*at].close + 1 < end)
        ++*at;
    if (*at == r->functions.len || r->functions.at[*at].close + 1 != end)
        return;
    struct resync_function *f = &r->functions.at[*at];
    if (node.start <= f->open && (*at == 0 || node.start > f[-1].close))
        f->is_lost = false;
}

static void find_nodes(struct resync *r, enum ast_lang lang, const struct ast_tree *tree, struct arena *arena)
{
    struct ast_children *levels = arena_array(arena, struct ast_children, LEVELS_MAX);
    struct ast_node node;
    size_t depth = 0, at = 0;
    for (ast_children(ast_root(tree), &levels[depth++]); depth > 0;) {
        if (!ast_child_next(&levels[depth - 1], &node))
            depth--;
        else if (is_level(node, lang) && depth < LEVELS_MAX)
            ast_children(node, &levels[depth++]);
        else
            find_node(r, node, &at);
    }
}

void resync_look(struct str text, enum ast_lang lang, const struct ast_tree *tree, struct arena *arena,
                 struct resync *ret_resync)
{
    *ret_resync = (struct resync){.text = text};
    if (lang == AST_BASH)
        shell_layout(text, arena, ret_resync);
    else
        find_functions(ret_resync, arena);
    find_nodes(ret_resync, lang, tree, arena);
    for (size_t i = 0; i < ret_resync->functions.len; i++)
        ret_resync->n_lost += ret_resync->functions.at[i].is_lost;
}

static void blank(char *text, struct arena *arena, uint32_t from, uint32_t to, struct ast_spans *spans)
{
    *vec_push(spans, arena) = (struct ast_span){from, to};
    for (uint32_t at = from; at < to; at++)
        if (text[at] != '\n')
            text[at] = ' ';
}

struct str resync_blank(const struct resync *resync, enum resync_reach reach, struct arena *arena,
                        struct ast_spans *spans)
{
    char *copy = arena_array(arena, char, resync->text.len);
    memcpy(copy, resync->text.p, resync->text.len);
    for (size_t i = 0; i < resync->functions.len; i++) {
        const struct resync_function *f = &resync->functions.at[i];
        bool is_first = i == 0 || !f[-1].is_lost;
        if (!f->is_lost || (!is_first && reach != RESYNC_ALL))
            continue;
        uint32_t gap = i > 0 ? f[-1].close + 1 : 0;
        if (is_first && reach != RESYNC_BODIES && gap < f->head)
            blank(copy, arena, gap, f->head, spans);
        if (reach != RESYNC_GAPS)
            blank(copy, arena, f->open + 1, f->close, spans);
    }
    return str_of(copy, resync->text.len);
}
