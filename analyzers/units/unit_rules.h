/*
 * unit_rules: which nodes of each grammar are units, scopes and decisions.
 *
 * The codes up to UNIT_KINDS are the kinds of units. All others shape the metrics of the unit they stand in. A rule
 * that names a node the grammar does not have is without effect: related languages share a list.
 */
#ifndef CBCRAWL_UNITS_UNIT_RULES_H
#define CBCRAWL_UNITS_UNIT_RULES_H

#include "analyzers/ast/analyzer.h"

enum unit_code {
    UNIT_FUNCTION = 1, /* in a type: method or constructor */
    UNIT_METHOD,
    UNIT_CONSTRUCTOR,
    UNIT_LAMBDA, /* a unit when a name is bound to it, else nesting */
    UNIT_CLASS,
    UNIT_STRUCT,
    UNIT_INTERFACE,
    UNIT_TRAIT,
    UNIT_ENUM,
    UNIT_UNION,
    UNIT_MODULE,
    UNIT_NAMESPACE,
    UNIT_KINDS,

    UNIT_TYPE_SPEC, /* what it is its parts say: unit_shape.h */
    UNIT_SCOPE,     /* Rust's impl: qualifies names, is no unit */
    UNIT_IF,
    UNIT_LOOP,
    UNIT_SWITCH,
    UNIT_CATCH,
    UNIT_TERNARY,
    UNIT_BLOCK, /* Ruby: a lambda, or nests as one does */
    UNIT_SPANS_END,

    UNIT_ELSE, /* the word: `else if` is the word and then an if */
    UNIT_ELIF, /* one word for both */
    UNIT_CASE,
    UNIT_ARM,      /* a case written as a pattern; the one that takes everything is no decision */
    UNIT_DECISION, /* a condition that does not break the flow: a comprehension's for and if */
    UNIT_AND,
    UNIT_OR,
    UNIT_OPERATOR, /* Scala: either of these or another, as its text says */
    UNIT_RETURN,
    UNIT_GOTO,
    UNIT_BREAK, /* a jump when it has a label */
    UNIT_CODES,
};

/* By language, for struct analyzer. */
extern const struct ast_rule unit_rules_c[], unit_rules_csharp[], unit_rules_go[], unit_rules_java[],
    unit_rules_js[], unit_rules_php[], unit_rules_python[], unit_rules_ruby[], unit_rules_rust[],
    unit_rules_shell[], unit_rules_elixir[], unit_rules_kotlin[], unit_rules_lua[], unit_rules_ocaml[],
    unit_rules_scala[], unit_rules_swift[], unit_rules_zig[];

#endif
