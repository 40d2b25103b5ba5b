/* Candidates: entries of the lexicon, spelled in the case of the written word
 * and with its apostrophes and clitics. */
#include "config.h"
#include <math.h>
#include <string.h>
#include "spell/candidates.h"
#include "lang/normal_word.h"
#include "text/normal.h"

#define MAX_MATCHES BLT__SEARCH_CACHE_MATCHES
#define MAX_LISTED 4            /* corrections of a listed misspelling.
                                   Derived: more than lists have */
#define LISTED_BITS 2.f         /* channel bits of a listed misspelling.
                                   Measured: 0 and 4 correct fewer
                                   sentences (bench/README.md) */

/* ---- text -------------------------------------------------------------------- */

/* How the written word has its characters, so that a candidate has them, too:
 * its apostrophe, and whether its accents are characters of their own (NFD). */
typedef struct word_style {
    char apostrophe[4];
    int decomposed;
} word_style;

static word_style
style_of(const blt_speller *s, const blt__token *t)
{
    static const char marks[][4] = { "\xe2\x80\x99", "\xe2\x80\x98",
                                     "\xc2\xb4", "`" };
    const char *p = (const char *)s->text + t->offset;
    word_style style = { "'", 0 };

    for (size_t i = 0; i < t->length; i++) {
        if ((uint8_t)p[i] < 0x80 && p[i] != '`')
            continue;
        for (size_t k = 0; k < sizeof marks / sizeof *marks; k++)
            if (t->length - i >= strlen(marks[k])
                && !memcmp(p + i, marks[k], strlen(marks[k])))
                memcpy(style.apostrophe, marks[k], sizeof marks[k]);
        /* U+0300 to U+033F, the accents of Latin, Greek and Cyrillic */
        style.decomposed |= (uint8_t)p[i] == 0xcc;
    }
    return style;
}

/* Appends bytes to the draft in that style. */
static void
put(blt_speller *s, const char *p, size_t n, const word_style *style)
{
    char form[8 * BLT__WORD_BYTES];
    size_t m = style->decomposed ? blt__word_decompose(form, sizeof form, p, n)
        : 0;

    if (m > 0) {
        p = form;
        n = m;
    }
    for (size_t i = 0; i < n; i++)
        if (p[i] == '\'')
            blt__buf_put(&s->draft, style->apostrophe,
                         strlen(style->apostrophe));
        else
            blt__buf_put(&s->draft, p + i, 1);
}

/* Appends an entry in the case of the written word; a first capital goes to
 * the first of two entries only. */
static void
put_entry(const blt__written *w, const char *entry, size_t n, int second,
          const word_style *style)
{
    blt__case written = blt__word_case(w->word + w->from, w->to - w->from);
    char form[2 * BLT__WORD_BYTES];
    size_t m = 0;

    if (w->caseless)
        m = blt__word_lower(form, sizeof form, entry, n);
    else if (written == BLT__CASE_UPPER)
        m = blt__word_upper(form, sizeof form, entry, n);
    else if (written == BLT__CASE_TITLE && !second
             && blt__word_case(entry, n) == BLT__CASE_LOWER)
        m = blt__word_title(form, sizeof form, entry, n);
    put(w->s, m ? form : entry, m ? m : n, style);
}

int
blt__same_folded(const char *a, size_t n, const char *b, size_t m)
{
    char x[2 * BLT__WORD_BYTES], y[2 * BLT__WORD_BYTES];

    n = blt__word_lower(x, sizeof x, a, n);
    m = blt__word_lower(y, sizeof y, b, m);
    return n && n == m && !memcmp(x, y, n);
}

/* Whether the site has this text already (the lower cost counts), or has it in
 * another case for no more bits: n-grams ignore case, so both Young and young
 * would split the probability of the word. */
static int
is_duplicate(blt__sites *all, const char *text, size_t n, float channel)
{
    const blt__site *c = all->p + all->n - 1;

    for (size_t i = 0; i < c->n; i++) {
        blt__candidate *a = all->candidate + c->first + i;
        const char *other = blt__candidate_text(all, a);

        if (a->length == n && !memcmp(other, text, n)) {
            if (i > 0 && channel < a->channel)
                a->channel = channel;
            return 1;
        }
        if (i > 0 && a->channel <= channel
            && blt__same_folded(other, a->length, text, n))
            return 1;
    }
    return 0;
}

/* ---- one candidate ----------------------------------------------------------- */

/* A candidate while it is put together: its words. */
typedef struct draft {
    size_t n;
    blt__word_key key[3];
    float unigram[3];
    int unknown[3];
} draft;

static void
add_kept(draft *d, const blt__written *w)
{
    d->key[d->n] = w->s->key[w->token];
    d->unigram[d->n] = blt__written_unigram(w);
    d->unknown[d->n++] = !w->known;
}

/* The key of the word that the draft has from `from` on. */
static blt__word_key
draft_key(const blt_speller *s, size_t from)
{
    const char *p = s->draft.p + from;
    char word[4 * BLT__WORD_BYTES];
    size_t n = blt__normal_word(word, sizeof word, p, s->draft.n - from);

    return n > 0 ? blt__word_key_of(word, n)
        : blt__word_key_of(p, s->draft.n - from);
}

/* Appends the entries to the draft, with the clitics of the written word.
 * Returns 0 for an entry that cannot be spelled. */
static int
draft_entries(draft *d, const blt__written *w, const uint32_t entry[2])
{
    blt_speller *s = w->s;
    const blt__lexicon *lex = w->l->lexicon;
    const word_style style = style_of(s, s->tokens.p + w->token);

    for (int k = 0; k < 2 && entry[k] != BLT__NO_WORD; k++) {
        char spelled[BLT__WORD_BYTES];
        size_t from, n = blt__lexicon_spell(lex, entry[k], spelled,
                                            sizeof spelled);

        if (!n)
            return 0;
        if (k)
            blt__buf_put(&s->draft, " ", 1);
        from = s->draft.n;
        if (!k)
            put(s, w->word, w->from, &style);
        put_entry(w, spelled, n, k, &style);
        if (k || entry[1] == BLT__NO_WORD)
            put(s, w->word + w->to, w->n - w->to, &style);
        if (s->draft.failed)
            return 1;           /* the caller looks */
        d->key[d->n] = draft_key(s, from);
        d->unigram[d->n++] = blt__lexicon_bits(lex, entry[k]);
    }
    return 1;
}

/* Whether a text is in the spelling that the document uses: 1, -1 for the
 * other, 0 where there is only one. */
static int8_t
variant_of(const blt_speller *s, const blt__language *l, const char *text,
           size_t n)
{
    int variety = blt__speller_variety(s, l), way;
    int64_t habit = variety < 0 ? 0 : s->habit[variety];
    char lower[2 * BLT__WORD_BYTES];

    if ((habit < BLT__HABIT && habit > -BLT__HABIT)
        || !(n = blt__word_lower(lower, sizeof lower, text, n)))
        return 0;
    way = blt__speller_variant(s, l, lower, n);
    return (int8_t)(habit > 0 ? way : -way);
}

blt_status
blt__candidates_add(blt__written *w, const uint32_t entry[2], float channel,
                    blt__kept kept, blt_error *err)
{
    blt_speller *s = w->s;
    const blt__token *t = s->tokens.p + w->token;
    draft d = { 0 };
    blt__candidate *a;

    if ((kept.before || kept.after) && entry[1] != BLT__NO_WORD)
        return BLT_OK;          /* three words: a candidate has two keys */
    blt__buf_clear(&s->draft);
    if (kept.before) {
        size_t from = s->tokens.p[kept.before->token].offset;

        blt__buf_put(&s->draft, s->text + from, t->offset - from);
        add_kept(&d, kept.before);
    }
    if (!draft_entries(&d, w, entry))
        return BLT_OK;
    if (kept.after) {
        const blt__token *u = s->tokens.p + kept.after->token;
        size_t from = t->offset + t->length;

        blt__buf_put(&s->draft, s->text + from,
                     u->offset + u->length - from);
        add_kept(&d, kept.after);
    }
    if (s->draft.failed)
        return blt__fail_memory(err, "candidates");
    if (is_duplicate(&s->sites, s->draft.p, s->draft.n, channel))
        return BLT_OK;
    a = blt__sites_add_candidate(&s->sites, s->draft.p, s->draft.n);
    if (!a)
        return blt__fail_memory(err, "candidates");
    a->channel = channel;
    a->variant = variant_of(s, w->l, s->draft.p, s->draft.n);
    for (int k = 0; k < 2; k++) {
        a->key[k] = d.key[k];
        a->unigram[k] = d.unigram[k];
        a->unknown[k] = (uint8_t)d.unknown[k];
        a->rare[k] = blt__rare_word_bits(w->l, d.key[k]);
    }
    return BLT_OK;
}

/* ---- lists and searches ------------------------------------------------------ */

/* Bits of each of the corrections of a listed misspelling: the list says that
 * one of them was intended, the error model which.  Two words run together are
 * as likely as the most likely one, as the list knows more about them. */
static void
share_listed(float *bits, const uint32_t (*listed)[2], size_t n,
             const blt__match *match, size_t matches, float limit)
{
    float sum = 0, least = limit;

    for (size_t i = 0; i < n; i++) {
        bits[i] = limit;
        for (size_t k = 0; k < matches; k++)
            if (!memcmp(match[k].word, listed[i], sizeof match[k].word)
                && match[k].channel < bits[i])
                bits[i] = match[k].channel;
        if (bits[i] < least)
            least = bits[i];
    }
    for (size_t i = 0; i < n; i++) {
        if (listed[i][1] != BLT__NO_WORD)
            bits[i] = least;
        sum += exp2f(-bits[i]);
    }
    for (size_t i = 0; i < n; i++)
        bits[i] += log2f(sum);
}

/* Whether the text has a single word: then it is likely to be searched next as
 * an isolated one, as blt-spell -a does. */
static int
has_one_word(const blt_speller *s)
{
    size_t words = 0;

    for (size_t i = 0; i < s->tokens.n && words < 2; i++)
        words += s->tokens.p[i].kind == BLT__TOKEN_WORD;
    return words == 1;
}

static blt_status
search(const blt__written *w, float limit, blt__matches *out, blt_error *err)
{
    blt__search_cache *r = w->s->search;
    const char *word = w->word + w->from;
    size_t n = w->to - w->from;

    return limit <= BLT__LIMIT_UNKNOWN && !w->known && has_one_word(w->s)
        ? blt__search_cache_within(r, w->l, word, n,
                                   (blt__limits){ limit,
                                                  BLT__LIMIT_ISOLATED },
                                   out, err)
        : blt__search_cache_run(r, w->l, word, n, limit, out, err);
}

blt_status
blt__candidates_search(blt__written *w, float limit, size_t max,
                       blt__kept kept, blt_error *err)
{
    blt__match match[MAX_MATCHES];
    uint32_t listed[MAX_LISTED][2];
    float bits[MAX_LISTED];
    blt__sites *all = &w->s->sites;
    blt__matches found = { match, max, 0 };
    size_t before = all->n_candidates, matches, n = w->known ? 0
        : blt__lexicon_corrections(w->l->lexicon, w->word, w->n, listed,
                                   MAX_LISTED);
    blt_status st = search(w, limit, &found, err);

    if (st != BLT_OK)
        return st;
    matches = found.n;
    share_listed(bits, listed, n, match, matches, limit);
    for (size_t i = 0; i < n && st == BLT_OK; i++)
        st = blt__candidates_add(w, listed[i], LISTED_BITS + bits[i], kept,
                                 err);
    for (size_t i = before; i < all->n_candidates; i++)
        all->candidate[i].listed = 1;
    if (n)
        all->p[all->n - 1].misspelling = 1;
    for (size_t i = 0; i < matches && st == BLT_OK; i++) {
        if (w->known && (match[i].word[1] != BLT__NO_WORD
                         || match[i].word[0] == w->entry))
            continue;
        st = blt__candidates_add(w, match[i].word, match[i].channel, kept,
                                 err);
    }
    return st;
}
