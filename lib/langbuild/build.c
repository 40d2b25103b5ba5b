/* A language's file from dictionaries and texts, as a plan says: count the
 * words, choose the lexicon, count them again in context, write. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <blt/build.h>
#include "lang/cloze.h"
#include "langbuild/plan.h"
#include "langbuild/vocabulary.h"
#include "text/text.h"

#define PIECE ((size_t)1 << 20)     /* bytes of text looked at in one go */
#define SENTENCE 512                /* words */
#define UNKNOWN_BITS 20.0f
#define LETTER_ORDER 5
#define LETTER_BITS 12

enum { ID_START, ID_NUMBER, ID_UNKNOWN, ID_WORDS };

typedef struct slot {
    blt__word_key key;
    uint32_t count, id;
    float weighted;                 /* count by the weight of the texts */
    uint32_t row;                   /* of what is around words */
    int mark;
} slot;

typedef struct builder {
    blt__words_plan plan;
    blt__vocabulary forms;
    slot *slot;                     /* words of the n-grams by key */
    size_t slots, used;
    blt__word_key *key;             /* of each id */
    uint32_t ids;
    blt__lexicon_data lexicon;
    blt__backoff_data words, letters;
    blt__lexicon_entry *entry;
    size_t entries;
    blt__buf wrong_text;
    blt__misspelling *wrong;
    size_t wrongs;
    blt__tokens tokens;
    blt__ngram_counter *counter;          /* of the pass that counts grams */
    blt__cloze_data around;
    blt__buf around_text;           /* uint32_t: rows, and breaks */
    blt__rng rng;
    blt_words_report *report;
} builder;

/* ---- reading text ------------------------------------------------------------- */

typedef blt_status visit(builder *b, const uint8_t *text, int class,
                         blt_error *err);

/* Gives the tokens of each piece of a file; pieces end where paragraphs do,
 * or else lines. */
static blt_status
read_text(builder *b, const char *path, int class, visit *do_it,
          blt_error *err)
{
    blt__map map;
    blt_status s = blt__map_open(&map, path, err);

    for (size_t at = 0, n; s == BLT_OK && at < map.n; at += n) {
        n = map.n - at;
        if (n > PIECE) {
            size_t line = 0, end = PIECE;

            while (end > PIECE / 2
                   && !(map.p[at + end - 1] == '\n'
                        && map.p[at + end - 2] == '\n')) {
                if (line == 0 && map.p[at + end - 1] == '\n')
                    line = end;
                end--;
            }
            n = end > PIECE / 2 ? end : line > 0 ? line : PIECE;
        }
        s = blt__tokens_find(&b->tokens, map.p + at, n, err);
        if (s == BLT_OK)
            s = do_it(b, map.p + at, class, err);
    }
    if (map.p != NULL)
        blt__map_close(&map);
    return s;
}

static blt_status
read_all(builder *b, visit *do_it, blt_error *err)
{
    blt_status s = BLT_OK;

    for (int class = 0; class < BLT__GRAM_CLASSES; class++)
        for (size_t i = 0; s == BLT_OK && i < b->plan.text[class].n; i++)
            s = read_text(b, b->plan.text[class].path[i], class, do_it, err);
    return s;
}

/* ---- the words of the n-grams --------------------------------------------------- */

/* Where a key is or belongs; NULL in an empty table. */
static slot *
find_slot(const builder *b, blt__word_key key)
{
    size_t at = (size_t)(key >> 20) & (b->slots - 1);

    if (b->slots == 0)
        return NULL;
    while (b->slot[at].key != 0 && b->slot[at].key != key)
        at = (at + 1) & (b->slots - 1);
    return &b->slot[at];
}

/* NULL: no memory. */
static slot *
put_slot(builder *b, blt__word_key key)
{
    slot *s;

    if (2 * b->used >= b->slots) {
        slot *old = b->slot;
        size_t n = b->slots;

        b->slots = n != 0 ? 2 * n : 4096;
        b->slot = calloc(b->slots, sizeof *b->slot);
        if (b->slot == NULL) {
            b->slot = old;
            b->slots = n;
            return NULL;
        }
        for (size_t i = 0; i < n; i++)
            if (old[i].key != 0)
                *find_slot(b, old[i].key) = old[i];
        free(old);
    }
    s = find_slot(b, key);
    if (s->key == 0) {
        b->used++;
        s->key = key;
    }
    return s;
}

static uint32_t
id_of(const builder *b, const uint8_t *text, const blt__token *t)
{
    blt__word_key key = blt__token_key(text, t);
    const slot *s;

    if (key == BLT__KEY_NUMBER)
        return ID_NUMBER;
    s = key < BLT__KEY_RESERVED ? NULL : find_slot(b, key);
    return s != NULL && s->key != 0 && s->id != 0 ? s->id : ID_UNKNOWN;
}

static blt_status
name_words(builder *b, blt_error *err)
{
    for (uint32_t i = 0; i < b->forms.n; i++) {
        const blt__wordform *f = &b->forms.form[i];
        slot *s;

        if (f->entry == BLT__NO_WORD || f->count == 0)
            continue;
        s = put_slot(b, blt__word_key_of(f->word, f->n));
        if (s == NULL)
            return blt__fail_memory(err, "words");
        s->count += f->count;
        s->weighted += f->weighted;
    }
    b->key = malloc((b->used + ID_WORDS) * sizeof *b->key);
    if (b->key == NULL)
        return blt__fail_memory(err, "words");
    b->key[ID_START] = BLT__KEY_START;
    b->key[ID_NUMBER] = BLT__KEY_NUMBER;
    b->key[ID_UNKNOWN] = BLT__KEY_UNKNOWN;
    b->ids = ID_WORDS;
    for (size_t i = 0; i < b->slots; i++)
        if (b->slot[i].count >= b->plan.kept) {
            b->slot[i].id = b->ids;
            b->key[b->ids++] = b->slot[i].key;
        }
    return BLT_OK;
}

/* ---- the three passes ------------------------------------------------------------ */

/* Behind a word, a number or a comma a capital is the word's own. */
static int
is_inner(const uint8_t *text, const blt__tokens *t, size_t i)
{
    const blt__token *p;

    if (i == 0)
        return 0;
    p = &t->p[i - 1];
    return p->kind == BLT__TOKEN_WORD || p->kind == BLT__TOKEN_NUMBER
        || (p->kind == BLT__TOKEN_PUNCT && text[p->offset] == ',');
}

static blt_status
count_words(builder *b, const uint8_t *text, int class, blt_error *err)
{
    float weight = b->plan.weight[class];
    char word[256];

    for (size_t i = 0; i < b->tokens.n; i++) {
        const blt__token *t = &b->tokens.p[i];

        b->report->tokens++;
        if (t->kind == BLT__TOKEN_PUNCT) {
            slot *s = put_slot(b, blt__token_key(text, t));

            if (s == NULL)
                return blt__fail_memory(err, "words");
            s->count++;
            s->weighted += weight;
            s->mark = 1;
        } else if (t->kind == BLT__TOKEN_WORD) {
            size_t k = blt__word_normalize(word, sizeof word,
                                           (const char *)text + t->offset,
                                           t->length);
            blt__wordform *f;

            if (k == 0)
                continue;
            f = blt__vocabulary_put(&b->forms, word, k);
            if (f == NULL)
                return blt__fail_memory(err, "words");
            f->count++;
            f->weighted += weight;
            if (is_inner(text, &b->tokens, i))
                f->inner += weight;
        }
    }
    return BLT_OK;
}

/* The sentences of the words' ids, one after the other. */
static blt_status
count_grams(builder *b, const uint8_t *text, int class, blt_error *err)
{
    uint32_t id[SENTENCE] = { ID_START };
    size_t n = 1;
    blt_status s = BLT_OK;

    for (size_t i = 0; s == BLT_OK && i < b->tokens.n; i++) {
        const blt__token *t = &b->tokens.p[i];
        blt__word_key u, v;

        blt__token_context(text, &b->tokens, i, &u, &v);
        if (v == BLT__KEY_START || n == SENTENCE) {
            s = blt__ngram_counter_add(b->counter, id, n, class, err);
            n = 1;
        }
        if (t->kind != BLT__TOKEN_BREAK)
            id[n++] = id_of(b, text, t);
    }
    return s == BLT_OK ? blt__ngram_counter_add(b->counter, id, n, class, err)
                       : s;
}

/* The paragraphs of the words' rows; of other texts a part of them. */
static blt_status
collect(builder *b, const uint8_t *text, int class, blt_error *err)
{
    const uint32_t none = BLT__CLOZE_BREAK;
    int kept = 0;

    for (size_t i = 0; i < b->tokens.n; i++) {
        const blt__token *t = &b->tokens.p[i];
        uint32_t row = BLT__CLOZE_UNKNOWN;

        if (i == 0 || t->kind == BLT__TOKEN_BREAK) {
            kept = class == 0
                || blt__rng_unit(&b->rng) < b->plan.around_other;
            blt__buf_put(&b->around_text, &none, sizeof none);
        }
        if (!kept || t->kind == BLT__TOKEN_BREAK)
            continue;
        if (blt__token_key(text, t) != 0) {
            const slot *s = find_slot(b, blt__token_key(text, t));

            row = s != NULL && s->key != 0 ? s->row : row;
        }
        blt__buf_put(&b->around_text, &row, sizeof row);
    }
    return b->around_text.failed ? blt__fail_memory(err, "words around")
        : BLT_OK;
}

static blt_status
measure(builder *b, const uint8_t *text, int class, blt_error *err)
{
    blt__ngram g = { b->words.view, b->letters.view };
    blt__lexicon *l;
    blt_status s = blt__lexicon_view(&l, &b->lexicon, err);

    (void)class;
    for (size_t i = 0; s == BLT_OK && i < b->tokens.n; i++) {
        const blt__token *t = &b->tokens.p[i];
        blt__word_key u, v, w = blt__token_key(text, t);
        uint32_t entry;

        if (t->kind == BLT__TOKEN_BREAK || w == 0)
            continue;
        if (t->kind == BLT__TOKEN_WORD) {
            b->report->valid_words++;
            if (!blt__lexicon_accepts(l, (const char *)text + t->offset,
                                      t->length, &entry))
                b->report->strange++;
        }
        if (g.words.order == 0)
            continue;
        blt__token_context(text, &b->tokens, i, &u, &v);
        b->report->valid_tokens++;
        if (blt__ngram_knows(&g, w))
            b->report->perplexity += blt__ngram_bits(&g, u, v, w);
        else
            b->report->unknown++;
    }
    blt__lexicon_free(l);
    return s;
}

/* ---- lists --------------------------------------------------------------------- */

/* A word a line. */
static blt_status
read_listed(builder *b, const char *path, blt_error *err)
{
    blt__map map;
    blt_status s = blt__map_open(&map, path, err);
    char word[256];

    for (size_t at = 0, end; s == BLT_OK && at < map.n; at = end + 1) {
        const uint8_t *line = memchr(map.p + at, '\n', map.n - at);
        blt__wordform *f;
        size_t k;

        end = line != NULL ? (size_t)(line - map.p) : map.n;
        k = blt__utf8_valid(map.p + at, end - at)
            ? blt__word_normalize(word, sizeof word, (const char *)map.p + at,
                                  end - at) : 0;
        if (k == 0 || memchr(word, '\0', k) != NULL)
            continue;
        f = blt__vocabulary_put(&b->forms, word, k);
        if (f == NULL)
            s = blt__fail_memory(err, path);
        else
            f->in_dict = 1;
    }
    if (map.p != NULL)
        blt__map_close(&map);
    return s;
}

static int
by_written(const void *a, const void *b)
{
    return strcmp(((const blt__misspelling *)a)->written,
                  ((const blt__misspelling *)b)->written);
}

/* A misspelling, a tab, what it stands for, parted by commas. */
static blt_status
read_misspelt(builder *b, const char *path, blt_error *err)
{
    size_t n = 0, k = 0, line = 0;
    blt_status s = blt__read_whole(&b->wrong_text, path, (size_t)1 << 28,
                                   err);

    if (s != BLT_OK)
        return s;
    for (size_t i = 0; i < b->wrong_text.n; i++)
        n += b->wrong_text.p[i] == '\n';
    b->wrong = calloc(n + 1, sizeof *b->wrong);
    if (b->wrong == NULL)
        return blt__fail_memory(err, path);
    for (char *p = b->wrong_text.p, *end; p != NULL && *p != '\0'; p = end) {
        char *tab = strchr(p, '\t');

        line++;
        end = strchr(p, '\n');
        if (end != NULL)
            *end++ = '\0';
        if (tab == NULL || (end != NULL && tab >= end) || tab == p
            || tab - p > 255 || tab[1] == '\0')
            return blt__fail(err, BLT_EDATA, "%s:%zu: not WRONG<TAB>RIGHT",
                             path, line);
        *tab = '\0';
        b->wrong[k++] = (blt__misspelling){ p, tab + 1 };
    }
    qsort(b->wrong, k, sizeof *b->wrong, by_written);
    for (size_t i = 0; i < k; i++)
        if (b->wrongs == 0 || strcmp(b->wrong[b->wrongs - 1].written,
                                     b->wrong[i].written) != 0)
            b->wrong[b->wrongs++] = b->wrong[i];
    return BLT_OK;
}

/* ---- models --------------------------------------------------------------------- */

static blt_status
model_words(builder *b, blt_error *err)
{
    blt__ngram_options how = {
        { b->plan.weight[0], b->plan.weight[1] },
        { 0, (size_t)b->plan.bigrams, (size_t)b->plan.trigrams },
        ID_UNKNOWN, b->key, UNKNOWN_BITS
    };
    unsigned bits = 1;
    blt_status s;

    while ((uint64_t)1 << bits < b->ids)
        bits++;
    b->counter = blt__ngram_counter_new(b->plan.trigrams > 0 ? 3 : 2, bits);
    if (b->counter == NULL)
        return blt__fail_memory(err, "n-grams");
    s = read_all(b, count_grams, err);
    if (s == BLT_OK)
        s = blt__ngram_estimate(&b->words, b->counter, &how, err);
    blt__ngram_counter_free(b->counter);
    b->counter = NULL;
    b->report->bigrams = b->words.view.t[1].n;
    b->report->trigrams = b->words.view.t[2].n;
    b->report->all_bigrams = b->words.seen[1];
    b->report->all_trigrams = b->words.seen[2];
    return s;
}

static int
by_weight(const void *pa, const void *pb)
{
    const slot *a = *(slot *const *)pa, *b = *(slot *const *)pb;

    if (a->weighted < b->weighted || a->weighted > b->weighted)
        return a->weighted < b->weighted ? 1 : -1;
    return a->key < b->key ? -1 : a->key > b->key;
}

/* Rows for the most frequent words and marks. */
static blt_status
name_rows(builder *b, blt__word_key *key, uint8_t *is_word, uint32_t *rows,
          blt_error *err)
{
    slot **s = blt__alloc(b->used + 1, sizeof *s);
    size_t n = 0;

    if (s == NULL)
        return blt__fail_memory(err, "words around");
    for (size_t i = 0; i < b->slots; i++)
        if (b->slot[i].key >= BLT__KEY_RESERVED
            && b->slot[i].count >= b->plan.kept)
            s[n++] = &b->slot[i];
    qsort(s, n, sizeof *s, by_weight);
    key[BLT__CLOZE_UNKNOWN] = BLT__KEY_UNKNOWN;
    key[BLT__CLOZE_PAD] = BLT__KEY_PAD;
    *rows = BLT__CLOZE_FIRST_WORD;
    for (size_t i = 0; i < n && *rows < b->plan.around; i++) {
        key[*rows] = s[i]->key;
        is_word[*rows] = (uint8_t)!s[i]->mark;
        s[i]->row = (*rows)++;
    }
    free(s);
    return BLT_OK;
}

/* What is around words. */
static blt_status
model_around(builder *b, blt_error *err)
{
    size_t most = (size_t)b->plan.around + BLT__CLOZE_FIRST_WORD + 1;
    blt__word_key *key = blt__alloc(most, sizeof *key);
    uint8_t *is_word = blt__alloc(most, 1);
    blt__cloze_corpus how = { .key = key, .is_word = is_word, .seed = 1,
                             .passes = (float)b->plan.passes };
    slot *number = put_slot(b, BLT__KEY_NUMBER);
    blt_status s;

    blt__rng_seed(&b->rng, 1);
    s = key && is_word && number
        ? name_rows(b, key, is_word, &how.words, err)
        : blt__fail_memory(err, "words around");
    if (s == BLT_OK) {
        number->row = how.words;
        key[how.words++] = BLT__KEY_NUMBER;
        s = read_all(b, collect, err);
    }
    if (s == BLT_OK) {
        how.text = (const uint32_t *)(const void *)b->around_text.p;
        how.n = b->around_text.n / sizeof *how.text;
        b->report->cloze = how.words;
        s = blt__cloze_train(&b->around, &how, err);
    }
    blt__buf_free(&b->around_text);
    free(key);
    free(is_word);
    return s;
}

/* The letters of a word as ids, which are made as they come; 0 when there
 * are too many. */
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

/* How words are spelt: each of the lexicon once. */
static blt_status
model_letters(builder *b, blt_error *err)
{
    static const float share[LETTER_ORDER] = { 0, 0.06f, 0.22f, 0.36f,
                                               0.36f };
    blt__word_key *key = calloc((size_t)1 << LETTER_BITS, sizeof *key);
    blt__ngram_counter *c = blt__ngram_counter_new(LETTER_ORDER, LETTER_BITS);
    blt__ngram_options how = { { 1, 1 }, { 0 }, 0, key, UNKNOWN_BITS };
    uint32_t ids = 2, id[300];
    blt_status s = key == NULL || c == NULL
        ? blt__fail_memory(err, "letters") : BLT_OK;

    if (s == BLT_OK) {
        key[0] = BLT__KEY_START;
        key[1] = BLT__KEY_END;
    }
    for (int i = 1; i < LETTER_ORDER; i++)
        how.most[i] = (size_t)(share[i] * (float)b->plan.letters) + 1;
    for (size_t i = 0; s == BLT_OK && i < b->entries; i++) {
        size_t n = spell(key, &ids, id, b->entry[i].word,
                         strlen(b->entry[i].word));

        if (n > 0)
            s = blt__ngram_counter_add(c, id, n, 0, err);
    }
    if (s == BLT_OK)
        s = blt__ngram_estimate(&b->letters, c, &how, err);
    blt__ngram_counter_free(c);
    free(key);
    return s;
}

static blt_status
model_lexicon(builder *b, blt_error *err)
{
    blt__select_options how = { (uint32_t)b->plan.least, b->plan.unseen,
                        b->plan.clitics };
    int turkic = strcmp(b->plan.language, "tr") == 0
        || strcmp(b->plan.language, "az") == 0;
    blt_status s = blt__vocabulary_select(&b->forms, &how, &b->entry,
                                          &b->entries, err);

    if (s == BLT_OK)
        s = blt__lexicon_build(&b->lexicon, b->entry, b->entries, b->wrong,
                               b->wrongs, b->plan.clitics, turkic, err);
    b->report->words = b->entries;
    b->report->misspellings = b->lexicon.head[2];
    for (size_t i = 0; i < b->entries; i++) {
        b->report->listed += b->entry[i].in_dict != 0;
        b->report->seen += !isinf(b->entry[i].bits);
    }
    return s;
}

/* ---- all of it --------------------------------------------------------------------- */

static blt_status
write_file(builder *b, const char *dir, blt_error *err)
{
    blt__buf path = { 0 };
    blt__st_out *o = NULL;
    blt_status s;

    blt__buf_printf(&path, "%s/%s.safetensors", dir, b->plan.language);
    if (path.failed)
        return blt__fail_memory(err, dir);
    s = blt__st_out_new(&o, path.p, err);
    if (s == BLT_OK) {
        blt__st_out_meta(o, "language", b->plan.language);
        blt__lexicon_declare(o, &b->lexicon);
        if (b->words.view.order > 0) {
            blt__backoff_declare(o, &b->words, "words");
            blt__backoff_declare(o, &b->letters, "letters");
        }
        if (b->around.rows > 0)
            blt__cloze_declare(o, &b->around);
        blt__lexicon_write(o, &b->lexicon);
        if (b->words.view.order > 0) {
            blt__backoff_write(o, &b->words);
            blt__backoff_write(o, &b->letters);
        }
        if (b->around.rows > 0)
            blt__cloze_write(o, &b->around);
        s = blt__st_out_done(o, err);
    }
    if (s == BLT_OK) {
        blt__map map;

        s = blt__map_open(&map, path.p, err);
        b->report->bytes = map.n;
        if (s == BLT_OK)
            blt__map_close(&map);
    }
    blt__buf_free(&path);
    return s;
}

static blt_status
build(builder *b, const char *dir, blt_error *err)
{
    blt_status s = BLT_OK;

    for (size_t i = 0; s == BLT_OK && i < b->plan.dictionary.n; i++)
        s = read_listed(b, b->plan.dictionary.path[i], err);
    if (s == BLT_OK && b->plan.misspelt.n > 1)
        s = blt__fail(err, BLT_EINVAL, "misspelt: more than one file");
    if (s == BLT_OK && b->plan.misspelt.n > 0)
        s = read_misspelt(b, b->plan.misspelt.path[0], err);
    if (s == BLT_OK)
        s = read_all(b, count_words, err);
    if (s == BLT_OK)
        s = model_lexicon(b, err);
    if (s == BLT_OK)
        s = name_words(b, err);
    if (s == BLT_OK && b->report->tokens > 0 && b->plan.bigrams > 0)
        s = model_words(b, err);
    if (s == BLT_OK && b->words.view.order > 0)
        s = model_letters(b, err);
    if (s == BLT_OK && b->report->tokens > 0 && b->plan.around > 0)
        s = model_around(b, err);
    for (size_t i = 0; s == BLT_OK && i < b->plan.valid.n; i++)
        s = read_text(b, b->plan.valid.path[i], 0, measure, err);
    if (b->report->valid_tokens > 0) {
        double known = (double)b->report->valid_tokens - b->report->unknown;

        b->report->perplexity = exp2(b->report->perplexity / fmax(known, 1));
        b->report->unknown /= (double)b->report->valid_tokens;
    }
    if (b->report->valid_words > 0)
        b->report->strange /= (double)b->report->valid_words;
    return s == BLT_OK ? write_file(b, dir, err) : s;
}

blt_status
blt_words_build(const char *plan, const char *dir,
                const blt_build_options *opt, blt_words_report *report,
                blt_error *err)
{
    static const blt_build_options usual = BLT_BUILD_OPTIONS_INIT;
    blt_words_report mine = BLT_WORDS_REPORT_INIT;
    builder b = { .report = &mine };
    blt_build_options o;
    blt_status s = blt__options_read(&o, &usual, opt,
                                     "BLT_BUILD_OPTIONS_INIT", err);

    if (s == BLT_OK)
        s = blt__words_plan_read(&b.plan, plan, err);
    if (s != BLT_OK)
        return s;
    memcpy(mine.language, b.plan.language, sizeof mine.language);
    s = build(&b, dir, err);
    blt__words_plan_free(&b.plan);
    blt__vocabulary_free(&b.forms);
    blt__lexicon_data_free(&b.lexicon);
    blt__backoff_data_free(&b.words);
    blt__backoff_data_free(&b.letters);
    blt__cloze_data_free(&b.around);
    blt__tokens_free(&b.tokens);
    blt__buf_free(&b.wrong_text);
    free(b.wrong);
    free(b.entry);
    free(b.slot);
    free(b.key);
    if (s == BLT_OK && report != NULL)
        s = blt__result_write(report, &mine, "BLT_WORDS_REPORT_INIT", err);
    return s;
}
