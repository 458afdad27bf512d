/*
 * par: the door to OpenMP: a parallel loop, and an ordered pipeline read → work → write.
 *
 * The pipeline reads batches and writes them in the same order, each from one thread at a time, while any number of
 * threads work on the batches between; so output never depends on the thread count. A slot is the caller's batch
 * object; there are as many as may be under way at once, which bounds memory.
 */
#ifndef CBCRAWL_BASE_PAR_H
#define CBCRAWL_BASE_PAR_H

#include <stddef.h>

enum { PAR_THREADS_MAX = 256 };

/* Processors this process may run on, at most PAR_THREADS_MAX. */
int par_threads_default(void);

/* Calls body(ctx, i, thread) for i in 0..n-1, on up to `threads` threads; `thread` is in 0..threads-1. */
void par_for(size_t n, int threads, void (*body)(void *ctx, size_t i, int thread), void *ctx);

struct par_pipeline {
    void *ctx;
    void **slots; /* n_slots batch objects; 2 a thread keep all threads busy */
    size_t n_slots;
    int (*read)(void *ctx, void *slot);              /* 1: a batch, 0: the end, <0: stop with this code */
    void (*work)(void *ctx, void *slot, int thread); /* many at once */
    int (*write)(void *ctx, void *slot);             /* 0, or <0: stop with this code */
};

/* Runs it to the end; 0, or the first negative code that read or write returned. */
int par_pipeline_run(const struct par_pipeline *pipeline, int threads);

#endif
