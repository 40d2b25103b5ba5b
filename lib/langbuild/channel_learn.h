/* Learning an error model from pairs. */
#ifndef BLT_LANGBUILD_CHANNEL_LEARN_H
#define BLT_LANGBUILD_CHANNEL_LEARN_H

#include "base/monitor.h"
#include "langbuild/lattice.h"

/* Fits the rules and priors of c to pair[0 .. n), and adds rules.  m may be
 * NULL.  Fails with BLT_ENOMEM or what m says. */
blt_status blt__channel_learn(blt__channel *c, const blt__spelling_pair *pair,
                              size_t n, const blt__monitor *m,
                              blt_error *err);

#endif
