/* A text going through a model, piece by piece.  Since 0.1.
 *
 * Feed any number of tokens; get entropies, boundaries, vectors and logits.
 * How the text is divided into calls, and how many threads work, changes no
 * bit of any result.  The global transformer runs once per patch.
 *                                                            [MODEL.md 6]
 *
 * A session belongs to one thread at a time.  A copy shares its caches with
 * the original until one of them writes (copy on write, in blocks), so
 * copies are cheap, and many can continue the same prefix. */
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

/* The attention window: BLT_WINDOW_MODEL takes what the model directory
 * states.  BLT_WINDOW_NONE has no window and attends across EOS, as the port
 * in Hugging Face's library does.  A number N >= 1 is the window of the
 * entropy model and of the local parts, with no attention across EOS, as the
 * published models were trained.  In any case a layer reaches no further
 * back than its part's max_positions; a text may have any length. */
#define BLT_WINDOW_MODEL 0
#define BLT_WINDOW_NONE (-1)

typedef enum blt_depth {
    BLT_DEPTH_ENTROPY,      /* the entropy model alone */
    BLT_DEPTH_ENCODER,      /* up to patch vectors before the global part */
    BLT_DEPTH_GLOBAL,       /* up to patch vectors after it */
    BLT_DEPTH_FULL          /* up to next-byte logits */
} blt_depth;

typedef struct blt_session_options {
    size_t    size;             /* set by BLT_SESSION_OPTIONS_INIT */
    int64_t   window;
    blt_depth depth;            /* no output beyond it can be asked for */
    const blt_patch_options *patch;     /* copied; NULL: the model's own.  The
                                   entropy model runs when the scheme needs
                                   it or depth is ENTROPY: a caller that
                                   gives all boundaries sets BLT_SCHEME_BYTE
                                   to save that work */
    int       hf_open_end;      /* 1: HF's rule for max_patch_length, the last
                                   row of each feed sees the last patch as
                                   still open (MODEL.md 4.4); slower */
    blt_pool *pool;             /* borrowed; NULL: the calling thread alone */
} blt_session_options;

#define BLT_SESSION_OPTIONS_INIT { sizeof(blt_session_options), \
    BLT_WINDOW_MODEL, BLT_DEPTH_FULL, NULL, 0, NULL }

/* A session at the empty text; it borrows the model.  opt may be NULL.
 * BLT_EINVAL when an entropy model is needed and the model has none. */
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

/* The outputs of one feed of n tokens: the caller's arrays, NULL for those
 * that are not wanted.  H and G are the widths of the local and the global
 * part, k is cross_k. */
typedef struct blt_feed {
    size_t size;            /* set by BLT_FEED_INIT */
    const uint8_t *close;   /* in, [n]: boundaries given by the caller; 1:
                               the patch ends with this token.  NULL: found
                               by the session's scheme.  The first token of
                               a text always closes its patch. */
    float   *entropy;       /* [n] nats, of the prediction after each token */
    float   *patcher_logits;/* [n, 260] */
    uint8_t *closed;        /* [n] 1: the patch closed with the token */
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

/* Feeds n tokens (ids 0 .. 259; a text starts with BLT_ID_BOS).  After
 * BLT_EINVAL (an id out of range, an output beyond the session's depth) the
 * session is as it was before the call; after BLT_ENOMEM it can only be reset
 * or freed. */
BLT_API BLT_MUST_USE blt_status
blt_session_feed(blt_session *s, const int32_t *ids, size_t n,
                 blt_feed *out, blt_error *err);

/* The same for bytes: byte b is id b + 4.  Does not add BOS. */
BLT_API BLT_MUST_USE blt_status
blt_session_feed_bytes(blt_session *s, const uint8_t *bytes, size_t n,
                       blt_feed *out, blt_error *err);

/* Tokens fed, patches closed, and tokens in the open patch. */
BLT_API int64_t
blt_session_tokens(const blt_session *s);
BLT_API int64_t
blt_session_patches(const blt_session *s);
BLT_API int64_t
blt_session_open_length(const blt_session *s);

/* The vectors that the open patch would have if it were closed now; the
 * session does not change.  For the end of a text.
 *   patch_embed  [k*H] or NULL
 *   global_out   [G] or NULL
 * BLT_EDATA when no patch is open. */
BLT_API BLT_MUST_USE blt_status
blt_session_peek_patch(blt_session *s, float *patch_embed, float *global_out,
                       blt_error *err);

/* The exact state as bytes, and back.  *data is malloc'ed and the caller's.
 * Loading needs the same model (by digest) and options, else BLT_EDATA;
 * every number is checked. */
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
