/* FLOPs of texts, planned and counted: feeds them to a session, whose kernels
 * count, and asks for the plan of as many bytes in as many patches. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <blt/eval.h>
#include "base/base.h"

enum { CHUNK = 512 };           /* bytes per feed: 0.5 MB of logits; copied
                                   from the scorer's */

struct blt_flops_meter {
    blt_flops_meter_options opt;
    const blt_config *config;   /* the model's */
    blt_session *session;
    int64_t n;                  /* bytes of the text so far */
    double bytes, patches;      /* of the texts that were ended */
    blt_flops planned, counted;
    float logits[CHUNK * BLT_VOCAB];
};

blt_status
blt_flops_meter_new(blt_flops_meter **out, const blt_model *model,
                    const blt_flops_meter_options *given, blt_error *err)
{
    static const blt_flops_meter_options init = BLT_FLOPS_METER_OPTIONS_INIT;
    static const blt_flops zero = BLT_FLOPS_INIT;
    blt_session_options so = BLT_SESSION_OPTIONS_INIT;
    blt_flops_meter *m;
    blt_status st;

    *out = NULL;
    m = calloc(1, sizeof *m);
    if (m == NULL)
        return blt__fail_memory(err, "FLOP meter");
    m->planned = m->counted = zero;
    st = blt__options_read(&m->opt, &init, given,
                           "BLT_FLOPS_METER_OPTIONS_INIT", err);
    if (st == BLT_OK && m->opt.patch_size != 0
        && !(m->opt.patch_size >= 1 && isfinite(m->opt.patch_size)))
        st = blt__fail(err, BLT_EINVAL, "flops: patches of %g bytes: not 1"
                       " or more", m->opt.patch_size);
    if (st == BLT_OK) {
        so.window = m->opt.window;
        so.pool = m->opt.pool;
        m->config = blt_model_config(model);
        st = blt_session_new(&m->session, model, &so, err);
    }
    if (st != BLT_OK) {
        blt_flops_meter_free(m);
        return st;
    }
    *out = m;
    return BLT_OK;
}

void
blt_flops_meter_free(blt_flops_meter *m)
{
    if (m == NULL)
        return;
    blt_session_free(m->session);
    free(m);
}

/* Patches of `size` bytes on average end where another multiple of it is
 * complete, for 4.5 bytes after 5, 9, 14, 18 ...  Byte `at` of the text is
 * close[0]. */
static void
set_ends(uint8_t *close, size_t n, int64_t at, double size)
{
    for (size_t i = 0; i < n; i++) {
        double before = (double)(at + (int64_t)i);

        close[i] = floor((before + 1) / size) > floor(before / size);
    }
}

blt_status
blt_flops_meter_feed(blt_flops_meter *m, const uint8_t *bytes, size_t n,
                     blt_error *err)
{
    static const int32_t bos = BLT_ID_BOS;
    uint8_t close[CHUNK];
    blt_feed out = BLT_FEED_INIT;
    blt_status st = BLT_OK;

    out.logits = m->logits;
    if (m->n == 0 && n > 0) {
        blt_session_reset(m->session);
        st = blt_session_feed(m->session, &bos, 1, &out, err);
    }
    if (m->opt.patch_size > 0)
        out.close = close;
    for (size_t at = 0, k; at < n && st == BLT_OK; at += k) {
        k = n - at < CHUNK ? n - at : CHUNK;
        if (m->opt.patch_size > 0)
            set_ends(close, k, m->n, m->opt.patch_size);
        st = blt_session_feed_bytes(m->session, bytes + at, k, &out, err);
        m->n += (int64_t)k;
    }
    return st;
}

static void
add(blt_flops *sum, const blt_flops *f)
{
    sum->patcher += f->patcher;
    sum->encoder += f->encoder;
    sum->cross += f->cross;
    sum->global += f->global;
    sum->decoder += f->decoder;
    sum->head += f->head;
}

blt_status
blt_flops_meter_end(blt_flops_meter *m, blt_error *err)
{
    const double n = (double)m->n;
    blt_flops counted = BLT_FLOPS_INIT, planned = BLT_FLOPS_INIT;
    double patches;
    blt_status st;

    if (m->n == 0)
        return BLT_OK;
    m->n = 0;
    blt_session_flops(m->session, &counted);
    /* BOS has a patch of its own, which is not one of the text. */
    patches = (double)blt_session_patches(m->session) - 1;
    st = blt_flops_plan(&planned, m->config, n,
                        patches > 0 ? n / patches : n, m->opt.window, err);
    if (st != BLT_OK)
        return st;
    add(&m->counted, &counted);
    add(&m->planned, &planned);
    m->bytes += n;
    m->patches += patches;
    return BLT_OK;
}

void
blt_flops_meter_reset(blt_flops_meter *m)
{
    m->n = 0;
}

void
blt_flops_meter_totals(const blt_flops_meter *m, blt_flops *planned,
                       blt_flops *counted, double *bytes, double *patches)
{
    if (planned != NULL)
        (void)blt__result_write(planned, &m->planned, "BLT_FLOPS_INIT", NULL);
    if (counted != NULL)
        (void)blt__result_write(counted, &m->counted, "BLT_FLOPS_INIT", NULL);
    if (bytes != NULL)
        *bytes = m->bytes;
    if (patches != NULL)
        *patches = m->patches;
}
