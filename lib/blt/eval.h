/* Measuring spelling corrections, probabilities and FLOPs.  Since 0.2.
 *
 * The bits per byte of a text are measured by <blt/score.h> and
 * <blt/tally.h>.
 *
 * An object belongs to one thread at a time.  Counts are structs of the
 * caller: calls add to them, so that one struct may collect many texts.
 * Strings are UTF-8; invalid bytes are ignored. */
#ifndef BLT_EVAL_H
#define BLT_EVAL_H

#include <stddef.h>
#include <stdint.h>
#include <blt/flops.h>
#include <blt/model.h>
#include <blt/pool.h>
#include <blt/session.h>
#include <blt/spell.h>
#include <blt/stream.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- corrections -------------------------------------------------------- */

/* Counts over sentences.  A token is a word (letters and digits, with ',
 * U+2019 or - inside) or another character that is not white space.  An edit
 * replaces one token, or two or three that were split or joined, or none. */
typedef struct blt_correction_counts {
    size_t  size;               /* set by BLT_CORRECTION_COUNTS_INIT */
    int64_t sentences;
    int64_t mistakes;           /* edits: written to intended */
    int64_t changes;            /* edits: written to corrected */
    int64_t hits;               /* changes that equal a mistake: same place,
                                   same result */
    int64_t tokens;             /* of the intended text */
    int64_t before, after;      /* tokens to change, insert or delete to get
                                   the intended text from what was written,
                                   and from what was corrected */
    int64_t right;              /* written words outside of mistakes */
    int64_t spoiled;            /* of these, changed by the correction */
    int64_t words;              /* of intended text that was corrected too */
    int64_t altered;            /* of these, changed by the correction */
} blt_correction_counts;

#define BLT_CORRECTION_COUNTS_INIT { sizeof(blt_correction_counts), \
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

typedef enum blt_correction_measure {
    BLT_CORRECTION_WER_BEFORE,  /* word error rate: before / tokens */
    BLT_CORRECTION_WER_AFTER,   /* after / tokens */
    BLT_CORRECTION_PRECISION,   /* hits / changes */
    BLT_CORRECTION_RECALL,      /* hits / mistakes */
    BLT_CORRECTION_F05,         /* F0.5 of precision and recall */
    BLT_CORRECTION_SPOILED,     /* spoiled / right */
    BLT_CORRECTION_FALSE        /* altered / words */
} blt_correction_measure;

/* A measure in percent; NaN when its denominator is 0. */
BLT_API double
blt_correction_percent(const blt_correction_counts *c,
                       blt_correction_measure measure);

/* Adds the counts of c to those of `to`. */
BLT_API void
blt_correction_add(blt_correction_counts *to, const blt_correction_counts *c);

/* Tokens of a sentence, at most. */
#define BLT_ALIGNER_TOKENS 2048

/* Compares sentences token by token; for the output of any corrector. */
typedef struct blt_aligner blt_aligner;

BLT_API BLT_MUST_USE blt_status
blt_aligner_new(blt_aligner **a, blt_error *err);
BLT_API void
blt_aligner_free(blt_aligner *a);

/* Adds a sentence: as written, as intended, as corrected.  BLT_EDATA when one
 * of them has more than BLT_ALIGNER_TOKENS tokens; the counts are then
 * unchanged. */
BLT_API BLT_MUST_USE blt_status
blt_aligner_written(blt_aligner *a, blt_correction_counts *to,
                    blt_slice written, blt_slice intended,
                    blt_slice corrected, blt_error *err);

/* Adds to `words` and `altered`: a sentence without mistakes, and what a
 * corrector makes of it. */
BLT_API BLT_MUST_USE blt_status
blt_aligner_intended(blt_aligner *a, blt_correction_counts *to,
                     blt_slice intended, blt_slice corrected,
                     blt_error *err);

/* Whether a version of the sentence of the last blt_aligner_written() is an
 * improvement: it has at least one edit, and each equals a mistake.
 *   right  out: 1 or 0 */
BLT_API BLT_MUST_USE blt_status
blt_aligner_is_right(blt_aligner *a, int *right, blt_slice changed,
                     blt_error *err);

/* ---- calibration -------------------------------------------------------- */

#define BLT_CALIBRATION_BINS 10

/* Predictions by their probability: bin i has those from i / 10 to
 * (i + 1) / 10, the last one 1 as well. */
typedef struct blt_calibration {
    size_t  size;               /* set by BLT_CALIBRATION_INIT */
    int64_t count[BLT_CALIBRATION_BINS];
    int64_t right[BLT_CALIBRATION_BINS];
    double  sum[BLT_CALIBRATION_BINS];  /* of the probabilities */
} blt_calibration;

#define BLT_CALIBRATION_INIT { sizeof(blt_calibration), \
    { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, \
    { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 } }

/* Adds a prediction.
 *   probability  0 to 1
 *   right        1 if it came true, else 0 */
BLT_API void
blt_calibration_put(blt_calibration *c, double probability, int right);

/* The expected calibration error, 0 to 1: the mean over all predictions of
 * |mean probability - share that is right| of their bin.  0 for none.
 *   n  out: the number of predictions; may be NULL */
BLT_API double
blt_calibration_error(const blt_calibration *c, int64_t *n);

/* ---- a speller on a text ------------------------------------------------ */

/* Runs a speller over a text of which each line is known as written and as
 * intended.  One side is corrected as a document, in the pieces and with the
 * confidence of blt-spell(1).  A text is measured in two passes, first
 * BLT_SIDE_WRITTEN; the second may be left out. */
typedef struct blt_spell_eval blt_spell_eval;

typedef enum blt_side { BLT_SIDE_WRITTEN, BLT_SIDE_INTENDED } blt_side;

/* The speller is borrowed, and is not used elsewhere during a pass. */
BLT_API BLT_MUST_USE blt_status
blt_spell_eval_new(blt_spell_eval **e, blt_speller *s, blt_error *err);
BLT_API void
blt_spell_eval_free(blt_spell_eval *e);

/* Begins a pass, and gives up one that was not ended.
 *   side         which is corrected
 *   counts       borrowed until the pass ends; gets the sentences
 *   calibration  likewise; gets each finding that blt-spell(1) would report,
 *                corrected or not, if the side is WRITTEN.  May be NULL */
BLT_API void
blt_spell_eval_begin(blt_spell_eval *e, blt_side side,
                     blt_correction_counts *counts,
                     blt_calibration *calibration);

/* The next line, without its newline; both sides are copied.  Lines are
 * corrected when about a megabyte has come, so that memory is bounded.
 * BLT_EDATA: a side has over 256 kB, or see blt_aligner_written().  BLT_EINVAL:
 * a side contains a newline.  After a failure only begin and free are
 * allowed. */
BLT_API BLT_MUST_USE blt_status
blt_spell_eval_line(blt_spell_eval *e, blt_slice written, blt_slice intended,
                    blt_error *err);
BLT_API BLT_MUST_USE blt_status
blt_spell_eval_end(blt_spell_eval *e, blt_error *err);

/* How many lines of this pass have been counted; after a failure, of those
 * before the line that failed. */
BLT_API int64_t
blt_spell_eval_done(const blt_spell_eval *e);

/* Suggestions for single words, as an editor gets them from blt-spell -a. */
typedef struct blt_suggestion_counts {
    size_t  size;               /* set by BLT_SUGGESTION_COUNTS_INIT */
    int64_t words;
    int64_t accepted;           /* as correct, rightly or not: the word itself
                                   is then the only suggestion */
    int64_t first, five;        /* the intended word is the first suggestion;
                                   among the first five */
} blt_suggestion_counts;

#define BLT_SUGGESTION_COUNTS_INIT { sizeof(blt_suggestion_counts), \
    0, 0, 0, 0 }

/* Adds a word.
 *   written   without a newline
 *   intended  one or more words, separated by '|' */
BLT_API BLT_MUST_USE blt_status
blt_suggestion_put(blt_suggestion_counts *to, blt_speller *s,
                   blt_slice written, blt_slice intended, blt_error *err);

/* Adds the counts of c to those of `to`. */
BLT_API void
blt_suggestion_add(blt_suggestion_counts *to, const blt_suggestion_counts *c);

/* ---- CUTE --------------------------------------------------------------- */

/* The tasks of CUTE (Edman, Schmid and Fraser, 2024: Character-level
 * Understanding of Tokens Evaluation): four examples and a question about the
 * letters of a word, or the words of a sentence.  The prompts are those of the
 * benchmark; the answer is decoded greedily, ends at its quotation mark and
 * has to equal the label. */
typedef struct blt_cute blt_cute;

#define BLT_CUTE_TASKS 14

/* "spell", "ins_char", ...: the benchmark's names; NULL for other numbers. */
BLT_API const char *
blt_cute_name(int task);
/* How many inputs a question has: 1, 2 or 3; 0 for other numbers. */
BLT_API int
blt_cute_inputs(int task);

/* Reads the task's instruction and examples with a full model, which it
 * borrows.
 *   window  as in blt_session_options
 * BLT_EINVAL for a task that does not exist. */
BLT_API BLT_MUST_USE blt_status
blt_cute_new(blt_cute **c, const blt_model *m, int task, int64_t window,
             blt_error *err);
BLT_API void
blt_cute_free(blt_cute *c);

/* Asks one question.
 *   input   [blt_cute_inputs(task)]
 *   answer  out: what the model said, valid until the next call, empty if it
 *           did not end within 400 bytes; may be NULL
 *   right   out: 1 if it equals the label: in lower case where words are
 *           compared, else exactly */
BLT_API BLT_MUST_USE blt_status
blt_cute_ask(blt_cute *c, const blt_slice *input, blt_slice label,
             blt_slice *answer, int *right, blt_error *err);

/* ---- FLOPs of texts ----------------------------------------------------- */

/* Feeds texts to a full model and compares the FLOPs that blt_flops_plan()
 * predicts with those that the kernels count, all logits being computed. */
typedef struct blt_flops_meter blt_flops_meter;

typedef struct blt_flops_meter_options {
    size_t  size;               /* set by BLT_FLOPS_METER_OPTIONS_INIT */
    double  patch_size;         /* bytes per patch on average, 1 or more; the
                                   entropy model runs nevertheless.  0: as
                                   the model's config says */
    int64_t window;             /* as in blt_session_options */
    blt_pool *pool;             /* borrowed; NULL: this thread alone */
} blt_flops_meter_options;

#define BLT_FLOPS_METER_OPTIONS_INIT { sizeof(blt_flops_meter_options), \
    0, BLT_WINDOW_MODEL, NULL }

/* The model is borrowed; opt may be NULL. */
BLT_API BLT_MUST_USE blt_status
blt_flops_meter_new(blt_flops_meter **m, const blt_model *model,
                    const blt_flops_meter_options *opt, blt_error *err);
BLT_API void
blt_flops_meter_free(blt_flops_meter *m);

/* The next bytes of a text. */
BLT_API BLT_MUST_USE blt_status
blt_flops_meter_feed(blt_flops_meter *m, const uint8_t *bytes, size_t n,
                     blt_error *err);

/* The text ends: it is added to the totals, and the next feed begins another
 * one.  Without a byte since the last end there is nothing to add. */
BLT_API BLT_MUST_USE blt_status
blt_flops_meter_end(blt_flops_meter *m, blt_error *err);

/* Gives up the text that was not ended. */
BLT_API void
blt_flops_meter_reset(blt_flops_meter *m);

/* Totals of the texts that were ended; each pointer may be NULL.
 *   planned, counted  set by BLT_FLOPS_INIT; for all texts together
 *   bytes
 *   patches           without those of the BOS token */
BLT_API void
blt_flops_meter_totals(const blt_flops_meter *m, blt_flops *planned,
                       blt_flops *counted, double *bytes, double *patches);

#ifdef __cplusplus
}
#endif
#endif
