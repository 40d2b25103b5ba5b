/* Any bytes as text in any charset: guessed at the same however they come,
 * decoded to UTF-8 and nothing else, the same in pieces, and where they were
 * decoded to be kept, the same bytes again. */
#include "config.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <blt/charset.h>
#include "base/base.h"
#include "text/text.h"
#include "tests/fuzz/fuzz.h"

const char *const fuzz_seeds[] = {
    "tests/charset/de.ISO-8859-1", "tests/charset/ja.Shift_JIS",
    "tests/charset/ja.ISO-2022-JP", "tests/charset/zh.GB18030",
    "tests/charset/ru.UTF-16LE-mark", "tests/charset/ru.txt", NULL
};

static const char *const charsets[] = {
    "ISO-8859-1", "windows-1252", "KOI8-R", "Shift_JIS", "EUC-JP", "Big5",
    "Big5-HKSCS", "GB18030", "EUC-KR", "windows-949", "UTF-8", "UTF-16LE",
    "UTF-16", "UTF-32BE", "ISO-2022-JP", "ISO-2022-KR", "UTF-7", "HZ",
    "SCSU", "IBM-930"
};
#define CHARSETS (sizeof charsets / sizeof *charsets)

static blt_status
take(void *user, const void *p, size_t n, blt_error *err)
{
    (void)err;
    blt__buf_put(user, p, n);
    return BLT_OK;
}

/* -1: no such decoder. */
static int64_t
decode(blt__buf *out, const char *charset, blt_decode how, const uint8_t *p,
       size_t n, size_t piece)
{
    blt_decoder *d;
    blt_error err;
    int64_t bad, first;

    blt__buf_clear(out);
    if (blt_decoder_new(&d, charset, how, &err) != BLT_OK)
        return -1;
    for (size_t i = 0; i < n; i += piece)
        MUST(blt_decoder_push(d, p + i, n - i < piece ? n - i : piece, take,
                              out, &err) == BLT_OK);
    MUST(blt_decoder_end(d, take, out, &err) == BLT_OK);
    bad = blt_decoder_bad(d, &first);
    MUST(bad >= 0 && (bad == 0 || (first >= 0 && (size_t)first <= n)));
    blt_decoder_free(d);
    return bad;
}

static void
one_charset(const char *charset, const uint8_t *p, size_t n, size_t piece)
{
    blt__buf whole = { 0 }, parts = { 0 };
    blt_encoder *e;
    blt_error err;
    int64_t bad = decode(&whole, charset, BLT_DECODE_REPLACE, p, n, n + 1);

    MUST(bad < 0 || blt__utf8_valid((const uint8_t *)whole.p, whole.n));
    MUST(decode(&parts, charset, BLT_DECODE_REPLACE, p, n, piece) == bad);
    MUST(whole.n == parts.n && (whole.n == 0
                                || !memcmp(whole.p, parts.p, whole.n)));
    bad = decode(&whole, charset, BLT_DECODE_KEEP, p, n, piece);
    if (bad >= 0) {
        MUST(blt_encoder_new(&e, charset, &err) == BLT_OK);
        blt__buf_clear(&parts);
        MUST(blt_encoder_put(e, (const uint8_t *)whole.p, whole.n, take,
                             &parts, &err) == BLT_OK);
        MUST(parts.n == n && (n == 0 || !memcmp(parts.p, p, n)));
        blt_encoder_free(e);
    }
    blt__buf_free(&whole);
    blt__buf_free(&parts);
}

static void
guess(const uint8_t *p, size_t n)
{
    blt_charset_guess all = BLT_CHARSET_GUESS_INIT, part = all;
    blt_error err;

    MUST(blt_charset_detect(&all, p, n, BLT_CHARSET_OVER, &err) == BLT_OK);
    MUST(all.verdict != BLT_CHARSET_MORE && all.mark <= n);
    MUST(all.verdict != BLT_CHARSET_FOUND || blt_charset_name(all.name));
    if (blt__utf8_valid(p, n) && memchr(p, 0, n) == NULL)
        MUST(all.verdict == BLT_CHARSET_UTF8);
    for (size_t i = 1; i <= n; i += 1 + i / 2) {
        MUST(blt_charset_detect(&part, p, i, 0, &err) == BLT_OK);
        MUST(part.verdict == BLT_CHARSET_MORE
             || (part.verdict == all.verdict
                 && strcmp(part.name, all.name) == 0));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static const uint8_t none[1];
    size_t sum = n;

    for (size_t i = 0; i < n; i++)
        sum = sum * 31 + p[i];
    if (n == 0)
        p = none;
    guess(p, n);
    /* One charset an input, by its bytes: twenty would take minutes. */
    one_charset(charsets[sum % CHARSETS], p, n, 1 + sum / CHARSETS % 9);
    return 0;
}
