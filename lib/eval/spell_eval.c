/* A speller on a text: corrects one side of it line by line and counts what
 * became of each line. */
#include "config.h"
#include <stdlib.h>
#include "eval/lines.h"

struct blt_spell_eval {
    blt__lines lines;
    blt_aligner *aligner;
    blt__buf text;              /* a corrected line */
    blt_side side;
    blt_correction_counts *counts;      /* the caller's */
    blt_calibration *calibration;       /* likewise; may be NULL */
};

/* The line with those of n findings replaced for which `all` is 1 or that the
 * speller corrects. */
static blt_slice
apply(blt_spell_eval *e, blt_slice line, const blt__fix *fix, size_t n,
      int all)
{
    size_t at = 0;

    blt__buf_clear(&e->text);
    for (size_t i = 0; i < n; i++) {
        if (!all && !fix[i].corrected)
            continue;
        blt__buf_put(&e->text, line.p + at, fix[i].at - at);
        blt__buf_put(&e->text, fix[i].text.p, fix[i].text.n);
        at = fix[i].at + fix[i].length;
    }
    if (line.n > at)
        blt__buf_put(&e->text, line.p + at, line.n - at);
    return (blt_slice){ e->text.p, e->text.n };
}

/* Each finding alone: is it right? */
static blt_status
calibrate(blt_spell_eval *e, blt_slice line, const blt__fix *fix, size_t n,
          blt_error *err)
{
    for (size_t i = 0; i < n; i++) {
        int right;
        blt_status st = blt_aligner_is_right(e->aligner, &right,
                                             apply(e, line, fix + i, 1, 1),
                                             err);

        if (st != BLT_OK)
            return st;
        blt_calibration_put(e->calibration, fix[i].probability, right);
    }
    return e->text.failed ? blt__fail_memory(err, "corrected line") : BLT_OK;
}

static blt_status
take_line(void *user, blt_slice line, blt_slice other, const blt__fix *fix,
          size_t n, blt_error *err)
{
    blt_spell_eval *e = user;
    blt_slice corrected = apply(e, line, fix, n, 0);
    blt_status st;

    if (e->text.failed)
        return blt__fail_memory(err, "corrected line");
    if (e->side == BLT_SIDE_INTENDED)
        return blt_aligner_intended(e->aligner, e->counts, line, corrected,
                                    err);
    st = blt_aligner_written(e->aligner, e->counts, line, other, corrected,
                             err);
    return st != BLT_OK || e->calibration == NULL ? st
        : calibrate(e, line, fix, n, err);
}

blt_status
blt_spell_eval_new(blt_spell_eval **out, blt_speller *s, blt_error *err)
{
    blt_spell_eval *e = calloc(1, sizeof *e);
    blt_status st;

    *out = NULL;
    if (e == NULL)
        return blt__fail_memory(err, "evaluation");
    e->lines = (blt__lines){ .speller = s, .fn = take_line, .user = e };
    st = blt_aligner_new(&e->aligner, err);
    if (st != BLT_OK) {
        blt_spell_eval_free(e);
        return st;
    }
    *out = e;
    return BLT_OK;
}

void
blt_spell_eval_free(blt_spell_eval *e)
{
    if (e == NULL)
        return;
    blt__lines_free(&e->lines);
    blt_aligner_free(e->aligner);
    blt__buf_free(&e->text);
    free(e);
}

void
blt_spell_eval_begin(blt_spell_eval *e, blt_side side,
                     blt_correction_counts *counts,
                     blt_calibration *calibration)
{
    e->side = side;
    e->counts = counts;
    e->calibration = calibration;
    blt__lines_begin(&e->lines);
}

blt_status
blt_spell_eval_line(blt_spell_eval *e, blt_slice written, blt_slice intended,
                    blt_error *err)
{
    return e->side == BLT_SIDE_WRITTEN
        ? blt__lines_push(&e->lines, written, intended, err)
        : blt__lines_push(&e->lines, intended, written, err);
}

blt_status
blt_spell_eval_end(blt_spell_eval *e, blt_error *err)
{
    return blt__lines_end(&e->lines, err);
}

int64_t
blt_spell_eval_done(const blt_spell_eval *e)
{
    return e->lines.done;
}
