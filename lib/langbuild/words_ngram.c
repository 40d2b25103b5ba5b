/* The n-grams of a language: of its words in context, and of the letters of
 * its words. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "langbuild/words_build.h"
#include "text/text.h"

/* Chosen: */
#define SENTENCE 512            /* words; longer ones are cut */
#define UNKNOWN_BITS 20.0f      /* of what is in no table */
#define LETTER_ORDER 5
#define LETTER_BITS 12          /* of the id of a letter */

enum { ID_START, ID_NUMBER, ID_UNKNOWN, ID_WORDS };

/* ---- words --------------------------------------------------------------------- */

typedef struct counting {
    const blt__word_table *table;
    blt__ngram_counter *counter;
} counting;

/* Gives ids to the words that are frequent enough; *key gets their keys. */
static blt_status
assign_ids(blt__words_builder *b, blt__word_key **key, uint32_t *ids,
           blt_error *err)
{
    blt__word_table *t = &b->table;

    *key = malloc((t->used + ID_WORDS) * sizeof **key);
    if (*key == NULL)
        return blt__fail_memory(err, "words");
    (*key)[ID_START] = BLT__KEY_START;
    (*key)[ID_NUMBER] = BLT__KEY_NUMBER;
    (*key)[ID_UNKNOWN] = BLT__KEY_UNKNOWN;
    *ids = ID_WORDS;
    for (size_t i = 0; i < t->slots; i++) {
        blt__word_slot *s = &t->slot[i];

        if (s->key != 0 && s->count >= b->plan.ngram_min_count) {
            s->id = *ids;
            (*key)[(*ids)++] = s->key;
        }
    }
    return BLT_OK;
}

static uint32_t
id_of(const blt__word_table *table, const uint8_t *text, const blt__token *t)
{
    blt__word_key key = blt__token_key(text, t);
    const blt__word_slot *s;

    if (key == BLT__KEY_NUMBER)
        return ID_NUMBER;
    s = key < BLT__KEY_RESERVED ? NULL : blt__word_table_find(table, key);
    return s != NULL && s->id != 0 ? s->id : ID_UNKNOWN;
}

/* Counts the sentences of a piece of text. */
static blt_status
count_grams(void *arg, const uint8_t *text, const blt__tokens *t, int class,
            blt_error *err)
{
    const counting *c = arg;
    uint32_t id[SENTENCE] = { ID_START };
    size_t n = 1;
    blt_status s = BLT_OK;

    for (size_t i = 0; s == BLT_OK && i < t->n; i++) {
        blt__word_key u, v;

        blt__token_context(text, t, i, &u, &v);
        if (v == BLT__KEY_START || n == SENTENCE) {
            s = blt__ngram_counter_add(c->counter, id, n, class, err);
            n = 1;
        }
        if (t->p[i].kind != BLT__TOKEN_BREAK)
            id[n++] = id_of(c->table, text, &t->p[i]);
    }
    return s == BLT_OK
        ? blt__ngram_counter_add(c->counter, id, n, class, err) : s;
}

blt_status
blt__words_model_ngrams(blt__words_builder *b, blt_error *err)
{
    blt__ngram_options opt = {
        { b->plan.weight[0], b->plan.weight[1] },
        { 0, (size_t)b->plan.bigrams, (size_t)b->plan.trigrams },
        ID_UNKNOWN, NULL, UNKNOWN_BITS
    };
    counting c = { &b->table, NULL };
    blt__word_key *key = NULL;
    uint32_t ids = 0;
    unsigned bits = 1;
    blt_status s = assign_ids(b, &key, &ids, err);

    opt.key = key;
    while ((uint64_t)1 << bits < ids)
        bits++;
    if (s == BLT_OK) {
        c.counter = blt__ngram_counter_new(b->plan.trigrams > 0 ? 3 : 2,
                                           bits);
        s = c.counter == NULL ? blt__fail_memory(err, "n-grams")
            : blt__text_each_training(&b->plan, &b->tokens, count_grams, &c,
                                      "counting n-grams", err);
    }
    if (s == BLT_OK)
        s = blt__ngram_estimate(&b->words, c.counter, &opt, err);
    blt__ngram_counter_free(c.counter);
    free(key);
    b->report->bigrams = b->words.view.t[1].n;
    b->report->trigrams = b->words.view.t[2].n;
    b->report->all_bigrams = b->words.seen[1];
    b->report->all_trigrams = b->words.seen[2];
    return s;
}

/* ---- letters ------------------------------------------------------------------- */

/* The ids of the letters of a word, between those of its start and its end.
 * Letters get an id when they first occur.  Returns how many; 0 if there are
 * too many letters or the word is not UTF-8. */
static size_t
spell(blt__word_key *key, uint32_t *ids, uint32_t *id, const char *word,
      size_t n)
{
    size_t k = 1;

    id[0] = 0;
    for (size_t i = 0; i < n;) {
        uint32_t c, j = 2;
        int len = blt__utf8_char(&c, (const uint8_t *)word + i, n - i);

        if (len <= 0)
            return 0;
        i += (size_t)len;
        c = blt__fold_char(c);
        if (c == 0)
            continue;
        while (j < *ids && key[j] != c + BLT__KEY_RESERVED)
            j++;
        if (j == 1u << LETTER_BITS)
            return 0;
        if (j == *ids)
            key[(*ids)++] = c + BLT__KEY_RESERVED;
        id[k++] = j;
    }
    id[k++] = 1;
    return k;
}

blt_status
blt__words_model_letters(blt__words_builder *b, blt_error *err)
{
    /* How plan.letter_ngrams are shared by length; chosen. */
    static const float share[LETTER_ORDER] = { 0, 0.06f, 0.22f, 0.36f,
                                               0.36f };
    blt__word_key *key = calloc((size_t)1 << LETTER_BITS, sizeof *key);
    blt__ngram_counter *c = blt__ngram_counter_new(LETTER_ORDER, LETTER_BITS);
    blt__ngram_options opt = { { 1, 1 }, { 0 }, 0, key, UNKNOWN_BITS };
    uint32_t ids = 2, id[300];
    blt_status s = key == NULL || c == NULL
        ? blt__fail_memory(err, "letters") : BLT_OK;

    if (s == BLT_OK) {
        key[0] = BLT__KEY_START;
        key[1] = BLT__KEY_END;
    }
    for (int i = 1; i < LETTER_ORDER; i++)
        opt.most[i] = (size_t)(share[i] * (float)b->plan.letter_ngrams) + 1;
    for (size_t i = 0; s == BLT_OK && i < b->entries; i++) {
        size_t n = spell(key, &ids, id, b->entry[i].word,
                         strlen(b->entry[i].word));

        if (n > 0)
            s = blt__ngram_counter_add(c, id, n, 0, err);
    }
    if (s == BLT_OK)
        s = blt__ngram_estimate(&b->letters, c, &opt, err);
    blt__ngram_counter_free(c);
    free(key);
    return s;
}
