/* Org [Org Syntax]: blocks of code, drawers, keywords, targets of links and
 * verbatim text are hidden.  By hand, as Org's own parser is Emacs Lisp.
 *
 * State: in FENCE: until #+end_ (mark b) or :END: (mark d). */
#include "config.h"
#include <string.h>
#include "markup/lexers.h"

static const char code_blocks[] = "src example export comment html latex"
    " ascii";
static const char prose_keywords[] = "title subtitle caption description"
    " abstract";

/* Hides =verbatim= and ~code~ at i: there is none within a word. */
static size_t
hide_verbatim(blt__scanner *s, size_t i, size_t end)
{
    char close[2] = { (char)s->p[i], '\0' };
    size_t stop;

    if (blt__is_name_byte(blt__before(s, i))
        || blt__byte(s, i + 1) <= ' ')
        return i + 1;
    for (stop = blt__find(s, i + 1, end, close);
         stop < end && (blt__is_name_byte(blt__byte(s, stop + 1))
                        || s->p[stop - 1] == ' ');
         stop = blt__find(s, stop + 1, end, close))
        ;
    if (stop >= end)
        return i + 1;
    blt__hide_code(s, i, stop + 1);
    return stop + 1;
}

/* Hides the target of [[target][text]], and [[target]]. */
static size_t
hide_link(blt__scanner *s, size_t i, size_t end)
{
    size_t stop = blt__find(s, i, end, "]]"), middle;

    if (stop == end)
        return i + 2;
    middle = blt__find(s, i, stop, "][");
    blt__hide(s, i, middle < stop ? middle + 2 : stop + 2);
    return middle < stop ? middle + 2 : stop + 2;
}

static size_t
hide_to(blt__scanner *s, size_t i, size_t end, const char *close)
{
    size_t stop = blt__find(s, i + 1, end, close);

    if (stop == end)
        return i + 1;
    blt__hide(s, i, stop + strlen(close));
    return stop + strlen(close);
}

static void
text(blt__scanner *s, size_t i, size_t end)
{
    while (i < end) {
        uint8_t next = i + 1 < end ? s->p[i + 1] : 0;

        switch (s->p[i]) {
        case '=':
        case '~':
            i = hide_verbatim(s, i, end);
            break;
        case '[':
            i = next == '[' ? hide_link(s, i, end)
                : blt__opens(s, i, "[fn:") || blt__is_ascii_digit(next)
                ? hide_to(s, i, end, "]") : i + 1;
            break;
        case '<':
            i = next == '<' || blt__is_ascii_digit(next)
                ? hide_to(s, i, end, ">") : i + 1;
            break;
        case '\\':
            i = next == '(' ? hide_to(s, i, end, "\\)")
                : next == '[' ? hide_to(s, i, end, "\\]") : i + 1;
            break;
        case '$':
            i = next > ' ' && !blt__is_ascii_digit(next)
                ? hide_to(s, i, end, "$") : i + 1;
            break;
        case '@':
            i = next == '@' ? hide_to(s, i, end, "@@") : i + 1;
            break;
        default:
            i++;
        }
    }
}

/* A line that begins with #+. */
static void
keyword(blt__scanner *s, const blt__lexer_line *l)
{
    size_t name = l->at + 2, end = name;

    while (end < l->end && (blt__is_name_byte(s->p[end])
                            || s->p[end] == '-'))
        end++;
    if (blt__starts_with(s, name, "begin_")
        && blt__list_index(code_blocks, s->p + name + 6, end - name - 6)
           != 0) {
        s->at->in = BLT__IN_FENCE;
        s->at->mark = 'b';
    }
    if (end < l->end && s->p[end] == ':'
        && blt__list_index(prose_keywords, s->p + name, end - name) != 0) {
        blt__hide(s, l->at, end + 1);
        text(s, end + 1, l->end);
    } else {
        blt__hide(s, l->at, l->end);
    }
}

/* The tags ":a:b:" at the end of a heading are hidden. */
static void
heading(blt__scanner *s, const blt__lexer_line *l)
{
    size_t end = l->end, k;

    while (end > l->at && s->p[end - 1] == ' ')
        end--;
    k = end;
    if (end > l->at && s->p[end - 1] == ':')
        while (k > l->at && s->p[k - 1] > ' ')
            k--;
    if (k < end && s->p[k] == ':')
        blt__hide(s, k, end);
    else
        k = end;
    text(s, l->at, k);
}

void
blt__lex_org(blt__scanner *s, size_t i)
{
    blt__lexer_state *at = s->at;

    for (blt__lexer_line l; i < s->n; i = l.next) {
        uint8_t c;

        l = blt__line_at(s, i);
        c = l.at < l.end ? s->p[l.at] : 0;
        if (at->in == BLT__IN_FENCE) {
            if (blt__starts_with(s, l.at, at->mark == 'b' ? "#+end_"
                                 : ":end:"))
                at->in = 0;
            blt__hide_code(s, l.at, l.end);
        } else if (blt__opens(s, l.at, "#+")) {
            keyword(s, &l);
        } else if (c == ':' && (l.at + 1 == l.end || s->p[l.at + 1] == ' ')) {
            blt__hide_code(s, l.at, l.end);
        } else if (c == ':' && s->p[l.end - 1] == ':'
                   && blt__find(s, l.at, l.end, " ") == l.end) {
            at->in = BLT__IN_FENCE;
            at->mark = 'd';
            blt__hide(s, l.at, l.end);
        } else if (c == '*' && l.indent == 0) {
            heading(s, &l);
        } else {
            text(s, l.at, l.end);
        }
    }
}
