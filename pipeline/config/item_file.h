/*
 * item_file: the syntax of files that people write rules and axioms in.
 *
 *     key: value
 *     key:
 *         a block: lines that are indented belong to the key above them, blank ones between them too
 *     # a comment
 *
 * Items borrow from the text; what is rewritten (paragraphs, blocks without their indentation) is in the arena.
 */
#ifndef CBCRAWL_CONFIG_ITEM_FILE_H
#define CBCRAWL_CONFIG_ITEM_FILE_H

#include "pipeline/base/str.h"

#include <stdint.h>

struct item_reader {
    struct arena *arena;
    const char *name; /* of the file, in messages */
    struct str rest;
    uint32_t line; /* of the next line */
    struct err *err;
};

struct item {
    struct str key, value;
    struct str block; /* the lines below, as they are */
    uint32_t line;
};

/* ERR_USAGE when the text is not UTF-8, or has NUL in it. */
int item_reader_open(struct item_reader *reader, struct arena *arena, const char *name, struct str text,
                     struct err *err);

/* 1: the next item; 0: there is none; ERR_USAGE for a line that is neither. */
int item_next(struct item_reader *reader, struct item *ret_item);

/* Sets ERR_USAGE: "FILE:LINE: WHAT 'WORD'", the last only when there is one. */
int item_fail(const struct item_reader *reader, uint32_t line, const char *what, struct str word);

/* Value and block as one paragraph: white space between words is one blank. */
struct str item_paragraph(const struct item_reader *reader, const struct item *item);

/* The block without the blanks that its first line begins with, in all lines; each ends with a newline. */
struct str item_block(const struct item_reader *reader, const struct item *item);

/* Cuts the next word off `rest`; false at the end. */
bool item_word(struct str *rest, struct str *ret_word);

/* The value, when it is one of `choices`, which ends with NULL. */
int item_choice(const struct item_reader *reader, const struct item *item, const char *const *choices,
                struct str *ret_value);

/* The place of the key among `names`, which ends with NULL; else ERR_USAGE with the nearest of them. */
int item_key(const struct item_reader *reader, const struct item *item, const char *const *names);

#endif
