/*
 * The walk. A frame is a node, seen or hidden, whose children are being visited. Invariants:
 *  (1) frames[0] is the root; every other frame is a child of the one below it.
 *  (2) what `file` counts is true for all bytes before the node last entered.
 *  (3) `enter` comes before any child, `leave` behind all of them, for the same analyzers.
 */
#include "analyzers/ast/ast_inside.h"
#include "analyzers/ast/ast_plan.h"

/* Frames, about two for a level of nesting. Deeper nodes are not visited: 1 MB of nothing but brackets. */
enum { AST_FRAMES_MAX = 1 << 18 };

struct frame {
    const Subtree *subtree;
    const TSSymbol *aliases; /* names its children have here; NULL: their own */
    const Subtree *next;     /* child to visit */
    uint32_t left;           /* children from there on */
    uint16_t structural;     /* that child's number when extras are not counted */
    uint16_t symbol;         /* of the node itself, when it is seen */
    uint16_t leave;          /* analyzers to tell when it is left */
    bool visible;
    bool begun; /* a child was visited */
    Length start;
    Length end; /* of the child visited last */
};

struct ast_walker {
    const struct ast_plan *plan;
    void *states[ANALYZERS_MAX];

    /* The file under way. */
    struct ast_walk walk; /* first field of what analyzers are handed */
    const struct ast_tree *tree;
    const struct ast_table *table;
    VEC(struct frame) frames;
};

struct ast_walker *ast_walker_new(struct arena *arena, const struct ast_plan *plan)
{
    struct ast_walker *w = arena_new(arena, struct ast_walker);
    w->plan = plan;
    for (uint32_t a = 0; a < plan->n_analyzers; a++)
        if (plan->analyzers[a]->new)
            w->states[a] = plan->analyzers[a]->new (plan->analyzers[a], arena);
    return w;
}

void ast_walker_release(struct ast_walker *walker)
{
    for (uint32_t a = 0; walker && a < walker->plan->n_analyzers; a++)
        if (walker->plan->analyzers[a]->release)
            walker->plan->analyzers[a]->release(walker->states[a]);
}

static struct ast_walker *walker_of(const struct ast_walk *walk)
{
    return (struct ast_walker *)((uintptr_t)walk - offsetof(struct ast_walker, walk));
}

struct ast_ancestors ast_ancestors(const struct ast_walk *walk)
{
    return (struct ast_ancestors){.walk = walk, .left = walker_of(walk)->frames.len};
}

bool ast_ancestor_next(struct ast_ancestors *ancestors, struct ast_node *ret_node)
{
    const struct ast_walker *w = walker_of(ancestors->walk);
    while (ancestors->left > 0) {
        const struct frame *f = &w->frames.at[--ancestors->left];
        if (!f->visible || f->subtree == ancestors->walk->node.id)
            continue;
        *ret_node = ast_node_of(w->tree, f->subtree, f->start, f->symbol);
        return true;
    }
    return false;
}

struct ast_node ast_parent(const struct ast_walk *walk, uint32_t n)
{
    struct ast_ancestors up = ast_ancestors(walk);
    struct ast_node node = {0};
    while (n-- > 0)
        if (!ast_ancestor_next(&up, &node))
            return (struct ast_node){0};
    return node;
}

/* Rows with tokens: a token that starts on the row of the last one adds only the rows it spans further. */
static void count_rows(struct ast_file *file, uint32_t row, uint32_t row_end)
{
    int64_t first = row > file->row_last ? (int64_t)row : file->row_last + 1;
    if (row_end < first)
        return;
    file->rows_code += (uint32_t)(row_end - first + 1);
    file->row_last = row_end;
}

static void add_token(struct ast_file *file, uint16_t token, Length at, Length size)
{
    const struct ast_token_span span = {at.bytes, at.bytes + size.bytes, at.extent.row,
                                        at.extent.row + size.extent.row};
    if (token == AST_TOKEN_LITERAL && file->tokens.len > 0 &&
        file->tokens.at[file->tokens.len - 1] == AST_TOKEN_LITERAL) {
        if (file->token_spans.len) {
            file->token_spans.at[file->token_spans.len - 1].end = span.end;
            file->token_spans.at[file->token_spans.len - 1].row_end = span.row_end;
        }
        return;
    }
    *vec_push(&file->tokens, file->arena) = token;
    if (!file->past_id.len)
        *vec_push(&file->token_spans, file->arena) = span;
}

static void enter(struct ast_walker *w, uint32_t index, uint32_t mask)
{
    const uint8_t *codes = w->table->codes[index];
    for (; mask; mask &= mask - 1) {
        int a = __builtin_ctz(mask);
        w->plan->analyzers[a]->enter(w->states[a], &w->walk, codes[a]);
    }
}

static void leave(struct ast_walker *w, uint32_t index, uint32_t mask)
{
    const uint8_t *codes = w->table->codes[index];
    while (mask) {
        int a = 31 - __builtin_clz(mask);
        w->plan->analyzers[a]->leave(w->states[a], &w->walk, codes[a]);
        mask &= ~(1U << a);
    }
}

static uint32_t index_of(const struct ast_walker *w, TSSymbol symbol)
{
    return symbol < w->table->error ? symbol : w->table->error;
}

static void push(struct ast_walker *w, const Subtree *subtree, Length at, TSSymbol symbol, bool visible,
                 uint16_t leave_mask)
{
    *vec_push(&w->frames, w->walk.file->arena) = (struct frame){
        .subtree = subtree,
        .aliases = ts_language_alias_sequence(w->tree->ts->language, subtree->ptr->production_id),
        .next = ts_subtree_children(*subtree),
        .left = subtree->ptr->child_count,
        .symbol = symbol,
        .visible = visible,
        .leave = leave_mask,
        .start = at,
        .end = at,
    };
}

static void pop(struct ast_walker *w)
{
    const struct frame *f = &w->frames.at[w->frames.len - 1];
    if (f->visible) {
        w->walk.depth--;
        if (f->leave) {
            w->walk.node = ast_node_of(w->tree, f->subtree, f->start, f->symbol);
            leave(w, index_of(w, f->symbol), f->leave);
        }
    }
    w->frames.len--;
}

/* A node that can be seen and has no children that can. */
static void visit_leaf(struct ast_walker *w, const Subtree *subtree, Length at, TSSymbol symbol)
{
    uint32_t index = index_of(w, symbol);
    const struct ast_symbol *s = &w->table->symbols[index];
    Length size = ts_subtree_size(*subtree);
    if (s->enter) {
        w->walk.node = ast_node_of(w->tree, subtree, at, symbol);
        enter(w, index, s->enter);
    }
    if (size.bytes > 0 && s->token != AST_TOKEN_COMMENT) {
        add_token(w->walk.file, s->token, at, size);
        count_rows(w->walk.file, at.extent.row, at.extent.row + size.extent.row);
    }
    if (s->leave)
        leave(w, index, s->leave);
}

/* The grammar's inner rules lie between a statement and the string that is all of it. */
static bool is_docstring(const struct ast_table *table, Subtree subtree, TSSymbol symbol)
{
    if (table->statement == 0 || symbol != table->statement)
        return false;
    while (ts_subtree_child_count(subtree) == 1 && ts_subtree_symbol(subtree) != table->string)
        subtree = ts_subtree_children(subtree)[0];
    return ts_subtree_symbol(subtree) == table->string;
}

static void visit_inner(struct ast_walker *w, const Subtree *subtree, Length at, TSSymbol symbol)
{
    uint32_t index = index_of(w, symbol);
    const struct ast_symbol *s = &w->table->symbols[index];
    if (s->enter) {
        w->walk.node = ast_node_of(w->tree, subtree, at, symbol);
        enter(w, index, s->enter);
    }
    if (s->token == AST_TOKEN_COMMENT || is_docstring(w->table, *subtree, symbol))
        return; /* its parts are no code */
    push(w, subtree, at, symbol, true, s->leave);
    w->walk.depth++;
}

/* Visits the next child of the innermost frame, or leaves it behind the last. */
static void step(struct ast_walker *w)
{
    struct frame *f = &w->frames.at[w->frames.len - 1];
    if (f->left == 0) {
        pop(w);
        return;
    }
    const Subtree *child = f->next++;
    f->left--;
    Length at = f->begun ? length_add(f->end, ts_subtree_padding(*child)) : f->end;
    f->begun = true;
    f->end = length_add(at, ts_subtree_size(*child));
    TSSymbol symbol = 0;
    if (!ts_subtree_extra(*child)) {
        if (f->aliases)
            symbol = f->aliases[f->structural];
        f->structural++;
    }
    bool visible = symbol || ts_subtree_visible(*child);
    if (!symbol)
        symbol = ts_subtree_symbol(*child);
    bool inner = ast_has_children(*child) && w->frames.len < AST_FRAMES_MAX;
    if (visible && inner)
        visit_inner(w, child, at, symbol);
    else if (visible)
        visit_leaf(w, child, at, symbol);
    else if (inner)
        push(w, child, at, 0, false, 0);
}

static void walk_tree(struct ast_walker *w)
{
    const Subtree *root = &w->tree->ts->root;
    Length at = ts_subtree_padding(*root);
    if (!ast_has_children(*root))
        return;
    visit_inner(w, root, at, ts_subtree_symbol(*root));
    while (w->frames.len > 0)
        step(w);
}

static void end_file(const struct analyzer *analyzer, void *state, struct ast_file *file, struct buf *out)
{
    if (file->past_id.len && analyzer->end_past)
        analyzer->end_past(state, file, out);
    else if (!file->past_id.len && analyzer->end)
        analyzer->end(state, file, out);
}

void ast_walk_file(struct ast_walker *walker, const struct ast_tree *tree, struct ast_file *file,
                   struct buf *out)
{
    const struct ast_plan *plan = walker->plan;
    file->row_last = -1;
    file->unit = AST_UNIT_NONE;
    walker->walk = (struct ast_walk){.file = file};
    walker->tree = tree;
    walker->table = &plan->tables[file->lang];
    walker->frames.at = NULL;
    walker->frames.len = walker->frames.cap = 0;
    for (uint32_t a = 0; a < plan->n_analyzers; a++)
        if (plan->analyzers[a]->begin)
            plan->analyzers[a]->begin(walker->states[a], file);
    walk_tree(walker);
    for (uint32_t a = 0; a < plan->n_analyzers; a++)
        end_file(plan->analyzers[a], walker->states[a], file, out);
}

void ast_walk_text(struct ast_walker *walker, struct ast_file *file, struct buf *out)
{
    const struct ast_plan *plan = walker->plan;
    for (uint32_t a = 0; a < plan->n_analyzers; a++)
        if (plan->analyzers[a]->text)
            plan->analyzers[a]->text(walker->states[a], file, out);
}
