/* The numbers of one tensor, converted by all threads.
 *
 * They pass through buffers of some MB, so writing a model of any size takes
 * little memory.  Random numbers are drawn in blocks, each from a seed of its
 * own, so that they depend neither on the threads nor on the other tensors. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "file/digest.h"
#include "file/number.h"
#include "file/put.h"
#include "num/rows.h"

/* BLOCK: numbers drawn from one seed; TASK: numbers per task, and TASKS of
 * those at a time (not tuned). */
enum { BLOCK = 8192, TASK = 8 * BLOCK, TASKS = 32 };

typedef struct batch {
    const blt__put *p;
    const blt__tensor *t;
    blt__type type;
    size_t per;                 /* numbers per scale; of floats 1 */
    size_t task;                /* numbers per task, a multiple of per */
    size_t first, n;            /* numbers of this batch */
    float *x;                   /* [threads, task] */
    uint8_t *bytes;             /* of TASKS tasks */
    uint16_t *scale;            /* of the tensor */
} batch;

blt_status
blt__put_progress(blt__put *p, size_t more, blt_error *err)
{
    p->done += more;
    return blt__monitor_report(&p->monitor, "writing tensors", p->done,
                               p->total, err);
}

static float
draw(blt__rng *r, const blt__tensor *t)
{
    double z;

    if (t->kind == BLT__KIND_NORM)
        return 1;
    do
        z = blt__rng_normal(r);
    while (fabs(z) > 3);
    return (float)(z * (double)t->sigma);
}

/* The first block has the seed of the tensor's name, the others one derived
 * from it. */
static void
seed_block(blt__rng *r, const batch *b, size_t block)
{
    uint64_t seed = blt__hash_bytes(b->p->seed, b->t->name,
                                    strlen(b->t->name));
    uint8_t number[8];

    for (int i = 0; i < 8; i++)
        number[i] = (uint8_t)((uint64_t)block >> 8 * i);
    blt__rng_seed(r, block == 0 ? seed
                                : blt__hash_bytes(seed, number, 8));
}

/* Numbers first .. first + n - 1 of the tensor. */
static void
take(float *x, const batch *b, size_t first, size_t n)
{
    if (!b->p->random) {
        blt__number_take(x, b->t->mat, first, n);
        return;
    }
    for (size_t at = first / BLOCK * BLOCK; at < first + n; at += BLOCK) {
        blt__rng r;

        seed_block(&r, b, at / BLOCK);
        for (size_t i = at; i < at + BLOCK && i < first + n; i++) {
            float z = draw(&r, b->t);

            if (i >= first)
                x[i - first] = z;
        }
    }
}

static blt_status
convert(void *user, size_t i, int worker, blt_error *err)
{
    batch *b = user;
    const size_t at = i * b->task, first = b->first + at,
                 n = b->n - at < b->task ? b->n - at : b->task;
    float *x = b->x + (size_t)worker * b->task;
    uint8_t *to = b->bytes + blt__type_size(b->type, at);

    take(x, b, first, n);
    if (!blt__type_scaled(b->type))
        return blt__number_store(to, b->type, x, n) ? BLT_OK
            : blt__fail(err, BLT_EDATA, "%s: tensor \"%s\": a number is too "
                        "large for %s", b->p->dir, b->t->name,
                        blt__type_name(b->type));
    for (size_t k = 0; k < n; k += b->per)
        if (!blt__row_pack(to + blt__type_size(b->type, k),
                           &b->scale[(first + k) / b->per], x + k, b->per,
                           b->type))
            return blt__fail(err, BLT_EDATA, "%s: tensor \"%s\": row %zu "
                             "holds a number that is not finite", b->p->dir,
                             b->t->name, (first + k) / b->t->mat->cols);
    return BLT_OK;
}

static blt_status
put_batches(blt__st_out *o, blt__put *p, batch *b, blt_error *err)
{
    const size_t all = b->t->mat->rows * b->t->mat->cols;
    blt_status status = BLT_OK;

    for (; status == BLT_OK && b->first < all; b->first += b->n) {
        b->n = all - b->first < TASKS * b->task ? all - b->first
                                                : TASKS * b->task;
        status = blt_pool_run(p->pool, (b->n + b->task - 1) / b->task,
                              convert, b, err);
        if (status != BLT_OK)
            break;
        blt__st_out_data(o, b->bytes, blt__type_size(b->type, b->n));
        status = blt__put_progress(p, b->n, err);
    }
    if (status == BLT_OK && b->scale != NULL)
        blt__st_out_data(o, b->scale, all / b->per * sizeof *b->scale);
    return status;
}

/* Numbers that are there already in the type. */
static blt_status
copy(blt__st_out *o, blt__put *p, const blt__mat *m, blt_error *err)
{
    const size_t n = m->rows * m->cols;

    blt__st_out_data(o, m->p, blt__type_size(m->type, n));
    if (blt__type_scaled(m->type))
        blt__st_out_data(o, m->scale, n / blt__mat_per_scale(m) * 2);
    return blt__put_progress(p, n, err);
}

blt_status
blt__put_tensor(blt__st_out *o, blt__put *p, const blt__tensor *t,
                blt__type type, size_t group, blt_error *err)
{
    const int scaled = blt__type_scaled(type);
    const size_t n = t->mat->rows * t->mat->cols,
                 threads = (size_t)blt_pool_threads(p->pool);
    batch b = { .p = p, .t = t, .type = type, .per = 1 };
    blt_status status;

    if (!p->random && t->mat->type == type
        && (!scaled || (t->mat->scale_type == BLT__BF16
                        && t->mat->group == group)))
        return copy(o, p, t->mat, err);
    if (scaled)
        b.per = group != 0 ? group : t->mat->cols;
    b.task = b.per > TASK ? b.per : TASK / b.per * b.per;
    if (b.task > n)
        b.task = n;
    b.x = blt__alloc(threads * b.task, sizeof *b.x);
    b.bytes = blt__alloc(TASKS, blt__type_size(type, b.task));
    if (scaled)
        b.scale = blt__alloc(n / b.per, sizeof *b.scale);
    if (b.x == NULL || b.bytes == NULL || (scaled && b.scale == NULL))
        status = blt__fail_memory(err, t->name);
    else
        status = put_batches(o, p, &b, err);
    free(b.x);
    free(b.bytes);
    free(b.scale);
    return status;
}
