/* Cross-attention of a session over the rows of a piece. */
#include "config.h"
#include "latent/cross_rows.h"
#include "nn/cross.h"
#include "nn/row_blocks.h"

static void
key_rows(void *arg, size_t first, size_t rows, int worker)
{
    blt__cross_rows *r = arg;
    const size_t d = (size_t)r->part->hidden, kv = blt__part_kv(r->part);
    blt__cross_acts a = { .kn = r->s->scratch.kn + first * d,
                          .k = r->k + first * kv, .v = r->v + first * kv };

    (void)worker;
    blt__cross_keys(&a, r->cross, r->x + first * d, r->part->eps, rows,
                    blt__session_exact(r->s, BLT__N_CROSS, r->columns));
}

static void
cross_rows(void *arg, size_t first, size_t rows, int worker)
{
    blt__cross_rows *r = arg;
    struct blt__scratch *w = &r->s->scratch;
    const size_t d = (size_t)r->part->hidden, q = (size_t)r->queries,
                 lo = w->lo[first], len = w->hi[first] - lo;
    /* Ranges are disjoint and ascending in the encoder, all of one length
     * in the decoder: either way this is where the row's part begins. */
    size_t at = q > 0 ? q * lo + first % q * len : first * len;
    blt__cross_acts a = { .qn = w->qn + first * d, .q = w->q + first * d,
                          .k = (float *)r->ck, .v = (float *)r->cv,
                          .att = w->att + first * d,
                          .prob = w->prob + (size_t)r->part->heads * at };

    (void)worker;
    blt__cross_fwd(r->y + first * d, &a, r->cross, r->x + first * d,
                   w->lo + first, w->hi + first, r->part, rows,
                   blt__session_exact(r->s, BLT__N_CROSS, r->columns));
}

/* The threads share the blocks of rows, or the columns of the products of a
 * single block. */
static void
run(blt__cross_rows *r, size_t n,
    void (*fn)(void *arg, size_t first, size_t rows, int worker))
{
    blt_pool *pool = r->s->shared->opt.pool;

    r->columns = n <= BLT__ROWS ? pool : NULL;
    blt__rows_run(pool, n, fn, r);
}

void
blt__cross_rows_keys(blt__cross_rows *r, size_t n)
{
    run(r, n, key_rows);
}

void
blt__cross_rows_run(blt__cross_rows *r, size_t n)
{
    run(r, n, cross_rows);
}
