/* How often a charset is detected correctly.
 *
 *     bench/charset DIR [SEED]
 *
 * DIR holds UTF-8 texts LANGUAGE.ANYTHING.txt.  Pieces of them are encoded in
 * the charsets of their languages, without characters that a charset lacks,
 * and detected by libblt and by ICU alone.  A charset is correct if it decodes
 * the piece to the original text, whatever its name. */
#include "config.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucsdet.h>
#include <blt/charset.h>
#include "base/base.h"
#include "text/text.h"

#define PIECES 12           /* of each length, in each language */
#define LONGEST 400000      /* bytes of a file that are used */

static const struct {
    const char *charset, *languages;
} table[] = {
    { "ISO-8859-1", "en de fr es it pt nl da sv nb fi is ca gl af" },
    { "ISO-8859-15", "fr fi de es" },
    { "windows-1252", "en de fr es it pt nl sv nb" },
    { "windows-1250", "cs hu pl ro sk hr sl" },
    { "ISO-8859-2", "cs hu pl sk hr sl" },
    { "windows-1251", "ru uk bg be sr mk" },
    { "KOI8-R", "ru" }, { "ISO-8859-5", "ru bg" },
    { "windows-1253", "el" }, { "ISO-8859-7", "el" },
    { "windows-1254", "tr" }, { "ISO-8859-9", "tr" },
    { "windows-1255", "he" }, { "windows-1256", "ar fa" },
    { "windows-1257", "lt lv et" }, { "TIS-620", "th" },
    { "Shift_JIS", "ja" }, { "EUC-JP", "ja" },
    { "GB18030", "zh_cn" }, { "Big5", "zh_tw" },
    { "EUC-KR", "ko" }, { "windows-949", "ko" },
    { "UTF-16LE", "en ru de ja zh_cn ko ar hi th he el" },
    { "UTF-16BE", "en ru de ja zh_cn ko ar hi th he el" },
    { "UTF-32LE", "en ru de ja zh_cn ko ar hi th he el" },
};
static const size_t lengths[] = { 60, 200, 600, 2000 };

static blt__rng rng;
static blt__buf text, piece, code, back;
static struct { int right, wrong, none, icu_wrong; } sum[2];

static blt_status
take(void *user, const void *p, size_t n, blt_error *err)
{
    (void)err;
    blt__buf_put(user, p, n);
    return BLT_OK;
}

/* The texts of a language, concatenated. */
static int
read_texts(const char *dir, const char *language, size_t n)
{
    struct dirent **file;
    int files = scandir(dir, &file, NULL, alphasort);
    blt__buf one = { 0 };
    char path[4096];
    blt_error err;

    blt__buf_clear(&text);
    for (int i = 0; i < files; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, file[i]->d_name);
        blt__buf_clear(&one);
        if (strncmp(file[i]->d_name, language, n) == 0
            && file[i]->d_name[n] == '.'
            && blt__read_whole(&one, path, (size_t)1 << 30, &err) == BLT_OK)
            blt__buf_put(&text, one.p, one.n < LONGEST ? one.n : LONGEST);
        free(file[i]);
    }
    if (files >= 0)
        free(file);
    blt__buf_free(&one);
    return text.n > lengths[3];
}

/* A piece of some characters that begins with a line, and its code; 0 when
 * little of it, or nothing but ASCII, is left. */
static int
make_piece(blt_encoder *e, size_t chars)
{
    size_t at = blt__rng_below(&rng, text.n), seen = 0, left = 0;
    blt_error err;

    blt__buf_clear(&piece);
    blt__buf_clear(&code);
    while (at < text.n && text.p[at] != '\n')
        at++;
    for (at++; at < text.n && seen < chars; seen++) {
        const uint8_t *p = (const uint8_t *)text.p + at;
        uint32_t c;
        int k = blt__utf8_char(&c, p, text.n - at);

        if (k > 0 && blt_encoder_put(e, p, (size_t)k, take, &code, &err)
            == BLT_OK) {
            blt__buf_put(&piece, p, (size_t)k);
            left++;
        }
        at += k > 0 ? (size_t)k : 1;
    }
    for (size_t i = 0; left * 10 >= chars * 7 && i < piece.n; i++)
        if ((uint8_t)piece.p[i] >= 0x80)
            return 1;
    return 0;
}

static int
reads_it(const char *charset)
{
    blt_decoder *d;
    blt_error err;

    blt__buf_clear(&back);
    if (blt_decoder_new(&d, charset, BLT_DECODE_REPLACE, &err) != BLT_OK)
        return 0;
    (void)!blt_decoder_push(d, (const uint8_t *)code.p, code.n, take, &back,
                            &err);
    (void)!blt_decoder_end(d, take, &back, &err);
    blt_decoder_free(d);
    return back.n == piece.n && memcmp(back.p, piece.p, back.n) == 0;
}

static int
icu_reads_it(UCharsetDetector *det)
{
    UErrorCode error = U_ZERO_ERROR;
    const UCharsetMatch *m;
    const char *name;

    ucsdet_setText(det, code.p, (int32_t)code.n, &error);
    m = ucsdet_detect(det, &error);
    name = m != NULL ? ucsdet_getName(m, &error) : NULL;
    if (name != NULL && strcmp(name, "ISO-8859-8-I") == 0)
        name = "ISO-8859-8";
    return name != NULL && reads_it(name);
}

static void
try_language(UCharsetDetector *det, size_t row, const char *language)
{
    const char *charset = table[row].charset;
    int wide = strncmp(charset, "UTF-", 4) == 0;
    blt_encoder *e;
    blt_error err;

    if (blt_encoder_new(&e, charset, &err) != BLT_OK)
        return;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        int tries = 0, made = 0, right = 0, wrong = 0;

        for (; tries < 200 && made < PIECES; tries++) {
            blt_charset_guess g = BLT_CHARSET_GUESS_INIT;

            if (!make_piece(e, lengths[i]))
                continue;
            made++;
            (void)!blt_charset_detect(&g, (const uint8_t *)code.p, code.n,
                                      BLT_CHARSET_OVER, &err);
            if (g.verdict == BLT_CHARSET_FOUND)
                reads_it(g.name) ? right++ : wrong++;
            sum[wide].icu_wrong += !icu_reads_it(det);
        }
        printf("%s\t%s\t%zu\t%d\t%d\t%d\n", charset, language, lengths[i],
               right, wrong, made - right - wrong);
        sum[wide].right += right;
        sum[wide].wrong += wrong;
        sum[wide].none += made - right - wrong;
    }
    blt_encoder_free(e);
}

int
main(int argc, char **argv)
{
    UErrorCode error = U_ZERO_ERROR;
    UCharsetDetector *det = ucsdet_open(&error);

    if (argc < 2 || det == NULL)
        return 2;
    blt__rng_seed(&rng, argc > 2 ? strtoull(argv[2], NULL, 10) : 1);
    printf("charset\tlanguage\tlength\tright\twrong\tnone\n");
    for (size_t row = 0; row < sizeof table / sizeof *table; row++) {
        const char *s = table[row].languages;

        for (size_t n; (n = strcspn(s, " ")) > 0; s += n + (s[n] == ' ')) {
            char language[16];

            snprintf(language, sizeof language, "%.*s", (int)n, s);
            if (read_texts(argv[1], s, n))
                try_language(det, row, language);
        }
    }
    for (int wide = 0; wide < 2; wide++)
        printf("%s\tall\tall\t%d\t%d\t%d\tICU alone wrong: %d\n",
               wide ? "UTF-16, UTF-32" : "others", sum[wide].right,
               sum[wide].wrong, sum[wide].none, sum[wide].icu_wrong);
    ucsdet_close(det);
    return 0;
}
