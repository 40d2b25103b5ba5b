/* Words and rules turned round. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "candidates/reverse.h"

/* ---- rules ------------------------------------------------------------------- */

static void
turn_letters(uint32_t *p, unsigned n)
{
    for (unsigned i = 0; i < n / 2; i++) {
        uint32_t x = p[i];

        p[i] = p[n - 1 - i];
        p[n - 1 - i] = x;
    }
}

static void
turn_spots(float *bits)
{
    float x = bits[BLT__POSITION_FIRST];

    bits[BLT__POSITION_FIRST] = bits[BLT__POSITION_LAST];
    bits[BLT__POSITION_LAST] = x;
}

blt_status
blt__channel_backwards(blt__channel **out, const blt__channel *c,
                       blt_error *err)
{
    blt__channel *x = malloc(sizeof *x);
    blt_status st = BLT_OK;

    *out = NULL;
    if (x == NULL)
        return blt__fail_memory(err, "error model");
    *x = *c;
    x->reversed = 1;
    x->slot = x->keys = NULL;
    x->confused = NULL;
    x->n_confused = x->cap_confused = x->n_keys = x->cap_keys = 0;
    memset(&x->confused_text, 0, sizeof x->confused_text);
    x->rule = malloc((c->n_rules + 1) * sizeof *x->rule);
    x->cap_rules = c->n_rules + 1;
    if (x->rule == NULL)
        st = blt__fail_memory(err, "error model");
    for (int i = 0; i < BLT__EDIT_KINDS; i++)
        turn_spots(x->prior[i]);
    for (size_t i = 0; i < c->n_rules && st == BLT_OK; i++) {
        blt__rule *r = &x->rule[i];

        *r = c->rule[i];
        turn_letters(r->from, r->n_from);
        turn_letters(r->to, r->n_to);
        turn_spots(r->bits);
    }
    if (st == BLT_OK)
        st = blt__channel_index(x, err);
    if (st != BLT_OK) {
        blt__channel_free(x);
        return st;
    }
    *out = x;
    return BLT_OK;
}

/* ---- words ------------------------------------------------------------------- */

/* Appends a word from its end, letter by letter, unless it is no UTF-8. */
static int
put_word(void *arg, const char *word, size_t n, uint32_t number)
{
    blt__ends *e = arg;
    char *to;

    if (e->text.n > UINT32_MAX - 512
        || (e->text.cap - e->text.n < n + 2
            && !blt__buf_reserve(&e->text, n + 1)))
        return 0;
    to = e->text.p + e->text.n + n;
    *to = '\0';
    for (size_t i = 0, k = 1; i < n; i += k) {
        uint32_t letter = (uint8_t)word[i];

        if (letter < 0x80) {
            *--to = word[i];
            k = 1;
        } else {
            int bytes = blt__utf8_char(&letter, (const uint8_t *)word + i,
                                       n - i);

            k = bytes > 0 ? (size_t)bytes : 1;
            letter = bytes > 0 ? letter : 0;
            to -= k;
            memcpy(to, word + i, k);
        }
        if (letter == 0)
            return 1;
    }
    e->word[e->words++] = (blt__end){ (uint32_t)e->text.n, number };
    e->text.n += n + 1;
    return 1;
}

int
blt__ends_make(blt__ends *e, const blt__lexicon *l)
{
    size_t most = (size_t)blt__lexicon_words(l) + 1;

    e->word = malloc(most * sizeof *e->word);
    e->spare = malloc(most * sizeof *e->spare);
    if (e->word != NULL && e->spare != NULL)
        blt__lexicon_each(l, put_word, e);
    if (e->word == NULL || e->spare == NULL || e->text.failed) {
        blt__ends_free(e);
        return 0;
    }
    return 1;
}

void
blt__ends_free(blt__ends *e)
{
    free(e->word);
    free(e->spare);
    blt__buf_free(&e->text);
    memset(e, 0, sizeof *e);
}
