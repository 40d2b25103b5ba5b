/* A list of names that texts in every language use: people, commands,
 * packages.  A file of lines in byte order, mapped, so that looking up costs
 * a binary search and opening nothing. */
#ifndef BLT_SPELL_NAMES_H
#define BLT_SPELL_NAMES_H

#include "base/file.h"

typedef struct blt__names { blt__map map; } blt__names;

/* Opens a list.  Any bytes are allowed: a list that is not in order lacks
 * some of its names. */
blt_status
blt__names_open(blt__names *m, const char *path, blt_error *err);
/* Does nothing for one of zero bytes. */
void
blt__names_close(blt__names *m);

/* Whether the list has a word of n bytes exactly so.  Thread-safe. */
int
blt__names_have(const blt__names *m, const char *word, size_t n);

#endif
