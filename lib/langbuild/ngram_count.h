/* Counting grams of ids in bounded memory. */
#ifndef BLT_LANGBUILD_NGRAM_COUNT_H
#define BLT_LANGBUILD_NGRAM_COUNT_H

#include "lang/backoff.h"

#define BLT__GRAM_CLASSES 2     /* classes of text with counts of their own */

typedef struct blt__gram {
    uint64_t key;               /* ids, the oldest in the highest bits */
    uint32_t c[BLT__GRAM_CLASSES];
    float raw;                  /* weighted number of occurrences */
    float p;                    /* P(last id | others) */
} blt__gram;

/* The first `sorted` grams are sorted by key, without duplicates; the rest
 * are in order of arrival.  Zero-initialised: empty. */
typedef struct blt__gram_list {
    blt__gram *p;
    size_t n, sorted, cap;
} blt__gram_list;

/* These two return 0 if memory ran out. */
int blt__gram_list_add(blt__gram_list *l, const blt__gram *g);
/* Sorts and merges the rest, adding up the counts of equal keys. */
int blt__gram_list_merge(blt__gram_list *l);
/* The index of a key in a sorted list, or SIZE_MAX. */
size_t blt__gram_list_find(const blt__gram_list *l, uint64_t key);
/* Sorts p[0 .. n) by key; tmp has room for n grams. */
void blt__gram_sort(blt__gram *p, blt__gram *tmp, size_t n);

typedef struct blt__ngram_counter {
    int order;
    unsigned bits;                          /* of an id */
    blt__gram_list full;                    /* grams of `order` ids */
    blt__gram_list begin[BLT__GRAMS_MAX];   /* [length] shorter ones, at the
                                               start of a sentence */
} blt__ngram_counter;

/* For ids below 2^bits, order * bits <= 63.  NULL: no memory, or beyond
 * that. */
blt__ngram_counter *blt__ngram_counter_new(int order, unsigned bits);
void blt__ngram_counter_free(blt__ngram_counter *c);
/* Counts a sentence id[0 .. n); id[0] opens it and is never predicted. */
blt_status blt__ngram_counter_add(blt__ngram_counter *c, const uint32_t *id,
                                  size_t n, int class, blt_error *err);

#endif
