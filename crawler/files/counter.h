/*
 * counter: the state of a count, so that it can live on a stack. Use it through count.h only.
 *
 * Bytes pass through `window`: LOOK bytes already counted (what stands before a token decides what it means), the bytes
 * being counted, and LOOK bytes still to come (no token is longer). See count.c for the invariants.
 */
#ifndef CBCRAWL_FILES_COUNTER_H
#define CBCRAWL_FILES_COUNTER_H

#include "crawler/files/lang.h"

#include <stdint.h>

struct counter {
    char window[8192];
    const struct lang *lang;
};

#endif
