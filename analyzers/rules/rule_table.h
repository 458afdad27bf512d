/*
 * rule_table: the rules of one language, found by the node that is being visited.
 *
 * A query is tried only on nodes of the type at its root, and, where it asks that a name in it be one of some words (the
 * callee of a call, mostly), only where that name is. Which name that is, as a way of roles from the root, is found when
 * the table is made; a call that no rule is about costs one look-up for each way, and there are two or three.
 */
#ifndef CBCRAWL_RULES_RULE_TABLE_H
#define CBCRAWL_RULES_RULE_TABLE_H

#include "analyzers/rules/rule_file.h"
#include "analyzers/rules/rule_needs.h"
#include "pipeline/base/map.h"

enum {
    WAY_MAX = 4, /* roles from a root to a name */
    RULE_SINGLE_ROLES = 16,
};

/* A rule compiled for one language. */
struct table_rule {
    const struct rule *rule;
    struct query *query; /* NULL: it has a pattern */
    struct match *match;
    const struct rule_need *needs; /* of a query */
    int here;                      /* the capture that is the finding's place, -1: the root */
};

struct rule_list {
    VEC(uint16_t); /* indexes into the table's rules */
};

/* Rules that want a word at one place below a root. */
struct rule_way {
    uint16_t fields[WAY_MAX];
    uint32_t n_fields; /* 0: the root's own text */
    uint32_t n_shared; /* of these, those that the way before it begins with, too */
    struct map words;  /* index into lists */
    VEC(struct rule_list) lists;
};

/* All rules for one type of node. */
struct rule_root {
    struct rule_list always; /* those that want no word */
    VEC(struct rule_way) ways;
};

struct rule_table {
    enum ast_lang lang;
    uint16_t single_roles[RULE_SINGLE_ROLES]; /* of which a node has one at most; 0: not in this grammar */
    VEC(struct table_rule) rules;
    struct rule_list text; /* those with a pattern */
    uint16_t *root_of;     /* by type: index into roots and one, 0: none; the last is that of errors */
    VEC(struct rule_root) roots;
    struct ast_rule *visits; /* for the walk */
};

/* Compiles all rules that look at `lang`. ERR_USAGE says which of them is wrong, and where. */
int rule_table_new(struct arena *arena, const struct rules *rules, enum ast_lang lang,
                   struct rule_table **ret_table, struct err *err);
void rule_table_release(struct rule_table *table); /* NULL is fine */

/* The rules for nodes like this one; NULL: none. */
const struct rule_root *rule_table_root(const struct rule_table *table, struct ast_node node);

/* The nodes on a way, the root first. A root's ways are gone in their order: what they share is not looked for again. */
struct rule_trail {
    struct ast_node at[WAY_MAX + 1];
};

/* The rules that want the word at the end of `way`; NULL: none. The trail has the root, and what the way before left. */
const struct rule_list *rule_way_list(const struct rule_way *way, struct rule_trail *trail);

#endif
