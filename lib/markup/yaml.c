/* YAML, line by line: comments, values of more than one word and block scalars
 * are shown; keys, anchors, tags and scripts are hidden.  By hand, as libyaml
 * reports characters and not bytes, and no comments.
 *
 * State: in BLOCK: a block scalar, while lines are indented by more than
 * `indent`; mark: c for a script; in STRING: a quoted scalar, which ends with
 * mark. */
#include "config.h"
#include <string.h>
#include "markup/lexers.h"

/* Keys whose values are programs. */
static const char scripts[] = "run script scripts before_script after_script"
    " command commands cmd args code shell sh bash exec install test entrypoint"
    " query sql expr regex pattern inline install_script source content"
    " data before_install after_success";

/* The end of the key and the ": " after it at i; i when there is none. */
static size_t
key_end(const blt__scanner *s, size_t i, size_t end, size_t *name)
{
    size_t k = i;

    if (k < end && (s->p[k] == '"' || s->p[k] == '\'')) {
        char quote[2] = { (char)s->p[k], '\0' };

        k = blt__find(s, k + 1, end, quote) + 1;
        *name = k;
    } else {
        while (k < end && s->p[k] != ':' && s->p[k] != '#' && s->p[k] != '"'
               && s->p[k] != '{' && s->p[k] != '[')
            k++;
        *name = k;
    }
    if (k >= end || s->p[k] != ':' || (k + 1 < end && s->p[k + 1] != ' '))
        return i;
    return k + 1;
}

/* A block of prose or a script that begins after this line. */
static void
begin_block(blt__scanner *s, const blt__lexer_line *l, size_t key, size_t name)
{
    s->at->in = BLT__IN_BLOCK;
    s->at->indent = l->indent < UINT16_MAX ? (uint16_t)l->indent : UINT16_MAX;
    s->at->mark = blt__list_index(scripts, s->p + key, name - key) != 0
        ? 'c' : 't';
}

/* Where the comment of a line begins; its end when there is none. */
static size_t
comment_start(const blt__scanner *s, size_t i, size_t end)
{
    for (; i < end; i++)
        if (s->p[i] == '#' && blt__before(s, i) <= ' ')
            return i;
    return end;
}

/* Continues a quoted scalar at i; returns the end of the line or of the
 * scalar. */
static size_t
quoted(blt__scanner *s, size_t i, size_t end, int script)
{
    size_t k = i;

    while (k < end && s->p[k] != s->at->mark)
        k += s->p[k] == '\\' && s->at->mark == '"' ? 2 : 1;
    if (k > end)
        k = end;
    if (!script && blt__has_words(s, i, k))
        blt__lex_literal(s, i, k);
    else
        blt__hide_code(s, i, k);
    if (k < end)
        s->at->in = 0;
    return k < end ? k + 1 : end;
}

/* The value at i of the key p[key .. name). */
static void
value(blt__scanner *s, const blt__lexer_line *l, size_t i, size_t key,
      size_t name)
{
    int script = blt__list_index(scripts, s->p + key, name - key) != 0;
    size_t comment;

    while (i < l->end && s->p[i] == ' ')
        i++;
    while (i < l->end && (s->p[i] == '&' || s->p[i] == '!'
                          || s->p[i] == '*')) {         /* anchor, tag */
        size_t from = i;

        while (i < l->end && s->p[i] > ' ')
            i++;
        blt__hide_code(s, from, i);
        while (i < l->end && s->p[i] == ' ')
            i++;
    }
    if (i < l->end && (s->p[i] == '|' || s->p[i] == '>')) {
        begin_block(s, l, key, name);
        return;
    }
    if (i < l->end && (s->p[i] == '"' || s->p[i] == '\'')) {
        s->at->in = BLT__IN_STRING;
        s->at->mark = s->p[i];
        i = quoted(s, i + 1, l->end, script);
    }
    comment = comment_start(s, i, l->end);
    if (i < comment && (s->p[i] == '{' || s->p[i] == '[' || script
                        || !blt__has_words(s, i, comment)))
        blt__hide_code(s, i, comment);
    else
        blt__mark_literal(s, i, comment);
    if (comment < l->end)
        blt__embed(s, blt__lex_comment, comment, l->end);
}

static void
line(blt__scanner *s, const blt__lexer_line *l)
{
    size_t i = l->at, key, name = 0, end;

    if (i < l->end && s->p[i] == '#') {
        blt__embed(s, blt__lex_comment, i, l->end);
        return;
    }
    while (i + 1 < l->end && (s->p[i] == '-' || s->p[i] == '?')
           && s->p[i + 1] == ' ')
        for (i += 2; i < l->end && s->p[i] == ' '; i++)
            ;
    key = i;
    end = key_end(s, i, l->end, &name);
    blt__hide_code(s, l->at, end);
    value(s, l, end, key, end > key ? name : key);
}

void
blt__lex_yaml(blt__scanner *s, size_t i)
{
    blt__lexer_state *at = s->at;

    for (blt__lexer_line l; i < s->n; i = l.next) {
        l = blt__line_at(s, i);
        if (at->in == BLT__IN_BLOCK && !blt__line_is_empty(&l)
            && l.indent <= at->indent)
            at->in = 0;
        if (at->in == BLT__IN_STRING)
            quoted(s, l.at, l.end, 0);
        else if (at->in != BLT__IN_BLOCK)
            line(s, &l);
        else if (at->mark == 'c' || blt__is_code_line(s, l.at, l.end))
            blt__hide_code(s, l.at, l.end);
        else
            blt__mark_literal(s, l.at, l.end);
    }
}
