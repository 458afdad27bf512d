/*
 * source_path: what a path alone says of a past version: its language, and whether people of this project maintain it.
 *
 * cbc-crawl knows both better, since it sees bytes and attributes; of the past there are too many bytes to look at. Only
 * languages that cbc-parse reads have a name here, and only extensions that are commonly theirs. Pure, any thread.
 */
#ifndef CBCRAWL_HISTORY_SOURCE_PATH_H
#define CBCRAWL_HISTORY_SOURCE_PATH_H

#include "pipeline/base/str.h"

/* The language, named as in file records; empty when the extension is none of a language that is parsed. */
struct str source_path_lang(struct str path);

/* Is it somebody else's, a test, or written by a program, by the custom of names? */
bool source_path_is_aside(struct str path);

#endif
