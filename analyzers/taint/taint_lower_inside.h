/*
 * taint_lower_inside: what the parts of taint_lower share; nobody else includes it.
 */
#ifndef CBCRAWL_TAINT_TAINT_LOWER_INSIDE_H
#define CBCRAWL_TAINT_TAINT_LOWER_INSIDE_H

#include "analyzers/taint/taint_lower.h"

/* What becomes of a name that is written where a place is expected. */
enum declare {
    DECLARE_NOT,
    DECLARE_NEW,      /* it is new */
    DECLARE_BLOCK,    /* new unless this block has it */
    DECLARE_FUNCTION, /* new, for the whole function, unless it has it */
};

struct scope_entry {
    uint32_t name, var;
    bool is_hoisted; /* it outlives its block */
};

struct lower {
    struct taint_file *tf;
    struct taint_grammar *grammar;
    uint32_t func; /* index: functions may move */
    VEC(struct scope_entry) scope;
    size_t block_start, function_start; /* in scope */
    unsigned lambdas;                   /* how many we are in */
    bool is_file_level;                 /* names declared here are globals */
    enum declare declare;
    uint32_t type; /* of what is being declared */
    VEC(uint32_t) stack;
    unsigned depth;
    size_t first_node;
    bool is_refused;
};

/* The node, or nothing for a null one. */
uint32_t low(struct lower *l, struct ast_node node);

/* The same where names are places that are declared so. */
uint32_t low_place(struct lower *l, struct ast_node node, enum declare declare);

/* A form's parts are pushed, then made the children of a new node. */
static inline size_t low_mark(const struct lower *l)
{
    return l->stack.len;
}
void low_push(struct lower *l, uint32_t id);
uint32_t low_finish(struct lower *l, size_t mark, enum ir_op op, struct ast_node node);

/* A node with up to 4 children. */
uint32_t low_make(struct lower *l, enum ir_op op, struct ast_node node, const uint32_t *kids, uint32_t n);
uint32_t low_leaf(struct lower *l, enum ir_op op, struct ast_node node, uint32_t name);
struct ir_node *low_node(struct lower *l, uint32_t id);

/* Names. */
uint32_t low_name(struct lower *l, struct ast_node node, struct str text);
struct str low_source(const struct lower *l, struct ast_node node);
uint32_t low_text_id(struct lower *l, struct ast_node node);
uint32_t low_type(struct lower *l, struct ast_node node);

/* Scopes. */
struct low_scope {
    size_t block, function;
};
struct low_scope low_open(struct lower *l, bool is_function);
void low_close(struct lower *l, struct low_scope scope);

enum low_form low_form_of(struct lower *l, struct ast_node node);
struct ast_node low_field2(struct ast_node node, enum ast_field a, enum ast_field b);
struct ast_node low_field3(struct ast_node node, enum ast_field a, enum ast_field b, enum ast_field c);
struct ast_node low_named_child(struct ast_node node, unsigned n);

/* All children that are code, as a block or as operands. */
void low_push_children(struct lower *l, struct ast_node node);

typedef uint32_t low_handler(struct lower *l, struct ast_node node);
extern low_handler *const low_handlers[LOW_FORMS];

/* Expressions: taint_lower_expr.c. */
low_handler low_wrap, low_skip, low_identifier, low_this, low_string, low_char, low_int, low_true, low_false,
    low_null, low_template, low_strings, low_call, low_invoke, low_keyword_call, low_new, low_named,
    low_spread, low_member_of, low_index, low_binary, low_unary, low_assign, low_cond, low_list, low_map,
    low_pair, low_shorthand, low_array, low_composite, low_cast, low_comprehension, low_last, low_other;

/* Statements: taint_lower_stmt.c. */
low_handler low_block, low_if, low_while, low_do, low_for, low_each, low_switch, low_return, low_break,
    low_continue, low_throw, low_try, low_with, low_label, low_goto;

/* Declarations: taint_lower_decl.c. */
low_handler low_lambda, low_function, low_decorated, low_class, low_decl, low_declarator, low_c_decl,
    low_member, low_short_decl, low_import, low_define, low_union;
void low_params(struct lower *l, struct ast_node function, struct ir_params *ret_params);
void low_marks(struct lower *l, struct ast_node function, struct str_ids *ret_marks);
void low_arguments(struct lower *l, struct ast_node node);

#endif
