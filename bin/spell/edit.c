/* Findings as edits: what stays passes byte for byte, what is sure enough
 * changes.  The plain filter is the simplest sink. */
#include "config.h"
#include "bin/spell/spell.h"

static const spell_sink *sink;
static size_t done;             /* bytes of the piece that are passed on */

static void
edit_open(const cli_input *in)
{
    done = 0;
    if (sink->open != NULL)
        sink->open(in);
}

static void
edit_found(spell_piece *t, const blt_spell_finding *f)
{
    const blt_spell_alternative *a = spell_correction(t, f);

    if (a == NULL)
        return;
    sink->same(t->p + done, f->offset - done);
    sink->change(t->p + f->offset, f->length, a->text, a->length);
    done = f->offset + f->length;
}

static void
edit_piece(spell_piece *t)
{
    sink->same(t->p + done, t->n - done);
    done = 0;
}

static void
edit_close(const cli_input *in, int whole)
{
    if (sink->close != NULL)
        sink->close(in, whole);
}

const spell_output *
spell_edit(const spell_sink *to)
{
    static const spell_output output = {
        edit_open, edit_found, edit_piece, edit_close
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

const spell_sink spell_filter = { NULL, filter_same, filter_change, NULL };
