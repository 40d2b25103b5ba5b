/* PO files [GNU gettext manual, "The Format of PO Files"]: translations
 * (msgstr) are shown, in the language that the header declares; msgid, msgctxt
 * and comments are hidden.  A mnemonic (&File, _File, ~File) is read without
 * its mark.  By hand, as libgettextpo does not tell where a string was.
 *
 * State: in STRING within msgstr, 0 elsewhere; mark: the mark of mnemonics in
 * msgid, 0 for none; length: 1 while msgid has been empty, 2 in the header;
 * lang. */
#include "config.h"
#include <string.h>
#include "markup/lexers.h"

/* The mark of a mnemonic in a msgid p[from .. to): the only one of its kind,
 * before a letter. */
static uint8_t
mnemonic_mark(const blt__scanner *s, size_t from, size_t to)
{
    static const char marks[] = "&_~";

    for (const char *m = marks; *m != '\0'; m++) {
        size_t count = 0, good = 0;

        for (size_t i = from; i + 1 < to; i++)
            if (s->p[i] == (uint8_t)*m) {
                count++;
                good += (size_t)blt__is_letter_byte(s->p[i + 1]);
            }
        if (count == 1 && good == 1)
            return (uint8_t)*m;
    }
    return 0;
}

/* Lets the word with the mark at i read without it. */
static void
read_mnemonic(blt__scanner *s, size_t i, size_t first, size_t last)
{
    size_t from = i, to = i + 1;
    char form[64];

    while (from > first && blt__is_letter_byte(s->p[from - 1])
           && (from < first + 2 || s->p[from - 2] != '\\'))
        from--;
    while (to < last && blt__is_letter_byte(s->p[to]))
        to++;
    if (to == i + 1 || to - from > sizeof form || blt__byte(s, to) == ';')
        return;
    memcpy(form, s->p + from, i - from);
    memcpy(form + (i - from), s->p + i + 1, to - i - 1);
    blt__read_as(s, from, to, form, to - from - 1);
}

/* The content of a translation. */
static void
translation(blt__scanner *s, size_t from, size_t to)
{
    if (s->at->length == 2) {           /* the header */
        size_t i = blt__find(s, from, to, "Language: ");

        if (i < to)
            s->at->lang = blt__lang_pack(s->p + i + 10, to - i - 10);
        blt__hide(s, from, to);
        return;
    }
    if (s->at->lang != 0)
        blt__mark_lang(s, from, to, s->at->lang);
    blt__hide_escapes(s, from, to);
    for (size_t i = from; s->at->mark != 0 && i < to; i++)
        if (s->p[i] == s->at->mark)
            read_mnemonic(s, i, from, to);
}

/* A line with a string, which begins at the quote at i. */
static void
string_line(blt__scanner *s, const blt__lexer_line *l, size_t i)
{
    blt__lexer_state *at = s->at;
    size_t end = l->end;

    while (end > i + 1 && s->p[end - 1] != '"')
        end--;
    if (end <= i + 1)
        return;
    end--;
    if (at->in == BLT__IN_STRING) {
        translation(s, i + 1, end);
        return;
    }
    if (end > i + 1)
        at->length = 0;                 /* not the header's msgid */
    if (at->mark == 0)
        at->mark = mnemonic_mark(s, i + 1, end);
    blt__hide(s, l->from, l->end);
}

void
blt__lex_po(blt__scanner *s, size_t i)
{
    blt__lexer_state *at = s->at;

    for (blt__lexer_line l; i < s->n; i = l.next) {
        const uint8_t *quote;
        size_t open;

        l = blt__line_at(s, i);
        quote = l.at < l.end ? memchr(s->p + l.at, '"', l.end - l.at) : NULL;
        open = quote != NULL ? (size_t)(quote - s->p) : l.end;
        if (quote == NULL || s->p[l.at] == '#') {
            blt__hide(s, l.from, l.end);
            continue;
        }
        if (blt__opens(s, l.at, "msgstr")) {
            at->in = BLT__IN_STRING;
            if (at->length == 1)
                at->length = 2;
        } else if (blt__opens(s, l.at, "msg")) {
            at->in = at->mark = 0;
            at->length = blt__opens(s, l.at, "msgid ");
        }
        blt__hide(s, l.from, open);
        string_line(s, &l, open);
    }
}
