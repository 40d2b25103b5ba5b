/* Grams and their counts, sorted: what the builder of n-grams works on. */
#ifndef BLT_LANGBUILD_COUNT_H
#define BLT_LANGBUILD_COUNT_H

#include "lang/ngram.h"

typedef struct blt__gram {
    uint64_t key;           /* ids, the oldest in the highest bits */
    uint32_t c[BLT__GRAM_CLASSES];
    float raw;              /* how often it was seen, weighted */
    float p;                /* P(last | others) */
} blt__gram;

/* Sorted up to `sorted`, no key twice there; then as they came. */
typedef struct blt__gram_list {
    blt__gram *p;
    size_t n, sorted, cap;
} blt__gram_list;

struct blt__ngram_counter {
    int order;
    unsigned bits;
    blt__gram_list full;                    /* of `order` ids */
    blt__gram_list begin[BLT__GRAMS_MAX];   /* shorter, at the start of a
                                               sentence; [length] */
};

/* 0 when memory ran out, all of them. */
int blt__gram_list_add(blt__gram_list *l, const blt__gram *g);
/* Sorts the rest and merges it, adding the counts of equals. */
int blt__gram_list_merge(blt__gram_list *l);
/* By key; tmp has room for n. */
void blt__gram_sort(blt__gram *p, blt__gram *tmp, size_t n);
/* The place of a key in a sorted list, SIZE_MAX when it is not there. */
size_t blt__gram_list_find(const blt__gram_list *l, uint64_t key);

#endif
