/* Primitives of the scanners. */
#include "config.h"
#include <string.h>
#include "markup/scan.h"

void
blt__hide(blt__scanner *s, size_t from, size_t to)
{
    blt__token *t = s->t->p;
    size_t n = s->t->n, i = s->i;

    if (from >= to)
        return;
    while (i > 0 && t[i - 1].offset + t[i - 1].length > from)
        i--;
    while (i < n && t[i].offset + t[i].length <= from)
        i++;
    for (; i < n && t[i].offset < to; i++)
        t[i].skip = 1;
    s->i = i;
}

void
blt__hide_joined(blt__scanner *s, size_t from, size_t to)
{
    while (from > 0 && blt__is_letter_byte(s->p[from - 1]))
        from--;
    while (to < s->n && blt__is_letter_byte(s->p[to]))
        to++;
    blt__hide(s, from, to);
}

size_t
blt__line_end(const blt__scanner *s, size_t i)
{
    const uint8_t *end = i < s->n ? memchr(s->p + i, '\n', s->n - i) : NULL;

    return end != NULL ? (size_t)(end - s->p) : s->n;
}

int
blt__starts_with(const blt__scanner *s, size_t i, const char *word)
{
    for (; *word != '\0'; word++, i++) {
        uint8_t c = i < s->n ? s->p[i] : 0;

        if (c >= 'A' && c <= 'Z')
            c |= 32;
        if (c != (uint8_t)*word)
            return 0;
    }
    return 1;
}

unsigned
blt__list_index(const char *list, const uint8_t *p, size_t n)
{
    for (unsigned i = 1; *list != '\0' && n > 0; i++) {
        size_t k = strcspn(list, " ");

        if (k == n) {
            size_t same = 0;

            while (same < n && (p[same] >= 'A' && p[same] <= 'Z'
                                ? p[same] | 32 : p[same])
                   == (uint8_t)list[same])
                same++;
            if (same == n)
                return i;
        }
        list += k + (list[k] == ' ');
    }
    return 0;
}
