/* Words that a hyphen at the end of a line divides: "defin-" and, on the next
 * line, "itely".  The two become one token that reads as the joined word, so
 * that neither half is taken for a mistake.  They stay two where the joined
 * word is in no lexicon and both halves are: "well-" and "known".  The token
 * has a line end in it, so it may be reported but is never corrected. */
#include "config.h"
#include <string.h>
#include "spell/speller.h"
#include "text/text.h"

#define MAX_DECORATION 3        /* tokens before the rest of a word on its line:
                                   of a comment, of a quotation.  Derived: more
                                   than these have */

/* Whether a lexicon of the languages in use has the word. */
static int
is_known(const blt_speller *s, const char *word, size_t n)
{
    uint32_t entry;

    for (size_t i = 0; i < s->n_active; i++)
        if (blt__speller_is_word(s, s->active[i], word, n, 0, &entry))
            return 1;
    return 0;
}

/* Whether the token is a hyphen; *soft: a soft one, which always divides. */
static int
is_hyphen(const blt_speller *s, const blt__token *t, int *soft)
{
    const uint8_t *p = s->text + t->offset;

    *soft = t->length == 2 && p[0] == 0xc2 && p[1] == 0xad;
    return *soft || (t->length == 1 && *p == '-')
        || (t->length == 3 && !memcmp(p, "\xe2\x80\x90", 3));
}

/* The token that may continue on the next line the word whose hyphen is token
 * i; 0 when there is none. */
static size_t
rest_of_word(const blt_speller *s, size_t i)
{
    const blt__token *t = s->tokens.p, *hyphen = t + i;
    size_t k = i + 1, end = hyphen->offset + hyphen->length, lines = 0;
    uint32_t c;

    while (k < s->tokens.n && k <= i + MAX_DECORATION
           && t[k].kind == BLT__TOKEN_PUNCT && t[k].length == 1
           && strchr("*/#>%;|", s->text[t[k].offset]) != NULL)
        k++;
    if (k >= s->tokens.n || t[k].kind != BLT__TOKEN_WORD || t[k].skip
        || !t[k].space || t[k].form != 0)
        return 0;
    for (size_t b = end; b < t[k].offset; b++)
        lines += s->text[b] == '\n';
    return lines == 1
        && blt__utf8_char(&c, s->text + t[k].offset, t[k].length) > 0
        && (blt__char_class(c) & BLT__LOWER) ? k : 0;
}

/* Joins tokens i to k if they are a word that was divided. */
static int
join(blt_speller *s, size_t i, size_t k, int soft)
{
    blt__token *t = s->tokens.p;
    blt__buf *forms = &s->tokens.forms;
    char word[2 * BLT__WORD_BYTES], second[BLT__WORD_BYTES];
    size_t n = blt__speller_normal_word(s, t + i, word), m;

    m = blt__speller_normal_word(s, t + k, second);
    if (n == 0 || m == 0 || n + m >= BLT__WORD_BYTES)
        return 0;
    memcpy(word + n, second, m + 1);
    if (!soft && !is_known(s, word, n + m)) {
        char first[BLT__WORD_BYTES];

        memcpy(first, word, n);
        first[n] = '\0';
        if (is_known(s, first, n) && is_known(s, second, m))
            return 0;
    }
    if (forms->n == 0)
        blt__buf_put(forms, "", 1);
    if (forms->n > UINT32_MAX - sizeof word)
        return 0;
    t[i].form = (uint32_t)forms->n;
    blt__buf_put(forms, word, n + m + 1);
    t[i].length = t[k].offset + t[k].length - t[i].offset;
    return 1;
}

void
blt__speller_join_broken(blt_speller *s)
{
    blt__token *t = s->tokens.p;
    size_t n = 0;

    for (size_t i = 0; i < s->tokens.n; i++) {
        size_t k = 0;
        int soft = 0;

        if (t[i].kind == BLT__TOKEN_WORD && !t[i].skip && t[i].form == 0
            && i + 2 < s->tokens.n && !t[i + 1].space && !t[i + 1].skip
            && is_hyphen(s, t + i + 1, &soft))
            k = rest_of_word(s, i + 1);
        if (k > 0 && !join(s, i, k, soft))
            k = 0;
        t[n++] = t[i];
        if (k > 0)
            i = k;
    }
    s->tokens.n = n;
}
