/* Training the cloze network of a language (lang/cloze.h). */
#ifndef BLT_LANGBUILD_CLOZE_TRAIN_H
#define BLT_LANGBUILD_CLOZE_TRAIN_H

#include "base/monitor.h"
#include "file/safetensors.h"
#include "lang/cloze.h"

/* Rows of the words with a meaning of their own. */
enum { BLT__CLOZE_UNKNOWN, BLT__CLOZE_PAD, BLT__CLOZE_FIRST_WORD };

#define BLT__CLOZE_BREAK UINT32_MAX     /* in a text: a paragraph ends */

/* What to train on; borrowed. */
typedef struct blt__cloze_corpus {
    const blt__word_key *key;   /* [words] of each row */
    const uint8_t *is_word;     /* [words] 0: punctuation, a number */
    uint32_t words;
    const uint32_t *text;       /* [n] rows, and breaks */
    size_t n;
    float passes;               /* over the text */
    uint64_t seed;
    const blt__monitor *monitor;    /* or NULL */
} blt__cloze_corpus;

/* Tensors in memory, see lang/cloze.h. */
typedef struct blt__cloze_data {
    size_t rows;                /* 0: none */
    blt__buf head, start, rest, word, in, in_scale, out, out_scale, first,
        bias, second;
} blt__cloze_data;

/* Trains on the calling thread.  The result depends on the corpus and the
 * kind of processor only.  Call blt__cloze_data_free() in any case.
 * BLT_EDATA if training diverged. */
blt_status blt__cloze_train(blt__cloze_data *d, const blt__cloze_corpus *p,
                            blt_error *err);
void blt__cloze_data_free(blt__cloze_data *d);

/* Declare the tensors in a file being written; then write their data, in the
 * same order. */
void blt__cloze_declare(blt__st_out *o, const blt__cloze_data *d);
void blt__cloze_write(blt__st_out *o, const blt__cloze_data *d);

#endif
