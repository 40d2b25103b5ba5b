/* Looking words up: by bytes, by frequency, by the rules of case.
 *
 * The DAWG numbers the words.  Most forms in a dictionary occur in no text,
 * so frequencies are kept for the words that were seen only, and found by the
 * rank of a word's bit in a bit vector [Jacobson 1989]. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "file/safetensors.h"
#include "lang/le.h"
#include "lang/lexicon.h"
#include "text/text.h"

#define LONGEST 256         /* bytes of a word and NUL; the DAWG's limit */
#define BLOCK BLT__LEXICON_BLOCK

struct blt__lexicon {
    blt__dawg words, wrong;
    const uint8_t *seen, *rank, *bits, *meant, *list, *clitics;
    size_t n_bits, n_list, n_clitics;
    float unseen;
    int turkic;
};

/* ---- opening --------------------------------------------------------------- */

typedef struct tensor { const uint8_t *p; size_t n; } tensor;

enum { HEAD, NODES, SEEN, RANK, BITS, CLITICS, WRONG, MEANT, LIST, TENSORS };

static const struct { const char *name, *dtype; size_t size; } tensors[] = {
    [HEAD] = { "lexicon.head", "U32", 4 },
    [NODES] = { "lexicon.nodes", "U8", 1 },
    [SEEN] = { "lexicon.seen", "U8", 1 },
    [RANK] = { "lexicon.rank", "U32", 4 },
    [BITS] = { "lexicon.bits", "U8", 1 },
    [CLITICS] = { "lexicon.clitics", "U8", 1 },
    [WRONG] = { "lexicon.wrong", "U8", 1 },
    [MEANT] = { "lexicon.meant", "U32", 4 },
    [LIST] = { "lexicon.list", "U32", 4 }
};

static blt_status
open_tensors(blt__lexicon **out, const tensor *x, const char *path,
            blt_error *err)
{
    blt__lexicon *l;
    uint32_t words, wrong;

    *out = NULL;
    if (x[HEAD].n != 20 || blt__le32(x[HEAD].p) != 1)
        return blt__fail(err, BLT_EDATA, "%s: lexicon.head: not version 1",
                         path);
    words = blt__le32(x[HEAD].p + 4);
    wrong = blt__le32(x[HEAD].p + 8);
    if (words >= BLT__LEXICON_FLAG || x[SEEN].n != words / 8 + (words % 8 > 0)
        || x[RANK].n != 4 * (words / BLOCK + (size_t)(words % BLOCK > 0)))
        return blt__fail(err, BLT_EDATA,
                         "%s: lexicon.seen: wrong size for %lu words", path,
                         (unsigned long)words);
    if (x[MEANT].n / 4 != wrong)
        return blt__fail(err, BLT_EDATA,
                         "%s: lexicon.meant: wrong size for %lu"
                         " misspellings", path,
                         (unsigned long)wrong);
    if (x[NODES].n > 0xffffff || x[WRONG].n > 0xffffff)
        return blt__fail(err, BLT_EDATA, "%s: lexicon.nodes: too large", path);
    l = calloc(1, sizeof *l);
    if (l == NULL)
        return blt__fail_memory(err, path);
    l->words = (blt__dawg){ x[NODES].p, x[NODES].n, words };
    l->wrong = (blt__dawg){ x[WRONG].p, x[WRONG].n, wrong };
    l->seen = x[SEEN].p;
    l->rank = x[RANK].p;
    l->bits = x[BITS].p;
    l->n_bits = x[BITS].n;
    l->clitics = x[CLITICS].p;
    l->n_clitics = x[CLITICS].n;
    l->meant = x[MEANT].p;
    l->list = x[LIST].p;
    l->n_list = x[LIST].n / 4;
    l->unseen = (float)blt__le32(x[HEAD].p + 12) / BLT__LEXICON_STEPS;
    l->turkic = blt__le32(x[HEAD].p + 16) != 0;
    *out = l;
    return BLT_OK;
}

blt_status
blt__lexicon_open(blt__lexicon **l, const blt__st *st, const char *path,
                  blt_error *err)
{
    tensor x[TENSORS];

    *l = NULL;
    for (size_t i = 0; i < TENSORS; i++) {
        const blt__st_entry *e = blt__st_find(st, tensors[i].name);

        if (e == NULL || strcmp(e->dtype, tensors[i].dtype) != 0)
            return blt__fail(err, BLT_EDATA, "%s: tensor \"%s\": %s%s", path,
                             tensors[i].name, e ? "is not of type " : "",
                             e ? tensors[i].dtype : "is missing");
        x[i] = (tensor){ e->data, e->end - e->begin };
    }
    return open_tensors(l, x, path, err);
}

blt_status
blt__lexicon_view(blt__lexicon **l, const blt__lexicon_data *d,
                  blt_error *err)
{
    const blt__buf *from[TENSORS] = {
        [NODES] = &d->nodes, [SEEN] = &d->seen, [RANK] = &d->rank,
        [BITS] = &d->bits, [CLITICS] = &d->clitics, [WRONG] = &d->wrong,
        [MEANT] = &d->meant, [LIST] = &d->list
    };
    tensor x[TENSORS];

    for (size_t i = 1; i < TENSORS; i++)
        x[i] = (tensor){ (const uint8_t *)from[i]->p, from[i]->n };
    x[HEAD] = (tensor){ (const uint8_t *)d->head, sizeof d->head };
    return open_tensors(l, x, "lexicon", err);
}

void
blt__lexicon_free(blt__lexicon *l)
{
    free(l);
}

void
blt__lexicon_declare(blt__st_out *o, const blt__lexicon_data *d)
{
    const size_t n[TENSORS] = {
        sizeof d->head, d->nodes.n, d->seen.n, d->rank.n, d->bits.n,
        d->clitics.n, d->wrong.n, d->meant.n, d->list.n
    };

    for (size_t i = 0; i < TENSORS; i++) {
        int64_t shape = (int64_t)(n[i] / tensors[i].size);

        blt__st_out_add(o, tensors[i].name, tensors[i].dtype, 1, &shape);
    }
}

void
blt__lexicon_write(blt__st_out *o, const blt__lexicon_data *d)
{
    const blt__buf *b[] = { &d->nodes, &d->seen, &d->rank, &d->bits,
                            &d->clitics, &d->wrong, &d->meant, &d->list };

    blt__st_out_data(o, d->head, sizeof d->head);
    for (size_t i = 0; i < sizeof b / sizeof *b; i++)
        blt__st_out_data(o, b[i]->p, b[i]->n);
}

/* ---- the DAWG --------------------------------------------------------- */

uint32_t
blt__lexicon_words(const blt__lexicon *l)
{
    return l->words.words;
}

blt__dawg_state
blt__lexicon_root(const blt__lexicon *l)
{
    return blt__dawg_root(&l->words);
}

blt__dawg_state
blt__lexicon_step(const blt__lexicon *l, blt__dawg_state at, uint8_t byte)
{
    return blt__dawg_step(&l->words, at, byte);
}

size_t
blt__lexicon_children(const blt__lexicon *l, blt__dawg_state at, uint8_t *byte,
                      blt__dawg_state *to, size_t max)
{
    return blt__dawg_children(&l->words, at, byte, to, max);
}

size_t
blt__lexicon_labels(const blt__lexicon *l, blt__dawg_state at,
                    const uint8_t **label, uint32_t *word)
{
    return blt__dawg_labels(&l->words, at, label, word);
}

uint32_t
blt__lexicon_word_at(const blt__lexicon *l, blt__dawg_state at)
{
    return blt__dawg_word_at(&l->words, at);
}

uint32_t
blt__lexicon_find(const blt__lexicon *l, const char *word, size_t n)
{
    return blt__dawg_find(&l->words, word, n);
}

void
blt__lexicon_each(const blt__lexicon *l, blt__word_fn *f, void *arg)
{
    blt__dawg_each(&l->words, f, arg);
}

size_t
blt__lexicon_spell(const blt__lexicon *l, uint32_t word, char *out,
                   size_t size)
{
    return blt__dawg_spell(&l->words, word, out, size);
}

/* ---- properties of a word ------------------------------------------------ */

/* The word's byte of `bits`, or -1 if no text had it. */
static int
seen(const blt__lexicon *l, uint32_t word)
{
    size_t at, i;
    uint64_t eight;

    if (word >= l->words.words
        || (l->seen[word / 8] >> word % 8 & 1) == 0)
        return -1;
    at = blt__le32(l->rank + 4 * (word / BLOCK));
    for (i = word / BLOCK * (BLOCK / 8); i + 8 <= word / 8; i += 8) {
        memcpy(&eight, l->seen + i, 8);
        at += (size_t)__builtin_popcountll(eight);
    }
    for (; i < word / 8; i++)
        at += (size_t)__builtin_popcount(l->seen[i]);
    at += (size_t)__builtin_popcount(l->seen[i] & ((1u << word % 8) - 1));
    return at < l->n_bits ? l->bits[at] : -1;
}

float
blt__lexicon_bits(const blt__lexicon *l, uint32_t word)
{
    int x = seen(l, word);

    return x < 0 ? l->unseen : (float)(x & 127) / BLT__LEXICON_STEPS;
}

void
blt__lexicon_quarter_bits(const blt__lexicon *l, uint8_t *bits,
                          uint8_t *in_dict)
{
    float unseen = l->unseen * BLT__LEXICON_STEPS;
    uint8_t none = unseen < 255 ? (uint8_t)unseen : 255;
    size_t at = 0;

    for (uint32_t w = 0; w < l->words.words; w++) {
        int has = l->seen[w / 8] >> w % 8 & 1 && at < l->n_bits;

        bits[w] = has ? l->bits[at] & 127 : none;
        in_dict[w / 8] |= (uint8_t)((has ? l->bits[at] >> 7 : 1) << w % 8);
        at += (size_t)has;
    }
}

int
blt__lexicon_in_dict(const blt__lexicon *l, uint32_t word)
{
    int x = seen(l, word);

    return x < 0 ? word < l->words.words : x >> 7;
}

/* ---- written forms -------------------------------------------------------- */

size_t
blt__word_normalize(char *out, size_t size, const char *word, size_t n)
{
    size_t k = 0;

    for (size_t i = 0; i < n; i++) {
        if (k + 1 >= size)
            return 0;
        if (n - i >= 3 && memcmp(word + i, "\xe2\x80\x99", 3) == 0) {
            out[k++] = '\'';
            i += 2;
        } else if (n - i >= 2 && memcmp(word + i, "\xca\xbc", 2) == 0) {
            out[k++] = '\'';
            i++;
        } else if (n - i >= 2 && memcmp(word + i, "\xc2\xad", 2) == 0) {
            i++;
        } else {
            out[k++] = word[i];
        }
    }
    out[k] = '\0';
    return k;
}

/* Lower case, with the Turkic rule where it applies: I is dotless i. */
static size_t
lower(const blt__lexicon *l, char *out, const char *word, size_t n)
{
    char copy[2 * LONGEST];
    size_t k = 0;

    if (!l->turkic)
        return blt__word_lower(out, LONGEST, word, n);
    for (size_t i = 0; i < n && k + 2 < sizeof copy; i++) {
        if (word[i] == 'I') {
            copy[k++] = (char)0xc4;
            copy[k++] = (char)0xb1;
        } else {
            copy[k++] = word[i];
        }
    }
    return blt__word_lower(out, LONGEST, copy, k);
}

size_t
blt__lexicon_corrections(const blt__lexicon *l, const char *written, size_t n,
                         uint32_t (*word)[2], size_t max)
{
    char form[LONGEST], small[LONGEST];
    size_t k = blt__word_normalize(form, LONGEST, written, n), got = 0;
    uint32_t w = k ? blt__dawg_find(&l->wrong, form, k) : BLT__NO_WORD;
    uint32_t x;

    if (w == BLT__NO_WORD && k > 0 && (k = lower(l, small, form, k)) > 0)
        w = blt__dawg_find(&l->wrong, small, k);
    if (w == BLT__NO_WORD || max == 0)
        return 0;
    x = blt__le32(l->meant + 4 * (size_t)w);
    if ((x & BLT__LEXICON_FLAG) == 0) {
        word[0][0] = x;
        word[0][1] = BLT__NO_WORD;
        return x < l->words.words;
    }
    for (size_t i = x & ~BLT__LEXICON_FLAG; i < l->n_list && got < max; i++) {
        uint32_t *to = word[got];
        int pair;

        x = blt__le32(l->list + 4 * i);
        to[0] = x & ~(BLT__LEXICON_FLAG | BLT__LEXICON_PAIR);
        to[1] = BLT__NO_WORD;
        pair = (x & BLT__LEXICON_PAIR) && i + 1 < l->n_list;
        if (pair) {
            x = blt__le32(l->list + 4 * ++i);
            to[1] = x & ~BLT__LEXICON_FLAG;
        }
        got += to[0] < l->words.words && (!pair || to[1] < l->words.words);
        if (x & BLT__LEXICON_FLAG)
            break;
    }
    return got;
}

/* The entry that the rules of case lead to; `form` is normalised. */
static uint32_t
cased(const blt__lexicon *l, const char *form, size_t n)
{
    uint32_t w = blt__lexicon_find(l, form, n);
    char small[LONGEST], title[LONGEST];
    blt__case how;
    size_t k;

    if (w != BLT__NO_WORD)
        return w;
    how = blt__word_case(form, n);
    if (how != BLT__CASE_TITLE && how != BLT__CASE_UPPER)
        return w;
    k = lower(l, small, form, n);
    w = blt__lexicon_find(l, small, k);
    if (w != BLT__NO_WORD || how == BLT__CASE_TITLE)
        return w;
    k = blt__word_title(title, sizeof title, small, k);
    return blt__lexicon_find(l, title, k);
}

/* 1 if p[0 .. n) is one of the clitics, ignoring case. */
static int
is_clitic(const blt__lexicon *l, const char *p, size_t n)
{
    char small[LONGEST];
    size_t k = lower(l, small, p, n);

    for (size_t i = 0, end; i < l->n_clitics; i = end + 1) {
        end = i;
        while (end < l->n_clitics && l->clitics[end] != ' ')
            end++;
        if (end - i == k && memcmp(l->clitics + i, small, k) == 0)
            return k > 0;
    }
    return 0;
}

/* The length of an apostrophe at p in any of its forms; 0: none. */
static size_t
apostrophe(const char *p, size_t n)
{
    return *p == '\'' ? 1
        : n >= 2 && memcmp(p, "\xca\xbc", 2) == 0 ? 2
        : n >= 3 && memcmp(p, "\xe2\x80\x99", 3) == 0 ? 3 : 0;
}

void
blt__lexicon_strip_clitics(const blt__lexicon *l, const char *word, size_t n,
                           size_t *from, size_t *to)
{
    char part[LONGEST];
    size_t k, sign;

    *from = 0;
    *to = n;
    if (l->n_clitics == 0)
        return;
    for (size_t i = 1; i < *to; i++) {
        sign = apostrophe(word + i, n - i);
        if (sign == 0)
            continue;
        k = blt__word_normalize(part, LONGEST, word, i + sign);
        if (i + sign < n && k > 0 && is_clitic(l, part, k)) {
            *from = i + sign;
            continue;
        }
        k = blt__word_normalize(part, LONGEST, word + i, n - i);
        if (k > 0 && is_clitic(l, part, k) && i > *from)
            *to = i;
    }
}

int
blt__lexicon_accepts(const blt__lexicon *l, const char *word, size_t n,
                     uint32_t *entry)
{
    char form[LONGEST];
    size_t k = blt__word_normalize(form, LONGEST, word, n), from, to;

    *entry = k > 0 ? cased(l, form, k) : BLT__NO_WORD;
    if (*entry != BLT__NO_WORD || memchr(form, '\'', k) == NULL)
        return *entry != BLT__NO_WORD;
    blt__lexicon_strip_clitics(l, form, k, &from, &to);
    if (to - from < k)
        *entry = cased(l, form + from, to - from);
    return *entry != BLT__NO_WORD;
}
