/* Configuration files: INI, TOML, Java's properties, desktop entries, units of
 * systemd.  Comments and values of more than one word are shown; a key may
 * declare a language, as Comment[de] does.
 *
 * State: in STRING: three quotes of TOML, `mark`. */
#include "config.h"
#include <string.h>
#include "markup/lexers.h"

/* Keys whose values are commands, or lists of names. */
static const char commands[] = "exec tryexec execstart execstartpre"
    " execstartpost execstop execreload after before wants requires wantedby"
    " command cmd run script environment classifiers keywords mimetype"
    " categories path alias requires-python dependencies";

/* Where a comment that follows a value begins. */
static size_t
comment_start(const blt__scanner *s, size_t i, size_t end)
{
    for (i++; i < end; i++)
        if ((s->p[i] == '#' || s->p[i] == ';'
             || (s->p[i] == '/' && blt__byte(s, i + 1) == '/'))
            && s->p[i - 1] <= ' ')
            return i;
    return end;
}

/* Shows the strings of a value p[i .. end), or a value without quotes. */
static void
value(blt__scanner *s, size_t i, size_t end)
{
    size_t code = i, k = i;

    if (i >= end)
        return;
    if (memchr(s->p + i, '"', end - i) == NULL && s->p[i] != '\''
        && s->p[i] != '[' && s->p[i] != '{') {
        if (blt__has_words(s, i, end))
            blt__lex_literal(s, i, end);
        else
            blt__hide_code(s, i, end);
        return;
    }
    while (k < end) {
        size_t stop = k + 1;

        if (s->p[k] != '"' && s->p[k] != '\'') {
            k++;
            continue;
        }
        while (stop < end && s->p[stop] != s->p[k])
            stop += s->p[stop] == '\\' ? 2 : 1;
        if (stop >= end)
            break;
        if (blt__has_words(s, k + 1, stop)) {
            blt__hide_code(s, code, k + 1);
            blt__lex_literal(s, k + 1, stop);
            code = stop;
        }
        k = stop + 1;
    }
    blt__hide_code(s, code, end);
}

/* Takes """...""" and '''...''' that open on the line at i; 0 when none. */
static int
triple(blt__scanner *s, const blt__lexer_line *l, size_t i)
{
    const char *close = s->p[i] == '"' ? "\"\"\"" : "'''";
    size_t end;

    if (!blt__opens(s, i, close))
        return 0;
    end = blt__find(s, i + 3, l->end, close);
    blt__lex_literal(s, i + 3, end);
    if (end == l->end) {
        s->at->in = BLT__IN_STRING;
        s->at->mark = s->p[i];
    }
    return 1;
}

/* Marks the value of a key that ends with [code]. */
static void
mark_language(blt__scanner *s, size_t key, size_t end, size_t i, size_t to)
{
    size_t open = blt__find(s, key, end, "[");

    if (open < end) {
        uint16_t lang = blt__lang_pack(s->p + open + 1,
                                       blt__find(s, open, end, "]") - open
                                       - 1);

        if (lang != 0)
            blt__mark_lang(s, i, to, lang);
    }
}

static void
line(blt__scanner *s, const blt__lexer_line *l)
{
    uint8_t c = s->p[l->at];
    size_t i = l->at, key_end, comment;

    if (c == '#' || c == ';' || c == '!' || blt__opens(s, i, "//")) {
        blt__embed(s, blt__lex_comment, i, l->end);
        return;
    }
    if (c == '[') {                     /* a section, or a list that goes on */
        comment = comment_start(s, i, l->end);
        blt__hide_code(s, i, comment);
        blt__embed(s, blt__lex_comment, comment, l->end);
        return;
    }
    while (i < l->end && s->p[i] != '=' && s->p[i] != ':' && s->p[i] != '"')
        i++;
    if (i < l->end && s->p[i] == '"')
        i = l->at;                      /* a string of a list that goes on */
    key_end = i;
    while (key_end > l->at && s->p[key_end - 1] == ' ')
        key_end--;
    if (i < l->end && i > l->at)
        i++;
    while (i < l->end && (s->p[i] == ' ' || s->p[i] == '\t'))
        i++;
    blt__hide_code(s, l->at, i);
    if (i < l->end && triple(s, l, i))
        return;
    comment = comment_start(s, i, l->end);
    if (blt__list_index(commands, s->p + l->at, key_end - l->at) != 0
        || (i == l->end && key_end == l->end))
        blt__hide_code(s, i, comment);
    else
        value(s, i, comment);
    mark_language(s, l->at, key_end, i, comment);
    if (comment < l->end)
        blt__embed(s, blt__lex_comment, comment, l->end);
}

void
blt__lex_config(blt__scanner *s, size_t i)
{
    for (blt__lexer_line l; i < s->n; i = l.next) {
        l = blt__line_at(s, i);
        if (s->at->in == BLT__IN_STRING) {
            const char *close = s->at->mark == '"' ? "\"\"\"" : "'''";
            size_t end = blt__find(s, l.from, l.end, close);

            blt__lex_literal(s, l.from, end);
            if (end < l.end)
                s->at->in = 0;
        } else if (l.at < l.end) {
            line(s, &l);
        }
    }
}
