/* Sampling: logits to one id.  In double, every sum in a fixed order, so that
 * a seed determines the text.  The filters are applied in the order of Hugging
 * Face's generate(): temperature, top-k, top-p, min-p. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include "gen/gen.h"

typedef struct pick {
    double x;               /* logit, then weight */
    int id;
} pick;

static int
by_weight(const void *a, const void *b)
{
    const pick *p = a, *q = b;

    if (p->x != q->x)
        return p->x < q->x ? 1 : -1;
    return p->id - q->id;
}

/* A repeated byte becomes less likely, whatever the sign of its logit.
 * [Keskar et al. 2019, section 4.1, as corrected for negative logits in HF] */
static double
penalised(double x, double penalty)
{
    return x > 0 ? x / penalty : x * penalty;
}

int
blt__sample(const float *logits, const uint8_t *may, const uint32_t *recent,
            const double *add, const blt_gen_options *opt, blt__rng *rng)
{
    pick p[BLT_VOCAB];
    double sum = 0, draw;
    int n = 0, i;

    for (int id = 0; id < BLT_VOCAB; id++) {
        double x = logits[id];

        if (!may[id] || x == -INFINITY)
            continue;
        if (!isfinite(x))
            return -1;
        if (recent != NULL && id >= BLT_ID_BYTE && recent[id - BLT_ID_BYTE])
            x = penalised(x, opt->repeat_penalty);
        if (add != NULL && id >= BLT_ID_BYTE)
            x += add[id - BLT_ID_BYTE];
        p[n++] = (pick){ x, id };
    }
    if (n == 0)
        return -1;
    qsort(p, (size_t)n, sizeof *p, by_weight);
    if (opt->temperature == 0)
        return p[0].id;

    if (opt->top_k > 0 && n > opt->top_k)
        n = opt->top_k;
    /* Downwards, because p[0].x is used for the others. */
    for (i = n - 1; i >= 0; i--) {
        p[i].x = exp((p[i].x - p[0].x) / opt->temperature);
        sum += p[i].x;
    }
    if (opt->top_p < 1) {
        double want = opt->top_p * sum, part = 0;

        for (i = 0; i < n && (i == 0 || part < want); i++)
            part += p[i].x;
        n = i;
    }
    while (n > 1 && p[n - 1].x < opt->min_p)
        n--;
    for (sum = 0, i = 0; i < n; i++)
        sum += p[i].x;
    draw = blt__rng_unit(rng) * sum;
    for (i = 0; i < n - 1; i++) {
        draw -= p[i].x;
        if (draw < 0)
            break;
    }
    return p[i].id;
}
