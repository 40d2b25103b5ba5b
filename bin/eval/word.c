/* blt-eval spell --words: the quality of suggestions, on pairs of single
 * words, "written TAB intended|intended..." per line. */
#include "config.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "bin/eval/eval.h"

/* Returns 0 after a failure that was reported. */
static int
ask_all(blt_suggestion_counts *to, blt_speller *s, const eval_text *t,
        eval_pairs *r)
{
    int fd = eval_open(t), got;
    blt_slice written, intended;
    blt_error err;

    if (fd < 0)
        return 0;
    blt_speller_reset(s);
    eval_pairs_open(r, t, fd);
    while ((got = eval_pairs_next(r, &written, &intended)) > 0)
        if (blt_suggestion_put(to, s, written, intended, &err) != BLT_OK)
            cli_die_from(&err);
    eval_close(t, fd);
    return got == 0;
}

static void
put_row(const char *name, const blt_suggestion_counts *s, int width,
        int comma)
{
    const double words = (double)s->words;

    if (eval.format == EVAL_TEXT) {
        eval_put_name(name, width);
        printf(" %7" PRId64, s->words);
        eval_put_ratio(8, 2, 100 * (double)s->accepted, words);
        eval_put_ratio(6, 2, 100 * (double)s->first, words);
        eval_put_ratio(6, 2, 100 * (double)s->five, words);
        putchar('\n');
        return;
    }
    printf("%s{", comma ? "," : "");
    cli_json_bytes("name", "name_hex", name, strlen(name));
    printf(",\"words\":%" PRId64, s->words);
    eval_json_ratio("accepted", (double)s->accepted, words);
    eval_json_ratio("top1", (double)s->first, words);
    eval_json_ratio("top5", (double)s->five, words);
    putchar('}');
}

void
eval_words(blt_speller *s, const eval_texts *t, void (*head)(void))
{
    eval_pairs *r = malloc(sizeof *r);
    blt_suggestion_counts total = BLT_SUGGESTION_COUNTS_INIT;
    int width = eval_name_width(t), n = 0;

    if (r == NULL)
        cli_die_memory();
    head();
    if (eval.format == EVAL_TEXT)
        printf("\n%-*s   words accepted  top-1  top-5\n", width, "file");
    else
        printf(",\"files\":[");
    for (size_t i = 0; i < t->n; i++) {
        blt_suggestion_counts one = BLT_SUGGESTION_COUNTS_INIT;

        if (!ask_all(&one, s, &t->text[i], r))
            continue;
        blt_suggestion_add(&total, &one);
        put_row(t->text[i].name, &one, width, n++ > 0);
    }
    if (eval.format == EVAL_JSON)
        printf("],\"total\":");
    put_row("total", &total, width, 0);
    if (eval.format == EVAL_JSON)
        printf("}\n");
    free(r);
}
