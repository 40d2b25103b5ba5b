/* Which language a text is in, as a BCP 47 tag: "de", "zh-Hant", "zxx" for
 * program code, "und" where nobody can know.  Since 0.2. */
#ifndef BLT_LANGUAGE_H
#define BLT_LANGUAGE_H

#include <stddef.h>
#include <stdint.h>
#include <blt/error.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BLT_LANGUAGE_UNKNOWN "und"

typedef struct blt_language blt_language;

/* dir holds fingerprints as libexttextcat reads them: fpdb.conf, and a file
 * of n-grams for each language.  BLT_EIO, BLT_EDATA: they cannot be read.
 * Belongs to one thread at a time. */
BLT_API BLT_MUST_USE blt_status
blt_language_open(blt_language **l, const char *dir, blt_error *err);
BLT_API void
blt_language_free(blt_language *l);

/* The tag of a line or a paragraph: by its script where only one language
 * has it, else by its letters, of which the first few hundred are enough.
 * "und" when they are too few or too much like several languages.  Bytes
 * that are not UTF-8 are passed over.  The answer is l's, until l is freed,
 * and depends on these bytes alone. */
BLT_API const char *
blt_language_guess(blt_language *l, const uint8_t *p, size_t n);

#ifdef __cplusplus
}
#endif
#endif
