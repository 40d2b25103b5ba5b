/* A unified diff.  Corrections never add or remove a line, so the lines of both
 * sides correspond, and a hunk has as many lines on both sides.
 *
 * The length of a hunk comes before its lines, so they wait in a temporary
 * file until it ends.  Memory holds three lines before a change and one
 * line. */
#include "config.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "bin/spell/spell.h"

#define CONTEXT 3       /* copied: lines of context, as diff -u has */
#define MAX_PLUS 65536  /* bytes of new lines that are held back until the
                           old ones end.  Derived: bounds the memory */

static const char *name;
static int named;               /* the header was written */
static cli_buf old, now;        /* the line so far, on both sides */
static int changed;             /* they differ */
static int64_t line;            /* number of that line */
static cli_buf before[CONTEXT]; /* unchanged lines, by number % CONTEXT */
static FILE *hunk;              /* its lines; opened for the first */
static int open, quiet;         /* a hunk; unchanged lines at its end */
static int64_t first, lines;    /* its first line; how many it has */
static long keep;               /* bytes up to the third quiet line */
static int64_t keep_lines;
static cli_buf plus;            /* new lines that follow their old ones */

static void
to_hunk(const void *p, size_t n)
{
    if (n > 0 && fwrite(p, 1, n, hunk) != n)
        cli_die(name, "temporary file: cannot write: %s", strerror(errno));
}

/* Appends a line with its mark, and the usual note if it has no newline. */
static void
add_line(cli_buf *b, char mark, const cli_buf *text)
{
    static const char none[] = "\n\\ No newline at end of file\n";

    cli_buf_put(b, &mark, 1);
    cli_buf_put(b, text->p, text->n);
    if (text->n == 0 || text->p[text->n - 1] != '\n')
        cli_buf_put(b, none, sizeof none - 1);
}

static void
put_line(char mark, const cli_buf *text)
{
    static cli_buf b;

    b.n = 0;
    add_line(&b, mark, text);
    to_hunk(b.p, b.n);
    if (b.cap > MAX_PLUS) {
        free(b.p);
        b = (cli_buf){ 0 };
    }
}

static void
flush_plus(void)
{
    to_hunk(plus.p, plus.n);
    plus.n = 0;
}

/* ---- names and hunks --------------------------------------------------------- */

/* As diff and git do: the name is quoted if it has control characters, quotes
 * or backslashes, and followed by a tab if it has a space. */
static void
put_name(const char *mark)
{
    int quote = 0;
    char text[8];

    for (const char *p = name; *p != '\0'; p++)
        quote |= (unsigned char)*p < 0x20 || *p == '"' || *p == '\\'
            || *p == 0x7f;
    cli_put(mark, strlen(mark));
    if (quote)
        cli_put("\"", 1);
    for (const char *p = name; *p != '\0'; p++) {
        unsigned char c = (unsigned char)*p;

        if (quote && (c < 0x20 || c == 0x7f))
            cli_put(text, (size_t)snprintf(text, sizeof text, "\\%03o", c));
        else if (quote && (c == '"' || c == '\\'))
            cli_put(text, (size_t)snprintf(text, sizeof text, "\\%c", c));
        else
            cli_put(p, 1);
    }
    if (quote)
        cli_put("\"", 1);
    else if (strchr(name, ' ') != NULL)
        cli_put("\t", 1);
    cli_put("\n", 1);
}

static void
begin_hunk(void)
{
    if (hunk == NULL)
        hunk = cli_temp();
    rewind(hunk);
    open = 1;
    lines = 0;
    first = line > CONTEXT ? line - CONTEXT : 1;
    for (int64_t k = first; k < line; k++, lines++)
        put_line(' ', &before[k % CONTEXT]);
}

static long
hunk_size(void)
{
    long size = ftell(hunk);

    if (size < 0)
        cli_die(name, "temporary file: %s", strerror(errno));
    return size;
}

/* Writes the hunk: its first size bytes, which are n lines. */
static void
end_hunk(long size, int64_t n)
{
    char text[8192];

    if (!named) {
        put_name("--- ");
        put_name("+++ ");
        named = 1;
    }
    cli_put(text, (size_t)snprintf(text, sizeof text,
                                   "@@ -%lld,%lld +%lld,%lld @@\n",
                                   (long long)first, (long long)n,
                                   (long long)first, (long long)n));
    if (fflush(hunk) != 0)
        cli_die(name, "temporary file: cannot write: %s", strerror(errno));
    rewind(hunk);
    while (size > 0) {
        size_t want = (size_t)size < sizeof text ? (size_t)size
            : sizeof text, got = fread(text, 1, want, hunk);

        if (got == 0)
            cli_die(name, "temporary file: cannot read: %s",
                    strerror(errno));
        cli_put(text, got);
        size -= (long)got;
    }
    open = 0;
}

/* ---- lines ------------------------------------------------------------------ */

static void
take_changed(void)
{
    if (!open)
        begin_hunk();
    quiet = 0;
    lines++;
    put_line('-', &old);
    add_line(&plus, '+', &now);
    if (plus.n > MAX_PLUS)
        flush_plus();
}

/* Seven unchanged lines end a hunk; the first three of them belong to it. */
static void
take_same(void)
{
    cli_buf *slot = &before[line % CONTEXT], swap = *slot;

    if (open) {
        flush_plus();
        put_line(' ', &old);
        lines++;
        if (++quiet == CONTEXT) {
            keep = hunk_size();
            keep_lines = lines;
        } else if (quiet > 2 * CONTEXT) {
            end_hunk(keep, keep_lines);
        }
    }
    *slot = old;
    old = swap;
}

static void
end_line(void)
{
    if (changed)
        take_changed();
    else
        take_same();
    old.n = now.n = 0;
    changed = 0;
    line++;
}

static void
diff_open(const cli_input *in)
{
    name = in->document;
    named = open = changed = 0;
    line = 1;
    old.n = now.n = plus.n = 0;
}

/* While a line is unchanged it is in old alone. */
static void
diff_same(const uint8_t *p, size_t n)
{
    while (n > 0) {
        const uint8_t *end = memchr(p, '\n', n);
        size_t k = end != NULL ? (size_t)(end - p) + 1 : n;

        cli_buf_put(&old, p, k);
        if (changed)
            cli_buf_put(&now, p, k);
        if (end != NULL)
            end_line();
        p += k;
        n -= k;
    }
}

static void
diff_change(const uint8_t *was, size_t n, const char *is, size_t m)
{
    if (!changed)
        cli_buf_put(&now, old.p, old.n);
    changed = 1;
    cli_buf_put(&old, was, n);
    cli_buf_put(&now, is, m);
}

static void
diff_close(const cli_input *in, int whole)
{
    (void)in;
    (void)whole;                /* the reader reported it */
    if (old.n > 0)
        end_line();
    if (!open)
        return;
    flush_plus();
    if (quiet > CONTEXT)
        end_hunk(keep, keep_lines);
    else
        end_hunk(hunk_size(), lines);
}

const spell_sink spell_diff = { diff_open, diff_same, diff_change,
                                diff_close, 1 };
