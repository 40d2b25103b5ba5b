/* Text to its units as people see them: characters, words, sentences.
 * As Unicode's boundaries and ICU's dictionaries have it.  Since 0.2.
 *                                                        [UAX 29, UAX 14]
 * Text comes in pieces of any size, in UTF-8, and leaves as segments that
 * lie end to end and miss nothing.  How it was divided changes no segment:
 * each paragraph (what a newline ends) is cut as a whole, and one that is
 * longer than BLT_SEGMENT_WINDOW bytes in windows of that size, so that
 * memory stays bounded.
 *
 * A byte that is not UTF-8 is a character and a word of its own; sentences
 * and lines go on over it. */
#ifndef BLT_SEGMENT_H
#define BLT_SEGMENT_H

#include <stddef.h>
#include <stdint.h>
#include <blt/error.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum blt_segment_kind {
    BLT_SEGMENT_CHARACTER,  /* what a reader calls one: letter and accents,
                               Hangul syllable, flag, family */
    BLT_SEGMENT_WORD,       /* words, and the blanks and marks between them;
                               of Thai, Lao, Khmer, Burmese, Chinese and
                               Japanese by dictionary */
    BLT_SEGMENT_SENTENCE,   /* never over a newline */
    BLT_SEGMENT_WRAP        /* what lies between places where a line may be
                               broken */
} blt_segment_kind;

/* No segment is longer. */
#define BLT_SEGMENT_WINDOW 65536

typedef struct blt_segment {
    const uint8_t *p;       /* until the next call */
    size_t n;               /* 0: more text is needed, or there is no more */
    int word;               /* has letters, digits or ideographs; only of
                               BLT_SEGMENT_WORD */
} blt_segment;

typedef struct blt_segmenter blt_segmenter;

/* Belongs to one thread at a time. */
BLT_API BLT_MUST_USE blt_status
blt_segmenter_new(blt_segmenter **s, blt_segment_kind kind, blt_error *err);
BLT_API void
blt_segmenter_free(blt_segmenter *s);

/* Back to the empty text. */
BLT_API void
blt_segmenter_reset(blt_segmenter *s);

/* More text; it is copied.  Who takes all segments that are ready before
 * pushing more keeps no more than a window and what was pushed. */
BLT_API BLT_MUST_USE blt_status
blt_segmenter_push(blt_segmenter *s, const uint8_t *p, size_t n,
                   blt_error *err);
/* There is no more: what is left are segments too. */
BLT_API void
blt_segmenter_end(blt_segmenter *s);

/* The next segment, if it is known already. */
BLT_API BLT_MUST_USE blt_status
blt_segmenter_next(blt_segmenter *s, blt_segment *segment, blt_error *err);

#ifdef __cplusplus
}
#endif
#endif
