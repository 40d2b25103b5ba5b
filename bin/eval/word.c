/* blt-eval spell --words: how good are suggestions, on pairs of single words,
 * "written TAB meant|meant..." a line, as an editor sees them that asks
 * blt-spell -a.
 *
 * What the corrector takes for right has itself as its only suggestion, so
 * that a mistake that is a word is missed. */
#include "config.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "bin/eval/eval.h"

/* Of a file, or of all. */
typedef struct score {
    int64_t words, accepted, first, five;
} score;

/* A word that is asked about. */
typedef struct question {
    const eval_pair *pair;
    int alone;                  /* it is one word */
    int shown, whole;           /* findings; one of them is the word */
    int rank;                   /* of what was meant, from 0; -1: nowhere */
} question;

static int
is_meant(const eval_pair *pair, const void *word, size_t n)
{
    const uint8_t *p = pair->side[1], *end = p + pair->n[1], *bar;

    for (;; p = bar + 1) {
        bar = memchr(p, '|', (size_t)(end - p));
        if (bar == NULL)
            bar = end;
        if ((size_t)(bar - p) == n && memcmp(p, word, n) == 0)
            return 1;
        if (bar == end)
            return 0;
    }
}

/* As blt-spell -a shows them: what no lexicon has, of words that stand alone
 * however right it may be, and nothing that is no word any more. */
static blt_status
found(void *user, const blt_spell_finding *f, blt_error *err)
{
    question *q = user;

    (void)err;
    if (f->wrong < (f->kind != BLT_SPELL_UNKNOWN ? EVAL_WRONG
                    : q->alone ? 0 : 0.25)
        || memchr(q->pair->side[0] + f->offset, ' ', f->length) != NULL)
        return BLT_OK;
    q->shown++;
    q->whole |= f->offset == 0 && f->length == q->pair->n[0];
    return BLT_OK;
}

static blt_status
suggested(void *user, const blt_spell_finding *f, blt_error *err)
{
    question *q = user;

    (void)err;
    for (size_t i = 0; i < f->n && q->rank < 0; i++)
        if (is_meant(q->pair, f->alternative[i].text,
                     f->alternative[i].length))
            q->rank = (int)i;
    return BLT_OK;
}

/* line has room for what was written and its newline. */
static void
ask(score *to, blt_speller *s, const eval_pair *pair, uint8_t *line)
{
    size_t n = pair->n[0];
    question q = { .pair = pair, .rank = -1 };
    int accepted;
    blt_error err;

    memcpy(line, pair->side[0], n);
    line[n] = '\n';
    q.alone = memchr(line, ' ', n) == NULL && memchr(line, '-', n) == NULL;
    if (blt_speller_check(s, line, n + 1, found, &q, &err) != BLT_OK)
        cli_die_from(&err);
    if (q.shown == 0 && is_meant(pair, line, n))
        q.rank = 0;
    if (q.shown == 1 && q.whole
        && blt_speller_suggest(s, (const char *)line, n, &accepted,
                               suggested, &q, &err) != BLT_OK)
        cli_die_from(&err);
    to->words++;
    to->accepted += q.shown == 0;
    to->first += q.rank == 0;
    to->five += q.rank >= 0 && q.rank < 5;
}

/* Returns 0 when it broke off. */
static int
ask_all(score *to, blt_speller *s, const eval_text *t, eval_pairs *r)
{
    static uint8_t line[EVAL_LINE + 1];
    int fd = eval_open(t), got;
    eval_pair pair;

    if (fd < 0)
        return 0;
    blt_speller_reset(s);
    eval_pairs_open(r, t, fd);
    while ((got = eval_pairs_next(r, &pair)) > 0)
        ask(to, s, &pair, line);
    eval_close(t, fd);
    return got == 0;
}

static void
put_row(const char *name, const score *s, int width, int comma)
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

static void
add(score *to, const score *s)
{
    to->words += s->words;
    to->accepted += s->accepted;
    to->first += s->first;
    to->five += s->five;
}

void
eval_words(blt_speller *s, const eval_texts *t, void (*head)(void))
{
    eval_pairs *r = malloc(sizeof *r);
    score total = { 0 };
    int width = eval_name_width(t), n = 0;

    if (r == NULL)
        cli_die_memory();
    head();
    if (eval.format == EVAL_TEXT)
        printf("\n%-*s   words accepted  top-1  top-5\n", width, "file");
    else
        printf(",\"files\":[");
    for (size_t i = 0; i < t->n; i++) {
        score one = { 0 };

        if (!ask_all(&one, s, &t->text[i], r))
            continue;
        add(&total, &one);
        put_row(t->text[i].name, &one, width, n++ > 0);
    }
    if (eval.format == EVAL_JSON)
        printf("],\"total\":");
    put_row("total", &total, width, 0);
    if (eval.format == EVAL_JSON)
        printf("}\n");
    free(r);
}
