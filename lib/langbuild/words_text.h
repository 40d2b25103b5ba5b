/* Texts, token by token. */
#ifndef BLT_LANGBUILD_WORDS_TEXT_H
#define BLT_LANGBUILD_WORDS_TEXT_H

#include "lang/token.h"
#include "langbuild/words_plan.h"

/* Reports the bytes that were read. */
typedef struct blt__text_progress {
    const blt__monitor *monitor;
    const char *task;
    uint64_t done, total;           /* total 0: not known */
} blt__text_progress;

/* Called with the tokens t of text; any status but BLT_OK stops. */
typedef blt_status blt__text_fn(void *arg, const uint8_t *text,
                                const blt__tokens *t, int class,
                                blt_error *err);
/* Calls f for each piece of a file, about a megabyte that ends where a
 * paragraph ends, or at least a line.  t is scratch; `class` is passed on; p
 * may be NULL. */
blt_status blt__text_each(const char *path, blt__tokens *t, int class,
                          blt__text_fn *f, void *arg, blt__text_progress *p,
                          blt_error *err);
/* The same for all training texts of a plan, class by class. */
blt_status blt__text_each_training(const blt__words_plan *plan,
                                   blt__tokens *t, blt__text_fn *f,
                                   void *arg, const char *task,
                                   blt_error *err);

#endif
