/* libblt: the Byte Latent Transformer in C.
 *
 * This header includes all others, and declares the calls that most programs
 * need: each takes a whole text.  blt(7) explains the model, libblt(3) has a
 * program for each call.
 *
 *     blt_score_text()        how predictable is this text?
 *     blt_patch_text()        where are its patches?
 *     blt_speller_correct()   correct its spelling            (blt/spell.h)
 *     blt_generate_text()     what could follow this prompt?
 *
 * The calls share nothing: threads may make them at once, with one model.  For
 * a text that does not fit in memory, and for everything else, use the objects
 * in the other headers: scorers, patchers, units, generators, sessions. */
#ifndef BLT_BLT_H
#define BLT_BLT_H

#include <blt/error.h>
#include <blt/version.h>
#include <blt/progress.h>
#include <blt/lookup.h>
#include <blt/patch.h>
#include <blt/config.h>
#include <blt/charset.h>
#include <blt/pool.h>
#include <blt/model.h>
#include <blt/session.h>
#include <blt/flops.h>
#include <blt/score.h>
#include <blt/unit.h>
#include <blt/secret.h>
#include <blt/tally.h>
#include <blt/gen.h>
#include <blt/embed.h>
#include <blt/nearest.h>
#include <blt/regex.h>
#include <blt/language.h>
#include <blt/script.h>
#include <blt/segment.h>
#include <blt/locale.h>
#include <blt/report.h>
#include <blt/spell.h>
#include <blt/stream.h>
#include <blt/view.h>
#include <blt/noise.h>
#include <blt/eval.h>
#include <blt/coder.h>
#include <blt/train.h>
#include <blt/build.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The bits that a text takes under a model: the sum over its bytes of
 * -log2 P(byte | the bytes before it).  Divide by n for bits per byte.
 *   bits     out: the sum
 *   surprisal [n] out: the bits of each byte, or NULL
 *   entropy   [n] out: the bits of entropy of each byte's prediction, or NULL
 *   text      [n]
 *   opt       NULL: under the entropy model, in its own window, on the calling
 *             thread; opt->want is ignored
 * Since 0.2. */
BLT_API BLT_MUST_USE blt_status
blt_score_text(const blt_model *m, double *bits, float *surprisal,
               float *entropy, const char *text, size_t n,
               const blt_scorer_options *opt, blt_error *err);

/* The same by unit (blt/unit.h): fn gets each character, word, line, script ...
 * with its nats.  opt NULL: by line.  Since 0.2. */
BLT_API BLT_MUST_USE blt_status
blt_score_units(const blt_model *m, const char *text, size_t n,
                const blt_unit_options *opt, blt_unit_fn fn, void *user,
                blt_error *err);

/* The patches of a text, as the model cuts it.
 *   length  out: [*count] bytes of each patch, which sum to n; malloc'ed and
 *           the caller's to free(), NULL on failure
 *   opt     NULL: the model's own scheme and threshold
 * Since 0.2. */
BLT_API BLT_MUST_USE blt_status
blt_patch_text(const blt_model *m, size_t **length, size_t *count,
               const char *text, size_t n, const blt_patch_options *opt,
               blt_error *err);

/* What follows a prompt, drawn from the model.
 *   out     out: [*n_out] the new bytes without the prompt, NUL-terminated;
 *           malloc'ed and the caller's to free(), NULL on failure
 *   prompt  [n]; n may be 0
 *   opt     NULL: the defaults, 256 bytes (blt/gen.h)
 * Since 0.2. */
BLT_API BLT_MUST_USE blt_status
blt_generate_text(const blt_model *m, char **out, size_t *n_out,
                  const char *prompt, size_t n, const blt_gen_options *opt,
                  blt_error *err);

#ifdef __cplusplus
}
#endif
#endif
