/* Training what is around words.
 *
 * A batch of places is looked at together, and shares the words drawn as
 * noise: the products are then matrices by matrices.  Vectors have a rate of
 * their own each, by what they were moved before [Adagrad: Duchi, Hazan,
 * Singer 2011], matrices Adam's [Kingma, Ba 2015]; all rates fall to nothing
 * along a line. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "num/kern.h"
#include "lang/cloze.h"

enum {
    NEAR = 3,                   /* places on a side */
    FAR = 10,                   /* words on a side that are further away */
    PART = 64,                  /* numbers of a vector next to the place */
    WIDTH = 96,                 /* and of one further away */
    D = 96,                     /* numbers of what is around */
    HIDDEN = 384,
    INPUTS = 2 * NEAR * PART + WIDTH,
    OUTPUTS = D + HIDDEN,
    BATCH = 256,                /* places */
    NOISE = 512,                /* words drawn for a batch */
    TABLE = 1 << 22,            /* to draw from */
    WARM = 500,                 /* steps until rates are whole */
    FILL = 12                   /* words in a bucket */
};

#define TABLE_RATE 0.2f
#define MATRIX_RATE 0.001f
#define OFTEN 1e-3              /* words more frequent than this are asked
                                   for less often than they come */
#define SELDOM 0.3f             /* but not less than this part */
#define FAR_OFTEN 8.2e-3        /* words that say nothing from further away */

typedef struct table {          /* vectors */
    float *v, *moved;           /* [rows, width], [rows] sums of squares */
    size_t width;
} table;

typedef struct matrix {
    float *v, *d, *m, *s;       /* gradient, its mean and mean square */
    size_t n;
} matrix;

typedef struct trainer {
    const blt__cloze_corpus *p;
    blt__rng rng;
    table in, out;
    matrix first, bias, second;
    float *keep;                /* [words] how often a word is asked for */
    uint8_t *far;               /* [words] counts when further away */
    uint32_t *draw;             /* [TABLE] */
    uint32_t *place;            /* [places] of the text that may be asked for */
    size_t places, at;
    size_t expected;            /* places of a pass */
    uint64_t steps;
    float rate;                 /* part of the whole rates */

    /* of a batch */
    uint32_t near[BATCH][2 * NEAR], away[BATCH][2 * FAR], want[BATCH],
        noise[NOISE];
    size_t n_away[BATCH];
    float *x, *y, *active, *h;  /* [BATCH, INPUTS] [.., OUTPUTS] [.., HIDDEN]
                                   [.., D] */
    float *dx, *dy, *dactive, *dh;
    float *score, *u, *du;      /* [BATCH, NOISE] [NOISE, D] */
} trainer;

/* ---- what words are asked for -------------------------------------------------- */

static blt_status
count(trainer *t, blt_error *err)
{
    const blt__cloze_corpus *p = t->p;
    double *n = blt__alloc(p->words, sizeof *n), all = 0, sum = 0, upto = 0;
    size_t k = 0;

    t->keep = blt__alloc(p->words, sizeof *t->keep);
    t->far = blt__alloc(p->words, sizeof *t->far);
    t->draw = blt__alloc(TABLE, sizeof *t->draw);
    if (!n || !t->keep || !t->far || !t->draw) {
        free(n);
        return blt__fail_memory(err, "words around");
    }
    for (size_t i = 0; i < p->n; i++)
        if (p->text[i] != BLT__CLOZE_BREAK) {
            n[p->text[i]]++;
            all++;
        }
    for (uint32_t w = 0; w < p->words; w++) {
        double share = n[w] / (all + 1);
        int unknown = w == BLT__CLOZE_UNKNOWN;

        t->far[w] = p->is_word[w] && !unknown && share < FAR_OFTEN;
        t->keep[w] = unknown ? SELDOM : !p->is_word[w] ? 0
            : share > OFTEN ? fmaxf((float)sqrt(OFTEN / share), SELDOM) : 1;
        sum += n[w] * t->keep[w];
    }
    for (uint32_t w = 0; w < p->words && sum > 0; w++) {
        upto += n[w] * t->keep[w] / sum;
        while (k < TABLE && (double)k < upto * TABLE)
            t->draw[k++] = w;
    }
    while (k < TABLE)
        t->draw[k++] = BLT__CLOZE_UNKNOWN;
    t->expected = (size_t)sum;
    free(n);
    return BLT_OK;
}

static blt_status
find_places(trainer *t, blt_error *err)
{
    const blt__cloze_corpus *p = t->p;
    size_t n = 0;

    for (size_t i = 0; i < p->n; i++)
        n += p->text[i] != BLT__CLOZE_BREAK && t->keep[p->text[i]] > 0;
    t->place = blt__alloc(n + 1, sizeof *t->place);
    if (!t->place)
        return blt__fail_memory(err, "words around");
    for (size_t i = 0; i < p->n; i++)
        if (p->text[i] != BLT__CLOZE_BREAK && t->keep[p->text[i]] > 0)
            t->place[t->places++] = (uint32_t)i;
    t->at = t->places;
    return BLT_OK;
}

/* In another order for each pass. */
static void
shuffle(trainer *t)
{
    for (size_t i = t->places; i > 1; i--) {
        size_t j = (size_t)blt__rng_below(&t->rng, i);
        uint32_t x = t->place[i - 1];

        t->place[i - 1] = t->place[j];
        t->place[j] = x;
    }
    t->at = 0;
}

/* ---- a batch ------------------------------------------------------------------- */

/* What is around place i of the text, as blt__cloze_context looks. */
static void
gather(trainer *t, size_t b, size_t i)
{
    const uint32_t *text = t->p->text;
    size_t n = 0;

    for (int right = 0; right < 2; right++) {
        size_t seen = 0, j = i;
        int ended = 0;

        for (size_t q = 0; q < NEAR + 2 * FAR && seen < FAR; q++) {
            uint32_t w = BLT__CLOZE_PAD;

            ended |= right ? j + 1 >= t->p->n : j == 0;
            if (!ended) {
                j = right ? j + 1 : j - 1;
                ended = text[j] == BLT__CLOZE_BREAK;
            }
            if (!ended)
                w = text[j];
            else if (q >= NEAR)
                break;
            if (q < NEAR)
                t->near[b][right ? NEAR + q : NEAR - 1 - q] = w;
            else if (t->far[w]) {
                t->away[b][n++] = w;
                seen++;
            }
        }
    }
    t->n_away[b] = n;
}

static void
draw_batch(trainer *t)
{
    for (size_t b = 0; b < BATCH;) {
        size_t i;

        if (t->at == t->places)
            shuffle(t);
        i = t->place[t->at++];
        if (blt__rng_unit(&t->rng) >= t->keep[t->p->text[i]])
            continue;
        t->want[b] = t->p->text[i];
        gather(t, b++, i);
    }
    for (size_t k = 0; k < NOISE; k++)
        t->noise[k] = t->draw[blt__rng_below(&t->rng, TABLE)];
}

static void
forward(trainer *t)
{
    memset(t->x, 0, BATCH * INPUTS * sizeof *t->x);
    for (size_t b = 0; b < BATCH; b++) {
        float *x = t->x + b * INPUTS, *far = x + 2 * NEAR * PART;

        for (size_t q = 0; q < 2 * NEAR; q++)
            memcpy(x + q * PART, t->in.v + t->near[b][q] * (size_t)WIDTH,
                   PART * sizeof *x);
        for (size_t q = 0; q < t->n_away[b]; q++) {
            const float *v = t->in.v + t->away[b][q] * (size_t)WIDTH;

            for (size_t k = 0; k < WIDTH; k++)
                far[k] += v[k];
        }
        for (size_t k = 0; t->n_away[b] > 0 && k < WIDTH; k++)
            far[k] /= sqrtf((float)t->n_away[b]);
    }
    blt__gemm(t->y, OUTPUTS, 0, 1, t->x, INPUTS, 0, t->first.v, INPUTS, 1,
              BATCH, OUTPUTS, INPUTS);
    for (size_t b = 0; b < BATCH; b++) {
        float *y = t->y + b * OUTPUTS, *a = t->active + b * HIDDEN;

        for (size_t k = 0; k < OUTPUTS; k++)
            y[k] += t->bias.v[k];
        for (size_t k = 0; k < HIDDEN; k++)
            a[k] = fmaxf(y[D + k], 0);
        memcpy(t->h + b * D, y, D * sizeof *y);
    }
    blt__gemm(t->h, D, 1, 1, t->active, HIDDEN, 0, t->second.v, HIDDEN, 1,
              BATCH, D, HIDDEN);
}

/* d log sigmoid(s - log NOISE) / ds where the word stands there, and where it
 * is noise. */
static float
pull(float s, int stands)
{
    float p = 1 / (1 + expf(logf(NOISE) - s));

    return (float)stands - p;
}

/* A vector along its gradient g (uphill). */
static void
move(table *a, uint32_t row, const float *g, size_t n, float rate)
{
    float *v = a->v + row * a->width, sum = 0;

    for (size_t k = 0; k < n; k++)
        sum += g[k] * g[k];
    a->moved[row] += sum / (float)n;
    rate /= sqrtf(a->moved[row] + 1e-8f);
    for (size_t k = 0; k < n; k++)
        v[k] += rate * g[k];
}

/* Compares each place's word and the noise; moves their vectors, and leaves
 * the gradient of what is around in dh. */
static void
compare(trainer *t)
{
    float rate = TABLE_RATE * t->rate;

    for (size_t k = 0; k < NOISE; k++)
        memcpy(t->u + k * D, t->out.v + t->noise[k] * (size_t)D,
               D * sizeof *t->u);
    blt__gemm(t->score, NOISE, 0, 1, t->h, D, 0, t->u, D, 1, BATCH, NOISE, D);
    for (size_t i = 0; i < (size_t)BATCH * NOISE; i++)
        t->score[i] = pull(t->score[i], 0);
    blt__gemm(t->dh, D, 0, 1, t->score, NOISE, 0, t->u, D, 0, BATCH, D,
              NOISE);
    blt__gemm(t->du, D, 0, 1, t->score, NOISE, 1, t->h, D, 0, NOISE, D,
              BATCH);
    for (size_t k = 0; k < NOISE; k++)
        move(&t->out, t->noise[k], t->du + k * D, D, rate);
    for (size_t b = 0; b < BATCH; b++) {
        const float *h = t->h + b * D, *u = t->out.v + t->want[b] * (size_t)D;
        float *dh = t->dh + b * D, du[D], s = 0, g;

        for (size_t k = 0; k < D; k++)
            s += u[k] * h[k];
        g = pull(s, 1);
        for (size_t k = 0; k < D; k++) {
            dh[k] += g * u[k];
            du[k] = g * h[k];
        }
        move(&t->out, t->want[b], du, D, rate);
    }
}

static void
adam(matrix *a, float rate, uint64_t steps)
{
    float first = 1 - powf(0.9f, (float)steps),
        second = 1 - powf(0.999f, (float)steps);

    for (size_t i = 0; i < a->n; i++) {
        a->m[i] += 0.1f * (a->d[i] - a->m[i]);
        a->s[i] += 0.001f * (a->d[i] * a->d[i] - a->s[i]);
        a->v[i] += rate * (a->m[i] / first)
            / (sqrtf(a->s[i] / second) + 1e-8f);
    }
}

static void
backward(trainer *t)
{
    float rate = MATRIX_RATE * t->rate;

    blt__gemm(t->dactive, HIDDEN, 0, 1, t->dh, D, 0, t->second.v, HIDDEN, 0,
              BATCH, HIDDEN, D);
    blt__gemm(t->second.d, HIDDEN, 0, 1, t->dh, D, 1, t->active, HIDDEN, 0,
              D, HIDDEN, BATCH);
    memset(t->bias.d, 0, OUTPUTS * sizeof *t->bias.d);
    for (size_t b = 0; b < BATCH; b++) {
        float *dy = t->dy + b * OUTPUTS;

        memcpy(dy, t->dh + b * D, D * sizeof *dy);
        for (size_t k = 0; k < HIDDEN; k++)
            dy[D + k] = t->active[b * HIDDEN + k] > 0
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

/* The vectors of what was looked at. */
static void
move_seen(trainer *t)
{
    float rate = TABLE_RATE * t->rate;

    for (size_t b = 0; b < BATCH; b++) {
        float *dx = t->dx + b * INPUTS, *far = dx + 2 * NEAR * PART;

        for (size_t q = 0; q < 2 * NEAR; q++)
            move(&t->in, t->near[b][q], dx + q * PART, PART, rate);
        for (size_t k = 0; t->n_away[b] > 0 && k < WIDTH; k++)
            far[k] /= sqrtf((float)t->n_away[b]);
        for (size_t q = 0; q < t->n_away[b]; q++)
            move(&t->in, t->away[b][q], far, WIDTH, rate);
    }
}

static void
train(trainer *t)
{
    double all = (double)t->p->passes * (double)t->expected, done = 0;

    for (; done < all && t->places > 0; done += BATCH) {
        float left = (float)(1 - done / all);

        t->steps++;
        t->rate = fmaxf(left, 0.01f)
            * (t->steps < WARM ? (float)t->steps / WARM : 1);
        draw_batch(t);
        forward(t);
        compare(t);
        backward(t);
        move_seen(t);
    }
}

/* ---- from the first numbers to the file ------------------------------------------ */

static float
chance(trainer *t, float most)
{
    return (float)(2 * blt__rng_unit(&t->rng) - 1) * most;
}

static int
new_table(table *a, size_t rows, size_t width)
{
    a->width = width;
    a->v = blt__alloc(rows * width, sizeof *a->v);
    a->moved = blt__alloc(rows, sizeof *a->moved);
    return a->v && a->moved;
}

static int
new_matrix(matrix *a, size_t n)
{
    a->n = n;
    a->v = blt__alloc(n, sizeof *a->v);
    a->d = blt__alloc(n, sizeof *a->d);
    a->m = blt__alloc(n, sizeof *a->m);
    a->s = blt__alloc(n, sizeof *a->s);
    return a->v && a->d && a->m && a->s;
}

/* To begin with, what is around is the sum of vectors, weighed by place. */
static void
begin(trainer *t)
{
    float *a = t->first.v;

    for (size_t i = 0; i < (size_t)t->p->words * WIDTH; i++)
        t->in.v[i] = chance(t, 0.2f);
    for (size_t k = 0; k < D; k++) {
        for (size_t q = 0; k < PART && q < 2 * NEAR; q++)
            a[k * INPUTS + q * PART + k] = 0.7f;
        if (k < WIDTH)
            a[k * INPUTS + 2 * NEAR * PART + k] = 0.3f;
    }
    for (size_t i = (size_t)D * INPUTS; i < (size_t)OUTPUTS * INPUTS; i++)
        a[i] = chance(t, 1.7f / sqrtf(INPUTS));
    for (size_t i = 0; i < (size_t)D * HIDDEN; i++)
        t->second.v[i] = chance(t, 0.5f / sqrtf(HIDDEN));
}

static int
new_batch(trainer *t)
{
    float **part[] = { &t->x, &t->dx, &t->y, &t->dy, &t->active, &t->dactive,
                       &t->h, &t->dh, &t->score, &t->u, &t->du };
    const size_t n[] = { INPUTS, INPUTS, OUTPUTS, OUTPUTS, HIDDEN, HIDDEN, D,
                         D, NOISE, 0, 0 };

    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        *part[i] = blt__alloc(n[i] ? BATCH * n[i] : NOISE * D,
                              sizeof **part[i]);
        if (!*part[i])
            return 0;
    }
    return 1;
}

static void
drop(trainer *t)
{
    void *all[] = {
        t->in.v, t->in.moved, t->out.v, t->out.moved, t->first.v, t->first.d,
        t->first.m, t->first.s, t->bias.v, t->bias.d, t->bias.m, t->bias.s,
        t->second.v, t->second.d, t->second.m, t->second.s, t->keep, t->far,
        t->draw, t->place, t->x, t->dx, t->y, t->dy, t->active, t->dactive,
        t->h, t->dh, t->score, t->u, t->du
    };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
    free(t);
}

static void
put32(blt__buf *b, uint32_t x)
{
    const uint8_t p[4] = { (uint8_t)x, (uint8_t)(x >> 8), (uint8_t)(x >> 16),
                           (uint8_t)(x >> 24) };

    blt__buf_put(b, p, 4);
}

static void
put16(blt__buf *b, uint32_t x)
{
    const uint8_t p[2] = { (uint8_t)x, (uint8_t)(x >> 8) };

    blt__buf_put(b, p, 2);
}

static void
put_matrix(blt__buf *b, const matrix *a)
{
    for (size_t i = 0; i < a->n; i++)
        put16(b, blt__bf16_from(a->v[i]));
}

static int
put_row(blt__buf *b, blt__buf *scales, const table *a, uint32_t row)
{
    uint8_t q[WIDTH > D ? WIDTH : D];
    uint16_t scale;

    if (!blt__row_pack(q, &scale, a->v + row * a->width, a->width, BLT__I4))
        return 0;
    blt__buf_put(b, q, a->width / 2);
    put16(scales, scale);
    return 1;
}

typedef struct order { uint64_t hash; uint32_t row; } order;

static int
by_hash(const void *a, const void *b)
{
    uint64_t x = ((const order *)a)->hash, y = ((const order *)b)->hash;

    return x < y ? -1 : x > y;
}

/* Rows in the order of the words' table. */
static blt_status
write(blt__cloze_data *d, const trainer *t, blt_error *err)
{
    const blt__cloze_corpus *p = t->p;
    uint32_t buckets = p->words / FILL + 1, n = 0;
    order *o = blt__alloc(p->words, sizeof *o);

    if (!o)
        return blt__fail_memory(err, "words around");
    for (uint32_t w = 0; w < p->words; w++)
        o[w] = (order){ blt__gram_hash(&p->key[w], 1), w };
    qsort(o, p->words, sizeof *o, by_hash);
    for (uint32_t b = 0; b <= buckets; b++) {
        put32(&d->start, n);
        while (n < p->words && (o[n].hash >> 32) * buckets >> 32 == b)
            n++;
    }
    for (uint32_t i = 0; i < p->words; i++) {
        uint32_t w = o[i].row;
        uint8_t what = t->far[w];

        put16(&d->rest, (uint32_t)o[i].hash & 0xffff);
        blt__buf_put(&d->word, &what, 1);
        if (!put_row(&d->in, &d->in_scale, &t->in, w)
            || !put_row(&d->out, &d->out_scale, &t->out, w)) {
            free(o);
            return blt__fail(err, BLT_EDATA,
                             "words around: training went astray");
        }
    }
    free(o);
    put32(&d->head, 1);
    put32(&d->head, NEAR);
    put32(&d->head, FAR);
    put_matrix(&d->first, &t->first);
    put_matrix(&d->second, &t->second);
    blt__buf_put(&d->bias, t->bias.v, t->bias.n * sizeof *t->bias.v);
    d->rows = p->words;
    return d->head.failed || d->start.failed || d->rest.failed
        || d->word.failed || d->in.failed || d->in_scale.failed
        || d->out.failed || d->out_scale.failed || d->first.failed
        || d->second.failed || d->bias.failed
        ? blt__fail_memory(err, "words around") : BLT_OK;
}

blt_status
blt__cloze_train(blt__cloze_data *d, const blt__cloze_corpus *p,
                 blt_error *err)
{
    trainer *t = calloc(1, sizeof *t);
    blt_status s;

    if (!t)
        return blt__fail_memory(err, "words around");
    t->p = p;
    blt__rng_seed(&t->rng, p->seed);
    blt__gemm_init();
    s = new_table(&t->in, p->words, WIDTH) && new_table(&t->out, p->words, D)
        && new_matrix(&t->first, (size_t)OUTPUTS * INPUTS)
        && new_matrix(&t->bias, OUTPUTS)
        && new_matrix(&t->second, (size_t)D * HIDDEN) && new_batch(t)
        ? count(t, err) : blt__fail_memory(err, "words around");
    if (s == BLT_OK)
        s = find_places(t, err);
    if (s == BLT_OK) {
        begin(t);
        train(t);
        s = write(d, t, err);
    }
    drop(t);
    return s;
}

void
blt__cloze_data_free(blt__cloze_data *d)
{
    blt__buf *all[] = { &d->head, &d->start, &d->rest, &d->word, &d->in,
                        &d->in_scale, &d->out, &d->out_scale, &d->first,
                        &d->bias, &d->second };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        blt__buf_free(all[i]);
}

static void
add(blt__st_out *o, const char *name, const char *dtype, size_t rows,
    size_t cols)
{
    const int64_t shape[] = { (int64_t)rows, (int64_t)cols };

    blt__st_out_add(o, name, dtype, cols ? 2 : 1, shape);
}

void
blt__cloze_declare(blt__st_out *o, const blt__cloze_data *d)
{
    add(o, "around.head", "U32", d->head.n / 4, 0);
    add(o, "around.start", "U32", d->start.n / 4, 0);
    add(o, "around.rest", "U16", d->rows, 0);
    add(o, "around.word", "U8", d->rows, 0);
    add(o, "around.in", "U8", d->rows, WIDTH / 2);
    add(o, "around.in_scale", "BF16", d->rows, 0);
    add(o, "around.out", "U8", d->rows, D / 2);
    add(o, "around.out_scale", "BF16", d->rows, 0);
    add(o, "around.first", "BF16", OUTPUTS, INPUTS);
    add(o, "around.bias", "F32", OUTPUTS, 0);
    add(o, "around.second", "BF16", D, HIDDEN);
}

void
blt__cloze_write(blt__st_out *o, const blt__cloze_data *d)
{
    const blt__buf *all[] = { &d->head, &d->start, &d->rest, &d->word, &d->in,
                              &d->in_scale, &d->out, &d->out_scale, &d->first,
                              &d->bias, &d->second };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        blt__st_out_data(o, all[i]->p, all[i]->n);
}
