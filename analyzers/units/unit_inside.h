/*
 * unit_inside: what the files of this folder share; nobody else includes it.
 */
#ifndef CBCRAWL_UNITS_UNIT_INSIDE_H
#define CBCRAWL_UNITS_UNIT_INSIDE_H

#include "analyzers/units/unit_rules.h"
#include "pipeline/base/hash.h"

/* What is counted inside one unit. */
struct unit_metrics {
    uint32_t cyclomatic; /* decisions; the record adds one */
    uint32_t cognitive;
    uint32_t returns;
    uint32_t nesting, nesting_max; /* control structures around this place */
    uint32_t lambdas;              /* nameless ones around this place: they nest for `cognitive` alone */
};

struct unit {
    enum unit_code kind;
    int32_t parent;
    struct str name, qualified_name, signature;
    uint32_t row_start, row_end, byte_start, byte_end;
    uint32_t params, members, rows_code;
    struct unit_metrics metrics;
    struct hash128 tokens;
    bool is_unmeasured; /* the tree does not show all of it, or more */

    /* At its first byte. */
    size_t tokens_before;
    uint32_t rows_before;
    bool shares_first_row; /* with code before it */
};

enum unit_span_kind { SPAN_NOTHING, SPAN_UNIT, SPAN_SCOPE, SPAN_CONTROL, SPAN_LAMBDA };

/* A node that was entered and will be left. */
struct unit_span {
    enum unit_span_kind what;
    struct str prefix; /* put back when it is left: SPAN_UNIT, SPAN_SCOPE */
    bool in_type, in_namespace;
    bool in_head;        /* it stands where the control structure around it does not nest */
    const void *control; /* the node of a control structure, an `else if` too */
};

/* A chain of boolean operators that belong together, in unit_metrics.c. */
struct unit_chain {
    const void *top; /* its outermost node */
    uint32_t end;
    int last; /* operator */
};

struct unit_state {
    struct ast_file *file;
    VEC(struct unit) units;
    VEC(struct unit_span) spans;
    VEC(struct unit_chain) chains;
    struct str prefix; /* qualified name of the unit or scope around this place */
    bool in_type;      /* that is a type: functions are methods */
    bool in_namespace; /* that is a namespace: PHP writes \ behind it */
    uint32_t depth;    /* units around this place */
    struct unit_metrics outside;
    size_t else_at; /* number of tokens when the last `else` was met */
};

static inline bool unit_is_callable(enum unit_code kind)
{
    return kind >= UNIT_FUNCTION && kind <= UNIT_LAMBDA;
}

static inline bool unit_is_type(enum unit_code kind)
{
    return kind >= UNIT_CLASS && kind <= UNIT_UNION;
}

/* The metrics of the unit around this place. */
static inline struct unit_metrics *unit_metrics_here(struct unit_state *s)
{
    return s->file->unit == AST_UNIT_NONE ? &s->outside : &s->units.at[s->file->unit].metrics;
}

#endif
