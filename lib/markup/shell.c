/* Shell: comments, double-quoted strings and here-documents of more than one
 * word are shown.  Single-quoted strings that span lines are programs of awk
 * and sed, and are hidden.
 *
 * State: in STRING with mark: the quote; hash, list: heredoc.c; prose: the
 * string so far has words. */
#include "config.h"
#include <string.h>
#include "markup/code.h"

/* The end of $(...) or `...` that opens at i, within the piece; its line's end
 * when it is not closed. */
static size_t
command_end(const blt__scanner *s, size_t i)
{
    int depth = 0;
    size_t k = i;

    if (s->p[i] == '`') {
        k = blt__find(s, i + 1, s->n, "`");
        return k < s->n ? k + 1 : blt__line_end(s, i);
    }
    for (; k < s->n; k++)
        if (s->p[k] == '\\')
            k++;
        else if (s->p[k] == '(')
            depth++;
        else if (s->p[k] == ')' && --depth == 0)
            return k + 1;
    return blt__line_end(s, i);
}

/* Continues "..." at i; returns where code goes on, or the end. */
static size_t
double_quoted(blt__code *c, size_t i)
{
    blt__scanner *s = c->s;
    size_t k = i, from = i;

    while (k < s->n && s->p[k] != '"') {
        size_t end = k + 1;

        if (s->p[k] == '\\')
            end++;
        else if (s->p[k] == '`' || blt__opens(s, k, "$("))
            end = command_end(s, k);
        if (end > k + 2) {              /* a command */
            s->at->prose |= (uint8_t)blt__has_words(s, from, k);
            if (s->at->prose)
                blt__code_string(c, from, k);
            from = end;
        }
        k = end;
    }
    if (k > s->n)
        k = s->n;
    if (from < k) {
        s->at->prose |= (uint8_t)blt__has_words(s, from, k);
        if (s->at->prose)
            blt__code_string(c, from, k);
    }
    if (k == s->n)
        return k;
    s->at->in = s->at->prose = 0;
    return k + 1;
}

/* Continues '...' at i, with the opening quote if it is there. */
static size_t
single_quoted(blt__code *c, size_t i, int open)
{
    blt__scanner *s = c->s;
    size_t line = blt__line_end(s, i);
    size_t end = blt__find(s, i + (size_t)open, s->n, "'");

    if (end == s->n)
        return end;
    s->at->in = 0;
    if (open && end < line)
        blt__code_string(c, i + 1, end);
    return end + 1;
}

static size_t
step(blt__code *c, size_t i)
{
    blt__scanner *s = c->s;
    uint8_t before = blt__before(s, i);
    size_t end;

    switch (s->p[i]) {
    case '\n':
        if (s->at->hash != 0)
            s->at->in = BLT__IN_HEREDOC;
        return i + 1;
    case '\\':
        return i + 2;
    case '#':
        if ((before > ' ' && strchr(";|&()", before) == NULL)
            || blt__opens(s, i, "#!"))
            return i + 1;
        end = blt__line_end(s, i);
        blt__code_comment(c, i, end);
        return end;
    case '"':
    case '\'':
        s->at->in = BLT__IN_STRING;
        s->at->mark = s->p[i];
        return s->p[i] == '"' ? double_quoted(c, i + 1)
            : single_quoted(c, i, 1);
    case '<':
        end = blt__code_heredoc(c, i);
        return end != 0 ? end : i + 1;
    case '$':
        return blt__opens(s, i, "$#") ? i + 2 : i + 1;
    default:
        return i + 1;
    }
}

void
blt__lex_code_shell(blt__scanner *s, size_t i)
{
    blt__code c = { s, BLT__HASH | BLT__LONG | BLT__HEREDOC, i };

    while (i < s->n)
        switch (s->at->in) {
        case BLT__IN_STRING:
            i = s->at->mark == '"' ? double_quoted(&c, i)
                : single_quoted(&c, i, 0);
            break;
        case BLT__IN_HEREDOC:
            i = blt__code_heredoc_line(&c, i);
            break;
        default:
            i = step(&c, i);
        }
    blt__hide_code(s, c.code, s->n);
}
