/* Tokenizer: one pass over the text.
 *
 * ASCII is classified by a table; only other bytes are decoded.  An
 * apostrophe is part of a word if there are letters on both sides ("don't",
 * "l'eau"), whatever its character; ` is one before an English clitic only
 * ("can`t", not "`a`b").  So are the zero-width joiners of Persian and the soft
 * hyphen.  A mark that follows no letter belongs to what it follows: variation
 * selectors, skin tones.  A word ends where a digit follows; markup/ joins such
 * tokens again where no space separates them. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "lang/normal_word.h"
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

/* Whether p[0 .. n), after a `, is a clitic of English and no other word. */
static int
is_clitic(const uint8_t *p, size_t n)
{
    static const char clitics[][3] = { "s", "t", "d", "m", "ll", "re", "ve" };
    size_t k = 0;

    while (k < n && class_of[p[k]] == LETTER)
        k++;
    for (size_t i = 0; i < sizeof clitics / sizeof *clitics; i++)
        if (strlen(clitics[i]) == k && (p[0] | 32) == clitics[i][0]
            && (k == 1 || (p[1] | 32) == clitics[i][1]))
            return k == n || (class_of[p[k]] != HIGH && p[k] != '`'
                              && class_of[p[k]] != DIGIT);
    return 0;
}

/* The length of a character at p that is part of a word if a letter follows:
 * an apostrophe, the joiners U+200C and U+200D, the soft hyphen.  0: none. */
static size_t
inner(const uint8_t *p, size_t n)
{
    if (*p == '\'' || (*p == '`' && is_clitic(p + 1, n - 1)))
        return 1;
    if (n >= 3 && p[0] == 0xe2 && p[1] == 0x80
        && (p[2] == 0x98 || p[2] == 0x99 || p[2] == 0x8c || p[2] == 0x8d))
        return 3;
    return n >= 2 && p[0] == 0xc2 && (p[1] == 0xad || p[1] == 0xb4) ? 2 : 0;
}

/* Whether the character at p is a mark, or joins one: U+200D. */
static int
is_mark(const uint8_t *p, size_t n, size_t *k)
{
    uint32_t c;
    int got = *p >= 0x80 ? blt__utf8_char(&c, p, n) : 0;

    if (got <= 0)
        return 0;
    *k = (size_t)got;
    return c == 0x200d || (blt__char_class(c) & BLT__ACCENT) != 0
        || (c >= 0x1f3fb && c <= 0x1f3ff);
}

/* The end of a symbol at i, of k bytes, with the marks after it. */
static size_t
symbol_end(const uint8_t *text, size_t i, size_t k, size_t n)
{
    size_t end = i + k;

    while (end < n && is_mark(text + end, n - end, &k))
        end += k;
    return end;
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

/* The end of the part of a word before a `, or of the word. */
static size_t
before_tick(const uint8_t *text, size_t i, size_t end)
{
    const uint8_t *tick = memchr(text + i, '`', end - i);

    return tick != NULL ? (size_t)(tick - text) : end;
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
    t->p[t->n++] = (blt__token){ .offset = offset, .length = length,
                                 .kind = kind, .space = (uint8_t)space };
    return 1;
}

blt_status
blt__tokens_find(blt__tokens *t, const uint8_t *text, size_t n,
                 blt_error *err)
{
    size_t i = 0, line = 0, lines = 0, k, end;
    int space = 1, good = 1;

    t->n = 0;
    blt__buf_clear(&t->forms);
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
            if (is_mark(text + i, n - i, &k)) {
                end = symbol_end(text, i, k, n);
                good = append(t, i, end - i, BLT__TOKEN_PUNCT, space);
                break;
            }
            end = word_end(text, i, n);
            if (i > 0 && text[i - 1] == '`')        /* `a`s */
                end = before_tick(text, i, end);
            good = append(t, i, end - i, BLT__TOKEN_WORD, space);
            break;
        case DIGIT:
            end = number_end(text, i, n);
            good = append(t, i, end - i, BLT__TOKEN_NUMBER, space);
            break;
        case PUNCT:
            end = symbol_end(text, i, k, n);
            good = append(t, i, end - i, BLT__TOKEN_PUNCT, space);
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
    blt__buf_free(&t->forms);
    *t = (blt__tokens){ 0 };
}

uint16_t
blt__lang_pack(const uint8_t *code, size_t n)
{
    unsigned packed = 0;
    size_t k;

    for (k = 0; k < n && k < 4; k++) {
        unsigned c = code[k] | 32u;

        if (c < 'a' || c > 'z')
            break;
        packed = packed << 5 | (c - 'a' + 1);
    }
    if (k < 2 || k > 3 || (k < n && code[k] != '-' && code[k] != '_'
                           && code[k] != '.' && code[k] != '@'))
        return 0;
    return (uint16_t)packed;
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

size_t
blt__token_word(char *out, size_t size, const uint8_t *text,
                const blt__tokens *t, const blt__token *at)
{
    const char *form = t->forms.p + at->form;

    return at->form != 0 ? blt__normal_word(out, size, form, strlen(form))
        : blt__normal_word(out, size, (const char *)text + at->offset,
                           at->length);
}

blt__word_key
blt__token_key(const uint8_t *text, const blt__token *t)
{
    const char *p = (const char *)text + t->offset;
    char word[4 * 64];          /* derived: longer than words */
    size_t n;

    if (t->skip)
        return 0;
    switch (t->kind) {
    case BLT__TOKEN_WORD:
        n = blt__normal_word(word, sizeof word, p, t->length);
        return n > 0 ? blt__word_key_of(word, n)
            : blt__word_key_of(p, t->length);
    case BLT__TOKEN_PUNCT:
        return blt__word_key_of(p, t->length);
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
