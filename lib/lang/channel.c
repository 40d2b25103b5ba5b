/* The error model: the bits of an edit, and of one word written for another.
 *
 * An edit replaces up to five letters by up to five others.  Rules list the
 * replacements that people are known to make; generic edits cover the rest.
 * The cheapest alignment of two words is found by dynamic programming over
 * the grid of their letters [Brill, Moore 2000]. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "lang/channel.h"

void
blt__channel_free(blt__channel *c)
{
    if (c == NULL)
        return;
    free(c->rule);
    blt__hash_table_free(&c->table);
    free(c->keys);
    free(c->confusable);
    blt__buf_free(&c->confusable_text);
    free(c);
}

/* ---- letters and words -------------------------------------------------- */

size_t
blt__channel_letters(const blt__channel *c, uint32_t *out, const char *word,
                     size_t n)
{
    size_t m = 0;

    for (size_t at = 0; at < n;) {
        uint32_t letter;
        int k = blt__utf8_char(&letter, (const uint8_t *)word + at, n - at);

        if (k <= 0 || m == BLT__WORD_LETTERS)
            return 0;
        out[m++] = blt__channel_fold(c, letter);
        at += (size_t)k;
    }
    return m;
}

int
blt__confusable_compare(const blt__channel *c, const blt__confusable *w,
                        const char *word, size_t n)
{
    int d = memcmp(c->confusable_text.p + w->at, word, n < w->n ? n : w->n);

    return d ? d : (w->n > n) - (w->n < n);
}

size_t
blt__channel_confusions(const blt__channel *c, const char *word, size_t n,
                        blt__confusion *out, size_t max)
{
    char lower[4 * BLT__WORD_LETTERS];
    size_t from = 0, to = c->n_confusables, found = 0;

    if (to == 0 || !(n = blt__word_lower(lower, sizeof lower, word, n)))
        return 0;
    while (from < to) {
        size_t mid = from + (to - from) / 2;

        if (blt__confusable_compare(c, &c->confusable[mid], lower, n) < 0)
            from = mid + 1;
        else
            to = mid;
    }
    for (; from < c->n_confusables; from++) {
        const blt__confusable *w = c->confusable + from;

        if (blt__confusable_compare(c, w, lower, n) != 0)
            break;
        for (size_t i = 0; i < c->n_confusables && found < max; i++) {
            const blt__confusable *other = c->confusable + i;

            if (other->group == w->group && other != w)
                out[found++] = (blt__confusion){
                    c->confusable_text.p + other->at, other->n, other->bits };
        }
    }
    return found;
}

int
blt__case_fits(blt__case written, blt__case intended)
{
    return written == intended || written == BLT__CASE_UPPER
        || (written == BLT__CASE_TITLE && intended == BLT__CASE_LOWER);
}

/* ---- rules ------------------------------------------------------------------- */

/* Both sides, with a 0 between them. */
static uint64_t
hash(const uint32_t *from, unsigned nf, const uint32_t *to, unsigned nt)
{
    uint64_t h = BLT__HASH_START;

    for (unsigned i = 0; i < nf; i++)
        h = blt__hash_add(h, from[i]);
    h = blt__hash_add(h, 0);
    for (unsigned i = 0; i < nt; i++)
        h = blt__hash_add(h, to[i]);
    return h;
}

static int
same(const blt__rule *r, const uint32_t *from, unsigned nf,
     const uint32_t *to, unsigned nt)
{
    return r->n_from == nf && r->n_to == nt
        && (nf == 0 || memcmp(r->from, from, nf * sizeof *from) == 0)
        && (nt == 0 || memcmp(r->to, to, nt * sizeof *to) == 0);
}

uint32_t
blt__channel_rule_number(const blt__channel *c, const uint32_t *from,
                         unsigned nf, const uint32_t *to, unsigned nt)
{
    uint64_t h = hash(from, nf, to, nt);
    size_t at = blt__hash_table_start(&c->table, h);
    uint32_t i;

    while ((i = blt__hash_table_next(&c->table, h, &at)) != BLT__HASH_NONE)
        if (same(&c->rule[i], from, nf, to, nt))
            return i + 1;
    return 0;
}

int
blt__channel_rules_hash(blt__channel *c)
{
    blt__hash_table_clear(&c->table);
    if (!blt__hash_table_reserve(&c->table, c->n_rules))
        return 0;
    for (size_t i = 0; i < c->n_rules; i++) {
        const blt__rule *r = &c->rule[i];

        (void)blt__hash_table_add(&c->table, hash(r->from, r->n_from, r->to,
                                             r->n_to), (uint32_t)i);
    }
    return 1;
}

/* Compares what a rule writes with to[]: by length, then by letters. */
static int
compare_to(const blt__rule *r, const uint32_t *to, unsigned nt)
{
    if (r->n_to != nt)
        return r->n_to < nt ? -1 : 1;
    for (unsigned i = 0; i < nt; i++)
        if (r->to[i] != to[i])
            return r->to[i] < to[i] ? -1 : 1;
    return 0;
}

size_t
blt__channel_rules_to(const blt__channel *c, const uint32_t *to, unsigned nt,
                      size_t *first)
{
    size_t low = c->begin[nt][0], high = c->begin[nt + 1][0], end;

    if (nt > 0 && to[0] < BLT__LETTER_TABLE) {
        low = c->begin[nt][to[0]];
        high = c->begin[nt][to[0] + 1];
    }
    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (compare_to(&c->rule[mid], to, nt) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    for (end = low; end < c->n_rules && compare_to(&c->rule[end], to, nt) == 0;)
        end++;
    *first = low;
    return end - low;
}

/* ---- edits ------------------------------------------------------------------ */

static int
is_apostrophe(uint32_t c)
{
    return c == '\'' || c == '-' || c == 0x2010 || c == 0xad;
}

static uint32_t
base_of(const blt__channel *c, uint32_t letter)
{
    return letter < BLT__LETTER_TABLE ? c->letter[letter].base
        : blt__char_base(letter);
}

static int
is_vowel(const blt__channel *c, uint32_t letter)
{
    uint32_t base = base_of(c, letter);

    return (letter < BLT__LETTER_TABLE && c->letter[letter].vowel)
        || (base < BLT__LETTER_TABLE && c->letter[base].vowel);
}

/* The kind of a substitution of one letter. */
static blt__edit_kind
substitution(const blt__channel *c, uint32_t from, uint32_t to)
{
    uint32_t a = base_of(c, from), b = base_of(c, to);

    if (a == b)
        return from == a ? BLT__EDIT_DIACRITIC_INSERTION
            : to == b ? BLT__EDIT_DIACRITIC_DELETION
            : BLT__EDIT_DIACRITIC_OTHER;
    return is_vowel(c, from) && is_vowel(c, to) ? BLT__EDIT_VOWEL
        : BLT__EDIT_OTHER;
}

int
blt__channel_edit_kind(const blt__channel *c, const uint32_t *from,
                       unsigned nf, const uint32_t *to, unsigned nt)
{
    if (nf == 1 && nt == 1)
        return from[0] == ' ' || to[0] == ' ' || from[0] == to[0] ? -1
            : (int)substitution(c, from[0], to[0]);
    if (nf == 1 && nt == 0)
        return from[0] == ' ' ? BLT__EDIT_SPACE_DELETION
            : is_apostrophe(from[0]) ? BLT__EDIT_APOSTROPHE_DELETION
            : BLT__EDIT_DELETION;
    if (nf == 0 && nt == 1)
        return to[0] == ' ' ? BLT__EDIT_SPACE_INSERTION
            : is_apostrophe(to[0]) ? BLT__EDIT_APOSTROPHE_INSERTION
            : BLT__EDIT_INSERTION;
    if (nf == 2 && nt == 1)
        return from[0] == from[1] && from[0] == to[0]
            ? BLT__EDIT_UNDOUBLING : -1;
    if (nf == 1 && nt == 2)
        return to[0] == to[1] && from[0] == to[0] ? BLT__EDIT_DOUBLING : -1;
    return nf == 2 && nt == 2 && from[0] == to[1] && from[1] == to[0]
        && from[0] != from[1] ? BLT__EDIT_TRANSPOSITION : -1;
}

float
blt__channel_edit_bits(const blt__channel *c, const uint32_t *from,
                       unsigned nf, const uint32_t *to, unsigned nt,
                       blt__position position)
{
    uint32_t found = c->shapes >> (8 * nf + nt) & 1
        ? blt__channel_rule_number(c, from, nf, to, nt) : 0;
    int kind;

    if (found != 0)
        return c->rule[found - 1].bits[position];
    kind = blt__channel_edit_kind(c, from, nf, to, nt);
    return kind < 0 ? INFINITY : c->prior[kind][position];
}

float
blt__channel_edit_penalty(const blt__channel *c, size_t m)
{
    return log2f((float)m) + c->prior[BLT__EDIT_NEXT][BLT__POSITION_INNER];
}

float
blt__channel_word_penalty(const blt__channel *c)
{
    float again = c->prior[BLT__EDIT_NEXT][BLT__POSITION_INNER];

    return -again - log2f(1 - exp2f(-again));
}

/* ---- the grid ---------------------------------------------------------------- */

typedef float grid[BLT__WORD_LETTERS + 1][BLT__WORD_LETTERS + 1];

/* Relaxes every edit that starts at (i, j). */
static void
relax(const blt__channel *c, grid d, const uint32_t *intended, size_t m,
      const uint32_t *written, size_t n, size_t i, size_t j, float penalty)
{
    if (i < m && j < n && intended[i] == written[j]
        && d[i][j] < d[i + 1][j + 1])
        d[i + 1][j + 1] = d[i][j];
    for (unsigned nf = 0; nf <= BLT__SIDE_MAX && i + nf <= m; nf++)
        for (unsigned nt = nf == 0; nt <= BLT__SIDE_MAX && j + nt <= n; nt++) {
            float bits = d[i][j] + penalty
                + blt__channel_edit_bits(c, intended + i, nf, written + j, nt,
                                         blt__position_of(j, nt, n));

            if (bits < d[i + nf][j + nt])
                d[i + nf][j + nt] = bits;
        }
}

float
blt__channel_bits(const blt__channel *c, const char *written, size_t n,
                  const char *intended, size_t m, float limit)
{
    uint32_t w[BLT__WORD_LETTERS], v[BLT__WORD_LETTERS];
    size_t nw = blt__channel_letters(c, w, written, n);
    size_t nv = blt__channel_letters(c, v, intended, m);
    float penalty, bits = 0;
    grid d;

    if (nw == 0 || nv == 0)
        return INFINITY;
    if (!blt__case_fits(blt__word_case(written, n),
                        blt__word_case(intended, m)))
        bits = c->prior[BLT__EDIT_CASE][BLT__POSITION_INNER];
    if (nw == nv && memcmp(w, v, nw * sizeof *w) == 0)
        return bits <= limit ? bits : INFINITY;
    penalty = blt__channel_edit_penalty(c, nv);
    for (size_t i = 0; i <= nv; i++)
        for (size_t j = 0; j <= nw; j++)
            d[i][j] = INFINITY;
    d[0][0] = bits + blt__channel_word_penalty(c);
    for (size_t i = 0; i <= nv; i++)
        for (size_t j = 0; j <= nw; j++)
            if (d[i][j] <= limit)
                relax(c, d, v, nv, w, nw, i, j, penalty);
    return d[nv][nw] <= limit ? d[nv][nw] : INFINITY;
}
