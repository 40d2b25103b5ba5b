/* Lists of mistakes: words, lines for editors and builds, records. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "bin/spell/spell.h"

static void
put(const char *s)
{
    cli_put(s, strlen(s));
}

/* On one line: control characters become spaces. */
static void
put_word(const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        cli_put(p[i] < 0x20 ? (const void *)" " : p + i, 1);
}

/* ---- -l ---------------------------------------------------------------------- */

static void
list_found(spell_piece *t, const blt_spell_finding *f)
{
    if (!f->mistake)
        return;
    put_word(t->p + f->offset, f->length);
    put("\n");
}

const spell_output spell_list = { NULL, list_found, NULL, NULL };

/* ---- --check ------------------------------------------------------------------ */

static void
check_found(spell_piece *t, const blt_spell_finding *f)
{
    char place[64];

    if (!f->mistake)
        return;
    spell_place(t, f->offset);
    put(cli_quote(t->in->document));
    snprintf(place, sizeof place, ":%lld:%lld: ", (long long)t->at_line,
             (long long)t->at_byte);
    put(place);
    put_word(t->p + f->offset, f->length);
    put(f->n > 0 ? " -> " : ": no suggestions");
    for (size_t i = 0; i < f->n; i++) {
        if (i > 0)
            put(", ");
        put_word((const uint8_t *)f->alternative[i].text,
                 f->alternative[i].length);
    }
    put("\n");
}

const spell_output spell_check = { NULL, check_found, NULL, NULL };

/* ---- --format=stream, json ------------------------------------------------------ */

static blt_stream_writer *writer;
static int broken;
static blt_slice *word;
static size_t words;

static void
must(blt_status s, const blt_error *err)
{
    if (s != BLT_OK)
        cli_die_from(err);
}

void
spell_stream_begin(blt_stream_format format, const blt_model *m)
{
    char *label = m != NULL ? cli_model_label(m) : NULL;
    char *line = cli_program("%s%slang=%s confidence=%.15g",
                             label != NULL ? "model=" : "",
                             label != NULL ? label : "",
                             spell.speller.languages, spell.speller.confidence);
    blt_error err;

    must(blt_stream_writer_new(&writer, BLT_STREAM_CORRECTION, format,
                               cli_write, NULL, &err), &err);
    cli_programs_write(writer, line);
    free(line);
    free(label);
}

void
spell_stream_end(void)
{
    blt_error err;

    must(broken ? blt_stream_writer_flush(writer, &err)
                : blt_stream_writer_end(writer, &err), &err);
    blt_stream_writer_free(writer);
    free(word);
}

static void
stream_open(const cli_input *in)
{
    blt_error err;

    must(blt_stream_writer_document(writer, in->label, &err), &err);
}

/* A correction is listed in any case, even if the word is more likely
 * correct. */
static void
stream_found(spell_piece *t, const blt_spell_finding *f)
{
    blt_record r = { .size = sizeof r, .offset = t->offset + (int64_t)f->offset,
                     .length = (int64_t)f->length,
                     .bytes = t->p + f->offset, .alternatives = f->n,
                     .probability = NAN };
    blt_error err;

    if (!f->mistake && f->correction == NULL)
        return;
    word = cli_grow(word, &words, f->n, sizeof *word);
    for (size_t i = 0; i < f->n; i++)
        word[i] = (blt_slice){ f->alternative[i].text,
                              f->alternative[i].length };
    r.alternative = word;
    if (f->n > 0)
        r.probability = (float)f->alternative[0].probability;
    must(blt_stream_writer_put(writer, &r, &err), &err);
}

static void
stream_piece(spell_piece *t)
{
    blt_error err;

    (void)t;
    must(blt_stream_writer_flush(writer, &err), &err);
}

static void
stream_close(const cli_input *in, int whole)
{
    (void)in;
    broken |= !whole;
}

const spell_output spell_stream = { stream_open, stream_found, stream_piece,
                                    stream_close };
