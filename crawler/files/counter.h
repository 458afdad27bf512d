/*
 * counter: the state of a count, so that it can live on a stack or in an array. Use it through count.h only.
 *
 * Bytes pass through `window`: SCAN_LOOK bytes already counted (what stands before a token decides what it means), the
 * bytes being counted, and SCAN_LOOK bytes still to come (no token is longer).
 */
#ifndef CBCRAWL_FILES_COUNTER_H
#define CBCRAWL_FILES_COUNTER_H

#include "crawler/files/lang.h"
#include "crawler/files/scan.h"

enum {
    COUNTER_WINDOW = 8 << 10,      /* stays in the first-level cache beside the masks */
    COUNTER_SLACK = 4 * SCAN_LOOK, /* for the padding behind the last byte */
};

struct counter {
    struct scan scan;
    uint64_t len_bytes;
    uint64_t newlines, blanks, codeless; /* lines so far: all, without solid bytes, without code */
    uint64_t blank_open, codeless_open;  /* 1 while the line at hand is such a line */
    size_t at, fill;                     /* window[at, fill) is not counted yet */
    char window[COUNTER_WINDOW + COUNTER_SLACK];
};

#endif
