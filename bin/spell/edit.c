/* Findings as edits: corrections are applied, all other bytes pass as they are.
 * The filter is the simplest sink.
 *
 * The speller reads UTF-8.  A sink gets the encoding of the input, and for
 * text that stays its original bytes. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "bin/spell/spell.h"

static const spell_sink *sink;
static size_t done;             /* bytes of the piece that were passed on */
static blt_encoder *encoder;    /* NULL: the text was not converted */
static int refused;             /* the sink cannot take this encoding */

/* ---- in the encoding of the text -------------------------------------------- */

typedef struct encoded {
    uint8_t *p;
    size_t n, room;
} encoded;

static blt_status
keep(void *user, const void *p, size_t n, blt_error *err)
{
    encoded *e = user;

    (void)err;
    if (n > e->room) {
        free(e->p);
        e->room = 2 * n;
        if ((e->p = malloc(e->room)) == NULL)
            cli_die_memory();
    }
    memcpy(e->p, p, n);
    e->n = n;
    return BLT_OK;
}

/* Returns 0 when the encoding lacks a character. */
static int
encode(encoded *e, const void *p, size_t n)
{
    blt_error err;
    blt_status s = blt_encoder_put(encoder, p, n, keep, e, &err);

    if (s != BLT_OK && s != BLT_EDATA)
        cli_die_from(&err);
    return s == BLT_OK;
}

static blt_status
pass_same(void *user, const void *p, size_t n, blt_error *err)
{
    (void)err;
    (void)user;
    sink->same(p, n);
    return BLT_OK;
}

static void
same(const uint8_t *p, size_t n)
{
    blt_error err;

    if (n == 0 || refused)
        return;
    if (encoder == NULL)
        sink->same(p, n);
    else if (blt_encoder_put(encoder, p, n, pass_same, NULL, &err) != BLT_OK)
        cli_die_from(&err);     /* cannot be: it was decoded with KEEP */
}

/* Returns 0 when the encoding lacks a character of the new text; then the old
 * one stays. */
static int
change(const uint8_t *old, size_t n, const char *now, size_t m)
{
    static encoded was, is;

    if (refused)
        return 0;
    if (encoder == NULL) {
        sink->change(old, n, now, m);
        return 1;
    }
    if (!encode(&is, now, m) || !encode(&was, old, n))
        return 0;
    sink->change(was.p, was.n, (const char *)is.p, is.n);
    return 1;
}

/* ---- the output ------------------------------------------------------------ */

static void
edit_open(const cli_input *in)
{
    encoded line = { NULL, 0, 0 };
    blt_error err;

    done = 0;
    refused = 0;
    if (in->charset != NULL
        && blt_encoder_new(&encoder, in->charset, &err) != BLT_OK)
        cli_die_from(&err);
    if (encoder != NULL && sink->lines
        && (!encode(&line, "\n", 1) || line.n != 1 || line.p[0] != '\n')) {
        cli_error(in->name, "cannot write a diff of %s text", in->charset);
        refused = 1;
    }
    free(line.p);
    if (sink->open != NULL)
        sink->open(in);
}

static void
edit_found(spell_piece *t, const blt_spell_finding *f)
{
    const blt_spell_alternative *a = f->correction;
    size_t from = done;

    if (a == NULL)
        return;
    same(t->p + from, f->offset - from);
    done = f->offset;
    if (change(t->p + f->offset, f->length, a->text, a->length))
        done += f->length;
}

static void
edit_piece(spell_piece *t)
{
    same(t->p + done, t->n - done);
    done = 0;
}

static void
edit_close(const cli_input *in, int whole)
{
    if (sink->close != NULL)
        sink->close(in, whole);
    blt_encoder_free(encoder);
    encoder = NULL;
}

const spell_output *
spell_edit(const spell_sink *to)
{
    static const spell_output output = {
        edit_open, edit_found, edit_piece, edit_close, BLT_DECODE_KEEP
    };

    sink = to;
    return &output;
}

/* ---- to standard output ---------------------------------------------------- */

static void
filter_same(const uint8_t *p, size_t n)
{
    cli_put(p, n);
}

static void
filter_change(const uint8_t *old, size_t n, const char *now, size_t m)
{
    (void)old;
    (void)n;
    cli_put(now, m);
}

const spell_sink spell_filter = { NULL, filter_same, filter_change, NULL,
                                  0 };
