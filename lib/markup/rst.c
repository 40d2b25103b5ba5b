/* reStructuredText [docutils: reStructuredText Markup Specification], and the
 * docstrings of Python, with the sections of Google's and NumPy's style: code,
 * directives, roles, fields, targets and doctests are hidden.  By hand, as
 * docutils is Python.
 *
 * Markup within text is looked for on one line.  State: in BLOCK, until a line
 * is not indented by more than `indent`: mark l for a literal block, d for a
 * doctest (until an empty line), v for a block of a directive. */
#include "config.h"
#include <string.h>
#include "markup/lexers.h"

/* Directives whose content is not prose, and those whose argument is. */
static const char code_directives[] = "code code-block sourcecode highlight"
    " literalinclude parsed-literal math raw testcode testoutput testsetup"
    " testcleanup doctest productionlist graphviz digraph graph plantuml"
    " ipython prompt toctree include csv-table list-table role default-role"
    " mermaid uml autosummary jupyter-execute plot command-output"
    " program-output"
    " contents sectnum meta index tabularcolumns currentmodule module";
static const char prose_directives[] = "note warning tip hint important caution"
    " danger error attention admonition seealso rubric topic sidebar epigraph"
    " title container compound versionadded versionchanged deprecated"
    " versionremoved";
static const char type_fields[] = "type rtype vartype raises raise except"
    " exception throws";

/* The end of `x` or ``x`` that opens at i, or 0. */
static size_t
ticks_end(const blt__scanner *s, size_t i, size_t end)
{
    size_t n = blt__run(s, i, end), stop;

    if (n != 1 && n != 2)
        return 0;
    stop = blt__find(s, i + n, end, n == 1 ? "`" : "``");
    return stop < end ? stop + n : 0;
}

/* Hides what opens with a backtick at i; returns where text continues. */
static size_t
hide_ticks(blt__scanner *s, size_t i, size_t end)
{
    size_t stop = ticks_end(s, i, end), angle;

    if (stop == 0)
        return i + blt__run(s, i, end);
    if (blt__byte(s, i + 1) == '`' || blt__byte(s, stop) != '_') {
        if (blt__byte(s, stop) == ':') {        /* `text`:role: */
            size_t role = blt__name_end(s, stop + 1, end);

            if (role > stop + 1 && blt__byte(s, role) == ':')
                stop = role + 1;
        }
        blt__hide_code(s, i, stop);
        return stop;
    }
    angle = blt__find(s, i, stop, "<");         /* `text <target>`_ */
    if (angle < stop)
        blt__hide(s, angle, stop);
    return stop;
}

static void
text(blt__scanner *s, size_t i, size_t end)
{
    while (i < end) {
        uint8_t c = s->p[i];
        size_t k;

        if (c == '\\') {
            i += 2;
        } else if (c == '`') {
            i = hide_ticks(s, i, end);
        } else if (c == ':' && blt__is_ascii_letter(blt__byte(s, i + 1))) {
            k = i + 1;                          /* :role:`text` */
            while (k < end && (blt__is_name_byte(s->p[k]) || s->p[k] == '-'
                               || s->p[k] == '.' || s->p[k] == ':'))
                k++;
            if (k < end && s->p[k] == '`' && s->p[k - 1] == ':'
                && ticks_end(s, k, end) != 0) {
                size_t stop = ticks_end(s, k, end);

                blt__hide_code(s, i, stop);
                i = stop;
            } else {
                i++;
            }
        } else if (c == '|' && blt__byte(s, i + 1) > ' '
                   && (k = blt__find(s, i + 1, end, "|")) < end) {
            blt__hide(s, i, k + 1);             /* |substitution| */
            i = k + 1;
        } else if (c == '_' && (k = blt__dunder_end(s, i, end)) > i) {
            blt__hide_code(s, i, k);
            i = k;
        } else {
            i++;
        }
    }
}

static void
begin_block(blt__scanner *s, const blt__lexer_line *l, uint8_t mark)
{
    s->at->in = BLT__IN_BLOCK;
    s->at->mark = mark;
    s->at->indent = l->indent < UINT16_MAX ? (uint16_t)l->indent : UINT16_MAX;
}

/* A line that begins with ".. ". */
static void
explicit_markup(blt__scanner *s, const blt__lexer_line *l)
{
    size_t i = l->at + 2, name, end;

    while (i < l->end && s->p[i] == ' ')
        i++;
    if (i < l->end && s->p[i] == '[') {         /* a footnote has text */
        end = blt__find(s, i, l->end, "]");
        blt__hide(s, l->at, end);
        text(s, end, l->end);
        return;
    }
    if (i < l->end && (s->p[i] == '_' || s->p[i] == '|')) {
        blt__hide(s, l->at, l->end);
        return;
    }
    for (name = end = i; end < l->end && (blt__is_name_byte(s->p[end])
                                          || s->p[end] == '-'
                                          || (s->p[end] == ':' && blt__byte(s,
                                              end + 1) != ':')); end++)
        ;
    if (!blt__opens(s, end, "::") || end >= l->end || end == name) {
        blt__hide(s, l->at, l->end);            /* a comment */
        begin_block(s, l, 'v');
        return;
    }
    if (blt__list_index(prose_directives, s->p + name, end - name) != 0) {
        blt__hide(s, l->at, end + 2);
        text(s, end + 2, l->end);
        return;
    }
    blt__hide(s, l->at, l->end);
    if (blt__list_index(code_directives, s->p + name, end - name) != 0)
        begin_block(s, l, 'v');
}

/* The end of a field ":name arg:" that begins a line, or of "name (type):" or
 * "name : type" of a docstring; l->at when there is none. */
static size_t
field_end(const blt__scanner *s, const blt__lexer_line *l)
{
    size_t i = l->at, end, word;

    if (blt__byte(s, i) == ':') {
        end = blt__find(s, i + 1, l->end, ":");
        if (end == l->end || end == i + 1 || s->p[i + 1] == ' '
            || (end + 1 < l->end && s->p[end + 1] != ' '))
            return i;
        word = blt__name_end(s, i + 1, end);
        return blt__list_index(type_fields, s->p + i + 1, word - i - 1) != 0
            ? l->end : end + 1;
    }
    while (i < l->end && s->p[i] == '*')
        i++;
    end = blt__name_end(s, i, l->end);
    while (end + 2 < l->end && (blt__opens(s, end, ", ")
                                || blt__opens(s, end, ", *")))
        end = blt__name_end(s, end + (s->p[end + 2] == '*' ? 3 : 2), l->end);
    if (end == i)
        return l->at;
    if (blt__opens(s, end, " : "))
        return l->end;                          /* NumPy */
    if (l->indent == 0)
        return l->at;
    if (blt__opens(s, end, " (")) {
        word = blt__find(s, end, l->end, "):");
        return word < l->end ? word + 2 : l->at;
    }
    return end < l->end && s->p[end] == ':'
        && blt__find(s, i, end, ",") == end ? end + 1 : l->at;
}

/* Whether the line continues the block that is open. */
static int
in_block(blt__scanner *s, const blt__lexer_line *l)
{
    if (s->at->in != BLT__IN_BLOCK)
        return 0;
    if (s->at->mark == 'd' ? !blt__line_is_empty(l)
        : blt__line_is_empty(l) || l->indent > s->at->indent)
        return 1;
    s->at->in = 0;
    return 0;
}

void
blt__lex_rst(blt__scanner *s, size_t i)
{
    for (blt__lexer_line l; i < s->n; i = l.next) {
        size_t from;

        l = blt__line_at(s, i);
        if (in_block(s, &l)) {
            blt__hide_code(s, l.at, l.end);
        } else if (blt__opens(s, l.at, ">>> ") || blt__opens(s, l.at, "$ ")
                   || blt__opens(s, l.at, "In [")) {
            begin_block(s, &l, 'd');
            blt__hide_code(s, l.at, l.end);
        } else if (blt__opens(s, l.at, ".. ") && l.at + 2 < l.end) {
            explicit_markup(s, &l);
        } else if (blt__opens(s, l.at, "__ ")) {
            blt__hide(s, l.at, l.end);
        } else if (l.indent >= 4 && blt__is_code_line(s, l.at, l.end)) {
            blt__hide_code(s, l.at, l.end);
        } else if (l.at < l.end) {
            from = field_end(s, &l);
            blt__hide_code(s, l.at, from);
            text(s, from, l.end);
            if (l.end - l.at >= 2 && blt__opens(s, l.end - 2, "::"))
                begin_block(s, &l, 'l');
        }
    }
}
