/* Segmentation of text: characters, words, sentences, by Unicode's rules and
 * ICU's dictionaries.  Since 0.2.                        [UAX 29, UAX 14]
 *
 * UTF-8 is pushed in pieces of any size and comes out as consecutive
 * segments that cover all of it.  How it was divided changes no segment:
 * each paragraph (ended by a newline) is cut as a whole, and one that is
 * longer than BLT_SEGMENT_WINDOW bytes in windows of that size, so that
 * memory stays bounded.
 *
 * A byte that is not UTF-8 is a character and a word of its own; it ends no
 * sentence and no line. */
#ifndef BLT_SEGMENT_H
#define BLT_SEGMENT_H

#include <stddef.h>
#include <stdint.h>
#include <blt/error.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum blt_segment_kind {
    BLT_SEGMENT_CHARACTER,  /* a grapheme cluster: letter and accents, Hangul
                               syllable, flag, emoji sequence */
    BLT_SEGMENT_WORD,       /* words, and the spaces and punctuation between
                               them; Thai, Lao, Khmer, Burmese, Chinese and
                               Japanese by dictionary */
    BLT_SEGMENT_SENTENCE,   /* never across a newline */
    BLT_SEGMENT_WRAP        /* the text between two places where a line may
                               be broken */
} blt_segment_kind;

/* The longest segment, in bytes. */
#define BLT_SEGMENT_WINDOW 65536

typedef struct blt_segment {
    size_t size;            /* set by BLT_SEGMENT_INIT */
    const uint8_t *p;       /* the segmenter's, until the next call */
    size_t n;               /* 0: more text is needed, or there is no more */
    int word;               /* BLT_SEGMENT_WORD: 1 if it has letters, digits
                               or ideographs */
} blt_segment;

#define BLT_SEGMENT_INIT { sizeof(blt_segment), NULL, 0, 0 }

typedef struct blt_segmenter blt_segmenter;

/* Belongs to one thread at a time. */
BLT_API BLT_MUST_USE blt_status
blt_segmenter_new(blt_segmenter **s, blt_segment_kind kind, blt_error *err);
BLT_API void
blt_segmenter_free(blt_segmenter *s);

/* Back to the empty text. */
BLT_API void
blt_segmenter_reset(blt_segmenter *s);

/* The next n bytes, which are copied.  A caller that takes all segments that
 * are ready before it pushes more needs memory for one window and the bytes
 * that it pushed last. */
BLT_API BLT_MUST_USE blt_status
blt_segmenter_push(blt_segmenter *s, const uint8_t *p, size_t n,
                   blt_error *err);
/* Ends the text: the rest becomes segments too. */
BLT_API void
blt_segmenter_end(blt_segmenter *s);

/* The next segment, if it is already known. */
BLT_API BLT_MUST_USE blt_status
blt_segmenter_next(blt_segmenter *s, blt_segment *segment, blt_error *err);

/* Dividing a long text for programs that hold one piece of it at a time: of
 * the next BLT_SEGMENT_PIECE bytes at p, which more bytes follow, how many
 * make a piece.  It ends with a paragraph if one ends in the second half, else
 * with a line, a blank, a character.  Since 0.2. */
#define BLT_SEGMENT_PIECE ((size_t)1 << 20)
BLT_API size_t
blt_segment_piece(const uint8_t *p);

#ifdef __cplusplus
}
#endif
#endif
