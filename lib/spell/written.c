/* A word of the text, with what its language says about it. */
#include "config.h"
#include "spell/written.h"

#define UNKNOWN_BITS 24.f       /* of a word that the lexicon does not have,
                                   without a spelling model.  Derived: rarer
                                   than the words of a lexicon */
#define RARE_BITS 21.f          /* the n-grams know that a rare word comes, not
                                   which one.  Derived: one of two million;
                                   measured in bench/README.md */

/* A clitic that some texts separate from its word: 've, 'll.  (For n't see
 * is_word.c.) */
static int
is_clitic(const blt_speller *s, const blt__token *t)
{
    return t->length <= 2 && t->offset && s->text[t->offset - 1] == '\'';
}

/* Whether a word has a letter of ASCII, or the lexicon has a word that begins
 * with its first letter: otherwise it is in another script, of which the
 * language says nothing. */
static int
is_in_script(const blt__language *l, const char *word, size_t n)
{
    size_t k = 1;
    blt__dawg_state at = blt__lexicon_root(l->lexicon);

    for (size_t i = 0; i < n; i++)
        if ((uint8_t)word[i] < 0x80 && word[i] != '\'')
            return 1;
    while (k < n && ((uint8_t)word[k] & 0xc0) == 0x80)
        k++;
    /* A letter of the same block: the lead byte of two, two bytes of more. */
    for (size_t i = 0; i < (k > 2 ? 2 : 1) && at.node != BLT__NO_NODE; i++)
        at = blt__lexicon_step(l->lexicon, at, (uint8_t)word[i]);
    return at.node != BLT__NO_NODE;
}

int
blt__written_load(blt__written *w, blt_speller *s, const blt__language *l,
                  size_t i, int caseless)
{
    const blt__token *t = s->tokens.p + i;

    if (i >= s->tokens.n || t->kind != BLT__TOKEN_WORD || t->skip
        || is_clitic(s, t))
        return 0;
    w->s = s;
    w->l = l;
    w->token = i;
    w->caseless = caseless;
    w->n = blt__speller_normal_word(s, t, w->word);
    if (!w->n || !is_in_script(l, w->word, w->n))
        return 0;
    w->known = blt__speller_is_word(s, l, w->word, w->n, caseless, &w->entry);
    w->from = 0;
    w->to = w->n;
    if (!w->known)
        blt__lexicon_strip_clitics(l->lexicon, w->word, w->n, &w->from,
                                   &w->to);
    return 1;
}

float
blt__written_unigram(const blt__written *w)
{
    if (w->known)
        return w->entry == BLT__NO_WORD ? UNKNOWN_BITS
            : blt__lexicon_bits(w->l->lexicon, w->entry);
    return w->l->ngram ? blt__ngram_spelling(w->l->ngram, w->word, w->n)
        : UNKNOWN_BITS;
}

float
blt__rare_word_bits(const blt__language *l, blt__word_key key)
{
    return l->ngram && key && !blt__ngram_knows(l->ngram, key) ? RARE_BITS
        : 0;
}
