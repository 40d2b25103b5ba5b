/* AsciiDoc [AsciiDoc Language Documentation]: listings, literal blocks,
 * attributes, macros' targets and comments are hidden.  By hand, as
 * Asciidoctor is Ruby.
 *
 * State: in FENCE: a delimited block that ends with the same line, `length`
 * times mark; after_empty; in BLOCK: a literal paragraph. */
#include "config.h"
#include <string.h>
#include "markup/lexers.h"

/* Macros whose text in brackets is not prose. */
static const char verbatim_macros[] = "stem latexmath asciimath kbd btn menu"
    " indexterm indexterm2 include image icon video audio toc anchor pass";

/* Takes name:target[text] whose colon is at i; returns where text goes on. */
static size_t
hide_macro(blt__scanner *s, size_t i, size_t end)
{
    size_t name = i, open, close, k = i + 1;

    while (name > 0 && blt__is_name_byte(s->p[name - 1]) && i - name < 20)
        name--;
    if (blt__byte(s, k) == ':')
        k++;
    for (open = k; open < end && s->p[open] != '[' && s->p[open] > ' ';
         open++)
        ;
    if (name == i || open >= end || s->p[open] != '[')
        return i + 1;
    close = blt__find(s, open, end, "]");
    if (blt__list_index(verbatim_macros, s->p + name, i - name) != 0) {
        blt__hide(s, name, close < end ? close + 1 : end);
        return close < end ? close + 1 : end;
    }
    blt__hide(s, name, open + 1);
    return open + 1;
}

/* Hides `code` and +pass+, once or twice. */
static size_t
hide_quoted(blt__scanner *s, size_t i, size_t end)
{
    static const char marks[] = "``++";
    size_t n = blt__run(s, i, end), stop;
    char close[3] = { 0 };

    if (n > 2)
        return i + n;
    memcpy(close, marks + (s->p[i] == '+' ? 2 : 0), n);
    stop = blt__find(s, i + n, end, close);
    if (stop == end || s->p[i + n] == ' ')
        return i + n;
    blt__hide_code(s, i, stop + n);
    return stop + n;
}

static void
text(blt__scanner *s, size_t i, size_t end)
{
    while (i < end) {
        size_t k;

        switch (s->p[i]) {
        case '`':
        case '+':
            i = hide_quoted(s, i, end);
            break;
        case ':':
            i = hide_macro(s, i, end);
            break;
        case '<':                       /* <<target,text>> */
            k = blt__opens(s, i, "<<") ? blt__find(s, i, end, ">>") : end;
            if (k < end) {
                size_t comma = blt__find(s, i, k, ",");

                blt__hide(s, i, comma < k ? comma : k + 2);
                i = comma < k ? comma : k + 2;
            } else {
                i++;
            }
            break;
        case '[':                       /* [[anchor]] [#id.role] */
            k = blt__find(s, i, end, "]");
            if (k < end && blt__byte(s, i + 1) != 0
                && strchr("[#.", blt__byte(s, i + 1)) != NULL)
                blt__hide(s, i, k + 1);
            i++;
            break;
        default:
            i++;
        }
    }
}

/* Whether a line delimits a block that is not prose. */
static int
is_delimiter(const blt__scanner *s, const blt__lexer_line *l)
{
    uint8_t c = l->at < l->end ? s->p[l->at] : 0;
    size_t n = l->at < l->end ? blt__run(s, l->at, l->end) : 0;

    if (c == 0 || strchr("-.+/`", c) == NULL || l->indent > 0)
        return 0;
    return c == '`' ? n >= 3 : n >= 4 && l->at + n == l->end;
}

static int
is_item(const blt__scanner *s, const blt__lexer_line *l)
{
    size_t n = blt__run(s, l->at, l->end);
    uint8_t c = s->p[l->at];

    if (blt__is_ascii_digit(c))
        return 1;
    return strchr("*-.", c) != NULL && c != 0
        && blt__byte(s, l->at + n) == ' ';
}

/* Whether all of a line of its own is markup: an attribute, a comment, a list
 * of attributes, a block macro. */
static int
is_markup_line(const blt__scanner *s, const blt__lexer_line *l)
{
    size_t k;

    if (blt__opens(s, l->at, "//"))
        return 1;
    if (s->p[l->at] == '[')
        return s->p[l->end - 1] == ']';
    if (s->p[l->at] != ':')
        return 0;
    k = blt__find(s, l->at + 1, l->end, ":");
    return k < l->end && (k + 1 == l->end || s->p[k + 1] == ' ')
        && blt__find(s, l->at, k, " ") == k;
}

void
blt__lex_asciidoc(blt__scanner *s, size_t i)
{
    blt__lexer_state *at = s->at;

    for (blt__lexer_line l; i < s->n; i = l.next) {
        l = blt__line_at(s, i);
        if (at->in == BLT__IN_FENCE) {
            if (is_delimiter(s, &l) && s->p[l.at] == at->mark
                && blt__run(s, l.at, l.end) == at->length)
                at->in = 0;
            blt__hide_code(s, l.at, l.end);
        } else if (is_delimiter(s, &l)) {
            size_t n = blt__run(s, l.at, l.end);

            at->in = BLT__IN_FENCE;
            at->mark = s->p[l.at];
            at->length = n < 255 ? (uint8_t)n : 255;
            blt__hide(s, l.at, l.end);
        } else if (blt__line_is_empty(&l)) {
            at->in = 0;
            at->after_empty = 1;
            continue;
        } else if (at->in == BLT__IN_BLOCK
                   || (l.indent > 0 && (at->after_empty || !at->begun)
                       && !is_item(s, &l))) {
            at->in = BLT__IN_BLOCK;
            blt__hide_code(s, l.at, l.end);
        } else if (is_markup_line(s, &l)) {
            blt__hide(s, l.at, l.end);
        } else {
            text(s, l.at, l.end);
        }
        at->after_empty = 0;
        at->begun = 1;
    }
}
