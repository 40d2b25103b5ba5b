/* What is not prose, one idea after the other: markup, what the user said
 * to ignore, what pragmas switch off, and what has not the look of a word. */
#include "config.h"
#include <string.h>
#include "markup/skip.h"

/* A pattern sees so much of a long line at a time: PCRE2 looks at all it is
 * given before it begins, at every call. */
#define WINDOW 2048
#define BEHIND 128

static int
letter(uint8_t c)
{
    return (c | 32) >= 'a' ? (c | 32) <= 'z' || c >= 0x80 : 0;
}

void
blt__skip_bytes(blt__skipper *s, size_t from, size_t to)
{
    blt__token *t = s->t->p;
    size_t n = s->t->n, i = s->i;

    if (from >= to)
        return;
    while (i > 0 && t[i - 1].offset + t[i - 1].length > from)
        i--;
    while (i < n && t[i].offset + t[i].length <= from)
        i++;
    for (; i < n && t[i].offset < to; i++)
        t[i].skip = 1;
    s->i = i;
}

void
blt__skip_within(blt__skipper *s, size_t from, size_t to)
{
    while (from > 0 && letter(s->p[from - 1]))
        from--;
    while (to < s->n && letter(s->p[to]))
        to++;
    blt__skip_bytes(s, from, to);
}

size_t
blt__line_end(const blt__skipper *s, size_t i)
{
    const uint8_t *end = i < s->n ? memchr(s->p + i, '\n', s->n - i) : NULL;

    return end != NULL ? (size_t)(end - s->p) : s->n;
}

int
blt__begins(const blt__skipper *s, size_t i, const char *word)
{
    for (; *word != '\0'; word++, i++) {
        uint8_t c = i < s->n ? s->p[i] : 0;

        if (c >= 'A' && c <= 'Z')
            c |= 32;
        if (c != (uint8_t)*word)
            return 0;
    }
    return 1;
}

unsigned
blt__name_in(const char *list, const uint8_t *p, size_t n)
{
    for (unsigned i = 1; *list != '\0' && n > 0; i++) {
        size_t k = strcspn(list, " ");

        if (k == n) {
            size_t same = 0;

            while (same < n && (p[same] >= 'A' && p[same] <= 'Z'
                                ? p[same] | 32 : p[same])
                   == (uint8_t)list[same])
                same++;
            if (same == n)
                return i;
        }
        list += k + (list[k] == ' ');
    }
    return 0;
}

/* ---- what the user said -------------------------------------------------- */

/* Line by line, so that ^ and $ mean what people think. */
static blt_status
skip_ignored(blt__skipper *s, const blt_regex *ignore, blt_error *err)
{
    size_t line, end;

    s->i = 0;
    for (line = 0; line < s->n; line = end + 1) {
        size_t at = line;

        end = blt__line_end(s, line);
        while (at < end) {
            size_t base = at - line > BEHIND ? at - BEHIND : line;
            size_t stop = end - at > WINDOW ? at + WINDOW : end, from, to;
            int found = blt_regex_find(ignore, s->p + base, stop - base,
                                       at - base, &from, &to);

            if (found < 0)
                return blt__fail(err, BLT_EDATA, "pattern: too much time or"
                                 " memory for this text");
            if (found == 0) {
                at = stop == end ? end : stop - BEHIND;
                continue;
            }
            blt__skip_bytes(s, base + from, base + to);
            at = base + to > at ? base + to : at + 1;
        }
    }
    return BLT_OK;
}

/* ---- pragmas ------------------------------------------------------------- */

static const uint8_t *
find(const uint8_t *p, size_t n, const char *word)
{
    size_t k = strlen(word);
    const uint8_t *end = p + n;

    while ((size_t)(end - p) >= k
           && (p = memchr(p, word[0], (size_t)(end - p) - k + 1)) != NULL) {
        if (memcmp(p, word, k) == 0)
            return p;
        p++;
    }
    return NULL;
}

/* The words to the end of the line, but not the end of a comment. */
static void
take_words(const blt__skipper *s, size_t i, size_t end, blt__buf *words)
{
    while (i < end) {
        size_t from = i;

        while (i < end && strchr(" \t\r,;", s->p[i]) == NULL)
            i++;
        if (i > from && (letter(s->p[from]) || s->p[from] >= 0x80)) {
            blt__buf_put(words, s->p + from, i - from);
            blt__buf_put(words, "\n", 1);
        } else if (i > from && (s->p[from] == '*' || s->p[from] == '-')) {
            return;
        }
        i += i < end;
    }
}

static void
skip_pragmas(blt__skipper *s, blt__buf *words)
{
    static const char magic[] = "blt-spell:";
    size_t off = s->at->off ? 0 : s->n, i = 0;
    const uint8_t *found;

    s->i = 0;
    while ((found = find(s->p + i, s->n - i, magic)) != NULL) {
        size_t at = (size_t)(found - s->p), line = at;
        size_t end = blt__line_end(s, at), verb = at + sizeof magic - 1;

        while (line > i && s->p[line - 1] != '\n')
            line--;
        if (blt__begins(s, verb, "off")) {
            if (off == s->n)
                off = line;
        } else if (blt__begins(s, verb, "on")) {
            if (off < s->n)
                blt__skip_bytes(s, off, end);
            off = s->n;
        } else if (blt__begins(s, verb, "words")) {
            take_words(s, verb + 5, end, words);
            blt__skip_bytes(s, line, end);
        } else if (blt__begins(s, verb, "ignore-line")) {
            blt__skip_bytes(s, line, end);
        }
        i = end;                        /* one a line */
    }
    blt__skip_bytes(s, off, s->n);
    s->at->off = off < s->n || (s->at->off && s->n == 0);
}

/* ---- all of it ----------------------------------------------------------- */

blt_status
blt__tokens_skip(blt__tokens *t, const uint8_t *text, size_t n,
                 blt_spell_mode mode, blt__markup *at,
                 const blt_regex *ignore, blt__buf *words, blt_error *err)
{
    blt__skipper s = { t, 0, text, n, at };
    blt_status status = BLT_OK;

    switch (mode) {
    case BLT_SPELL_TEXT:
        break;
    case BLT_SPELL_HTML:
        blt__skip_html(&s);
        break;
    case BLT_SPELL_MARKDOWN:
        blt__skip_markdown(&s);
        break;
    case BLT_SPELL_TEX:
        blt__skip_tex(&s);
        break;
    case BLT_SPELL_EMAIL:
        blt__skip_mail(&s);
        break;
    case BLT_SPELL_CODE:
    case BLT_SPELL_CONFIG:
    case BLT_SPELL_CODE_HASH:
    case BLT_SPELL_CODE_DASH:
    case BLT_SPELL_CODE_LISP:
        blt__skip_code(&s, mode);
        break;
    }
    at->begun = at->begun || n > 0;
    s.i = 0;
    blt__skip_chunks(&s);
    if (ignore != NULL)
        status = skip_ignored(&s, ignore, err);
    skip_pragmas(&s, words);
    return status != BLT_OK ? status : words->failed
        ? blt__fail_memory(err, "words") : BLT_OK;
}
