/* The wordforms of texts with their counts: a table by their bytes. */
#ifndef BLT_LANGBUILD_VOCABULARY_H
#define BLT_LANGBUILD_VOCABULARY_H

#include <stddef.h>
#include <stdint.h>
#include "base/table.h"

/* A word as it is written. */
typedef struct blt__wordform {
    char *word;                 /* NUL-terminated, owned by the vocabulary */
    uint32_t n;                 /* bytes */
    uint32_t count;             /* occurrences in all texts */
    float weighted;             /* the same, by the weights of the texts */
    float inner;                /* of those, inside a sentence */
    uint32_t entry;             /* number in the lexicon, or BLT__NO_WORD */
    uint8_t in_dict;            /* a dictionary has it in this case */
} blt__wordform;

/* Zero-initialised: empty.  Not thread-safe. */
typedef struct blt__vocabulary {
    blt__wordform *form;        /* [n] in order of arrival */
    uint32_t n, cap;
    blt__hash_table table;           /* of the forms, by their bytes */
} blt__vocabulary;

void blt__vocabulary_free(blt__vocabulary *v);
/* Finds a wordform, or adds it.  NULL: no memory.  Valid until the next
 * call. */
blt__wordform *blt__vocabulary_put(blt__vocabulary *v, const char *word,
                                   size_t n);
/* NULL: not there. */
blt__wordform *blt__vocabulary_find(const blt__vocabulary *v,
                                    const char *word, size_t n);

#endif
