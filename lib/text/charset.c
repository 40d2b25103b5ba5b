/* Conversion between charsets in pieces, with ICU's tables.
 *
 * The converters stop at ill-formed sequences, which are handled here: each
 * becomes one U+FFFD or, if the text must be converted back, its bytes 00 .. FF
 * become the code points DC00 .. DCFF in three bytes each.  These are lone
 * surrogates: no converter produces them, and they are not valid UTF-8. */
#include "config.h"
#include <string.h>
#include <stdlib.h>
#include <unicode/ucnv.h>
#include <unicode/utf16.h>
#include <blt/charset.h>
#include "text/text.h"

#define BATCH 32768         /* bytes per write */
#define LONGEST_CODE 32     /* bytes; no character has more */

struct blt_decoder {
    UConverter *in, *back;  /* back: with BLT_DECODE_KEEP */
    blt__buf out;
    int64_t taken, bad, first;
    UChar high;             /* first half of a surrogate pair, or 0 */
    uint8_t code[LONGEST_CODE];     /* KEEP: bytes that no character came */
    size_t code_n;                  /* of yet */
};

struct blt_encoder {
    UConverter *out;
    blt__buf bytes;
};

const char *
blt_charset_name(const char *alias)
{
    static const char *const standards[] = { "MIME", "IANA" };
    UErrorCode error = U_ZERO_ERROR;
    UConverter *c = *alias != '\0' ? ucnv_open(alias, &error) : NULL;
    const char *name = NULL;

    ucnv_close(c);
    if (c == NULL)
        return NULL;
    for (size_t i = 0; name == NULL && i < 2; i++) {
        error = U_ZERO_ERROR;
        name = ucnv_getStandardName(alias, standards[i], &error);
    }
    if (name == NULL) {
        error = U_ZERO_ERROR;       /* ICU's own name for it */
        name = ucnv_getAlias(alias, 0, &error);
    }
    return name != NULL && strlen(name) < BLT_CHARSET_LONGEST ? name : NULL;
}

/* A converter that stops at errors. */
static blt_status
open_converter(UConverter **c, const char *charset, blt_error *err)
{
    UErrorCode error = U_ZERO_ERROR;

    *c = *charset != '\0' ? ucnv_open(charset, &error) : NULL;
    if (error == U_MEMORY_ALLOCATION_ERROR)
        return blt__fail_memory(err, charset);
    if (*c == NULL)
        return blt__fail(err, BLT_EINVAL, "%.60s: no charset is called so",
                         charset);
    ucnv_setToUCallBack(*c, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL,
                        &error);
    ucnv_setFromUCallBack(*c, UCNV_FROM_U_CALLBACK_STOP, NULL, NULL, NULL,
                          &error);
    if (U_FAILURE(error)) {
        ucnv_close(*c);
        *c = NULL;
        return blt__fail(err, BLT_EINVAL, "%.60s: %s", charset,
                         u_errorName(error));
    }
    return BLT_OK;
}

/* A charset whose codes do not depend on what precedes them. */
static blt_status
open_free_of_state(UConverter **c, const char *charset, blt_error *err)
{
    blt_status s = open_converter(c, charset, err);

    if (s != BLT_OK)
        return s;
    switch (ucnv_getType(*c)) {
    case UCNV_SBCS: case UCNV_DBCS: case UCNV_MBCS: case UCNV_LATIN_1:
    case UCNV_US_ASCII: case UCNV_UTF8: case UCNV_UTF16_BigEndian:
    case UCNV_UTF16_LittleEndian: case UCNV_UTF32_BigEndian:
    case UCNV_UTF32_LittleEndian:
        return BLT_OK;
    default:
        ucnv_close(*c);
        *c = NULL;
        return blt__fail(err, BLT_EINVAL, "%.60s: its codes depend on what"
                         " stands before them: no part of a text can be"
                         " written back", charset);
    }
}

/* ---- decoding ---------------------------------------------------------- */

blt_status
blt_decoder_new(blt_decoder **out, const char *charset, blt_decode how,
                blt_error *err)
{
    blt_decoder *d = calloc(1, sizeof *d);
    blt_status s;

    *out = NULL;
    if (d == NULL)
        return blt__fail_memory(err, charset);
    if (how == BLT_DECODE_KEEP) {
        s = open_free_of_state(&d->in, charset, err);
        if (s == BLT_OK)
            s = open_converter(&d->back, charset, err);
    } else {
        s = open_converter(&d->in, charset, err);
    }
    if (s == BLT_OK)
        *out = d;
    else
        blt_decoder_free(d);
    return s;
}

void
blt_decoder_free(blt_decoder *d)
{
    if (d == NULL)
        return;
    ucnv_close(d->in);
    ucnv_close(d->back);
    blt__buf_free(&d->out);
    free(d);
}

int64_t
blt_decoder_bad(const blt_decoder *d, int64_t *first)
{
    if (first != NULL)
        *first = d->first;
    return d->bad;
}

static void
put_char(blt_decoder *d, uint32_t c)
{
    uint8_t p[4];

    blt__buf_put(&d->out, p, blt__utf8_put(p, c));
}

/* ICU's buffer may end within a surrogate pair. */
static void
put_units(blt_decoder *d, const UChar *u, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        UChar high = d->high;

        d->high = 0;
        if (high != 0 && U16_IS_TRAIL(u[i])) {
            put_char(d, (uint32_t)U16_GET_SUPPLEMENTARY(high, u[i]));
            continue;
        }
        if (high != 0)
            put_char(d, 0xfffd);
        if (U16_IS_LEAD(u[i]))
            d->high = u[i];
        else
            put_char(d, U16_IS_TRAIL(u[i]) ? 0xfffd : u[i]);
    }
}

static void
put_kept(blt_decoder *d, size_t n)
{
    for (size_t i = 0; i < n; i++)
        put_char(d, 0xdc00 + (uint32_t)d->code[i]);
}

/* The n bytes that end here are ill-formed. */
static void
put_bad(blt_decoder *d, size_t n)
{
    UErrorCode error = U_ZERO_ERROR;
    int64_t at = d->taken - (int64_t)n
        - ucnv_toUCountPending(d->in, &error);

    /* ICU may have read half of the next unit without reporting it. */
    if (d->bad++ == 0)
        d->first = at > 0 ? at - at % ucnv_getMinCharSize(d->in) : 0;
    if (d->back != NULL)
        put_kept(d, n);
    else
        put_char(d, 0xfffd);
}

/* KEEP: removes the first n bytes of code. */
static void
drop_code(blt_decoder *d, size_t n)
{
    d->code_n -= n;
    memmove(d->code, d->code + n, d->code_n);
}

/* KEEP: writes n units if they are one character that converts back to the
 * same code. */
static void
put_if_same(blt_decoder *d, const UChar *u, size_t n)
{
    UErrorCode error = U_ZERO_ERROR;
    size_t left = (size_t)ucnv_toUCountPending(d->in, &error);
    size_t k = d->code_n > left ? d->code_n - left : 0;
    char code[LONGEST_CODE], *end = code;
    const UChar *from = u;

    if (n == 0 || k == 0)
        return;
    ucnv_fromUnicode(d->back, &end, code + sizeof code, &from, u + n, NULL,
                     1, &error);
    if (U_SUCCESS(error) && (size_t)(end - code) == k
        && memcmp(code, d->code, k) == 0
        && (n == 1 || (n == 2 && U16_IS_LEAD(u[0])))) {
        put_units(d, u, n);
    } else {
        ucnv_resetFromUnicode(d->back);
        put_bad(d, k);
    }
    drop_code(d, k);
}

/* One call of ICU: to the end of the bytes or of its buffer, or to an error.
 * Returns 0 at the end of the bytes. */
static int
step(blt_decoder *d, const char **p, const char *end, int over)
{
    UErrorCode error = U_ZERO_ERROR, again = U_ZERO_ERROR;
    UChar u[1024] = { 0 }, *u_end = u;
    const char *from = *p;
    char gone[LONGEST_CODE];
    int8_t n = sizeof gone;

    ucnv_toUnicode(d->in, &u_end, u + sizeof u / sizeof *u, p, end, NULL,
                   (UBool)over, &error);
    d->taken += *p - from;
    if (d->back == NULL) {
        put_units(d, u, (size_t)(u_end - u));
    } else {
        for (; from < *p && d->code_n < LONGEST_CODE; from++)
            d->code[d->code_n++] = (uint8_t)*from;
        put_if_same(d, u, (size_t)(u_end - u));
    }
    if (error == U_BUFFER_OVERFLOW_ERROR)
        return 1;
    if (U_SUCCESS(error))
        return 0;
    ucnv_getInvalidChars(d->in, gone, &n, &again);
    if (U_FAILURE(again) || n < 0)
        n = 0;
    if (d->back != NULL && (size_t)n > d->code_n)
        n = (int8_t)d->code_n;
    if (n > 0 || d->back == NULL)
        put_bad(d, (size_t)n);
    if (d->back != NULL)
        drop_code(d, (size_t)n);
    /* Skips the one ill-formed sequence. */
    return error == U_INVALID_CHAR_FOUND || error == U_ILLEGAL_CHAR_FOUND
        || error == U_ILLEGAL_ESCAPE_SEQUENCE
        || error == U_UNSUPPORTED_ESCAPE_SEQUENCE;
}

static blt_status
hand_over(blt_decoder *d, blt_write_fn write, void *user, blt_error *err)
{
    blt_status s = BLT_OK;

    if (d->out.failed)
        return blt__fail_memory(err, "charset");
    if (d->out.n > 0)
        s = write(user, d->out.p, d->out.n, err);
    blt__buf_clear(&d->out);
    return s;
}

blt_status
blt_decoder_push(blt_decoder *d, const uint8_t *bytes, size_t n,
                 blt_write_fn write, void *user, blt_error *err)
{
    const char *p = (const char *)bytes, *end = p + n;

    while (p < end) {
        /* KEEP needs to know the bytes of each character. */
        size_t most = d->back != NULL ? 1 : BATCH / 4;
        const char *stop = (size_t)(end - p) > most ? p + most : end;

        while (step(d, &p, stop, 0))
            ;
        if (d->out.n >= BATCH || d->out.failed) {
            blt_status s = hand_over(d, write, user, err);

            if (s != BLT_OK)
                return s;
        }
    }
    return hand_over(d, write, user, err);
}

blt_status
blt_decoder_end(blt_decoder *d, blt_write_fn write, void *user,
                blt_error *err)
{
    const char *none = "";

    while (step(d, &none, none, 1))
        ;
    if (d->high != 0)
        put_char(d, 0xfffd);
    if (d->code_n > 0) {
        put_bad(d, d->code_n);
        drop_code(d, d->code_n);
    }
    d->high = 0;
    d->taken = 0;
    ucnv_resetToUnicode(d->in);
    return hand_over(d, write, user, err);
}

/* ---- encoding ---------------------------------------------------------- */

blt_status
blt_encoder_new(blt_encoder **out, const char *charset, blt_error *err)
{
    blt_encoder *e = calloc(1, sizeof *e);
    blt_status s;

    *out = NULL;
    if (e == NULL)
        return blt__fail_memory(err, charset);
    s = open_free_of_state(&e->out, charset, err);
    if (s == BLT_OK)
        *out = e;
    else
        blt_encoder_free(e);
    return s;
}

void
blt_encoder_free(blt_encoder *e)
{
    if (e == NULL)
        return;
    ucnv_close(e->out);
    blt__buf_free(&e->bytes);
    free(e);
}

/* Converts one character at a time: ICU could combine two into one code, which
 * would not be the original bytes.  Returns 0 if the charset lacks it. */
static int
put_code(blt_encoder *e, uint32_t c)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar u[2];
    const UChar *from = u;
    char code[LONGEST_CODE], *end = code;
    size_t n = 0;

    U16_APPEND_UNSAFE(u, n, c);
    ucnv_fromUnicode(e->out, &end, code + sizeof code, &from, u + n, NULL,
                     1, &error);
    if (U_FAILURE(error)) {
        ucnv_resetFromUnicode(e->out);
        return 0;
    }
    blt__buf_put(&e->bytes, code, (size_t)(end - code));
    return 1;
}

blt_status
blt_encoder_put(blt_encoder *e, const uint8_t *p, size_t n,
                blt_write_fn write, void *user, blt_error *err)
{
    blt__buf_clear(&e->bytes);
    for (size_t i = 0; i < n;) {
        uint32_t c;
        int k = blt__utf8_char(&c, p + i, n - i);

        if (k > 0) {
            if (!put_code(e, c))
                return blt__fail(err, BLT_EDATA, "U+%04X is not in this"
                                 " charset", (unsigned)c);
            i += (size_t)k;
        } else if (n - i >= 3 && p[i] == 0xed && p[i + 1] >= 0xb0
                   && p[i + 1] <= 0xb3 && (p[i + 2] & 0xc0) == 0x80) {
            uint8_t kept = (uint8_t)((p[i + 1] & 3) << 6 | (p[i + 2] & 63));

            blt__buf_put(&e->bytes, &kept, 1);
            i += 3;
        } else {
            return blt__fail(err, BLT_EDATA, "byte %zu is not UTF-8", i);
        }
    }
    if (e->bytes.failed)
        return blt__fail_memory(err, "charset");
    return e->bytes.n == 0 ? BLT_OK
                           : write(user, e->bytes.p, e->bytes.n, err);
}
