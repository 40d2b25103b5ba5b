/* JSON, with the comments of JSON5: values of more than one word are shown,
 * keys are hidden.  By hand, as jansson does not tell where a string was.
 *
 * State: in COMMENT. */
#include "config.h"
#include <string.h>
#include "markup/lexers.h"

/* The end of the string whose quote is at i; the line's end when it is not
 * closed there. */
static size_t
string_end(const blt__scanner *s, size_t i)
{
    size_t k = i + 1;

    while (k < s->n && s->p[k] != s->p[i] && s->p[k] != '\n')
        k += s->p[k] == '\\' ? 2 : 1;
    return k < s->n ? k : s->n;
}

static int
is_key(const blt__scanner *s, size_t end)
{
    for (end++; end < s->n && s->p[end] <= ' '; end++)
        ;
    return blt__byte(s, end) == ':';
}

/* Takes the comment at i; returns its end. */
static size_t
comment(blt__scanner *s, size_t from, size_t i)
{
    size_t end = s->at->in == BLT__IN_COMMENT ? blt__find(s, i, s->n, "*/")
        : blt__line_end(s, i);

    blt__embed(s, blt__lex_comment, from, end);
    if (end < s->n) {
        s->at->in = 0;
        blt__embed_reset(s);
    }
    return end;
}

void
blt__lex_json(blt__scanner *s, size_t i)
{
    size_t code = i, end;

    while (i < s->n) {
        if (s->at->in == BLT__IN_COMMENT || blt__opens(s, i, "//")
            || blt__opens(s, i, "/*")) {
            blt__hide_code(s, code, i);
            if (s->at->in == 0 && s->p[i + 1] == '*') {
                s->at->in = BLT__IN_COMMENT;
                i = code = comment(s, i, i + 2);
            } else {
                i = code = comment(s, i, i);
            }
        } else if (s->p[i] == '"' || s->p[i] == '\'') {
            end = string_end(s, i);
            if (blt__byte(s, end) == s->p[i] && !is_key(s, end)
                && blt__has_words(s, i + 1, end)) {
                blt__hide_code(s, code, i + 1);
                blt__lex_literal(s, i + 1, end);
                code = end;
            }
            i = end + 1;
        } else {
            i++;
        }
    }
    blt__hide_code(s, code, s->n);
}
