/* --why: a decision, for people.
 *
 *     notes.txt:1:7: recieve -> receive: 97.3 % sure
 *         is no word of en
 *                         channel  n-grams    model       %
 *         receive            3.21    12.40    10.02   97.31
 *         relieve            6.40    14.80    13.70    1.20
 *         recieve, as is     0.20    40.10    35.00    1.10
 *         bits: of the slip, of the word among its neighbours; less is better
 *         changed: 97.3 % is at least the 80 % of --confidence */
#include "config.h"
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include "bin/spell/spell.h"

#define NAME 24         /* characters of the first column */

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

/* `again`: what is written, behind the alternatives. */
static void
put_row(const blt_spell_alternative *a, const char *again)
{
    int64_t used = spell_characters((const uint8_t *)a->text, a->length)
        + (int64_t)strlen(again);

    say("    ");
    put_word(a->text, a->length);
    say("%s%*s", again, used < NAME ? (int)(NAME - used) : 1, "");
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
    case BLT_SPELL_UNKNOWN: return "is no word";
    case BLT_SPELL_REAL: return "is a word, but here perhaps not the one";
    case BLT_SPELL_SPLIT: return "may be two words, or more, in one";
    case BLT_SPELL_JOIN: return "may be one word in two";
    case BLT_SPELL_CASE: return "may be right but for its capitals";
    }
    return "is suspicious";
}

static void
why_found(spell_piece *t, const blt_spell_finding *f)
{
    const blt_spell_alternative *a = f->alternative;
    double sure = f->n > 0 ? 100 * a->probability : 0;

    spell_place(t, f->offset);
    say("%s:%lld:%lld: ", t->in->document, (long long)t->at_line,
        (long long)t->at_column);
    put_word(t->p + f->offset, f->length);
    if (f->n > 0) {
        say(" -> ");
        put_word(a->text, a->length);
    }
    say("\n    %s (%s); wrong with %.1f %%\n", kind(f),
        f->language != NULL ? f->language : "no language", 100 * f->wrong);
    say("    %-*s%9s%9s%9s%9s%8s\n", NAME, "bits", "channel", "n-grams",
        "around", "model", "%");
    for (size_t i = 0; i < f->n; i++)
        put_row(&f->alternative[i], "");
    put_row(&f->written, ", as is");
    if (f->n == 0)
        say("    left alone: nothing like it is known\n");
    else if (f->correction != NULL)
        say("    changed: %.1f %% are enough, --confidence is %.3g %%\n",
            sure, 100 * spell.speller.confidence);
    else if (a->probability >= spell.speller.confidence)
        say("    left alone: it would change the lines\n");
    else
        say("    left alone: %.1f %% are not enough, --confidence is"
            " %.3g %%\n", sure, 100 * spell.speller.confidence);
}

const spell_output spell_why = { NULL, why_found, NULL, NULL };
