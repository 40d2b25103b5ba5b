/* Hunspell dictionaries that the user has installed: whether a word is correct
 * by their affixes and compounds. */
#ifndef BLT_SPELL_HUNSPELL_H
#define BLT_SPELL_HUNSPELL_H

#include "base/base.h"

typedef struct blt__hunspell blt__hunspell;

/* Finds the dictionaries of a language in directories separated by ':'.  For
 * "de" they are de.aff and de_*.aff, each with its .dic, in the order of their
 * names.  They are read at the first question, as that takes a while.  *h is
 * NULL when there are none, or in a build without libhunspell. */
blt_status
blt__hunspell_open(blt__hunspell **h, const char *dirs, const char *code,
                   blt_error *err);
void
blt__hunspell_close(blt__hunspell *h);
/* Whether one of them accepts the word (UTF-8, NUL-terminated).  h must not be
 * NULL.  After a failure, which blt__hunspell_status() tells, always 0. */
int
blt__hunspell_accepts(blt__hunspell *h, const char *word);
/* The first failure of blt__hunspell_accepts(): BLT_ENOMEM, or BLT_EDATA for a
 * dictionary that libhunspell cannot read.  h may be NULL. */
blt_status
blt__hunspell_status(const blt__hunspell *h, blt_error *err);

#endif
