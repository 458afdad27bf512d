/*
 * comment_styles: what comments look like in files that no grammar reads: Dockerfiles, YAML, .env, properties and the like.
 *
 * Known are comments that begin with a sign and go to the end of their line. A set of styles is a number that its language
 * decides, and goes into the keys of what is found in a file; 0 is none. Lines are without their newline.
 */
#ifndef CBCRAWL_SUPPRESSIONS_COMMENT_STYLES_H
#define CBCRAWL_SUPPRESSIONS_COMMENT_STYLES_H

#include "pipeline/base/str.h"

#include <stdint.h>

/* Of a language as linguist names it; of no known one those of most configuration files. Text has comments only where its
 * name says that it is a manifest: requirements.txt. */
uint8_t comment_styles_of(struct str lang, bool is_manifest);

/* Where a comment begins that has the line to itself; -1 when none does. */
ptrdiff_t comment_start(uint8_t styles, struct str line);

/* Where a comment begins of which the byte at `words` is the first that is not blank; -1 when none does. It has a blank
 * before it or begins the line. */
ptrdiff_t comment_start_before(uint8_t styles, struct str line, size_t words);

#endif
