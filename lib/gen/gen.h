/* The independent parts of generation (sampling one byte, the position in a
 * UTF-8 character, detection of stop strings and of a pattern, keeping to a
 * pattern and clear of strings), and the generator that uses them. */
#ifndef BLT__GEN_H
#define BLT__GEN_H

#include <blt/gen.h>
#include "base/base.h"
#include "text/regex_automaton.h"

/* ---- sample.c ----------------------------------------------------------- */

/* Chooses an id by the sampling options, or -1 when nothing can be chosen:
 * every allowed logit is -infinity, or one is NaN or +infinity.
 *   logits  [260]
 *   may     [260]  nonzero: this id is allowed
 *   recent  [256]  nonzero: this byte is penalised; NULL: none is
 *   add     [256]  nats, added to each byte's logit after that; NULL: nothing
 * Draws one number from rng, or none when the temperature is 0.  Ties go to
 * the lower id. */
int
blt__sample(const float *logits, const uint8_t *may, const uint32_t *recent,
            const double *add, const blt_gen_options *opt, blt__rng *rng);

/* ---- utf8.c ------------------------------------------------------------- */

/* The position in UTF-8 text: how many bytes the open character still needs,
 * and the range of the next byte.  All zero: between characters. */
typedef struct blt__utf8_place {
    uint8_t need, low, high;
} blt__utf8_place;

/* Advances by any byte.  An invalid byte starts a new character if it can,
 * else it counts as a character of its own. */
void
blt__utf8_place_push(blt__utf8_place *u, uint8_t byte);

/* may [256]: may[b] = 1 if byte b keeps the text valid and its character can
 * be completed within left >= 1 bytes, b included.  Returns the number of such
 * bytes. */
int
blt__utf8_place_mask(uint8_t *may, const blt__utf8_place *u, uint64_t left);

/* ---- needle.c ----------------------------------------------------------- */

/* A string to find in bytes that arrive one at a time. */
typedef struct blt__needle {
    uint8_t *byte;              /* [n] */
    size_t *back;               /* [n + 1] length of the longest proper prefix
                                   of the first i bytes that is also their
                                   suffix */
    size_t n, at;               /* at: how many of the last bytes are the
                                   longest prefix of the string */
} blt__needle;

/* n >= 1.  Returns 0 if memory runs out; blt__needle_clear() is needed even
 * then. */
int
blt__needle_init(blt__needle *s, const uint8_t *byte, size_t n);
void
blt__needle_clear(blt__needle *s);
void
blt__needle_push(blt__needle *s, uint8_t byte);

/* ---- stop.c ------------------------------------------------------------- */

typedef struct blt__stop blt__stop;

blt_status
blt__stop_new(blt__stop **w, const uint8_t *const *string,
              const size_t *length, size_t count, blt_error *err);
blt_status
blt__stop_copy(blt__stop **copy, const blt__stop *w, blt_error *err);
void
blt__stop_free(blt__stop *w);

/* Takes the next byte.  Returns the length of the longest string that ends
 * with it, 0 if none does. */
size_t
blt__stop_push(blt__stop *w, uint8_t byte);

/* How many of the last bytes may be the beginning of a string. */
size_t
blt__stop_held(const blt__stop *w);

/* The longest string's length. */
size_t
blt__stop_longest(const blt__stop *w);

/* ---- until.c ------------------------------------------------------------ */

typedef struct blt__until blt__until;

blt_status
blt__until_new(blt__until **u, const char *pattern, blt_error *err);
blt_status
blt__until_copy(blt__until **copy, const blt__until *u, blt_error *err);
void
blt__until_free(blt__until *u);

/* Adds a byte to the text. */
void
blt__until_put(blt__until *u, uint8_t byte);

/* Whether the pattern matches somewhere in the text so far. */
blt_status
blt__until_check(int *matched, blt__until *u, blt_error *err);

/* ---- ban.c -------------------------------------------------------------- */

typedef struct blt__ban blt__ban;

blt_status
blt__ban_new(blt__ban **b, const uint8_t *const *string,
             const size_t *length, size_t count, blt_error *err);
/* Does not change afterwards, so threads may use one; each owner frees it.
 * NULL is shared as NULL. */
blt__ban *
blt__ban_share(blt__ban *b);
void
blt__ban_free(blt__ban *b);

/* Makes blt__ban_mask() keep to texts that can go on without end; utf8: as
 * UTF-8.  BLT_EINVAL if there are none. */
blt_status
blt__ban_endless(blt__ban *b, int utf8, blt_error *err);

/* The state after a byte; 0 is that of the empty text. */
uint32_t
blt__ban_step(const blt__ban *b, uint32_t state, uint8_t byte);

/* Whether a string ends with the last byte. */
int
blt__ban_hit(const blt__ban *b, uint32_t state);

/* may [256]: clears the bytes with which a string ends, or after which a text
 * ends.  u: the position before the byte.  Returns in *count how many are
 * left. */
void
blt__ban_mask(uint8_t *may, int *count, const blt__ban *b, uint32_t state,
              const blt__utf8_place *u);

/* ---- bias.c ------------------------------------------------------------- */

typedef struct blt__bias blt__bias;

blt_status
blt__bias_new(blt__bias **b, const uint8_t *const *string,
              const size_t *length, const double *bits, size_t count,
              blt_error *err);
blt_status
blt__bias_copy(blt__bias **copy, const blt__bias *b, blt_error *err);
void
blt__bias_free(blt__bias *b);
/* Back to the empty text. */
void
blt__bias_reset(blt__bias *b);
void
blt__bias_push(blt__bias *b, uint8_t byte);

/* sum [256]: what to add to the logit of each byte, in nats.  A string of n
 * bytes and x > 0 bits adds x / n to each byte that begins or continues it;
 * one with x < 0 adds x to its last byte. */
void
blt__bias_sum(double *sum, const blt__bias *b);

/* ---- reach.c ------------------------------------------------------------ */

typedef struct blt__reach blt__reach;

blt_status
blt__reach_new(blt__reach **r, blt__automaton *a, blt__ban *ban,
               blt_error *err);
/* Threads may use one; each owner frees it.  NULL is shared as NULL. */
blt__reach *
blt__reach_share(blt__reach *r);
void
blt__reach_free(blt__reach *r);

/* The fewest bytes from a state of the pattern and one of the strings to a
 * match without a string, or BLT__NEVER. */
blt_status
blt__reach_distance(uint64_t *distance, blt__reach *r, int state,
                    uint32_t ban, blt_error *err);

/* The state of the strings after n bytes, or 0 if one of them ends a string. */
int
blt__reach_follow(const blt__ban *ban, uint32_t *to, uint32_t from,
                  const uint8_t *p, size_t n);

/* ---- guide.c ------------------------------------------------------------ */

typedef struct blt__guide blt__guide;

/* BLT_EINVAL if the pattern cannot be used, or matches nothing of at most
 * `most` bytes.
 *   ban      strings that the match must not have; NULL: none
 *   samples  [n] bytes of these strings */
blt_status
blt__guide_new(blt__guide **m, const char *pattern, blt__ban *ban,
               const uint8_t *samples, size_t n, uint64_t most,
               blt_error *err);
blt_status
blt__guide_copy(blt__guide **copy, const blt__guide *m, blt_error *err);
void
blt__guide_free(blt__guide *m);

/* may [256]: the bytes after which a match is possible within left bytes,
 * the byte included.  Their number goes to *count.
 *   ban  the state of the strings */
blt_status
blt__guide_mask(uint8_t *may, int *count, blt__guide *m, uint32_t ban,
                uint64_t left, blt_error *err);

/* The same for the bytes of a character that is to be completed first. */
blt_status
blt__guide_mask_before(uint8_t *may, int *count, const blt__guide *m,
                       uint32_t ban, const blt__utf8_place *place,
                       uint64_t left, blt_error *err);

/* Whether the bytes so far are a match. */
int
blt__guide_accepts(const blt__guide *m);
blt_status
blt__guide_push(blt__guide *m, uint8_t byte, blt_error *err);

/* ---- gen.c, state.c ----------------------------------------------------- */

/* How many of the last bytes are kept at least, and the longest string whose
 * beginning may be in a saved state. */
#define BLT__TAIL 1024

typedef struct blt__gen_byte {
    double nats;
    uint8_t byte, closed;
} blt__gen_byte;

struct blt_gen {
    blt_session *s;
    int own;                    /* the session is freed with the generator */
    blt_gen_options opt;        /* pointers in it are NULL */
    blt__rng rng;
    float logits[BLT_VOCAB];    /* after the last token */
    blt__utf8_place place;      /* of prompt and generated bytes together */
    uint32_t recent[256];       /* how often each byte is in the ring */
    uint8_t *ring;              /* [ring_size] the last bytes, ring_n of it
                                   filled; the next is written at ring_at */
    size_t ring_size, ring_n, ring_at;
    uint64_t left;              /* bytes that may still be generated */
    blt__stop *stop;
    blt__until *until;          /* NULL: no pattern */
    blt__guide *match;          /* NULL: any text */
    int matching;               /* it has got a byte */
    blt__ban *ban;              /* NULL: nothing is banned */
    uint32_t ban_at;            /* its state after the last byte */
    blt__bias *bias;            /* NULL: none */
    blt__gen_byte *queue;       /* generated, not returned yet */
    blt_guess *guess;           /* [guesses] of each byte in the queue, and of
                                   the one returned last */
    size_t queue_n;
    blt_gen_end end;
};

void
blt__gen_remember(blt_gen *g, uint8_t byte);

#endif
