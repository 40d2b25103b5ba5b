/* Text that is not UTF-8: detecting its charset, decoding, encoding.
 * Since 0.2.
 *
 * The rest of the library takes bytes as they are, and UTF-8 where it looks
 * for characters.  To process other charsets, detect the charset here and
 * push the text through a decoder first.  blt-charset(7) states the rules of
 * detection and how often they are right.
 *
 * Each object belongs to one thread at a time. */
#ifndef BLT_CHARSET_H
#define BLT_CHARSET_H

#include <stddef.h>
#include <stdint.h>
#include <blt/error.h>
#include <blt/stream.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The IANA name of a charset, given any alias ("latin1" is ISO-8859-1); NULL
 * when it is unknown.  A static string. */
BLT_API const char *
blt_charset_name(const char *alias);

/* ---- detection --------------------------------------------------------- */

#define BLT_CHARSET_HEAD 65536      /* bytes that detection looks at */
#define BLT_CHARSET_LONGEST 48      /* bytes of a name with its NUL */

typedef enum blt_charset_verdict {
    BLT_CHARSET_MORE,       /* undecided: call again with more bytes */
    BLT_CHARSET_UTF8,       /* UTF-8, ASCII, or empty */
    BLT_CHARSET_FOUND,      /* certainly another charset */
    BLT_CHARSET_UNSURE      /* treat it as bytes */
} blt_charset_verdict;

typedef struct blt_charset_guess {
    size_t size;            /* set by BLT_CHARSET_GUESS_INIT */
    blt_charset_verdict verdict;
    char name[BLT_CHARSET_LONGEST];     /* FOUND: IANA's name; UNSURE: the
                               best guess, UTF-8 for UTF-8 with mistakes, ""
                               when it does not look like text at all */
    int confidence;         /* percent, from ICU; 100 after a byte order
                               mark */
    size_t mark;            /* bytes of a byte order mark at the start */
} blt_charset_guess;

#define BLT_CHARSET_GUESS_INIT { sizeof(blt_charset_guess), \
    BLT_CHARSET_MORE, "", 0, 0 }

enum {                      /* flags */
    BLT_CHARSET_OVER = 1,   /* the text ends here */
    BLT_CHARSET_ZEROS = 2   /* zero bytes separate records and do not
                               suggest UTF-16 */
};

/* Guesses the charset from the first n bytes of a text.  The answer depends
 * on the first BLT_CHARSET_HEAD bytes alone, not on earlier calls with fewer
 * bytes; once it is not MORE, more bytes do not change it.  MORE is returned
 * only for n < BLT_CHARSET_HEAD without OVER. */
BLT_API BLT_MUST_USE blt_status
blt_charset_detect(blt_charset_guess *g, const uint8_t *p, size_t n,
                   unsigned flags, blt_error *err);

/* ---- to UTF-8 ---------------------------------------------------------- */

typedef enum blt_decode {
    BLT_DECODE_REPLACE,     /* an ill-formed sequence, or one without a
                               character, becomes one U+FFFD */
    BLT_DECODE_KEEP         /* a sequence that would not survive the round
                               trip (ill-formed, or one of two codes of a
                               character) becomes bytes that cannot occur in
                               UTF-8; blt_encoder_put turns them back */
} blt_decode;

typedef struct blt_decoder blt_decoder;

/* BLT_EINVAL for an unknown charset, and with KEEP for a stateful one
 * (ISO-2022-JP, UTF-7). */
BLT_API BLT_MUST_USE blt_status
blt_decoder_new(blt_decoder **d, const char *charset, blt_decode how,
                blt_error *err);
BLT_API void
blt_decoder_free(blt_decoder *d);

/* The next n bytes of the text; write receives whole characters.  How the
 * text was divided into calls does not change the output. */
BLT_API BLT_MUST_USE blt_status
blt_decoder_push(blt_decoder *d, const uint8_t *p, size_t n,
                 blt_write_fn write, void *user, blt_error *err);
/* Ends the text: a truncated character is ill-formed.  Another text may
 * follow. */
BLT_API BLT_MUST_USE blt_status
blt_decoder_end(blt_decoder *d, blt_write_fn write, void *user,
                blt_error *err);
/* How many sequences were replaced or kept since blt_decoder_new.
 *   first  out: the byte offset of the first one in its text */
BLT_API int64_t
blt_decoder_bad(const blt_decoder *d, int64_t *first);

/* ---- from UTF-8 -------------------------------------------------------- */

typedef struct blt_encoder blt_encoder;

/* BLT_EINVAL as for blt_decoder_new with KEEP. */
BLT_API BLT_MUST_USE blt_status
blt_encoder_new(blt_encoder **e, const char *charset, blt_error *err);
BLT_API void
blt_encoder_free(blt_encoder *e);

/* Writes n bytes of UTF-8, or of a KEEP decoder's output, in the charset: all
 * of them, or none and BLT_EDATA when a character has no code.  Any part of a
 * decoded text that starts and ends at character boundaries is turned back
 * into its original bytes. */
BLT_API BLT_MUST_USE blt_status
blt_encoder_put(blt_encoder *e, const uint8_t *p, size_t n,
                blt_write_fn write, void *user, blt_error *err);

#ifdef __cplusplus
}
#endif
#endif
