/* Pragmas: what a text says to the corrector about itself.
 *
 *     blt-spell:off ... blt-spell:on
 *     blt-spell:ignore-line
 *     blt-spell:words WORD... */
#include "config.h"
#include <string.h>
#include "markup/exclude.h"

static const uint8_t *
find(const uint8_t *p, size_t n, const char *word)
{
    size_t k = strlen(word);
    const uint8_t *end = p + n;

    while ((size_t)(end - p) >= k
           && (p = memchr(p, word[0], (size_t)(end - p) - k + 1)) != NULL) {
        if (memcmp(p, word, k) == 0)
            return p;
        p++;
    }
    return NULL;
}

/* Appends the words up to the end of the line or of the comment. */
static void
take_words(const blt__scanner *s, size_t i, size_t end, blt__buf *words)
{
    while (i < end) {
        size_t from = i;

        while (i < end && strchr(" \t\r,;", s->p[i]) == NULL)
            i++;
        if (i > from && blt__is_letter_byte(s->p[from])) {
            blt__buf_put(words, s->p + from, i - from);
            blt__buf_put(words, "\n", 1);
        } else if (i > from && (s->p[from] == '*' || s->p[from] == '-')) {
            return;
        }
        i += i < end;
    }
}

void
blt__hide_pragmas(blt__scanner *s, uint8_t *state, blt__buf *words)
{
    static const char magic[] = "blt-spell:";
    size_t off = *state ? 0 : s->n, i = 0;
    const uint8_t *found;

    s->i = 0;
    while ((found = find(s->p + i, s->n - i, magic)) != NULL) {
        size_t at = (size_t)(found - s->p), line = at;
        size_t end = blt__line_end(s, at), verb = at + sizeof magic - 1;

        while (line > i && s->p[line - 1] != '\n')
            line--;
        if (blt__starts_with(s, verb, "off")) {
            if (off == s->n)
                off = line;
        } else if (blt__starts_with(s, verb, "on")) {
            if (off < s->n)
                blt__hide(s, off, end);
            off = s->n;
        } else if (blt__starts_with(s, verb, "words")) {
            take_words(s, verb + 5, end, words);
            blt__hide(s, line, end);
        } else if (blt__starts_with(s, verb, "ignore-line")) {
            blt__hide(s, line, end);
        }
        i = end;                        /* one per line */
    }
    blt__hide(s, off, s->n);
    *state = off < s->n || (*state && s->n == 0);
}
