/* Subtitles: SubRip and WebVTT.  Numbers, times, cue names, tags, notes and
 * style sheets are hidden.
 *
 * State: in BLOCK: a note or a style sheet, until an empty line. */
#include "config.h"
#include <string.h>
#include "markup/lexers.h"

/* The position of a word at the beginning of the line. */
static int
is_block(const blt__scanner *s, const blt__lexer_line *l)
{
    return blt__opens(s, l->from, "NOTE") || blt__opens(s, l->from, "STYLE")
        || blt__opens(s, l->from, "REGION")
        || blt__opens(s, l->from, "WEBVTT");
}

/* Tags <i>, <v Ann>, <00:01.000> and {\an8} end on their line. */
static void
text(blt__scanner *s, size_t i, size_t end)
{
    while (i < end) {
        size_t stop = s->p[i] == '<' ? blt__find(s, i, end, ">")
            : s->p[i] == '{' ? blt__find(s, i, end, "}") : end;

        if (stop < end) {
            blt__hide_part(s, i, stop + 1);
            i = stop + 1;
        } else if (s->p[i] == '&') {
            i = blt__html_tag(s, i);
        } else {
            i++;
        }
    }
}

void
blt__lex_subtitles(blt__scanner *s, size_t i)
{
    for (blt__lexer_line l; i < s->n; i = l.next) {
        blt__lexer_line next;

        l = blt__line_at(s, i);
        if (blt__line_is_empty(&l)) {
            s->at->in = 0;
            continue;
        }
        next = blt__line_at(s, l.next);
        if (s->at->in == 0 && is_block(s, &l))
            s->at->in = BLT__IN_BLOCK;
        if (s->at->in == BLT__IN_BLOCK
            || blt__find(s, l.at, l.end, "-->") < l.end
            || blt__find(s, next.at, next.end, "-->") < next.end)
            blt__hide(s, l.from, l.end);
        else
            text(s, l.at, l.end);
    }
}
