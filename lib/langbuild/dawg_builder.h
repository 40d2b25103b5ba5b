/* Building the DAWG of a sorted list of words; the layout is in
 * lang/dawg.h. */
#ifndef BLT_LANGBUILD_DAWG_BUILDER_H
#define BLT_LANGBUILD_DAWG_BUILDER_H

#include "base/base.h"
#include "lang/dawg.h"

typedef struct blt__dawg_builder blt__dawg_builder;

blt__dawg_builder *blt__dawg_builder_new(void);     /* NULL: no memory */
void blt__dawg_builder_free(blt__dawg_builder *m);
/* Adds the next word in byte order.  BLT_EINVAL for one that is not in order
 * or a duplicate, is empty, has a NUL, or more than 255 bytes. */
blt_status blt__dawg_builder_add(blt__dawg_builder *m, const char *word,
                                 size_t n, blt_error *err);
/* Appends the automaton of all words to out; no word can be added
 * afterwards.  BLT_EINVAL above 16 MiB. */
blt_status blt__dawg_builder_write(blt__dawg_builder *m, blt__buf *out,
                                   blt_error *err);

#endif
