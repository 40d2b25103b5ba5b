/* Phrases, numbers and names in the language of a report.  Sentences come whole
 * from the locale. */
#include "config.h"
#include <math.h>
#include "report/phrase.h"

#define ROOM BLT_LOCALE_ROOM

const char *
blt__say_word(const blt_report *r, char *out, const char *key)
{
    return blt_locale_say(r->opt.locale, out, ROOM, key, NULL, 0);
}

const char *
blt__say_whole(const blt_report *r, char *out, int64_t n)
{
    return blt_locale_number(r->opt.locale, out, ROOM, (double)n,
                             BLT_NUMBER_PLAIN, 0);
}

const char *
blt__say_decimal(const blt_report *r, char *out, double x)
{
    return blt_locale_number(r->opt.locale, out, ROOM, x, BLT_NUMBER_PLAIN,
                             2);
}

const char *
blt__say_percent(const blt_report *r, char *out, double part, double of)
{
    return blt_locale_number(r->opt.locale, out, ROOM,
                             of > 0 ? part / of : 0, BLT_NUMBER_PERCENT, 1);
}

const char *
blt__say_count_bits(const blt_report *r, char *out, double nats)
{
    double x = blt__bits(nats);

    x = x < 100 ? round(x * 10) / 10 : round(x);
    return blt_locale_count(r->opt.locale, out, ROOM, "bitCount", x, NULL,
                            0);
}

const char *
blt__say_script(const blt_report *r, char *out, int script)
{
    return blt_locale_script(r->opt.locale, out, ROOM, script);
}

void
blt__say_heading(blt_report *r, const char *key)
{
    char text[ROOM];

    blt__page_blank(&r->page);
    blt__page_line(&r->page, 0, blt__say_word(r, text, key));
}

void
blt__say_sentence(blt_report *r, const char *key)
{
    char text[ROOM];

    blt__page_line(&r->page, 2, blt__say_word(r, text, key));
}

void
blt__say_pair(blt_report *r, const char *key, const char *value)
{
    char label[ROOM], text[2 * ROOM];
    const char *const both[] = { blt__say_word(r, label, key), value };

    blt__page_line(&r->page, 0, blt_locale_say(r->opt.locale, text,
                                               sizeof text, "pair", both,
                                               2));
}

void
blt__say_cell(const blt_report *r, blt__table *t, const char *key)
{
    char text[ROOM];

    blt__table_word(t, blt__say_word(r, text, key));
}

void
blt__say_more(blt_report *r, int n)
{
    char text[ROOM];

    if (n > 0)
        blt__page_line(&r->page, 2,
                       blt_locale_count(r->opt.locale, text, ROOM, "more", n,
                                        NULL, 0));
}

int
blt__scripts_in_order(int *script, const blt__totals *t)
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
