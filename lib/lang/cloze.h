/* How well a word fits between the words around it: a small network that
 * looks at both sides, trained to tell the word that stands there from words
 * drawn by their frequency [Gutmann, Hyvarinen 2010; Mnih, Teh 2012].
 *
 *     x = the first `near` numbers of the vectors of the words next to the
 *         place, left to right, and the sum of the vectors of those further
 *         away, over the square root of how many they are
 *     y = A x + a,   h = y[0 .. d) + B max(0, y[d ..))
 *     s(w) = u(w) . h / log 2  ~  log2 P(w | around) / P(w)
 *
 * so that a word of which nothing is known says 0.  Marks and numbers are
 * words here; a place where the paragraph has ended is one, too.  N-grams
 * know what often stands in a row; this knows what goes together, ten words
 * away and in rows that no text had.
 *
 * Tensors, little-endian:
 *
 *   around.head   U32 [3]      version 1; places on a side; words on a side
 *                              that count as further away
 *   around.start  U32 [b + 1]  the words, as a table of ngram.h keeps grams
 *   around.rest   U16 [n]        of one: rows are in its order
 *   around.word   U8  [n]      bit 0: counts when further away
 *   around.in     U8  [n, D/2] the vectors, in four bits (num/view.h)
 *   around.in_scale BF16 [n]
 *   around.out    U8  [n, d/2] u
 *   around.out_scale BF16 [n]
 *   around.first  BF16 [d + hidden, 2 places near + D]  A
 *   around.bias   F32 [d + hidden]  a
 *   around.second BF16 [d, hidden]  B */
#ifndef BLT_LANG_CLOZE_H
#define BLT_LANG_CLOZE_H

#include "lang/ngram.h"

#define BLT__KEY_PAD 5u     /* where the paragraph has ended */

/* NULL in *a when the file has none. */
blt_status blt__cloze_open(blt__cloze **a, const blt__st *st,
                           const char *path, blt_error *err);
void blt__cloze_free(blt__cloze *a);

/* How many keys on either side it looks at, and the floats that it needs. */
size_t blt__cloze_reach(const blt__cloze *a);
size_t blt__cloze_scratch(const blt__cloze *a);

/* What is around a place, for blt__cloze_bits: in room[].  left[0] and
 * right[0] are next to it; fewer than the reach are there where the paragraph
 * ends.  A key of 0 is that of a word that nobody knows. */
void blt__cloze_context(const blt__cloze *a, float *room,
                        const blt__word_key *left, size_t n_left,
                        const blt__word_key *right, size_t n_right);

/* log2 P(w | around) / P(w), about; 0 for a word that it does not know. */
float blt__cloze_bits(const blt__cloze *a, const float *room,
                      blt__word_key w);

/* ---- build_around.c ------------------------------------------------------ */

/* Rows of words with a meaning of their own. */
enum { BLT__CLOZE_UNKNOWN, BLT__CLOZE_PAD, BLT__CLOZE_FIRST_WORD };

#define BLT__CLOZE_BREAK UINT32_MAX    /* in a text: a paragraph ends */

typedef struct blt__cloze_corpus {
    const blt__word_key *key;   /* [words] of each row */
    const uint8_t *is_word;     /* [words] 0: a mark, a number */
    uint32_t words;
    const uint32_t *text;       /* [n] rows, and breaks */
    size_t n;
    float passes;               /* over the text */
    uint64_t seed;
} blt__cloze_corpus;

typedef struct blt__cloze_data {
    size_t rows, d, width, inputs, outputs;     /* of the tensors */
    blt__buf head, start, rest, word, in, in_scale, out, out_scale, first,
        bias, second;
} blt__cloze_data;

/* Trains on the calling thread; the same plan on the same kind of processor
 * gives the same bits. */
blt_status blt__cloze_train(blt__cloze_data *d, const blt__cloze_corpus *p,
                            blt_error *err);
void blt__cloze_data_free(blt__cloze_data *d);
void blt__cloze_declare(blt__st_out *o, const blt__cloze_data *d);
void blt__cloze_write(blt__st_out *o, const blt__cloze_data *d);

#endif
