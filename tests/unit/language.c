/* Languages: by script, by letters, and not at all. */
#include "config.h"
#include <blt/language.h>
#include "tests/lib/tap.h"

static blt_language *l;

static void
guess(const char *want, const char *text)
{
    const char *got = blt_language_guess(l, (const uint8_t *)text,
                                         strlen(text));

    if (!ok(strcmp(got, want) == 0, "%s: %.60s", want, text))
        printf("# got %s\n", got);
}

int
main(void)
{
    static uint8_t any[3000];
    char dir[4096];
    const char *tree = getenv("top_srcdir");
    uint64_t seed = 7;
    blt_error err;

    snprintf(dir, sizeof dir, "%s/share/languages", tree ? tree : ".");
    ok(blt_language_open(&l, "/nowhere", &err) == BLT_EIO && l == NULL,
       "%s", err.text);
    if (!ok(blt_language_open(&l, dir, &err) == BLT_OK, "%s", dir))
        return 1;
    guess("en", "All human beings are born free and equal in dignity and"
          " rights.");
    guess("de", "Alle Menschen sind frei und gleich an W\xc3\xbcrde und"
          " Rechten geboren.");
    guess("fr", "Tous les \xc3\xaatres humains naissent libres et \xc3\xa9"
          "gaux en dignit\xc3\xa9 et en droits.");
    guess("ru", "\xd0\x92\xd1\x81\xd0\xb5 \xd0\xbb\xd1\x8e\xd0\xb4\xd0\xb8 "
          "\xd1\x80\xd0\xbe\xd0\xb6\xd0\xb4\xd0\xb0\xd1\x8e\xd1\x82\xd1\x81"
          "\xd1\x8f \xd1\x81\xd0\xb2\xd0\xbe\xd0\xb1\xd0\xbe\xd0\xb4\xd0\xbd"
          "\xd1\x8b\xd0\xbc\xd0\xb8.");
    guess("th", "\xe0\xb8\xaa\xe0\xb8\xa7\xe0\xb8\xb1\xe0\xb8\xaa");
    guess("ko", "\xeb\xaa\xa8\xeb\x93\xa0");
    guess("el", "\xce\x8c\xce\xbb\xce\xbf\xce\xb9");
    guess("ja", "\xe5\x85\xa8\xe3\x81\xa6\xe3\x81\xae");
    guess("zh-Hans", "\xe4\xba\xba\xe4\xba\xba\xe7\x94\x9f\xe8\x80\x8c\xe8"
          "\x87\xaa\xe7\x94\xb1\xef\xbc\x8c\xe5\x9c\xa8\xe5\xb0\x8a\xe4\xb8"
          "\xa5\xe5\x92\x8c\xe6\x9d\x83\xe5\x88\xa9\xe4\xb8\x8a\xe4\xb8\x80"
          "\xe5\xbe\x8b\xe5\xb9\xb3\xe7\xad\x89\xe3\x80\x82");
    guess("und", "");
    guess("und", "2026-11-23 07:42:15 +0000 [42] ---");
    guess("und", "ok");
    guess("und", "\xff\xfe\xc3");
    ok(strcmp(blt_language_guess(l, (const uint8_t *)"All human be\0ings are"
              " born \xff free", 34), "en") == 0, "over any bytes");

    /* Whatever the bytes, an answer, and the same one again. */
    for (size_t i = 0; i < sizeof any; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        any[i] = (uint8_t)(seed >> 56);
    }
    for (size_t n = 1; n < sizeof any; n = n * 2 + 1) {
        const char *one = blt_language_guess(l, any, n);

        guess("de", "Das ist ein ganz gew\xc3\xb6hnlicher deutscher Satz.");
        ok(one == blt_language_guess(l, any, n), "%zu bytes of anything: %s",
           n, one);
    }
    blt_language_close(l);
    blt_language_close(NULL);
    return done_testing();
}
