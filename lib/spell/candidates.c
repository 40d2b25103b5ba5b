/* What could have been meant.  An unknown word asks the error model what it
 * may stand for; a known one is asked only where its neighbours do not expect
 * it, so that clean text costs four look-ups a word. */
#include "config.h"
#include <math.h>
#include <string.h>
#include "lang/channel.h"
#include "spell/speller.h"
#include "text/text.h"

#define FAR 22.f                /* bits of channel for an unknown word */
#define NAME 16.f               /* for one with a capital: whatever costs more
                                   is a name rather than so many mistakes */
#define WIDE 30.f               /* for one that is asked about by itself */
#define NEAR 9.f                /* for one that exists */
#define MOST 20
#define MOST_REAL 10
#define STRANGE 24.f            /* bits of a word that nothing is known of */
#define RARE 21.f               /* bits of a listed word among the rare ones */
#define LISTED 2.f              /* bits of a listed misspelling */

/* ---- alternatives -------------------------------------------------------- */

typedef struct place {
    blt_speller *s;
    const blt__language *l;
    size_t token;
    int caseless;
    char word[BLT__WORD_BYTES];         /* as lexicons have it */
    size_t n;
    size_t from, to;                    /* of it without clitics */
    uint32_t entry;
    int right;
} place;

/* Bits of a word by itself. */
static float
alone(const place *p)
{
    if (p->right)
        return p->entry == BLT__NO_WORD ? STRANGE
            : blt__lexicon_bits(p->l->lexicon, p->entry);
    return p->l->ngram ? blt__ngram_spelling(p->l->ngram, p->word, p->n)
        : STRANGE;
}

/* N-grams know that a rare word comes, not which. */
static float
among(const blt__language *l, blt__word_key key)
{
    return l->ngram && key && !blt__ngram_knows(l->ngram, key) ? RARE : 0;
}

/* What some texts part from its word: 've, 'll, and n't (below). */
static int
clitic(const blt_speller *s, const blt__token *t)
{
    return t->length <= 2 && t->offset && s->text[t->offset - 1] == '\'';
}

/* The word at a token. */
static int
stand_at(place *p, blt_speller *s, const blt__language *l, size_t i,
         int caseless)
{
    const blt__token *t = s->tokens.p + i;

    if (i >= s->tokens.n || t->kind != BLT__TOKEN_WORD || t->skip
        || clitic(s, t))
        return 0;
    p->s = s;
    p->l = l;
    p->token = i;
    p->caseless = caseless;
    p->n = blt__speller_word(s, t, p->word);
    if (!p->n)
        return 0;
    p->right = blt__speller_right(s, l, p->word, p->n, caseless, &p->entry);
    p->from = 0;
    p->to = p->n;
    if (!p->right)
        blt__lexicon_strip_clitics(l->lexicon, p->word, p->n, &p->from, &p->to);
    return 1;
}

/* Appends bytes, an apostrophe as the written word has it. */
static void
put(blt_speller *s, const char *p, size_t n, int curly)
{
    for (size_t i = 0; i < n; i++)
        if (curly && p[i] == '\'')
            blt__buf_put(&s->draft, "\xe2\x80\x99", 3);
        else
            blt__buf_put(&s->draft, p + i, 1);
}

/* Appends an entry in the case of what was written; of two entries only the
 * first takes a first capital. */
static void
put_entry(const place *p, const char *entry, size_t n, int second, int curly)
{
    blt__case shape = blt__word_case(p->word + p->from, p->to - p->from);
    char form[2 * BLT__WORD_BYTES];
    size_t m = 0;

    if (p->caseless)
        m = blt__word_lower(form, sizeof form, entry, n);
    else if (shape == BLT__CASE_UPPER)
        m = blt__word_upper(form, sizeof form, entry, n);
    else if (shape == BLT__CASE_TITLE && !second
             && blt__word_case(entry, n) == BLT__CASE_LOWER)
        m = blt__word_title(form, sizeof form, entry, n);
    put(p->s, m ? form : entry, m ? m : n, curly);
}

/* Text of tokens i .. j as it is. */
static blt__alt *
add_written(blt_speller *s, size_t i, size_t j)
{
    const blt__token *a = s->tokens.p + i, *b = s->tokens.p + j;

    return blt__choices_add_alt(&s->choices,
                                (const char *)s->text + a->offset,
                                b->offset + b->length - a->offset);
}

static int
same_folded(const char *a, size_t n, const char *b, size_t m)
{
    char x[2 * BLT__WORD_BYTES], y[2 * BLT__WORD_BYTES];

    n = blt__word_lower(x, sizeof x, a, n);
    m = blt__word_lower(y, sizeof y, b, m);
    return n && n == m && !memcmp(x, y, n);
}

/* Whether the choice under way has this text already (the cheaper of two ways
 * counts), or has it in another case for as few bits: n-grams do not see case,
 * so that Young beside young would only take a share of what speaks for the
 * word. */
static int
have(blt__choices *all, const char *text, size_t n, float channel)
{
    const blt__choice *c = all->p + all->n - 1;

    for (size_t i = 0; i < c->n; i++) {
        blt__alt *a = all->alt + c->alt + i;
        const char *had = blt__alt_text(all, a);

        if (a->length == n && !memcmp(had, text, n)) {
            if (i > 0 && channel < a->channel)
                a->channel = channel;
            return 1;
        }
        if (i > 0 && a->channel <= channel
            && same_folded(had, a->length, text, n))
            return 1;
    }
    return 0;
}

/* An alternative: one or two entries, before or behind a word that stays. */
static blt_status
add_entries(place *p, const uint32_t *entry, float channel,
            const place *first, const place *last, blt_error *err)
{
    blt_speller *s = p->s;
    const blt__token *mine = s->tokens.p + p->token;
    const blt__lexicon *lex = p->l->lexicon;
    size_t keys = 0;
    blt__word_key key[3] = { 0, 0, 0 };
    float bits[3] = { 0, 0, 0 };
    int curly = 0, unknown[3] = { 0, 0, 0 };
    blt__alt *a;

    if ((first || last) && entry[1] != BLT__NO_WORD)
        return BLT_OK;                  /* three words: n-grams see two */
    for (size_t i = 0; i + 2 < mine->length; i++)
        curly |= !memcmp(s->text + mine->offset + i, "\xe2\x80\x99", 3);
    blt__buf_clear(&s->draft);
    if (first) {
        size_t from = s->tokens.p[first->token].offset;

        blt__buf_put(&s->draft, s->text + from, mine->offset - from);
        key[keys] = s->key[first->token];
        bits[keys] = alone(first);
        unknown[keys++] = !first->right;
    }
    for (int k = 0; k < 2 && entry[k] != BLT__NO_WORD; k++) {
        char spelled[BLT__WORD_BYTES];
        size_t from, n = blt__lexicon_spell(lex, entry[k], spelled,
                                            sizeof spelled);

        if (!n)
            return BLT_OK;
        if (k)
            blt__buf_put(&s->draft, " ", 1);
        from = s->draft.n;
        if (!k)
            put(s, p->word, p->from, curly);
        put_entry(p, spelled, n, k, curly);
        if (k || entry[1] == BLT__NO_WORD)
            put(s, p->word + p->to, p->n - p->to, curly);
        if (s->draft.failed)
            return blt__fail_memory(err, "alternatives");
        key[keys] = blt__word_key_of(s->draft.p + from, s->draft.n - from);
        bits[keys++] = blt__lexicon_bits(lex, entry[k]);
    }
    if (last) {
        const blt__token *t = s->tokens.p + last->token;
        size_t from = mine->offset + mine->length;

        blt__buf_put(&s->draft, s->text + from, t->offset + t->length - from);
        key[keys] = s->key[last->token];
        bits[keys] = alone(last);
        unknown[keys++] = !last->right;
    }
    if (s->draft.failed)
        return blt__fail_memory(err, "alternatives");
    if (have(&s->choices, s->draft.p, s->draft.n, channel))
        return BLT_OK;                  /* by two ways, or as written */
    a = blt__choices_add_alt(&s->choices, s->draft.p, s->draft.n);
    if (!a)
        return blt__fail_memory(err, "alternatives");
    a->channel = channel;
    for (int k = 0; k < 2; k++) {
        a->key[k] = key[k];
        a->bits[k] = bits[k];
        a->unknown[k] = (uint8_t)unknown[k];
        a->among[k] = among(p->l, key[k]);
    }
    return BLT_OK;
}

/* Of the words that a listed misspelling may stand for, the bits of each: the
 * list says that it is one of them, the error model which.  Of two words run
 * together the list knows more, so they are as likely as the likeliest. */
static void
listed_shares(float *share, const uint32_t (*meant)[2], size_t n,
              const blt__candidate *found, size_t near, float limit)
{
    float sum = 0, least = limit;

    for (size_t i = 0; i < n; i++) {
        share[i] = limit;
        for (size_t k = 0; k < near; k++)
            if (!memcmp(found[k].word, meant[i], sizeof found[k].word)
                && found[k].channel < share[i])
                share[i] = found[k].channel;
        if (share[i] < least)
            least = share[i];
    }
    for (size_t i = 0; i < n; i++) {
        if (meant[i][1] != BLT__NO_WORD)
            share[i] = least;
        sum += exp2f(-share[i]);
    }
    for (size_t i = 0; i < n; i++)
        share[i] += log2f(sum);
}

/* One word is all of the text: who asks about it asks about it by itself
 * next. */
static int
lone(const blt_speller *s)
{
    size_t words = 0;

    for (size_t i = 0; i < s->tokens.n && words < 2; i++)
        words += s->tokens.p[i].kind == BLT__TOKEN_WORD;
    return words == 1;
}

static size_t
look_near(const place *p, float limit, blt__candidate *found, size_t most)
{
    blt__recall *r = p->s->search;
    const char *word = p->word + p->from;
    size_t n = p->to - p->from;

    return limit <= FAR && !p->right && lone(p->s)
        ? blt__recall_within(r, p->l, word, n, limit, WIDE, found, most)
        : blt__recall_run(r, p->l, word, n, limit, found, most);
}

#define CONFUSED 8              /* words that one may be taken for */

static blt_status
add_confused(place *p, const blt__confusion *meant, size_t n, blt_error *err)
{
    blt_status st = BLT_OK;

    for (size_t i = 0; i < n && st == BLT_OK; i++) {
        uint32_t entry[2] = { BLT__NO_WORD, BLT__NO_WORD };

        if (blt__lexicon_accepts(p->l->lexicon, meant[i].p, meant[i].n, entry)
            && *entry != BLT__NO_WORD)
            st = add_entries(p, entry, meant[i].bits, NULL, NULL, err);
    }
    return st;
}

/* The alternatives of one word, between words that stay. */
static blt_status
add_candidates(place *p, float limit, size_t most, const place *first,
               const place *last, blt_error *err)
{
    blt__candidate found[MOST];
    uint32_t meant[4][2];
    float share[4];
    blt__choices *all = &p->s->choices;
    size_t before = all->alts, near = look_near(p, limit, found, most);
    size_t n = p->right ? 0
        : blt__lexicon_corrections(p->l->lexicon, p->word, p->n, meant, 4);
    blt_status st = BLT_OK;

    listed_shares(share, meant, n, found, near, limit);
    for (size_t i = 0; i < n && st == BLT_OK; i++)
        st = add_entries(p, meant[i], LISTED + share[i], first, last, err);
    for (size_t i = before; i < all->alts; i++)
        all->alt[i].listed = 1;
    if (n)
        all->p[all->n - 1].misspelling = 1;
    for (size_t i = 0; i < near && st == BLT_OK; i++) {
        if (p->right && (found[i].word[1] != BLT__NO_WORD
                         || found[i].word[0] == p->entry))
            continue;
        st = add_entries(p, found[i].word, found[i].channel, first, last,
                         err);
    }
    return st;
}

/* What one or two tokens written as they are weigh. */
static blt_status
open_choice(const place *p, const place *next, blt_error *err)
{
    blt_speller *s = p->s;
    size_t end = next ? next->token : p->token;
    blt__choice *c = blt__choices_add(&s->choices);
    const blt__token *t = s->tokens.p + p->token, *u = s->tokens.p + end;
    blt__alt *a;

    if (!c || !(a = add_written(s, p->token, end)))
        return blt__fail_memory(err, "alternatives");
    c->token = p->token;
    c->tokens = end - p->token + 1;
    c->offset = t->offset;
    c->length = u->offset + u->length - t->offset;
    c->language = p->l;
    c->poor = !p->l->ngram || blt__ngram_order(p->l->ngram) < 3;
    for (int k = 0; k < (next ? 2 : 1); k++) {
        const place *w = k ? next : p;
        size_t at;

        a->key[k] = s->key[w->token];
        a->bits[k] = alone(w);
        a->unknown[k] = (uint8_t)!w->right;
        a->among[k] = among(p->l, a->key[k]);
        if (w->right)
            continue;
        c->seen = blt__known_count(&s->unknown, w->word, w->n);
        c->capital = blt__word_case(w->word, w->n) != BLT__CASE_LOWER
            && blt__speller_before(s, w->token, &at) != BLT__KEY_START;
    }
    return BLT_OK;
}

/* One blank, and nothing else, between two words. */
static int
one_blank(const blt_speller *s, size_t i)
{
    const blt__token *a = s->tokens.p + i, *b = a + 1;

    return b->offset == a->offset + a->length + 1
        && s->text[a->offset + a->length] == ' ';
}

/* Drops the choice that was opened last. */
static void
withdraw(blt_speller *s)
{
    blt__choices *c = &s->choices;

    c->n--;
    c->alts = c->p[c->n].alt;
    c->text.n = c->alts ? c->alt[c->alts - 1].text
        + c->alt[c->alts - 1].length + 1 : 0;
}

/* What kind of mistake it would be. */
static void
name_kind(blt_speller *s, const place *p, const place *next, int joined)
{
    blt__choice *c = s->choices.p + s->choices.n - 1;
    const blt__alt *a = s->choices.alt + c->alt;

    if (p->right && (!next || next->right))
        c->kind = joined ? BLT_SPELL_JOIN : BLT_SPELL_REAL;
    else if (c->n == 2
             && same_folded(blt__alt_text(&s->choices, a), a->length,
                            blt__alt_text(&s->choices, a + 1), a[1].length))
        c->kind = BLT_SPELL_CASE;
    else
        c->kind = BLT_SPELL_UNKNOWN;
}

#define MUCH 3.f                /* bits that the small letter is rarer */
#define SMALL 24.f              /* bits of a capital forgotten: "i" */

/* A letter alone, before another word, that is far commoner as a capital: as
 * good as a listed misspelling. */
static blt_status
choose_capital(place *p, blt_error *err)
{
    char capital[8];
    size_t n = blt__word_upper(capital, sizeof capital, p->word, p->n);
    uint32_t entry[2] = { BLT__NO_WORD, BLT__NO_WORD };
    blt__choice *c;
    blt_status st;

    if (!n || n != p->n || !memcmp(capital, p->word, n)
        || p->token + 1 >= p->s->tokens.n
        || p->s->tokens.p[p->token + 1].kind != BLT__TOKEN_WORD
        || !p->s->tokens.p[p->token + 1].space
        || !blt__lexicon_accepts(p->l->lexicon, capital, n, entry)
        || (p->entry != BLT__NO_WORD
            && blt__lexicon_bits(p->l->lexicon, p->entry)
            < blt__lexicon_bits(p->l->lexicon, *entry) + MUCH))
        return BLT_OK;
    st = open_choice(p, NULL, err);
    if (st == BLT_OK)
        st = add_entries(p, entry, SMALL, NULL, NULL, err);
    if (st != BLT_OK)
        return st;
    c = p->s->choices.p + p->s->choices.n - 1;
    c->kind = BLT_SPELL_UNKNOWN;
    c->misspelling = 1;
    blt__speller_neighbours(p->s, c);
    return BLT_OK;
}

#define JOIN 9.f                /* bits of a blank too many */

static float
far(const place *p)
{
    return blt__word_case(p->word, p->n) == BLT__CASE_LOWER ? FAR : NAME;
}

/* Adds the choice at a word, if there is one; *tokens: how many it covers. */
static blt_status
choose_at(place *p, size_t *tokens, blt_error *err)
{
    blt_speller *s = p->s;
    place next;
    char both[2 * BLT__WORD_BYTES];
    uint32_t joined[2] = { BLT__NO_WORD, BLT__NO_WORD };
    blt_status st;
    int known = p->right && !s->alone,
        real = known && s->opt.real_words && p->entry != BLT__NO_WORD,
        quiet = known && (!real || blt__speller_expected(s, p->l, p->token));
    blt__confusion meant[CONFUSED];
    size_t confused = real ? blt__channel_confusions(p->l->channel, p->word,
                                                     p->n, meant, CONFUSED) : 0;
    int pair = stand_at(&next, s, p->l, p->token + 1, p->caseless)
        && one_blank(s, p->token) && p->n + next.n < BLT__WORD_BYTES
        && (!quiet || !next.right)
        && !(next.right && next.entry == BLT__NO_WORD);

    *tokens = 1;
    if (pair) {
        memcpy(both, p->word, p->n);
        memcpy(both + p->n, next.word, next.n);
        pair = blt__lexicon_accepts(p->l->lexicon, both, p->n + next.n, joined)
            && blt__lexicon_in_dict(p->l->lexicon, joined[0]);
    }
    if (p->n == 1)
        return s->alone || p->caseless ? BLT_OK : choose_capital(p, err);
    if (quiet && !pair && !confused)
        return BLT_OK;
    st = open_choice(p, pair ? &next : NULL, err);
    if (st != BLT_OK)
        return st;
    if (pair) {
        place whole = *p;

        *tokens = 2;
        st = add_entries(&whole, joined, JOIN, NULL, NULL, err);
        if (st == BLT_OK && !next.right)
            st = add_candidates(&next, far(&next), MOST, p, NULL, err);
        if (st == BLT_OK && !p->right)
            st = add_candidates(p, far(p), MOST, NULL, &next, err);
    } else {
        st = add_confused(p, meant, confused, err);
        if (st == BLT_OK && !quiet)
            st = known ? add_candidates(p, NEAR, MOST_REAL, NULL, NULL, err)
                : add_candidates(p, s->alone ? WIDE : far(p), MOST, NULL,
                                 NULL, err);
    }
    if (st != BLT_OK)
        return st;
    if (p->right && (!pair || next.right)
        && s->choices.p[s->choices.n - 1].n < 2) {
        withdraw(s);
        *tokens = 1;
        return BLT_OK;
    }
    name_kind(s, p, pair ? &next : NULL, pair);
    blt__speller_neighbours(s, s->choices.p + s->choices.n - 1);
    return BLT_OK;
}

/* No capital among its letters: names and "I" are not put right there. */
static int
without_capitals(const blt_speller *s, size_t first, size_t end)
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
    return words > 3;
}

blt_status
blt__speller_propose(blt_speller *s, const blt__language *l, size_t first,
                     size_t end, blt_error *err)
{
    int caseless = without_capitals(s, first, end);
    blt_status st = BLT_OK;

    for (size_t i = first; i < end && st == BLT_OK; i++) {
        size_t tokens = 1;
        place p;

        if (stand_at(&p, s, l, i, caseless))
            st = choose_at(&p, &tokens, err);
        i += tokens - 1;
    }
    return st;
}
