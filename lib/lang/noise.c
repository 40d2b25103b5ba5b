/* Noise in a whole text: misspellings, or changes of characters. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <blt/noise.h>
#include "lang/channel_file.h"
#include "lang/corrupt.h"
#include "lang/token.h"
#include "text/text.h"

struct blt_noise {
    blt__channel *c;            /* NULL: noise of this kind */
    blt_noise_kind kind;
    int inside;                 /* 1: a character of this line has come */
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

blt_status
blt_noise_new_kind(blt_noise **out, blt_noise_kind kind, uint64_t seed,
                   blt_error *err)
{
    blt_noise *x;

    *out = NULL;
    if ((unsigned)kind > BLT_NOISE_UPPERCASE)
        return blt__fail(err, BLT_EINVAL, "noise: no kind has the number %d",
                         (int)kind);
    x = calloc(1, sizeof *x);
    if (x == NULL)
        return blt__fail_memory(err, "noise");
    x->kind = kind;
    blt__rng_seed(&x->rng, seed);
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

static void
put_char(blt__buf *b, uint32_t c)
{
    uint8_t utf8[4];

    blt__buf_put(b, utf8, blt__utf8_put(utf8, c));
}

/* Changes a character that does not end a line. */
static void
change_char(blt_noise *x, uint32_t c)
{
    int times = 1;

    switch (x->kind) {
    case BLT_NOISE_ANTSPEAK:
        if (x->inside)
            blt__buf_put(&x->out, " ", 1);
        put_char(&x->out, blt__char_upper(c));
        break;
    case BLT_NOISE_DROP:
        if (blt__rng_unit(&x->rng) >= 0.1)
            put_char(&x->out, c);
        break;
    case BLT_NOISE_RANDOMCASE:
        put_char(&x->out, blt__rng_unit(&x->rng) < 0.5 ? blt__char_upper(c)
                 : blt__char_lower(c));
        break;
    case BLT_NOISE_REPEAT:
        if (blt__rng_unit(&x->rng) < 0.2)
            times = 2 + (int)(3 * blt__rng_unit(&x->rng));
        while (times-- > 0)
            put_char(&x->out, c);
        break;
    case BLT_NOISE_UPPERCASE:
        put_char(&x->out, blt__char_upper(c));
        break;
    }
}

/* Bytes that are not UTF-8 stay as they are. */
static void
change_chars(blt_noise *x, const uint8_t *text, size_t n)
{
    for (size_t i = 0; i < n;) {
        uint32_t c;
        int k = blt__utf8_char(&c, text + i, n - i);

        if (k <= 0 || text[i] == '\n' || text[i] == '\r') {
            blt__buf_put(&x->out, text + i, 1);
            x->inside = text[i] != '\n' && text[i] != '\r';
            i++;
            continue;
        }
        change_char(x, c);
        x->inside = 1;
        i += (size_t)k;
    }
}

static blt_status
misspell(blt_noise *x, const uint8_t *text, size_t n, blt_error *err)
{
    double joined = exp2(
        -(double)x->c->prior[BLT__EDIT_SPACE_DELETION][BLT__POSITION_INNER]);
    blt_status s = blt__tokens_find(&x->tokens, text, n, err);
    size_t at = 0;

    if (s != BLT_OK)
        return s;
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
    return BLT_OK;
}

blt_status
blt_noise_text(blt_noise *x, const uint8_t *text, size_t n,
               const uint8_t **out, size_t *n_out, blt_error *err)
{
    blt_status s = BLT_OK;

    blt__buf_clear(&x->out);
    if (x->c != NULL)
        s = misspell(x, text, n, err);
    else
        change_chars(x, text, n);
    if (s == BLT_OK && x->out.failed)
        s = blt__fail_memory(err, "noise");
    *out = (const uint8_t *)x->out.p;
    *n_out = x->out.n;
    return s;
}
