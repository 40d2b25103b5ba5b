/* From counts of grams to a backoff model. */
#ifndef BLT_LANGBUILD_NGRAM_ESTIMATE_H
#define BLT_LANGBUILD_NGRAM_ESTIMATE_H

#include "langbuild/ngram_table.h"

/* Estimates the model of what c counted, and empties c.  Call
 * blt__backoff_data_free() in any case.  Fails with BLT_ENOMEM only. */
blt_status blt__ngram_estimate(blt__backoff_data *d, blt__ngram_counter *c,
                               const blt__ngram_options *opt,
                               blt_error *err);

/* Prunes the grams of `length` to opt->most, those of the least loss first, and
 * marks the contexts of the kept ones; the longer grams come first.  `p` and
 * `raw` are set, and every gram has its context and the gram that it ends with
 * among the shorter ones.  Returns 0 if memory ran out. */
int blt__ngram_prune(blt__ngram_fit *f, int length);

#endif
