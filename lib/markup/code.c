/* Source code: comments and strings of more than one word are shown, and
 * everything else is hidden.
 *
 * Languages are grouped into families by how comments and strings are written
 * (code.h).  Where the languages of a family differ, a wrong decision lasts for
 * one line at most.  Kept by hand: lexer libraries either need a grammar per
 * language that distributions do not package (tree-sitter), or tell names and
 * not text (ctags).
 *
 * State: in COMMENT with mark, the row of `blocks`; STRING with mark, length,
 * prose; HEREDOC (heredoc.c); before, depth and brace (script.c).  The state
 * of the next level belongs to comments and docstrings. */
#include "config.h"
#include <string.h>
#include "markup/code.h"

static const struct block {
    unsigned families;
    char open[5], close[4];
} blocks[] = {
    { BLT__SLASHES | BLT__DASHES, "/*", "*/" },
    { BLT__DASHES, "{-", "-}" }, { BLT__DASHES, "--[[", "]]" },
    { BLT__SEMICOLON, "#|", "|#" },
};
#define BLOCKS (sizeof blocks / sizeof *blocks)

enum { DOC = 1, CODED = 2 };    /* how a string is shown: as documentation; as
                                   data */

/* ---- comments and strings ------------------------------------------------- */

static int
has_letters(const blt__scanner *s, size_t i, size_t end)
{
    while (i < end && !blt__is_letter_byte(s->p[i]))
        i++;
    return i < end;
}

/* Hides the code up to i. */
static void
hide_code(blt__code *c, size_t i)
{
    if (has_letters(c->s, c->code, i))
        blt__embed_reset(c->s);     /* the comment before has ended */
    blt__hide_code(c->s, c->code, i);
    c->code = i;
}

void
blt__code_comment(blt__code *c, size_t from, size_t to)
{
    hide_code(c, from);
    blt__embed(c->s, blt__lex_comment, from, to);
    c->code = to;
}

/* Whether a string has what programs have and texts do not. */
static int
has_operators(const blt__scanner *s, size_t from, size_t to)
{
    static const char *const operators[] = {
        " = ", " == ", " != ", " += ", "&&", " || ", "=> ", "();", "){", ") {"
    };

    for (size_t k = 0; k < sizeof operators / sizeof *operators; k++)
        if (blt__find(s, from, to, operators[k]) < to)
            return 1;
    return 0;
}

/* Whether a string is a statement of a query language, or other code. */
static int
is_query(const blt__scanner *s, size_t i, size_t to)
{
    static const char verbs[] = "select insert update delete create alter drop"
        " with pragma grant explain begin commit replace truncate from where"
        " order left inner join and or";
    size_t end, other;

    if (has_operators(s, i, to))
        return 1;
    while (i < to && s->p[i] <= ' ')
        i++;
    end = blt__name_end(s, i, to);
    if (blt__list_index(verbs, s->p + i, end - i) == 0)
        return 0;
    for (other = i; other < end; other++)       /* in capitals */
        if (s->p[other] >= 'a')
            return 0;
    return 1;
}

void
blt__code_string(blt__code *c, size_t from, size_t to)
{
    if (!blt__has_words(c->s, from, to) || is_query(c->s, from, to))
        return;                         /* is hidden with the code */
    hide_code(c, from);
    blt__lex_literal(c->s, from, to);
    c->code = to;
}

/* A docstring: reST, with the escapes of a string. */
static void
docstring(blt__code *c, size_t from, size_t to)
{
    hide_code(c, from);
    blt__embed(c->s, blt__lex_rst, from, to);
    c->code = to;
}

/* Continues a block comment at i.  Returns the end of the piece, or where the
 * comment has ended; at->in is 0 then. */
static size_t
continue_comment(blt__code *c, size_t from, size_t i)
{
    blt__scanner *s = c->s;
    const char *close = blocks[s->at->mark].close;
    size_t k = blt__find(s, i, s->n, close);

    blt__code_comment(c, from, k);
    if (k == s->n)
        return k;
    s->at->in = 0;
    blt__embed_reset(s);
    return k + strlen(close);
}

/* The same for a string that may span lines. */
static size_t
continue_string(blt__code *c, size_t i)
{
    blt__scanner *s = c->s;
    uint8_t mark = s->at->mark;
    size_t k = i, n = s->at->length, to;

    for (; k < s->n; k++) {
        if (s->p[k] == '\\')
            k++;
        else if (s->p[k] == mark && (n == 1 || (s->n - k >= 3
                 && s->p[k + 1] == mark && s->p[k + 2] == mark)))
            break;
    }
    to = k < s->n ? k : s->n;
    if (s->at->prose == DOC)
        docstring(c, i, to);
    else if (s->at->prose != CODED && blt__has_words(s, i, to)
             && !is_query(s, i, to))
        blt__code_string(c, i, to);
    else if (blt__has_words(s, i, to))
        s->at->prose = CODED;           /* a query, to its end */
    if (k >= s->n)
        return s->n;
    if (s->at->prose == DOC)
        blt__embed_reset(s);
    s->at->in = s->at->prose = 0;
    return k + n;
}

size_t
blt__code_short_end(const blt__code *c, size_t i)
{
    const uint8_t *p = c->s->p;
    size_t k = i + 1, n = c->s->n;

    while (k < n && p[k] != p[i] && p[k] != '\n')
        k += p[k] == '\\' ? 2 : 1;
    return k < n && p[k] == p[i] ? k + 1 : 0;
}

/* ---- where they begin ------------------------------------------------------ */

static int
line_comment(const blt__code *c, size_t i)
{
    const uint8_t *p = c->s->p;
    uint8_t before = blt__before(c->s, i);
    int separated = before <= ' ' || before == ';' || before == ')';

    switch (p[i]) {
    case '/':
        return (c->family & BLT__SLASHES) && blt__opens(c->s, i, "//")
            && before != ':';
    case '-':
        return (c->family & BLT__DASHES) && blt__opens(c->s, i, "--");
    case '#':
        return (c->family & BLT__HASH) && separated
            && !blt__opens(c->s, i, "#!");
    case ';':
        return (c->family & BLT__SEMICOLON)
            && (separated || !(c->family & BLT__HASH))
            && before != '\\' && before != '?';
    default:
        return 0;
    }
}

/* Whether only white space precedes i on its line. */
static int
begins_line(const blt__scanner *s, size_t i)
{
    while (blt__before(s, i) == ' ' || blt__before(s, i) == '\t')
        i--;
    return blt__before(s, i) == '\n';
}

/* The letters before the quote at i that belong to the string, in lower case,
 * in prefix[3]; returns where they begin. */
static size_t
string_prefix(const blt__code *c, size_t i, char prefix[3])
{
    const uint8_t *p = c->s->p;
    size_t from = i, n = 0;

    while (i - from < 3 && blt__is_name_byte(blt__before(c->s, from)))
        from--;
    if (i - from > 2)
        from = i;
    for (size_t k = from; k < i; k++) {
        char l = (char)(p[k] | 32);

        if (strchr("rbuft", l) == NULL) {
            n = 0;
            from = i;
            break;
        }
        prefix[n++] = l;
    }
    prefix[n] = '\0';
    return from;
}

/* Takes R"x(...)x" of C++ or r#"..."# of Rust within the piece; the quote is at
 * i.  Returns its end, or 0. */
static size_t
raw_string(blt__code *c, size_t i)
{
    blt__scanner *s = c->s;
    char close[20] = { ')' };
    size_t k = i + 1, n = 0, end;

    if (i == 0)
        return 0;
    if (s->p[i - 1] == 'R') {
        while (k < s->n && k - i <= 16 && s->p[k] != '(' && s->p[k] > ' ')
            close[++n] = (char)s->p[k++];
        if (blt__byte(s, k) != '(')
            return 0;
        close[n + 1] = '"';
    } else {
        while (n < i && n < 8 && s->p[i - 1 - n] == '#')
            n++;
        if (n == 0 || n == i || s->p[i - 1 - n] != 'r')
            return 0;
        close[0] = '"';
        memset(close + 1, '#', n);
    }
    end = blt__find(s, k, s->n, close);
    if (end == s->n)
        return 0;
    blt__code_string(c, k, end);
    return end + strlen(close);
}

/* Takes 'x' or '\n'; what is longer is a lifetime or a separator of digits. */
static size_t
character(const blt__code *c, size_t i)
{
    size_t end = blt__code_short_end(c, i);

    return end != 0 && (end - i <= 6 || c->s->p[i + 1] == '\\') ? end : i + 1;
}

/* Takes the string whose quote is at i. */
static size_t
quote(blt__code *c, size_t i)
{
    blt__scanner *s = c->s;
    uint8_t ch = s->p[i];
    char prefix[3] = "";
    size_t from = c->family & BLT__PREFIX ? string_prefix(c, i, prefix) : i;
    int doc = (c->family & BLT__DOCSTRING) && begins_line(s, from)
        && strchr(prefix, 'b') == NULL;
    int raw = strchr(prefix, 'r') != NULL || strchr(prefix, 'b') != NULL;
    size_t n = ch != '`' && (c->family & BLT__TRIPLE) && s->n - i >= 3
        && s->p[i + 1] == ch && s->p[i + 2] == ch ? 3 : 1, end;

    if (n == 3 || (ch == '"' && (c->family & BLT__LONG))
        || (ch == '`' && (c->family & BLT__TICK))) {
        s->at->in = BLT__IN_STRING;
        s->at->mark = ch;
        s->at->length = (uint8_t)n;
        s->at->prose = doc ? DOC : raw ? CODED : 0;
        if (doc)
            blt__embed_reset(s);
        return ch == '`' && (c->family & BLT__REGEX)
            ? blt__code_template(c, i + 1) : continue_string(c, i + n);
    }
    if (ch == '"' && (c->family & BLT__RAW) && (end = raw_string(c, i)) != 0)
        return end;
    if (ch == '\'' && (c->family & BLT__CHARACTER))
        return character(c, i);
    if (ch == '`' || (ch == '\'' && !(c->family & BLT__APOSTROPHE))
        || (end = blt__code_short_end(c, i)) == 0)
        return i + 1;
    if (doc && blt__has_words(s, i + 1, end - 1)) {
        docstring(c, i + 1, end - 1);
        blt__embed_reset(s);
    } else if (!raw) {
        blt__code_string(c, i + 1, end - 1);
    }
    return end;
}

static size_t
step(blt__code *c, size_t i)
{
    blt__scanner *s = c->s;
    uint8_t ch = s->p[i];
    size_t end = 0;

    for (unsigned b = 0; b < BLOCKS; b++)
        if (ch == (uint8_t)blocks[b].open[0]
            && (c->family & blocks[b].families)
            && blt__opens(s, i, blocks[b].open)) {
            s->at->in = BLT__IN_COMMENT;
            s->at->mark = (uint8_t)b;
            blt__embed_reset(s);
            return continue_comment(c, i, i + strlen(blocks[b].open));
        }
    if (line_comment(c, i)) {
        end = blt__line_end(s, i);
        blt__code_comment(c, i, end);
        return end;
    }
    if (c->family & BLT__REGEX)
        end = ch == '/' ? blt__code_regex(c, i) : ch == '{' || ch == '}'
            ? blt__code_brace(c, i) : 0;
    else if (ch == '<' && (c->family & BLT__HEREDOC))
        end = blt__code_heredoc(c, i);
    if (end != 0)
        return end;
    if (ch == '"' || ch == '\'' || ch == '`')
        return quote(c, i);
    if (c->family & BLT__SEMICOLON && (ch == '?' || ch == '\\')
        && blt__byte(s, i + 1) == '"')
        return i + 2;                   /* a character of Lisp */
    return i + 1;
}

static void
lex(blt__scanner *s, size_t i, unsigned family)
{
    blt__code c = { s, family, i };

    while (i < s->n)
        switch (s->at->in) {
        case BLT__IN_COMMENT:
            i = continue_comment(&c, i, i);
            break;
        case BLT__IN_STRING:
            i = s->at->mark == '`' && (family & BLT__REGEX)
                ? blt__code_template(&c, i) : continue_string(&c, i);
            break;
        case BLT__IN_HEREDOC:
            i = blt__code_heredoc_line(&c, i);
            break;
        default:
            if (s->p[i] == '\n' && s->at->hash != 0)
                s->at->in = BLT__IN_HEREDOC;
            i = s->at->in != 0 ? i + 1 : step(&c, i);
        }
    hide_code(&c, s->n);
    for (i = s->n; i > 0 && s->p[i - 1] <= ' '; i--)
        ;
    if (i > 0)
        s->at->before = s->p[i - 1];
}

void
blt__lex_code(blt__scanner *s, size_t i)
{
    lex(s, i, BLT__SLASHES | BLT__TRIPLE | BLT__TICK | BLT__CHARACTER
        | BLT__RAW);
}

void
blt__lex_code_script(blt__scanner *s, size_t i)
{
    lex(s, i, BLT__SLASHES | BLT__TICK | BLT__APOSTROPHE | BLT__REGEX);
}

void
blt__lex_code_python(blt__scanner *s, size_t i)
{
    lex(s, i, BLT__HASH | BLT__TRIPLE | BLT__APOSTROPHE | BLT__PREFIX
        | BLT__DOCSTRING);
}

void
blt__lex_code_hash(blt__scanner *s, size_t i)
{
    lex(s, i, BLT__HASH | BLT__TRIPLE | BLT__APOSTROPHE | BLT__HEREDOC);
}

void
blt__lex_code_dash(blt__scanner *s, size_t i)
{
    lex(s, i, BLT__DASHES | BLT__APOSTROPHE);
}

void
blt__lex_code_lisp(blt__scanner *s, size_t i)
{
    lex(s, i, BLT__SEMICOLON | BLT__LONG);
}
