/* Inside the room of generation: the choice of one byte, the place inside a
 * UTF-8 character, and the watch for stop strings.  Each stands alone. */
#ifndef BLT__GEN_H
#define BLT__GEN_H

#include <blt/gen.h>
#include "base/base.h"

/* ---- sample.c ----------------------------------------------------------- */

/* Chooses an id by the sampling options, or -1 when nothing can be chosen:
 * every allowed logit is -infinity, or one is NaN or +infinity.
 *   logits  [260]
 *   may     [260]  nonzero: this id is allowed
 *   recent  [256]  nonzero: this byte is penalised; NULL: none is
 * Draws one number from rng, or none when the temperature is 0.  Ties go to
 * the lower id. */
int
blt__sample(const float *logits, const uint8_t *may, const uint32_t *recent,
            const blt_gen_options *opt, blt__rng *rng);

/* -ln softmax(logits)[id], over all 260. */
double
blt__sample_nats(const float *logits, int id);

/* ---- utf8.c ------------------------------------------------------------- */

/* A place in UTF-8 text: how many bytes the open character still needs and
 * the range of the next one.  All zero is the place between characters. */
typedef struct blt__place {
    uint8_t need, low, high;
} blt__place;

/* Moves over any byte.  One that does not belong starts a new character if
 * it can, else is passed over as if it stood alone. */
void
blt__place_push(blt__place *u, uint8_t byte);

/* may[b] = byte b keeps the text valid and the character it belongs to can
 * be finished within left bytes, b included.  left >= 1.  Returns how many
 * bytes may. */
int
blt__place_mask(uint8_t *may, const blt__place *u, uint64_t left);

/* Whether the n bytes are whole characters from first to last. */
int
blt__place_whole(const uint8_t *p, size_t n);

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

/* How many of the last bytes may yet turn out to begin a string. */
size_t
blt__stop_held(const blt__stop *w);

/* The longest string's length. */
size_t
blt__stop_longest(const blt__stop *w);

#endif
