/* The words of a report: a tally as a page, section by section.
 *
 * Sentences come from the locale whole; here is only which of them, with
 * which numbers. */
#include "config.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <blt/flops.h>
#include "report/report.h"

#define ROOM BLT_LOCALE_ROOM

enum { ROWS = 24, LISTED = 6 };     /* scripts in a table, in a sentence */

typedef blt_report R;               /* what all of these write for */

static double
bits(double nats)
{
    return nats / 0.693147180559945309417;
}

/* ---- words ------------------------------------------------------------- */

static const char *
word(const R *r, char *out, const char *key)
{
    return blt_locale_say(r->opt.locale, out, ROOM, key, NULL, 0);
}

static const char *
whole(const R *r, char *out, int64_t n)
{
    return blt_locale_number(r->opt.locale, out, ROOM, (double)n,
                             BLT_NUMBER_PLAIN, 0);
}

static const char *
decimal(const R *r, char *out, double x)
{
    return blt_locale_number(r->opt.locale, out, ROOM, x, BLT_NUMBER_PLAIN,
                             2);
}

static const char *
percent(const R *r, char *out, double part, double of)
{
    return blt_locale_number(r->opt.locale, out, ROOM,
                             of > 0 ? part / of : 0, BLT_NUMBER_PERCENT, 1);
}

/* "1,234 bits": in tenths where there are few. */
static const char *
count_bits(const R *r, char *out, double nats)
{
    double x = bits(nats);

    x = x < 100 ? round(x * 10) / 10 : round(x);
    return blt_locale_count(r->opt.locale, out, ROOM, "bitCount", x, NULL,
                            0);
}

static const char *
script_name(const R *r, char *out, int script)
{
    return blt_locale_script(r->opt.locale, out, ROOM, script);
}

static void
heading(R *r, const char *key)
{
    char text[ROOM];

    blt__page_blank(&r->page);
    blt__page_line(&r->page, 0, word(r, text, key));
}

static void
sentence(R *r, const char *key)
{
    char text[ROOM];

    blt__page_line(&r->page, 2, word(r, text, key));
}

/* "Last changed: 22 November 2026" */
static void
pair(R *r, const char *key, const char *value)
{
    char label[ROOM], text[2 * ROOM];
    const char *const both[] = { word(r, label, key), value };

    blt__page_line(&r->page, 0, blt_locale_say(r->opt.locale, text,
                                               sizeof text, "pair", both,
                                               2));
}

static void
cell(const R *r, blt__table *t, const char *key)
{
    char text[ROOM];

    blt__table_word(t, word(r, text, key));
}

/* ---- title and totals -------------------------------------------------- */

static void
title(R *r, int64_t together)
{
    blt__buf name = { 0 };
    const char *text[2] = { r->name ? "file" : "stdin", "" };
    char line[4 * ROOM];

    if (r->page.out.n > 0 || r->documents > 1)
        blt__page_blank(&r->page);
    if (together > 0) {
        blt__page_line(&r->page, 0, blt_locale_count(r->opt.locale, line,
                           ROOM, "together", (double)together, NULL, 0));
        return;
    }
    if (r->name != NULL) {
        blt__page_foreign(&r->page, &name, (const uint8_t *)r->name,
                          strlen(r->name), r->page.columns / 2);
        text[1] = name.failed ? "" : name.p;
    }
    blt__page_line(&r->page, 0, blt_locale_say(r->opt.locale, line,
                                               sizeof line, "reportOn", text,
                                               2));
    blt__buf_free(&name);
}

/* Scripts by bytes, most first; of equals the first.  Returns how many have
 * any. */
static int
in_order(int *script, const blt__totals *t)
{
    int n = 0;

    for (int s = 0; s < BLT_SCRIPTS; s++) {
        int at = n;

        if (t->script[s].bytes == 0)
            continue;
        for (; at > 0 && t->script[script[at - 1]].bytes
             < t->script[s].bytes; at--)
            script[at] = script[at - 1];
        script[at] = s;
        n++;
    }
    return n;
}

/* "Latin, Cyrillic, Han, and 3 more" */
static void
list_scripts(R *r, const blt__totals *t)
{
    int script[BLT_SCRIPTS], n = in_order(script, t), k = 0;
    char name[LISTED + 1][ROOM], line[(LISTED + 1) * ROOM];
    const char *item[LISTED + 1];

    for (int i = 0; i < n && k < LISTED; i++)
        if (script[i] != BLT_SCRIPT_INVALID
            && script[i] != BLT_SCRIPT_COMMON) {
            item[k] = script_name(r, name[k], script[i]);
            k++;
        }
    for (int i = 0; i < n; i++)         /* only scripts count as more */
        if (script[i] == BLT_SCRIPT_INVALID || script[i] == BLT_SCRIPT_COMMON)
            script[i--] = script[--n];
    if (k == 0)
        return;
    if (n > k) {
        item[k] = blt_locale_count(r->opt.locale, name[k], ROOM, "more",
                                   n - k, NULL, 0);
        k++;
    }
    pair(r, "scripts", blt_locale_list(r->opt.locale, line, sizeof line, item,
                                       (size_t)k));
}

static void
total(const R *r, blt__table *t, const char *key, const char *value)
{
    cell(r, t, key);
    blt__table_word(t, value);
}

static void
totals(R *r, const blt__totals *t)
{
    const blt__sum *s = &t->all;
    blt__table table;
    char x[ROOM];

    blt__page_blank(&r->page);
    blt__table_begin(&table, "TN");
    total(r, &table, "bytes", whole(r, x, s->bytes));
    total(r, &table, "characters", whole(r, x, s->chars));
    total(r, &table, "lines", whole(r, x, t->lines));
    if (t->all.unscored == 0) {
        total(r, &table, "information", count_bits(r, x, s->nats));
        total(r, &table, "bitsPerByte",
              decimal(r, x, bits(s->nats) / (double)s->bytes));
        if (s->chars > 0)
            total(r, &table, "bitsPerCharacter",
                  decimal(r, x, bits(s->nats) / (double)s->chars));
    }
    if (s->patches > 0) {
        total(r, &table, "patches", whole(r, x, s->patches));
        total(r, &table, "bytesPerPatch",
              decimal(r, x, (double)s->patch_bytes / (double)s->patches));
        total(r, &table, "longestPatch",
              blt_locale_count(r->opt.locale, x, ROOM, "byteCount",
                               (double)t->longest, NULL, 0));
    }
    blt__table_end(&table, &r->page);
}

/* ---- by script and by language ------------------------------------------ */

/* A last line that says how many rows there would be yet. */
static void
say_more(R *r, int n)
{
    char text[ROOM];

    if (n > 0)
        blt__page_line(&r->page, 2,
                       blt_locale_count(r->opt.locale, text, ROOM, "more", n,
                                        NULL, 0));
}

static void
begin_shares(const R *r, blt__table *table, const char *what)
{
    blt__table_begin(table, "TNNNN");
    table->head = 1;
    cell(r, table, what);
    cell(r, table, "bytes");
    cell(r, table, "share");
    cell(r, table, "bitsPerByte");
    cell(r, table, "bitsPerCharacter");
}

static void
put_share(const R *r, blt__table *table, const char *name, const blt__sum *s,
          const blt__sum *all)
{
    double b = bits(s->nats);
    char x[ROOM];

    blt__table_word(table, name);
    blt__table_word(table, whole(r, x, s->bytes));
    blt__table_word(table, percent(r, x, (double)s->bytes,
                                   (double)all->bytes));
    blt__table_word(table, decimal(r, x, b / (double)s->bytes));
    blt__table_word(table, s->chars == 0 ? "-"
                    : decimal(r, x, b / (double)s->chars));
}

static void
by_script(R *r, const blt__totals *t)
{
    int script[BLT_SCRIPTS], n = in_order(script, t);
    blt__table table;
    char name[ROOM];

    heading(r, "byScript");
    begin_shares(r, &table, "script");
    for (int i = 0; i < n && i < ROWS; i++)
        put_share(r, &table, script_name(r, name, script[i]),
                  &t->script[script[i]], &t->all);
    blt__table_end(&table, &r->page);
    say_more(r, n - ROWS);
}

/* Most bytes first; of equals, who came first. */
static void
by_language(R *r, const blt__totals *t)
{
    const struct blt__by_language *l[BLT__LANGUAGES];
    blt__table table;
    char name[ROOM];
    size_t n = t->languages;

    for (size_t i = 0; i < n; i++) {
        size_t at = i;

        for (; at > 0 && l[at - 1]->sum.bytes < t->language[i].sum.bytes;
             at--)
            l[at] = l[at - 1];
        l[at] = &t->language[i];
    }
    heading(r, "byLanguage");
    begin_shares(r, &table, "language");
    for (size_t i = 0; i < n && i < ROWS; i++)
        put_share(r, &table, blt_locale_language(r->opt.locale, name, ROOM,
                                                 l[i]->tag),
                  &l[i]->sum, &t->all);
    blt__table_end(&table, &r->page);
    say_more(r, (int)n - ROWS);
}

/* ---- patches ----------------------------------------------------------- */

/* Two columns and a blank for each length, an eighth of a line at least
 * where there is any. */
static void
bars(blt__table *table, const int64_t *lengths)
{
    char text[BLT__LENGTHS * 7], *p = text;
    int64_t most = 1;

    for (int i = 0; i < BLT__LENGTHS; i++)
        most = lengths[i] > most ? lengths[i] : most;
    for (int i = 0; i < BLT__LENGTHS; i++) {
        int level = (int)ceil(8.0 * (double)lengths[i] / (double)most);

        for (int k = 0; k < 2; k++)
            if (level > 0) {
                *p++ = '\xe2';
                *p++ = '\x96';
                *p++ = (char)(0x80 + level);
            } else {
                *p++ = ' ';
            }
        *p++ = ' ';
    }
    blt__table_put(table, text, (size_t)(p - text));
}

/* "1  2  3  4  5  6  7  8  9+ 13+17+33+" over the bars.  Arabic digits would
 * go on to the left, the next number, too: a mark of direction parts them. */
static void
scale(const R *r, blt__table *table)
{
    char text[BLT__LENGTHS * 32], x[ROOM];
    size_t n = 0;

    for (int i = 0; i < BLT__LENGTHS; i++) {
        int last = i + 1 == BLT__LENGTHS;
        size_t from = n;

        n += (size_t)snprintf(text + n, sizeof text - n, "%.20s%s%s",
                              whole(r, x, blt__lengths[i]),
                              last || blt__lengths[i + 1]
                              > blt__lengths[i] + 1 ? "+" : "",
                              r->page.rtl ? "\xe2\x80\x8e" : "");
        for (size_t w = blt__page_width(text + from, n - from); w < 3; w++)
            text[n++] = ' ';
    }
    blt__table_put(table, text, n);
}

static void
by_length(R *r, const blt__totals *t)
{
    int script[BLT_SCRIPTS], n = in_order(script, t), rows = 0;
    blt__table table;
    char x[ROOM];

    heading(r, "patchesByScript");
    blt__table_begin(&table, "TNNP");
    table.head = 1;
    cell(r, &table, "script");
    cell(r, &table, "patches");
    cell(r, &table, "mean");
    scale(r, &table);
    for (int i = 0; i < n; i++) {
        const blt__sum *s = &t->script[script[i]];

        if (s->patches == 0 || ++rows > ROWS)
            continue;
        blt__table_word(&table, script_name(r, x, script[i]));
        blt__table_word(&table, whole(r, x, s->patches));
        blt__table_word(&table, decimal(r, x, (double)s->patch_bytes
                                        / (double)s->patches));
        bars(&table, s->lengths);
    }
    blt__table_end(&table, &r->page);
    say_more(r, rows - ROWS);
    sentence(r, "histogramNote");
}

/* ---- what is odd ------------------------------------------------------- */

static void
validity(R *r, const blt__totals *t)
{
    const blt__sum *bad = &t->script[BLT_SCRIPT_INVALID];
    char cost[ROOM], part[ROOM], text[4 * ROOM];
    const char *const both[] = {
        count_bits(r, cost, bad->nats),
        percent(r, part, bad->nats, t->all.nats)
    };

    heading(r, "validity");
    if (bad->bytes == 0)
        sentence(r, "allValid");
    else
        blt__page_line(&r->page, 2,
                       blt_locale_count(r->opt.locale, text, sizeof text,
                                        "notValid", (double)bad->bytes, both,
                                        2));
}

static void
normalisation(R *r, const blt__totals *t)
{
    char part[ROOM], text[4 * ROOM];
    const char *const one[] = {
        percent(r, part, (double)t->not_nfc, (double)t->all.bytes)
    };

    heading(r, "normalisation");
    if (t->not_nfc == 0)
        sentence(r, "allNfc");
    else
        blt__page_line(&r->page, 2,
                       blt_locale_count(r->opt.locale, text, sizeof text,
                                        "notNfc", (double)t->not_nfc, one,
                                        1));
}

/* The file of a line, where there are several, in a column of its own. */
static void
put_file(R *r, blt__table *table, const blt__line *line)
{
    const char *name = line->document ? line->document : "-";
    blt__buf b = { 0 };

    blt__page_foreign(&r->page, &b, (const uint8_t *)name, strlen(name), 20);
    blt__table_put(table, b.failed ? "" : b.p, b.failed ? 0 : b.n);
    blt__buf_free(&b);
}

static void
lines(R *r, const blt__totals *t, int64_t together)
{
    blt__table table;
    char x[ROOM];

    if (t->top.n == 0)
        return;
    heading(r, "surprisingLines");
    blt__page_line(&r->page, 2,
                   blt_locale_count(r->opt.locale, x, ROOM, "linesNote",
                                    BLT__LINE_LEAST, NULL, 0));
    blt__table_begin(&table, together ? "TNNNF" : "NNNF");
    table.head = 1;
    if (together)
        cell(r, &table, "file");
    cell(r, &table, "line");
    cell(r, &table, "bitsPerByte");
    cell(r, &table, "bitsColumn");
    cell(r, &table, "text");
    for (size_t i = 0; i < t->top.n; i++) {
        const blt__line *line = t->top.heap[i].item;

        if (together)
            put_file(r, &table, line);
        blt__table_word(&table, whole(r, x, line->number));
        blt__table_word(&table, decimal(r, x, bits(line->nats)
                                        / (double)line->bytes));
        blt__table_word(&table, whole(r, x, (int64_t)
                                      fmin(round(bits(line->nats)), 1e18)));
        blt__table_put(&table, line->head, line->n);
    }
    blt__table_end(&table, &r->page);
}

/* ---- what it costs ----------------------------------------------------- */

/* A row of the work on this text in patches of a size; returns the FLOPs of
 * a byte. */
static double
price(R *r, blt__table *table, const blt_config *config, const char *label,
      double bytes, double size, double against)
{
    blt_flops f = BLT_FLOPS_INIT;
    double each, model;
    char x[ROOM];

    if (blt_flops_plan(&f, config, bytes, size, r->opt.window, NULL)
        != BLT_OK)
        return 0;
    each = blt_flops_sum(&f) / bytes;
    model = f.patcher / bytes;
    if (table == NULL)
        return each;
    blt__table_word(table, label);
    blt__table_word(table, decimal(r, x, size));
    blt__table_word(table, blt_locale_number(r->opt.locale, x, ROOM, each,
                                             BLT_NUMBER_COMPACT, 3));
    blt__table_word(table, model == 0 ? "-"
                    : blt_locale_number(r->opt.locale, x, ROOM, model,
                                        BLT_NUMBER_COMPACT, 3));
    blt__table_word(table, percent(r, x, each, against));
    return each;
}

/* Beside this patching: a byte in each patch, and patches as long as the
 * tokens of byte pair encoding are in the mean, which both need no entropy
 * model.                                                   [BLT 4.5, 5.1] */
static void
work(R *r, const blt__totals *t)
{
    const double bpe = 4.4, bytes = (double)t->all.bytes;
    blt_config bare;
    blt__table table;
    double one;
    char x[ROOM], label[ROOM];
    const char *size[1];

    if (r->opt.config == NULL || t->all.patches == 0)
        return;
    bare = *r->opt.config;
    bare.patch_scheme = BLT_SCHEME_BYTE;
    one = price(r, NULL, &bare, "", bytes, 1, 1);
    heading(r, "work");
    sentence(r, "workNote");
    blt__table_begin(&table, "TNNNN");
    table.head = 1;
    cell(r, &table, "patching");
    cell(r, &table, "bytesPerPatch");
    cell(r, &table, "flops");
    cell(r, &table, "entropyModel");
    cell(r, &table, "compared");
    price(r, &table, r->opt.config, word(r, label, "thisPatching"), bytes,
          (double)t->all.patch_bytes / (double)t->all.patches, one);
    price(r, &table, &bare, word(r, label, "oneByte"), bytes, 1, one);
    size[0] = blt_locale_number(r->opt.locale, x, ROOM, bpe,
                                BLT_NUMBER_PLAIN, 1);
    price(r, &table, &bare, blt_locale_say(r->opt.locale, label, ROOM,
                                           "bpeLike", size, 1),
          bytes, bpe, one);
    blt__table_end(&table, &r->page);
}

/* ---- the page ---------------------------------------------------------- */

void
blt__report_page(blt_report *r, const blt__totals *t, int64_t together)
{
    char text[ROOM];

    title(r, together);
    if (!together && r->changed >= 0)
        pair(r, "changed", blt_locale_date(r->opt.locale, text, ROOM,
                                           r->changed));
    if (r->opt.kind == BLT_REPORT_PATCH && r->opt.scheme != NULL)
        pair(r, "scheme", r->opt.scheme);
    if (t->all.bytes == 0) {
        sentence(r, "nothing");
        return;
    }
    list_scripts(r, t);
    totals(r, t);
    if (r->opt.kind == BLT_REPORT_ENTROPY && t->all.unscored == 0)
        by_script(r, t);
    if (t->languages > 0 && t->all.unscored == 0)
        by_language(r, t);
    if (t->all.patches > 0)
        by_length(r, t);
    if (r->opt.kind == BLT_REPORT_PATCH) {
        work(r, t);
        return;
    }
    if (t->all.unscored == 0)
        validity(r, t);
    normalisation(r, t);
    lines(r, t, together);
}
