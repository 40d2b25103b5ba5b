/* Tokenizer: one pass over the text.
 *
 * ASCII is classified by a table; only other bytes are decoded.  An
 * apostrophe is part of a word if there are letters on both sides ("don't",
 * "l'eau"); so are the zero-width joiners of Persian and the soft hyphen.  A
 * word ends where a digit follows; markup/ joins such tokens again where no
 * space separates them. */
#include "config.h"
#include <stdlib.h>
#include "lang/token.h"
#include "text/text.h"

enum { OTHER, SPACE, LINE, LETTER, DIGIT, PUNCT, HIGH };

#define X8(x) x, x, x, x, x, x, x, x
#define X26(x) X8(x), X8(x), X8(x), x, x
static const uint8_t class_of[256] = {
    X8(OTHER), OTHER, SPACE, LINE, SPACE, SPACE, SPACE, OTHER, OTHER,
    X8(OTHER), X8(OTHER),
    SPACE, PUNCT, PUNCT, PUNCT, PUNCT, PUNCT, PUNCT, PUNCT, X8(PUNCT),
    X8(DIGIT), DIGIT, DIGIT, PUNCT, PUNCT, PUNCT, PUNCT, PUNCT, PUNCT,
    PUNCT, X26(LETTER), PUNCT, PUNCT, PUNCT, PUNCT, PUNCT,
    PUNCT, X26(LETTER), PUNCT, PUNCT, PUNCT, PUNCT, OTHER,
    X8(HIGH), X8(HIGH), X8(HIGH), X8(HIGH), X8(HIGH), X8(HIGH), X8(HIGH),
    X8(HIGH), X8(HIGH), X8(HIGH), X8(HIGH), X8(HIGH), X8(HIGH), X8(HIGH),
    X8(HIGH), X8(HIGH)
};

/* The class of the character at p[0 .. n), n >= 1; its length in *k. */
static unsigned
classify(const uint8_t *p, size_t n, size_t *k)
{
    unsigned class = class_of[*p];
    uint32_t c;
    int got;

    *k = 1;
    if (class != HIGH)
        return class;
    got = blt__utf8_char(&c, p, n);
    if (got <= 0)
        return OTHER;
    *k = (size_t)got;
    class = blt__char_class(c);
    if (class & (BLT__LETTER | BLT__ACCENT))
        return LETTER;
    if (class & BLT__DIGIT)
        return DIGIT;
    if (c == 0xa0 || c == 0x202f || c == 0x3000
        || (c >= 0x2000 && c <= 0x200a))
        return SPACE;
    return blt__char_prints(c) ? PUNCT : OTHER;
}

/* The length of a character at p that is part of a word if a letter follows:
 * ' and U+2019, the joiners U+200C and U+200D, the soft hyphen.  0: none. */
static size_t
inner(const uint8_t *p, size_t n)
{
    if (*p == '\'')
        return 1;
    if (n >= 3 && p[0] == 0xe2 && p[1] == 0x80
        && (p[2] == 0x99 || p[2] == 0x8c || p[2] == 0x8d))
        return 3;
    return n >= 2 && p[0] == 0xc2 && p[1] == 0xad ? 2 : 0;
}

static size_t
word_end(const uint8_t *text, size_t i, size_t n)
{
    size_t k, joiner;

    for (;;) {
        while (i < n && class_of[text[i]] == LETTER)
            i++;
        if (i == n)
            return i;
        if (class_of[text[i]] == HIGH
            && classify(text + i, n - i, &k) == LETTER) {
            i += k;
            continue;
        }
        joiner = inner(text + i, n - i);
        if (joiner == 0 || i + joiner >= n
            || classify(text + i + joiner, n - i - joiner, &k) != LETTER)
            return i;
        i += joiner + k;
    }
}

/* Numbers are "1990s", "0x1f", "3.14", "10,000", "12:30". */
static size_t
number_end(const uint8_t *text, size_t i, size_t n)
{
    size_t k;

    while (i < n) {
        unsigned class = classify(text + i, n - i, &k);

        if (class == LETTER || class == DIGIT)
            i += k;
        else if (i + 1 < n && (text[i] == '.' || text[i] == ','
                               || text[i] == ':')
                 && class_of[text[i + 1]] == DIGIT)
            i += 2;
        else
            break;
    }
    return i;
}

static int
append(blt__tokens *t, size_t offset, size_t length, blt__token_kind kind,
    int space)
{
    if (t->n == t->cap) {
        size_t cap = t->cap != 0 ? 2 * t->cap : 256, size;
        blt__token *p;

        if (!blt__size_mul(&size, cap, sizeof *p)
            || (p = realloc(t->p, size)) == NULL)
            return 0;
        t->p = p;
        t->cap = cap;
    }
    t->p[t->n++] = (blt__token){ offset, length, kind, (uint8_t)space, 0 };
    return 1;
}

blt_status
blt__tokens_find(blt__tokens *t, const uint8_t *text, size_t n,
                 blt_error *err)
{
    size_t i = 0, line = 0, lines = 0, k, end;
    int space = 1, good = 1;

    t->n = 0;
    while (i < n && good) {
        switch (classify(text + i, n - i, &k)) {
        case SPACE:
            i += k;
            space = 1;
            continue;
        case LINE:
            /* The second of two consecutive line ends. */
            if (++lines == 2)
                good = append(t, line, i - line, BLT__TOKEN_BREAK, 1);
            line = ++i;
            space = 1;
            continue;
        case LETTER:
            end = word_end(text, i, n);
            good = append(t, i, end - i, BLT__TOKEN_WORD, space);
            break;
        case DIGIT:
            end = number_end(text, i, n);
            good = append(t, i, end - i, BLT__TOKEN_NUMBER, space);
            break;
        case PUNCT:
            end = i + k;
            good = append(t, i, k, BLT__TOKEN_PUNCT, space);
            break;
        default:
            end = i + k;
            while (end < n && classify(text + end, n - end, &k) == OTHER)
                end += k;
            good = append(t, i, end - i, BLT__TOKEN_OTHER, space);
        }
        i = end;
        lines = 0;
        space = 0;
    }
    return good ? BLT_OK : blt__fail_memory(err, "tokens");
}

void
blt__tokens_free(blt__tokens *t)
{
    free(t->p);
    *t = (blt__tokens){ 0 };
}

/* ---- sentences ------------------------------------------------------------- */

static int
starts_lower(const uint8_t *p, size_t n)
{
    uint32_t c;

    return blt__utf8_char(&c, p, n) > 0
        && (blt__char_class(c) & BLT__LOWER) != 0;
}

int
blt__token_ends_sentence(const uint8_t *text, const blt__tokens *t, size_t i)
{
    const blt__token *at = &t->p[i];

    if (at->kind == BLT__TOKEN_BREAK)
        return 1;
    if (at->kind != BLT__TOKEN_PUNCT || at->length != 1
        || (text[at->offset] != '.' && text[at->offset] != '!'
            && text[at->offset] != '?'))
        return 0;
    return i + 1 == t->n || (at[1].space
        && !(at[1].kind == BLT__TOKEN_WORD
             && starts_lower(text + at[1].offset, at[1].length)));
}

blt__word_key
blt__token_key(const uint8_t *text, const blt__token *t)
{
    if (t->skip)
        return 0;
    switch (t->kind) {
    case BLT__TOKEN_WORD:
    case BLT__TOKEN_PUNCT:
        return blt__word_key_of((const char *)text + t->offset, t->length);
    case BLT__TOKEN_NUMBER:
        return BLT__KEY_NUMBER;
    case BLT__TOKEN_BREAK:
        return BLT__KEY_START;
    default:
        return 0;
    }
}

void
blt__token_context(const uint8_t *text, const blt__tokens *t, size_t i,
                   blt__word_key *u, blt__word_key *v)
{
    *u = 0;
    *v = BLT__KEY_START;
    if (i == 0 || blt__token_ends_sentence(text, t, i - 1))
        return;
    *v = blt__token_key(text, &t->p[i - 1]);
    *u = i == 1 || blt__token_ends_sentence(text, t, i - 2) ? BLT__KEY_START
        : blt__token_key(text, &t->p[i - 2]);
}
