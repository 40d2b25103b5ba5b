/* The cloze network of a language: its words, and the text to train on. */
#include "config.h"
#include <stdlib.h>
#include "langbuild/words_build.h"

#define SEED 1                  /* chosen */

typedef struct collecting {
    const blt__word_table *table;
    float other;                /* part of the other text to take */
    blt__rng rng;
    blt__buf text;              /* uint32_t: rows and breaks */
} collecting;

static int
by_weight(const void *pa, const void *pb)
{
    const blt__word_slot *a = *(blt__word_slot *const *)pa,
        *b = *(blt__word_slot *const *)pb;

    if (a->weighted < b->weighted || a->weighted > b->weighted)
        return a->weighted < b->weighted ? 1 : -1;
    return a->key < b->key ? -1 : a->key > b->key;
}

/* Gives rows to the most frequent words and punctuation. */
static blt_status
assign_rows(blt__words_builder *b, blt__word_key *key, uint8_t *is_word,
            uint32_t *rows, blt_error *err)
{
    blt__word_table *t = &b->table;
    blt__word_slot **s = blt__alloc(t->used + 1, sizeof *s);
    size_t n = 0;

    if (s == NULL)
        return blt__fail_memory(err, "cloze network");
    for (size_t i = 0; i < t->slots; i++)
        if (t->slot[i].key >= BLT__KEY_RESERVED
            && t->slot[i].count >= b->plan.ngram_min_count)
            s[n++] = &t->slot[i];
    qsort(s, n, sizeof *s, by_weight);
    key[BLT__CLOZE_UNKNOWN] = BLT__KEY_UNKNOWN;
    key[BLT__CLOZE_PAD] = BLT__KEY_PAD;
    *rows = BLT__CLOZE_FIRST_WORD;
    for (size_t i = 0; i < n && *rows < b->plan.cloze; i++) {
        key[*rows] = s[i]->key;
        is_word[*rows] = (uint8_t)!s[i]->punct;
        s[i]->row = (*rows)++;
    }
    free(s);
    return BLT_OK;
}

/* Appends the rows of a piece of text; of other text only some paragraphs,
 * drawn at random. */
static blt_status
collect(void *arg, const uint8_t *text, const blt__tokens *tokens, int class,
        blt_error *err)
{
    const uint32_t end = BLT__CLOZE_BREAK;
    collecting *c = arg;
    int taken = 0;

    for (size_t i = 0; i < tokens->n; i++) {
        const blt__token *t = &tokens->p[i];
        uint32_t row = BLT__CLOZE_UNKNOWN;

        if (i == 0 || t->kind == BLT__TOKEN_BREAK) {
            taken = class == 0 || blt__rng_unit(&c->rng) < c->other;
            blt__buf_put(&c->text, &end, sizeof end);
        }
        if (!taken || t->kind == BLT__TOKEN_BREAK)
            continue;
        if (blt__token_key(text, t) != 0) {
            const blt__word_slot *s
                = blt__word_table_find(c->table, blt__token_key(text, t));

            row = s != NULL ? s->row : row;
        }
        blt__buf_put(&c->text, &row, sizeof row);
    }
    return c->text.failed ? blt__fail_memory(err, "cloze network") : BLT_OK;
}

blt_status
blt__words_model_cloze(blt__words_builder *b, blt_error *err)
{
    size_t most = (size_t)b->plan.cloze + BLT__CLOZE_FIRST_WORD + 1;
    blt__word_key *key = blt__alloc(most, sizeof *key);
    uint8_t *is_word = blt__alloc(most, 1);
    blt__cloze_corpus corpus = { .key = key, .is_word = is_word,
                                 .passes = (float)b->plan.cloze_passes,
                                 .seed = SEED,
                                 .monitor = &b->plan.monitor };
    blt__word_slot *number = blt__word_table_put(&b->table, BLT__KEY_NUMBER);
    collecting c = { .table = &b->table, .other = b->plan.cloze_other };
    blt_status s;

    blt__rng_seed(&c.rng, SEED);
    s = key && is_word && number
        ? assign_rows(b, key, is_word, &corpus.words, err)
        : blt__fail_memory(err, "cloze network");
    if (s == BLT_OK) {
        number->row = corpus.words;
        key[corpus.words++] = BLT__KEY_NUMBER;
        s = blt__text_each_training(&b->plan, &b->tokens, collect, &c,
                                    "collecting contexts", err);
    }
    if (s == BLT_OK) {
        corpus.text = (const uint32_t *)(const void *)c.text.p;
        corpus.n = c.text.n / sizeof *corpus.text;
        b->report->cloze = corpus.words;
        s = blt__cloze_train(&b->cloze, &corpus, err);
    }
    blt__buf_free(&c.text);
    free(key);
    free(is_word);
    return s;
}
