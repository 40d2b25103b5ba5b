/* Detection of a pattern in a text that grows byte by byte.  Only the part
 * where a match may still begin is searched again. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "gen/gen.h"
#include "text/text.h"

struct blt__until {
    char *pattern;
    blt_regex *re;
    blt__buf text;
    size_t from;            /* no match starts before it */
};

blt_status
blt__until_new(blt__until **out, const char *pattern, blt_error *err)
{
    blt__until *u = calloc(1, sizeof *u);
    blt_status status;

    *out = NULL;
    if (u == NULL || (u->pattern = strdup(pattern)) == NULL) {
        blt__until_free(u);
        return blt__fail_memory(err, "pattern");
    }
    status = blt_regex_new(&u->re, pattern, err);
    if (status != BLT_OK) {
        blt__until_free(u);
        return status;
    }
    *out = u;
    return BLT_OK;
}

blt_status
blt__until_copy(blt__until **copy, const blt__until *u, blt_error *err)
{
    blt_status status = blt__until_new(copy, u->pattern, err);

    if (status != BLT_OK)
        return status;
    blt__buf_put(&(*copy)->text, u->text.p, u->text.n);
    (*copy)->from = u->from;
    if ((*copy)->text.failed) {
        blt__until_free(*copy);
        *copy = NULL;
        return blt__fail_memory(err, "pattern");
    }
    return BLT_OK;
}

void
blt__until_free(blt__until *u)
{
    if (u == NULL)
        return;
    blt_regex_free(u->re);
    blt__buf_free(&u->text);
    free(u->pattern);
    free(u);
}

void
blt__until_put(blt__until *u, uint8_t byte)
{
    blt__buf_put(&u->text, &byte, 1);
}

blt_status
blt__until_check(int *matched, blt__until *u, blt_error *err)
{
    int found;

    *matched = 0;
    if (u->text.failed)
        return blt__fail_memory(err, "pattern");
    found = blt__regex_watch(u->re, (const uint8_t *)u->text.p, u->text.n,
                             &u->from);
    if (found < 0)
        return blt__fail(err, BLT_EDATA,
                         "pattern: too much time or memory for this text");
    *matched = found;
    return BLT_OK;
}
