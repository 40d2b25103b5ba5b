/* Here-documents: <<WORD, <<-WORD, <<~WORD, with quotes around WORD or not.
 * Their lines are data: shown where they have words, as strings are.
 *
 * State: hash of WORD, 0 for none; `list` where tabs before WORD do not
 * matter; in HEREDOC from the line after <<WORD on.  Of several on one line the
 * last counts. */
#include "config.h"
#include <string.h>
#include "base/hash.h"
#include "markup/code.h"

static uint32_t
hash_of(const blt__scanner *s, size_t from, size_t to)
{
    return (uint32_t)blt__hash_fold(blt__hash_bytes(BLT__HASH_START,
                                                    s->p + from, to - from))
        | 1;
}

size_t
blt__code_heredoc(blt__code *c, size_t i)
{
    blt__scanner *s = c->s;
    size_t k = i + 2, end;
    uint8_t quote = 0;

    if (!blt__opens(s, i, "<<") || blt__byte(s, k) == '<'
        || blt__before(s, i) == '<')
        return 0;
    s->at->list = blt__byte(s, k) == '-' || blt__byte(s, k) == '~';
    k += s->at->list;
    while (blt__byte(s, k) == ' ' && (c->family & BLT__LONG))
        k++;                            /* in shell: "<< EOF" */
    if (blt__byte(s, k) == '"' || blt__byte(s, k) == '\'')
        quote = s->p[k++];
    else if (blt__byte(s, k) == '\\')
        k++;
    if (!blt__is_ascii_letter(blt__byte(s, k)) && blt__byte(s, k) != '_')
        return 0;
    end = blt__name_end(s, k, s->n);
    if (quote != 0 && blt__byte(s, end) != quote)
        return 0;
    s->at->hash = hash_of(s, k, end);
    return end + (quote != 0);
}

size_t
blt__code_heredoc_line(blt__code *c, size_t i)
{
    blt__scanner *s = c->s;
    blt__lexer_line l = blt__line_at(s, i);
    size_t from = s->at->list ? l.at : l.from;

    if (l.end > from && hash_of(s, from, l.end) == s->at->hash) {
        s->at->in = 0;
        s->at->hash = 0;
        return l.end;
    }
    if (blt__has_words(s, l.at, l.end)) {
        blt__hide_code(s, c->code, l.from);
        blt__lex_literal(s, l.from, l.end);
        c->code = l.end;
    }
    return l.next;
}
