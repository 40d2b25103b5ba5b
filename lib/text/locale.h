/* The arguments of message patterns, for filling them in and for the test that
 * compares the bundles. */
#ifndef BLT_TEXT_LOCALE_H
#define BLT_TEXT_LOCALE_H

#include "text/text.h"

/* Finds the arguments of a message in UTF-16: bit i of *numbers is set if {i}
 * takes a number (number, plural, selectordinal), of *texts if it takes text
 * (plain, select).  Returns 0 if there are other types or quotes. */
int blt__message_arguments(unsigned *numbers, unsigned *texts,
                           const uint16_t *p, size_t n);

/* Whether the text has a character that is written from right to left. */
int blt__text_turns(const uint8_t *p, size_t n);

#endif
