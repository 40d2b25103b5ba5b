/* A text going through a model, piece by piece.  Since 0.1.
 *
 * Feed any number of tokens, get entropies, boundaries and logits.  How the
 * text is divided into calls, and how many threads work, changes no bit of
 * any result.  The global transformer runs once a patch.  [MODEL.md 6]
 *
 * A session belongs to one thread at a time.  A copy shares its caches with
 * the original until one of them writes (copy on write, by blocks), so
 * copies are cheap and as many as you like may stand on one prefix. */
#ifndef BLT_SESSION_H
#define BLT_SESSION_H

#include <stddef.h>
#include <stdint.h>
#include <blt/model.h>
#include <blt/pool.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct blt_session blt_session;

/* Attention ranges.  MODEL: what the model directory states.  NONE: no
 * window and no cut after EOS, as the port in Hugging Face's library
 * computes it.  A number: this window in the entropy model and the local
 * parts, with cuts after EOS, as the published models were trained.
 * Whatever the window, no layer looks further back than its part's
 * max_positions; a text may be of any length. */
#define BLT_WINDOW_MODEL 0
#define BLT_WINDOW_NONE (-1)

typedef enum blt_depth {
    BLT_DEPTH_ENTROPY,      /* the entropy model alone */
    BLT_DEPTH_ENCODER,      /* to patch vectors before the global part */
    BLT_DEPTH_GLOBAL,       /* to patch vectors after it */
    BLT_DEPTH_FULL          /* to next-byte logits */
} blt_depth;

typedef struct blt_session_options {
    size_t    size;             /* set by BLT_SESSION_OPTIONS_INIT */
    int64_t   window;
    blt_depth depth;
    blt_patch_options patch;    /* used when patch_set, else the model's.
                                   The entropy model runs when the scheme
                                   needs it or depth is ENTROPY: who gives
                                   all boundaries sets the scheme BYTE. */
    int       patch_set;
    int       hf_open_end;      /* HF's rule for max_patch_length: the last
                                   row of each feed sees the last patch as
                                   still open (MODEL.md 4.4); slower */
    blt_pool *pool;             /* borrowed; NULL: this thread alone */
} blt_session_options;

#define BLT_SESSION_OPTIONS_INIT { sizeof(blt_session_options), \
    BLT_WINDOW_MODEL, BLT_DEPTH_FULL, BLT_PATCH_OPTIONS_INIT, 0, 0, NULL }

/* BLT_EINVAL when the model has no entropy model and one is needed. */
BLT_API BLT_MUST_USE blt_status
blt_session_new(blt_session **s, const blt_model *m,
                const blt_session_options *opt, blt_error *err);
BLT_API BLT_MUST_USE blt_status
blt_session_copy(blt_session **copy, const blt_session *s, blt_error *err);
BLT_API void
blt_session_free(blt_session *s);

/* Back to the empty text, keeping the memory. */
BLT_API void
blt_session_reset(blt_session *s);

/* What one feed is asked for: any pointer may be NULL.  H, G are the widths
 * of the local and the global part, k is cross_k. */
typedef struct blt_feed {
    size_t size;            /* set by BLT_FEED_INIT */
    const uint8_t *close;   /* in, [n]: boundaries given by the caller; 1:
                               the patch ends with this token.  NULL: found
                               by the session's scheme.  The first token of
                               a text always closes its patch. */
    float   *entropy;       /* [n] nats, of the prediction after each token */
    float   *patcher_logits;/* [n, 260] */
    uint8_t *closed;        /* [n] whether the patch closed with the token */
    float   *enc_hidden;    /* [n, H] bytes after the local encoder */
    float   *patch_embed;   /* [patches, k*H] before the global part; room
                               for n */
    float   *global_out;    /* [patches, G] after it; room for n */
    float   *logits;        /* [n, 260] */
    float   *last_logits;   /* [260] after the last token only: cheaper */
    size_t   patches;       /* out: patches closed during this feed */
} blt_feed;

#define BLT_FEED_INIT { sizeof(blt_feed), NULL, NULL, NULL, NULL, NULL, \
    NULL, NULL, NULL, NULL, 0 }

/* Feeds n tokens (ids 0 .. 259; a text starts with BLT_ID_BOS).  On failure
 * (BLT_EINVAL for an id out of range or an output that the session's depth
 * does not reach) the session is as it was before the call; after BLT_ENOMEM
 * it can only be reset or freed. */
BLT_API BLT_MUST_USE blt_status
blt_session_feed(blt_session *s, const int32_t *ids, size_t n,
                 blt_feed *out, blt_error *err);

/* As above for bytes: byte b is id b + 4.  Does not add BOS. */
BLT_API BLT_MUST_USE blt_status
blt_session_feed_bytes(blt_session *s, const uint8_t *bytes, size_t n,
                       blt_feed *out, blt_error *err);

/* Tokens fed, patches closed, and the tokens of the open patch. */
BLT_API int64_t blt_session_tokens(const blt_session *s);
BLT_API int64_t blt_session_patches(const blt_session *s);
BLT_API int64_t blt_session_open_length(const blt_session *s);

/* The open patch's vectors if it were closed now, leaving the session as it
 * is: for the end of a text.  BLT_EDATA when no patch is open. */
BLT_API BLT_MUST_USE blt_status
blt_session_peek_patch(blt_session *s, float *patch_embed, float *global_out,
                       blt_error *err);

/* The exact state as bytes, and back.  *data is malloc'ed and the caller's.
 * Loading needs the same model (digest) and options, else BLT_EDATA; every
 * number is checked. */
BLT_API BLT_MUST_USE blt_status
blt_session_save(const blt_session *s, uint8_t **data, size_t *n,
                 blt_error *err);
BLT_API BLT_MUST_USE blt_status
blt_session_load(blt_session *s, const uint8_t *data, size_t n,
                 blt_error *err);

#ifdef __cplusplus
}
#endif
#endif
