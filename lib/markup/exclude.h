/* Exclusions in all formats: by the user, and by what a string looks like. */
#ifndef BLT_MARKUP_EXCLUDE_H
#define BLT_MARKUP_EXCLUDE_H

#include "markup/scan.h"

/* ignore.c: hides the matches of a pattern, line by line.  BLT_EDATA when it
 * takes too long. */
blt_status blt__hide_matches(blt__scanner *s, const blt_regex *pattern,
                             blt_error *err);
/* pragma.c: hides what pragmas switch off; appends the words that they
 * accept, each with a newline, to words.  *off: whether all is hidden at the
 * beginning of the piece; becomes that at its end. */
void blt__hide_pragmas(blt__scanner *s, uint8_t *off, blt__buf *words);
/* nonwords.c: hides strings that are not words in any format. */
void blt__hide_nonwords(blt__scanner *s);

#endif
