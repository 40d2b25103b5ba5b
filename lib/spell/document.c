/* What a document says about its own words. */
#include "config.h"
#include <string.h>
#include "spell/evidence.h"
#include "text/text.h"

#define MAX_BYTES 64            /* of a word that is kept.  Derived: longer
                                   ones are not looked up */

void
blt__document_clear(blt__document *d)
{
    blt__word_counts_clear(&d->named);
    d->words = d->technical = d->perhaps = 0;
}

void
blt__document_free(blt__document *d)
{
    blt__word_counts_free(&d->named);
}

/* Whether a token is hidden as what it is, not as markup. */
static int
is_code(const blt__token *t)
{
    return t->skip == BLT__SKIP_CODE || t->skip == BLT__SKIP_NONWORD;
}

static blt_status
add(blt__document *d, const uint8_t *p, size_t n, blt_error *err)
{
    char lower[2 * MAX_BYTES];
    size_t k = n > 1 && n <= MAX_BYTES
        ? blt__word_lower(lower, sizeof lower, (const char *)p, n) : 0;

    return k ? blt__word_counts_add(&d->named, lower, k, err) : BLT_OK;
}

static int is_lower(uint8_t c) { return c >= 'a' && c <= 'z'; }
static int is_upper(uint8_t c) { return c >= 'A' && c <= 'Z'; }

/* Adds an identifier, and its parts if it has several: fooBar, HTTPServer. */
static blt_status
add_identifier(blt__document *d, const uint8_t *p, size_t n, blt_error *err)
{
    blt_status st = add(d, p, n, err);
    size_t from = 0;

    for (size_t i = 1; i < n && st == BLT_OK; i++)
        if (is_upper(p[i]) && (is_lower(p[i - 1])
                               || (i + 1 < n && is_upper(p[i - 1])
                                   && is_lower(p[i + 1])))) {
            st = add(d, p + from, i - from, err);
            from = i;
        }
    return from && st == BLT_OK ? add(d, p + from, n - from, err) : st;
}

static int
is_mark(const uint8_t *text, const blt__token *t, char mark)
{
    return t->kind == BLT__TOKEN_PUNCT && text[t->offset] == (uint8_t)mark;
}

/* camelCase of parts that have two letters or more: a single letter is a slip
 * of the finger. */
static int
is_mixed(const uint8_t *text, const blt__token *t)
{
    const uint8_t *p = text + t->offset;
    size_t n = t->length, from = 0;

    if (blt__word_case((const char *)p, n) != BLT__CASE_MIXED)
        return 0;
    for (size_t i = 1; i < n; i++)
        if (is_upper(p[i]) && is_lower(p[i - 1])) {
            if (i - from < 2)
                return 0;
            from = i;
        }
    return n - from >= 2;
}

/* Whether a run of n tokens, with no space between them, is one that
 * technical texts have: an identifier, a path, an option.  Handles, tags,
 * URLs and placeholders (%Name) are in all texts, and so are single words that
 * are hidden: units, acronyms.  A dot, a digit or a capital alone may be a
 * space that is missing. */
static blt__technical
how_technical(const uint8_t *text, const blt__token *t, size_t n)
{
    size_t hidden = 0, joined = 0, marks = 0;

    for (size_t i = 0; i < n; i++) {
        if (t[i].kind == BLT__TOKEN_OTHER || is_mark(text, t + i, '@')
            || is_mark(text, t + i, '#') || is_mark(text, t, '%')
            || (i + 2 < n && is_mark(text, t + i, ':')
                && is_mark(text, t + i + 1, '/')
                && is_mark(text, t + i + 2, '/')))
            return BLT__NOT_TECHNICAL;
        if (t[i].kind == BLT__TOKEN_WORD)
            hidden += (size_t)is_code(t + i);
        joined += i > 0 && i + 1 < n && is_mark(text, t + i, '(')
            && t[i - 1].kind == BLT__TOKEN_WORD;
        marks += t[i].kind == BLT__TOKEN_PUNCT && t[i].length == 1
            && strchr("/_=\\$<>{}[]~`*", text[t[i].offset]) != NULL;
    }
    if (n > 1 && (hidden || joined) && (marks || is_mark(text, t, '-')
                                        || is_mark(text, t + n - 1, ')')))
        return BLT__TECHNICAL;
    return (n > 1 && hidden) || joined || (n == 1 && hidden
                                           && is_mixed(text, t))
        ? BLT__PERHAPS_TECHNICAL : BLT__NOT_TECHNICAL;
}

/* ---- lines of code in prose ---------------------------------------------- */

static int
is_line_end(const uint8_t *text, const blt__token *a, const blt__token *b)
{
    size_t end = a->offset + a->length;

    return memchr(text + end, '\n', b->offset - end) != NULL;
}

/* Whether a line of n tokens is code: it ends in a semicolon or a brace, and
 * has an assignment, a brace, or a word that a parenthesis follows. */
static int
is_code_line(const uint8_t *text, const blt__token *t, size_t n)
{
    if (n < 3 || t[n - 1].kind != BLT__TOKEN_PUNCT || t[n - 1].length != 1
        || !strchr(";{}", text[t[n - 1].offset]))
        return 0;
    for (size_t i = 1; i < n; i++)
        if (is_mark(text, t + i, '=') || is_mark(text, t + i, '{')
            || (is_mark(text, t + i, '(') && !t[i].space
                && t[i - 1].kind == BLT__TOKEN_WORD))
            return 1;
    return 0;
}

/* The words of lines of code are identifiers. */
static blt_status
learn_code_lines(blt__document *d, const uint8_t *text, blt__tokens *t,
                 blt_error *err)
{
    blt_status st = BLT_OK;

    for (size_t i = 0, end; i < t->n && st == BLT_OK; i = end) {
        for (end = i + 1; end < t->n && !is_line_end(text, t->p + end - 1,
                                                     t->p + end); end++)
            ;
        if (!is_code_line(text, t->p + i, end - i))
            continue;
        for (size_t k = i; k < end && st == BLT_OK; k++) {
            if (t->p[k].kind != BLT__TOKEN_WORD || t->p[k].skip)
                continue;
            t->p[k].technical = BLT__TECHNICAL;
            st = add_identifier(d, text + t->p[k].offset, t->p[k].length,
                                err);
        }
    }
    return st;
}

blt_status
blt__document_learn(blt__document *d, const uint8_t *text,
                    blt__tokens *t, blt_error *err)
{
    blt_status st = learn_code_lines(d, text, t, err);

    for (size_t i = 0, end; i < t->n && st == BLT_OK; i = end) {
        size_t words = 0;
        blt__technical how;

        for (end = i; end < t->n && (end == i || !t->p[end].space); end++) {
            const blt__token *a = t->p + end;

            if (a->kind != BLT__TOKEN_WORD)
                continue;
            words++;
            if (is_code(a))
                st = add_identifier(d, text + a->offset, a->length, err);
            if (st != BLT_OK)
                return st;
        }
        d->words += words;
        how = words ? how_technical(text, t->p + i, end - i)
            : BLT__NOT_TECHNICAL;
        if (how == BLT__NOT_TECHNICAL)
            continue;
        *(how == BLT__TECHNICAL ? &d->technical : &d->perhaps) += words;
        for (size_t k = i; k < end; k++)
            t->p[k].technical = how;
    }
    return st;
}

/* ---- joined words -------------------------------------------------------- */

/* A mark that joins the parts of a name, a version or a path: ASCII, or one of
 * the hyphens U+2010 and U+2011. */
static int
is_joiner(const uint8_t *text, const blt__token *t)
{
    const uint8_t *p = text + t->offset;

    if (t->kind != BLT__TOKEN_PUNCT || t->skip)
        return 0;               /* markup does not join */
    if (t->length == 1)
        return strchr("-_/.+=:@\\&|~<>^%#$*", p[0]) != NULL;
    return t->length == 3 && !memcmp(p, "\xe2\x80", 2)
        && (p[2] == 0x90 || p[2] == 0x91);
}

static int
is_hyphen(const uint8_t *text, const blt__token *t)
{
    return is_joiner(text, t) && (t->length == 3 || text[t->offset] == '-');
}

static int
is_solid(const blt__token *t)
{
    return t->kind == BLT__TOKEN_WORD || t->kind == BLT__TOKEN_NUMBER;
}

static int
joined_before(const uint8_t *text, const blt__tokens *t, size_t i)
{
    const blt__token *a = t->p + i, *mark = a - 1;

    if (i < 2 || !is_joiner(text, mark) || mark->space)
        return 0;
    if (a->space)               /* the rest of a word, on a new line */
        return is_hyphen(text, mark) && mark[-1].kind == BLT__TOKEN_WORD
            && memchr(text + mark->offset, '\n', a->offset - mark->offset);
    if (!is_solid(mark - 1) && !is_joiner(text, mark - 1)
        && strchr(")]}", text[mark[-1].offset]) == NULL)
        return 0;
    /* "end.The" lacks a space; "--" is a dash. */
    return !(strchr(".:", text[mark->offset]) && is_upper(text[a->offset])
             && a->length > 1)
        && !(text[mark->offset] == '-' && is_hyphen(text, mark - 1));
}

static int
joined_after(const uint8_t *text, const blt__tokens *t, size_t i)
{
    const blt__token *a = t->p + i, *mark = a + 1, *next = a + 2;
    uint8_t m;

    if (i + 1 >= t->n || mark->space)
        return 0;
    m = text[mark->offset];
    if (m == '(' && mark->kind == BLT__TOKEN_PUNCT && i + 2 < t->n
        && !next->space)        /* exp(3), file(s), f() */
        return 1;
    if (i + 2 >= t->n || !is_joiner(text, mark))
        return 0;
    if (next->space)            /* a word broken at the end of its line */
        return is_hyphen(text, mark) && next->kind == BLT__TOKEN_WORD
            && memchr(text + mark->offset, '\n',
                      next->offset - mark->offset) != NULL;
    if (strchr(".:", m) && is_solid(next) && is_upper(text[next->offset])
        && !is_upper(text[a->offset]))
        return 0;
    if (m == '-' && is_hyphen(text, next))
        return 0;
    return is_solid(next) || (next->kind == BLT__TOKEN_PUNCT
                              && next->length == 1 && !strchr(".:*", m)
                              && strchr("*%$<{[_/@\\", text[next->offset]));
}

int
blt__token_is_joined(const uint8_t *text, const blt__tokens *t, size_t i)
{
    return joined_before(text, t, i) || joined_after(text, t, i);
}
