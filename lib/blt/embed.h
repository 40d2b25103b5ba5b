/* Vectors of bytes, patches, lines and documents.  Since 0.1.
 *
 * A document is fed in pieces of any size; rows come as soon as they are
 * known, in the order of the text.  How the document was divided changes no
 * bit of any row.  An embedder belongs to one thread at a time. */
#ifndef BLT_EMBED_H
#define BLT_EMBED_H

#include <stddef.h>
#include <stdint.h>
#include <blt/session.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a row represents.
 *   BYTE      a byte: its own vector after the local encoder, or that of
 *             the patch it belongs to after the global transformer
 *   PATCH     a patch; the last one ends where the document does
 *   LINE      a line with its newline: the patches whose first byte lies in
 *             it, pooled; a line in which no patch begins has the vector of
 *             the patch that covers it
 *   DOCUMENT  all of its patches, pooled; zeros if it has none
 * The patch of the BOS token belongs to no byte and to no row. */
typedef enum blt_embed_level {
    BLT_EMBED_BYTE, BLT_EMBED_PATCH, BLT_EMBED_LINE, BLT_EMBED_DOCUMENT
} blt_embed_level;

/* Where the vectors are taken from.
 *   ENCODER  before the global transformer: width H for bytes, else k*H
 *   GLOBAL   after it: width G */
typedef enum blt_embed_stage {
    BLT_EMBED_ENCODER, BLT_EMBED_GLOBAL
} blt_embed_stage;

/* How several patches make one vector; lines and documents only. */
typedef enum blt_embed_pool {
    BLT_EMBED_MEAN, BLT_EMBED_MAX, BLT_EMBED_LAST
} blt_embed_pool;

typedef struct blt_embed_options {
    size_t          size;       /* set by BLT_EMBED_OPTIONS_INIT */
    blt_embed_level level;
    blt_embed_stage stage;
    blt_embed_pool  pool;
    int             normalize;  /* 1: each row has length 1 (zeros stay) */
    uint8_t         newline;    /* the byte that ends a line */
} blt_embed_options;

#define BLT_EMBED_OPTIONS_INIT { sizeof(blt_embed_options), \
    BLT_EMBED_PATCH, BLT_EMBED_GLOBAL, BLT_EMBED_MEAN, 0, '\n' }

typedef struct blt_embed_row {
    size_t size;                /* set by the library */
    uint64_t offset, length;    /* bytes of the document */
    const uint8_t *text;        /* [length]; NULL for BLT_EMBED_DOCUMENT and
                                   beyond BLT_PATCH_LONGEST */
    const float *vector;        /* [blt_embed_width] */
} blt_embed_row;

/* Receives a row, which is valid until the callback returns.  Any status but
 * BLT_OK ends the call that it came from, with that status. */
typedef blt_status (*blt_embed_fn)(void *user, const blt_embed_row *row,
                                   blt_error *err);

typedef struct blt_embed blt_embed;

/*   s    borrowed: an empty session of at least the depth that the stage
 *        needs, see blt_embed_depth()
 *   m    the session's model
 *   opt  may be NULL */
BLT_API BLT_MUST_USE blt_status
blt_embed_new(blt_embed **e, blt_session *s, const blt_model *m,
              const blt_embed_options *opt, blt_embed_fn row, void *user,
              blt_error *err);
BLT_API void
blt_embed_free(blt_embed *e);

BLT_API blt_depth
blt_embed_depth(blt_embed_stage stage);
/* Numbers in a vector. */
BLT_API size_t
blt_embed_width(const blt_embed *e);

/* The next n bytes of the document.
 *   close  [n] 1: a patch ends with this byte; NULL: the session finds it */
BLT_API BLT_MUST_USE blt_status
blt_embed_feed(blt_embed *e, const uint8_t *bytes, size_t n,
               const uint8_t *close, blt_error *err);

/* Ends the document: the last rows come, and the next feed begins another
 * document. */
BLT_API BLT_MUST_USE blt_status
blt_embed_end(blt_embed *e, blt_error *err);

/* Forgets the document that was begun; needed after a failure. */
BLT_API void
blt_embed_reset(blt_embed *e);

/* The header of an NPY file (version 1.0) of rows x width float32 numbers
 * in C order, little-endian; it has the same length for any numbers. */
#define BLT_NPY_HEADER 128
BLT_API void
blt_npy_header(char header[BLT_NPY_HEADER], uint64_t rows, uint64_t width);

/* Reads the header of such a file, of version 1.0 to 3.0, as NumPy writes
 * it.  Since 0.2.
 *   p      [n] the first bytes of the file; 4096 are always enough
 *   start  out: where the numbers begin
 * BLT_EDATA, with the reason, for another format or an array that is not
 * two-dimensional, little-endian float32 in C order. */
BLT_API BLT_MUST_USE blt_status
blt_npy_parse(const uint8_t *p, size_t n, size_t *start, uint64_t *rows,
              uint64_t *width, blt_error *err);

#ifdef __cplusplus
}
#endif
#endif
