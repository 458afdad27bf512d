/*
 * unit_shape: names, bodies and parameters of units where the grammar gives them no fields, and kinds of units where one
 * node stands for several. A language is some rows of a table here; languages without any are not asked for.
 */
#ifndef CBCRAWL_UNITS_UNIT_SHAPE_H
#define CBCRAWL_UNITS_UNIT_SHAPE_H

#include "analyzers/units/unit_name.h"

/* What the visited node of UNIT_TYPE_SPEC is: a kind of unit, UNIT_SCOPE, a control structure, or 0: nothing. */
enum unit_code unit_shape_kind(const struct ast_walk *walk);

/* The node with the name of the visited unit; null when the table does not know it. */
struct ast_node unit_shape_name(const struct ast_walk *walk);

/* Its body and the node whose children are its parameters; null likewise. `ret_parameter` is the type of one, NULL: all. */
struct ast_node unit_shape_body(struct ast_node unit);
struct ast_node unit_shape_parameters(const struct ast_walk *walk, const char **ret_parameter);

/* Entries of a type's body, comments left out. */
uint32_t unit_members(struct ast_node body);

#endif
