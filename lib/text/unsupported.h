/* Items of a pattern that need more than one pass over the text. */
#ifndef BLT_TEXT_UNSUPPORTED_H
#define BLT_TEXT_UNSUPPORTED_H

/* The name of one that the pattern has: "a back reference"; NULL: none. */
const char *
blt__unsupported(const char *pattern);

#endif
