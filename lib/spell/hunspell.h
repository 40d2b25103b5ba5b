/* Dictionaries that the user has installed, through libhunspell: whether a
 * word is right by their affixes and compounds. */
#ifndef BLT_SPELL_HUNSPELL_H
#define BLT_SPELL_HUNSPELL_H

#include "base/base.h"

typedef struct blt__hunspell blt__hunspell;

/* The dictionaries of a language ("de": de.aff, de_*.aff with their .dic, one
 * of each, in order of their names) in directories parted by ':'.  *h is NULL
 * when there are none, or when the library was built without libhunspell.
 * They are read at the first question, as that takes a while. */
blt_status
blt__hunspell_open(blt__hunspell **h, const char *dirs, const char *code,
                   blt_error *err);
void
blt__hunspell_close(blt__hunspell *h);
/* Whether one of them has the word (UTF-8). */
int
blt__hunspell_right(blt__hunspell *h, const char *word);

#endif
