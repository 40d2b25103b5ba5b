/* Misspellings in a whole text: blt_noise. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <blt/noise.h>
#include "lang/channel_file.h"
#include "lang/corrupt.h"
#include "lang/token.h"

struct blt_noise {
    blt__channel *c;
    double rate;
    blt__rng rng;
    blt__tokens tokens;
    blt__buf out;
};

blt_status
blt_noise_new(blt_noise **out, const char *channel, double rate,
              uint64_t seed, blt_error *err)
{
    blt_noise *x;
    blt_status s;

    *out = NULL;
    if (!(rate >= 0 && rate <= 1))
        return blt__fail(err, BLT_EINVAL, "a rate is 0 to 1");
    x = calloc(1, sizeof *x);
    if (x == NULL)
        return blt__fail_memory(err, "noise");
    x->rate = rate;
    blt__rng_seed(&x->rng, seed);
    s = blt__channel_open(&x->c, channel, err);
    if (s != BLT_OK) {
        blt_noise_free(x);
        return s;
    }
    *out = x;
    return BLT_OK;
}

void
blt_noise_free(blt_noise *x)
{
    if (x == NULL)
        return;
    blt__channel_free(x->c);
    blt__tokens_free(&x->tokens);
    blt__buf_free(&x->out);
    free(x);
}

/* 1 if one space separates token i from the next word. */
static int
single_space(const blt_noise *x, const uint8_t *text, size_t i)
{
    const blt__token *t = x->tokens.p + i;
    size_t end = t->offset + t->length;

    return i + 1 < x->tokens.n && t[1].kind == BLT__TOKEN_WORD
        && t[1].offset == end + 1 && text[end] == ' ';
}

blt_status
blt_noise_text(blt_noise *x, const uint8_t *text, size_t n,
               const uint8_t **out, size_t *n_out, blt_error *err)
{
    double joined = exp2(
        -(double)x->c->prior[BLT__EDIT_SPACE_DELETION][BLT__POSITION_INNER]);
    blt_status s = blt__tokens_find(&x->tokens, text, n, err);
    size_t at = 0;

    if (s != BLT_OK)
        return s;
    blt__buf_clear(&x->out);
    for (size_t i = 0; i < x->tokens.n; i++) {
        const blt__token *t = x->tokens.p + i;
        size_t end = t->offset + t->length;

        if (t->kind != BLT__TOKEN_WORD || t->length < 2
            || blt__rng_unit(&x->rng) >= x->rate)
            continue;
        blt__buf_put(&x->out, text + at, t->offset - at);
        at = end;
        /* The space after a word is one of the positions of an edit. */
        if (single_space(x, text, i) && blt__rng_unit(&x->rng)
            * (double)t->length < joined) {
            blt__buf_put(&x->out, text + t->offset, t->length);
            at++;
        } else {
            blt__channel_corrupt(x->c, &x->out, (const char *)text
                                 + t->offset, t->length, &x->rng);
        }
    }
    blt__buf_put(&x->out, text + at, n - at);
    if (x->out.failed)
        return blt__fail_memory(err, "noise");
    *out = (const uint8_t *)x->out.p;
    *n_out = x->out.n;
    return BLT_OK;
}
