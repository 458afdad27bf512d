/*
 * stream_head: what the head record of a stream says.
 */
#ifndef CBCRAWL_LOAD_STREAM_HEAD_H
#define CBCRAWL_LOAD_STREAM_HEAD_H

#include "pipeline/record/record.h"

struct stream_head {
    struct str root, commit; /* the second is empty when there is none */
    struct str programs;     /* what stands between the brackets of that JSON array */
};

/* Of an open stream, copied into `arena`. ERR_INPUT: it is not one of ours. */
int stream_head_read(struct record_reader *reader, struct arena *arena, struct stream_head *ret_head,
                     struct err *err);

#endif
