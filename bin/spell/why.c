/* --why: an explanation of each decision, for people.
 *
 *     notes.txt:1:3: recieve -> receive
 *         not a word (en); 99.9 % likely to be wrong
 *         bits                      channel  n-grams    cloze    model       %
 *         receive                      3.21    12.40     1.20    10.02   97.31
 *         relieve                      6.40    14.80     0.10    13.70    1.20
 *         recieve, as is               0.00    40.10     0.00    35.00    0.10
 *         corrected: 97.3 % is at least the confidence of 60 % */
#include "config.h"
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "bin/spell/spell.h"

#define NAME 24         /* characters of the first column.  Derived: longer than
                           most words, for lines of 80 */

__attribute__((format(printf, 1, 2)))
static void
say(const char *fmt, ...)
{
    char text[1024];
    va_list ap;
    int n;

    va_start(ap, fmt);
    n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (n > 0)
        cli_put(text, (size_t)n < sizeof text ? (size_t)n
                : sizeof text - 1);
}

static void
put_word(const void *bytes, size_t n)
{
    const uint8_t *p = bytes;

    for (size_t i = 0; i < n; i++)
        cli_put(p[i] < 0x20 ? (const void *)" " : p + i, 1);
}

static void
put_bits(float bits)
{
    if (isnan(bits))
        say("%9s", "-");
    else
        say("%9.2f", bits);
}

/* A row of the table; `note` follows the text. */
static void
put_row(const blt_spell_alternative *a, const char *note)
{
    int64_t used = spell_characters((const uint8_t *)a->text, a->length)
        + (int64_t)strlen(note);

    say("    ");
    put_word(a->text, a->length);
    say("%s%*s", note, used < NAME ? (int)(NAME - used) : 1, "");
    put_bits(a->channel);
    put_bits(a->ngram);
    put_bits(a->cloze);
    put_bits(a->model);
    say("%8.2f\n", 100 * a->probability);
}

static const char *
kind(const blt_spell_finding *f)
{
    switch (f->kind) {
    case BLT_SPELL_UNKNOWN: return "not a word";
    case BLT_SPELL_REAL: return "a word, but perhaps not the intended one";
    case BLT_SPELL_SPLIT: return "perhaps several words written as one";
    case BLT_SPELL_JOIN: return "perhaps one word written as two";
    case BLT_SPELL_CASE: return "perhaps wrong only in its capitals";
    }
    return "doubtful";
}

static void
why_found(spell_piece *t, const blt_spell_finding *f)
{
    const blt_spell_alternative *a = f->alternative;
    double sure = f->n > 0 ? 100 * a->probability : 0;

    spell_place(t, f->offset);
    say("%s:%lld:%lld: ", cli_quote(t->in->document), (long long)t->at_line,
        (long long)t->at_byte);
    put_word(t->p + f->offset, f->length);
    if (f->n > 0) {
        say(" -> ");
        put_word(a->text, a->length);
    }
    say("\n    %s (%s); %.1f %% likely to be wrong\n", kind(f),
        f->language != NULL ? f->language : "no language", 100 * f->wrong);
    say("    %-*s%9s%9s%9s%9s%8s\n", NAME, "bits", "channel", "n-grams",
        "cloze", "model", "%");
    for (size_t i = 0; i < f->n; i++)
        put_row(&f->alternative[i], "");
    put_row(&f->written, ", as is");
    if (f->n == 0)
        say("    not corrected: no candidates\n");
    else if (f->correction != NULL)
        say("    corrected: %.1f %% is at least the confidence of %.3g %%\n",
            sure, 100 * spell.speller.confidence);
    else if (a->probability >= spell.speller.confidence)
        say("    not corrected: it would change the number of lines\n");
    else
        say("    not corrected: %.1f %% is less than the confidence of"
            " %.3g %%\n", sure, 100 * spell.speller.confidence);
}

const spell_output spell_why = { NULL, why_found, NULL, NULL };
