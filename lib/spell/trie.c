/* Growing: all that lies a letter behind a twig, decoded and priced. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "spell/trie.h"

enum { MOST = 1024 };           /* children of a twig */

int
blt__trie_make(blt__trie *t, const blt__lexicon *l, const blt__channel *c)
{
    if (!blt__minima_make(&t->minima, l))
        return 0;
    t->c = c;
    t->twig = malloc(BLT__TWIGS * sizeof *t->twig);
    t->bud = malloc(BLT__TWIGS * sizeof *t->bud);
    t->root = malloc(BLT__TWIGS * sizeof *t->root);
    if (t->twig == NULL || t->bud == NULL || t->root == NULL) {
        blt__trie_free(t);
        return 0;
    }
    blt__trie_prune(t);
    return 1;
}

void
blt__trie_free(blt__trie *t)
{
    blt__minima_free(&t->minima);
    free(t->twig);
    free(t->bud);
    free(t->root);
    memset(t, 0, sizeof *t);
}

/* ---- the letters behind a place ---------------------------------------------- */

typedef struct child {
    uint32_t letter, end;
    blt__place at;
    uint8_t upper, least, twin;
} child;

/* Puts a letter behind those that are not greater. */
static void
insert(child *out, size_t n, const blt__trie *t, uint32_t letter,
       blt__place at, uint32_t end)
{
    uint32_t low = blt__channel_fold(t->c, letter);
    unsigned upper = low != letter && letter != 0x2019;

    for (; n > 0 && out[n - 1].letter > low; n--)
        out[n] = out[n - 1];
    out[n] = (child){ low, end, at, (uint8_t)upper };
}

/* Appends to out[0 .. n) the letters whose first `deep` bytes led to a
 * place; their bits are in lead, `more` bytes belong behind the first. */
static size_t
letters(child *out, size_t n, const blt__trie *t, blt__place at,
        uint32_t end, unsigned deep, uint32_t lead, unsigned more)
{
    uint8_t byte[256];
    blt__place to[256];
    size_t k = blt__lexicon_children(t->minima.l, at, byte, to, 256);

    for (size_t i = 0; i < k && n < MOST; i++) {
        uint8_t b = byte[i];
        uint32_t last = i + 1 < k ? to[i + 1].number : end;
        uint32_t letter = deep ? lead << 6 | (b & 63) : b;

        if (deep == 0 && b >= 0xc0) {
            unsigned rest = b >= 0xf0 ? 3 : b >= 0xe0 ? 2 : 1;

            n = letters(out, n, t, to[i], last, 1, b & (0x3f >> rest), rest);
        } else if (deep > 0 && deep < more) {
            n = letters(out, n, t, to[i], last, deep + 1, letter, more);
        } else {
            insert(out, n++, t, letter, to[i], last);
        }
    }
    return n;
}

/* ---- twigs ------------------------------------------------------------------- */

/* A bit for each letter that leads on; the word that ends there. */
static uint32_t
mask_of(const blt__trie *t, blt__place at, uint32_t *word)
{
    const uint8_t *label;
    size_t n = blt__lexicon_labels(t->minima.l, at, &label, word);
    uint32_t mask = 0;
    child out[MOST];

    for (size_t i = 0; i < n && label[i] < 0x80; i++)
        mask |= 1u << blt__channel_fold(t->c, label[i]) % 32;
    if (n == 0 || label[n - 1] < 0x80)
        return mask;
    n = letters(out, 0, t, at, 0, 0, 0, 0);
    for (size_t i = 0; i < n; i++)
        mask |= 1u << out[i].letter % 32;
    return mask;
}

/* The twig behind the others. */
static void
put(blt__trie *t, const child *c)
{
    const blt__minima *m = &t->minima;
    uint32_t word, mask = mask_of(t, c->at, &word);

    t->root[t->n] = (blt__root){ c->at, c->end };
    t->bud[t->n] = (blt__bud){
        .letter = c->letter & 0x1fffff, .upper = c->upper, .twin = c->twin,
        .ends = word < m->words, .least = c->least, .mask = mask
    };
    t->twig[t->n++] = (blt__twig){
        .word = word, .bits = word < m->words ? m->bits[word] : 255
    };
}

void
blt__trie_prune(blt__trie *t)
{
    t->n = 0;
    t->full = 0;
    put(t, &(child){ .end = t->minima.words,
                     .at = blt__lexicon_root(t->minima.l),
                     .least = blt__minima_least(&t->minima, 0,
                                                t->minima.words) });
}

/* Those with the most frequent words first.  Equal letters, a small one and
 * its capital, were next to each other: all of them but the last to come have
 * a twin. */
static void
sort(child *out, size_t n, const blt__minima *m)
{
    for (size_t k = 0; k < n; k++) {
        child c = out[k];
        size_t i = k;

        c.least = blt__minima_least(m, c.at.number, c.end);
        for (; i > 0 && out[i - 1].least > c.least; i--) {
            c.twin |= out[i - 1].letter == c.letter;
            out[i] = out[i - 1];
        }
        for (size_t j = i; !c.twin && j-- > 0;)
            if (out[j].letter == c.letter) {
                out[j].twin = 1;
                break;
            }
        out[i] = c;
    }
}

void
blt__trie_grow(blt__trie *t, uint32_t i)
{
    blt__twig *x = &t->twig[i];
    child out[MOST];
    size_t n = letters(out, 0, t, t->root[i].at, t->root[i].end, 0, 0, 0);

    if (n > BLT__TWIGS - t->n) {
        t->full = 1;
        return;
    }
    x->child = t->n;
    x->n = (uint16_t)n;
    x->grown = 1;
    sort(out, n, &t->minima);
    for (size_t k = 0; k < n; k++)
        put(t, &out[k]);
}
