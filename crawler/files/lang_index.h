/*
 * lang_index: from the words of lang_list.h to languages. Built once, by the first who asks; any thread.
 */
#ifndef CBCRAWL_FILES_LANG_INDEX_H
#define CBCRAWL_FILES_LANG_INDEX_H

#include "crawler/files/lang_table.h"

enum { LANG_WORD_MAX = 48 }; /* longer names are of no language: the longest word has 32 bytes */

/* The language at which the word `sigil` + `rest` stands: ("*.", "c"), ("#!", "sh"), ("%", "tex"), ("", "Makefile").
 * NULL when there is none. */
const struct lang *lang_index_find(const char *sigil, struct str rest);

#endif
