/* Bytes to sums: by script, by length of patch, by line.
 *
 * Bytes become characters first; a character has one script, and so does the
 * patch that begins in it, whatever comes later.  Characters that all
 * scripts share may belong to what follows: their sums are held until it is
 * known. */
#include "config.h"
#include <math.h>
#include <string.h>
#include "report/tally.h"

enum { HELD = -1 };

const int blt__lengths[BLT__LENGTHS] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 17,
                                         33 };

static void
add(blt__sum *to, const blt__sum *s)
{
    to->bytes += s->bytes;
    to->chars += s->chars;
    to->nats += s->nats;
    to->patches += s->patches;
    to->patch_bytes += s->patch_bytes;
    for (int i = 0; i < BLT__LENGTHS; i++)
        to->lengths[i] += s->lengths[i];
}

/* A language is few, and nearly always the last one again. */
static void
add_language(blt__tally *t, const char *tag, const blt__sum *s)
{
    size_t i = t->languages;

    while (i > 0 && strcmp(t->language[i - 1].tag, tag) != 0)
        i--;
    if (i == 0 && t->languages == BLT__LANGUAGES - 1
        && strcmp(tag, BLT_LANGUAGE_UNKNOWN) != 0) {
        add_language(t, BLT_LANGUAGE_UNKNOWN, s);
        return;
    }
    if (i == 0) {
        i = ++t->languages;
        t->language[i - 1].tag = tag;
    }
    add(&t->language[i - 1].sum, s);
}

int
blt__tally_add(blt__tally *all, const blt__tally *t)
{
    int good = 1;

    add(&all->all, &t->all);
    for (int i = 0; i < BLT_SCRIPTS; i++)
        add(&all->script[i], &t->script[i]);
    for (size_t i = 0; i < t->languages; i++)
        add_language(all, t->language[i].tag, &t->language[i].sum);
    all->lines += t->lines;
    if (t->longest > all->longest)
        all->longest = t->longest;
    all->not_nfc += t->not_nfc;
    all->unscored += t->unscored;
    for (size_t i = 0; i < t->top.n; i++)
        good &= blt__lines_add(&all->top, &t->top.line[i]);
    return good;
}

/* ---- scripts ----------------------------------------------------------- */

static blt__sum *
sum_of(blt__counter *c, int script)
{
    return script == HELD ? &c->held : &c->t->script[script];
}

/* What was held is of this script. */
static void
settle(blt__counter *c, int script)
{
    if (c->held.bytes > 0 || c->held.patch_bytes > 0)
        add(&c->t->script[script], &c->held);
    c->held = (blt__sum){ 0 };
    if (c->script == HELD)
        c->script = script;
}

/* ---- patches ----------------------------------------------------------- */

static void
close_patch(blt__counter *c)
{
    blt__sum *sums[] = { sum_of(c, c->script), &c->t->all };
    int bin = 0;

    if (c->length == 0)
        return;
    while (bin + 1 < BLT__LENGTHS && c->length >= blt__lengths[bin + 1])
        bin++;
    for (size_t i = 0; i < 2; i++) {
        sums[i]->patches++;
        sums[i]->patch_bytes += c->length;
        sums[i]->lengths[bin]++;
    }
    if (c->length > c->t->longest)
        c->t->longest = c->length;
    c->length = 0;
}

/* ---- lines ------------------------------------------------------------- */

static void
end_line(blt__counter *c)
{
    blt__line *line = &c->line;

    c->t->lines++;
    if (c->knows != NULL) {
        const blt__sum s = { .bytes = line->bytes, .chars = c->line_chars,
                             .nats = line->nats };
        size_t n = line->bytes < BLT__LANGUAGE_HEAD ? (size_t)line->bytes
            : BLT__LANGUAGE_HEAD;

        add_language(c->t, blt_language_guess(c->knows, c->head, n), &s);
    }
    c->line_chars = 0;
    if (!blt__lines_add(&c->t->top, line))
        c->failed = 1;
    line->number++;
    line->bytes = 0;
    line->nats = 0;
    line->n = 0;
}

static void
add_to_line(blt__counter *c, uint8_t byte, double nats)
{
    blt__line *line = &c->line;

    if (line->n < BLT__LINE_HEAD && byte != c->newline)
        line->head[line->n++] = byte;
    if (c->knows != NULL && line->bytes < BLT__LANGUAGE_HEAD)
        c->head[line->bytes] = byte;
    line->bytes++;
    line->nats += nats;
    if (byte == c->newline)
        end_line(c);
}

/* ---- characters -------------------------------------------------------- */

/* The first n bytes that wait are of this script, and chars characters. */
static void
pass(blt__counter *c, size_t n, int script, int chars)
{
    c->line_chars += chars;
    for (size_t i = 0; i < n; i++) {
        double nats = c->wait[i].nats;
        blt__sum *s;

        if (c->wait[i].starts) {
            close_patch(c);
            c->script = script;
        }
        if (c->wait[i].starts || c->length > 0)
            c->length++;
        if (isnan(nats)) {
            c->t->unscored++;
            nats = 0;
        }
        s = sum_of(c, script);
        s->bytes++;
        s->nats += nats;
        c->t->all.bytes++;
        c->t->all.nats += nats;
        add_to_line(c, c->wait[i].byte, nats);
    }
    sum_of(c, script)->chars += chars;
    c->t->all.chars += chars;
    c->waiting -= n;
    memmove(c->wait, c->wait + n, c->waiting * sizeof *c->wait);
}

/* As many characters as are complete; with `end`, all of them. */
static void
advance(blt__counter *c, int end)
{
    while (c->waiting > 0) {
        uint8_t p[4];
        uint32_t x;
        int script, k;

        for (size_t i = 0; i < c->waiting; i++)
            p[i] = c->wait[i].byte;
        k = blt__utf8_char(&x, p, c->waiting);
        if (k == 0 && !end)
            return;
        if (k <= 0) {
            c->t->not_nfc += blt__normal_end(&c->normal);
            pass(c, 1, BLT_SCRIPT_INVALID, 0);
            continue;
        }
        c->t->not_nfc += blt__normal_next(&c->normal, x, (size_t)k);
        blt_script_run_next(&c->run, &script, p, c->waiting);
        if (script == BLT_SCRIPT_COMMON)
            script = HELD;
        else
            settle(c, script);
        pass(c, (size_t)k, script, 1);
    }
}

/* ---- texts ------------------------------------------------------------- */

void
blt__counter_begin(blt__counter *c, blt__tally *t, const char *document,
                   int newline, blt_language *languages)
{
    *c = (blt__counter){ .t = t, .newline = newline, .knows = languages };
    c->line.document = (char *)document;
    c->line.number = 1;
}

void
blt__counter_byte(blt__counter *c, uint8_t byte, float nats, int starts)
{
    size_t i = c->waiting++;

    c->wait[i].byte = byte;
    c->wait[i].starts = (uint8_t)(starts || c->cut);
    c->wait[i].nats = nats;
    c->cut = 0;
    advance(c, 0);
}

void
blt__counter_end(blt__counter *c)
{
    advance(c, 1);
    close_patch(c);
    settle(c, c->run.before);
    c->t->not_nfc += blt__normal_end(&c->normal);
    if (c->line.bytes > 0)
        end_line(c);
}
