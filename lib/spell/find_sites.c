/* Which places of a paragraph become sites.  An unknown word is always one; a
 * known word only where the n-grams do not expect it, so that correct text
 * costs four look-ups per word; and two words that one entry joins. */
#include "config.h"
#include <string.h>
#include "lang/channel.h"
#include "spell/candidates.h"
#include "text/text.h"

/* Derived: as many as a user may ask for; for corrections alone 12 would do
 * (bench/README.md). */
#define MAX_CANDIDATES BLT__SEARCH_CACHE_MATCHES
#define MAX_KNOWN 10            /* of a known word.  Measured: 6 or 20 change
                                   next to nothing (bench/README.md) */
#define MAX_CONFUSIONS 8        /* words that one is confused with.  Derived:
                                   more than the lists of channels have */

/* Chosen by hand.  Measured: two bits more or less, four of CAPITAL_BITS,
 * change at most three sentences of 2,540 (bench/README.md). */
#define JOIN_BITS 9.f           /* of a space that was inserted */
#define CAPITAL_BITS 24.f       /* of a lower-case "i" */
#define CAPITAL_RARER 3.f       /* bits by which the small letter must be rarer
                                   than its capital */

/* Opens a site at w, or at w and the word after it, with the text as it is
 * written for its first candidate. */
static blt_status
open_site(const blt__written *w, const blt__written *next, blt_error *err)
{
    blt_speller *s = w->s;
    const blt__token *t = s->tokens.p + w->token;
    const blt__token *u = next ? s->tokens.p + next->token : t;
    size_t length = u->offset + u->length - t->offset;
    blt__site *c = blt__sites_add(&s->sites);
    blt__candidate *a;

    if (!c || !(a = blt__sites_add_candidate(&s->sites,
                                             (const char *)s->text
                                             + t->offset, length)))
        return blt__fail_memory(err, "candidates");
    c->token = w->token;
    c->tokens = (size_t)(u - t) + 1;
    c->offset = t->offset;
    c->length = length;
    c->language = w->l;
    c->low_resource = !w->l->plain
        && (!w->l->ngram || blt__ngram_order(w->l->ngram) < 3);
    for (int k = 0; k < (next ? 2 : 1); k++) {
        const blt__written *x = k ? next : w;
        size_t at;

        a->key[k] = s->key[x->token];
        a->unigram[k] = blt__written_unigram(x);
        a->unknown[k] = (uint8_t)!x->known;
        a->rare[k] = blt__rare_word_bits(x->l, a->key[k]);
        if (k == 0 || !x->known)
            blt__speller_evidence(s, x->l, x->token, x->word, x->n,
                                  c->evidence);
        if (x->known)
            continue;
        c->count = blt__speller_count(s, x->word, x->n);
        c->capital = blt__word_case(x->word, x->n) != BLT__CASE_LOWER
            && blt__speller_left_key(s, x->token, &at) != BLT__KEY_START;
    }
    return BLT_OK;
}

static blt__site *
last_site(blt_speller *s)
{
    return s->sites.p + s->sites.n - 1;
}

/* Sets the kind of mistake at the last site. */
static void
set_kind(blt_speller *s, const blt__written *w, const blt__written *next)
{
    blt__site *c = last_site(s);
    const blt__candidate *a = s->sites.candidate + c->first;

    if (w->known && (!next || next->known))
        c->kind = next ? BLT_SPELL_JOIN : BLT_SPELL_REAL;
    else if (c->n == 2
             && blt__same_folded(blt__candidate_text(&s->sites, a), a->length,
                                 blt__candidate_text(&s->sites, a + 1),
                                 a[1].length))
        c->kind = BLT_SPELL_CASE;
    else
        c->kind = BLT_SPELL_UNKNOWN;
}

/* ---- a letter by itself ------------------------------------------------------ */

/* Adds a site at a single letter before another word that is far more common
 * as a capital.  That counts as a listed misspelling. */
static blt_status
add_capital(blt__written *w, blt_error *err)
{
    blt_speller *s = w->s;
    const blt__lexicon *lex = w->l->lexicon;
    const blt__token *next = s->tokens.p + w->token + 1;
    char capital[8];
    size_t n = blt__word_upper(capital, sizeof capital, w->word, w->n);
    uint32_t entry[2] = { BLT__NO_WORD, BLT__NO_WORD };
    blt_status st;

    if (!n || n != w->n || !memcmp(capital, w->word, n)
        || w->token + 1 >= s->tokens.n
        || next->kind != BLT__TOKEN_WORD || !next->space
        || !blt__lexicon_accepts(lex, capital, n, entry)
        || (w->entry != BLT__NO_WORD
            && blt__lexicon_bits(lex, w->entry)
            < blt__lexicon_bits(lex, *entry) + CAPITAL_RARER))
        return BLT_OK;
    st = open_site(w, NULL, err);
    if (st == BLT_OK)
        st = blt__candidates_add(w, entry, CAPITAL_BITS,
                                 (blt__kept){ NULL, NULL }, err);
    if (st != BLT_OK)
        return st;
    last_site(s)->kind = BLT_SPELL_UNKNOWN;
    last_site(s)->misspelling = 1;
    blt__speller_ngram_score(s, last_site(s));
    return BLT_OK;
}

/* Whether a word is one letter beyond ASCII: of a table, or of mathematics. */
static int
is_letter(const blt__written *w)
{
    for (size_t i = 1; i < w->n; i++)
        if (((uint8_t)w->word[i] & 0xc0) != 0x80)
            return 0;
    return 1;
}

/* ---- words ------------------------------------------------------------------- */

static float
search_limit(const blt__written *w)
{
    return blt__word_case(w->word, w->n) == BLT__CASE_LOWER
        ? BLT__LIMIT_UNKNOWN : BLT__LIMIT_NAME;
}

/* Whether one space, and nothing else, separates token i from the next. */
static int
one_space_after(const blt_speller *s, size_t i)
{
    const blt__token *a = s->tokens.p + i, *b = a + 1;

    return b->offset == a->offset + a->length + 1
        && s->text[a->offset + a->length] == ' ';
}

/* Whether the word after w may join it to one entry of a dictionary.
 *   skip    w needs no candidates itself
 *   next    out: that word
 *   joined  out: the entry */
static int
may_join(blt__written *w, int skip, blt__written *next, uint32_t *joined)
{
    const blt__lexicon *lex = w->l->lexicon;
    char both[2 * BLT__WORD_BYTES];

    if (!blt__written_load(next, w->s, w->l, w->token + 1, w->caseless)
        || !one_space_after(w->s, w->token)
        || w->n + next->n >= BLT__WORD_BYTES
        || (skip && next->known)
        || (next->known && next->entry == BLT__NO_WORD))
        return 0;
    memcpy(both, w->word, w->n);
    memcpy(both + w->n, next->word, next->n);
    return blt__lexicon_accepts(lex, both, w->n + next->n, joined)
        && blt__lexicon_in_dict(lex, *joined);
}

/* The entries of a confusable: one, or two that _ separates.  0: the lexicon
 * lacks one. */
static int
find_entries(const blt__lexicon *lex, const blt__confusion *c,
             uint32_t entry[2])
{
    const char *mark = memchr(c->p, '_', c->n);
    size_t n = mark ? (size_t)(mark - c->p) : c->n;

    entry[0] = entry[1] = BLT__NO_WORD;
    if (!blt__lexicon_accepts(lex, c->p, n, entry)
        || entry[0] == BLT__NO_WORD)
        return 0;
    return !mark || (blt__lexicon_accepts(lex, mark + 1, c->n - n - 1,
                                          entry + 1)
                     && entry[1] != BLT__NO_WORD);
}

/* Two words for one, such as "gar nicht", are those that a list has for a
 * misspelling. */
static blt_status
add_confusions(blt__written *w, const blt__confusion *other, size_t n,
               blt_error *err)
{
    blt__sites *all = &w->s->sites;
    blt_status st = BLT_OK;

    for (size_t i = 0; i < n && st == BLT_OK; i++) {
        size_t before = all->n_candidates;
        uint32_t entry[2];

        if (!find_entries(w->l->lexicon, other + i, entry)
            || (!w->known && entry[1] == BLT__NO_WORD))
            continue;
        st = blt__candidates_add(w, entry, other[i].bits,
                                 (blt__kept){ NULL, NULL }, err);
        if (entry[1] != BLT__NO_WORD && all->n_candidates > before) {
            all->candidate[before].listed = 1;
            last_site(w->s)->misspelling = 1;
        }
    }
    return st;
}

/* Adds the candidates of two words: joined, or one of them corrected. */
static blt_status
add_pair(blt__written *w, blt__written *next, uint32_t joined,
         blt_error *err)
{
    const uint32_t entry[2] = { joined, BLT__NO_WORD };
    blt_status st = blt__candidates_add(w, entry, JOIN_BITS,
                                        (blt__kept){ NULL, NULL }, err);

    if (st == BLT_OK && !next->known)
        st = blt__candidates_search(next, search_limit(next), MAX_CANDIDATES,
                                    (blt__kept){ w, NULL }, err);
    if (st == BLT_OK && !w->known)
        st = blt__candidates_search(w, search_limit(w), MAX_CANDIDATES,
                                    (blt__kept){ NULL, next }, err);
    return st;
}

/* Adds the site at w, if it is one; *tokens: how many it covers, or 1. */
static blt_status
add_site(blt__written *w, size_t *tokens, blt_error *err)
{
    blt_speller *s = w->s;
    blt__written other, *next = NULL;
    uint32_t joined = BLT__NO_WORD;
    blt_status st = BLT_OK;
    int known = w->known && !s->isolated,
        real = known && s->opt.real_words && w->entry != BLT__NO_WORD,
        skip = known
            && (!real || blt__speller_is_expected(s, w->l, w->token));
    blt__confusion confusion[MAX_CONFUSIONS];
    size_t confusions = real || !known
        ? blt__channel_confusions(w->l->channel, w->word, w->n, confusion,
                                  MAX_CONFUSIONS) : 0;

    *tokens = 1;
    if (may_join(w, skip, &other, &joined))
        next = &other;
    if (w->n == 1)
        return s->isolated || w->caseless ? BLT_OK : add_capital(w, err);
    if (!w->known && w->l == s->english && is_letter(w))
        return BLT_OK;
    if (skip && !next && !confusions)
        return BLT_OK;
    st = open_site(w, next, err);
    if (st == BLT_OK && next) {
        *tokens = 2;
        st = add_pair(w, next, joined, err);
    } else if (st == BLT_OK) {
        st = add_confusions(w, confusion, confusions, err);
        if (st == BLT_OK && !skip)
            st = blt__candidates_search(w, known ? BLT__LIMIT_KNOWN
                                        : s->isolated ? BLT__LIMIT_ISOLATED
                                        : search_limit(w),
                                        known ? MAX_KNOWN : MAX_CANDIDATES,
                                        (blt__kept){ NULL, NULL }, err);
    }
    if (st != BLT_OK)
        return st;
    if (w->known && (!next || next->known) && last_site(s)->n < 2) {
        blt__sites_drop(&s->sites);
        *tokens = 1;
        return BLT_OK;
    }
    set_kind(s, w, next);
    blt__speller_ngram_score(s, last_site(s));
    return BLT_OK;
}

/* Whether a paragraph has no capitals: then its names and its "I" are left
 * without. */
static int
is_caseless(const blt_speller *s, size_t first, size_t end)
{
    size_t words = 0;

    for (size_t i = first; i < end; i++) {
        const blt__token *t = s->tokens.p + i;

        if (t->kind != BLT__TOKEN_WORD)
            continue;
        words++;
        if (blt__word_case((const char *)s->text + t->offset, t->length)
            != BLT__CASE_LOWER)
            return 0;
    }
    return words > 3;           /* derived: fewer may have none by chance */
}

blt_status
blt__speller_find_sites(blt_speller *s, const blt__language *l, size_t first,
                        size_t end, blt_error *err)
{
    int caseless = is_caseless(s, first, end);
    blt_status st = BLT_OK;

    for (size_t i = first; i < end && st == BLT_OK; i++) {
        size_t tokens = 1;
        blt__written w;

        if (blt__written_load(&w, s, l, i, caseless))
            st = add_site(&w, &tokens, err);
        i += tokens - 1;
    }
    return st;
}
