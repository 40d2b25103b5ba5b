/* From a ranked site to a finding. */
#include "config.h"
#include <math.h>
#include <string.h>
#include "spell/speller.h"

#define MISTAKE 0.5             /* derived: more likely wrong than right */
#define LITERAL 0.95            /* the same of a word in a string of a program,
                                   where data, names and patterns are, and the
                                   probability from which on it is corrected;
                                   listed misspellings excepted.  Chosen by
                                   hand */
#define MAX_ALTERNATIVES 31     /* derived: more than a search returns */

/* How many bytes at either end of a site of two words the best candidate
 * leaves as they are: the word there is not part of the finding. */
static void
trim(const blt_speller *s, const blt__site *c, size_t *front, size_t *back)
{
    const blt__candidate *a = s->sites.candidate + c->first;
    const blt__token *t = s->tokens.p + c->token;
    size_t first, last;
    const char *written, *best;

    if (c->n < 2 || c->tokens < 2)
        return;
    first = t[1].offset - t->offset;
    last = t[1].offset + t[1].length - t->offset - t->length;
    written = blt__candidate_text(&s->sites, a);
    best = blt__candidate_text(&s->sites, a + 1);
    if (a[1].length > first && !memcmp(written, best, first))
        *front = first;
    else if (a[1].length > last
             && !memcmp(written + a->length - last,
                        best + a[1].length - last, last))
        *back = last;
}

/* The kind of mistake that the best candidate corrects. */
static blt_spell_kind
kind_of(const blt__site *c, const blt__candidate *a, size_t n)
{
    if (n > 1 && c->kind == BLT_SPELL_UNKNOWN) {
        if (a[1].key[1] && c->tokens == 1)
            return BLT_SPELL_SPLIT;
        if (c->tokens == 2 && !a[1].key[1])
            return BLT_SPELL_JOIN;
    }
    return c->kind;
}

/* Whether a finding is a mistake, and whether its text is replaced.  A word
 * that reads otherwise than it is written has markup or a line end in it, and
 * stays; so does a part of a longer string, because the whole may be a
 * name. */
static void
judge(const blt_speller *s, const blt__site *c, blt_spell_finding *f)
{
    const blt_spell_alternative *a = f->alternative, *w = &f->written;
    const blt__token *t = s->tokens.p + c->token;
    double least = 0;
    int form = 0;

    for (size_t i = 0; i < c->tokens; i++) {
        form |= t[i].form != 0;
        if (t[i].literal && !c->misspelling)
            least = LITERAL;
    }
    f->mistake = f->wrong >= fmax(MISTAKE, least);
    f->correction = NULL;
    if (f->n > 0 && !form && a->probability >= fmax(s->opt.confidence, least)
        && c->evidence[BLT__E_JOINED] == 0
        && memchr(w->text, '\n', w->length) == NULL
        && memchr(a->text, '\n', a->length) == NULL)
        f->correction = a;
}

blt_status
blt__speller_report(blt_speller *s, const blt__site *c,
                    blt_spell_fn report, void *user, blt_error *err)
{
    const blt__candidate *a = s->sites.candidate + c->first;
    const char *written = blt__candidate_text(&s->sites, a);
    size_t max = s->opt.alternatives < 0 ? 0 : (size_t)s->opt.alternatives;
    size_t front = 0, back = 0, offset[MAX_ALTERNATIVES + 1];
    blt_spell_alternative alternative[MAX_ALTERNATIVES + 1];
    blt__buf text = { 0 };
    blt_spell_finding f = { .size = sizeof f };
    blt_status st;

    trim(s, c, &front, &back);
    if (max > MAX_ALTERNATIVES)
        max = MAX_ALTERNATIVES;
    for (size_t i = 0; i < c->n && f.n <= max; i++) {
        const char *p = blt__candidate_text(&s->sites, a + i);

        if (i && (a[i].length <= front + back || memcmp(p, written, front)
                  || memcmp(p + a[i].length - back,
                            written + a->length - back, back)))
            continue;
        offset[f.n] = text.n;
        alternative[f.n++] = (blt_spell_alternative){
            .length = a[i].length - front - back, .probability = a[i].p,
            .channel = a[i].channel, .ngram = a[i].ngram,
            .model = a[i].model, .cloze = a[i].cloze
        };
        blt__buf_put(&text, p + front, a[i].length - front - back);
        blt__buf_put(&text, "", 1);
    }
    if (text.failed) {
        blt__buf_free(&text);
        return blt__fail_memory(err, "finding");
    }
    for (size_t i = 0; i < f.n; i++)
        alternative[i].text = text.p + offset[i];
    f.offset = c->offset + front;
    f.length = c->length - front - back;
    f.kind = kind_of(c, a, f.n);
    f.language = c->language->code;
    f.wrong = 1 - a->p;
    f.written = alternative[0];
    f.alternative = alternative + 1;
    f.n--;
    judge(s, c, &f);
    st = report(user, &f, err);
    blt__buf_free(&text);
    return st;
}
