/* Source code and configuration: comments are prose, and so are strings of
 * more than one word; everything else is hidden.
 *
 * Languages are grouped into a few families by what opens a comment.  Where
 * the languages of a family differ (a ' that opens a string or a lifetime), a
 * wrong decision lasts for one line at most. */
#include "config.h"
#include <string.h>
#include "markup/formats.h"

enum {                  /* what opens a comment */
    SLASHES = 1, HASH = 2, DASHES = 4, SEMICOLON = 8,
    TRIPLE = 16,        /* three quotes open a string */
    LONG = 32,          /* "..." may span lines */
    TICK = 64,          /* `...` is a string that may span lines */
    APOSTROPHE = 128    /* '...' is a string */
};

static const struct block {
    unsigned families;
    char open[5], close[4];
} blocks[] = {
    { SLASHES | DASHES, "/*", "*/" },
    { DASHES, "{-", "-}" }, { DASHES, "--[[", "]]" },
    { SEMICOLON, "#|", "|#" },
};
#define BLOCKS (sizeof blocks / sizeof *blocks)

static unsigned
family(blt_spell_mode mode)
{
    switch (mode) {
    case BLT_SPELL_CODE_HASH: return HASH | TRIPLE | APOSTROPHE;
    case BLT_SPELL_CODE_DASH: return DASHES | APOSTROPHE;
    case BLT_SPELL_CODE_LISP: return SEMICOLON | LONG;
    case BLT_SPELL_CONFIG: return HASH | SLASHES | SEMICOLON | APOSTROPHE;
    default: return SLASHES | TRIPLE | TICK | APOSTROPHE;
    }
}

/* ---- within comments and strings ------------------------------------------- */

/* Hides "@param name", "\param name" and ":param name:". */
static void
hide_doc_tags(blt__scanner *s, size_t from, size_t to)
{
    static const char tags[] = "param tparam arg var ivar type rtype throws"
        " raises exception see link code class property prop typedef";

    for (size_t i = from; i + 1 < to; i++) {
        size_t end = i + 1;

        if ((s->p[i] != '@' && s->p[i] != '\\' && s->p[i] != ':')
            || !blt__is_letter_byte(s->p[end]))
            continue;
        while (end < to && blt__is_letter_byte(s->p[end]))
            end++;
        if (blt__list_index(tags, s->p + i + 1, end - i - 1) == 0)
            continue;
        while (end < to && s->p[end] == ' ')
            end++;
        if (end < to && s->p[end] == '{') {     /* {type} */
            while (end < to && s->p[end] != '}' && s->p[end] != '\n')
                end++;
            while (end < to && (s->p[end] == '}' || s->p[end] == ' '))
                end++;
        }
        while (end < to && s->p[end] > ' ')
            end++;
        blt__hide(s, i, end);
        i = end - 1;
    }
}

/* Hides the lines of a comment that are commented-out code. */
static void
hide_commented_code(blt__scanner *s, size_t from, size_t to)
{
    for (size_t i = from, end; i < to; i = end + 1) {
        size_t last;

        end = blt__line_end(s, i);
        if (end > to)
            end = to;
        for (last = end; last > i && s->p[last - 1] <= ' '; last--)
            ;
        if (last > i && strchr(";{}", s->p[last - 1]) != NULL
            && s->p[last - 1] != 0)
            blt__hide(s, i, end);
    }
}

/* Hides \n, %s, {0}, ${name} and #{name} with adjacent letters. */
static void
hide_escapes(blt__scanner *s, size_t from, size_t to)
{
    for (size_t i = from; i + 1 < to; i++) {
        uint8_t c = s->p[i];
        size_t end = i + 2;

        if (c == '%') {
            while (end < to && end - i < 12
                   && !blt__is_letter_byte(s->p[end - 1]))
                end++;
        } else if (c == '{') {
            while (end < to && end - i < 80 && s->p[end - 1] != '}')
                end++;
            if (s->p[end - 1] != '}')
                continue;
        } else if (c != '\\') {
            continue;
        }
        blt__hide_joined(s, i, end);
        i = end - 1;
    }
}

/* Whether there are two words separated by a space: not a name. */
static int
is_prose(const uint8_t *p, size_t n)
{
    int word = 0;

    for (size_t i = 0; i + 1 < n; i++) {
        if (word && p[i] == ' ' && blt__is_letter_byte(p[i + 1]))
            return 1;
        word |= blt__is_letter_byte(p[i]);
    }
    return 0;
}

/* ---- where comments and strings begin and end ------------------------------ */

typedef struct scan {
    blt__scanner *s;
    unsigned family;
    size_t code;        /* code from here on is not hidden yet */
} scan;

static void
comment(scan *c, size_t from, size_t to)
{
    blt__hide(c->s, c->code, from);
    if (c->family & SLASHES)
        hide_commented_code(c->s, from, to);
    hide_doc_tags(c->s, from, to);
    c->code = to;
}

static void
string(scan *c, size_t from, size_t to)
{
    if (!is_prose(c->s->p + from, to - from))
        return;                         /* is hidden with the code */
    blt__hide(c->s, c->code, from);
    hide_escapes(c->s, from, to);
    c->code = to;
}

/* Continues a block comment at i.  Returns the end of the piece, or where the
 * comment has ended; at->in is 0 then. */
static size_t
continue_comment(scan *c, size_t i)
{
    blt__scanner *s = c->s;
    const char *close = blocks[s->at->mark].close;
    size_t k = i, n = strlen(close);

    while (k < s->n && (s->n - k < n || memcmp(s->p + k, close, n) != 0))
        k++;
    comment(c, i, k);
    if (k == s->n)
        return k;
    s->at->in = 0;
    return k + n;
}

/* The same for a string that may span lines. */
static size_t
continue_string(scan *c, size_t i)
{
    blt__scanner *s = c->s;
    uint8_t mark = s->at->mark;
    size_t k = i, n = s->at->length;

    for (; k < s->n; k++) {
        if (s->p[k] == '\\')
            k++;
        else if (s->p[k] == mark && (n == 1 || (s->n - k >= 3
                 && s->p[k + 1] == mark && s->p[k + 2] == mark)))
            break;
    }
    if (k >= s->n) {
        string(c, i, s->n);
        return s->n;
    }
    string(c, i, k);
    s->at->in = 0;
    return k + n;
}

/* Takes "..." or '...' within a line; returns i + 1 when it does not close
 * there. */
static size_t
short_string(scan *c, size_t i)
{
    const uint8_t *p = c->s->p;
    size_t k = i + 1, n = c->s->n;

    while (k < n && p[k] != p[i] && p[k] != '\n')
        k += p[k] == '\\' ? 2 : 1;
    if (k >= n || p[k] != p[i])
        return i + 1;
    string(c, i + 1, k);
    return k + 1;
}

static int
opens(const blt__scanner *s, size_t i, const char *what)
{
    size_t n = strlen(what);

    return s->n - i >= n && memcmp(s->p + i, what, n) == 0;
}

static int
line_comment(const scan *c, size_t i)
{
    const uint8_t *p = c->s->p;
    uint8_t before = i > 0 ? p[i - 1] : '\n';
    int separated = before <= ' ' || before == ';' || before == ')';

    switch (p[i]) {
    case '/':
        return (c->family & SLASHES) && opens(c->s, i, "//")
            && before != ':';
    case '-':
        return (c->family & DASHES) && opens(c->s, i, "--");
    case '#':
        return (c->family & HASH) && separated && !opens(c->s, i, "#!");
    case ';':
        return (c->family & SEMICOLON) && (separated || !(c->family & HASH))
            && before != '\\' && before != '?';
    default:
        return 0;
    }
}

static size_t
step(scan *c, size_t i)
{
    blt__scanner *s = c->s;
    uint8_t ch = s->p[i];
    size_t end;

    for (unsigned b = 0; b < BLOCKS; b++)
        if (ch == (uint8_t)blocks[b].open[0]
            && (c->family & blocks[b].families)
            && opens(s, i, blocks[b].open)) {
            s->at->in = BLT__IN_COMMENT;
            s->at->mark = (uint8_t)b;
            return continue_comment(c, i + strlen(blocks[b].open));
        }
    if (line_comment(c, i)) {
        end = blt__line_end(s, i);
        comment(c, i, end);
        return end;
    }
    if (ch != '"' && ch != '\'' && ch != '`')
        return i + 1;
    if ((c->family & TRIPLE) && ch != '`' && s->n - i >= 3
        && s->p[i + 1] == ch && s->p[i + 2] == ch) {
        s->at->length = 3;
    } else if ((ch == '"' && (c->family & LONG))
               || (ch == '`' && (c->family & TICK))) {
        s->at->length = 1;
    } else {
        return ch == '"' || (ch == '\'' && (c->family & APOSTROPHE))
            ? short_string(c, i) : i + 1;
    }
    s->at->in = BLT__IN_STRING;
    s->at->mark = ch;
    return continue_string(c, i + s->at->length);
}

void
blt__scan_code(blt__scanner *s, blt_spell_mode mode)
{
    scan c = { s, family(mode), 0 };
    size_t i = 0;

    while (i < s->n)
        switch (s->at->in) {
        case BLT__IN_COMMENT: i = continue_comment(&c, i); break;
        case BLT__IN_STRING: i = continue_string(&c, i); break;
        default: i = step(&c, i);
        }
    blt__hide(s, c.code, s->n);
}
