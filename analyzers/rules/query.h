/*
 * query: what a rule looks for, a shape of the syntax tree.
 *
 * The syntax is that of tree-sitter's queries, in which grammars are documented:
 *
 *     (call function: (identifier) @f arguments: (argument_list . (_) @first)
 *       (#eq? @f "eval") (#not-constant? @first))
 *
 * `(type …)` is a node, `"word"` a token, `(_)` any node, `_` anything, `[…]` one of several, `field: …` a role, `!field`
 * its absence, `.` that nothing stands between, `@name` what a predicate or the message calls it. Siblings need not be next
 * to each other, only in order. Instead of `*` and `?` there are predicates that take patterns (see cbc-rules(5)), and instead
 * of repetition `$NAME`, a pattern that the file has named before.
 *
 * It is not run by tree-sitter's own engine: compiling one query takes that a millisecond in a large grammar, since it
 * analyses what the grammar could yield, and its predicates are left to the caller. Here compiling is reading, and a
 * pattern is tried on one node.
 *
 * A predicate is about the captures of the parentheses or brackets it stands in, so that choices may use one name for
 * different things. A capture is the first node that fits in its place: predicates are asked as soon as it is bound, and a node that fails
 * one does not fit. Text is the parser's (ast_text). All of it lies in an arena, but regular expressions: query_release.
 */
#ifndef CBCRAWL_RULES_QUERY_H
#define CBCRAWL_RULES_QUERY_H

#include "analyzers/ast/analyzer.h"
#include "analyzers/match/match.h"

enum {
    PATTERN_CAPTURES_MAX = 16,  /* names in one rule */
    PATTERN_DEPTH_MAX = 64,     /* patterns in one another, named ones included: this recurses */
    PATTERN_NODES_MAX = 2000,   /* in one rule, named ones each time they are used */
    PATTERN_CHILDREN_MAX = 256, /* children of a node that are looked at */
    PATTERN_SEARCH_MAX = 3000,  /* nodes that one #has? looks at; a larger part of a tree is not understood */
    PATTERN_TEXT_MAX = 2048,    /* bytes of a node that #match? sees */
};

enum pattern_kind { PATTERN_NODE, PATTERN_ANY, PATTERN_NAMED, PATTERN_ONE_OF };

struct pattern_absent {
    uint16_t field;
    struct pattern_absent *next;
};

struct pattern {
    enum pattern_kind kind;
    uint16_t type;                 /* PATTERN_NODE: the grammar's number */
    uint16_t field;                /* its role; 0: any */
    int16_t capture;               /* -1: none */
    bool is_token;                 /* PATTERN_NODE: a word */
    bool follows;                  /* nothing between it and what stands before: a `.` in front */
    bool is_last;                  /* a `.` behind it and the end of the list */
    struct pattern *children;      /* PATTERN_ONE_OF: the choices */
    struct test *tests;            /* of its capture */
    struct pattern_absent *absent; /* roles that must not be taken */
    struct pattern *next;          /* sibling */
};

enum test_kind {
    TEST_EQ,       /* text is one of the words, or that of another capture */
    TEST_MATCH,    /* text has a match of the regular expression */
    TEST_CONSTANT, /* made of nothing but literals and NAMES_LIKE_THIS */
    TEST_HAS,      /* it, or a node in it, fits a pattern */
    TEST_LESS,     /* a number less than */
    TEST_BITS,     /* a number with one of these bits */
    TEST_INSIDE,   /* a node above the root fits a pattern; of no capture */
};

struct test {
    enum test_kind kind;
    bool is_not;
    int16_t other; /* TEST_EQ: that capture, -1: none */
    struct str *words;
    size_t n_words;
    int64_t number;
    const struct match *regex;
    struct pattern *patterns; /* TEST_HAS, TEST_INSIDE: a list */
    struct pattern *until;    /* TEST_INSIDE: the search ends at a node that fits one of these */
    struct test *next;
};

struct query_regex {
    struct match *match;
    struct query_regex *next;
};

struct query {
    enum ast_lang lang;
    struct query_regex *regexes;               /* to be freed */
    struct pattern *patterns;                  /* a list: one must fit */
    struct str captures[PATTERN_CAPTURES_MAX]; /* their names */
    size_t n_captures;
    struct test *inside;
};

/* Where a pattern is written, for messages, and what it may name. */
struct pattern_names {
    struct str name, text;
    uint32_t line;
    const struct pattern_names *next;
};

struct pattern_source {
    struct str text;
    const char *file; /* as the user knows it */
    uint32_t line;    /* of the text's first byte, from 1 */
    const struct pattern_names *names;
};

/* Compiles a query for one language. ERR_USAGE with file, line and an advice. */
int query_new(struct arena *arena, enum ast_lang lang, const struct pattern_source *source,
              struct query **ret_query, struct err *err);
void query_release(struct query *query); /* NULL is fine */

/* The capture of that name, or -1. */
int query_capture(const struct query *query, struct str name);

/* Running ---------------------------------------------------------------------------------------------------------- */

/* The children of a node, no extras; bit i of `roles`: it has the i-th of the roles that were asked for. */
struct sibling {
    struct ast_node node;
    uint64_t roles;
};

/* What a thread matches with. `steps_left` counts down over a file; at 0 nothing fits any more. */
struct matcher {
    const struct ast_walk *walk;
    struct match_room *room;
    struct arena *arena; /* scratch is taken from a copy */
    int64_t steps_left;
    bool is_lost; /* a search went over its limit: no answer counts */
    struct ast_node bound[PATTERN_CAPTURES_MAX];
    uint8_t trail[PATTERN_NODES_MAX]; /* captures in the order they were bound */
    size_t n_trail;
    struct { /* the children of the node visited, for all queries that ask for no roles */
        const void *of;
        VEC(struct sibling);
    } listed;
};

/* Does the node that the walk visits fit? What was captured is in `bound` then, null where nothing was. */
bool query_fits(struct matcher *matcher, const struct query *query, const struct ast_walk *walk);

#endif
