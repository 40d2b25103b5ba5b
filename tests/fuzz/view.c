/* Every view and the report of any scored text, under any name. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <blt/view.h>
#include "base/base.h"
#include "tests/fuzz/fuzz.h"

const char *const fuzz_seeds[] = { "tests/fuzz/seeds/markup.txt", NULL };

static blt_status
swallow(void *user, const void *p, size_t n, blt_error *err)
{
    (void)user;
    (void)err;
    (void)p;
    (void)n;
    return BLT_OK;
}

/* The name is the input's first line. */
static void
draw(blt_view_kind kind, const uint8_t *p, size_t n, const char *name)
{
    float entropy[512], surprisal[512];
    uint8_t starts[512];
    static blt_guess guess[512 * BLT_GUESSES];
    blt_view_options opt = BLT_VIEW_OPTIONS_INIT;
    blt_view *v;
    blt_error err;
    blt_status st;

    opt.color = (blt_view_color)(n % 4);
    opt.patches = n % 2;
    opt.names = n % 3 == 0;
    opt.columns = 20 + (int)(n % 100);
    MUST(blt_view_new(&v, kind, &opt, swallow, NULL, &err) == BLT_OK);
    st = blt_view_document(v, name, &err);
    for (size_t at = 0, k; st == BLT_OK && at < n; at += k) {
        blt_scored b = BLT_SCORED_INIT;

        k = n - at < 512 ? n - at : 512;
        for (size_t i = 0; i < k; i++) {
            entropy[i] = (float)(p[at + i] % 6);
            surprisal[i] = p[at + i] % 17 == 0 ? INFINITY
                : (float)(p[at + i] % 13);
            starts[i] = p[at + i] % 5 == 0;
        }
        b.bytes = p + at;
        b.n = k;
        b.entropy = entropy;
        b.surprisal = surprisal;
        b.starts = starts;
        b.guess = guess;
        st = blt_view_feed(v, &b, &err);
    }
    if (st == BLT_OK)
        st = blt_view_end(v, &err);
    MUST(st == BLT_OK || err.text[0] != '\0');
    blt_view_free(v);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    const uint8_t *newline = n > 0 ? memchr(p, '\n', n) : NULL;
    size_t length = newline != NULL ? (size_t)(newline - p) : 0;
    char name[256];

    if (length >= sizeof name)
        length = sizeof name - 1;
    if (length > 0)
        memcpy(name, p, length);
    name[length] = '\0';
    draw(BLT_VIEW_HEAT, p, n, name);
    draw(BLT_VIEW_HEX, p, n, name);
    draw(BLT_VIEW_SVG, p, n, name);
    draw(BLT_VIEW_HTML, p, n, name);
    return 0;
}
