/* The tokens of a sentence, for comparing sentences of the same meaning.
 *
 * A token is a word (letters and digits, with ', U+2019 or - inside) or
 * another character that is not white space.  Invalid UTF-8 is skipped. */
#ifndef BLT_EVAL_SENTENCE_H
#define BLT_EVAL_SENTENCE_H

#include <stddef.h>
#include <stdint.h>
#include <blt/eval.h>

typedef struct blt__sentence {
    blt_regex *token, *letter;  /* what is a token; what makes it a word */
    uint32_t *code;             /* [at[n]] characters, without white space */
    size_t room;                /* of code */
    size_t n;                   /* tokens */
    size_t at[BLT_ALIGNER_TOKENS + 1];  /* where token i begins in code */
    uint8_t word[BLT_ALIGNER_TOKENS];   /* 1: a word, not a mark */
} blt__sentence;

/* On failure too, free releases what there is. */
blt_status
blt__sentence_init(blt__sentence *s, blt_error *err);
void
blt__sentence_free(blt__sentence *s);

/* Reads a text, which is not kept.  BLT_EDATA: it has more than
 * BLT_ALIGNER_TOKENS tokens. */
blt_status
blt__sentence_read(blt__sentence *s, blt_slice text, blt_error *err);

/* Whether tokens i .. i + k of s equal tokens j .. j + k of t. */
int
blt__sentence_equal(const blt__sentence *s, size_t i, const blt__sentence *t,
                    size_t j, size_t k);

#endif
