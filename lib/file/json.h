/* Checked access to untrusted JSON.
 *
 * A reader remembers the first error and then returns defaults, so a parser
 * is a list of keys with one check at its end.  A null key counts as missing
 * unless stated otherwise. */
#ifndef BLT_JSON_H
#define BLT_JSON_H

#include <jansson.h>
#include "base/base.h"

typedef struct blt__reader {
    const char *name;       /* of the file, for messages */
    blt__buf *notes;        /* or NULL */
    blt_error *err;
    blt_status status;      /* of the first error */
} blt__reader;

/* where: the object's name ("encoder_config"), "" for the top level. */
void
blt__reader_fail(blt__reader *r, const char *where, const char *key,
                 const char *fmt, ...) __attribute__((format(printf, 4, 5)));
void
blt__reader_note(blt__reader *r, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

int64_t
blt__reader_int(blt__reader *r, const json_t *o, const char *where,
                const char *key, int64_t missing, int64_t min, int64_t max);

/* A finite number. */
double
blt__reader_real(blt__reader *r, const json_t *o, const char *where,
                 const char *key, double missing);

/* null is false here, as it is in Python. */
int
blt__reader_bool(blt__reader *r, const json_t *o, const char *where,
                 const char *key, int missing);

/* Lives as long as o. */
const char *
blt__reader_text(blt__reader *r, const json_t *o, const char *where,
                 const char *key, const char *missing);

/* An object inside o; NULL if there is none. */
const json_t *
blt__reader_object(blt__reader *r, const json_t *o, const char *where,
                   const char *key);

/* Parses the text as an object for json_decref(); NULL after an error. */
json_t *
blt__reader_load(blt__reader *r, const char *json, size_t n);

#endif
