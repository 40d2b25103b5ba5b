/* All parameters of a model in float32, laid out for training, and their
 * random initial values. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "num/half.h"
#include "num/rows.h"
#include "train/params.h"

/* Initial values: 1 for norms, else normal with the tensor's standard
 * deviation times factor, cut off at three of them. */
static void
fill(float *w, const blt__tensor *t, size_t n, double factor, uint64_t seed)
{
    double sigma = t->sigma * factor;
    blt__rng g;

    blt__rng_seed(&g, seed);
    for (size_t i = 0; i < n; i++) {
        double z = 1;

        if (t->kind != BLT__KIND_NORM) {
            do
                z = blt__rng_normal(&g);
            while (fabs(z) > 3);
            z *= sigma;
        }
        w[i] = (float)z;
    }
}

/* Gives every tensor its offset, then allocates the arrays. */
static int
assign_offsets(blt__params *p)
{
    for (size_t i = 0; i < p->count; i++) {
        const blt__tensor *t = &p->table[i];
        size_t n, *end = &p->n[!t->patcher];

        if (!blt__size_mul(&n, t->mat->rows, t->mat->cols) || n > SIZE_MAX / 8)
            return 0;
        if (t->mat == &p->w.encoder.hash) {
            p->place[i] = BLT__SEPARATE;
            p->n_hash = n;
            continue;
        }
        p->place[i] = *end;
        if (!blt__size_add(end, *end, (n + 15) / 16 * 16))
            return 0;
    }
    p->run[0] = blt__alloc(p->n[0], sizeof(float));
    p->run[1] = blt__alloc(p->n[1], sizeof(float));
    p->hash = blt__alloc(p->n_hash, sizeof(float));
    return p->run[0] != NULL && p->run[1] != NULL && p->hash != NULL;
}

blt_status
blt__params_new(blt__params *p, const blt__recipe *r, blt_error *err)
{
    blt__rng g;
    blt_status s;

    memset(p, 0, sizeof *p);
    s = blt__weights_layout(&p->w, &p->table, &p->count, &r->config, err);
    if (s != BLT_OK)
        return s;
    p->place = calloc(p->count, sizeof *p->place);
    if (p->place == NULL || !assign_offsets(p)) {
        blt__params_free(p);
        return blt__fail_memory(err, "parameters");
    }
    /* One generator per tensor: none depends on the sizes of the others. */
    blt__rng_seed(&g, (uint64_t)r->seed);
    for (size_t i = 0; i < p->count; i++) {
        const blt__tensor *t = &p->table[i];
        float *w = p->place[i] == BLT__SEPARATE ? p->hash
            : p->run[!t->patcher] + p->place[i];
        double factor = p->place[i] == BLT__SEPARATE ? r->table_start
            : t->kind == BLT__KIND_RESIDUAL && !t->patcher
            ? r->residual_start : 1;

        t->mat->p = w;
        t->mat->type = BLT__F32;
        fill(w, t, blt__params_size(p, i), factor, blt__rng_next(&g));
    }
    return BLT_OK;
}

void
blt__params_free(blt__params *p)
{
    free(p->run[0]);
    free(p->run[1]);
    free(p->hash);
    free(p->place);
    free(p->table);
    blt__weights_free(&p->w);
    memset(p, 0, sizeof *p);
}

static void
round_run(float *w, size_t n, blt__type type)
{
    for (size_t i = 0; type != BLT__F32 && i < n; i++)
        w[i] = type == BLT__BF16 ? blt__bf16_to(blt__bf16_from(w[i]))
                                 : blt__f16_to(blt__f16_from(w[i]));
}

void
blt__params_round(blt__params *p, int stage, blt__type type)
{
    const size_t width = p->w.encoder.hash.cols;

    round_run(p->run[stage], p->n[stage],
              blt__type_scaled(type) ? BLT__BF16 : type);
    if (stage == 1 && !blt__type_scaled(type))
        round_run(p->hash, p->n_hash, type);
    for (size_t i = 0; stage == 1 && blt__type_scaled(type)
         && i < p->n_hash; i += width)
        blt__row_round(p->hash + i, width, type);
}
