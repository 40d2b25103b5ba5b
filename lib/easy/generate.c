/* A prompt continued in one call. */
#include "config.h"
#include <blt/blt.h>
#include "base/base.h"

static blt_status
generate(blt_gen *g, blt__buf *text, blt_error *err)
{
    blt_gen_step step = BLT_GEN_STEP_INIT;

    for (;;) {
        blt_status status = blt_gen_next(g, &step, err);

        if (status != BLT_OK || step.end != BLT_GEN_GOES_ON)
            return status;
        blt__buf_put(text, &step.byte, 1);
        if (text->failed)
            return blt__fail_memory(err, "generated text");
    }
}

blt_status
blt_generate_text(const blt_model *m, char **out, size_t *n_out,
                  const char *prompt, size_t n, const blt_gen_options *opt,
                  blt_error *err)
{
    blt__buf text = { 0 };
    blt_session *s = NULL;
    blt_gen *g = NULL;
    blt_status status = blt_session_new(&s, m, NULL, err);

    *out = NULL;
    *n_out = 0;
    if (status == BLT_OK)
        status = blt_gen_new(&g, s, opt, err);
    if (status == BLT_OK && n > 0)
        status = blt_gen_feed(g, (const uint8_t *)prompt, n, NULL, NULL, err);
    if (status == BLT_OK)
        status = generate(g, &text, err);
    if (status == BLT_OK) {
        blt__buf_put(&text, "", 1);
        if (text.failed)
            status = blt__fail_memory(err, "generated text");
    }
    blt_gen_free(g);
    blt_session_free(s);
    if (status != BLT_OK) {
        blt__buf_free(&text);
        return status;
    }
    *out = text.p;
    *n_out = text.n - 1;
    return BLT_OK;
}
