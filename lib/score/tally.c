/* Bytes to totals: by script, by language, by length of patch, by line.
 *
 * Bytes become characters first; a character has one script, and so has the
 * patch that starts in it.  Characters that several scripts share may belong
 * to what follows: their sum is held until that is known. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "base/base.h"
#include "base/options.h"
#include "score/scored.h"
#include "score/tally.h"

enum { HELD = -1 };

const int blt__lengths[BLT__LENGTHS] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 17,
                                         33 };

static void
add(blt__sum *to, const blt__sum *s)
{
    if (to->bytes == 0)
        to->offset = s->offset;
    to->bytes += s->bytes;
    to->chars += s->chars;
    to->invalid += s->invalid;
    to->leads += s->leads;
    to->unscored += s->unscored;
    to->closed += s->closed;
    to->nats += s->nats;
    to->patches += s->patches;
    to->patch_bytes += s->patch_bytes;
    for (int i = 0; i < BLT__LENGTHS; i++)
        to->lengths[i] += s->lengths[i];
}

/* ---- totals ------------------------------------------------------------- */

static void
drop_line(void *item)
{
    blt__line *line = item;

    free(line->document);
    free(line);
}

void
blt__totals_init(blt__totals *t, size_t top_lines)
{
    memset(t, 0, sizeof *t);
    t->top.most = top_lines;
    t->top.drop = drop_line;
}

void
blt__totals_clear(blt__totals *t)
{
    blt__top top;

    blt__top_clear(&t->top);
    top = t->top;
    memset(t, 0, sizeof *t);
    t->top = top;
}

void
blt__totals_free(blt__totals *t)
{
    blt__top_free(&t->top);
}

static blt__line *
copy_line(const blt__line *line)
{
    blt__line *copy = malloc(sizeof *copy);

    if (copy == NULL)
        return NULL;
    *copy = *line;
    if (line->document == NULL
        || (copy->document = strdup(line->document)) != NULL)
        return copy;
    free(copy);
    return NULL;
}

/* Keeps a copy of a line that is among the most surprising. */
static int
rank_line(blt__totals *t, const blt__line *line)
{
    blt__line *copy;

    if (line->bytes < BLT__LINE_LEAST || isnan(line->rank)
        || !blt__top_wants(&t->top, line->rank))
        return 1;
    copy = copy_line(line);
    if (copy != NULL && blt__top_add(&t->top, line->rank, copy))
        return 1;
    if (copy != NULL)
        drop_line(copy);
    return 0;
}

/* Sum of a script, which is met now if it was not yet. */
static blt__sum *
script_sum(blt__totals *t, int script)
{
    size_t i = 0;

    if (t->script[script].bytes == 0) {
        while (i < t->scripts && t->met[i] != script)
            i++;
        if (i == t->scripts)
            t->met[t->scripts++] = script;
    }
    return &t->script[script];
}

/* Searched from the latest: there are few, and mostly one line after another
 * is in the same. */
static void
add_language(blt__totals *t, const char *tag, const blt__sum *s)
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
blt__totals_add(blt__totals *all, const blt__totals *t)
{
    int good = 1;

    add(&all->all, &t->all);
    for (size_t i = 0; i < t->scripts; i++)
        add(script_sum(all, t->met[i]), &t->script[t->met[i]]);
    for (size_t i = 0; i < t->languages; i++)
        add_language(all, t->language[i].tag, &t->language[i].sum);
    all->lines += t->lines;
    if (t->longest > all->longest)
        all->longest = t->longest;
    all->not_nfc += t->not_nfc;
    all->adapted |= t->adapted;
    for (size_t i = 0; i < t->top.n; i++)
        good &= rank_line(all, t->top.heap[i].item);
    return good;
}

/* ---- scripts ------------------------------------------------------------ */

static blt__sum *
sum_of(blt_tally *c, int script)
{
    return script == HELD ? &c->held : script_sum(c->t, script);
}

/* What was held is of this script. */
static void
settle(blt_tally *c, int script)
{
    if (c->held.bytes > 0 || c->held.patch_bytes > 0)
        add(script_sum(c->t, script), &c->held);
    c->held = (blt__sum){ 0 };
    if (c->script == HELD)
        c->script = script;
}

/* ---- patches ------------------------------------------------------------ */

static void
close_patch(blt_tally *c)
{
    blt__sum *sums[2] = { &c->t->all, NULL };
    int bin = 0;

    if (c->length == 0)
        return;
    sums[1] = sum_of(c, c->script);
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

/* ---- lines -------------------------------------------------------------- */

static void
end_line(blt_tally *c)
{
    blt__line *line = &c->line;

    c->t->lines++;
    if (c->guesser != NULL) {
        const blt__sum s = {
            .offset = c->line_offset, .bytes = line->bytes,
            .chars = c->line_chars, .invalid = c->line_invalid,
            .leads = c->line_leads, .unscored = c->line_unscored,
            .closed = c->line_closed, .nats = c->line_nats
        };
        size_t n = line->bytes < BLT__LANGUAGE_HEAD ? (size_t)line->bytes
            : BLT__LANGUAGE_HEAD;

        add_language(c->t, blt_language_guess(c->guesser, c->head, n), &s);
    }
    line->rank = c->t->adapted
        ? blt__rank_relative(&c->ranks,
                             blt__rank(line->nats, (double)line->bytes))
        : line->nats / (double)line->bytes;
    if (!rank_line(c->t, line))
        c->failed = 1;
    c->line_offset += line->bytes;
    c->line_chars = c->line_invalid = c->line_leads = c->line_unscored
        = c->line_closed = 0;
    line->number++;
    line->bytes = 0;
    line->nats = c->line_nats = 0;
    line->n = 0;
}

static void
add_to_line(blt_tally *c, uint8_t byte, double nats, double adapted)
{
    blt__line *line = &c->line;

    if (line->n < BLT__LINE_HEAD && byte != c->newline)
        line->head[line->n++] = byte;
    if (c->guesser != NULL && line->bytes < BLT__LANGUAGE_HEAD)
        c->head[line->bytes] = byte;
    line->bytes++;
    line->nats += adapted;
    c->line_nats += nats;
    if (byte == c->newline)
        end_line(c);
}

/* ---- characters --------------------------------------------------------- */

static void
add_byte(blt__sum *s, uint8_t byte, double nats, int unscored, int closed)
{
    s->bytes++;
    s->nats += nats;
    s->leads += (byte & 0xc0) != 0x80;
    s->unscored += unscored;
    s->closed += closed;
}

/* The first n waiting bytes are of this script: a character, or one byte that
 * is part of none. */
static void
assign(blt_tally *c, size_t n, int script)
{
    const int invalid = script == BLT_SCRIPT_INVALID;
    blt__sum *s = sum_of(c, script), *all = &c->t->all;

    if (s->bytes == 0)
        s->offset = c->offset;
    s->chars += !invalid;
    s->invalid += invalid;
    all->chars += !invalid;
    all->invalid += invalid;
    c->line_chars += !invalid;
    c->line_invalid += invalid;
    for (size_t i = 0; i < n; i++) {
        const uint8_t byte = c->wait[i].byte;
        const int unscored = isnan(c->wait[i].nats) != 0;
        const double nats = unscored ? 0 : c->wait[i].nats;

        if (c->wait[i].starts) {
            close_patch(c);
            c->script = script;
        }
        if (c->wait[i].starts || c->length > 0)
            c->length++;
        add_byte(s, byte, nats, unscored, c->wait[i].closed);
        add_byte(all, byte, nats, unscored, c->wait[i].closed);
        c->line_leads += (byte & 0xc0) != 0x80;
        c->line_unscored += unscored;
        c->line_closed += c->wait[i].closed;
        add_to_line(c, byte, nats, unscored ? 0 : c->wait[i].adapted);
    }
    c->offset += (int64_t)n;
    c->waiting -= n;
    memmove(c->wait, c->wait + n, c->waiting * sizeof *c->wait);
}

/* Assigns the characters that are complete; at the end, all bytes. */
static void
advance(blt_tally *c, int end)
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
            assign(c, 1, BLT_SCRIPT_INVALID);
            continue;
        }
        c->t->not_nfc += blt__normal_next(&c->normal, x, (size_t)k);
        blt_script_run_next(&c->run, &script, p, c->waiting);
        if (script == BLT_SCRIPT_COMMON)
            script = HELD;
        else
            settle(c, script);
        assign(c, (size_t)k, script);
    }
}

/* ---- texts -------------------------------------------------------------- */

void
blt__tally_begin(blt_tally *c, blt__totals *t, const char *document,
                 int newline, blt_language *guesser)
{
    c->t = t;
    c->newline = newline;
    c->guesser = guesser;
    c->waiting = 0;
    c->cut = 0;
    c->run = (blt_script_run){ 0 };
    c->held = (blt__sum){ 0 };
    c->offset = 0;
    c->script = 0;
    c->length = 0;
    c->normal = (blt__normal){ .n = 0 };
    c->line.document = (char *)document;
    c->line.number = 1;
    c->line.bytes = 0;
    c->line.nats = c->line_nats = 0;
    c->line.n = 0;
    c->ranks = (blt__ranks)BLT__RANKS_INIT;
    c->line_offset = c->line_chars = c->line_invalid = c->line_leads
        = c->line_unscored = c->line_closed = 0;
    c->failed = 0;
}

void
blt__tally_byte(blt_tally *c, uint8_t byte, double nats, double adapted,
                int starts, int closed)
{
    size_t i = c->waiting++;

    c->wait[i].byte = byte;
    c->wait[i].starts = (uint8_t)(starts || c->cut);
    c->wait[i].closed = (uint8_t)closed;
    c->wait[i].nats = nats;
    c->wait[i].adapted = adapted;
    c->cut = 0;
    advance(c, 0);
}

void
blt_tally_end(blt_tally *c)
{
    advance(c, 1);
    close_patch(c);
    settle(c, c->run.before);
    c->t->not_nfc += blt__normal_end(&c->normal);
    if (c->line.bytes > 0)
        end_line(c);
}

/* ---- the public object -------------------------------------------------- */

blt_status
blt_tally_new(blt_tally **out, int newline, blt_language *languages,
              blt_error *err)
{
    blt_tally *c = malloc(sizeof *c);

    *out = c;
    if (c == NULL)
        return blt__fail_memory(err, "tally");
    blt__totals_init(&c->own, 0);
    blt__tally_begin(c, &c->own, NULL, newline, languages);
    return BLT_OK;
}

void
blt_tally_free(blt_tally *t)
{
    if (t != NULL)
        blt__totals_free(&t->own);
    free(t);
}

void
blt_tally_reset(blt_tally *t)
{
    blt__totals_clear(&t->own);
    blt__tally_begin(t, &t->own, NULL, t->newline, t->guesser);
}

blt_status
blt_tally_feed(blt_tally *t, const blt_scored *given, blt_error *err)
{
    blt_scored b;

    if (blt__scored_read(&b, given, err) != BLT_OK)
        return BLT_EINVAL;
    t->t->adapted |= b.model != NULL;
    for (size_t i = 0; i < b.n; i++)
        blt__tally_byte(t, b.bytes[i],
                        b.model != NULL ? b.model[i] : blt__cost(&b, i),
                        blt__cost(&b, i), b.starts != NULL && b.starts[i],
                        b.closed != NULL && b.closed[i]);
    return t->failed ? blt__fail_memory(err, "tally") : BLT_OK;
}

int
blt_tally_sum(blt_sum *out, const blt_tally *t, blt_tally_key key, size_t i)
{
    const size_t count = key == BLT_TALLY_ALL ? 1
        : key == BLT_TALLY_SCRIPT ? t->own.scripts : t->own.languages;
    blt_sum sum = BLT_SUM_INIT;
    const blt__sum *s = &t->own.all;

    if (i >= count)
        return 0;
    if (key == BLT_TALLY_SCRIPT) {
        sum.script = t->own.met[i];
        sum.name = blt_script_name(sum.script);
        s = &t->own.script[sum.script];
    } else if (key == BLT_TALLY_LANGUAGE) {
        sum.name = t->own.language[i].tag;
        s = &t->own.language[i].sum;
    }
    sum.offset = s->offset;
    sum.bytes = s->bytes;
    sum.chars = s->chars;
    sum.invalid = s->invalid;
    sum.leads = s->leads;
    sum.unscored = s->unscored;
    sum.closed = s->closed;
    sum.nats = s->nats;
    return blt__result_write(out, &sum, "BLT_SUM_INIT", NULL) == BLT_OK;
}
