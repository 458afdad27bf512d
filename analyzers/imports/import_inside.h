/*
 * import_inside: what the languages of this folder share. Not for use elsewhere.
 *
 * Each language has a list of rules and an `enter`; it calls import_add and fills in what it knows. Strings are slices
 * of the file's text or live in the file's arena.
 */
#ifndef CBCRAWL_IMPORTS_IMPORT_INSIDE_H
#define CBCRAWL_IMPORTS_IMPORT_INSIDE_H

#include "analyzers/imports/imports.h"
#include "pipeline/base/map.h"

struct import_found {
    uint32_t row;
    struct str text, module;
    const char *form;
    bool is_package;
    bool is_type_only;
    bool is_unused;
    bool is_test;
    uint32_t level;
    VEC(struct str) names;
};

struct import_state {
    struct ast_file *file;
    VEC(struct import_found) found;

    /* Rust */
    uint32_t attribute_start, attribute_end; /* the attribute seen last */
    bool attribute_test;                     /* it, or one right before it, compiles for tests only */
    uint32_t test_end;                       /* end of the last module that is compiled for tests only */

    /* Java */
    uint32_t header_end; /* one past the last import */
    bool has_error;      /* what could not be read may use anything */

    /* Java and C# */
    struct intern used;   /* names of types in code, in order of first use */
    struct map declared;  /* names of types that the file declares or imports */
    VEC(struct str) uses; /* those that are used and not declared */
};

/* A new fact about `node`, which gives line and text. Valid until the next one. */
struct import_found *import_add(struct import_state *state, struct ast_node node, const char *form,
                                struct str module);
void import_add_package(struct import_state *state, struct ast_node node, const char *form, struct str name);
void import_add_name(struct import_state *state, struct import_found *found, struct str name);

/* The source text of a node; without its white space; on one line. */
struct str import_cut(const struct import_state *state, struct ast_node node);
struct str import_squeezed(const struct import_state *state, struct ast_node node);
struct str import_line(const struct import_state *state, uint32_t start, uint32_t end);

/* A literal without its quotes; any other expression on one line. */
struct str import_literal(const struct import_state *state, struct ast_node node);

/* Is it a string that is written out whole? */
bool import_is_literal(const struct import_state *state, struct ast_node node);

/* Has the node this token among its children? */
bool import_has_token(struct ast_node node, const char *token);

/* The last named child that is no comment. */
struct ast_node import_last_named(struct ast_node node);

/* Behind the last node of a Java file: which imports no code uses. */
void import_java_judge(struct import_state *state);

#define IMPORT_LANGUAGE(name)                             \
    extern const struct ast_rule import_##name##_rules[]; \
    void import_##name(struct import_state *state, struct ast_walk *walk)

IMPORT_LANGUAGE(c);
IMPORT_LANGUAGE(csharp);
IMPORT_LANGUAGE(go);
IMPORT_LANGUAGE(java);
IMPORT_LANGUAGE(js);
IMPORT_LANGUAGE(php);
IMPORT_LANGUAGE(python);
IMPORT_LANGUAGE(ruby);
IMPORT_LANGUAGE(rust);
IMPORT_LANGUAGE(shell);
IMPORT_LANGUAGE(elixir);
IMPORT_LANGUAGE(kotlin);
IMPORT_LANGUAGE(lua);
IMPORT_LANGUAGE(ocaml);
IMPORT_LANGUAGE(scala);
IMPORT_LANGUAGE(swift);
IMPORT_LANGUAGE(zig);

#endif
