/* Layers, each forward pass with its backward pass, and the key/value cache
 * with which a layer processes a text in pieces.
 *
 * Glossary: n rows (bytes or patches), d width of a stack, h heads, g
 * key/value heads, w width of a head, i inner width of the feed-forward,
 * v byte values.  Arrays are row-major and contiguous unless a stride is
 * given.  A gradient is `d` plus the name of its value. */
#ifndef BLT_NN_H
#define BLT_NN_H

#include <blt/config.h>
#include <blt/pool.h>
#include "base/base.h"
#include "file/weights.h"
#include "num/count.h"
#include "num/kern.h"

/* How products are computed: row-exact by our own kernels (any weight
 * type), or by OpenBLAS (float32 weights; faster on many rows).  A pool
 * divides the columns of large exact products, for rows too few to divide;
 * no element depends on it.  Work is added to count, if there is one. */
typedef struct blt__how {
    enum { BLT__EXACT, BLT__BLAS } math;
    blt_pool *pool;
    blt__count *count;
} blt__how;

/* A test may look at every stage: called with rows x [n, width]. */
typedef struct blt__tap {
    void (*fn)(void *arg, const char *stage, int layer, const float *x,
               size_t n, size_t width);
    void *arg;
} blt__tap;

static inline void
blt__tap_call(const blt__tap *tap, const char *stage, int layer,
              const float *x, size_t n, size_t width)
{
    if (tap != NULL && tap->fn != NULL)
        tap->fn(tap->arg, stage, layer, x, n, width);
}

/* ---- linear.c: y = x W^T ---------------------------------------------------- */

/* y [n, w->rows], x [n, w->cols] */
void
blt__linear_fwd(float *y, const float *x, const blt__mat *w, size_t n,
                blt__how how);

/* dx [n, cols] = beta * dx + dy W  unless NULL;  dw [rows, cols] += dy^T x. */
void
blt__linear_bwd(float *dx, float beta, const blt__mat *dw, const float *dy,
                const float *x, const blt__mat *w, size_t n);

/* y += x */
void
blt__add(float *restrict y, const float *restrict x, size_t n);

/* ---- rope.c: rotary positions, neighbouring pairs ----------------------------- */

/* Cosines and sines for any position without loss: the angle p * f is formed
 * in double as (p - p mod 256) f + (p mod 256) f, so position 10^9 is as
 * good as position 10.  The reference multiplies in float32, which drifts
 * from about 10^5 on and agrees to 1e-4 rad below 2000. */
typedef struct blt__rope {
    size_t width;
    double *freq;           /* [width/2] */
    double *low;            /* [256, width] cos, sin of (p mod 256) f */
} blt__rope;                /* read-only once made */

blt_status blt__rope_init(blt__rope *r, size_t width, double theta,
                          blt_error *err);
void blt__rope_free(blt__rope *r);

/* cs [n, width]: cos, sin of each pair for positions pos .. pos + n - 1. */
void
blt__rope_fill(float *cs, const blt__rope *r, int64_t pos, size_t n);

/* Turns every head of x [n, heads * width] by its row of cs; sign -1 is the
 * backward. */
void
blt__rope_apply(float *x, const float *cs, float sign, size_t n,
                size_t heads, size_t width);

/* ---- cache.c: keys and values of the positions so far -------------------------- */

/* Blocks of BLT__BLOCK positions, shared between copies until written.  In
 * a block, for each key/value head: the keys transposed [w, BLOCK], then
 * the values [BLOCK, ld], ld = w rounded up to 8, the rest zero. */
struct blt__block;

typedef struct blt__cache {
    size_t heads, width, ld;
    struct blt__block **block;
    size_t held, cap;       /* blocks held, room for pointers */
    int64_t first;          /* number of the first block held */
    int64_t len;            /* positions written so far */
    struct blt__block *spare;
} blt__cache;

void blt__cache_init(blt__cache *c, size_t heads, size_t width);
void blt__cache_free(blt__cache *c);
void blt__cache_reset(blt__cache *c);
blt_status blt__cache_copy(blt__cache *to, const blt__cache *from,
                           blt_error *err);

/* Makes positions len .. len + n - 1 writable: present and not shared. */
blt_status blt__cache_reserve(blt__cache *c, size_t n, blt_error *err);

/* Writes one reserved position.  Threads may write different positions at the
 * same time; len is advanced once afterwards. */
void blt__cache_put(blt__cache *c, int64_t pos, const float *k,
                    const float *v);

/* Releases the blocks that end before position lo. */
void blt__cache_drop(blt__cache *c, int64_t lo);

const float *blt__cache_keys(const blt__cache *c, int64_t block, size_t head);
const float *blt__cache_values(const blt__cache *c, int64_t block,
                               size_t head);

/* Positions held, for saving: first position of the first block held. */
int64_t blt__cache_from(const blt__cache *c);
/* k, v [heads * width] of one held position. */
void blt__cache_get(const blt__cache *c, int64_t pos, float *k, float *v);
/* An empty cache that begins at a block's first position, for loading. */
void blt__cache_start(blt__cache *c, int64_t pos);

/* ---- attention.c: causal self-attention in a window ------------------------------ */

/* m <= BLT__QUERIES neighbouring query rows against cached positions: row i
 * sees lo[i] .. hi + i - 1, lo not falling, lo[i] < hi + i, hi + m - 1 <=
 * len.  A row's result does not depend on the others.
 *   out, q  [m, heads * w]
 *   s       scratch, blt__attend_scratch(longest range, w) floats */
void
blt__attend(float *out, const float *q, const blt__cache *c, size_t heads,
            const int64_t *lo, int64_t hi, size_t m, float *s);
size_t
blt__attend_scratch(int64_t range, size_t width);

/* A whole sequence for training: row t sees rows max(0, t - window + 1)..t;
 * window 0 means all.  Works on blocks of queries, so that the cost grows
 * with n * window.
 *   att, q [n, h*w]  k, v [n, g*w]
 *   prob   saved probabilities, blt__band_size(n, window) * h floats
 * When no backward will follow, discard is 1: every tile then uses the start
 * of prob, which stays in the second cache instead of passing through it. */
typedef struct blt__band {
    size_t n, heads, kv, width, window;
    int discard;
} blt__band;

size_t
blt__band_size(size_t n, size_t window);
void
blt__band_fwd(float *att, float *prob, const float *q, const float *k,
              const float *v, const blt__band *b);
/* dq, dk, dv are written.  ds: scratch, blt__band_row(window, n) * 64. */
void
blt__band_bwd(float *dq, float *dk, float *dv, float *ds, const float *datt,
              const float *prob, const float *q, const float *k,
              const float *v, const blt__band *b);
size_t
blt__band_row(size_t n, size_t window);

/* ---- cross.c: queries that see a short run of rows each ---------------------------- */

/* The cross-attention of patches over their bytes and of bytes over the
 * vectors of a patch: query i sees rows lo[i] .. hi[i]-1 of k and v.
 * Values for the backward pass; all arrays sized by the caller. */
typedef struct blt__cross_acts {
    float *qn, *rq, *q;     /* [nq, d] [nq] [nq, d] */
    float *kn, *rk, *k, *v; /* [nk, d] [nk] [nk, g*w] [nk, g*w] */
    float *att;             /* [nq, d] */
    float *prob;            /* h * sum(hi - lo) */
} blt__cross_acts;

/* u [nq, d] = 2 x + o(att(q(norm x), k, v)): the module's residual and the
 * caller's.  blt__cross_keys first. */
void
blt__cross_keys(blt__cross_acts *a, const blt__cross_w *w, const float *c,
                float eps, size_t nk, blt__how how);
void
blt__cross_fwd(float *u, blt__cross_acts *a, const blt__cross_w *w,
               const float *x, const uint32_t *lo, const uint32_t *hi,
               const blt_part *p, size_t nq, blt__how how);

/* One query row: att, q [h*w]; p [h * (hi - lo)] probabilities.  No rows:
 * att is 0, as Meta has it. */
void
blt__cross_row(float *att, float *prob, const float *q, const float *k,
               const float *v, size_t lo, size_t hi, const blt_part *p);

/* du in, dx [nq, d] = ..., dc [nk, d] += ...; scratch of (4 nq + 3 nk) d.
 * dw's mats are added to. */
void
blt__cross_bwd(float *dx, float *dc, const blt__cross_w *dw, const float *du,
               const blt__cross_acts *a, const blt__cross_w *w,
               const float *x, const float *c, const uint32_t *lo,
               const uint32_t *hi, const blt_part *p, size_t nq, size_t nk,
               float *scratch);

/* ---- layer.c: one transformer layer ------------------------------------------------ */

typedef struct blt__layer_acts {
    float *n1, *r1;         /* [n, d] [n] */
    float *q, *k, *v;       /* [n, d] [n, g*w] [n, g*w], rotated */
    float *att;             /* [n, d] */
    float *mid, *n2, *r2;   /* [n, d] [n, d] [n] */
    float *gate, *up, *act; /* [n, i] */
    float *prob;            /* training only */
} blt__layer_acts;

/* Before attention: n1, q, k, v of rows whose rotations are cs. */
void
blt__layer_in(blt__layer_acts *a, const blt__layer_w *w, const float *x,
              const float *cs, const blt_part *p, size_t n, blt__how how);

/* After it: y = mid + ffn(norm(mid)), mid = x + o(att); y may be x. */
void
blt__layer_out(float *y, blt__layer_acts *a, const blt__layer_w *w,
               const float *x, const blt_part *p, size_t n, blt__how how);

/* dx [n, d] in place: dy in, dx out.  Scratch: blt__layer_scratch floats. */
void
blt__layer_bwd(float *dx, const blt__layer_w *dw, const blt__layer_acts *a,
               const blt__layer_w *w, const float *x, const float *cs,
               const blt_part *p, size_t n, float *scratch);
size_t
blt__layer_scratch(const blt_part *p, size_t n);

/* ---- stack.c: the layers of one part, fed piece by piece ---------------------------- */

/* Calls fn(arg, first, rows, worker) for consecutive blocks of rows that
 * together are 0 .. n - 1, on all threads of the pool. */
void
blt__rows_run(blt_pool *pool, size_t n,
              void (*fn)(void *arg, size_t first, size_t rows, int worker),
              void *arg);
enum { BLT__ROWS = 24 };            /* rows in a block at most */

typedef struct blt__stack {
    blt_part part;
    const blt__layer_w *w;
    const blt__rope *rope;
    blt_pool *pool;
    int64_t window;         /* effective, at least 1 */
    int64_t pos;            /* of the next row */
    blt__cache *cache;      /* one a layer */
    int64_t *lo;            /* [n] first position that each row sees */
    float *cs, *q;          /* [n, width] [n, d] */
    float *scratch;         /* one part a thread */
    size_t rows_cap, scratch_cap, scratch_one;
    blt__count *count;      /* set by the owner; NULL after init and copy */
} blt__stack;

/* window: as in blt_session_options, BLT_WINDOW_MODEL excluded. */
blt_status
blt__stack_init(blt__stack *s, const blt_part *p, const blt__layer_w *w,
                const blt__rope *rope, int64_t window, blt_pool *pool,
                blt_error *err);
void blt__stack_free(blt__stack *s);
void blt__stack_reset(blt__stack *s);
blt_status blt__stack_copy(blt__stack *to, const blt__stack *from,
                           blt_error *err);

/* n rows go through: begin, each layer in turn on x [n, d] in place, end.
 * Only begin can fail, and then nothing has changed.  start [n]: the first
 * position of each row's document. */
blt_status
blt__stack_begin(blt__stack *s, const int64_t *start, size_t n,
                 blt_error *err);
void blt__stack_layer(blt__stack *s, int layer, float *x, size_t n);
void blt__stack_end(blt__stack *s, size_t n);

/* ---- hash.c: hashed n-grams -------------------------------------------------------- */

/* Rows of the fused table for n positions: row [n, tables].  ids[0 .. n-1]
 * with the blt__hash_reach(c) ids before them, which are 0 before the start
 * of a text. */
void
blt__hash_rows(int64_t *row, const int32_t *ids, size_t n,
               const blt_config *c);
size_t
blt__hash_tables(const blt_config *c);
size_t
blt__hash_reach(const blt_config *c);

/* x [n, H] = embed[id] + sum over tables, in their order. */
void
blt__embed_fwd(float *x, const int64_t *row, const int32_t *ids, size_t n,
               const blt_config *c, const blt__mat *embed,
               const blt__mat *hash);

/* ---- loss.c ------------------------------------------------------------------------- */

/* Entropy of each row of logits [n, v], in nats; scratch [v]. */
void
blt__entropy_rows(float *out, const float *logits, size_t n, size_t v,
                  float *scratch);

/* Sum over rows of -ln softmax(logits)[target]; in place the logits become
 * the gradient times scale, or stay when scale is 0 (scratch [v]). */
double
blt__loss(float *logits, const int32_t *target, float scale, size_t n,
          size_t v, float *scratch);

#endif
