/* A whole text with its corrections applied. */
#include "config.h"
#include <string.h>
#include "spell/speller.h"

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
