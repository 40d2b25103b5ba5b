/* Growing: all that lies a letter behind a twig, decoded and priced. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "candidates/trie.h"

enum { MOST = 1024 };           /* children of a twig */

int
blt__trie_make(blt__trie *t, const blt__minima *m, blt__ends *e,
               const blt__channel *c)
{
    t->minima = m;
    t->ends = e;
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
    free(t->twig);
    free(t->bud);
    free(t->root);
    memset(t, 0, sizeof *t);
}

/* ---- the letters behind a place ---------------------------------------------- */

typedef struct child {
    uint32_t letter, end;
    blt__dawg_state at;
    uint8_t upper, least, twin;
} child;

/* Puts a letter behind those that are not greater. */
static void
insert(child *out, size_t n, const blt__trie *t, uint32_t letter,
       blt__dawg_state at, uint32_t end, uint8_t least)
{
    uint32_t low = blt__channel_fold(t->c, letter);
    unsigned upper = low != letter && letter != 0x2019;

    for (; n > 0 && out[n - 1].letter > low; n--)
        out[n] = out[n - 1];
    out[n] = (child){ low, end, at, (uint8_t)upper, least, 0 };
}

/* Appends to out[0 .. n) the letters whose first `deep` bytes led to a
 * place; their bits are in lead, `more` bytes belong behind the first. */
static size_t
letters(child *out, size_t n, const blt__trie *t, blt__dawg_state at,
        uint32_t end, unsigned deep, uint32_t lead, unsigned more)
{
    uint8_t byte[256];
    blt__dawg_state to[256];
    size_t k = blt__lexicon_children(t->minima->l, at, byte, to, 256);

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
            insert(out, n++, t, letter, to[i], last,
                   blt__minima_least(t->minima, to[i].number, last));
        }
    }
    return n;
}

/* ---- from the ends ----------------------------------------------------------- */

/* Words of a range that go on with the same letter; the first lot has those
 * that end. */
typedef struct lot {
    uint32_t letter, bytes, n, from;
    uint8_t least;
} lot;

typedef struct lots {
    lot lot[MOST];
    size_t n;
    uint16_t known[256];        /* by letter: which lot, 0 none */
} lots;

/* The lot of a letter; the end of lots when it has none. */
static size_t
lot_of(const lots *x, uint32_t letter)
{
    size_t i = 1;

    if (letter < 256)
        return letter == 0 ? 0 : x->known[letter] ? x->known[letter] : x->n;
    while (i < x->n && x->lot[i].letter != letter)
        i++;
    return i;
}

static void
count(lots *x, const blt__trie *t, const blt__root *r)
{
    const blt__ends *e = t->ends;

    x->n = 1;
    x->lot[0] = (lot){ .least = 255 };
    memset(x->known, 0, sizeof x->known);
    for (uint32_t k = r->at.number; k < r->end; k++) {
        uint32_t bytes, letter = blt__ends_letter(e, k, r->at.node, &bytes);
        uint8_t bits = t->minima->bits[e->word[k].number];
        size_t i = lot_of(x, letter);

        if (i == x->n) {
            if (x->n == MOST)
                continue;       /* more letters than any script has */
            x->lot[x->n++] = (lot){ .letter = letter, .bytes = bytes,
                                    .least = 255 };
            if (letter < 256)
                x->known[letter] = (uint16_t)i;
        }
        x->lot[i].n++;
        if (bits < x->lot[i].least)
            x->lot[i].least = bits;
    }
}

/* Sorts the range by them; words in no lot come last. */
static void
sort_range(lots *x, const blt__trie *t, const blt__root *r)
{
    blt__ends *e = t->ends;
    uint32_t at = r->at.number, n = r->end - at, rest;

    for (size_t i = 0; i < x->n; i++) {
        x->lot[i].from = at;
        at += x->lot[i].n;
        x->lot[i].n = 0;
    }
    rest = at;
    for (uint32_t k = r->at.number; k < r->end; k++) {
        uint32_t bytes;
        size_t i = lot_of(x, blt__ends_letter(e, k, r->at.node, &bytes));

        at = i < x->n ? x->lot[i].from + x->lot[i].n++ : rest++;
        e->spare[at] = e->word[k];
    }
    memcpy(e->word + r->at.number, e->spare + r->at.number,
           n * sizeof *e->word);
}

static size_t
letters_before(child *out, const blt__trie *t, const blt__root *r)
{
    lots x;

    count(&x, t, r);
    sort_range(&x, t, r);
    for (size_t i = 1; i < x.n; i++) {
        const lot *a = &x.lot[i];

        insert(out, i - 1, t, a->letter,
               (blt__dawg_state){ r->at.node + a->bytes, a->from },
               a->from + a->n, a->least);
    }
    return x.n - 1;
}

/* As mask_of. */
static uint32_t
mask_before(const blt__trie *t, const blt__root *r, uint32_t *word)
{
    uint32_t mask = 0;

    *word = BLT__NO_WORD;
    for (uint32_t k = r->at.number; k < r->end; k++) {
        uint32_t bytes, letter = blt__ends_letter(t->ends, k, r->at.node,
                                                  &bytes);

        if (letter == 0)
            *word = t->ends->word[k].number;
        else
            mask |= 1u << blt__channel_fold(t->c, letter) % 32;
    }
    return mask;
}

/* ---- twigs ------------------------------------------------------------------- */

/* A bit for each letter that leads on; the word that ends there. */
static uint32_t
mask_of(const blt__trie *t, blt__dawg_state at, uint32_t *word)
{
    const uint8_t *label;
    size_t n = blt__lexicon_labels(t->minima->l, at, &label, word);
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
    const blt__minima *m = t->minima;
    const blt__root r = { c->at, c->end };
    uint32_t word, mask = t->ends ? mask_before(t, &r, &word)
        : mask_of(t, c->at, &word);

    t->root[t->n] = r;
    t->bud[t->n] = (blt__bud){
        .letter = c->letter & 0x1fffff, .upper = c->upper, .twin = c->twin,
        .ends = word < m->words, .least = c->least, .mask = mask
    };
    t->twig[t->n++] = (blt__twig){
        .word = word, .bits = word < m->words ? m->bits[word] : 255,
        .listed = word < m->words && blt__minima_listed(m, word)
    };
}

void
blt__trie_prune(blt__trie *t)
{
    t->n = 0;
    t->full = 0;
    put(t, &(child){
        .end = t->ends ? t->ends->words : t->minima->words,
        .at = t->ends ? (blt__dawg_state){ 0, 0 }
            : blt__lexicon_root(t->minima->l),
        .least = blt__minima_least(t->minima, 0, t->minima->words)
    });
}

/* Those with the most frequent words first.  Equal letters, a small one and
 * its capital, were next to each other: all of them but the last to come have
 * a twin. */
static void
sort(child *out, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        child c = out[k];
        size_t i = k;

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
    size_t n = t->ends ? letters_before(out, t, &t->root[i])
        : letters(out, 0, t, t->root[i].at, t->root[i].end, 0, 0, 0);

    if (n > BLT__TWIGS - t->n) {
        t->full = 1;
        return;
    }
    x->child = t->n;
    x->n = (uint16_t)n;
    x->grown = 1;
    sort(out, n);
    for (size_t k = 0; k < n; k++)
        put(t, &out[k]);
}
