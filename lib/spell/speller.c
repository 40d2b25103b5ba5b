/* Making, feeding and freeing a speller. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "spell/data.h"
#include "spell/speller.h"

static const blt__language *
find_language(const blt_speller *s, const char *code, size_t n)
{
    for (size_t i = 0; i < s->n_languages; i++)
        if (strlen(s->languages[i].code) == n
            && !memcmp(s->languages[i].code, code, n))
            return s->languages + i;
    return NULL;
}

/* Sets the active languages from "auto" or a list of codes. */
static blt_status
choose_languages(blt_speller *s, const char *names, blt_error *err)
{
    s->n_languages = blt__spell_languages(s->data, &s->languages);
    s->english = find_language(s, "en", 2);
    s->active = blt__alloc(s->n_languages + 1, sizeof *s->active);
    s->in_language = calloc(s->n_languages + 1, sizeof *s->in_language);
    if (!s->active || !s->in_language)
        return blt__fail_memory(err, "languages");
    if (!strcmp(names, "auto")) {
        for (size_t i = 0; i < s->n_languages; i++)
            s->active[s->n_active++] = s->languages + i;
        return BLT_OK;
    }
    for (const char *p = names; ; p++) {
        size_t n = strcspn(p, ",");
        const blt__language *l = find_language(s, p, n);

        if (!l)
            return blt__fail(err, BLT_EINVAL, "no language \"%.*s\" among %s",
                             (int)(n < 20 ? n : 20), p,
                             blt_spell_data_languages(s->data));
        for (size_t i = 0; i < s->n_active; i++)
            if (s->active[i] == l)
                return blt__fail(err, BLT_EINVAL, "language \"%s\" twice",
                                 l->code);
        s->active[s->n_active++] = l;
        p += n;
        if (!*p)
            break;
    }
    s->named = s->n_active > 1;
    return BLT_OK;
}

/* The active language of a code, or NULL. */
static const blt__language *
find_active(const blt_speller *s, const char *code)
{
    for (size_t i = 0; i < s->n_active; i++)
        if (!strcmp(s->active[i]->code, code))
            return s->active[i];
    return NULL;
}

static void
choose_varieties(blt_speller *s)
{
    s->european = find_active(s, "pt");
    s->brazilian = find_active(s, "pt_br");
    s->croatian = find_active(s, "hr");
    s->serbian = find_active(s, "sr");
}

static blt_status
open_dictionaries(blt_speller *s, blt_error *err)
{
    blt_status st = BLT_OK;

    s->dictionary = blt__alloc(s->n_languages + 1, sizeof *s->dictionary);
    if (!s->dictionary)
        return blt__fail_memory(err, "dictionaries");
    for (size_t i = 0; s->opt.hunspell && i < s->n_active && st == BLT_OK; i++)
        st = blt__hunspell_open(s->dictionary + (s->active[i] - s->languages),
                                s->opt.hunspell, s->active[i]->code, err);
    return st;
}

/* Allocates what the cloze network of any active language needs. */
static blt_status
allocate_context(blt_speller *s, blt_error *err)
{
    size_t reach = 0, scratch = 0;

    for (size_t i = 0; i < s->n_active; i++) {
        const blt__cloze *a = s->active[i]->cloze;

        if (a && blt__cloze_reach(a) > reach)
            reach = blt__cloze_reach(a);
        if (a && blt__cloze_scratch(a) > scratch)
            scratch = blt__cloze_scratch(a);
    }
    for (int k = 0; k < 2; k++)
        s->context[k] = blt__alloc(1 + reach, sizeof *s->context[k]);
    s->cloze_scratch = blt__alloc(scratch, sizeof *s->cloze_scratch);
    return s->context[0] && s->context[1] && s->cloze_scratch ? BLT_OK
        : blt__fail_memory(err, "speller");
}

blt_status
blt_speller_new(blt_speller **out, const blt_spell_data *d,
                const blt_spell_options *given, blt_error *err)
{
    static const blt_spell_options usual = BLT_SPELL_OPTIONS_INIT;
    const blt_spell_options *opt;
    blt_speller *s = calloc(1, sizeof *s);
    blt_status st;

    *out = NULL;
    if (!s)
        return blt__fail_memory(err, "speller");
    s->data = d;
    opt = &s->opt;
    st = blt__options_read(&s->opt, &usual, given, "BLT_SPELL_OPTIONS_INIT",
                           err);
    if (st != BLT_OK) {
        free(s);
        return st;
    }
    s->weights = *blt__spell_weights(d);
    st = choose_languages(s, opt->languages ? opt->languages : "auto", err);
    choose_varieties(s);
    if (st == BLT_OK)
        st = open_dictionaries(s, err);
    s->lookup_cache = blt__alloc(BLT__LOOKUP_SLOTS, sizeof *s->lookup_cache);
    if (st == BLT_OK && !s->lookup_cache)
        st = blt__fail_memory(err, "speller");
    if (st == BLT_OK)
        st = allocate_context(s, err);
    if (st == BLT_OK)
        st = blt__search_cache_new(&s->search, err);
    if (st == BLT_OK && opt->model)
        st = blt__blt_score_new(&s->blt_score, opt->model, opt->pool, err);
    if (st != BLT_OK) {
        blt_speller_free(s);
        return st;
    }
    *out = s;
    return BLT_OK;
}

void
blt_speller_free(blt_speller *s)
{
    if (!s)
        return;
    for (size_t i = 0; s->dictionary && i < s->n_languages; i++)
        blt__hunspell_close(s->dictionary[i]);
    free(s->dictionary);
    free(s->active);
    free(s->in_language);
    blt_language_close(s->fingerprints);
    free(s->lookup_cache);
    free(s->context[0]);
    free(s->context[1]);
    free(s->cloze_scratch);
    blt__word_counts_free(&s->accepted);
    blt__word_counts_free(&s->accepted_here);
    blt__word_counts_free(&s->learned.unknown);
    blt__word_counts_free(&s->learned.named);
    blt__word_counts_free(&s->unknown);
    blt__document_free(&s->document);
    blt__tokens_free(&s->tokens);
    free(s->key);
    blt__buf_free(&s->pragma);
    blt__sites_free(&s->sites);
    blt__search_cache_free(s->search);
    blt__blt_score_free(s->blt_score);
    blt__buf_free(&s->draft);
    blt__buf_free(&s->left);
    blt__buf_free(&s->right);
    blt__buf_free(&s->corrected);
    free(s);
}

void
blt_speller_reset(blt_speller *s)
{
    blt__word_counts_clear(&s->accepted_here);
    blt__word_counts_clear(&s->unknown);
    blt__document_clear(&s->document);
    s->sharp_s = 0;
    memset(s->habit, 0, sizeof s->habit);
    s->left_alone[0] = '\0';
    s->native = s->foreign = 0;
    memset(&s->tally, 0, sizeof s->tally);
    s->main = NULL;
    s->tokens_in_languages = 0;
    memset(s->in_language, 0, s->n_languages * sizeof *s->in_language);
    memset(&s->prior_counts, 0, sizeof s->prior_counts);
    memset(&s->markup, 0, sizeof s->markup);
    s->language = NULL;
}

void
blt_speller_set_mode(blt_speller *s, blt_spell_mode mode)
{
    s->opt.mode = mode;
}

const char *
blt_speller_left_alone(const blt_speller *s)
{
    return s->left_alone[0] ? s->left_alone : NULL;
}

blt_status
blt_speller_check(blt_speller *s, const uint8_t *text, size_t n,
                  blt_spell_fn report, void *user, blt_error *err)
{
    s->text = text;
    s->n = n;
    s->isolated = 0;
    return blt__speller_check_text(s, report, user, err);
}

static void
swap(blt__word_counts *a, blt__word_counts *b)
{
    blt__word_counts t = *a;

    *a = *b;
    *b = t;
}

/* Counts for the learned words in place of those of the document. */
static void
swap_learned(blt_speller *s)
{
    swap(&s->unknown, &s->learned.unknown);
    swap(&s->document.named, &s->learned.named);
}

blt_status
blt_speller_learn(blt_speller *s, const uint8_t *text, size_t n,
                  blt_error *err)
{
    blt_status st;

    s->text = text;
    s->n = n;
    s->isolated = 0;
    swap_learned(s);
    st = blt__speller_count_text(s, err);
    swap_learned(s);
    return st;
}

blt_status
blt_speller_suggest(blt_speller *s, const char *word, size_t n, int *accepted,
                    blt_spell_fn report, void *user, blt_error *err)
{
    const blt__language *was = s->language, *l;
    blt_status st;

    s->text = (const uint8_t *)word;
    s->n = n;
    s->isolated = 1;
    st = blt__speller_check_text(s, report, user, err);
    *accepted = 1;
    s->language = was;
    if (st != BLT_OK)
        return st;
    l = was ? was : s->active[0];
    for (size_t i = 0; i < s->tokens.n; i++) {
        char normal[BLT__WORD_BYTES];
        uint32_t entry;
        size_t m;

        if (s->tokens.p[i].kind == BLT__TOKEN_WORD
            && (m = blt__speller_normal_word(s, s->tokens.p + i, normal)))
            *accepted &= blt__speller_is_word(s, l, normal, m, 0, &entry);
    }
    return blt__hunspell_status(s->dictionary[l - s->languages], err);
}
