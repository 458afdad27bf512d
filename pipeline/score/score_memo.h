/*
 * score_memo: what was said of a run, kept with it, so that the same question need not be worked out again.
 *
 * A judgement depends on the run, the errors and the past known of it, the settings, the baseline, what was asked for,
 * and the version of this program; a digest of all that is kept with the advice and the answer. It lies in the store as
 * a record "judged", written in the transaction that writes the judgement: when the digest is today's, findings and
 * scores in the store are those that would be written now.
 */
#ifndef CBCRAWL_SCORE_SCORE_MEMO_H
#define CBCRAWL_SCORE_SCORE_MEMO_H

#include "pipeline/base/hash.h"
#include "pipeline/config/config.h"
#include "pipeline/store/store.h"

/* The digest, built piece by piece. */
struct memo_inputs {
    struct hash_stream *stream;
};

void memo_begin(struct memo_inputs *inputs);
void memo_add(struct memo_inputs *inputs, struct str piece); /* p == NULL is told from "" */
void memo_add_config(struct memo_inputs *inputs, const struct config *config);

/* What the store knows of the run besides its facts, which do not change. ERR_ENV. */
int memo_add_run(struct memo_inputs *inputs, struct store *store, int64_t run_id, struct err *err);

/* 32 hex digits; ends the building. Call it also when it is not wanted. */
void memo_end(struct memo_inputs *inputs, char ret_hex[HASH128_HEX_LEN + 1]);

/* 1, with the advice appended, when the run was judged with these inputs last; 0 when not; ERR_NO with the reason when the
 * answer was no; ERR_ENV. */
int memo_find(struct store *store, int64_t run_id, const char *inputs, struct buf *advice, struct err *err);

struct memo {
    const char *inputs; /* hex */
    struct str advice;
    struct str no; /* why the answer is no; empty when it is not */
};

/* Replaces what was said of the run; inside a transaction. ERR_ENV. */
int memo_put(struct store *store, int64_t run_id, const struct memo *memo, struct err *err);

#endif
