/* Strings of programs: what in them is not text.  Escapes are read as what
 * they stand for as far as that matters for words: \n separates words, \x65 is
 * a letter of one, and don\'t reads don't. */
#include "config.h"
#include <string.h>
#include "markup/lexers.h"

/* Bytes of a placeholder {...}.  Derived: longer than expressions in them. */
#define MAX_PLACEHOLDER 80

/* Lets "don\'t", with the backslash at i, read as it is meant. */
static size_t
read_apostrophe(blt__scanner *s, size_t i, size_t first, size_t last)
{
    size_t from = i, to = i + 2;
    char form[64];

    while (from > first && blt__is_letter_byte(s->p[from - 1]))
        from--;
    while (to < last && blt__is_letter_byte(s->p[to]))
        to++;
    if (from == i || to == i + 2 || to - from > sizeof form) {
        blt__hide_part(s, i, i + 2);
        return i + 2;
    }
    memcpy(form, s->p + from, i - from);
    memcpy(form + (i - from), s->p + i + 1, to - i - 1);
    blt__read_as(s, from, to, form, to - from - 1);
    return to;
}

/* Hides the escape at i; returns its end. */
static size_t
hide_escape(blt__scanner *s, size_t i, size_t from, size_t to)
{
    uint8_t c = i + 1 < to ? s->p[i + 1] : 0;
    size_t end = i + 2;

    if (end > to)
        return to;
    if (c == '\'')
        return read_apostrophe(s, i, from, to);
    if (c == 'x' || c == 'u' || c == 'U') {
        size_t most = c == 'x' ? 2 : c == 'u' ? 4 : 8;

        if (end < to && s->p[end] == '{')
            most = 10;
        while (end < to && end - i - 2 < most
               && (blt__is_ascii_digit(s->p[end]) || s->p[end] == '{'
                   || s->p[end] == '}' || ((s->p[end] | 32) >= 'a'
                                           && (s->p[end] | 32) <= 'f')))
            end++;
        blt__hide_joined(s, i, end);
        return end;
    }
    if (blt__is_ascii_digit(c)) {
        while (end < to && end - i < 4 && blt__is_ascii_digit(s->p[end]))
            end++;
        blt__hide_part(s, i, end);
    } else if (blt__is_ascii_letter(c) && strchr("abefnrtv", c) == NULL) {
        blt__hide_joined(s, i, end);    /* \d of a regular expression */
    } else {
        blt__hide_part(s, i, end);
    }
    return end;
}

/* The end of the conversion (%s, %-5.2f, %(name)s) at i; i + 1 when there is
 * none. */
static size_t
conversion_end(const blt__scanner *s, size_t i, size_t to)
{
    size_t k = i + 1;

    if (k < to && (s->p[k] == '(' || s->p[k] == '{')) {
        uint8_t close = s->p[k] == '(' ? ')' : '}';
        const uint8_t *p = memchr(s->p + k, close, to - k);

        if (p == NULL || (size_t)(p - s->p) - i > MAX_PLACEHOLDER)
            return i + 1;
        k = (size_t)(p - s->p) + 1;
        if (close == '}')
            return k;
    }
    while (k < to && k - i < 12 && strchr("-+#0123456789.*'$hlzjtqL", s->p[k])
           != NULL && s->p[k] != '\0')
        k++;
    return k < to && s->p[k] != '\0'
        && strchr("diouxXeEfFgGaAcsSpnmrQ@%", s->p[k]) != NULL ? k + 1 : i + 1;
}

/* The end of a placeholder {...}, ${...}, #{...}, $name, $(...) at i; i when
 * there is none. */
static size_t
placeholder_end(const blt__scanner *s, size_t i, size_t to)
{
    size_t k = s->p[i] == '{' ? i : i + 1, most;
    uint8_t c = k < to ? s->p[k] : 0;

    if (c != '{' && c != '(')
        return s->p[i] == '$' && blt__is_name_byte(c)
            ? blt__name_end(s, k, to) : i;
    if (c == '(' && s->p[i] != '$')
        return i;
    most = to - k < MAX_PLACEHOLDER ? to : k + MAX_PLACEHOLDER;
    for (size_t j = k; j < most; j++)
        if (s->p[j] == (c == '{' ? '}' : ')'))
            return j + 1;
    return i;
}

void
blt__lex_literal(blt__scanner *s, size_t from, size_t to)
{
    blt__mark_literal(s, from, to);
    blt__hide_escapes(s, from, to);
}

void
blt__hide_escapes(blt__scanner *s, size_t from, size_t to)
{
    size_t i = from, end;

    while (i < to)
        switch (s->p[i]) {
        case '\\':
            i = hide_escape(s, i, from, to);
            break;
        case '%':
            end = conversion_end(s, i, to);
            if (end > i + 1)
                blt__hide_joined(s, i, end);
            i = end;
            break;
        case '{':
        case '$':
        case '#':
            end = placeholder_end(s, i, to);
            if (end > i)
                blt__hide_joined(s, i, end);
            i = end > i ? end : i + 1;
            break;
        default:
            i++;
        }
}
