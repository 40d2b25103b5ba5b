/* The state of an adaptation, which adapt.c predicts from and
 * adapt_state.c keeps. */
#ifndef BLT_SCORE_ADAPT_STATE_H
#define BLT_SCORE_ADAPT_STATE_H

#include <blt/config.h>
#include "score/adapt.h"
#include "score/context.h"
#include "score/mixer.h"

/* CONTEXTS + the match, two of the model, a constant: at most
 * BLT__MIX_INPUTS. */
enum { CONTEXTS = 12, CANDIDATES = 32, QUESTIONS = 10 };

/* Kinds of contexts; orders are 1 .. 8 themselves. */
enum { ORDERS = 8, WORD = 9, WORD_PAIR = 10, SKIP = 11 };

/* Counts fall into LEVELS of about equal ratio; lengths of matches into
 * LENGTHS, stretched probabilities into STEPS. */
enum { LEVELS = 12, LENGTHS = 24, STEPS = 32 };

/* A byte that some context names. */
typedef struct candidate {
    uint8_t byte;
    uint8_t count[CONTEXTS];
    uint16_t last;              /* bit i: the last byte in context i */
} candidate;

/* "Is it this byte?" */
typedef struct adapt_question {
    uint8_t byte;
    float p, q;                 /* of the mixer; and refined */
    float x[BLT__MIX_INPUTS];
    float *weights[BLT__MIX_SETS];
    blt__estimate *cell[BLT__MIX_INPUTS];   /* where x came from, or NULL */
    blt__estimate *refined;         /* the nearer of two */
} adapt_question;

/* Without a model, a byte that a long match predicts is one quick question,
 * as long as such bytes were right: contexts are neither looked up nor
 * updated when it is right again.  Gigabytes of logs are mostly such bytes. */
enum { QUICK_LENGTH = 12, QUICK = 1 << 16 };

/* What is learned, apart from contexts and history. */
typedef struct learned {
    /* [context][later question][count][count of the rest][last] */
    blt__estimate count[CONTEXTS][2][LEVELS][LEVELS][2];
    blt__estimate match[2 * LENGTHS][2];
    blt__estimate model[2][ORDERS + 1][STEPS];
    blt__estimate quick[QUICK];     /* by the last two bytes and the next */
    blt__estimate refine[256][4][STEPS + 1];
    _Alignas(16) blt__mix_weights by_match[(ORDERS + 1) * 4];
    blt__mix_weights by_question[4 * LEVELS];
    blt__mix_weights by_byte[256];
    blt__mix_weights by_last[256];
    double part[4];             /* weights of the rest's mixture */
    uint16_t after[256][256];   /* counts of bytes after each byte */
    uint32_t after_sum[256];
    uint32_t seen[256], seen_sum;
} learned;

/* The longest repetition: the byte at `at` of the history comes next. */
typedef struct match {
    uint32_t at;                /* 0: none */
    uint32_t length, missed;
} match;

struct blt__adapt {
    blt__mix_tables tables;
    uint8_t level[2048];        /* of a count */
    int with_model, contexts, inputs;
    uint8_t kind[CONTEXTS];
    learned now, fresh;
    blt__contexts table;
    uint8_t *history;           /* [HISTORY], a ring */
    uint32_t *latest;           /* [MATCHES] position after a hash */
    match match;
    uint64_t n;                 /* bytes so far */
    uint64_t last8;             /* the last eight, the last one lowest */
    uint32_t word, word_before;
    blt__adapt *kept;

    /* The prediction in progress. */
    int begun, gathered;
    blt__estimate *quick;       /* of the first question; NULL: not quick */
    uint64_t hash[CONTEXTS];
    blt__slot *slot[CONTEXTS];  /* NULL: a new context */
    float model[256];           /* P of each byte; zeros without a model */
    double model_left;          /* of its mass, not asked yet */
    int orders, highest;        /* known contexts of orders */
    uint32_t rest[CONTEXTS];    /* counts not asked yet */
    candidate candidate[CANDIDATES];
    float score[CANDIDATES];    /* order of asking; negative: was asked */
    int candidates, asked;
    int match_asked;            /* about the byte that the match predicts */
    float left;                 /* P(none of those asked), but for a quick
                                   question */
    uint8_t index[256];         /* of a byte's candidate, plus 1 */
    adapt_question question[QUESTIONS];
};

enum { HISTORY = 1 << 22, MATCHES = 1 << 20 };

/* adapt_state.c: the byte came; history, match and contexts move on. */
void blt__adapt_advance(blt__adapt *a, uint8_t byte);
/* Looks up the contexts of the next byte; and counts the byte in them. */
void blt__adapt_look_up(blt__adapt *a);
void blt__adapt_count(blt__adapt *a, uint8_t byte);

#endif
