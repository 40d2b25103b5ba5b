/* A backoff model while it is estimated; shared by ngram_estimate.c and
 * ngram_table.c. */
#ifndef BLT_LANGBUILD_NGRAM_FIT_H
#define BLT_LANGBUILD_NGRAM_FIT_H

#include "langbuild/ngram_count.h"

typedef struct blt__ngram_options {
    float weight[BLT__GRAM_CLASSES];    /* of one occurrence */
    size_t most[BLT__GRAMS_MAX];        /* grams to keep, [length - 1]; 0:
                                           all */
    uint32_t drop;              /* an id that is never a context; 0: none */
    const blt__word_key *key;   /* of each id */
    float unknown;              /* bits of an id in no table */
} blt__ngram_options;

typedef struct blt__ngram_fit {
    const blt__ngram_options *opt;
    blt__gram_list list[BLT__GRAMS_MAX];    /* [length - 1], sorted */
    uint8_t *fate[BLT__GRAMS_MAX];          /* of each gram; NULL: all kept */
    int order;
    unsigned bits;                          /* of an id */
} blt__ngram_fit;

enum blt__gram_fate {
    BLT__GRAM_PRUNED = 1,
    BLT__GRAM_CONTEXT = 2       /* the context of a kept gram: must be kept */
};

static inline int
blt__gram_kept(const blt__ngram_fit *f, int length, size_t i)
{
    return f->fate[length - 1] == NULL
        || !(f->fate[length - 1][i] & BLT__GRAM_PRUNED);
}

/* The last `length` ids of a key. */
static inline uint64_t
blt__gram_suffix(const blt__ngram_fit *f, int length, uint64_t key)
{
    return key & (((uint64_t)1 << (unsigned)length * f->bits) - 1);
}

/* The end of the run of grams with the same context that starts at i. */
static inline size_t
blt__gram_run(const blt__ngram_fit *f, const blt__gram_list *l, size_t i)
{
    uint64_t context = l->p[i].key >> f->bits;

    while (i < l->n && l->p[i].key >> f->bits == context)
        i++;
    return i;
}

#endif
