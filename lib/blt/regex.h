/* Regular expressions over bytes that may or may not be UTF-8.  Since 0.1.
 *
 * The syntax is Perl's (PCRE2) with Unicode character classes.  Bytes that
 * are not UTF-8 match nothing, and no call fails because of them. */
#ifndef BLT_REGEX_H
#define BLT_REGEX_H

#include <stddef.h>
#include <stdint.h>
#include <blt/error.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct blt_regex blt_regex;

/* BLT_EINVAL for an invalid pattern: "pattern: character 3: missing )".  A
 * compiled expression is read-only: any number of threads may use it. */
BLT_API BLT_MUST_USE blt_status
blt_regex_new(blt_regex **re, const char *pattern, blt_error *err);
BLT_API void
blt_regex_free(blt_regex *re);

/* The first match in p[0 .. n) that starts at `from` or later.  Returns 1 with
 * its place in [*start, *end), 0 when there is none, -1 when the pattern
 * needs too much time or memory on this text. */
BLT_API int
blt_regex_find(const blt_regex *re, const uint8_t *p, size_t n, size_t from,
               size_t *start, size_t *end);

/* Cuts a text into matches and the text between them.  How the text is divided
 * into pushes does not matter, empty matches do not count, and a piece
 * longer than `longest` bytes is cut there.  \G has no meaning.  Borrows re;
 * belongs to one thread at a time. */
typedef struct blt_splitter blt_splitter;

BLT_API BLT_MUST_USE blt_status
blt_splitter_new(blt_splitter **s, const blt_regex *re, size_t longest,
                 blt_error *err);
BLT_API void
blt_splitter_free(blt_splitter *s);
/* Back to the empty text. */
BLT_API void
blt_splitter_reset(blt_splitter *s);
BLT_API BLT_MUST_USE blt_status
blt_splitter_push(blt_splitter *s, const uint8_t *p, size_t n,
                  blt_error *err);
/* Ends the text: nothing more is pushed before the next reset. */
BLT_API void
blt_splitter_end(blt_splitter *s);
/* The next piece, valid until the next call; *n is 0 when more text (or the
 * end) is needed first, or nothing is left. */
BLT_API BLT_MUST_USE blt_status
blt_splitter_next(blt_splitter *s, const uint8_t **piece, size_t *n,
                  blt_error *err);

#ifdef __cplusplus
}
#endif
#endif
