/* Tokens that look random for where they are: keys, passwords, credentials.
 * Since 0.2.
 *
 * A token is a run of at least 8 bytes without blanks, quotes, brackets,
 * commas and colons.  Its score is the sum of how many standard deviations it
 * costs above the mean of the text's tokens so far, how often its bytes change
 * between digits, capitals, small letters and other signs, its length, its
 * form (a UUID, hexadecimal digits), and what precedes it on its line: an
 * assignment to a name such as "password" or "api_key", a header, the user of
 * a URL; a checksum or a public key speaks against it.  The order of the
 * input alone decides; chunks change nothing. */
#ifndef BLT_SECRET_H
#define BLT_SECRET_H

#include <stddef.h>
#include <stdint.h>
#include <blt/error.h>
#include <blt/score.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Of at least this score a token counts as a secret.  Measured on 500 lines of
 * configuration and code with 20 secrets: they score 5.96 to 12.1, and
 * nothing else reaches the threshold. */
#define BLT_SECRET_SCORE 5.5

/* A token.  This struct does not grow. */
typedef struct blt_secret {
    const char *document;
    const uint8_t *bytes;       /* [length]; until the callback returns */
    int64_t offset, length;     /* bytes of the document */
    int64_t line;               /* from 1 on */
    double  nats;               /* its surprisal */
    double  mean, deviation;    /* nats per byte, of tokens before it */
    double  score;
    const char *form;           /* "hex", "uuid", "base64", "mixed" */
    double  model;              /* nats under the model alone, where scores
                                   adapt to the text; else NaN */
} blt_secret;

/* Takes a token; a status other than BLT_OK ends the call that it came
 * from. */
typedef blt_status (*blt_secret_fn)(void *user, const blt_secret *secret,
                                    blt_error *err);

typedef struct blt_secrets blt_secrets;

/* fn gets the tokens of at least `least`, in order.  Belongs to one thread at
 * a time. */
BLT_API BLT_MUST_USE blt_status
blt_secrets_new(blt_secrets **s, double least, blt_secret_fn fn, void *user,
                blt_error *err);
BLT_API void
blt_secrets_free(blt_secrets *s);

/* A document starts; its name is copied. */
BLT_API BLT_MUST_USE blt_status
blt_secrets_document(blt_secrets *s, const char *name, blt_error *err);
/* Its next bytes; b->surprisal is needed, b->model is optional. */
BLT_API BLT_MUST_USE blt_status
blt_secrets_feed(blt_secrets *s, const blt_scored *b, blt_error *err);
BLT_API BLT_MUST_USE blt_status
blt_secrets_document_end(blt_secrets *s, blt_error *err);

#ifdef __cplusplus
}
#endif
#endif
