/* The nearest of many vectors, by cosine, exactly.  Since 0.2. */
#ifndef BLT_NEAREST_H
#define BLT_NEAREST_H

#include <stddef.h>
#include <blt/error.h>
#include <blt/pool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A set of vectors of one width, numbered from 0 in the order in which they
 * were added; 4 * width + 16 bytes each.  One thread at a time may call its
 * functions. */
typedef struct blt_nearest blt_nearest;

/*   width  numbers in a vector, 1 or more */
BLT_API BLT_MUST_USE blt_status
blt_nearest_new(blt_nearest **n, size_t width, blt_error *err);
BLT_API void
blt_nearest_free(blt_nearest *n);

/* Adds a copy of a vector.  BLT_EDATA for a number that is not finite. */
BLT_API BLT_MUST_USE blt_status
blt_nearest_add(blt_nearest *n, const float *vector, blt_error *err);
BLT_API size_t
blt_nearest_count(const blt_nearest *n);

/* This struct does not grow. */
typedef struct blt_neighbor {
    size_t index;
    float  cosine;              /* -1 to 1; 0 with a vector of zeros */
} blt_neighbor;

typedef struct blt_nearest_query {
    size_t size;                /* set by BLT_NEAREST_QUERY_INIT */
    const float *vector;        /* [n, width] */
    size_t n;
    size_t most;                /* neighbors of each */
    double least;               /* only vectors with at least this cosine;
                                   -1: all */
    const size_t *before;       /* [n] only vectors with a lower number than
                                   this; NULL: all */
    blt_pool *pool;             /* borrowed; NULL: this thread alone */
} blt_nearest_query;

#define BLT_NEAREST_QUERY_INIT { sizeof(blt_nearest_query), NULL, 0, 1, -1, \
    NULL, NULL }

/* For each queried vector the nearest ones, the nearest first; of equally near
 * ones the lower number first.  The result is the same for any number of
 * threads and queries.
 *   out    [q->n, q->most]
 *   found  [q->n] out: how many of its places are used
 * BLT_EDATA for a number that is not finite. */
BLT_API BLT_MUST_USE blt_status
blt_nearest_find(const blt_nearest *n, const blt_nearest_query *q,
                 blt_neighbor *out, size_t *found, blt_error *err);

#ifdef __cplusplus
}
#endif
#endif
