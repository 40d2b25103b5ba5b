/* Training the cloze network.
 *
 * The positions of a batch share the noise words, so that the products are of
 * matrices by matrices.  Each vector has a learning rate of its own [Adagrad:
 * Duchi, Hazan, Singer 2011], matrices have Adam's [Kingma, Ba 2015]; all
 * rates fall linearly. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "langbuild/cloze_trainer.h"
#include "num/gemm.h"

/* Short names for the shape of the network. */
enum {
    ADJACENT = BLT__CLOZE_ADJACENT, ADJACENT_DIM = BLT__CLOZE_ADJACENT_DIM,
    IN = BLT__CLOZE_IN, DIM = BLT__CLOZE_DIM, HIDDEN = BLT__CLOZE_HIDDEN,
    INPUTS = BLT__CLOZE_INPUTS, OUTPUTS = BLT__CLOZE_OUTPUTS,
    BATCH = BLT__CLOZE_BATCH, NOISE = BLT__CLOZE_NOISE
};

/* Chosen; the moments of Adam are those of its paper. */
#define TABLE_RATE 0.2f
#define MATRIX_RATE 0.001f
#define MIN_RATE 0.01f          /* fraction of these at the end */
#define WARM 500                /* steps to the full rates */

/* ---- a step -------------------------------------------------------------------- */

/* Computes h of the batch. */
static void
forward(blt__cloze_trainer *t)
{
    memset(t->x, 0, BATCH * INPUTS * sizeof *t->x);
    for (size_t b = 0; b < BATCH; b++) {
        float *x = t->x + b * INPUTS, *sum = x + 2 * ADJACENT * ADJACENT_DIM;

        for (size_t q = 0; q < 2 * ADJACENT; q++)
            memcpy(x + q * ADJACENT_DIM,
                   t->in.v + t->adjacent[b][q] * (size_t)IN,
                   ADJACENT_DIM * sizeof *x);
        for (size_t q = 0; q < t->n_window[b]; q++) {
            const float *v = t->in.v + t->window[b][q] * (size_t)IN;

            for (size_t k = 0; k < IN; k++)
                sum[k] += v[k];
        }
        for (size_t k = 0; t->n_window[b] > 0 && k < IN; k++)
            sum[k] /= sqrtf((float)t->n_window[b]);
    }
    blt__gemm(t->y, OUTPUTS, 0, 1, t->x, INPUTS, 0, t->first.v, INPUTS, 1,
              BATCH, OUTPUTS, INPUTS);
    for (size_t b = 0; b < BATCH; b++) {
        float *y = t->y + b * OUTPUTS, *a = t->active + b * HIDDEN;

        for (size_t k = 0; k < OUTPUTS; k++)
            y[k] += t->bias.v[k];
        for (size_t k = 0; k < HIDDEN; k++)
            a[k] = fmaxf(y[DIM + k], 0);
        memcpy(t->h + b * DIM, y, DIM * sizeof *y);
    }
    blt__gemm(t->h, DIM, 1, 1, t->active, HIDDEN, 0, t->second.v, HIDDEN, 1,
              BATCH, DIM, HIDDEN);
}

/* d log sigmoid(+-(s - log NOISE)) / ds for a target (1) and for noise (0). */
static float
loss_gradient(float s, int target)
{
    float p = 1 / (1 + expf(logf(NOISE) - s));

    return (float)target - p;
}

/* Moves a vector uphill along its gradient g [n]: Adagrad with one rate for a
 * vector. */
static void
step_vector(blt__cloze_table *a, uint32_t row, const float *g, size_t n,
            float rate)
{
    float *v = a->v + row * a->width, sum = 0;

    for (size_t k = 0; k < n; k++)
        sum += g[k] * g[k];
    a->squares[row] += sum / (float)n;
    rate /= sqrtf(a->squares[row] + 1e-8f);
    for (size_t k = 0; k < n; k++)
        v[k] += rate * g[k];
}

/* Scores the targets and the noise, moves their output vectors, and leaves the
 * gradient of the contexts in dh. */
static void
step_output(blt__cloze_trainer *t)
{
    float rate = TABLE_RATE * t->rate;

    for (size_t k = 0; k < NOISE; k++)
        memcpy(t->u + k * DIM, t->out.v + t->noise[k] * (size_t)DIM,
               DIM * sizeof *t->u);
    blt__gemm(t->score, NOISE, 0, 1, t->h, DIM, 0, t->u, DIM, 1, BATCH, NOISE,
              DIM);
    for (size_t i = 0; i < (size_t)BATCH * NOISE; i++)
        t->score[i] = loss_gradient(t->score[i], 0);
    blt__gemm(t->dh, DIM, 0, 1, t->score, NOISE, 0, t->u, DIM, 0, BATCH, DIM,
              NOISE);
    blt__gemm(t->du, DIM, 0, 1, t->score, NOISE, 1, t->h, DIM, 0, NOISE, DIM,
              BATCH);
    for (size_t k = 0; k < NOISE; k++)
        step_vector(&t->out, t->noise[k], t->du + k * DIM, DIM, rate);
    for (size_t b = 0; b < BATCH; b++) {
        const float *h = t->h + b * DIM,
                    *u = t->out.v + t->target[b] * (size_t)DIM;
        float *dh = t->dh + b * DIM, du[DIM], s = 0, g;

        for (size_t k = 0; k < DIM; k++)
            s += u[k] * h[k];
        g = loss_gradient(s, 1);
        for (size_t k = 0; k < DIM; k++) {
            dh[k] += g * u[k];
            du[k] = g * h[k];
        }
        step_vector(&t->out, t->target[b], du, DIM, rate);
    }
}

static void
adam(blt__cloze_matrix *a, float rate, uint64_t steps)
{
    float first = 1 - powf(0.9f, (float)steps),
        second = 1 - powf(0.999f, (float)steps);

    for (size_t i = 0; i < a->n; i++) {
        a->mean[i] += 0.1f * (a->d[i] - a->mean[i]);
        a->square[i] += 0.001f * (a->d[i] * a->d[i] - a->square[i]);
        a->v[i] += rate * (a->mean[i] / first)
            / (sqrtf(a->square[i] / second) + 1e-8f);
    }
}

/* From dh to dx, with a step of the matrices. */
static void
backward(blt__cloze_trainer *t)
{
    float rate = MATRIX_RATE * t->rate;

    blt__gemm(t->dactive, HIDDEN, 0, 1, t->dh, DIM, 0, t->second.v, HIDDEN, 0,
              BATCH, HIDDEN, DIM);
    blt__gemm(t->second.d, HIDDEN, 0, 1, t->dh, DIM, 1, t->active, HIDDEN, 0,
              DIM, HIDDEN, BATCH);
    memset(t->bias.d, 0, OUTPUTS * sizeof *t->bias.d);
    for (size_t b = 0; b < BATCH; b++) {
        float *dy = t->dy + b * OUTPUTS;

        memcpy(dy, t->dh + b * DIM, DIM * sizeof *dy);
        for (size_t k = 0; k < HIDDEN; k++)
            dy[DIM + k] = t->active[b * HIDDEN + k] > 0
                ? t->dactive[b * HIDDEN + k] : 0;
        for (size_t k = 0; k < OUTPUTS; k++)
            t->bias.d[k] += dy[k];
    }
    blt__gemm(t->dx, INPUTS, 0, 1, t->dy, OUTPUTS, 0, t->first.v, INPUTS, 0,
              BATCH, INPUTS, OUTPUTS);
    blt__gemm(t->first.d, INPUTS, 0, 1, t->dy, OUTPUTS, 1, t->x, INPUTS, 0,
              OUTPUTS, INPUTS, BATCH);
    adam(&t->first, rate, t->steps);
    adam(&t->second, rate, t->steps);
    adam(&t->bias, rate, t->steps);
}

/* Moves the input vectors. */
static void
step_input(blt__cloze_trainer *t)
{
    float rate = TABLE_RATE * t->rate;

    for (size_t b = 0; b < BATCH; b++) {
        float *dx = t->dx + b * INPUTS, *sum = dx + 2 * ADJACENT * ADJACENT_DIM;

        for (size_t q = 0; q < 2 * ADJACENT; q++)
            step_vector(&t->in, t->adjacent[b][q], dx + q * ADJACENT_DIM,
                        ADJACENT_DIM, rate);
        for (size_t k = 0; t->n_window[b] > 0 && k < IN; k++)
            sum[k] /= sqrtf((float)t->n_window[b]);
        for (size_t q = 0; q < t->n_window[b]; q++)
            step_vector(&t->in, t->window[b][q], sum, IN, rate);
    }
}

static blt_status
train(blt__cloze_trainer *t, blt_error *err)
{
    double all = (double)t->p->passes * (double)t->expected, done = 0;
    blt_status s = BLT_OK;

    for (; s == BLT_OK && done < all && t->places > 0; done += BATCH) {
        float left = (float)(1 - done / all);

        t->steps++;
        t->rate = fmaxf(left, MIN_RATE)
            * (t->steps < WARM ? (float)t->steps / WARM : 1);
        blt__cloze_sample(t);
        forward(t);
        step_output(t);
        backward(t);
        step_input(t);
        s = blt__monitor_report(t->p->monitor, "training the cloze network",
                                (uint64_t)done, (uint64_t)all, err);
    }
    return s;
}

/* ---- initialisation ------------------------------------------ */

/* Uniform in [-most, most). */
static float
uniform(blt__cloze_trainer *t, float most)
{
    return (float)(2 * blt__rng_unit(&t->rng) - 1) * most;
}

static int
new_table(blt__cloze_table *a, size_t rows, size_t width)
{
    a->width = width;
    a->v = blt__alloc(rows * width, sizeof *a->v);
    a->squares = blt__alloc(rows, sizeof *a->squares);
    return a->v && a->squares;
}

static int
new_matrix(blt__cloze_matrix *a, size_t n)
{
    a->n = n;
    a->v = blt__alloc(n, sizeof *a->v);
    a->d = blt__alloc(n, sizeof *a->d);
    a->mean = blt__alloc(n, sizeof *a->mean);
    a->square = blt__alloc(n, sizeof *a->square);
    return a->v && a->d && a->mean && a->square;
}

/* Initially h is a weighted sum of the vectors of the context.  The scales are
 * chosen. */
static void
initialise(blt__cloze_trainer *t)
{
    float *a = t->first.v;

    for (size_t i = 0; i < (size_t)t->p->words * IN; i++)
        t->in.v[i] = uniform(t, 0.2f);
    for (size_t k = 0; k < DIM; k++) {
        for (size_t q = 0; k < ADJACENT_DIM && q < 2 * ADJACENT; q++)
            a[k * INPUTS + q * ADJACENT_DIM + k] = 0.7f;
        if (k < IN)
            a[k * INPUTS + 2 * ADJACENT * ADJACENT_DIM + k] = 0.3f;
    }
    for (size_t i = (size_t)DIM * INPUTS; i < (size_t)OUTPUTS * INPUTS; i++)
        a[i] = uniform(t, 1.7f / sqrtf(INPUTS));
    for (size_t i = 0; i < (size_t)DIM * HIDDEN; i++)
        t->second.v[i] = uniform(t, 0.5f / sqrtf(HIDDEN));
}

static int
new_batch(blt__cloze_trainer *t)
{
    float **part[] = { &t->x, &t->dx, &t->y, &t->dy, &t->active, &t->dactive,
                       &t->h, &t->dh, &t->score, &t->u, &t->du };
    const size_t n[] = { INPUTS, INPUTS, OUTPUTS, OUTPUTS, HIDDEN, HIDDEN, DIM,
                         DIM, NOISE, 0, 0 };

    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        *part[i] = blt__alloc(n[i] ? BATCH * n[i] : NOISE * DIM,
                              sizeof **part[i]);
        if (!*part[i])
            return 0;
    }
    return 1;
}

static void
free_trainer(blt__cloze_trainer *t)
{
    void *all[] = {
        t->in.v,     t->in.squares, t->out.v,       t->out.squares,
        t->first.v,  t->first.d,    t->first.mean,  t->first.square,
        t->bias.v,   t->bias.d,     t->bias.mean,   t->bias.square,
        t->second.v, t->second.d,   t->second.mean, t->second.square,
        t->keep,     t->in_window,  t->draw,        t->place,
        t->x,        t->dx,         t->y,           t->dy,
        t->active,   t->dactive,    t->h,           t->dh,
        t->score,    t->u,          t->du
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
    free(t);
}

/* ---- the whole -------------------------------------------------------------- */

blt_status
blt__cloze_train(blt__cloze_data *d, const blt__cloze_corpus *p,
                 blt_error *err)
{
    blt__cloze_trainer *t = calloc(1, sizeof *t);
    blt_status s;

    if (!t)
        return blt__fail_memory(err, "cloze network");
    t->p = p;
    blt__rng_seed(&t->rng, p->seed);
    blt__gemm_init();
    s = new_table(&t->in, p->words, IN) && new_table(&t->out, p->words, DIM)
        && new_matrix(&t->first, (size_t)OUTPUTS * INPUTS)
        && new_matrix(&t->bias, OUTPUTS)
        && new_matrix(&t->second, (size_t)DIM * HIDDEN) && new_batch(t)
        ? blt__cloze_sample_init(t, err)
        : blt__fail_memory(err, "cloze network");
    if (s == BLT_OK) {
        initialise(t);
        s = train(t, err);
    }
    if (s == BLT_OK)
        s = blt__cloze_pack(d, t, err);
    free_trainer(t);
    return s;
}
