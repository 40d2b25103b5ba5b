/* All modes of blt-spell on any text.  What is hidden must not depend on where
 * the text is cut into pieces, and tokens stay within the text. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "markup/markup.h"
#include "tests/fuzz/fuzz.h"

const char *const fuzz_seeds[] = { "tests/fuzz/seeds/markup.txt", NULL };

static void
hide(blt_spell_mode mode, const uint8_t *p, size_t n, blt__markup_state *at)
{
    const blt__markup_options opt = { mode, NULL };
    blt__tokens t = { 0 };
    blt__buf words = { 0 };
    blt_error err;

    MUST(blt__tokens_find(&t, p, n, &err) == BLT_OK);
    MUST(blt__markup_hide(&t, p, n, &opt, at, &words, &err) == BLT_OK);
    for (size_t i = 0; i < t.n; i++)
        MUST(t.p[i].offset <= n && t.p[i].length <= n - t.p[i].offset);
    blt__buf_free(&words);
    blt__tokens_free(&t);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    size_t half = n / 2;

    while (half < n && half > 0 && p[half - 1] != '\n')
        half++;
    for (int mode = 0; mode <= BLT_SPELL_YAML; mode++) {
        blt__markup_state whole, parts;

        memset(&whole, 0, sizeof whole);
        memset(&parts, 0, sizeof parts);
        hide((blt_spell_mode)mode, p, n, &whole);
        hide((blt_spell_mode)mode, p, half, &parts);
        hide((blt_spell_mode)mode, p + half, n - half, &parts);
    }
    return 0;
}
