#include "pipeline/base/par.h"

#include "pipeline/base/arena.h"

#include <omp.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>

int par_threads_default(void)
{
    int n = omp_get_num_procs();
    return n < 1 ? 1 : n > PAR_THREADS_MAX ? PAR_THREADS_MAX : n;
}

void par_for(size_t n, int threads, void (*body)(void *ctx, size_t i, int thread), void *ctx)
{
    if (threads <= 1 || n <= 1) {
        for (size_t i = 0; i < n; i++)
            body(ctx, i, 0);
        return;
    }
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
    for (size_t i = 0; i < n; i++)
        body(ctx, i, omp_get_thread_num());
}

/*
 * Batch number b lives in slot b % n_slots. Invariants, under `lock`:
 *  (1) written <= next_read <= written + n_slots, so a slot is never read into before its last batch is written;
 *  (2) at most one thread is reading and at most one is writing;
 *  (3) done[b % n_slots] says that the work on batch b has ended, for written <= b < next_read.
 * A thread prefers writing (it frees slots), then reading and working; it sleeps when neither is possible.
 */
struct flow {
    const struct par_pipeline *p;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t next_read, written;
    bool reading, writing, at_end;
    bool *done;
    int rc;
};

static bool can_write(const struct flow *f)
{
    return !f->writing && f->written < f->next_read && f->done[f->written % f->p->n_slots];
}

static bool can_read(const struct flow *f)
{
    return !f->reading && !f->at_end && f->rc == 0 && f->next_read < f->written + f->p->n_slots;
}

static bool finished(const struct flow *f)
{
    return !f->reading && !f->writing && (f->rc < 0 || (f->at_end && f->written == f->next_read));
}

static void fail(struct flow *f, int rc)
{
    if (f->rc == 0)
        f->rc = rc;
}

/* Writes the oldest batch. Called and left with the lock held. */
static void write_one(struct flow *f)
{
    size_t slot = f->written % f->p->n_slots;
    f->writing = true;
    bool skip = f->rc < 0;
    pthread_mutex_unlock(&f->lock);
    int rc = skip ? 0 : f->p->write(f->p->ctx, f->p->slots[slot]);
    pthread_mutex_lock(&f->lock);
    f->writing = false;
    f->done[slot] = false;
    f->written++;
    if (rc < 0)
        fail(f, rc);
}

/* Reads the next batch and works on it. Called and left with the lock held. */
static void read_and_work(struct flow *f, int thread)
{
    size_t slot = f->next_read % f->p->n_slots;
    f->reading = true;
    pthread_mutex_unlock(&f->lock);
    int rc = f->p->read(f->p->ctx, f->p->slots[slot]);
    pthread_mutex_lock(&f->lock);
    f->reading = false;
    if (rc < 0)
        fail(f, rc);
    if (rc <= 0) {
        f->at_end = true;
        return;
    }
    f->next_read++;
    pthread_cond_broadcast(&f->changed); /* another thread may read on while this one works */
    pthread_mutex_unlock(&f->lock);
    f->p->work(f->p->ctx, f->p->slots[slot], thread);
    pthread_mutex_lock(&f->lock);
    f->done[slot] = true;
}

static void take_part(struct flow *f, int thread)
{
    pthread_mutex_lock(&f->lock);
    while (!finished(f)) {
        if (can_write(f))
            write_one(f);
        else if (can_read(f))
            read_and_work(f, thread);
        else {
            pthread_cond_wait(&f->changed, &f->lock);
            continue;
        }
        pthread_cond_broadcast(&f->changed);
    }
    pthread_mutex_unlock(&f->lock);
}

int par_pipeline_run(const struct par_pipeline *pipeline, int threads)
{
    struct flow f = {.p = pipeline, .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    f.done = calloc(pipeline->n_slots, sizeof *f.done);
    if (!f.done)
        arena_full(pipeline->n_slots * sizeof *f.done);
#pragma omp parallel num_threads(threads)
    take_part(&f, omp_get_thread_num());
    free(f.done);
    pthread_cond_destroy(&f.changed);
    pthread_mutex_destroy(&f.lock);
    return f.rc;
}
