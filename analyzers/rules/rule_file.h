/*
 * rule_file: reading rule files; cbc-rules(5) says how they are written.
 *
 * A file is lines `key: value`; what is indented below one continues it. `rule:` begins a rule, `language:` and `let:` hold
 * from there on. Nothing here knows a grammar: queries are text until rule_set.h compiles them for the languages of a
 * scan. Rules borrow the file's text, and live in the arena.
 */
#ifndef CBCRAWL_RULES_RULE_FILE_H
#define CBCRAWL_RULES_RULE_FILE_H

#include "analyzers/rules/query.h"

enum {
    RULE_FILE_MAX = 512 << 10, /* bytes */
    RULES_MAX = 4000,          /* in one scan */
    RULE_WORDS_MAX = 16,       /* of file-has */
    RULE_REFERENCES_MAX = 8,
    RULE_TEXT_MAX = 2000, /* bytes of a title or a message */
};

/* A piece of code that the rule must find something in, or must not. */
struct rule_example {
    bool is_bad;
    struct str text;
    uint32_t line; /* of its first line in the rule file */
};

struct rule {
    struct str id, title, message, help;
    struct str severity, confidence, kind;
    uint16_t cwe;       /* 0: none */
    uint32_t languages; /* bit AST_…: it looks at these */
    struct str references[RULE_REFERENCES_MAX];
    size_t n_references;
    struct str file_has[RULE_WORDS_MAX]; /* one of these must be in the file; none: it need not */
    size_t n_file_has;
    bool asks_flow;              /* silent where the flow of data is known to do no harm */
    struct pattern_source query; /* text.p == NULL: it has a pattern */
    struct str pattern, literal; /* a regular expression, tried on lines with the literal */
    const char *file;
    uint32_t line;
    bool is_strangers; /* it came with the scanned tree */
    VEC(struct rule_example) examples;
};

struct rules {
    VEC(struct rule);
};

/* Appends the rules of a file; `name` is what messages call it. Both are borrowed. ERR_USAGE with file and line. */
int rule_file_read(struct arena *arena, const char *name, struct str text, struct rules *rules,
                   struct err *err);

#endif
