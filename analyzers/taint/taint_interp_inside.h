/*
 * taint_interp_inside: what the parts of taint_interp share; nobody else includes it.
 */
#ifndef CBCRAWL_TAINT_TAINT_INTERP_INSIDE_H
#define CBCRAWL_TAINT_TAINT_INTERP_INSIDE_H

#include "analyzers/taint/taint_interp.h"
#include "analyzers/taint/taint_lower.h"

/* Objects that are always there: what `this` is, and names of the file. */
enum { OBJECT_SELF = 1, OBJECT_GLOBALS = 2 };

struct loop {
    struct loop *outer;
    struct state after, again; /* what breaks and continues bring */
};

struct label {
    uint32_t name;
    struct state state;
};

struct frame {
    struct frame *outer;
    uint32_t func, class_name;
    uint32_t object; /* its variables are cells of it */
    bool is_called;  /* with arguments that are known: others may call it with other ones */
    struct value self, result;
    struct state exit;
    struct loop *loop;
    struct state *thrown; /* where what is thrown is collected; NULL: it leaves the function */
    const struct str_ids *marks;
    VEC(uint32_t) lambdas; /* made and perhaps never called */
    VEC(struct label) labels;
};

struct rule_hits {
    const struct taint_rule **at;
    uint32_t n;
};

struct interp {
    struct arena *arena;
    struct taint_file *tf;
    const struct taint_rules *rules;
    struct space space;
    struct state s; /* here and now */
    struct frame *frame;
    unsigned depth, calls;
    uint64_t steps, steps_max, file_max; /* max: of the function under way, and of all */
    bool is_stopped;                     /* over a limit: nothing more is believed */
    bool was_stopped;                    /* in any function */
    bool is_quiet;                       /* looking at a value again: no findings */
    struct pair_map paths, hit_ids, reported, by_name, conditions, harmless;
    VEC(struct rule_hits) hit_lists;
    uint32_t *same_name; /* function to the next of its name + 1 */
    VEC(bool) was_run;   /* by lambda */
    VEC(struct taint_hit) hits;
};

enum { CALL_PATHS = 2 };

struct call {
    const struct ir_node *node;
    uint32_t paths[CALL_PATHS]; /* what it may be known as; 0: nothing */
    struct value self;
    uint32_t self_node;
    uint32_t n;
    struct value args[TAINT_ARGS_MAX];
    uint32_t nodes[TAINT_ARGS_MAX], names[TAINT_ARGS_MAX];
};

enum truth { TRUTH_NO, TRUTH_YES, TRUTH_UNKNOWN };

/* taint_eval.c: values of nodes. */
struct value eval(struct interp *in, uint32_t node);
struct value eval_node_list(struct interp *in, const struct ir_node *node, enum object_kind kind);
enum truth truth_of(const struct interp *in, struct value value);
uint32_t path_of(struct interp *in, uint32_t base, uint32_t name);
void receiver_paths(struct interp *in, uint32_t type, uint32_t alias, uint32_t name, uint32_t *ret_paths);
const struct rule_hits *hits_of(struct interp *in, uint32_t path, bool is_call);
uint32_t deep_taint(struct interp *in, struct value value);
uint32_t numeric_taint(struct interp *in, uint32_t taint);
uint64_t classes_with(const struct interp *in, unsigned flags);
bool is_numeric_type(const struct interp *in, uint32_t type);
struct value cell_value(const struct interp *in, uint32_t object, uint64_t key);
struct value follow(struct interp *in, struct value value);

/* taint_place.c: reading and writing places. */
struct value element_of(struct interp *in, struct value base, struct value key);
struct value member_of(struct interp *in, struct value base, uint32_t name);
void assign(struct interp *in, uint32_t place, struct value value);
void write_through(struct interp *in, uint32_t node, struct value target, uint32_t taint, bool adds);
struct value read_var(struct interp *in, const struct ir_node *node);
struct value global_value(struct interp *in, uint32_t name);
struct value read_global(struct interp *in, const struct ir_node *node);
struct value eval_assign(struct interp *in, const struct ir_node *node);
struct value eval_decl(struct interp *in, const struct ir_node *node);
struct value eval_field(struct interp *in, const struct ir_node *node);
struct value eval_index(struct interp *in, const struct ir_node *node);
uint32_t innermost_place(struct interp *in, uint32_t node);

/* taint_fold.c: operators. */
struct value fold(struct interp *in, enum ir_sub sub, struct value a, struct value b);
struct value eval_chain(struct interp *in, const struct ir_node *node);
struct value eval_unary(struct interp *in, const struct ir_node *node);
struct value eval_concat(struct interp *in, const struct ir_node *node);

/* taint_guard.c: what a condition says of values. */
void refine(struct interp *in, uint32_t condition, bool is_true);

void keep_condition(struct interp *in, const struct ir_node *place, uint32_t value);

/* taint_exec.c: statements; their value is the one of an expression that ends with them. */
typedef struct value ir_handler(struct interp *in, const struct ir_node *node);
ir_handler exec_block, exec_if, exec_loop, exec_each, exec_switch, exec_return, exec_break, exec_continue,
    exec_throw, exec_try, exec_label, exec_goto, exec_nothing;

/* taint_call.c: calls and functions. */
ir_handler eval_call, eval_new, eval_lambda;
struct value run_lambda(struct interp *in, uint32_t lambda, const struct call *call);
/* One that may be run or not; the taint of what it gives back. */
uint32_t run_aside(struct interp *in, uint32_t lambda, const struct call *call);
struct value run_func(struct interp *in, uint32_t func, const struct call *call, struct value self);
void bind_params(struct interp *in, const struct ir_params *params, const struct call *call,
                 const struct str_ids *marks, uint32_t func_name);

/* taint_apply.c: what rules say of a call. */
struct outcome {
    struct value value;
    bool is_known;
};
void apply_rules(struct interp *in, const struct call *call, struct outcome *outcome);
void check_sinks(struct interp *in, const struct call *call);
uint32_t source_taint(struct interp *in, uint8_t kind, struct finding_place place, uint32_t name);
bool is_call_traced(const struct interp *in, const struct call *call);
uint32_t args_taint(struct interp *in, const struct call *call, uint32_t args);
bool when_holds(struct interp *in, const struct taint_when *when, const struct call *call);

/* taint_collection.c: collections, builders and strings. */
bool apply_op(struct interp *in, enum taint_op op, const struct call *call, struct value *ret_value);

#endif
