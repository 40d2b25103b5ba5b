/* Markdown: code, link targets and tags are no prose.  [CommonMark 0.31, as
 * far as it decides what is text]
 *
 * Blocks are found line by line; what can cross lines, `code` and tags, only
 * within a paragraph.  A backtick run that does not close is remembered, so
 * that each length is looked for once a paragraph. */
#include "config.h"
#include <string.h>
#include "markup/skip.h"

#define TARGET 1024     /* bytes of a link's target that are looked at */
#define SCHEME 64       /* and of what may be <https:...> */
#define TICKS 16

typedef struct line {
    size_t at, end;     /* content behind quote marks and blanks; newline */
    size_t indent;      /* columns before it */
} line;

static line
read_line(const blt__skipper *s, size_t i)
{
    line l = { i, blt__line_end(s, i), 0 };

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

static size_t
run(const blt__skipper *s, size_t i, size_t end)
{
    size_t from = i;

    while (i < end && s->p[i] == s->p[from])
        i++;
    return i - from;
}

static int
is_fence(const blt__skipper *s, const line *l)
{
    uint8_t c = l->at < l->end ? s->p[l->at] : 0;
    size_t n;

    if (c != '`' && c != '~')
        return 0;
    n = run(s, l->at, l->end);
    /* ```x``` on one line is code within the line. */
    return n >= 3 && (c == '~' || memchr(s->p + l->at + n, '`',
                                         l->end - l->at - n) == NULL);
}

static int
is_item(const blt__skipper *s, const line *l)
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
newline_after(const blt__skipper *s, size_t end)
{
    while (end < s->n && s->p[end] != '\n')
        end++;
    return end < s->n ? end + 1 : end;
}

/* ---- inside a paragraph --------------------------------------------------- */

/* `code`: the end of the run of the same length, or behind this one. */
static size_t
skip_ticks(blt__skipper *s, size_t i, size_t end, uint8_t *open)
{
    size_t n = run(s, i, end), k = i + n;

    if (n > TICKS || open[n])
        return k;
    while (k < end) {
        const uint8_t *tick = memchr(s->p + k, '`', end - k);
        size_t m;

        if (tick == NULL)
            break;
        k = (size_t)(tick - s->p);
        m = run(s, k, end);
        k += m;
        if (m == n) {
            blt__skip_bytes(s, i, k);
            return k;
        }
    }
    open[n] = 1;
    return i + n;
}

/* ](target "title") or ][label]. */
static size_t
skip_target(blt__skipper *s, size_t i, size_t end)
{
    size_t most = end - i < TARGET ? end : i + TARGET, k = i + 2, stop = 0;
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
    blt__skip_bytes(s, i + 2, close == ')' && stop != 0 ? stop : k);
    return k + 1;
}

/* To the closing text within the line; i + 1 when it is not there. */
static size_t
skip_to(blt__skipper *s, size_t i, size_t end, uint8_t close)
{
    size_t stop = i + 1;
    const uint8_t *found;

    while (stop < end && stop - i < TARGET && s->p[stop] != '\n')
        stop++;
    found = memchr(s->p + i, close, stop - i);
    if (found == NULL)
        return i + 1;
    stop = (size_t)(found - s->p) + 1;
    blt__skip_bytes(s, i, stop);
    return stop;
}

/* A tag must close before the paragraph does, or "a <b" swallows it.
 * *close: where the next > was found the last time. */
static size_t
skip_angle(blt__skipper *s, size_t i, size_t end, size_t *close)
{
    if (*close <= i) {
        const uint8_t *p = memchr(s->p + i, '>', end - i);

        *close = p != NULL ? (size_t)(p - s->p) : SIZE_MAX;
    }
    if (*close == SIZE_MAX)
        return end - i >= 4 && memcmp(s->p + i, "<!--", 4) == 0
            ? blt__skip_tag(s, i) : i + 1;
    for (size_t k = i + 1; k < *close && k - i < SCHEME && s->p[k] != ' '; k++)
        if (s->p[k] == ':' || s->p[k] == '@') {     /* <https://...> <a@b> */
            blt__skip_bytes(s, i, *close);
            return *close + 1;
        }
    return blt__skip_tag(s, i);
}

static size_t
inline_text(blt__skipper *s, size_t i, size_t end)
{
    uint8_t open[TICKS + 1] = { 0 };
    size_t close = 0;

    while (i < end) {
        uint8_t next = i + 1 < end ? s->p[i + 1] : 0;

        switch (s->p[i]) {
        case '\\':
            i += 2;
            break;
        case '`':
            i = skip_ticks(s, i, end, open);
            break;
        case '<':
            i = skip_angle(s, i, end, &close);
            break;
        case '&':
            i = blt__skip_tag(s, i);
            break;
        case ']':
            i = next == '(' || next == '[' ? skip_target(s, i, end) : i + 1;
            break;
        case '[':
            i = next == '^' ? skip_to(s, i, end, ']') : i + 1;
            break;
        case '{':
            i = next != 0 && strchr("#.:%{=", next) != NULL
                ? skip_to(s, i, end, '}') : i + 1;
            break;
        default:
            i++;
        }
    }
    return i;
}

/* ---- blocks --------------------------------------------------------------- */

/* [label]: target */
static int
is_definition(const blt__skipper *s, const line *l, size_t *target)
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
skip_definition(blt__skipper *s, const line *l, size_t i)
{
    int note = s->p[l->at + 1] == '^';  /* a footnote has text */

    if (!note) {
        while (i < l->end && s->p[i] == ' ')
            i++;
        while (i < l->end && s->p[i] != ' ')
            i++;
    }
    blt__skip_bytes(s, l->at, i);
    return i;
}

/* From i to the end of the paragraph that begins there: an empty line, a
 * fence, a heading or an item ends it. */
static size_t
paragraph_end(const blt__skipper *s, size_t i)
{
    i = newline_after(s, i);
    while (i < s->n) {
        line l = read_line(s, i);

        if (l.at >= l.end || is_fence(s, &l) || is_item(s, &l)
            || s->p[l.at] == '#')
            return i;
        i = newline_after(s, l.end);
    }
    return i;
}

/* The line of code, fence or front matter at i; where the next begins. */
static size_t
skip_verbatim(blt__skipper *s, size_t i)
{
    line l = read_line(s, i);
    blt__markup *at = s->at;
    size_t n = l.at < l.end ? run(s, l.at, l.end) : 0;

    if (at->in == BLT__IN_FENCE && n >= at->length
        && s->p[l.at] == at->mark && l.at + n == l.end)
        at->in = 0;
    else if (at->in == BLT__IN_FRONT && l.end - i == 3
             && (memcmp(s->p + i, "---", 3) == 0
                 || memcmp(s->p + i, "...", 3) == 0))
        at->in = 0;
    blt__skip_bytes(s, i, l.end);
    return newline_after(s, l.end);
}

static size_t
take_line(blt__skipper *s, size_t i)
{
    line l = read_line(s, i);
    blt__markup *at = s->at;
    size_t target, n;

    if (!at->begun) {
        at->begun = at->blank = 1;
        if (l.end - i == 3 && memcmp(s->p + i, "---", 3) == 0) {
            at->in = BLT__IN_FRONT;
            return newline_after(s, l.end);
        }
    }
    if (l.at >= l.end) {
        at->blank = 1;
        return newline_after(s, l.end);
    }
    if (is_fence(s, &l)) {
        n = run(s, l.at, l.end);
        at->in = BLT__IN_FENCE;
        at->mark = s->p[l.at];
        at->length = n < 255 ? (uint8_t)n : 255;
        blt__skip_bytes(s, i, l.end);
        return newline_after(s, l.end);
    }
    if (is_item(s, &l))
        at->list = 1;
    else if (at->blank && l.indent == 0)
        at->list = 0;
    if (at->blank && l.indent >= 4 && !at->list) {
        blt__skip_bytes(s, i, l.end);   /* and blank stays: so may the next */
        return newline_after(s, l.end);
    }
    at->blank = 0;
    if (is_definition(s, &l, &target))
        return inline_text(s, skip_definition(s, &l, target),
                           newline_after(s, l.end));
    return inline_text(s, l.at, paragraph_end(s, i));
}

void
blt__skip_markdown(blt__skipper *s)
{
    size_t i = 0;

    while (i < s->n) {
        if (s->at->in == BLT__IN_FENCE || s->at->in == BLT__IN_FRONT)
            i = skip_verbatim(s, i);
        else if (s->at->in != 0)
            i = inline_text(s, blt__skip_tag(s, i), newline_after(s, i));
        else
            i = take_line(s, i);
    }
}
