/*
 * fact_key: under which key the store has the facts of a file.
 *
 * That of a parsed file is the analysis key cbc-parse gave it. A file that was only counted gets one made of all that its
 * fact says, so that files with the same bytes share it only when they were counted alike. Where its text was searched, the
 * analysis key goes into it, too.
 */
#ifndef CBCRAWL_LOAD_FACT_KEY_H
#define CBCRAWL_LOAD_FACT_KEY_H

#include "pipeline/base/json.h"

enum { FACT_KEY_LEN = 16 }; /* bytes */

/* ERR_INPUT: the record says that the file was parsed, and has no such key. */
int fact_key_read(const struct json_val *record, unsigned char ret_key[FACT_KEY_LEN], struct err *err);

#endif
