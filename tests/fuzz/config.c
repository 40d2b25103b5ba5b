/* Any bytes as config.json: refused, or a configuration that lays out its
 * tensors and comes back the same when written and read. */
#include "config.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "file/config_file.h"
#include "file/reading.h"
#include "tests/fuzz/fuzz.h"

const char *const fuzz_seeds[] = {
    "tests/fuzz/seeds/small.json", "tests/fuzz/seeds/meta.json",
    "tests/golden/tiny-a-default/config.json",
    "tests/golden/tiny-b-gqa/config.json", NULL
};

static void
hold(const blt_config *c)
{
    blt_error err = { 0 };
    blt__weights w;
    blt__tensor *t;
    blt__buf text = { 0 };
    blt_config d = BLT_CONFIG_INIT;
    size_t n;
    blt_status s;

    MUST(blt__config_check(c, "c", &err) == BLT_OK);
    s = c->patcher_only ? blt__config_write_patcher(&text, c, &err)
                        : blt__config_write(&text, c, &err);
    if (s != BLT_OK && c->patcher_only) {   /* Meta's spelling has limits */
        blt__buf_free(&text);
        return;
    }
    MUST(s == BLT_OK);
    s = blt__config_parse(&d, text.p, text.n, "d", NULL, &err);
    MUST(s == BLT_OK);
    MUST(d.encoder.theta == c->encoder.theta && d.global.eps == c->global.eps
         && d.patch_threshold == c->patch_threshold
         && d.patch_scheme == c->patch_scheme
         && d.decoder.inner == c->decoder.inner
         && d.patcher.window == c->patcher.window
         && d.hash_vocab == c->hash_vocab);
    blt__buf_free(&text);
    s = blt__weights_layout(&w, &t, &n, c, &err);
    MUST(s == BLT_OK && n > 0);
    for (size_t i = 0; i < n; i++)
        MUST(t[i].mat->rows > 0 && t[i].mat->cols > 0
             && t[i].name[sizeof t[i].name - 2] == '\0');
    blt__weights_free(&w);
    free(t);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    blt__buf notes = { 0 };
    blt_error err = { 0 };
    blt_config c;
    unsigned inner = 0;

    if (blt__config_parse(&c, (const char *)p, n, "c.json", &notes, &err)
        == BLT_OK)
        hold(&c);
    else
        MUST(strncmp(err.text, "c.json: ", 8) == 0
             && strpbrk(err.text, "\n\r\x1b") == NULL);
    MUST(!notes.failed);
    /* The entropy model's own file is read by another way in. */
    memset(&c, 0, sizeof c);
    if (blt__config_read_patcher(&c, &inner, (const char *)p, n, "c.json",
                                 &notes, &err) == BLT_OK)
        MUST(c.patcher.hidden > 0 && c.patcher.inner > 0);
    if (blt__config_read_train(&c, (const char *)p, n, "c.json", &notes,
                               &err) == BLT_OK)
        MUST(c.patch_max_length >= 0);
    blt__buf_free(&notes);
    return 0;
}
