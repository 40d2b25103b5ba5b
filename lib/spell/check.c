/* A check of a piece of text: tokens, languages, sites, rounds of ranking,
 * findings.  Each round ranks all sites, puts the best candidates in place, and
 * renews the scores of their neighbours, so that two adjacent mistakes can
 * explain each other. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "spell/speller.h"
#include "text/text.h"

#define REPORTED 0.05           /* probability of being wrong from which on a
                                   known word is reported.  Derived: the API
                                   promises it */
#define PARAGRAPH_WORDS 5       /* after which a line end may end a paragraph.
                                   Derived: enough to tell a language */
#define CLOZE_P 0.01            /* the cloze network scores sites with a
                                   candidate above it.  Measured: scoring all
                                   sites changes next to nothing
                                   (bench/README.md) */
#define NGRAM_REACH 2           /* derived: tokens that a trigram sees */
#define ROUNDS 2                /* measured: a third changes next to nothing,
                                   a single one corrects fewer sentences */

/* ---- tokens ------------------------------------------------------------------ */

/* Accepts the words that pragmas of the piece name, in this document. */
static blt_status
accept_pragmas(blt_speller *s, blt_error *err)
{
    blt_status st = BLT_OK;

    for (size_t i = 0; i < s->pragma.n && st == BLT_OK; ) {
        const char *p = s->pragma.p + i, *end = memchr(p, '\n',
                                                       s->pragma.n - i);
        size_t n = end ? (size_t)(end - p) : s->pragma.n - i;

        if (n > 0)
            st = blt__word_counts_add(&s->accepted_here, p, n, err);
        i += n + 1;
    }
    return st;
}

static blt__word_key
key_of(const blt_speller *s, const blt__token *t)
{
    char word[BLT__WORD_BYTES];
    size_t n = t->form != 0 && !t->skip
        ? blt__speller_normal_word(s, t, word) : 0;

    return n > 0 ? blt__word_key_of(word, n) : blt__token_key(s->text, t);
}

/* Sets the tokens of the text and their keys. */
static blt_status
find_tokens(blt_speller *s, blt_error *err)
{
    const blt__markup_options markup = { s->opt.mode, s->opt.ignore };
    blt_status st = blt__tokens_find(&s->tokens, s->text, s->n, err);

    blt__buf_clear(&s->pragma);
    if (st == BLT_OK && !s->isolated)
        st = blt__markup_hide(&s->tokens, s->text, s->n, &markup, &s->markup,
                              &s->pragma, err);
    if (st == BLT_OK)
        st = accept_pragmas(s, err);
    if (st == BLT_OK && !s->isolated) {
        blt__speller_join_broken(s);
        if (s->tokens.forms.failed)
            st = blt__fail_memory(err, "words of the text");
    }
    if (st != BLT_OK)
        return st;
    if (s->tokens.n > s->key_cap) {
        blt__word_key *key = blt__alloc(s->tokens.n, sizeof *key);

        if (!key)
            return blt__fail_memory(err, "words of the text");
        free(s->key);
        s->key = key;
        s->key_cap = s->tokens.n;
    }
    for (size_t i = 0; i < s->tokens.n; i++)
        s->key[i] = key_of(s, s->tokens.p + i);
    return BLT_OK;
}

/* Whether the piece has U+00DF. */
static int
has_sharp_s(const blt_speller *s)
{
    const uint8_t *p = s->text, *end = p + s->n;

    while ((p = memchr(p, 0xc3, (size_t)(end - p))) != NULL && ++p < end)
        if (*p == 0x9f)
            return 1;
    return 0;
}

/* ---- paragraphs -------------------------------------------------------------- */

/* The end of the paragraph that begins with token i: an empty line, a line end
 * after PARAGRAPH_WORDS, or a change of the language that markup declares. */
static size_t
paragraph_end(const blt_speller *s, size_t i)
{
    const blt__token *t = s->tokens.p;
    size_t words = 0;
    uint16_t lang;

    while (i < s->tokens.n && t[i].kind == BLT__TOKEN_BREAK)
        i++;
    lang = i < s->tokens.n ? t[i].lang : 0;
    for (; i < s->tokens.n; i++) {
        if (t[i].kind == BLT__TOKEN_BREAK || t[i].lang != lang)
            return i;
        words += t[i].kind == BLT__TOKEN_WORD;
        if (words >= PARAGRAPH_WORDS && i + 1 < s->tokens.n
            && memchr(s->text + t[i].offset + t[i].length, '\n',
                      t[i + 1].offset - t[i].offset - t[i].length))
            return i + 1;
    }
    return i;
}

/* Counts the words of a paragraph, and each of the unknown ones. */
static blt_status
count_words(blt_speller *s, const blt__language *l, size_t first, size_t end,
            size_t *words, blt_error *err)
{
    const int variety = blt__speller_variety(s, l);

    for (size_t i = first; i < end; i++) {
        blt__token *t = s->tokens.p + i;
        char word[BLT__WORD_BYTES];
        uint32_t entry;
        size_t n;
        int known;
        blt_status st;

        if (t->kind != BLT__TOKEN_WORD || t->skip
            || !(n = blt__speller_normal_word(s, t, word)))
            continue;
        ++*words;
        known = blt__speller_is_word(s, l, word, n, 0, &entry);
        if (variety >= 0 && (l != s->english || entry != BLT__NO_WORD))
            s->habit[variety] += blt__speller_variant(s, l, word, n);
        if (known)
            continue;
        t->unknown = 1;
        if (l == s->english && blt__word_case(word, n) == BLT__CASE_LOWER
            && blt__speller_is_name(s, word, n))
            t->technical = BLT__TECHNICAL;
        st = blt__word_counts_add(&s->unknown, word, n, err);
        if (st != BLT_OK)
            return st;
    }
    return BLT_OK;
}

/* The language of a paragraph: the one that markup declares, if it is one of
 * the active ones, or the one that it looks like.  NULL: none. */
static const blt__language *
paragraph_language(blt_speller *s, size_t i, size_t end, int learn)
{
    while (i < end && s->tokens.p[i].kind == BLT__TOKEN_BREAK)
        i++;
    if (i == end || s->tokens.p[i].lang == 0)
        return blt__speller_detect(s, i, end, learn);
    for (size_t k = 0; k < s->n_active; k++) {
        const char *code = s->active[k]->code;

        if (blt__lang_pack((const uint8_t *)code, strlen(code))
            == s->tokens.p[i].lang)
            return s->active[k];
    }
    return NULL;
}

/* Counts tokens for the language that most of the document is in. */
static void
count_language(blt_speller *s, const blt__language *l, size_t tokens)
{
    uint64_t *count = s->in_language + (l - s->languages);

    *count += tokens;
    s->tokens_in_languages += tokens;
    if (!s->main || *count > s->in_language[s->main - s->languages])
        s->main = l;
}

/* One pass over the paragraphs.
 *   words  counts them; NULL: finds sites, for which all of the piece must
 *          have been counted */
static blt_status
each_paragraph(blt_speller *s, size_t *words, blt_error *err)
{
    blt_status st = BLT_OK;

    for (size_t i = 0, end; i < s->tokens.n && st == BLT_OK; i = end) {
        const blt__language *l;

        end = paragraph_end(s, i);
        l = paragraph_language(s, i, end, words != NULL);
        if (!l)
            continue;
        s->language = l;
        if (words)
            count_language(s, l, end - i);
        st = words ? count_words(s, l, i, end, words, err)
            : blt__speller_find_sites(s, l, i, end, err);
    }
    return st;
}

/* ---- rounds ------------------------------------------------------------------ */

/* Puts the keys of the best candidates in place of those of their sites. */
static void
put_best(blt_speller *s)
{
    blt__sites *all = &s->sites;

    for (size_t i = 0; i < all->n; i++) {
        blt__site *c = all->p + i;
        size_t best = blt__site_best(all, c);
        const blt__candidate *a = all->candidate + c->first + best;
        blt__word_key *key = s->key + c->token,
            second = a->key[1] ? a->key[1] : a->key[0];

        c->changed = best && (key[0] != a->key[0]
                              || (c->tokens > 1 && key[1] != second));
        if (!best)
            continue;
        key[0] = a->key[0];
        if (c->tokens > 1)
            key[1] = second;
    }
}

/* Whether the cloze network may change what is put at a site. */
static int
is_open(const blt__sites *all, const blt__site *c)
{
    const blt__candidate *a = all->candidate + c->first;

    for (size_t i = 1; i < c->n; i++)
        if (a[i].p > CLOZE_P)
            return 1;
    return 0;
}

/* Renews the scores of sites whose neighbours have changed. */
static void
renew(blt_speller *s)
{
    blt__site *p = s->sites.p;
    size_t n = s->sites.n;

    put_best(s);
    for (size_t i = 0; i < n; i++) {
        int changed = 0;

        for (size_t k = i; k-- > 0 && p[k].token + p[k].tokens + NGRAM_REACH
             > p[i].token;)
            changed |= p[k].changed;
        for (size_t k = i + 1; k < n && p[k].token
             < p[i].token + p[i].tokens + NGRAM_REACH; k++)
            changed |= p[k].changed;
        if (changed)
            blt__speller_ngram_score(s, p + i);
        if (isnan(s->sites.candidate[p[i].first].cloze)
            ? is_open(&s->sites, p + i) : changed)
            blt__speller_cloze_score(s, p + i);
    }
}

/* The first pass over a piece: its tokens, and *words that are prose. */
static blt_status
count_text(blt_speller *s, size_t *words, blt_error *err)
{
    blt_status st = find_tokens(s, err);

    *words = 0;
    s->sharp_s |= has_sharp_s(s);
    if (st == BLT_OK && !s->isolated)
        st = blt__document_learn(&s->document, s->text, &s->tokens, err);
    if (st == BLT_OK)
        st = each_paragraph(s, words, err);
    return st;
}

blt_status
blt__speller_count_text(blt_speller *s, blt_error *err)
{
    size_t words;

    return count_text(s, &words, err);
}

blt_status
blt__speller_check_text(blt_speller *s, blt_spell_fn report, void *user,
                        blt_error *err)
{
    const blt__language *was = s->language;
    blt__prior_counts after;
    size_t words;
    blt_status st = count_text(s, &words, err);

    blt__sites_clear(&s->sites);
    s->language = was;
    if (st == BLT_OK)
        st = each_paragraph(s, NULL, err);
    for (size_t i = 0; i < s->n_languages && st == BLT_OK; i++)
        st = blt__hunspell_status(s->dictionary[i], err);
    if (st != BLT_OK)
        return st;
    for (int round = 0; round <= ROUNDS; round++) {
        blt__sites_rank(&s->sites, words, &s->weights, &s->prior_counts,
                        &s->prior, &after);
        if (round < ROUNDS)
            renew(s);
    }
    blt__sites_sort(&s->sites);
    if (s->blt_score) {
        st = blt__speller_rescore(s, err);
        if (st != BLT_OK)
            return st;
        blt__sites_rank(&s->sites, words, &s->weights, &s->prior_counts,
                        &s->prior, &after);
        blt__sites_sort(&s->sites);
    }
    if (!s->isolated)
        s->prior_counts = after;
    blt__sites_temper(&s->sites);
    for (size_t i = 0; i < s->sites.n && st == BLT_OK; i++) {
        const blt__site *c = s->sites.p + i;

        if (s->isolated || c->kind == BLT_SPELL_UNKNOWN
            || 1 - s->sites.candidate[c->first].p >= REPORTED)
            st = blt__speller_report(s, c, report, user, err);
    }
    return st;
}
