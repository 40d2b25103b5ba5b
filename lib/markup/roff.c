/* Manual pages and other roff [groff(7), man(7), mdoc(7)]: all control lines,
 * tables, equations, pictures and code are hidden, and so is text in bold and
 * italics, which in manual pages is what the user types.  By hand, as mandoc's
 * parser is not a library.
 *
 * State: in MACRO, a block without filling; mark: the row of `blocks`. */
#include "config.h"
#include <string.h>
#include "markup/lexers.h"

/* Requests that open a block which is not prose, and what closes it.  "Bd" is
 * one when it is -literal or -unfilled. */
static const struct { char open[4], close[4]; } blocks[] = {
    { "nf", "fi" }, { "EX", "EE" }, { "Bd", "Ed" }, { "TS", "TE" },
    { "EQ", "EN" }, { "PS", "PE" }, { "de", "." }, { "ig", "." },
    { "am", "." }, { "CS", "CE" }, { "Vb", "Ve" }, { "de1", "." },
};
#define BLOCKS (sizeof blocks / sizeof *blocks)

/* Characters, by groff's names, that are no letters. */
static const char symbols[] = "em en hy lq rq oq dq Lq Rq co rg tm bu ha ti rs"
    " dg dd sc de mu di pl mi eq ne <= >= -> <- fm sd ct Eu Do at sh sl ba or"
    " lB rB lC rC Fo Fc fo fc bq ga aa nb ~= +- 12 14 34 OK";

static int
in_symbols(const uint8_t *p, size_t n)
{
    for (const char *q = symbols; *q != '\0'; q += strcspn(q, " ")) {
        q += *q == ' ';
        if (strcspn(q, " ") == n && memcmp(q, p, n) == 0)
            return 1;
    }
    return 0;
}

/* ---- control lines -------------------------------------------------------- */

/* The name of the request of a control line; its length in *n. */
static size_t
request(const blt__scanner *s, const blt__lexer_line *l, size_t *n)
{
    size_t i = l->from + 1, end;

    while (i < l->end && (s->p[i] == ' ' || s->p[i] == '\t'))
        i++;
    for (end = i; end < l->end && s->p[end] > ' '; end++)
        ;
    *n = end - i;
    return i;
}

static int
is_named(const blt__scanner *s, size_t i, size_t n, const char *name)
{
    return strlen(name) == n && memcmp(s->p + i, name, n) == 0;
}

static void
control_line(blt__scanner *s, const blt__lexer_line *l)
{
    size_t n, i = request(s, l, &n);
    blt__lexer_state *at = s->at;

    blt__hide(s, l->from, l->end);
    if (at->in == BLT__IN_MACRO) {
        if (is_named(s, i, n, blocks[at->mark].close))
            at->in = 0;
        return;
    }
    for (size_t b = 0; b < BLOCKS; b++)
        if (is_named(s, i, n, blocks[b].open)
            && (blocks[b].open[0] != 'B'
                || blt__find(s, i, l->end, "-literal") < l->end
                || blt__find(s, i, l->end, "-unfilled") < l->end)) {
            at->in = BLT__IN_MACRO;
            at->mark = (uint8_t)b;
        }
}

/* ---- text lines ----------------------------------------------------------- */

/* The end of a name at i: "x", "(xx" or "[xxx]"; from and to: the name. */
static size_t
name_at(const blt__scanner *s, size_t i, size_t end, size_t *from, size_t *to)
{
    *from = i + 1;
    if (blt__byte(s, i) == '(') {
        *to = i + 3 < end ? i + 3 : end;
        return *to;
    }
    if (blt__byte(s, i) == '[') {
        *to = blt__find(s, i, end, "]");
        return *to < end ? *to + 1 : end;
    }
    *from = i;
    *to = i + 1 < end ? i + 1 : end;
    return *to;
}

/* don\(aqt reads don't. */
static size_t
read_apostrophe(blt__scanner *s, size_t i, size_t after, size_t end)
{
    size_t from = i, to = after;
    char form[64];

    while (from > 0 && blt__is_letter_byte(s->p[from - 1]))
        from--;
    while (to < end && blt__is_letter_byte(s->p[to]))
        to++;
    if (from == i || to == after || to - from > sizeof form)
        return 0;
    memcpy(form, s->p + from, i - from);
    form[i - from] = '\'';
    memcpy(form + (i - from) + 1, s->p + after, to - after);
    blt__read_as(s, from, to, form, i - from + 1 + (to - after));
    return to;
}

/* Hides bold and italic text from i, its \f, to the next \f; returns where text
 * goes on. */
static size_t
hide_font(blt__scanner *s, size_t i, size_t end)
{
    size_t from, to, after = name_at(s, i + 2, end, &from, &to);
    uint8_t font = from < to ? s->p[from] : 0;

    if (font == 0 || strchr("BICL234", font) == NULL) {
        blt__hide_part(s, i, after);
        return after;
    }
    to = blt__find(s, after, end, "\\f");
    blt__hide_code(s, i, to);
    return to;
}

/* Hides the escape at i; returns its end. */
static size_t
hide_escape(blt__scanner *s, size_t i, size_t end)
{
    uint8_t c = blt__byte(s, i + 1);
    size_t from, to, after;

    switch (i + 1 < end ? c : 0) {
    case '"':
    case '#':                           /* a comment */
        blt__hide(s, i, end);
        return end;
    case 'f':
        return hide_font(s, i, end);
    case '(':
    case '[':
        after = name_at(s, i + 1, end, &from, &to);
        if (to - from == 2 && (memcmp(s->p + from, "aq", 2) == 0
                               || memcmp(s->p + from, "cq", 2) == 0)) {
            size_t word = read_apostrophe(s, i, after, end);

            if (word != 0)
                return word;
            blt__hide_part(s, i, after);
        } else if (in_symbols(s->p + from, to - from)) {
            blt__hide_part(s, i, after);
        } else {
            blt__hide_joined(s, i, after);
        }
        return after;
    case '*':
    case 'n':
        after = name_at(s, i + 2, end, &from, &to);
        blt__hide_joined(s, i, after);
        return after;
    case 's':
        for (after = i + 2; after < end && (blt__is_ascii_digit(s->p[after])
             || s->p[after] == '-' || s->p[after] == '+'); after++)
            ;
        blt__hide_part(s, i, after);
        return after;
    case 'h':
    case 'v':
    case 'w':
    case 'o':
    case 'l':
    case 'L':
    case 'D':
        after = blt__byte(s, i + 2) == '\'' ? blt__find(s, i + 3, end, "'")
            : i + 1;
        after = after < end ? after + 1 : end;
        blt__hide_part(s, i, after);
        return after;
    case '-':                           /* joins, as in long\-option */
        return i + 2;
    default:
        after = i + 2 < end ? i + 2 : end;
        blt__hide_part(s, i, after);
        return after;
    }
}

void
blt__lex_roff(blt__scanner *s, size_t i)
{
    for (blt__lexer_line l; i < s->n; i = l.next) {
        uint8_t c;

        l = blt__line_at(s, i);
        c = l.from < l.end ? s->p[l.from] : 0;
        if (c == '.' || c == '\'') {
            control_line(s, &l);
        } else if (s->at->in == BLT__IN_MACRO) {
            blt__hide_code(s, l.from, l.end);
        } else {
            size_t k = l.from;

            while (k < l.end)
                k = s->p[k] == '\\' ? hide_escape(s, k, l.end) : k + 1;
        }
    }
}
