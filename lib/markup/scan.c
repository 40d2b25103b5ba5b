/* The cursor that all lexers share. */
#include "config.h"
#include <string.h>
#include "markup/scan.h"

/* ---- tokens -------------------------------------------------------------- */

/* The first token that ends after `from`; the same or a later one than s->i
 * when ranges come in ascending order. */
static size_t
seek(blt__scanner *s, size_t from)
{
    const blt__token *t = s->t->p;
    size_t i = s->i;

    while (i > 0 && t[i - 1].offset + t[i - 1].length > from)
        i--;
    while (i < s->t->n && t[i].offset + t[i].length <= from)
        i++;
    return s->i = i;
}

static void
skip(blt__scanner *s, size_t from, size_t to, uint8_t why)
{
    blt__token *t = s->t->p;
    size_t i;

    if (from >= to)
        return;
    for (i = seek(s, from); i < s->t->n && t[i].offset < to; i++)
        t[i].skip = why;
    s->i = i;
}

void
blt__hide(blt__scanner *s, size_t from, size_t to)
{
    skip(s, from, to, BLT__SKIP_MARKUP);
}

void
blt__hide_code(blt__scanner *s, size_t from, size_t to)
{
    skip(s, from, to, BLT__SKIP_CODE);
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

void
blt__hide_part(blt__scanner *s, size_t from, size_t to)
{
    blt__token *t = s->t->p;
    size_t i;

    if (from >= to)
        return;
    for (i = seek(s, from); i < s->t->n && t[i].offset < to; i++) {
        size_t end = t[i].offset + t[i].length;

        if (end <= to || t[i].kind != BLT__TOKEN_WORD) {
            t[i].skip = BLT__SKIP_MARKUP;
            continue;
        }
        t[i].offset = to;
        t[i].length = end - to;
        break;
    }
    if (i < s->t->n && t[i].offset == to)
        t[i].space = 1;
    s->i = i;
}

void
blt__mark_literal(blt__scanner *s, size_t from, size_t to)
{
    blt__token *t = s->t->p;
    size_t i = seek(s, from);

    for (; i < s->t->n && t[i].offset < to; i++)
        t[i].literal = 1;
}

void
blt__mark_lang(blt__scanner *s, size_t from, size_t to, uint16_t lang)
{
    blt__token *t = s->t->p;
    size_t i = seek(s, from);

    for (; i < s->t->n && t[i].offset < to; i++)
        t[i].lang = lang;
}

void
blt__read_as(blt__scanner *s, size_t from, size_t to, const void *form,
             size_t n)
{
    blt__token *t = s->t->p;
    blt__buf *forms = &s->t->forms;
    size_t i = seek(s, from), first = i;

    if (i == s->t->n || t[i].offset != from || n == 0)
        return;
    if (forms->n == 0)
        blt__buf_put(forms, "", 1);
    if (forms->n > UINT32_MAX - n - 1)
        return;
    t[i].form = (uint32_t)forms->n;
    blt__buf_put(forms, form, n);
    blt__buf_put(forms, "", 1);
    t[i].kind = BLT__TOKEN_WORD;
    t[i].length = to - from;
    for (i++; i < s->t->n && t[i].offset < to; i++) {
        t[i].kind = BLT__TOKEN_GONE;
        t[i].offset = to;               /* so that tokens stay in order */
        t[i].length = 0;
        s->gone = 1;
    }
    s->i = first;
}

void
blt__drop_gone(blt__scanner *s)
{
    size_t n = 0;

    for (size_t i = 0; s->gone && i < s->t->n; i++)
        if (s->t->p[i].kind != BLT__TOKEN_GONE)
            s->t->p[n++] = s->t->p[i];
    if (s->gone)
        s->t->n = n;
    s->gone = 0;
    s->i = 0;
}

/* ---- lexers within lexers ------------------------------------------------- */

void
blt__embed(blt__scanner *s, blt__lexer *lexer, size_t from, size_t to)
{
    size_t n = s->n, was = s->from;

    if (lexer == NULL || s->levels == 0) {
        blt__hide(s, from, to);
        return;
    }
    s->at++;
    s->levels--;
    s->n = to;
    s->from = from;
    if (from < to)
        lexer(s, from);
    s->at->begun = s->at->begun || from < to;
    s->n = n;
    s->from = was;
    s->levels++;
    s->at--;
}

void
blt__embed_reset(blt__scanner *s)
{
    if (s->levels > 0)
        memset(s->at + 1, 0, s->levels * sizeof *s->at);
}

/* ---- lines and names ------------------------------------------------------ */

size_t
blt__line_end(const blt__scanner *s, size_t i)
{
    const uint8_t *end = i < s->n ? memchr(s->p + i, '\n', s->n - i) : NULL;

    return end != NULL ? (size_t)(end - s->p) : s->n;
}

blt__lexer_line
blt__line_at(const blt__scanner *s, size_t i)
{
    blt__lexer_line l = { .from = i, .at = i, .end = blt__line_end(s, i) };

    l.next = l.end < s->n ? l.end + 1 : l.end;
    if (l.end > i && s->p[l.end - 1] == '\r')
        l.end--;
    for (; l.at < l.end; l.at++) {
        if (s->p[l.at] == ' ')
            l.indent++;
        else if (s->p[l.at] == '\t')
            l.indent += 8 - l.indent % 8;
        else
            break;
    }
    return l;
}

size_t
blt__run(const blt__scanner *s, size_t i, size_t end)
{
    size_t from = i;

    while (i < end && s->p[i] == s->p[from])
        i++;
    return i - from;
}

int
blt__starts_with(const blt__scanner *s, size_t i, const char *what)
{
    for (; *what != '\0'; what++, i++) {
        uint8_t c = blt__byte(s, i);

        if (c >= 'A' && c <= 'Z')
            c |= 32;
        if (c != (uint8_t)*what)
            return 0;
    }
    return 1;
}

int
blt__opens(const blt__scanner *s, size_t i, const char *what)
{
    size_t n = strlen(what);

    return i <= s->n && s->n - i >= n && memcmp(s->p + i, what, n) == 0;
}

size_t
blt__find(const blt__scanner *s, size_t i, size_t end, const char *what)
{
    size_t n = strlen(what);

    while (i < end && end - i >= n) {
        const uint8_t *p = memchr(s->p + i, what[0], end - i - n + 1);

        if (p == NULL)
            break;
        i = (size_t)(p - s->p);
        if (memcmp(p, what, n) == 0)
            return i;
        i++;
    }
    return end;
}

size_t
blt__name_end(const blt__scanner *s, size_t i, size_t end)
{
    while (i < end && blt__is_name_byte(s->p[i]))
        i++;
    return i;
}

size_t
blt__dunder_end(const blt__scanner *s, size_t i, size_t end)
{
    size_t to;

    if (blt__byte(s, i) != '_' || blt__is_name_byte(blt__before(s, i)))
        return i;
    to = blt__name_end(s, i, end);
    return to > i + 1 && (s->p[to - 1] == '_' || s->p[i + 1] == '_'
                          || blt__find(s, i + 1, to, "_") < to) ? to : i;
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

int
blt__has_words(const blt__scanner *s, size_t from, size_t to)
{
    int word = 0;

    for (size_t i = from; i + 1 < to; i++) {
        if (word && s->p[i] == ' ' && blt__is_letter_byte(s->p[i + 1]))
            return 1;
        word |= blt__is_letter_byte(s->p[i]);
    }
    return 0;
}
