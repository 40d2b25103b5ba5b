/* Text files of `key = value` lines: recipes, plans.
 *
 * Blanks around keys and values are removed, empty lines are skipped.  A
 * comment begins with # at the start of a line or, where the file's format
 * says so, after a blank.  A line [NAME] begins a section. */
#ifndef BLT_BASE_KEYVALUE_H
#define BLT_BASE_KEYVALUE_H

#include <stddef.h>
#include "base/error.h"

/* Called for each line in turn.
 *   where   "FILE:LINE", for messages
 *   key     the key, or the name of a section
 *   value   the value, perhaps ""; NULL: a section begins
 * The strings are valid during the call and may be changed in place.  Any
 * status but BLT_OK, with err filled, ends the reading. */
typedef blt_status
blt__keyvalue_fn(void *user, const char *where, char *key, char *value,
                 blt_error *err);

enum {
    BLT__KEYVALUE_SECTIONS = 1,     /* [NAME] lines are allowed */
    BLT__KEYVALUE_COMMENTS = 2      /* # after a blank begins a comment */
};

/* Reads text of n bytes; name is what messages call it.  BLT_EDATA with the
 * line when a line is neither key = value nor, if allowed, [NAME], or when
 * it has a zero byte; else what fn returned. */
blt_status
blt__keyvalue_parse(const char *text, size_t n, const char *name,
                    unsigned flags, blt__keyvalue_fn *fn, void *user,
                    blt_error *err);

/* The text at p without blanks, tabs and carriage returns at its ends; the
 * end is cut off in place. */
char *
blt__trim(char *p);

#endif
