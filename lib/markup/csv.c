/* CSV and TSV [RFC 4180]: cells of more than one word are shown, except in the
 * first row.
 *
 * State: mark: the separator; in STRING within a quoted cell; begun. */
#include "config.h"
#include <string.h>
#include "markup/lexers.h"

/* The separator that the first line has most of. */
static uint8_t
separator(const blt__scanner *s, size_t i, size_t end)
{
    static const char marks[] = ",;\t|";
    size_t most = 0;
    uint8_t best = ',';

    for (const char *m = marks; *m != '\0'; m++) {
        size_t n = 0;

        for (size_t k = i; k < end; k++)
            n += s->p[k] == (uint8_t)*m;
        if (n > most) {
            most = n;
            best = (uint8_t)*m;
        }
    }
    return best;
}

static void
cell(blt__scanner *s, size_t from, size_t to)
{
    if (!blt__has_words(s, from, to))
        blt__hide(s, from, to);
}

void
blt__lex_csv(blt__scanner *s, size_t i)
{
    blt__lexer_state *at = s->at;

    if (!at->begun) {
        size_t end = blt__line_end(s, i);

        at->mark = separator(s, i, end);
        blt__hide(s, i, end);
        i = end;
    }
    while (i < s->n) {
        size_t from = i;

        if (at->in == BLT__IN_STRING) {
            while (i < s->n && (s->p[i] != '"' || blt__byte(s, i + 1) == '"'))
                i += s->p[i] == '"' ? 2 : 1;
            i = i < s->n ? i : s->n;
            cell(s, from, i);
            at->in = i < s->n ? 0 : at->in;
            i++;
        } else if (s->p[i] == '"') {
            at->in = BLT__IN_STRING;
            i++;
        } else {
            while (i < s->n && s->p[i] != at->mark && s->p[i] != '\n'
                   && (s->p[i] != '"' || i > from))
                i++;
            cell(s, from, i);
            i += i < s->n && s->p[i] != '"';
        }
    }
}
