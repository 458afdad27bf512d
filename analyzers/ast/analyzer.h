/*
 * analyzer: what looks at trees. One walk over a file's tree serves all analyzers.
 *
 * An analyzer is a folder that defines one `const struct analyzer`, and one line in analyzers/parse/analyzers.c. For
 * each language it lists the nodes it wants to see with a code of its own for each; the lists of all analyzers are
 * merged into one table by symbol when a language is first met. Then, per file and thread:
 *
 *     begin → enter/leave in document order, leave only for AST_SPAN → end, which appends the file's records
 *
 * Analyzers are entered in table order and left in reverse. `struct ast_file` is what they share: what the walk has
 * counted so far, the unit it is in (set by the units analyzer, first of the table), and the calls found (filled by the
 * calls analyzer). Everything allocated from its arena lives until the file is done.
 */
#ifndef CBCRAWL_AST_ANALYZER_H
#define CBCRAWL_AST_ANALYZER_H

#include "analyzers/ast/ast.h"
#include "pipeline/base/buf.h"
#include "pipeline/base/vec.h"

enum { ANALYZERS_MAX = 12, AST_UNIT_NONE = -1 };

/* A call, for whoever needs to know who calls whom. */
struct ast_call {
    int32_t unit; /* ordinal of the caller, AST_UNIT_NONE at file level */
    uint32_t row;
    struct str callee;   /* the last name */
    struct str receiver; /* the text before it; empty when there is none */
};

/* Bytes of a file, [from, to). */
struct ast_span {
    uint32_t from, to;
};

struct ast_spans {
    VEC(struct ast_span);
};

/* Where a token lies: bytes [start, end), rows row to row_end. */
struct ast_token_span {
    uint32_t start, end;
    uint32_t row, row_end;
};

struct ast_file {
    struct str path;
    enum ast_lang lang;
    struct str text; /* the bytes of the file; the tree may have been parsed from a copy with macros blanked */
    struct arena *arena;    /* reset after each file */
    struct str past_id;     /* of a past version: its content id; empty for a file of the tree */
    struct str past_commit; /* and the commit that made it */
    bool is_test;
    uint8_t manifest;       /* the format its name says it has (manifest.h); 0: it is none */
    uint8_t comment_styles; /* of a file without a tree (comment_styles.h); 0: no comments are known */
    struct ast_spans
        unread; /* bytes the tree was made without, in order; what lies around them cannot be measured */

    /* Kept by the walk; true for everything before the node that is being visited. */
    VEC(uint16_t)
    tokens; /* one number a token, the same for every identifier, and for every literal; no comments */
    VEC(struct ast_token_span)
    token_spans;        /* of each of them; none in a past version */
    uint32_t rows_code; /* rows with a token on them */
    int64_t row_last;   /* the last of them, -1 before the first */

    int32_t unit;                /* ordinal of the innermost unit, or AST_UNIT_NONE */
    struct ast_spans unmeasured; /* rows of functions that were left without figures, set by the units analyzer */
    VEC(struct ast_call) calls;
    struct ast_spans harmless; /* calls that the flow of data clears, in no order; set by the taint analyzer */
    const char *left_out;      /* why findings may be missing, or NULL */
};

/* A node or token an analyzer wants to see. A list ends with AST_RULES_END. */
struct ast_rule {
    const char *type; /* as ast_type gives it */
    uint8_t code;     /* the analyzer's own; not 0 */
    bool is_token;    /* a word of the grammar, not a named node */
    bool leave;       /* tell also when it is left */
};

/* clang-format off */
#define AST_NODE(type_, code_)  {.type = (type_), .code = (code_)}
#define AST_SPAN(type_, code_)  {.type = (type_), .code = (code_), .leave = true}
#define AST_TOKEN(type_, code_) {.type = (type_), .code = (code_), .is_token = true}
#define AST_RULES_END           {.type = NULL}
/* clang-format on */

struct ast_walk;

struct analyzer {
    const char *name;
    const struct ast_rule *rules[AST_LANGS]; /* NULL: nothing to do in this language */

    const void *shared; /* what all threads read of it, or NULL */

    /* One state a thread, as long as the run. `self` below is what `new` returned, NULL for an analyzer without. */
    void *(*new)(const struct analyzer *analyzer, struct arena *arena);
    void (*release)(void *self); /* what it holds outside of the arena; NULL: nothing */

    void (*begin)(void *self, struct ast_file *file);
    void (*enter)(void *self, struct ast_walk *walk, int code);
    void (*leave)(void *self, struct ast_walk *walk, int code);
    /* record_open … record_close into `out`. */
    void (*end)(void *self, struct ast_file *file, struct buf *out);
    /* The same for a past version; NULL: there is nothing to say of it. */
    void (*end_past)(void *self, struct ast_file *file, struct buf *out);

    /* Looks at the bytes of any text, whether a grammar reads it or not, behind all that looks at the tree; also of past
     * versions. NULL: only the tree matters. */
    void (*text)(void *self, struct ast_file *file, struct buf *out);
};

/* The walk as an analyzer sees it. */
struct ast_walk {
    struct ast_file *file;
    struct ast_node node; /* the one entered or left */
    uint32_t depth;       /* of nodes above it */
};

/* The n-th node above the visited one, 1 is its parent; null above the root. */
struct ast_node ast_parent(const struct ast_walk *walk, uint32_t n);

/* The nodes above the visited one, innermost first: ast_ancestor_next returns false above the root. */
struct ast_ancestors {
    const struct ast_walk *walk;
    size_t left;
};
struct ast_ancestors ast_ancestors(const struct ast_walk *walk);
bool ast_ancestor_next(struct ast_ancestors *ancestors, struct ast_node *ret_node);

/* Merged rules of a list of analyzers (ending with NULL, at most ANALYZERS_MAX), in `arena`. Never NULL. Threads may
 * share it when ast_plan_lang has been called for every language they will meet. */
struct ast_plan;
struct ast_plan *ast_plan_new(struct arena *arena, const struct analyzer *const *analyzers);
void ast_plan_lang(struct ast_plan *plan, struct arena *arena, enum ast_lang lang);

/* The walker of one thread, with its analyzers' states. Never NULL. */
struct ast_walker;
struct ast_walker *ast_walker_new(struct arena *arena, const struct ast_plan *plan);
void ast_walker_release(struct ast_walker *walker); /* NULL is fine */

/* Visits the whole tree of `file` (path, lang, text, arena and past_id filled in) and appends what the analyzers say to `out`,
 * in table order. */
void ast_walk_file(struct ast_walker *walker, const struct ast_tree *tree, struct ast_file *file,
                   struct buf *out);

/* The same for those that look at its bytes: behind the former, or alone where there is no tree. */
void ast_walk_text(struct ast_walker *walker, struct ast_file *file, struct buf *out);

#endif
