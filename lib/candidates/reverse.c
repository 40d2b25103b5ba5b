/* Rules and words reversed. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "candidates/reverse.h"
#include "lang/channel_index.h"

/* ---- rules ------------------------------------------------------------------- */

static void
reverse_letters(uint32_t *p, unsigned n)
{
    for (unsigned i = 0; i < n / 2; i++) {
        uint32_t x = p[i];

        p[i] = p[n - 1 - i];
        p[n - 1 - i] = x;
    }
}

static void
reverse_positions(float *bits)
{
    float x = bits[BLT__POSITION_FIRST];

    bits[BLT__POSITION_FIRST] = bits[BLT__POSITION_LAST];
    bits[BLT__POSITION_LAST] = x;
}

blt_status
blt__channel_reverse(blt__channel **out, const blt__channel *c,
                     blt_error *err)
{
    blt__channel *x = malloc(sizeof *x);
    blt_status st = BLT_OK;

    *out = NULL;
    if (x == NULL)
        return blt__fail_memory(err, "error model");
    *x = *c;
    x->reversed = 1;
    x->keys = NULL;
    x->table = (blt__hash_table){ 0 };
    x->confusable = NULL;
    x->n_confusables = x->cap_confusables = x->n_keys = x->cap_keys = 0;
    memset(&x->confusable_text, 0, sizeof x->confusable_text);
    x->rule = malloc((c->n_rules + 1) * sizeof *x->rule);
    x->cap_rules = c->n_rules + 1;
    if (x->rule == NULL)
        st = blt__fail_memory(err, "error model");
    for (int i = 0; i < BLT__EDIT_KINDS; i++)
        reverse_positions(x->prior[i]);
    for (size_t i = 0; i < c->n_rules && st == BLT_OK; i++) {
        blt__rule *r = &x->rule[i];

        *r = c->rule[i];
        reverse_letters(r->from, r->n_from);
        reverse_letters(r->to, r->n_to);
        reverse_positions(r->bits);
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

/* Appends a word from its last letter to its first; a word that is not UTF-8
 * is left out. */
static int
add_word(void *arg, const char *word, size_t n, uint32_t number)
{
    blt__reversed *r = arg;
    char *to;

    if (r->text.n > UINT32_MAX - 512
        || (r->text.cap - r->text.n < n + 2
            && !blt__buf_reserve(&r->text, n + 1)))
        return 0;
    to = r->text.p + r->text.n + n;
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
    r->word[r->words++] = (blt__reversed_word){ (uint32_t)r->text.n, number };
    r->text.n += n + 1;
    return 1;
}

int
blt__reversed_init(blt__reversed *r, const blt__lexicon *l)
{
    size_t max = (size_t)blt__lexicon_words(l) + 1;

    r->word = malloc(max * sizeof *r->word);
    r->spare = malloc(max * sizeof *r->spare);
    if (r->word != NULL && r->spare != NULL)
        blt__lexicon_each(l, add_word, r);
    if (r->word == NULL || r->spare == NULL || r->text.failed) {
        blt__reversed_free(r);
        return 0;
    }
    return 1;
}

void
blt__reversed_free(blt__reversed *r)
{
    free(r->word);
    free(r->spare);
    blt__buf_free(&r->text);
    memset(r, 0, sizeof *r);
}
