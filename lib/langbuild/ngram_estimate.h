/* From counts of grams to a backoff model. */
#ifndef BLT_LANGBUILD_NGRAM_ESTIMATE_H
#define BLT_LANGBUILD_NGRAM_ESTIMATE_H

#include "langbuild/ngram_table.h"

/* Estimates the model of what c counted, and empties c.  Call
 * blt__backoff_data_free() in any case.  Fails with BLT_ENOMEM only. */
blt_status blt__ngram_estimate(blt__backoff_data *d, blt__ngram_counter *c,
                               const blt__ngram_options *opt,
                               blt_error *err);

#endif
