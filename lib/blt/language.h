/* Language identification.  The answer is a BCP 47 tag: "de", "zh-Hant", "zxx"
 * for program code, "und" for undetermined.  Since 0.2. */
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

/* dir has fingerprints in libexttextcat's format: fpdb.conf, and a file of
 * n-grams for each language; NULL: the installed ones, as blt_data_find()
 * finds them.  BLT_EIO or BLT_EDATA when they cannot be read.  The object
 * belongs to one thread at a time. */
BLT_API BLT_MUST_USE blt_status
blt_language_open(blt_language **l, const char *dir, blt_error *err);
BLT_API void
blt_language_close(blt_language *l);

/* The tag of a line or a paragraph: by its script where only one language
 * uses it, else by its letters, of which the first few hundred are enough.
 * "und" when there are too few letters or several languages fit.  Bytes that
 * are not UTF-8 are ignored.  The string is valid until l is closed, and
 * depends on these bytes alone. */
BLT_API const char *
blt_language_guess(blt_language *l, const uint8_t *p, size_t n);

#ifdef __cplusplus
}
#endif
#endif
