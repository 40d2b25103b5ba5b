/* Rows of vectors from a session.
 *
 * All levels except the byte vectors of the local encoder are made of
 * patches, and the vector of a patch is known when it closes.  Bytes wait in
 * `text` until their patch closes (or their line is complete). */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "embed/embed.h"

#define CHUNK 256               /* bytes per feed: enough for fast products,
                                   little memory; not measured */
#define LONGEST ((uint64_t)BLT_PATCH_LONGEST)   /* text of a row */

struct blt_embed {
    blt_session *s;
    blt_embed_options opt;
    blt_embed_fn row;
    void *user;
    size_t width;
    int by_byte;                /* BYTE of ENCODER: no patches needed */
    float *vector;              /* [CHUNK, width] of one feed */
    float *cover;               /* [width] of the latest patch */
    float *out;                 /* [width] of the row being made */
    blt__pooled pool;
    blt__buf text;              /* the document's bytes from `base` on */
    uint64_t base, end;         /* `end`: how many bytes were fed */
    uint64_t patch;             /* where the open patch begins */
    uint64_t line, seen;        /* where the open line begins; up to where
                                   newlines were looked for */
};

blt_depth
blt_embed_depth(blt_embed_stage stage)
{
    return stage == BLT_EMBED_ENCODER ? BLT_DEPTH_ENCODER : BLT_DEPTH_GLOBAL;
}

blt_status
blt_embed_new(blt_embed **out, blt_session *s, const blt_model *m,
              const blt_embed_options *opt, blt_embed_fn row, void *user,
              blt_error *err)
{
    static const blt_embed_options usual = BLT_EMBED_OPTIONS_INIT;
    const blt_config *c = blt_model_config(m);
    blt_status status;
    blt_embed *e;

    *out = NULL;
    if (blt_session_tokens(s) != 0)
        return blt__fail(err, BLT_EINVAL, "embedder: the session is not"
                         " empty");
    e = calloc(1, sizeof *e);
    if (e == NULL)
        return blt__fail_memory(err, "vectors");
    e->s = s;
    e->row = row;
    e->user = user;
    status = blt__options_read(&e->opt, &usual, opt, "BLT_EMBED_OPTIONS_INIT",
                               err);
    if (status != BLT_OK) {
        free(e);
        return status;
    }
    e->by_byte = e->opt.level == BLT_EMBED_BYTE
        && e->opt.stage == BLT_EMBED_ENCODER;
    e->width = e->opt.stage == BLT_EMBED_GLOBAL ? (size_t)c->global.hidden
        : (size_t)c->encoder.hidden
        * (e->by_byte ? 1 : (size_t)c->cross_k);
    e->vector = blt__alloc(e->width, CHUNK * sizeof(float));
    e->cover = blt__alloc(e->width, sizeof(float));
    e->out = blt__alloc(e->width, sizeof(float));
    status = e->vector == NULL || e->cover == NULL || e->out == NULL
        ? blt__fail_memory(err, "vectors")
        : blt__pooled_init(&e->pool, e->opt.pool, e->width, err);
    if (status != BLT_OK) {
        blt_embed_free(e);
        return status;
    }
    *out = e;
    return BLT_OK;
}

void
blt_embed_free(blt_embed *e)
{
    if (e == NULL)
        return;
    free(e->vector);
    free(e->cover);
    free(e->out);
    blt__pooled_free(&e->pool);
    blt__buf_free(&e->text);
    free(e);
}

size_t
blt_embed_width(const blt_embed *e)
{
    return e->width;
}

void
blt_embed_reset(blt_embed *e)
{
    blt_session_reset(e->s);
    blt__buf_clear(&e->text);
    e->pool.n = 0;
    e->base = e->end = e->patch = e->line = e->seen = 0;
}

/* Gives the row of the bytes from .. to - 1. */
static blt_status
give(blt_embed *e, uint64_t from, uint64_t to, const float *v, blt_error *err)
{
    blt_embed_row row = { sizeof row, from, to - from, NULL, v };

    if (e->opt.level != BLT_EMBED_DOCUMENT && row.length <= LONGEST)
        row.text = (const uint8_t *)e->text.p + (from - e->base);
    if (e->opt.normalize) {
        if (v != e->out)
            memcpy(e->out, v, e->width * sizeof *v);
        blt__normalize(e->out, e->width);
        row.vector = e->out;
    }
    return e->row(e->user, &row, err);
}

static blt_status
give_pooled(blt_embed *e, uint64_t from, uint64_t to, blt_error *err)
{
    blt__pooled_take(e->out, &e->pool);
    return give(e, from, to, e->out, err);
}

/* The open line ends at `to`.  If no patch started in it, it has the vector of
 * the latest patch, which covers it. */
static blt_status
give_line(blt_embed *e, uint64_t to, blt_error *err)
{
    uint64_t from = e->line;

    e->line = to;
    return e->pool.n > 0 ? give_pooled(e, from, to, err)
                         : give(e, from, to, e->cover, err);
}

/* Gives the lines that end within the patch that ends at `to`.  The patch
 * started in the first of them; earlier lines were given before. */
static blt_status
lines_closed(blt_embed *e, uint64_t to, blt_error *err)
{
    const char *p = e->text.p, *nl;
    blt_status status = BLT_OK;

    while (status == BLT_OK && e->seen < to) {
        nl = memchr(p + (e->seen - e->base), e->opt.newline,
                    (size_t)(to - e->seen));
        e->seen = nl != NULL ? e->base + (uint64_t)(nl - p) + 1 : to;
        if (nl != NULL)
            status = give_line(e, e->seen, err);
    }
    return status;
}

/* The open patch ends at `to`. */
static blt_status
patch_closed(blt_embed *e, uint64_t to, const float *v, blt_error *err)
{
    uint64_t from = e->patch;
    blt_status status = BLT_OK;

    e->patch = to;
    switch (e->opt.level) {
    case BLT_EMBED_BYTE:
        for (; status == BLT_OK && from < to; from++)
            status = give(e, from, from + 1, v, err);
        return status;
    case BLT_EMBED_PATCH:
        return give(e, from, to, v, err);
    case BLT_EMBED_LINE:
        memcpy(e->cover, v, e->width * sizeof *v);
        blt__pooled_add(&e->pool, v);
        return lines_closed(e, to, err);
    case BLT_EMBED_DOCUMENT:
        blt__pooled_add(&e->pool, v);
    }
    return BLT_OK;
}

/* Drops the bytes that no row needs any more. */
static void
compact(blt_embed *e)
{
    uint64_t keep = e->patch;
    size_t gone;

    if (e->by_byte || e->opt.level == BLT_EMBED_DOCUMENT)
        keep = e->end;
    else if (e->opt.level == BLT_EMBED_LINE)
        keep = e->end - e->line > LONGEST ? e->seen : e->line;
    gone = (size_t)(keep - e->base);
    if (gone == 0)
        return;
    e->text.n -= gone;
    memmove(e->text.p, e->text.p + gone, e->text.n);
    e->base = keep;
}

static blt_status
feed_chunk(blt_embed *e, const uint8_t *bytes, size_t n, const uint8_t *close,
           blt_error *err)
{
    blt_feed out = BLT_FEED_INIT;
    uint8_t closed[CHUNK];
    const float *v = e->vector;
    blt_status status;

    out.close = close;
    out.closed = closed;
    if (e->by_byte)
        out.enc_hidden = e->vector;
    else if (e->opt.stage == BLT_EMBED_ENCODER)
        out.patch_embed = e->vector;
    else
        out.global_out = e->vector;
    status = blt_session_feed_bytes(e->s, bytes, n, &out, err);
    if (status != BLT_OK)
        return status;
    blt__buf_put(&e->text, bytes, n);
    if (e->text.failed)
        return blt__fail_memory(err, "vectors: text");
    for (size_t i = 0; status == BLT_OK && i < n; i++) {
        e->end++;
        if (e->by_byte)
            status = give(e, e->end - 1, e->end, e->vector + i * e->width,
                          err);
        else if (closed[i]) {
            status = patch_closed(e, e->end, v, err);
            v += e->width;
        }
    }
    compact(e);
    return status;
}

static blt_status
begin(blt_embed *e, blt_error *err)
{
    static const int32_t bos = BLT_ID_BOS;
    blt_feed out = BLT_FEED_INIT;

    if (blt_session_tokens(e->s) > 0)
        return BLT_OK;
    return blt_session_feed(e->s, &bos, 1, &out, err);
}

blt_status
blt_embed_feed(blt_embed *e, const uint8_t *bytes, size_t n,
               const uint8_t *close, blt_error *err)
{
    blt_status status = begin(e, err);

    while (status == BLT_OK && n > 0) {
        size_t m = n < CHUNK ? n : CHUNK;

        status = feed_chunk(e, bytes, m, close, err);
        bytes += m;
        n -= m;
        if (close != NULL)
            close += m;
    }
    return status;
}

blt_status
blt_embed_end(blt_embed *e, blt_error *err)
{
    blt_status status = BLT_OK;

    if (!e->by_byte && e->patch < e->end) {
        int global = e->opt.stage == BLT_EMBED_GLOBAL;

        status = blt_session_peek_patch(e->s, global ? NULL : e->vector,
                                        global ? e->vector : NULL, err);
        if (status == BLT_OK)
            status = patch_closed(e, e->end, e->vector, err);
    }
    if (status == BLT_OK && e->opt.level == BLT_EMBED_LINE
        && e->line < e->end)
        status = give_line(e, e->end, err);
    if (status == BLT_OK && e->opt.level == BLT_EMBED_DOCUMENT)
        status = give_pooled(e, 0, e->end, err);
    blt_embed_reset(e);
    return status;
}
