/* HTML: tags are hidden, except the values of alt, title and the like, and so
 * is the content of <script>, <style>, <pre> and similar elements.  Markdown
 * has tags too. */
#include "config.h"
#include <string.h>
#include "markup/formats.h"

static const char verbatim_elements[] = "script style pre code kbd samp var"
    " tt svg math textarea template object";
static const char prose_attributes[] = "alt title placeholder aria-label"
    " summary label";

#define PROSE_VALUE 0x80     /* in mark, with the number of the element */

static int
name_byte(uint8_t c)
{
    return ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= '0' && c <= '9')
        || c == '-' || c == ':';
}

static size_t
name_end(const blt__scanner *s, size_t i)
{
    while (i < s->n && name_byte(s->p[i]))
        i++;
    return i;
}

/* Hides &amp; &#228; &#xe4; with adjacent letters. */
static size_t
hide_entity(blt__scanner *s, size_t i)
{
    size_t end = i + 1, most = s->n - i < 34 ? s->n : i + 34;

    if (end < most && s->p[end] == '#')
        end++;
    while (end < most && name_byte(s->p[end]) && s->p[end] != '-')
        end++;
    if (end == i + 1 || end == most || s->p[end] != ';')
        return i + 1;
    blt__hide_joined(s, i, end + 1);
    return end + 1;
}

/* Hides a tag from i to its > or to the quote of a value. */
static size_t
hide_attributes(blt__scanner *s, size_t i)
{
    blt__markup_state *at = s->at;
    size_t from = i, name = i, name_n = 0;

    for (; i < s->n; i++) {
        uint8_t c = s->p[i];

        if (c == '>') {
            int closed = i > from && s->p[i - 1] == '/';

            at->in = at->mark != 0 && !closed ? BLT__IN_ELEMENT : 0;
            blt__hide(s, from, i + 1);
            return i + 1;
        }
        if (c == '"' || c == '\'') {
            at->in = BLT__IN_VALUE;
            at->length = c;
            if (name_n > 0
                && blt__list_index(prose_attributes, s->p + name, name_n) != 0)
                at->mark |= PROSE_VALUE;
            blt__hide(s, from, i + 1);
            return i + 1;
        }
        if (name_byte(c)) {
            name = i;
            i = name_end(s, i);
            name_n = i - name;
            i--;
        } else if (c != '=' && c != ' ' && c != '\t') {
            name_n = 0;
        }
    }
    blt__hide(s, from, i);
    return i;
}

static size_t
hide_value(blt__scanner *s, size_t i)
{
    const uint8_t *quote = memchr(s->p + i, s->at->length, s->n - i);
    size_t end = quote != NULL ? (size_t)(quote - s->p) : s->n;

    if ((s->at->mark & PROSE_VALUE) == 0)
        blt__hide(s, i, end);
    if (quote == NULL)
        return end;
    s->at->in = BLT__IN_TAG;
    s->at->mark &= (uint8_t)~PROSE_VALUE;
    return end + 1;
}

/* Hides the content of an element up to its end tag. */
static size_t
hide_element(blt__scanner *s, size_t from)
{
    size_t i = from;

    while (i < s->n) {
        const uint8_t *open = memchr(s->p + i, '<', s->n - i);

        if (open == NULL)
            break;
        i = (size_t)(open - s->p) + 1;
        if (i < s->n && s->p[i] == '/'
            && blt__list_index(verbatim_elements, s->p + i + 1,
                               name_end(s, i + 1) - i - 1) == s->at->mark) {
            blt__hide(s, from, i);
            s->at->in = BLT__IN_TAG;
            s->at->mark = 0;
            return i;
        }
    }
    blt__hide(s, from, s->n);
    return s->n;
}

static size_t
hide_comment(blt__scanner *s, size_t from)
{
    size_t i = from;

    while (i + 2 < s->n && memcmp(s->p + i, "-->", 3) != 0)
        i++;
    if (i + 2 < s->n) {
        i += 3;
        s->at->in = 0;
    } else {
        i = s->n;
    }
    blt__hide(s, from, i);
    return i;
}

size_t
blt__html_tag(blt__scanner *s, size_t i)
{
    blt__markup_state *at = s->at;
    size_t from = i;
    uint8_t c;

    if (at->in == 0) {
        if (s->p[i] == '&')
            return hide_entity(s, i);
        c = ++i < s->n ? s->p[i] : 0;
        if (s->n - from >= 4 && memcmp(s->p + from, "<!--", 4) == 0) {
            at->in = BLT__IN_REMARK;
            i = from + 4;
        } else if ((c | 32) >= 'a' && (c | 32) <= 'z') {
            size_t end = name_end(s, i);

            at->mark = (uint8_t)blt__list_index(verbatim_elements, s->p + i,
                                                end - i);
            at->in = BLT__IN_TAG;
            i = end;
        } else if (c == '/' || c == '!' || c == '?') {
            at->mark = 0;
            at->in = BLT__IN_TAG;
        } else {
            return from + 1;
        }
        blt__hide(s, from, i);
    }
    while (i < s->n && at->in != 0)
        switch (at->in) {
        case BLT__IN_TAG: i = hide_attributes(s, i); break;
        case BLT__IN_VALUE: i = hide_value(s, i); break;
        case BLT__IN_ELEMENT: i = hide_element(s, i); break;
        case BLT__IN_REMARK: i = hide_comment(s, i); break;
        default: return i;
        }
    return i;
}

void
blt__scan_html(blt__scanner *s)
{
    size_t i = 0;

    while (i < s->n)
        if (s->at->in != 0 || s->p[i] == '<' || s->p[i] == '&')
            i = blt__html_tag(s, i);
        else
            i++;
}
