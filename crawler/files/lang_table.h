/*
 * lang_table: the languages by id. Inside crawler/files the id is the name; others use lang.h.
 */
#ifndef CBCRAWL_FILES_LANG_TABLE_H
#define CBCRAWL_FILES_LANG_TABLE_H

#include "crawler/files/lang.h"

enum lang_id {
    LANG_NONE = -1,
#define LANG(id, name, syntax, words) id,
#include "crawler/files/lang_list.h"
#undef LANG
    LANG_COUNT,
};

/* LANG_COUNT entries in byte order of their names. */
extern const struct lang lang_table[];

#endif
