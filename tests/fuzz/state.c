/* States of generators and sessions.  The input is a list of changes (two bytes
 * say where, one what) of a good state, whose checksum is made right again, as
 * somebody with bad intentions would. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include <blt/gen.h>
#include <blt/model.h>
#include "base/base.h"
#include "base/hash.h"
#include "tests/fuzz/fuzz.h"

const char *const fuzz_seeds[] = { "tests/fuzz/seeds/small.json", NULL };

static blt_gen *gen;
static uint8_t *state, *changed;
static size_t size, inner;     /* where the session begins */

/* Makes the last eight of n bytes the checksum of those before. */
static void
put_sum(uint8_t *p, size_t n)
{
    uint64_t sum = blt__hash_bytes(BLT__HASH_START, p, n - 8);

    for (int i = 0; i < 8; i++)
        p[n - 8 + (size_t)i] = (uint8_t)(sum >> 8 * i);
}

static void
begin(void)
{
    static blt_session *s;
    static blt_model *m;
    const char *top = getenv("top_srcdir");
    blt_error err;
    char path[1024];
    uint8_t text[] = "Some text";

    snprintf(path, sizeof path, "%s/tests/golden/tiny-a-default",
             top != NULL ? top : ".");
    MUST(blt_model_open(&m, path, &err) == BLT_OK);
    MUST(blt_session_new(&s, m, NULL, &err) == BLT_OK);
    MUST(blt_gen_new(&gen, s, NULL, &err) == BLT_OK);
    MUST(blt_gen_feed(gen, text, sizeof text - 1, NULL, NULL, &err) == BLT_OK);
    MUST(blt_gen_save(gen, &state, &size, &err) == BLT_OK);
    changed = malloc(size);
    MUST(changed != NULL && size > 2000);
    inner = 47 + (state[43] | (size_t)state[44] << 8) + BLT_VOCAB * 4 + 8;
    MUST(memcmp(state + inner, "bltstat", 7) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    blt_error err = { BLT_OK, "" };

    if (state == NULL)
        begin();
    memcpy(changed, state, size);
    for (; n >= 3; p += 3, n -= 3)      /* most near the start */
        changed[(p[0] | (size_t)p[1] << 8) % (size - 16)] = p[2];
    put_sum(changed + inner, size - 8 - inner);
    put_sum(changed, size);
    if (blt_gen_load(gen, changed, size, &err) != BLT_OK)
        MUST(err.text[0] != '\0');
    return 0;
}
