/*
 * taint_ir: functions of any language in the few operations that matter to the flow of data.
 *
 * Nodes lie in one array of the file and name each other by index; node 0 is "nothing". Children of a node are `n`
 * indexes from `kids` on. What an operation's children are is said at its name; trailing ones may be missing, and any
 * may be 0. Names are ids of the file's one table of names. Variables belong to a function, those of functions inside it
 * too. Everything lives in the file's arena.
 */
#ifndef CBCRAWL_TAINT_TAINT_IR_H
#define CBCRAWL_TAINT_TAINT_IR_H

#include "analyzers/ast/finding.h"
#include "pipeline/base/map.h"

enum ir_op {
    IR_NOTHING,
    IR_INT, /* number; booleans, too */
    IR_STR, /* name: its text */
    IR_NULL,
    IR_VAR,    /* name, aux: its number in the function */
    IR_GLOBAL, /* name: of the file, of a class, imported or unknown */
    IR_THIS,
    IR_FIELD, /* object; name */
    IR_INDEX, /* object, index */
    IR_CALL, /* receiver or callee, arguments…; name is 0 when the callee is a value; aux: its variable + 1 */
    IR_NEW,    /* nothing, arguments…; name: the type */
    IR_NAMED,  /* value; name: of an argument */
    IR_SPREAD, /* collection */
    IR_CHAIN,  /* operands… of one operator, from left to right */
    IR_UNARY,  /* operand */
    IR_CONCAT, /* parts of a string… */
    IR_COND,   /* condition, value, other value */
    IR_LIST,   /* elements… */
    IR_MAP,    /* pairs or spreads… */
    IR_PAIR,   /* key, value */
    IR_CAST,   /* value; name: the type */
    IR_ADDR,   /* place */
    IR_DEREF,  /* pointer */
    IR_LAMBDA, /* aux: number of the lambda */
    IR_JOIN,   /* operands… of something unknown */
    IR_ASSIGN, /* place, value; sub: the operator joined with it */
    IR_DECL,   /* place, value, length of an array; name: the type */

    IR_BLOCK,  /* statements… */
    IR_IF,     /* condition, then, else */
    IR_LOOP,   /* start, condition, step, body; sub: 1 when the condition is asked behind the body */
    IR_EACH,   /* place, collection, body, place of the key */
    IR_SWITCH, /* value, cases…; sub: 1 when cases fall through */
    IR_CASE,   /* nothing or list of values (nothing: default), statements… */
    IR_RETURN, /* value */
    IR_BREAK,
    IR_CONTINUE,
    IR_THROW, /* value */
    IR_TRY,   /* body, catches… */
    IR_LABEL, /* statement; name */
    IR_GOTO,  /* name */
    IR_OPS,
};

/* Operators of IR_CHAIN, IR_UNARY and IR_ASSIGN. */
enum ir_sub {
    SUB_NONE,
    SUB_ADD,
    SUB_MINUS,
    SUB_MUL,
    SUB_DIV,
    SUB_MOD,
    SUB_SHL,
    SUB_SHR,
    SUB_BITAND,
    SUB_BITOR,
    SUB_BITXOR,
    SUB_EQ,
    SUB_NE,
    SUB_LT,
    SUB_LE,
    SUB_GT,
    SUB_GE,
    SUB_AND,
    SUB_OR,
    SUB_ELSE, /* ?? and ?: */
    SUB_IN,
    SUB_NOT_IN,
    SUB_NOT,
    SUB_NEG,
    SUB_PLUS_PLUS,
    SUB_MINUS_MINUS,
    SUB_CONCAT, /* PHP's dot */
    SUB_UNKNOWN,
};

struct ir_node {
    uint8_t op, sub;
    uint32_t n, kids;
    uint32_t name, aux;
    int64_t number;
    struct finding_place place;
};

/* A variable of a function. */
struct ir_var {
    uint32_t name, type; /* type: 0 when it is not declared */
};

struct ir_param {
    uint32_t place;      /* IR_VAR or a pattern of such */
    uint32_t name, type; /* 0 when it has none */
    uint32_t mark;       /* its annotation, 0 */
    uint32_t value;      /* its default */
    struct finding_place at;
};

struct ir_params {
    VEC(struct ir_param);
};

/* A function inside a function: it shares that one's variables. */
struct ir_lambda {
    uint32_t name; /* 0: none */
    struct ir_params params;
    struct str_ids {
        VEC(uint32_t);
    } marks;
    uint32_t body;
    bool is_expression; /* the body is the value */
};

/* A function of the file that can be called by name. Number 0 is the file's own code. */
struct ir_func {
    struct ast_node node, outer; /* outer: what its decorators stand in */
    uint32_t name, class_name;   /* 0: none */
    int32_t unit;
    bool is_lowered, is_refused;       /* refused: too deep or too large; nothing is known of it */
    bool reaches_source, reaches_sink; /* in it or in what it calls in this file */
    struct ir_params params;
    struct str_ids marks; /* annotations and decorators, with what is called on them */
    VEC(struct ir_var) vars;
    uint32_t body;
};

struct taint_grammar;

struct taint_file {
    const struct ast_file *file;
    struct arena *arena;
    struct taint_grammar *grammar;
    struct intern names; /* 0 is "" */
    VEC(struct ir_node) nodes;
    VEC(uint32_t) kids;
    VEC(struct ir_lambda) lambdas;
    VEC(struct ir_func) funcs;
    struct map macros;  /* C: name to the id of what it stands for */
    struct map unions;  /* C: fields that share their bytes */
    struct map imports; /* name to the id of what is imported under it */
};

static inline const struct ir_node *ir_at(const struct taint_file *tf, uint32_t id)
{
    return &tf->nodes.at[id];
}

/* The n-th child's index; 0 when there is none. */
static inline uint32_t ir_kid(const struct taint_file *tf, const struct ir_node *node, uint32_t n)
{
    return n < node->n ? tf->kids.at[node->kids + n] : 0;
}

static inline struct str name_text(const struct taint_file *tf, uint32_t id)
{
    return tf->names.names.at[id];
}

static inline uint32_t name_id(struct taint_file *tf, struct str text)
{
    return intern_id(&tf->names, tf->arena, text);
}

#endif
