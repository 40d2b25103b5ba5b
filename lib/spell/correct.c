/* From findings to corrections: when the text of a finding is replaced, and a
 * whole text with its corrections applied. */
#include "config.h"
#include <string.h>
#include "spell/speller.h"

#define MISTAKE 0.5             /* derived: more likely wrong than right */

void
blt__speller_judge(const blt_speller *s, blt_spell_finding *f)
{
    const blt_spell_alternative *a = f->alternative, *w = &f->written;

    f->mistake = f->wrong >= MISTAKE;
    f->correction = NULL;
    if (f->n > 0 && a->probability >= s->opt.confidence
        && memchr(w->text, '\n', w->length) == NULL
        && memchr(a->text, '\n', a->length) == NULL)
        f->correction = a;
}

typedef struct correction {
    blt_speller *s;
    const char *text;
    size_t done;                /* bytes of the text already in the output */
    blt_spell_fn report;
    void *user;
} correction;

static blt_status
apply(void *user, const blt_spell_finding *f, blt_error *err)
{
    correction *c = user;
    blt__buf *out = &c->s->corrected;

    if (f->correction != NULL) {
        blt__buf_put(out, c->text + c->done, f->offset - c->done);
        blt__buf_put(out, f->correction->text, f->correction->length);
        c->done = f->offset + f->length;
    }
    return c->report ? c->report(c->user, f, err) : BLT_OK;
}

blt_status
blt_speller_correct(blt_speller *s, const char *text, size_t n,
                    const char **out, size_t *n_out,
                    blt_spell_fn report, void *user, blt_error *err)
{
    correction c = { s, text, 0, report, user };
    blt_status st;

    *out = NULL;
    *n_out = 0;
    blt_speller_reset(s);
    blt__buf_clear(&s->corrected);
    st = blt_speller_check(s, (const uint8_t *)text, n, apply, &c, err);
    if (st != BLT_OK)
        return st;
    if (n > c.done)
        blt__buf_put(&s->corrected, text + c.done, n - c.done);
    blt__buf_put(&s->corrected, "", 1);
    if (s->corrected.failed)
        return blt__fail_memory(err, "corrected text");
    *out = s->corrected.p;
    *n_out = s->corrected.n - 1;
    return BLT_OK;
}
