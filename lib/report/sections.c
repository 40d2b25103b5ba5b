/* The sections of a report: which sentences and tables, with which numbers. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "report/phrase.h"

#define ROOM BLT_LOCALE_ROOM

enum { LISTED = 6 };                /* scripts in a sentence */

/* ---- title and totals -------------------------------------------------- */

static void
title(blt_report *r, int64_t together)
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
        text[1] = blt__buf_text(&name);
        r->page.out.failed |= name.failed;
    }
    blt__page_line(&r->page, 0, blt_locale_say(r->opt.locale, line,
                                               sizeof line, "reportOn", text,
                                               2));
    blt__buf_free(&name);
}

/* "Latin, Cyrillic, Han, and 3 more" */
static void
list_scripts(blt_report *r, const blt__totals *t)
{
    int script[BLT_SCRIPTS], n = blt__scripts_in_order(script, t), k = 0;
    char name[LISTED + 1][ROOM], line[(LISTED + 1) * ROOM];
    const char *item[LISTED + 1];

    for (int i = 0; i < n && k < LISTED; i++)
        if (script[i] != BLT_SCRIPT_INVALID
            && script[i] != BLT_SCRIPT_COMMON) {
            item[k] = blt__say_script(r, name[k], script[i]);
            k++;
        }
    for (int i = 0; i < n; i++)         /* Common and invalid bytes are not
                                           counted as scripts */
        if (script[i] == BLT_SCRIPT_INVALID || script[i] == BLT_SCRIPT_COMMON)
            script[i--] = script[--n];
    if (k == 0)
        return;
    if (n > k) {
        item[k] = blt_locale_count(r->opt.locale, name[k], ROOM, "more",
                                   n - k, NULL, 0);
        k++;
    }
    blt__say_pair(r, "scripts", blt_locale_list(r->opt.locale, line,
                                                sizeof line, item,
                                                (size_t)k));
}

static void
total(const blt_report *r, blt__table *t, const char *key, const char *value)
{
    blt__say_cell(r, t, key);
    blt__table_word(t, value);
}

static void
totals(blt_report *r, const blt__totals *t)
{
    const blt__sum *s = &t->all;
    blt__table table;
    char x[ROOM];

    blt__page_blank(&r->page);
    blt__table_begin(&table, "TN");
    total(r, &table, "bytes", blt__say_whole(r, x, s->bytes));
    total(r, &table, "characters", blt__say_whole(r, x, s->chars));
    total(r, &table, "lines", blt__say_whole(r, x, t->lines));
    if (t->all.unscored == 0) {
        total(r, &table, "information", blt__say_count_bits(r, x, s->nats));
        total(r, &table, "bitsPerByte",
              blt__say_decimal(r, x, blt__bits(s->nats) / (double)s->bytes));
        if (s->chars > 0)
            total(r, &table, "bitsPerCharacter",
                  blt__say_decimal(r, x, blt__bits(s->nats)
                                   / (double)s->chars));
    }
    if (s->patches > 0) {
        total(r, &table, "patches", blt__say_whole(r, x, s->patches));
        total(r, &table, "bytesPerPatch",
              blt__say_decimal(r, x, (double)s->patch_bytes
                               / (double)s->patches));
        total(r, &table, "longestPatch",
              blt_locale_count(r->opt.locale, x, ROOM, "byteCount",
                               (double)t->longest, NULL, 0));
    }
    blt__table_end(&table, &r->page);
}

/* ---- by script and by language ------------------------------------------ */

static void
begin_shares(const blt_report *r, blt__table *table, const char *what)
{
    blt__table_begin(table, "TNNNN");
    table->head = 1;
    blt__say_cell(r, table, what);
    blt__say_cell(r, table, "bytes");
    blt__say_cell(r, table, "share");
    blt__say_cell(r, table, "bitsPerByte");
    blt__say_cell(r, table, "bitsPerCharacter");
}

static void
put_share(const blt_report *r, blt__table *table, const char *name,
          const blt__sum *s, const blt__sum *all)
{
    double b = blt__bits(s->nats);
    char x[ROOM];

    blt__table_word(table, name);
    blt__table_word(table, blt__say_whole(r, x, s->bytes));
    blt__table_word(table, blt__say_percent(r, x, (double)s->bytes,
                                   (double)all->bytes));
    blt__table_word(table, blt__say_decimal(r, x, b / (double)s->bytes));
    blt__table_word(table, s->chars == 0 ? "-"
                    : blt__say_decimal(r, x, b / (double)s->chars));
}

static void
by_script(blt_report *r, const blt__totals *t)
{
    int script[BLT_SCRIPTS], n = blt__scripts_in_order(script, t);
    blt__table table;
    char name[ROOM];

    blt__say_heading(r, "byScript");
    begin_shares(r, &table, "script");
    for (int i = 0; i < n && i < BLT__REPORT_ROWS; i++)
        put_share(r, &table, blt__say_script(r, name, script[i]),
                  &t->script[script[i]], &t->all);
    blt__table_end(&table, &r->page);
    blt__say_more(r, n - BLT__REPORT_ROWS);
}

/* Most bytes first; of equals, in the order in which they were met. */
static void
by_language(blt_report *r, const blt__totals *t)
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
    blt__say_heading(r, "byLanguage");
    begin_shares(r, &table, "language");
    for (size_t i = 0; i < n && i < BLT__REPORT_ROWS; i++)
        put_share(r, &table, blt_locale_language(r->opt.locale, name, ROOM,
                                                 l[i]->tag),
                  &l[i]->sum, &t->all);
    blt__table_end(&table, &r->page);
    blt__say_more(r, (int)n - BLT__REPORT_ROWS);
}

/* ---- what is odd ------------------------------------------------------- */

static void
validity(blt_report *r, const blt__totals *t)
{
    const blt__sum *bad = &t->script[BLT_SCRIPT_INVALID];
    char cost[ROOM], part[ROOM], text[4 * ROOM];
    const char *const both[] = {
        blt__say_count_bits(r, cost, bad->nats),
        blt__say_percent(r, part, bad->nats, t->all.nats)
    };

    blt__say_heading(r, "validity");
    if (bad->bytes == 0)
        blt__say_sentence(r, "allValid");
    else
        blt__page_line(&r->page, 2,
                       blt_locale_count(r->opt.locale, text, sizeof text,
                                        "notValid", (double)bad->bytes, both,
                                        2));
}

static void
normalisation(blt_report *r, const blt__totals *t)
{
    char part[ROOM], text[4 * ROOM];
    const char *const one[] = {
        blt__say_percent(r, part, (double)t->not_nfc, (double)t->all.bytes)
    };

    blt__say_heading(r, "normalisation");
    if (t->not_nfc == 0)
        blt__say_sentence(r, "allNfc");
    else
        blt__page_line(&r->page, 2,
                       blt_locale_count(r->opt.locale, text, sizeof text,
                                        "notNfc", (double)t->not_nfc, one,
                                        1));
}

/* The file of a line, in a column of its own if there are several. */
static void
put_file(blt_report *r, blt__table *table, const blt__line *line)
{
    const char *name = line->document ? line->document : "-";
    blt__buf b = { 0 };

    blt__page_foreign(&r->page, &b, (const uint8_t *)name, strlen(name), 20);
    blt__table_put(table, b.failed ? "" : b.p, b.failed ? 0 : b.n);
    blt__buf_free(&b);
}

static void
lines(blt_report *r, const blt__totals *t, int64_t together)
{
    blt__table table;
    char x[ROOM];

    if (t->top.n == 0)
        return;
    blt__say_heading(r, "surprisingLines");
    blt__page_line(&r->page, 2,
                   blt_locale_count(r->opt.locale, x, ROOM, "linesNote",
                                    BLT__LINE_LEAST, NULL, 0));
    if (t->adapted)
        blt__say_sentence(r, "linesAdapted");
    blt__table_begin(&table, together ? "TNNNF" : "NNNF");
    table.head = 1;
    if (together)
        blt__say_cell(r, &table, "file");
    blt__say_cell(r, &table, "line");
    blt__say_cell(r, &table, "bitsPerByte");
    blt__say_cell(r, &table, "bitsColumn");
    blt__say_cell(r, &table, "text");
    for (size_t i = 0; i < t->top.n; i++) {
        const blt__line *line = t->top.heap[i].item;

        if (together)
            put_file(r, &table, line);
        blt__table_word(&table, blt__say_whole(r, x, line->number));
        blt__table_word(&table, blt__say_decimal(r, x, blt__bits(line->nats)
                                        / (double)line->bytes));
        blt__table_word(&table, blt__say_whole(
                            r, x, (int64_t)fmin(round(blt__bits(line->nats)),
                                                1e18)));
        blt__table_put(&table, line->head, line->n);
    }
    blt__table_end(&table, &r->page);
}

/* ---- the page ---------------------------------------------------------- */

void
blt__report_page(blt_report *r, const blt__totals *t, int64_t together)
{
    char text[ROOM];

    title(r, together);
    if (!together && r->changed >= 0)
        blt__say_pair(r, "changed", blt_locale_date(r->opt.locale, text, ROOM,
                                           r->changed));
    if (r->opt.kind == BLT_REPORT_PATCH && r->opt.scheme != NULL)
        blt__say_pair(r, "scheme", r->opt.scheme);
    if (t->all.bytes == 0) {
        blt__say_sentence(r, "nothing");
        return;
    }
    list_scripts(r, t);
    totals(r, t);
    if (r->opt.kind == BLT_REPORT_ENTROPY && t->all.unscored == 0)
        by_script(r, t);
    if (t->languages > 0 && t->all.unscored == 0)
        by_language(r, t);
    if (t->all.patches > 0)
        blt__report_lengths(r, t);
    if (r->opt.kind == BLT_REPORT_PATCH) {
        blt__report_flops(r, t);
        return;
    }
    if (t->all.unscored == 0)
        validity(r, t);
    normalisation(r, t);
    lines(r, t, together);
}
