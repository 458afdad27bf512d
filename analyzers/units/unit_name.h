/*
 * unit_name: what a unit is called, and its head: name, the scope written before the name, signature, parameters.
 *
 * Names are cut from the file's own text, with white space and template arguments taken out; they live in the file's
 * arena. Longer ones than the limits are cut.
 */
#ifndef CBCRAWL_UNITS_UNIT_NAME_H
#define CBCRAWL_UNITS_UNIT_NAME_H

#include "analyzers/units/unit_rules.h"

enum {
    UNIT_NAME_MAX = 256,      /* bytes; no linker or ctags reader likes more */
    UNIT_QUALIFIED_MAX = 512, /* so that deep nesting of long names stays linear */
    UNIT_SIGNATURE_MAX = 200, /* one line of a report */
};

struct unit_name {
    struct str name;
    struct str scope; /* written with it: "Class" of `Class::f`, the receiver of a Go method; often empty */
};

/* Names the visited node, a unit of `code`; an empty name when it has none. */
struct unit_name unit_name_of(const struct ast_walk *walk, enum unit_code code);

/* Is the visited node, a member called `name`, a TypeScript signature with another of that name behind it? The last one
 * is the unit: most often the one with a body. */
bool unit_is_overload(const struct ast_walk *walk, struct str name);

/* What Rust's impl, or Swift's extension, is for. */
struct str unit_scope_of(const struct ast_walk *walk);

/* The node that holds its statements or members; null for a declaration. */
struct ast_node unit_body(struct ast_node unit);

/* From its first byte to its body, on one line. */
struct str unit_signature(const struct ast_walk *walk, struct ast_node body);

/* Parameters of a callable, self and this included; `(void)` has none. */
uint32_t unit_params(const struct ast_walk *walk);

#endif
