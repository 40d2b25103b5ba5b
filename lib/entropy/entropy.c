#include "config.h"
#include <stdlib.h>
#include "base/base.h"
#include "entropy/entropy.h"
#include "nn/linear.h"
#include "nn/loss.h"
#include "nn/row_blocks.h"
#include "num/kern.h"

blt_status
blt__entropy_init(blt__entropy *e, const blt_config *c, const blt__weights *w,
                  const blt__rope *rope, int64_t window, blt_pool *pool,
                  blt_error *err)
{
    *e = (blt__entropy){ .w = w };
    return blt__stack_init(&e->stack, &c->patcher, w->patcher.layer, rope,
                           window, pool, err);
}

void
blt__entropy_free(blt__entropy *e)
{
    blt__stack_free(&e->stack);
    free(e->x);
    free(e->logits);
    free(e->scratch);
    *e = (blt__entropy){ 0 };
}

blt_status
blt__entropy_copy(blt__entropy *to, const blt__entropy *from, blt_error *err)
{
    *to = (blt__entropy){ .w = from->w };
    return blt__stack_copy(&to->stack, &from->stack, err);
}

struct entropy_head {
    blt__entropy *e;
    float *entropy;
};

/* Final norm, output head and entropy of a block of rows. */
static void
head_rows(void *arg, size_t first, size_t rows, int worker)
{
    struct entropy_head *h = arg;
    blt__entropy *e = h->e;
    const blt_part *p = &e->stack.part;
    const size_t d = (size_t)p->hidden;
    float *x = e->x + first * d, *logits = e->logits + first * BLT_VOCAB;
    float *t = e->scratch
        + (size_t)worker * (BLT_VOCAB + 12 + d * BLT__ROWS);

    blt__kern_get()->norm(t + BLT_VOCAB + 12, NULL, x, e->w->patcher.norm.p,
                          p->eps, rows, d);
    for (size_t i = 0; i < rows * d; i++)
        x[i] = t[BLT_VOCAB + 12 + i];
    blt__linear_fwd(logits, x, &e->w->patcher.head, rows,
                    (blt__exec){ BLT__EXACT, NULL, e->stack.count });
    blt__entropy_rows(h->entropy + first, logits, rows, BLT_VOCAB, t);
}

static blt_status
make_room(blt__entropy *e, size_t n, blt_error *err)
{
    const size_t d = (size_t)e->stack.part.hidden;

    if (n <= e->cap)
        return BLT_OK;
    free(e->x);
    free(e->logits);
    free(e->scratch);
    e->cap = 0;
    e->x = blt__alloc(n * d, sizeof *e->x);
    e->logits = blt__alloc(n * BLT_VOCAB, sizeof *e->logits);
    e->scratch = blt__alloc((size_t)blt_pool_threads(e->stack.pool)
                            * (BLT_VOCAB + 12 + d * BLT__ROWS),
                            sizeof *e->scratch);
    if (e->x == NULL || e->logits == NULL || e->scratch == NULL)
        return blt__fail_memory(err, "session");
    e->cap = n;
    return BLT_OK;
}

blt_status
blt__entropy_feed(blt__entropy *e, float *entropy, const int32_t *ids,
                  const int64_t *start, size_t n, blt__probe *probe,
                  blt_error *err)
{
    const size_t d = (size_t)e->stack.part.hidden;
    struct entropy_head h = { e, entropy };
    blt_status st = make_room(e, n, err);

    if (st == BLT_OK)
        st = blt__stack_begin(&e->stack, start, n, err);
    if (st != BLT_OK)
        return st;
    for (size_t i = 0; i < n; i++)
        blt__mat_row(e->x + i * d, &e->w->patcher.embed, (size_t)ids[i]);
    for (int l = 0; l < e->stack.part.layers; l++) {
        blt__stack_layer(&e->stack, l, e->x, n);
        blt__probe_call(probe, "patcher.layers", l, e->x, n, d);
    }
    blt__stack_end(&e->stack, n);
    blt__rows_run(e->stack.pool, n, head_rows, &h);
    blt__probe_call(probe, "patcher_hidden", -1, e->x, n, d);
    blt__probe_call(probe, "patcher_logits", -1, e->logits, n, BLT_VOCAB);
    return BLT_OK;
}
