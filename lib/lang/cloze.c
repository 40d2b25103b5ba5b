/* Evaluating the cloze network. */
#include "config.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "file/safetensors.h"
#include "num/kern.h"
#include "lang/cloze.h"

/* Limits on what a file may ask for; chosen. */
#define ADJACENT_MAX 16         /* words on a side */
#define WINDOW_MAX 64           /* words on a side */
#define DIM_MAX 1024            /* components of a vector */
#define SCORE_MAX 64.f          /* bits; chosen: a larger score is damage */
#define FLOOR 0.015625f         /* weight of P(w) in the mixture; chosen: no
                                   word loses more than 6 bits */

struct blt__cloze {
    const blt__kern *kern;
    blt__grams words;
    const uint8_t *word;        /* [words.n] */
    blt__mat in, out, first, second;
    float *bias;
    size_t adjacent, window;    /* words on a side */
    size_t adjacent_dim;        /* components read of an adjacent word */
    size_t dim, hidden;
};

/* ---- opening --------------------------------------------------------------- */

typedef struct reading {
    const blt__st *st;
    const char *path;
    blt_error *err;
} reading;

static blt_status
bad(const reading *r, const char *name, const char *why)
{
    return blt__fail(r->err, BLT_EDATA, "%s: tensor \"around.%s\": %s",
                     r->path, name, why);
}

/* Finds the tensor around.WHAT of a dtype, with `rows` rows (0: any number)
 * and `dims` dimensions. */
static blt_status
find(const blt__st_entry **e, const reading *r, const char *what,
     const char *dtype, int64_t rows, int dims)
{
    char name[64];

    snprintf(name, sizeof name, "around.%s", what);
    *e = blt__st_find(r->st, name);
    if (*e == NULL)
        return bad(r, what, "is missing");
    if (strcmp((*e)->dtype, dtype) != 0)
        return bad(r, what, "wrong dtype");
    if ((*e)->dims != dims || (rows != 0 && (*e)->shape[0] != rows))
        return bad(r, what, "wrong shape");
    return BLT_OK;
}

/* A table of vectors of 4-bit components, and their scales. */
static blt_status
open_table(blt__mat *m, const reading *r, const char *what, int64_t rows)
{
    const blt__st_entry *e, *scale;
    char name[16];
    blt_status s = find(&e, r, what, "U8", rows, 2);

    snprintf(name, sizeof name, "%s_scale", what);
    if (s == BLT_OK)
        s = find(&scale, r, name, "BF16", rows, 1);
    if (s == BLT_OK && (e->shape[1] < 1 || 2 * e->shape[1] > DIM_MAX))
        s = bad(r, what, "wrong shape");
    if (s == BLT_OK)
        *m = (blt__mat){ e->data, BLT__I4, (size_t)rows,
                         2 * (size_t)e->shape[1], scale->data, BLT__BF16 };
    return s;
}

static blt_status
open_matrix(blt__mat *m, const reading *r, const char *what, int64_t rows)
{
    const blt__st_entry *e;
    blt_status s = find(&e, r, what, "BF16", rows, 2);

    if (s == BLT_OK && (e->shape[0] < 1 || e->shape[0] > 2 * DIM_MAX
                        || e->shape[1] < 0 || e->shape[1]
                        > 2 * ADJACENT_MAX * DIM_MAX))
        s = bad(r, what, "wrong shape");
    if (s == BLT_OK)
        *m = (blt__mat){ e->data, BLT__BF16, (size_t)e->shape[0],
                         (size_t)e->shape[1], NULL, BLT__F32 };
    return s;
}

static blt_status
open_head(blt__cloze *a, const reading *r)
{
    const blt__st_entry *e;
    uint32_t head[3];
    blt_status s = find(&e, r, "head", "U32", 3, 1);

    if (s != BLT_OK)
        return s;
    memcpy(head, e->data, sizeof head);
    if (head[0] != 1 || head[1] < 1 || head[1] > ADJACENT_MAX
        || head[2] > WINDOW_MAX)
        return bad(r, "head", "not version 1");
    a->adjacent = head[1];
    a->window = head[2];
    return BLT_OK;
}

static blt_status
open_words(blt__cloze *a, const reading *r)
{
    const blt__st_entry *e;
    blt_status s = find(&e, r, "start", "U32", 0, 1);

    if (s == BLT_OK && (e->shape[0] < 2 || e->shape[0] > UINT32_MAX))
        s = bad(r, "start", "has no buckets");
    if (s != BLT_OK)
        return s;
    a->words.start = e->data;
    a->words.buckets = (uint32_t)(e->shape[0] - 1);
    s = find(&e, r, "rest", "U16", 0, 1);
    if (s == BLT_OK && (e->shape[0] < 1 || e->shape[0] >= UINT32_MAX))
        s = bad(r, "rest", "has no words");
    if (s != BLT_OK)
        return s;
    a->words.rest = e->data;
    a->words.n = (uint32_t)e->shape[0];
    s = find(&e, r, "word", "U8", e->shape[0], 1);
    if (s == BLT_OK)
        a->word = e->data;
    return s;
}

static blt_status
open_bias(blt__cloze *a, const reading *r)
{
    const blt__st_entry *e;
    size_t n = a->first.rows;
    blt_status s = find(&e, r, "bias", "F32", (int64_t)n, 1);

    if (s != BLT_OK)
        return s;
    a->bias = blt__alloc(n, sizeof *a->bias);
    if (a->bias == NULL)
        return blt__fail_memory(r->err, r->path);
    memcpy(a->bias, e->data, n * sizeof *a->bias);
    return BLT_OK;
}

/* Checks that the shapes of the matrices match. */
static blt_status
check_shapes(blt__cloze *a, const reading *r)
{
    size_t x = a->first.cols, part;

    a->dim = a->out.cols;
    if (a->first.rows < a->dim || a->second.rows != a->dim
        || a->second.cols != a->first.rows - a->dim)
        return bad(r, "second", "wrong shape");
    a->hidden = a->second.cols;
    if (x < a->in.cols || (x - a->in.cols) % (2 * a->adjacent) != 0)
        return bad(r, "first", "wrong shape");
    part = (x - a->in.cols) / (2 * a->adjacent);
    if (part > a->in.cols)
        return bad(r, "first", "wrong shape");
    a->adjacent_dim = part;
    return BLT_OK;
}

blt_status
blt__cloze_open(blt__cloze **out, const blt__st *st, const char *path,
                blt_error *err)
{
    const reading r = { st, path, err };
    blt__cloze *a;
    blt_status s;

    *out = NULL;
    if (blt__st_find(st, "around.head") == NULL)
        return BLT_OK;
    a = calloc(1, sizeof *a);
    if (a == NULL)
        return blt__fail_memory(err, path);
    a->kern = blt__kern_get();
    s = open_head(a, &r);
    if (s == BLT_OK)
        s = open_words(a, &r);
    if (s == BLT_OK)
        s = open_table(&a->in, &r, "in", a->words.n);
    if (s == BLT_OK)
        s = open_table(&a->out, &r, "out", a->words.n);
    if (s == BLT_OK)
        s = open_matrix(&a->first, &r, "first", 0);
    if (s == BLT_OK)
        s = open_matrix(&a->second, &r, "second", 0);
    if (s == BLT_OK)
        s = check_shapes(a, &r);
    if (s == BLT_OK)
        s = open_bias(a, &r);
    if (s != BLT_OK) {
        blt__cloze_free(a);
        return s;
    }
    *out = a;
    return BLT_OK;
}

void
blt__cloze_free(blt__cloze *a)
{
    if (a == NULL)
        return;
    free(a->bias);
    free(a);
}

/* ---- evaluation ----------------------------------------------------------------- */

size_t
blt__cloze_reach(const blt__cloze *a)
{
    return a->adjacent + 2 * a->window;
}

/* h, y, x, and one vector. */
size_t
blt__cloze_scratch(const blt__cloze *a)
{
    return a->dim + a->first.rows + a->first.cols + DIM_MAX;
}

static uint32_t
row_of(const blt__cloze *a, blt__word_key key)
{
    uint32_t row = key ? blt__grams_find(&a->words, blt__gram_hash(&key, 1))
        : UINT32_MAX;

    if (row == UINT32_MAX) {
        key = BLT__KEY_UNKNOWN;
        row = blt__grams_find(&a->words, blt__gram_hash(&key, 1));
    }
    return row;
}

/* Reads one side: the adjacent words into x, the sum of the words of the
 * window into sum[].  Returns how many words were summed. */
static size_t
read_side(const blt__cloze *a, float *x, float *sum, float *row,
          const blt__word_key *key, size_t n, int right)
{
    size_t summed = 0;

    for (size_t i = 0; i < a->adjacent || (i < n && summed < a->window); i++) {
        uint32_t r = row_of(a, i < n ? key[i] : BLT__KEY_PAD);

        if (i < a->adjacent) {
            float *to = x + (right ? a->adjacent + i : a->adjacent - 1 - i)
                * a->adjacent_dim;

            if (r == UINT32_MAX) {
                memset(to, 0, a->adjacent_dim * sizeof *to);
                continue;
            }
            blt__mat_row(row, &a->in, r);
            memcpy(to, row, a->adjacent_dim * sizeof *to);
        } else if (r != UINT32_MAX && a->word[r] & 1) {
            a->kern->axpy4(sum, blt__mat_scale(&a->in, r),
                           (const uint8_t *)a->in.p + r * (a->in.cols / 2),
                           a->in.cols);
            summed++;
        }
    }
    return summed;
}

void
blt__cloze_context(const blt__cloze *a, float *scratch,
                   const blt__word_key *left, size_t n_left,
                   const blt__word_key *right, size_t n_right)
{
    float *h = scratch, *y = h + a->dim, *x = y + a->first.rows,
        *sum = x + 2 * a->adjacent * a->adjacent_dim, *row = x + a->first.cols;
    size_t n;

    memset(sum, 0, a->in.cols * sizeof *sum);
    n = read_side(a, x, sum, row, left, n_left, 0)
        + read_side(a, x, sum, row, right, n_right, 1);
    for (size_t i = 0; n > 0 && i < a->in.cols; i++)
        sum[i] /= sqrtf((float)n);
    a->kern->matmul(y, a->first.rows, x, &a->first, 0, a->first.rows, 1);
    for (size_t i = 0; i < a->first.rows; i++)
        y[i] += a->bias[i];
    for (size_t i = a->dim; i < a->first.rows; i++)
        y[i] = y[i] > 0 ? y[i] : 0;
    if (a->hidden > 0)
        a->kern->matmul(h, a->dim, y + a->dim, &a->second, 0, a->dim, 1);
    else
        memset(h, 0, a->dim * sizeof *h);
    for (size_t i = 0; i < a->dim; i++)
        h[i] += y[i];
}

float
blt__cloze_bits(const blt__cloze *a, const float *scratch, blt__word_key w)
{
    float row[DIM_MAX], bits;
    uint32_t r = blt__grams_find(&a->words, blt__gram_hash(&w, 1));

    if (w == 0 || r == UINT32_MAX)
        return 0;
    blt__mat_row(row, &a->out, r);
    bits = a->kern->dot(row, scratch, a->dim) * 1.44269504f;
    if (!(bits < SCORE_MAX))                 /* nor NaN */
        return 0;
    return log2f((1 - FLOOR) * exp2f(bits) + FLOOR);
}
