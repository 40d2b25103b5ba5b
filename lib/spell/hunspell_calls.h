/* libhunspell without its C++ exceptions. */
#ifndef BLT_SPELL_HUNSPELL_CALLS_H
#define BLT_SPELL_HUNSPELL_CALLS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct Hunhandle Hunhandle;

/* What a call came to.  FAILED: the library threw an exception other than that
 * of running out of memory; why [n] says which. */
typedef enum blt__hunspell_result {
    BLT__HUNSPELL_OK, BLT__HUNSPELL_MEMORY, BLT__HUNSPELL_FAILED
} blt__hunspell_result;

/* Reads a dictionary; the caller passes *h to blt__hunspell_destroy(). */
blt__hunspell_result
blt__hunspell_create(Hunhandle **h, const char *aff, const char *dic,
                     char *why, size_t n);
void
blt__hunspell_destroy(Hunhandle *h);
/* The name of its encoding; borrowed. */
const char *
blt__hunspell_encoding(Hunhandle *h);
/* Whether it accepts a word in that encoding. */
blt__hunspell_result
blt__hunspell_spell(Hunhandle *h, const char *word, int *accepted, char *why,
                    size_t n);

#ifdef __cplusplus
}
#endif

#endif
