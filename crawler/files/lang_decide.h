/*
 * lang_decide: which of the languages that share an extension, judged by the first bytes of the file.
 *
 * Each decision is a list of lines that only one of the languages has; the first that is found decides. Pure.
 */
#ifndef CBCRAWL_FILES_LANG_DECIDE_H
#define CBCRAWL_FILES_LANG_DECIDE_H

#include "crawler/files/lang_table.h"

/* The language `head` speaks for, among those of extension `ext` (lower case). *ret_shared says whether the extension
 * is shared at all; when it is and the bytes do not speak, the answer is LANG_NONE. */
enum lang_id lang_decide(struct str ext, struct str head, bool *ret_shared);

#endif
