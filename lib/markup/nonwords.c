/* Strings that are not words in any format: URLs, addresses, paths,
 * identifiers, hashes, units, numerals, abbreviations.
 *
 * A run is a sequence of tokens without a space or markup between them.  Most
 * are told by their punctuation, some by a single word.  A rule that would
 * also match a typing error ("end.The" without its space, "teH") does not
 * apply.  The bounds on lengths were derived from examples, which are the
 * cases of tests/unit/markup.c. */
#include "config.h"
#include <string.h>
#include "markup/exclude.h"
#include "text/text.h"

static int is_lower(uint8_t c) { return c >= 'a' && c <= 'z'; }
static int is_upper(uint8_t c) { return c >= 'A' && c <= 'Z'; }

static int
is_hex(uint8_t c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f');
}

/* ---- one word ------------------------------------------------------------ */

/* M* (CM|CD|D?C{0,3}) (XC|XL|L?X{0,3}) (IX|IV|V?I{0,3}) */
static int
is_roman(const uint8_t *p, size_t n)
{
    static const char *const digit[] = { "IXC", "VLD", "XCM" };
    size_t i = 0;

    while (i < n && p[i] == 'M')
        i++;
    for (int k = 2; k >= 0; k--) {
        uint8_t one = (uint8_t)digit[0][k], five = (uint8_t)digit[1][k];
        uint8_t ten = (uint8_t)digit[2][k];
        size_t ones = 0;

        if (i + 1 < n && p[i] == one && (p[i + 1] == five
                                         || p[i + 1] == ten)) {
            i += 2;
            continue;
        }
        if (i < n && p[i] == five)
            i++;
        while (i < n && ones < 3 && p[i] == one) {
            i++;
            ones++;
        }
    }
    return i == n && n > 0;
}

static const char units[] = "nm um mm cm dm m km ha l ml cl dl mg g kg t lb"
    " lbs oz ft yd mi mph kph s ms us ns min h hr hrs d w kw mw gw kwh mwh"
    " va hz khz mhz ghz thz b kb mb gb tb pb kib mib gib tib kbit mbit gbit"
    " kbps mbps gbps bps bpm rpm dpi ppi px pt em rem vh vw fps pa hpa kpa"
    " mpa bar psi j kj mj cal kcal ev kev mev gev v mv kv a ma mah db dba"
    " mol mmol nmol ppm ppb usd eur gbp chf";

/* Whether a word is the micro sign, or a mu, with a unit. */
static int
is_micro(const uint8_t *p, size_t n)
{
    return n >= 2 && n <= 5 && (memcmp(p, "\xc2\xb5", 2) == 0
                                || memcmp(p, "\xce\xbc", 2) == 0)
        && (n == 2 || blt__list_index(units, p + 2, n - 2) != 0);
}

typedef struct line {
    size_t from, to;
    int upper;                  /* mostly in capitals */
} line;

/* Whether the line at i is mostly in capitals, so that capitals do not mark an
 * abbreviation.  *l: the line asked about last. */
static int
is_upper_line(const blt__scanner *s, size_t i, line *l)
{
    size_t upper = 0, lower = 0, begin = i;

    if (i >= l->from && i < l->to)
        return l->upper;
    while (begin > l->to && s->p[begin - 1] != '\n')
        begin--;
    l->from = begin;
    l->to = blt__line_end(s, i);
    for (size_t k = l->from; k < l->to; k++) {
        upper += (size_t)is_upper(s->p[k]);
        lower += (size_t)is_lower(s->p[k]);
    }
    return l->upper = upper > lower;
}

static int
is_nonword(blt__scanner *s, const blt__token *t, int after_number, line *l)
{
    const uint8_t *p = s->p + t->offset;
    size_t n = t->length, upper = 0, lower = 0, hex = 0, roman = 0;
    size_t hump = n;        /* the last a-z before the first inner A-Z */

    for (size_t i = 0; i < n; i++) {
        int u = is_upper(p[i]);

        if (u && i > 0 && is_lower(p[i - 1]) && hump == n)
            hump = i;
        upper += (size_t)u;
        lower += (size_t)is_lower(p[i]);
        hex += (size_t)is_hex(p[i]);
        roman += (size_t)(p[i] == 'i' || p[i] == 'v' || p[i] == 'x');
    }
    if (upper + lower < n)              /* other scripts, apostrophes */
        return is_micro(p, n);
    if (hex == n && n >= 8)
        return 1;
    if (after_number && n <= 4 && blt__list_index(units, p, n) != 0)
        return 1;
    if (roman == n && n >= 2 && n <= 8) {
        uint8_t big[8];

        for (size_t i = 0; i < n; i++)
            big[i] = (uint8_t)(p[i] & ~32);
        return is_roman(big, n);
    }
    if (upper < 2)                      /* camelCase, but not teH */
        return upper == 1 && hump < n && hump >= 2 && n - hump >= 3;
    if (lower == 0)
        return is_roman(p, n) || (n <= 5 && !is_upper_line(s, t->offset, l));
    if (lower == 1 && p[n - 1] == 's')  /* PDFs */
        return n <= 6;
    return (hump < n && n >= 4) || (upper >= 3 && n >= 5);
}

/* ---- one run ------------------------------------------------------------ */

typedef struct run {
    const uint8_t *p;           /* the piece */
    const blt__token *t;        /* [n] its tokens */
    size_t n;
} run;

static uint8_t
mark_at(const run *c, size_t i)
{
    return i < c->n && c->t[i].kind == BLT__TOKEN_PUNCT
        && c->t[i].length == 1 ? c->p[c->t[i].offset] : 0;
}

/* A word or a number. */
static int
is_solid(const run *c, size_t i)
{
    return i < c->n && (c->t[i].kind == BLT__TOKEN_WORD
                        || c->t[i].kind == BLT__TOKEN_NUMBER);
}

static int
is_word(const run *c, size_t i)
{
    return i < c->n && c->t[i].kind == BLT__TOKEN_WORD;
}

static uint8_t
first_byte(const run *c, size_t i)
{
    return c->p[c->t[i].offset];
}

/* Whether the run begins as #tag, $VAR, --option, -fast, /path, ~user, %s or
 * <tag> does. */
static int
is_technical_start(const run *c, size_t i, size_t slashes)
{
    uint8_t m = mark_at(c, i), next = mark_at(c, i + 1);

    switch (m) {
    case '#':
    case '$':
    case '~':
    case '%':
        return is_solid(c, i + 1) || next == '{' || next == '/' || next == '(';
    case '/':
        return is_solid(c, i + 1);
    case '.':
        return next == '/' || (next == '.' && slashes > 0)
            || (is_word(c, i + 1) && is_lower(first_byte(c, i + 1)));
    case '-':
        return (next == '-' && is_word(c, i + 2)
                && is_lower(first_byte(c, i + 2)))
            || (is_word(c, i + 1) && (c->t[i + 1].length == 1
                                      || is_lower(first_byte(c, i + 1))));
    case '<':
        return is_solid(c, i + 1) || next == '/' || next == '!';
    case ':':
        return is_word(c, i + 1) && mark_at(c, i + 2) == ':';
    default:
        return 0;
    }
}

/* Whether the dot between two words makes a host, a file or a method of them:
 * not in "end.The". */
static int
is_dotted_name(const run *c, size_t i, size_t dots)
{
    uint8_t next = first_byte(c, i + 1);

    return dots > 1 || !is_upper(next) || is_upper(first_byte(c, i - 1));
}

/* Whether the slash at i is that of a path.  "and/or" is prose, and "src/main"
 * cannot be told from it; more is a path. */
static int
is_path(const run *c, size_t i, size_t slashes, size_t dots, size_t numbers)
{
    return slashes > 1 || dots > 0 || numbers > 0
        || (i > 0 && c->t[i - 1].length == 1)
        || (i + 1 < c->n && c->t[i + 1].length == 1);
}

/* Whether the punctuation mark at i makes the run technical. */
static int
is_technical_mark(const run *c, size_t i, size_t slashes, size_t dots,
                  size_t numbers)
{
    uint8_t m = mark_at(c, i), next = mark_at(c, i + 1);
    int left = i > 0 && is_solid(c, i - 1), right = is_solid(c, i + 1);

    switch (m) {
    case '@':
        return left || right;
    case '\\':
        return left || right || c->n > 1;
    case '=':
        return left || right;
    case '_':
        while (left && mark_at(c, i + 1) == '_')
            i++;
        return left && is_solid(c, i + 1);
    case '/':
        return left && right && is_path(c, i, slashes, dots, numbers);
    case ':':
        return (next == ':' && left) || (next == '/' && left)
            || (left && right && is_word(c, i - 1) && is_word(c, i + 1)
                && is_lower(first_byte(c, i + 1))
                && is_lower(first_byte(c, i - 1)));
    case '-':
        return next == '>' && left;
    case '(':
        return left && next == ')';
    case '[':
        return left && i + 1 < c->n
            && c->t[i + 1].kind == BLT__TOKEN_NUMBER;
    case '{':
        return right || next == '{' || next == '%' || left;
    case '.':
        return left && right && is_dotted_name(c, i, dots);
    case '&':
        return left && right && is_upper(first_byte(c, i + 1));
    case '+':
        return left && next == '+';
    default:
        return 0;
    }
}

/* Whether the run looks like base64, a key or a UUID: long, with a mixture of
 * digits and capitals that words do not have. */
static int
is_random(const run *c)
{
    size_t from = c->t[0].offset, to = c->t[c->n - 1].offset
        + c->t[c->n - 1].length, digits = 0, humps = 0, hex = 0, other = 0;

    if (to - from < 8)
        return 0;
    for (size_t i = from; i < to; i++) {
        uint8_t b = c->p[i];

        digits += (size_t)(b >= '0' && b <= '9');
        hex += (size_t)(is_hex(b) || b == '-' || b == ':');
        humps += (size_t)(i > from && is_lower(c->p[i - 1]) && is_upper(b));
        other += (size_t)(!is_hex(b) && !is_lower(b) && !is_upper(b)
                          && strchr("+/=-_.", b) == NULL);
    }
    if (hex == to - from)
        return digits > 0;
    return to - from >= 20 && other == 0 && (humps >= 3 || digits >= 4);
}

static int
is_technical(const run *c)
{
    size_t begin = 0, slashes = 0, dots = 0, numbers = 0, words = 0;

    for (size_t i = 0; i < c->n; i++) {
        uint8_t m = mark_at(c, i);

        slashes += m == '/';
        dots += m == '.' && i > 0 && is_solid(c, i - 1) && is_solid(c, i + 1);
        numbers += c->t[i].kind == BLT__TOKEN_NUMBER;
        words += c->t[i].kind == BLT__TOKEN_WORD;
    }
    if (words == 0)
        return 0;
    while (begin < c->n && strchr("([\"'*", mark_at(c, begin)) != NULL
           && mark_at(c, begin) != 0)
        begin++;
    if (is_technical_start(c, begin, slashes))
        return 1;
    for (size_t i = begin; i < c->n; i++)
        if (is_technical_mark(c, i, slashes, dots, numbers))
            return 1;
    return is_random(c);
}

/* Hides `code`: the tokens between two backticks. */
static void
hide_ticks(blt__token *t, const run *c)
{
    size_t open = c->n;

    for (size_t i = 0; i < c->n; i++) {
        if (mark_at(c, i) != '`')
            continue;
        if (open == c->n) {
            open = i;
            continue;
        }
        for (size_t k = open; k <= i; k++)
            t[k].skip = BLT__SKIP_CODE;
        open = c->n;
    }
}

/* Whether invalid UTF-8 is adjacent to token i: it may be half of a word in
 * another encoding. */
static int
touches_invalid(const run *c, size_t i)
{
    return (i > 0 && c->t[i - 1].kind == BLT__TOKEN_OTHER
            && c->p[c->t[i].offset - 1] >= 0x80)
        || (i + 1 < c->n && c->t[i + 1].kind == BLT__TOKEN_OTHER
            && first_byte(c, i + 1) >= 0x80);
}

static void
hide_in_run(blt__scanner *s, blt__token *t, size_t n, line *l)
{
    run c = { s->p, t, n };

    if (n > 1 && is_technical(&c)) {
        for (size_t i = 0; i < n; i++)
            t[i].skip = BLT__SKIP_NONWORD;
        return;
    }
    if (n > 2)
        hide_ticks(t, &c);
    for (size_t i = 0; i < n; i++) {
        int number = i > 0 ? t[i - 1].kind == BLT__TOKEN_NUMBER
            : t > s->t->p && t[-1].kind == BLT__TOKEN_NUMBER;

        if (t[i].kind != BLT__TOKEN_WORD || t[i].skip)
            continue;
        /* utf8; bo**ld**; C++ and C# */
        if ((i > 0 && t[i - 1].kind == BLT__TOKEN_NUMBER)
            || (i + 1 < n && t[i + 1].kind == BLT__TOKEN_NUMBER)
            || (mark_at(&c, i + 1) == '#')
            || (i > 1 && mark_at(&c, i - 1) == '*' && is_word(&c, i - 2))
            || (mark_at(&c, i + 1) == '*' && is_word(&c, i + 2))
            || touches_invalid(&c, i) || is_nonword(s, &t[i], number, l))
            t[i].skip = BLT__SKIP_NONWORD;
    }
}

void
blt__hide_nonwords(blt__scanner *s)
{
    line l = { 0, 0, 0 };
    size_t n = s->t->n, end;

    for (size_t i = 0; i < n; i = end) {
        const blt__token *t = s->t->p;

        for (end = i + 1; end < n && !t[end].space && !t[end].skip
             && !t[i].skip; end++)
            ;
        if (!t[i].skip && t[i].kind != BLT__TOKEN_BREAK)
            hide_in_run(s, s->t->p + i, end - i, &l);
    }
}
