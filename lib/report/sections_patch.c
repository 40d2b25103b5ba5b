/* The sections of a report on patches: their lengths, and the FLOPs that the
 * model needs for them. */
#include "config.h"
#include <math.h>
#include <stdio.h>
#include <blt/flops.h>
#include "report/phrase.h"

#define ROOM BLT_LOCALE_ROOM

/* ---- patches ----------------------------------------------------------- */

/* The histogram: two columns and a blank for each bin, at least an eighth of a
 * line high if the bin is not empty. */
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

/* "1  2  3  4  5  6  7  8  9+ 13+17+33+" above the bars.  Arabic digits would
 * join with the next number and run to the left, so a directional mark
 * separates them. */
static void
scale(const blt_report *r, blt__table *table)
{
    char text[BLT__LENGTHS * 32], x[ROOM];
    size_t n = 0;

    for (int i = 0; i < BLT__LENGTHS; i++) {
        int last = i + 1 == BLT__LENGTHS;
        size_t from = n;

        n += (size_t)snprintf(text + n, sizeof text - n, "%.20s%s%s",
                              blt__say_whole(r, x, blt__lengths[i]),
                              last || blt__lengths[i + 1]
                              > blt__lengths[i] + 1 ? "+" : "",
                              r->page.rtl ? "\xe2\x80\x8e" : "");
        for (size_t w = blt__page_width(text + from, n - from); w < 3; w++)
            text[n++] = ' ';
    }
    blt__table_put(table, text, n);
}

void
blt__report_lengths(blt_report *r, const blt__totals *t)
{
    int script[BLT_SCRIPTS], n = blt__scripts_in_order(script, t), rows = 0;
    blt__table table;
    char x[ROOM];

    blt__say_heading(r, "patchesByScript");
    blt__table_begin(&table, "TNNP");
    table.head = 1;
    blt__say_cell(r, &table, "script");
    blt__say_cell(r, &table, "patches");
    blt__say_cell(r, &table, "mean");
    scale(r, &table);
    for (int i = 0; i < n; i++) {
        const blt__sum *s = &t->script[script[i]];

        if (s->patches == 0 || ++rows > BLT__REPORT_ROWS)
            continue;
        blt__table_word(&table, blt__say_script(r, x, script[i]));
        blt__table_word(&table, blt__say_whole(r, x, s->patches));
        blt__table_word(&table, blt__say_decimal(r, x, (double)s->patch_bytes
                                        / (double)s->patches));
        bars(&table, s->lengths);
    }
    blt__table_end(&table, &r->page);
    blt__say_more(r, rows - BLT__REPORT_ROWS);
    blt__say_sentence(r, "histogramNote");
}

/* ---- what it costs ----------------------------------------------------- */

/* A row with the FLOPs for this text in patches of a mean size; returns FLOPs
 * per byte.  table NULL: no row. */
static double
price(blt_report *r, blt__table *table, const blt_config *config,
      const char *label, double bytes, double size, double against)
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
    blt__table_word(table, blt__say_decimal(r, x, size));
    blt__table_word(table, blt_locale_number(r->opt.locale, x, ROOM, each,
                                             BLT_NUMBER_COMPACT, 3));
    blt__table_word(table, model == 0 ? "-"
                    : blt_locale_number(r->opt.locale, x, ROOM, model,
                                        BLT_NUMBER_COMPACT, 3));
    blt__table_word(table, blt__say_percent(r, x, each, against));
    return each;
}

/* This patching, compared with patches of one byte and with patches of the mean
 * length of BPE tokens.  Both need no entropy model.       [BLT 4.5, 5.1] */
void
blt__report_flops(blt_report *r, const blt__totals *t)
{
    const double bpe = 4.4, bytes = (double)t->all.bytes;
    blt_config bare;
    blt__table table;
    double one;
    char x[ROOM], label[ROOM];
    const char *size[1];

    /* An entropy model alone cuts the patches but does not compute them. */
    if (r->opt.config == NULL || r->opt.config->patcher_only
        || t->all.patches == 0)
        return;
    bare = *r->opt.config;
    bare.patch_scheme = BLT_SCHEME_BYTE;
    one = price(r, NULL, &bare, "", bytes, 1, 1);
    blt__say_heading(r, "work");
    blt__say_sentence(r, "workNote");
    blt__table_begin(&table, "TNNNN");
    table.head = 1;
    blt__say_cell(r, &table, "patching");
    blt__say_cell(r, &table, "bytesPerPatch");
    blt__say_cell(r, &table, "flops");
    blt__say_cell(r, &table, "entropyModel");
    blt__say_cell(r, &table, "compared");
    price(r, &table, r->opt.config,
          blt__say_word(r, label, "thisPatching"), bytes,
          (double)t->all.patch_bytes / (double)t->all.patches, one);
    price(r, &table, &bare, blt__say_word(r, label, "oneByte"), bytes, 1, one);
    size[0] = blt_locale_number(r->opt.locale, x, ROOM, bpe,
                                BLT_NUMBER_PLAIN, 1);
    price(r, &table, &bare, blt_locale_say(r->opt.locale, label, ROOM,
                                           "bpeLike", size, 1),
          bytes, bpe, one);
    blt__table_end(&table, &r->page);
}
