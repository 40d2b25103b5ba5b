/* A document in pieces, whatever the sizes in which it is read.
 *
 * A piece is as large as blt_segment_piece() says, so that results depend on
 * the bytes alone; or a line, for a terminal or with --line-buffered.  Memory
 * holds one piece.
 *
 * A file with NUL bytes is binary: it passes as it is, without a check.  In a
 * stream all that follows the first piece with one does. */
#include "config.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "bin/spell/spell.h"

int64_t spell_mistakes;

int64_t
spell_characters(const uint8_t *p, size_t n)
{
    int64_t count = 0;

    for (size_t i = 0; i < n; count++) {
        size_t k = p[i] < 0x80 ? 1 : cli_character(p + i, n - i);

        i += k != 0 ? k : 1;
    }
    return count;
}

void
spell_place(spell_piece *t, size_t at)
{
    const uint8_t *p = t->p + t->at, *end = t->p + at, *line;

    if (at <= t->at)
        return;
    while ((line = memchr(p, '\n', (size_t)(end - p))) != NULL) {
        t->at_line++;
        t->at_column = t->at_byte = 1;
        p = line + 1;
    }
    t->at_column += spell_characters(p, (size_t)(end - p));
    t->at_byte += end - p;
    t->at = at;
}

/* ---- pieces ---------------------------------------------------------------- */

/* The length of the next piece in p[0 .. n); 0: more bytes are needed first.
 *   over  there are no more */
static size_t
next_piece(const uint8_t *p, size_t n, int over, int by_line)
{
    if (by_line) {
        const uint8_t *end = memchr(p, '\n', n);

        if (end != NULL)
            return (size_t)(end - p) + 1;
    }
    if (n >= BLT_SEGMENT_PIECE)
        return blt_segment_piece(p);
    return over ? n : 0;
}

/* ---- learning ---------------------------------------------------------------- */

/* Learns the pieces of a file.  Any encoding will do, because bytes that are
 * not UTF-8 are never words. */
static void
learn_pieces(const char *path, int fd, uint8_t *p)
{
    blt_speller *s = NULL;
    size_t n = 0, k;
    ssize_t got = 1;
    blt_error err;

    while (got > 0) {
        got = read(fd, p + n, BLT_SEGMENT_PIECE - n);
        if (got < 0 || memchr(p + n, '\0', (size_t)got) != NULL)
            return;
        n += (size_t)got;
        while ((k = next_piece(p, n, got == 0, 0)) > 0) {
            if (s == NULL)
                s = spell_speller(spell_mode(path, p, n));
            if (blt_speller_learn(s, p, k, &err) != BLT_OK)
                cli_die(path, "%s", err.text);
            memmove(p, p + k, n - k);
            n -= k;
        }
    }
}

void
spell_learn(const char *path)
{
    struct stat st;
    uint8_t *p;
    int fd;

    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode)
        || (fd = open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC)) < 0)
        return;
    p = malloc(BLT_SEGMENT_PIECE);
    if (p == NULL)
        cli_die_memory();
    learn_pieces(path, fd, p);
    free(p);
    close(fd);
}

/* ---- binary files ------------------------------------------------------------ */

/* Whether a regular file has a NUL byte.  The file offset stays. */
static int
has_nul(const cli_input *in)
{
    static char block[65536];
    off_t at = 0;
    ssize_t got;

    if (in->size < 0)
        return 0;
    while ((got = pread(in->fd, block, sizeof block, at)) > 0) {
        if (memchr(block, '\0', (size_t)got) != NULL)
            return 1;
        at += got;
    }
    return 0;
}

/* Whether the document is left alone from the piece t on. */
static int
is_binary(spell_piece *t)
{
    if (spell.text || t->binary)
        return t->binary;
    t->binary = (t->offset == 0 && has_nul(t->in))
        || memchr(t->p, '\0', t->n) != NULL;
    if (t->binary && cli.verbose)
        cli_note(t->in->name, "binary; left alone");
    return t->binary;
}

/* ---- checking ------------------------------------------------------------------ */

struct reporting {
    const spell_output *out;
    spell_piece *t;
};

static blt_status
report(void *user, const blt_spell_finding *f, blt_error *err)
{
    struct reporting *r = user;

    (void)err;
    spell_mistakes += f->mistake;
    if (r->out->found != NULL)
        r->out->found(r->t, f);
    return BLT_OK;
}

static void
check_piece(blt_speller *s, const spell_output *out, spell_piece *t)
{
    struct reporting r = { out, t };
    blt_error err;

    t->at = 0;
    t->at_line = t->line;
    t->at_column = t->column;
    t->at_byte = t->byte;
    if (!is_binary(t)
        && blt_speller_check(s, t->p, t->n, report, &r, &err) != BLT_OK)
        cli_die(t->in->name, "%s", err.text);
    if (out->piece != NULL)
        out->piece(t);
    spell_place(t, t->n);
    t->line = t->at_line;
    t->column = t->at_column;
    t->byte = t->at_byte;
    t->offset += (int64_t)t->n;
}

/* Says which language has no lexicon, with --verbose. */
static void
note_language(const cli_input *in, const blt_speller *s)
{
    const char *tag = blt_speller_left_alone(s);

    if (cli.verbose && tag != NULL)
        cli_note(in->name, "text in %s left alone: no lexicon",
                 strcmp(tag, BLT_LANGUAGE_UNKNOWN) == 0
                 ? "an unknown language" : tag);
}

static int
read_pieces(cli_input *in, const spell_output *out, uint8_t *p)
{
    int by_line = spell.line_buffered || isatty(in->fd), over = 0;
    spell_piece t = { .in = in, .line = 1, .column = 1, .byte = 1 };
    blt_speller *s = NULL;
    size_t n = 0, at = 0, k;

    for (;;) {
        ptrdiff_t got;

        while ((k = next_piece(p + at, n - at, over, by_line)) > 0) {
            if (s == NULL)
                s = spell_speller(spell_mode(in->document, p, n));
            t.p = p + at;
            t.n = k;
            check_piece(s, out, &t);
            at += k;
            if (by_line)
                cli_flush();
        }
        if (over) {
            if (s != NULL)
                note_language(in, s);
            return 1;
        }
        memmove(p, p + at, n - at);
        n -= at;
        at = 0;
        got = cli_read(in, p + n, BLT_SEGMENT_PIECE - n);
        if (got < 0) {
            cli_read_failed(in);
            return 0;
        }
        n += (size_t)got;
        over = got == 0;
        cli_progress("bytes", t.offset, in->size);
    }
}

void
spell_file(const char *path, const spell_output *out)
{
    uint8_t *p;
    cli_input in;
    int whole;

    if (!cli_open(&in, path))
        return;
    if (!cli_text(&in, out->how)) {
        cli_close(&in);
        return;
    }
    p = malloc(BLT_SEGMENT_PIECE);
    if (p == NULL)
        cli_die_memory();
    if (out->open != NULL)
        out->open(&in);
    whole = read_pieces(&in, out, p);
    if (out->close != NULL)
        out->close(&in, whole);
    free(p);
    cli_close(&in);
}
