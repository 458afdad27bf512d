/*
 * parse_inside: what parse_file and parse_blob share; nobody else includes it.
 */
#ifndef CBCRAWL_PARSE_PARSE_INSIDE_H
#define CBCRAWL_PARSE_PARSE_INSIDE_H

#include "analyzers/parse/parse_file.h"

struct parse_worker {
    const struct parse_setup *setup;
    struct source_reader reader;
    struct object_reader *objects;      /* made for the first blob */
    struct buf text, decoded;           /* the second: spare room to decode into */
    struct arena arena;                 /* reset after each file */
    struct ast_parser *parser, *second; /* the first holds the best tree, the second one to compare it with */
    struct ast_walker *walker;
    struct macro_names names;           /* that the file was compared with */
    struct buf fields, records, cached; /* facts in the making, and as read from the cache */
};

/* What became of a file. */
struct parse_outcome {
    const struct ast_tree *tree; /* NULL: not parsed */
    enum ast_lang lang;          /* what it was parsed as; AST_NONE: no grammar reads it */
    struct str text;             /* what it was made from */
    struct ast_spans unread; /* bytes of the file that are blanks there, since they led the parser astray */
    uint32_t error_bytes;
    uint8_t manifest;      /* it was read as a manifest of this format */
    bool is_searched;      /* its bytes were looked at */
    struct hash128 macros; /* the macros its text mentions */
    struct hash128 rules;  /* those it was held against; 0: none, as for a past version */
};

/* Parses the worker's text. The outcome's lang is the job's before. ERR_INPUT when it is over a limit. */
int parse_text(struct parse_worker *worker, const struct parse_job *job, struct parse_outcome *outcome,
               struct err *err);

/* One number for everything the facts of a file depend on but its place in the tree. */
void parse_key(const struct parse_job *job, const struct parse_outcome *outcome,
               char ret_hex[HASH128_HEX_LEN + 1]);

static inline double parse_share(uint32_t part, size_t whole)
{
    return whole ? (double)part / (double)whole : 0;
}

#endif
