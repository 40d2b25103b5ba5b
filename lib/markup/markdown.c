/* Markdown: code, link targets and tags are hidden.  [CommonMark 0.31, as far
 * as it decides what is text]
 *
 * With it go extensions of GitHub, Pandoc, Hugo and wikis: front matter,
 * mathematics, ::: blocks, [[links]], {attributes}, footnotes.  Text in
 * brackets alone may be the label of a link, so it is hidden.
 *
 * Blocks are found line by line; what may span lines, `code`, tags and
 * mathematics, ends with its paragraph.  A length of backtick run that does not
 * close is remembered, so that each length is looked for once per paragraph.
 * By hand: md4c and cmark-gfm read whole documents only, and the latter does
 * not tell where inline text was.
 *
 * State: in FENCE with mark and length, FRONT with mark, what html.c has;
 * after_empty, list. */
#include "config.h"
#include <string.h>
#include "markup/lexers.h"

/* Bounds on lookahead.  Derived: longer than what people write. */
#define MAX_TARGET 1024     /* bytes of a link target */
#define MAX_SCHEME 64       /* bytes before the colon of <https:...> */
#define MAX_TICKS 16        /* backticks of a run */

typedef struct block_line {
    size_t at, end;     /* content after quote marks and spaces; newline */
    size_t indent;      /* columns before it */
} block_line;

static block_line
read_line(const blt__scanner *s, size_t i)
{
    block_line l = { i, blt__line_end(s, i), 0 };

    for (; l.at < l.end; l.at++) {
        uint8_t c = s->p[l.at];

        if (c == ' ')
            l.indent++;
        else if (c == '\t')
            l.indent += 4 - l.indent % 4;
        else if (c == '>')
            l.indent = 0;
        else
            break;
    }
    if (l.end > l.at && s->p[l.end - 1] == '\r')
        l.end--;
    return l;
}

static int
is_fence(const blt__scanner *s, const block_line *l)
{
    uint8_t c = l->at < l->end ? s->p[l->at] : 0;
    size_t n;

    if (c != '`' && c != '~')
        return 0;
    n = blt__run(s, l->at, l->end);
    /* ```x``` on one line is code within the line. */
    return n >= 3 && (c == '~' || memchr(s->p + l->at + n, '`',
                                         l->end - l->at - n) == NULL);
}

static int
is_item(const blt__scanner *s, const block_line *l)
{
    size_t i = l->at;

    if (i < l->end && strchr("-+*", s->p[i]) != NULL && s->p[i] != 0) {
        i++;
    } else {
        while (i < l->end && s->p[i] >= '0' && s->p[i] <= '9')
            i++;
        if (i == l->at || i >= l->end || (s->p[i] != '.' && s->p[i] != ')'))
            return 0;
        i++;
    }
    return i < l->end && (s->p[i] == ' ' || s->p[i] == '\t');
}

static size_t
newline_after(const blt__scanner *s, size_t end)
{
    while (end < s->n && s->p[end] != '\n')
        end++;
    return end < s->n ? end + 1 : end;
}

/* ---- inside a paragraph --------------------------------------------------- */

/* Hides `code` up to the next run of as many backticks; without one, returns
 * the end of this run. */
static size_t
hide_ticks(blt__scanner *s, size_t i, size_t end, uint8_t *open)
{
    size_t n = blt__run(s, i, end), k = i + n;

    if (n > MAX_TICKS || open[n])
        return k;
    while (k < end) {
        const uint8_t *tick = memchr(s->p + k, '`', end - k);
        size_t m;

        if (tick == NULL)
            break;
        k = (size_t)(tick - s->p);
        m = blt__run(s, k, end);
        k += m;
        if (m == n) {
            blt__hide_code(s, i, k);
            return k;
        }
    }
    open[n] = 1;
    return i + n;
}

/* Hides the target of ](target "title") or ][label]. */
static size_t
hide_target(blt__scanner *s, size_t i, size_t end)
{
    size_t most = end - i < MAX_TARGET ? end : i + MAX_TARGET;
    size_t k = i + 2, stop = 0;
    uint8_t close = s->p[i + 1] == '(' ? ')' : ']';
    int depth = 0;

    for (; k < most && (s->p[k] != close || depth > 0); k++) {
        if (s->p[k] == '\\')
            k++;
        else if (s->p[k] == '(')
            depth++;
        else if (s->p[k] == ')')
            depth--;
        else if (s->p[k] == '"' && stop == 0)
            stop = k;                   /* the title is prose */
    }
    if (k >= most)
        return i + 1;
    blt__hide(s, i + 2, close == ')' && stop != 0 ? stop : k);
    return k + 1;
}

/* Hides text up to a closing byte within the line; returns i + 1 when it is
 * not there. */
static size_t
hide_to(blt__scanner *s, size_t i, size_t end, uint8_t close)
{
    size_t stop = i + 1;
    const uint8_t *found;

    while (stop < end && stop - i < MAX_TARGET && s->p[stop] != '\n')
        stop++;
    found = memchr(s->p + i, close, stop - i);
    if (found == NULL)
        return i + 1;
    stop = (size_t)(found - s->p) + 1;
    blt__hide(s, i, stop);
    return stop;
}

/* Hides a tag or an <address>.  It must close within the paragraph, or "a <b"
 * would hide the rest.  *close: where the next > was found the last time. */
static size_t
hide_angle(blt__scanner *s, size_t i, size_t end, size_t *close)
{
    if (*close <= i) {
        const uint8_t *p = memchr(s->p + i, '>', end - i);

        *close = p != NULL ? (size_t)(p - s->p) : SIZE_MAX;
    }
    if (*close == SIZE_MAX)
        return end - i >= 4 && memcmp(s->p + i, "<!--", 4) == 0
            ? blt__html_tag(s, i) : i + 1;
    for (size_t k = i + 1; k < *close && k - i < MAX_SCHEME
         && s->p[k] != ' '; k++)
        if (s->p[k] == ':' || s->p[k] == '@') {     /* <https://...> <a@b> */
            blt__hide(s, i, *close);
            return *close + 1;
        }
    return blt__html_tag(s, i);
}

/* Hides the text and the label of [text], [text][], [^note], or the target of
 * [[target|text]]; the text of a link is prose. */
static size_t
hide_brackets(blt__scanner *s, size_t i, size_t end)
{
    size_t most = end - i < MAX_TARGET ? end : i + MAX_TARGET, k, close = 0;
    int depth = 0;

    if (i + 1 < end && s->p[i + 1] == '[') {
        close = blt__find(s, i, most, "]]");
        k = blt__find(s, i, close, "|");
        if (close < most && blt__find(s, i + 2, close, "[") == close) {
            blt__hide(s, i, k < close ? k + 1 : close + 2);
            return k < close ? k + 1 : close + 2;
        }
    }
    for (k = i; k < most; k++) {
        if (s->p[k] == '\\' || s->p[k] == '`')
            k += s->p[k] == '\\';
        else if (s->p[k] == '[')
            depth++;
        else if (s->p[k] == ']' && --depth == 0)
            break;
    }
    if (k >= most)
        return i + 1;
    if (k + 1 < end && (s->p[k + 1] == '(' || (s->p[k + 1] == '['
                                               && blt__byte(s, k + 2) != ']')))
        return i + 1;
    blt__hide(s, i, k + 1);
    return k + 1;
}

/* Hides $x$ and $$x$$; returns i + 1 or more when it is not mathematics. */
static size_t
hide_math(blt__scanner *s, size_t i, size_t end)
{
    size_t n = blt__run(s, i, end), most = end - i < MAX_TARGET ? end
        : i + MAX_TARGET, k = i + n;

    if (n > 2 || k >= end || (n == 1 && s->p[k] <= ' '))
        return k;
    for (; k < most; k++) {
        if (s->p[k] == '\\')
            k++;
        else if (s->p[k] == '$' && blt__run(s, k, end) >= n
                 && (n == 2 || (s->p[k - 1] > ' '
                                && !blt__is_ascii_digit(blt__byte(s,
                                                                  k + 1)))))
            break;
    }
    if (k >= most)
        return i + n;
    blt__hide(s, i, k + n);
    return k + n;
}

static size_t
inline_text(blt__scanner *s, size_t i, size_t end)
{
    uint8_t open[MAX_TICKS + 1] = { 0 };
    size_t close = 0;

    while (i < end) {
        uint8_t next = i + 1 < end ? s->p[i + 1] : 0;

        switch (s->p[i]) {
        case '\\':
            i += 2;
            break;
        case '`':
            i = hide_ticks(s, i, end, open);
            break;
        case '<':
            i = hide_angle(s, i, end, &close);
            break;
        case '&':
            i = blt__html_tag(s, i);
            break;
        case ']':
            i = next == '(' || next == '[' ? hide_target(s, i, end) : i + 1;
            break;
        case '[':
            i = next == '^' ? hide_to(s, i, end, ']')
                : hide_brackets(s, i, end);
            break;
        case '$':
            i = hide_math(s, i, end);
            break;
        case '{':
            i = next != 0 && strchr("#.:%{=", next) != NULL
                ? hide_to(s, i, end, '}') : i + 1;
            break;
        default:
            i++;
        }
    }
    return i;
}

/* ---- blocks --------------------------------------------------------------- */

/* Whether a line is "[label]: target". */
static int
is_definition(const blt__scanner *s, const block_line *l, size_t *target)
{
    const uint8_t *close;

    if (l->at >= l->end || s->p[l->at] != '[')
        return 0;
    close = memchr(s->p + l->at, ']', l->end - l->at);
    if (close == NULL || close + 1 >= s->p + l->end || close[1] != ':')
        return 0;
    *target = (size_t)(close - s->p) + 2;
    return 1;
}

static size_t
hide_definition(blt__scanner *s, const block_line *l, size_t i)
{
    int note = s->p[l->at + 1] == '^';  /* a footnote has text */

    if (!note) {
        while (i < l->end && s->p[i] == ' ')
            i++;
        while (i < l->end && s->p[i] != ' ')
            i++;
    }
    blt__hide(s, l->at, i);
    return i;
}

/* Whether all of a line is markup: ::: of a block, import and export of
 * MDX. */
static int
is_markup_line(const blt__scanner *s, const block_line *l)
{
    return blt__opens(s, l->at, ":::")
        || (l->indent == 0 && blt__opens(s, l->at, "import ")
            && blt__find(s, l->at, l->end, " from ") < l->end)
        || (l->indent == 0 && blt__opens(s, l->at, "export ")
            && blt__find(s, l->at, l->end, " = ") < l->end);
}

/* The end of the paragraph that begins at i: an empty line, a fence, a heading
 * or an item. */
static size_t
paragraph_end(const blt__scanner *s, size_t i)
{
    i = newline_after(s, i);
    while (i < s->n) {
        block_line l = read_line(s, i);

        if (l.at >= l.end || is_fence(s, &l) || is_item(s, &l)
            || s->p[l.at] == '#' || is_markup_line(s, &l))
            return i;
        i = newline_after(s, l.end);
    }
    return i;
}

/* The kinds of front matter: YAML, TOML, ORG, JSON. */
static const char front_marks[] = "-+;{";

static int
begins_front(blt__scanner *s, size_t i, size_t end)
{
    uint8_t c = i < end ? s->p[i] : 0;

    if (c == 0 || strchr(front_marks, c) == NULL
        || (c == '{' ? end - i != 1
            : end - i != 3 || blt__run(s, i, end) != 3))
        return 0;
    s->at->in = BLT__IN_FRONT;
    s->at->mark = c;
    return 1;
}

static int
ends_front(const blt__scanner *s, size_t i, size_t end)
{
    if (s->at->mark == '{')
        return end - i == 1 && s->p[i] == '}';
    return end - i == 3 && blt__run(s, i, end) == 3
        && (s->p[i] == s->at->mark || (s->p[i] == '.' && s->at->mark == '-'));
}

/* Hides the line at i of fenced code or front matter; returns where the next
 * begins. */
static size_t
hide_verbatim(blt__scanner *s, size_t i)
{
    block_line l = read_line(s, i);
    blt__lexer_state *at = s->at;
    size_t n = l.at < l.end ? blt__run(s, l.at, l.end) : 0;

    if (at->in == BLT__IN_FENCE && n >= at->length
        && s->p[l.at] == at->mark && l.at + n == l.end)
        at->in = 0;
    else if (at->in == BLT__IN_FRONT && ends_front(s, i, l.end))
        at->in = 0;
    blt__hide(s, i, l.end);
    return newline_after(s, l.end);
}

static size_t
take_line(blt__scanner *s, size_t i)
{
    block_line l = read_line(s, i);
    blt__lexer_state *at = s->at;
    size_t target, n;

    if (!at->begun) {
        at->begun = at->after_empty = 1;
        if (begins_front(s, i, l.end)) {
            blt__hide(s, i, l.end);
            return newline_after(s, l.end);
        }
    }
    if (l.at >= l.end) {
        at->after_empty = 1;
        return newline_after(s, l.end);
    }
    if (is_fence(s, &l)) {
        n = blt__run(s, l.at, l.end);
        at->in = BLT__IN_FENCE;
        at->mark = s->p[l.at];
        at->length = n < 255 ? (uint8_t)n : 255;
        blt__hide(s, i, l.end);
        return newline_after(s, l.end);
    }
    if (is_markup_line(s, &l)) {
        blt__hide(s, i, l.end);
        return newline_after(s, l.end);
    }
    if (is_item(s, &l))
        at->list = 1;
    else if (at->after_empty && l.indent == 0)
        at->list = 0;
    if (at->after_empty && l.indent >= 4 && !at->list) {
        blt__hide(s, i, l.end);     /* after_empty stays as it is */
        return newline_after(s, l.end);
    }
    at->after_empty = 0;
    if (is_definition(s, &l, &target))
        return inline_text(s, hide_definition(s, &l, target),
                           newline_after(s, l.end));
    return inline_text(s, l.at, paragraph_end(s, i));
}

void
blt__lex_markdown(blt__scanner *s, size_t i)
{
    while (i < s->n) {
        if (s->at->in == BLT__IN_FENCE || s->at->in == BLT__IN_FRONT)
            i = hide_verbatim(s, i);
        else if (s->at->in != 0)
            i = inline_text(s, blt__html_tag(s, i), newline_after(s, i));
        else
            i = take_line(s, i);
    }
}
