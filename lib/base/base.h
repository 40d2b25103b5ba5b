/* What every room uses: messages, checked sizes, growing bytes, files that
 * are read whole or mapped, files that are written whole or not at all, and
 * a seeded generator. */
#ifndef BLT_BASE_H
#define BLT_BASE_H

#include <stddef.h>
#include <stdint.h>
#include <stdarg.h>
#include "base/error.h"
#include "base/options.h"

/* ---- size.c: sizes that come from strangers ----------------------------- */

/* Return 0 and leave *out alone when the result does not fit. */
int blt__size_mul(size_t *out, size_t a, size_t b);
int blt__size_add(size_t *out, size_t a, size_t b);

/* calloc for n things of a size, aligned to 64 bytes, free()able; NULL on
 * overflow too. */
void *
blt__alloc(size_t n, size_t size);

/* ---- buf.c: bytes that grow --------------------------------------------- */

typedef struct blt__buf {
    char *p;
    size_t n, cap;
    int failed;             /* an append ran out of memory; sticky */
} blt__buf;

void blt__buf_free(blt__buf *b);
void blt__buf_clear(blt__buf *b);
int  blt__buf_reserve(blt__buf *b, size_t more);     /* 0 when it failed */
void blt__buf_put(blt__buf *b, const void *p, size_t n);
void blt__buf_printf(blt__buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The text at p without blanks at both ends; the end is cut off in place. */
char *blt__trim(char *p);

/* ---- file.c ------------------------------------------------------------- */

/* A regular file, mapped read-only.  n == 0 gives p != NULL. */
typedef struct blt__map {
    const uint8_t *p;
    size_t n;
} blt__map;

blt_status blt__map_open(blt__map *m, const char *path, blt_error *err);
void blt__map_close(blt__map *m);

/* Reads a whole regular file of at most max bytes; a NUL follows them. */
blt_status blt__read_whole(blt__buf *b, const char *path, size_t max,
                           blt_error *err);

/* A file that appears whole or not at all: written beside its name, synced,
 * then renamed.  Between new and done every error sticks; done reports the
 * first one and removes the half-written file. */
typedef struct blt__save blt__save;
blt_status blt__save_new(blt__save **s, const char *path, blt_error *err);
void blt__save_put(blt__save *s, const void *p, size_t n);
blt_status blt__save_done(blt__save *s, blt_error *err);
void blt__save_drop(blt__save *s);

/* DIR/NAME in fresh memory, NULL when there is none. */
char *blt__path_join(const char *dir, const char *name);

/* ---- rng.c: xoshiro256**, seeded through splitmix64 --------------------- */

typedef struct blt__rng { uint64_t s[4]; } blt__rng;

void     blt__rng_seed(blt__rng *r, uint64_t seed);
uint64_t blt__rng_next(blt__rng *r);
uint64_t blt__rng_below(blt__rng *r, uint64_t n);   /* 0 .. n-1, unbiased */
double   blt__rng_unit(blt__rng *r);                /* [0, 1), 53 bits */
double   blt__rng_normal(blt__rng *r);              /* mean 0, deviation 1 */

#endif
