/* Text that is not UTF-8: which charset it is in, and there and back.
 * Since 0.2.
 *
 * Everything else in this library takes bytes as they are and UTF-8 where
 * it looks for characters.  A caller that wants more asks here what a text
 * is, and pushes it through a decoder first.  blt-charset(7) has the rules
 * in words, and how often they are right.
 *
 * Objects here belong to one thread at a time; functions share nothing. */
#ifndef BLT_CHARSET_H
#define BLT_CHARSET_H

#include <stddef.h>
#include <stdint.h>
#include <blt/error.h>
#include <blt/stream.h>

#ifdef __cplusplus
extern "C" {
#endif

/* IANA's name of a charset, whatever it is called here ("latin1" is
 * ISO-8859-1); NULL when nobody knows it.  Lives for ever. */
BLT_API const char *
blt_charset_name(const char *alias);

/* ---- which is it? ------------------------------------------------------ */

#define BLT_CHARSET_HEAD 65536      /* nobody looks further into a text */
#define BLT_CHARSET_LONGEST 48      /* of a name, its NUL counted */

typedef enum blt_charset_verdict {
    BLT_CHARSET_MORE,       /* not clear yet: call again with more */
    BLT_CHARSET_UTF8,       /* UTF-8, ASCII too, and nothing at all */
    BLT_CHARSET_FOUND,      /* certainly another one */
    BLT_CHARSET_UNSURE      /* take it as bytes */
} blt_charset_verdict;

typedef struct blt_charset_guess {
    blt_charset_verdict verdict;
    char name[BLT_CHARSET_LONGEST];     /* FOUND: IANA's name; UNSURE: the
                               best guess, UTF-8 for UTF-8 with mistakes, ""
                               when it does not look like text at all */
    int confidence;         /* percent, as ICU puts it; 100 after a mark */
    size_t mark;            /* bytes of a byte order mark at the start */
} blt_charset_guess;

enum {                      /* flags */
    BLT_CHARSET_OVER = 1,   /* the text ends here */
    BLT_CHARSET_ZEROS = 2   /* zero bytes separate records: they are no sign
                               of UTF-16 */
};

/* Guesses from the first n bytes of a text.  The answer is a function of the
 * first BLT_CHARSET_HEAD bytes: it does not depend on how often this was
 * asked on the way there, and once it is not MORE, more bytes do not change
 * it.  MORE comes only for n < BLT_CHARSET_HEAD without OVER. */
BLT_API BLT_MUST_USE blt_status
blt_charset_detect(blt_charset_guess *g, const uint8_t *p, size_t n,
                   unsigned flags, blt_error *err);

/* ---- to UTF-8 ---------------------------------------------------------- */

typedef enum blt_decode {
    BLT_DECODE_REPLACE,     /* what is ill-formed or has no character becomes
                               U+FFFD, one for each sequence */
    BLT_DECODE_KEEP         /* what would not come back as it was, ill-formed
                               or one of two codes of a character, becomes
                               bytes that no UTF-8 has, from which
                               blt_encoder_put makes the old ones */
} blt_decode;

typedef struct blt_decoder blt_decoder;

/* BLT_EINVAL for a charset that nobody knows, and with KEEP for one whose
 * codes depend on what came before (ISO-2022-JP, UTF-7). */
BLT_API BLT_MUST_USE blt_status
blt_decoder_new(blt_decoder **d, const char *charset, blt_decode how,
                blt_error *err);
BLT_API void
blt_decoder_free(blt_decoder *d);

/* The next n bytes of the text; write gets whole characters.  The same bytes
 * come out however the text was cut. */
BLT_API BLT_MUST_USE blt_status
blt_decoder_push(blt_decoder *d, const uint8_t *p, size_t n,
                 blt_write_fn write, void *arg, blt_error *err);
/* The text is over: a character that was cut off is ill-formed.  Then
 * another text may come. */
BLT_API BLT_MUST_USE blt_status
blt_decoder_end(blt_decoder *d, blt_write_fn write, void *arg,
                blt_error *err);
/* How many sequences were replaced or kept since blt_decoder_new, and the
 * place of the first in its text: a byte, from 0. */
BLT_API int64_t
blt_decoder_bad(const blt_decoder *d, int64_t *first);

/* ---- and back ---------------------------------------------------------- */

typedef struct blt_encoder blt_encoder;

/* As blt_decoder_new with KEEP. */
BLT_API BLT_MUST_USE blt_status
blt_encoder_new(blt_encoder **e, const char *charset, blt_error *err);
BLT_API void
blt_encoder_free(blt_encoder *e);

/* n bytes of UTF-8, or from a decoder that keeps, in the charset: all of
 * them are written, or none and BLT_EDATA when one cannot be.  Any part of a
 * decoded text that does not begin or end inside a character gives its own
 * bytes again. */
BLT_API BLT_MUST_USE blt_status
blt_encoder_put(blt_encoder *e, const uint8_t *p, size_t n,
                blt_write_fn write, void *arg, blt_error *err);

#ifdef __cplusplus
}
#endif
#endif
