/* A pool of threads that sleep on a condition variable between jobs.
 *
 * Spinning barriers collapse when a machine has more runnable threads than
 * cores.  Waking a sleeping thread takes some microseconds, so a job should
 * be longer than that.  Threads take items one by one from a shared counter:
 * a thread that is preempted takes fewer, and nobody waits for a thread that
 * has not woken up when the last item is done. */
#include "config.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <signal.h>
#include "base/base.h"
#include "base/pool.h"

struct blt_pool {
    int threads;                /* workers + the caller */
    pthread_t *id;
    struct worker { blt_pool *pool; int number; } *worker;
    int started;

    pthread_mutex_t lock;
    pthread_cond_t work, done;
    unsigned long job;          /* grows by one a job */
    int open;                   /* the current job still has items */
    int busy;                   /* workers in it */
    int quit;

    void (*fn)(void *arg, size_t i, int worker);
    void *arg;
    size_t n;
    atomic_size_t next;
};

static void
drain(blt_pool *p, int worker)
{
    for (;;) {
        size_t i = atomic_fetch_add(&p->next, 1);

        if (i >= p->n)
            return;
        p->fn(p->arg, i, worker);
    }
}

static void *
worker_main(void *arg)
{
    struct worker *w = arg;
    blt_pool *p = w->pool;
    unsigned long seen = 0;

    pthread_mutex_lock(&p->lock);
    for (;;) {
        while (p->job == seen && !p->quit)
            pthread_cond_wait(&p->work, &p->lock);
        if (p->quit)
            break;
        seen = p->job;
        if (!p->open)
            continue;           /* too late: the others did it all */
        p->busy++;
        pthread_mutex_unlock(&p->lock);
        drain(p, w->number);
        pthread_mutex_lock(&p->lock);
        if (--p->busy == 0)
            pthread_cond_signal(&p->done);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

/* A kernel keeps 256 kB on the stack; musl gives a thread 128. */
#define STACK ((size_t)1 << 20)

static int
start(pthread_t *id, struct worker *w)
{
    pthread_attr_t attr;
    size_t usual = 0;
    int rc;

    if (pthread_attr_init(&attr) != 0)
        return 0;
    if (pthread_attr_getstacksize(&attr, &usual) == 0 && usual < STACK)
        pthread_attr_setstacksize(&attr, STACK);
    rc = pthread_create(id, &attr, worker_main, w);
    pthread_attr_destroy(&attr);
    return rc == 0;
}

static int
cores(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return CPU_COUNT(&set);
    return 1;
}

blt_status
blt_pool_new(blt_pool **out, int threads, blt_error *err)
{
    blt_pool *p;
    sigset_t all, old;
    int running;

    *out = NULL;
    if (threads < 0 || threads > 1024)
        return blt__fail(err, BLT_EINVAL, "threads: %d is not in 0..1024",
                         threads);
    if (threads == 0)
        threads = cores();
    p = calloc(1, sizeof *p);
    if (p == NULL)
        return blt__fail_memory(err, "thread pool");
    p->threads = threads;
    p->id = calloc((size_t)threads, sizeof *p->id);
    p->worker = calloc((size_t)threads, sizeof *p->worker);
    if (p->id == NULL || p->worker == NULL) {
        free(p->id);
        free(p->worker);
        free(p);
        return blt__fail_memory(err, "thread pool");
    }
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->work, NULL);
    pthread_cond_init(&p->done, NULL);
    /* The caller's own threads handle signals. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    for (int i = 1; i < threads; i++) {
        p->worker[i] = (struct worker){ p, i };
        if (!start(&p->id[i], &p->worker[i]))
            break;
        p->started++;
    }
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    running = p->started + 1;
    if (running < threads) {
        blt_pool_free(p);
        return blt__fail(err, BLT_ENOMEM, "threads: the system starts no"
                         " more than %d of %d", running, threads);
    }
    *out = p;
    return BLT_OK;
}

void
blt_pool_free(blt_pool *p)
{
    if (p == NULL)
        return;
    pthread_mutex_lock(&p->lock);
    p->quit = 1;
    pthread_cond_broadcast(&p->work);
    pthread_mutex_unlock(&p->lock);
    for (int i = 1; i <= p->started; i++)
        pthread_join(p->id[i], NULL);
    pthread_cond_destroy(&p->done);
    pthread_cond_destroy(&p->work);
    pthread_mutex_destroy(&p->lock);
    free(p->id);
    free(p->worker);
    free(p);
}

int
blt_pool_threads(const blt_pool *p)
{
    return p == NULL ? 1 : p->threads;
}

void
blt__pool_run(blt_pool *p, size_t n,
              void (*fn)(void *arg, size_t i, int worker), void *arg)
{
    if (p == NULL || p->threads == 1 || n <= 1) {
        for (size_t i = 0; i < n; i++)
            fn(arg, i, 0);
        return;
    }
    pthread_mutex_lock(&p->lock);
    p->fn = fn;
    p->arg = arg;
    p->n = n;
    atomic_store(&p->next, 0);
    p->open = 1;
    p->job++;
    pthread_cond_broadcast(&p->work);
    pthread_mutex_unlock(&p->lock);
    drain(p, 0);
    pthread_mutex_lock(&p->lock);
    p->open = 0;
    while (p->busy > 0)
        pthread_cond_wait(&p->done, &p->lock);
    pthread_mutex_unlock(&p->lock);
}

/* ---- tasks that can fail ------------------------------------------------ */

typedef struct tasks {
    blt_task_fn fn;
    void *user;
    pthread_mutex_t lock;
    atomic_size_t failed;       /* the least task that failed; n: none */
    blt_error err;              /* of that task */
} tasks;

static void
run_task(void *arg, size_t i, int worker)
{
    tasks *t = arg;
    blt_error err = { BLT_OK, "" };
    blt_status s;

    if (i > atomic_load(&t->failed))
        return;
    s = t->fn(t->user, i, worker, &err);
    if (s == BLT_OK)
        return;
    pthread_mutex_lock(&t->lock);
    if (i < atomic_load(&t->failed)) {
        atomic_store(&t->failed, i);
        t->err = err;
        t->err.status = s;
    }
    pthread_mutex_unlock(&t->lock);
}

blt_status
blt_pool_run(blt_pool *pool, size_t n, blt_task_fn fn, void *user,
             blt_error *err)
{
    tasks t = { .fn = fn, .user = user };

    atomic_init(&t.failed, n);
    pthread_mutex_init(&t.lock, NULL);
    blt__pool_run(pool, n, run_task, &t);
    pthread_mutex_destroy(&t.lock);
    if (atomic_load(&t.failed) == n)
        return BLT_OK;
    if (err != NULL)
        *err = t.err;
    return t.err.status;
}
