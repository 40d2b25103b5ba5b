/* Adding rules to an error model, and indexing them for look-up. */
#ifndef BLT_LANG_CHANNEL_INDEX_H
#define BLT_LANG_CHANNEL_INDEX_H

#include "lang/channel.h"

/* More than any file may list; chosen. */
#define BLT__RULES_MAX 131072u

/* Appends a rule, which counts once blt__channel_index() has run.  BLT_ENOMEM
 * for lack of memory or above twice BLT__RULES_MAX. */
blt_status blt__channel_add_rule(blt__channel *c, const blt__rule *rule,
                                 blt_error *err);
/* Sorts and hashes the rules and the confusable words; of equal rules one is
 * kept: a listed one before one from a group, then the last.  Call it after
 * any change; pointers into rule[] are invalid afterwards. */
blt_status blt__channel_index(blt__channel *c, blt_error *err);
/* Gives the rules from groups the bits of their generic edits, after priors
 * have changed. */
void blt__channel_price_groups(blt__channel *c);

#endif
