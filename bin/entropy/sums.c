/* All of a script, all of a language: one row each when the document ends,
 * in the order in which they came up.
 *
 * Scripts go by characters, languages by lines.  What is not decided yet (a
 * quotation mark at the beginning, a line that is still coming) is one sum
 * that goes where the decision falls. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "bin/entropy/entropy.h"

enum { LINE = 8192 };           /* bytes that speak for a line */

static const entropy_units *opt;
static entropy_unit *sum;       /* [sums] */
static size_t sums;
static entropy_unit open;       /* not decided yet */
static int64_t at;              /* bytes of the document so far */

static blt_script_run run;
static uint8_t part[4];         /* a character that is not complete */
static double part_cost[4];
static size_t parts;

static blt_language *languages;
static uint8_t line[LINE];

static void
open_sums(const entropy_units *how)
{
    char *dir;
    blt_error err;

    opt = how;
    if (opt->by != BY_LANGUAGE)
        return;
    dir = cli_data_path(NULL, "languages");
    entropy_check(blt_language_open(&languages, dir, &err), &err);
    free(dir);
}

static void
begin_sums(void)
{
    sums = parts = 0;
    at = 0;
    open = (entropy_unit){ 0 };
    run = (blt_script_run){ 0 };
}

/* Adds n bytes to what is open. */
static void
add(const double *cost, size_t n)
{
    if (open.length == 0)
        open.offset = at;
    for (size_t i = 0; i < n; i++)
        open.nats += cost[i];
    open.length += (int64_t)n;
    open.chars++;
    at += (int64_t)n;
}

/* What is open is of this name, which lasts. */
static void
decide(const char *name)
{
    size_t i = 0;

    if (open.length == 0)
        return;
    while (i < sums && strcmp(sum[i].name, name) != 0)
        i++;
    if (i == sums) {
        sum = realloc(sum, (sums + 1) * sizeof *sum);
        if (sum == NULL)
            cli_die_memory();
        sum[sums++] = (entropy_unit){ .name = name, .offset = open.offset };
    }
    sum[i].length += open.length;
    sum[i].chars += open.chars;
    sum[i].nats += open.nats;
    open = (entropy_unit){ 0 };
}

/* ---- scripts ----------------------------------------------------------- */

/* The first n bytes of part, which are one character or none. */
static void
add_part(int script, size_t n)
{
    entropy_unit before = open;

    if (script == BLT_SCRIPT_INVALID) {     /* decides nothing for others */
        open = (entropy_unit){ 0 };
        add(part_cost, n);
        decide(blt_script_name(script));
        open = before;
    } else {
        add(part_cost, n);
        if (script != BLT_SCRIPT_COMMON)
            decide(blt_script_name(script));
    }
    parts -= n;
    memmove(part, part + n, parts);
    memmove(part_cost, part_cost + n, parts * sizeof *part_cost);
}

static void
take_parts(int more)
{
    while (parts > 0) {
        int script, k = blt_script_run_next(&run, &script, part, parts);

        if (k == 0 && more)
            return;
        if (k > 0)
            add_part(script, (size_t)k);
        else
            add_part(BLT_SCRIPT_INVALID, 1);
    }
}

static void
add_scripts(const cli_scored_bytes *b)
{
    for (size_t i = 0; i < b->n; i++) {
        part[parts] = b->p[i];
        part_cost[parts++] = entropy_cost(b, i);
        take_parts(1);
    }
}

/* ---- languages --------------------------------------------------------- */

static void
end_line(void)
{
    size_t n = open.length < LINE ? (size_t)open.length : LINE;

    decide(blt_language_guess(languages, line, n));
}

static void
add_languages(const cli_scored_bytes *b)
{
    for (size_t i = 0; i < b->n; i++) {
        double cost = entropy_cost(b, i);

        if (open.length < LINE)
            line[open.length] = b->p[i];
        add(&cost, 1);
        open.chars -= (b->p[i] & 0xc0) == 0x80;
        if (b->p[i] == (cli.null_data ? '\0' : '\n'))
            end_line();
    }
}

/* ---- either ------------------------------------------------------------ */

static void
add_bytes(const cli_scored_bytes *b)
{
    if (opt->by == BY_SCRIPT)
        add_scripts(b);
    else
        add_languages(b);
}

static void
end_sums(void)
{
    if (opt->by == BY_SCRIPT) {
        take_parts(0);
        decide(blt_script_name(run.before));
    } else {
        end_line();
    }
    for (size_t i = 0; i < sums; i++)
        entropy_unit_put(&sum[i]);
}

static void
close_sums(void)
{
    blt_language_close(languages);
    free(sum);
}

const entropy_way entropy_sums = {
    .open = open_sums, .document = begin_sums, .bytes = add_bytes,
    .end = end_sums, .close = close_sums
};
