/* Building a language file: count the words, select the lexicon, count again
 * in context, train, write. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "file/safetensors.h"
#include "lang/ngram.h"
#include "langbuild/arpa.h"
#include "langbuild/select.h"
#include "langbuild/words_build.h"
#include "text/text.h"

/* ---- counting ----------------------------------------------------------------- */

/* 1 if token i is inside a sentence, so that a capital is the word's own:
 * after a word, a number or a comma. */
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

/* Counts wordforms in b->forms, punctuation in b->table. */
static blt_status
count_words(void *arg, const uint8_t *text, const blt__tokens *tokens,
            int class, blt_error *err)
{
    blt__words_builder *b = arg;
    float weight = b->plan.weight[class];
    char word[256];

    for (size_t i = 0; i < tokens->n; i++) {
        const blt__token *t = &tokens->p[i];

        b->report->tokens++;
        if (t->kind == BLT__TOKEN_PUNCT) {
            blt__word_slot *s = blt__word_table_put(&b->table,
                                                    blt__token_key(text, t));

            if (s == NULL)
                return blt__fail_memory(err, "words");
            s->count++;
            s->weighted += weight;
            s->punct = 1;
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
            if (is_inner(text, tokens, i))
                f->inner += weight;
        }
    }
    return BLT_OK;
}

/* Adds the counts of the wordforms that are in the lexicon to b->table. */
static blt_status
tabulate_words(blt__words_builder *b, blt_error *err)
{
    for (uint32_t i = 0; i < b->forms.n; i++) {
        const blt__wordform *f = &b->forms.form[i];
        blt__word_slot *s;

        if (f->entry == BLT__NO_WORD || f->count == 0)
            continue;
        s = blt__word_table_put(&b->table, blt__word_key_of(f->word, f->n));
        if (s == NULL)
            return blt__fail_memory(err, "words");
        s->count += f->count;
        s->weighted += f->weighted;
    }
    return BLT_OK;
}

static blt_status
build_lexicon(blt__words_builder *b, blt_error *err)
{
    blt__select_options opt = { (uint32_t)b->plan.lexicon_min_count,
                                b->plan.keep_unseen, b->plan.clitics };
    int turkic = strcmp(b->plan.language, "tr") == 0
        || strcmp(b->plan.language, "az") == 0;
    blt_status s = blt__vocabulary_select(&b->forms, &opt, &b->entry,
                                          &b->entries, err);

    if (s == BLT_OK)
        s = blt__lexicon_build(&b->lexicon, b->entry, b->entries,
                               b->misspelling, b->misspellings,
                               b->plan.clitics, turkic, err);
    b->report->words = b->entries;
    b->report->misspellings = b->lexicon.head[2];
    for (size_t i = 0; i < b->entries; i++) {
        b->report->listed += b->entry[i].in_dict != 0;
        b->report->seen += !isinf(b->entry[i].bits);
    }
    return s;
}

/* ---- measuring ------------------------------------------------------------------ */

/* Adds up what validation text says of the lexicon and the n-grams. */
static blt_status
measure(void *arg, const uint8_t *text, const blt__tokens *tokens, int class,
        blt_error *err)
{
    blt__words_builder *b = arg;
    blt__ngram g = { b->words.view, b->letters.view };
    blt__lexicon *l;
    blt_status s = blt__lexicon_view(&l, &b->lexicon, err);

    (void)class;
    for (size_t i = 0; s == BLT_OK && i < tokens->n; i++) {
        const blt__token *t = &tokens->p[i];
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
        blt__token_context(text, tokens, i, &u, &v);
        b->report->valid_tokens++;
        if (blt__ngram_knows(&g, w))
            b->report->perplexity += blt__ngram_bits(&g, u, v, w);
        else
            b->report->unknown++;
    }
    blt__lexicon_free(l);
    return s;
}

/* From sums to means. */
static void
finish_report(blt_words_report *r)
{
    if (r->valid_tokens > 0) {
        double known = (double)r->valid_tokens - r->unknown;

        r->perplexity = exp2(r->perplexity / fmax(known, 1));
        r->unknown /= (double)r->valid_tokens;
    }
    if (r->valid_words > 0)
        r->strange /= (double)r->valid_words;
}

/* ---- the whole --------------------------------------------------------------------- */

static blt_status
write_file(blt__words_builder *b, const char *dir, blt_error *err)
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
        if (b->cloze.rows > 0)
            blt__cloze_declare(o, &b->cloze);
        blt__lexicon_write(o, &b->lexicon);
        if (b->words.view.order > 0) {
            blt__backoff_write(o, &b->words);
            blt__backoff_write(o, &b->letters);
        }
        if (b->cloze.rows > 0)
            blt__cloze_write(o, &b->cloze);
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

/* Makes LANG.ngrams of the ARPA file. */
static blt_status
build_plain(blt__words_builder *b, const char *dir, blt_error *err)
{
    const blt__arpa_options opt = {
        { 0, (size_t)b->plan.arpa_bigrams, (size_t)b->plan.arpa_trigrams },
        BLT__ARPA_UNKNOWN
    };
    blt__backoff_data d;
    blt__buf path = { 0 };
    blt__st_out *o = NULL;
    blt_status s = blt__monitor_report(&b->plan.monitor, "reading n-grams", 0,
                                       0, err);

    if (s == BLT_OK)
        s = blt__arpa_read(&d, b->plan.arpa.path[0], &opt, err);
    if (s != BLT_OK)
        return s;
    blt__buf_printf(&path, "%s/%s.ngrams", dir, b->plan.language);
    s = path.failed ? blt__fail_memory(err, dir)
        : blt__st_out_new(&o, path.p, err);
    if (s == BLT_OK) {
        blt__st_out_meta(o, "language", b->plan.language);
        blt__backoff_declare(o, &d, "plain");
        blt__backoff_write(o, &d);
        s = blt__st_out_done(o, err);
    }
    b->report->bigrams = d.view.t[1].n;
    b->report->trigrams = d.view.t[2].n;
    b->report->all_bigrams = d.seen[1];
    b->report->all_trigrams = d.seen[2];
    blt__buf_free(&path);
    blt__backoff_data_free(&d);
    return s;
}

static blt_status
read_lists(blt__words_builder *b, blt_error *err)
{
    blt_status s = BLT_OK;

    for (size_t i = 0; s == BLT_OK && i < b->plan.dictionary.n; i++)
        s = blt__words_read_dictionary(b, b->plan.dictionary.path[i], err);
    if (s == BLT_OK && b->plan.misspellings.n > 1)
        s = blt__fail(err, BLT_EINVAL, "misspellings: more than one file");
    if (s == BLT_OK && b->plan.misspellings.n > 0)
        s = blt__words_read_misspellings(b, b->plan.misspellings.path[0],
                                         err);
    return s;
}

static blt_status
build(blt__words_builder *b, const char *dir, blt_error *err)
{
    blt__text_progress p = { &b->plan.monitor, "validating", 0, 0 };
    blt_status s = b->plan.arpa.n > 0 ? build_plain(b, dir, err) : BLT_OK;

    if (s != BLT_OK || b->plan.dictionary.n + b->plan.text[0].n == 0)
        return s;
    s = read_lists(b, err);
    if (s == BLT_OK)
        s = blt__text_each_training(&b->plan, &b->tokens, count_words, b,
                                    "counting words", err);
    if (s == BLT_OK)
        s = blt__monitor_report(&b->plan.monitor, "building the lexicon", 0,
                                0, err);
    if (s == BLT_OK)
        s = build_lexicon(b, err);
    if (s == BLT_OK)
        s = tabulate_words(b, err);
    if (s == BLT_OK && b->report->tokens > 0 && b->plan.bigrams > 0)
        s = blt__words_model_ngrams(b, err);
    if (s == BLT_OK && b->words.view.order > 0)
        s = blt__words_model_letters(b, err);
    if (s == BLT_OK && b->report->tokens > 0 && b->plan.cloze > 0)
        s = blt__words_model_cloze(b, err);
    for (size_t i = 0; s == BLT_OK && i < b->plan.valid.n; i++)
        s = blt__text_each(b->plan.valid.path[i], &b->tokens, 0, measure, b,
                           &p, err);
    finish_report(b->report);
    return s == BLT_OK ? write_file(b, dir, err) : s;
}

blt_status
blt_words_build(const char *plan, const char *dir,
                const blt_build_options *opt, blt_words_report *report,
                blt_error *err)
{
    static const blt_build_options usual = BLT_BUILD_OPTIONS_INIT;
    blt_words_report mine = BLT_WORDS_REPORT_INIT;
    blt__words_builder b = { .report = &mine };
    blt_build_options o;
    blt_status s = blt__options_read(&o, &usual, opt,
                                     "BLT_BUILD_OPTIONS_INIT", err);

    if (s == BLT_OK)
        s = blt__words_plan_read(&b.plan, plan, err);
    if (s != BLT_OK)
        return s;
    b.plan.monitor = (blt__monitor){ o.progress, o.user };
    memcpy(mine.language, b.plan.language, sizeof mine.language);
    s = build(&b, dir, err);
    blt__words_plan_free(&b.plan);
    blt__vocabulary_free(&b.forms);
    blt__word_table_free(&b.table);
    blt__lexicon_data_free(&b.lexicon);
    blt__backoff_data_free(&b.words);
    blt__backoff_data_free(&b.letters);
    blt__cloze_data_free(&b.cloze);
    blt__tokens_free(&b.tokens);
    blt__buf_free(&b.misspelling_text);
    free(b.misspelling);
    free(b.entry);
    if (s == BLT_OK && report != NULL)
        s = blt__result_write(report, &mine, "BLT_WORDS_REPORT_INIT", err);
    return s;
}
