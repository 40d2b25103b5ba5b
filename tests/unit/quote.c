/* Untrusted text in messages. */
#include "config.h"
#include <string.h>
#include "base/base.h"
#include "tests/lib/tap.h"

static const struct { const char *text, *want, *name; } cases[] = {
    { "", "", "empty" },
    { "a \\ b", "a \\ b", "a backslash stays" },
    { "a\nb\x1b[2J\x7f", "a\\x0ab\\x1b[2J\\x7f", "C0 and DEL" },
    { "\xc2\x9b" "31m", "\\xc2\\x9b31m", "C1" },
    { "\xe2\x80\xae" "gpj", "\\xe2\\x80\\xaegpj", "right-to-left override" },
    { "\xe2\x81\xa6x\xd8\x9c", "\\xe2\\x81\\xa6x\\xd8\\x9c", "isolates" },
    { "\xe2\x80\xa8", "\\xe2\\x80\\xa8", "a line separator" },
    { "\xf3\xa0\x81\x81", "\\xf3\\xa0\\x81\\x81", "a tag" },
    { "caf\xc3\xa9 \xd7\xa9 \xf0\x9f\x98\x80", "caf\xc3\xa9 \xd7\xa9 "
      "\xf0\x9f\x98\x80", "letters of any script stay" },
    { "caf\xe9 \xc3", "caf\\xe9 \\xc3", "not UTF-8" },
    { "\xed\xa0\x80\xc0\x80", "\\xed\\xa0\\x80\\xc0\\x80",
      "surrogates and overlong forms" }
};

int
main(void)
{
    char out[64];
    blt_error err;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ok(strcmp(blt_quote(out, sizeof out, cases[i].text,
                            strlen(cases[i].text)), cases[i].want) == 0,
           "%s", cases[i].name);
    ok(strcmp(blt_quote(out, 6, "abc\xc3\xa9" "d", 6), "abc\xc3\xa9") == 0
       && strcmp(blt_quote(out, 5, "abc\xc3\xa9", 5), "abc") == 0
       && strcmp(blt_quote(out, 5, "abc\n", 4), "abc") == 0
       && *blt_quote(out, 1, "a", 1) == '\0', "cut between characters");
    blt__error_set(&err, BLT_EDATA, "%s: bad", "x\n\xc2\x85y");
    ok(strcmp(err.text, "x\\x0a\\xc2\\x85y: bad") == 0, "messages: %s",
       err.text);
    return done_testing();
}
