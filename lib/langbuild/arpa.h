/* A backoff model that others have estimated, in the ARPA format. */
#ifndef BLT_LANGBUILD_ARPA_H
#define BLT_LANGBUILD_ARPA_H

#include "langbuild/ngram_table.h"

#define BLT__ARPA_UNKNOWN 22.0f  /* bits of a word in no table; chosen: rarer
                                   than the rarest */

typedef struct blt__arpa_options {
    size_t most[3];             /* grams to keep, [length - 1]; 0: all */
    float unknown;              /* bits of a word in no table */
} blt__arpa_options;

/* Reads the model, up to trigrams, prunes it by relative entropy and makes its
 * tables.  <s> is the start of a sentence; other words in angle brackets are
 * left out.  BLT_EDATA names the line. */
blt_status blt__arpa_read(blt__backoff_data *d, const char *path,
                          const blt__arpa_options *opt, blt_error *err);

#endif
