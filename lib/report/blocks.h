/* A document as a curve: bits per byte of its blocks, next to their order-0
 * entropy, and where that jumps. */
#ifndef BLT_REPORT_BLOCKS_H
#define BLT_REPORT_BLOCKS_H

#include <blt/error.h>
#include "base/base.h"

/* Pixels of a panel, which shows one document. */
enum { BLT__BLOCKS_WIDTH = 924, BLT__BLOCKS_HEIGHT = 236 };

typedef struct blt__blocks blt__blocks;

/* bytes: of a block.  0: chosen by the length of the document, so that the
 * panel has 1,024 to 2,048 blocks: 2^k bytes for the curve, at least 16; for
 * order-0 entropy at least 1,024, because fewer bytes cannot have the entropy
 * of random ones. */
blt_status blt__blocks_new(blt__blocks **b, int64_t bytes, blt_error *err);
void blt__blocks_free(blt__blocks *b);

/* A document starts. */
void blt__blocks_begin(blt__blocks *b);
/* Its next n bytes.
 *   nats  [n] surprisals, or NaN */
void blt__blocks_feed(blt__blocks *b, const uint8_t *p, const float *nats,
                      size_t n);
/* Is the surprisal of any byte known? */
int blt__blocks_known(const blt__blocks *b);
/* Appends the panel of the document as elements of SVG, `top` pixels down;
 * name may be NULL. */
blt_status blt__blocks_draw(blt__blocks *b, blt__buf *out, const char *name,
                            int top, blt_error *err);
/* What the colours mean, as the text of an element. */
void blt__blocks_caption(blt__buf *out);

/* Style of the elements, whose classes begin with b; page.css has the same. */
extern const char blt__blocks_style[];

#endif
