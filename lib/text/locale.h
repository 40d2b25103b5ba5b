/* What messages ask for: for filling them in, and for the test that compares
 * the bundles. */
#ifndef BLT_TEXT_LOCALE_H
#define BLT_TEXT_LOCALE_H

#include "text/text.h"

/* Which arguments a message in UTF-16 has: bit i of *numbers, if {i} is one
 * that takes a number (number, plural, selectordinal); of *texts, if it
 * takes text (plain, select).  0 if it has others, or quotes anything. */
int blt__message_arguments(unsigned *numbers, unsigned *texts,
                           const uint16_t *p, size_t n);

/* Has it a character that is written from right to left? */
int blt__text_turns(const uint8_t *p, size_t n);

#endif
