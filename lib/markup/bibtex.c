/* BibTeX and biblatex: the fields that are prose are shown, as TeX.
 *
 * State: in VALUE: a field's value; mark: its quote, or { with `depth` braces
 * open; prose: it is shown.  The state of the next level is that of TeX. */
#include "config.h"
#include <string.h>
#include "markup/lexers.h"

static const char prose_fields[] = "title subtitle booktitle booksubtitle"
    " maintitle abstract note annote annotation addendum titleaddon"
    " howpublished issuetitle";

/* Continues a value at i; returns where it has ended, or the end. */
static size_t
value(blt__scanner *s, size_t i)
{
    blt__lexer_state *at = s->at;
    size_t k;

    for (k = i; k < s->n; k++) {
        uint8_t c = s->p[k];

        if (c == '\\') {
            k++;
        } else if (c == '{') {
            at->depth += at->depth < 255;
        } else if (c == '}' && at->depth > 0) {
            if (--at->depth == 0 && at->mark == '{')
                break;
        } else if (c == '"' && at->mark == '"' && at->depth == 0) {
            break;
        }
    }
    if (k > s->n)
        k = s->n;
    if (at->prose)
        blt__embed(s, blt__lex_tex, i, k);
    else
        blt__hide(s, i, k);
    if (k == s->n)
        return k;
    at->in = at->depth = 0;
    blt__embed_reset(s);
    return k + 1;
}

/* The field name before the "=" at i. */
static int
is_prose_field(const blt__scanner *s, size_t i)
{
    size_t from;

    while (i > 0 && s->p[i - 1] == ' ')
        i--;
    for (from = i; from > 0 && blt__is_ascii_letter(s->p[from - 1]); from--)
        ;
    return blt__list_index(prose_fields, s->p + from, i - from) != 0;
}

void
blt__lex_bibtex(blt__scanner *s, size_t i)
{
    blt__lexer_state *at = s->at;
    size_t hidden = i;

    while (i < s->n) {
        if (at->in == BLT__IN_VALUE) {
            blt__hide(s, hidden, i);
            i = hidden = value(s, i);
            continue;
        }
        if (s->p[i] == '=') {
            size_t k = i + 1;

            while (k < s->n && (s->p[k] == ' ' || s->p[k] == '\t'))
                k++;
            if (blt__byte(s, k) == '{' || blt__byte(s, k) == '"') {
                at->in = BLT__IN_VALUE;
                at->mark = s->p[k];
                at->depth = s->p[k] == '{';
                at->prose = (uint8_t)is_prose_field(s, i);
                i = k;
            }
        }
        i++;
    }
    blt__hide(s, hidden, s->n);
}
