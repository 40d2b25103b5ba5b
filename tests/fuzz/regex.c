/* Patterns and texts: the input is a pattern, a newline and a text.  How the
 * text is divided must not matter. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include <blt/regex.h>
#include "base/base.h"
#include "base/hash.h"
#include "tests/fuzz/fuzz.h"

const char *const fuzz_seeds[] = { "tests/fuzz/seeds/regex.txt", NULL };

enum { LONGEST = 64 };

/* A hash of the pieces; 0 when the pattern gave up. */
static uint64_t
split(const blt_regex *re, const uint8_t *p, size_t n, size_t chunk)
{
    uint64_t h = BLT__HASH_START;
    size_t at = 0, total = 0, k;
    const uint8_t *piece;
    blt_splitter *s;
    blt_error err;
    blt_status st;

    MUST(blt_splitter_new(&s, re, LONGEST, &err) == BLT_OK);
    for (int ended = 0;;) {
        while ((st = blt_splitter_next(s, &piece, &k, &err)) == BLT_OK
               && k > 0) {
            MUST(k <= LONGEST && k <= n - total
                 && memcmp(piece, p + total, k) == 0);
            total += k;
            h = blt__hash_add(h, k);
        }
        if (st != BLT_OK || ended)
            break;
        k = n - at < chunk ? n - at : chunk;
        if (k > 0)
            MUST(blt_splitter_push(s, p + at, k, &err) == BLT_OK);
        at += k;
        if (at == n) {
            blt_splitter_end(s);
            ended = 1;
        }
    }
    MUST(st != BLT_OK || total == n);
    blt_splitter_free(s);
    return st == BLT_OK ? h : 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    const uint8_t *newline = n > 0 ? memchr(p, '\n', n) : NULL;
    size_t length = newline != NULL ? (size_t)(newline - p) : n, start, end;
    char pattern[256];
    blt_regex *re;
    blt_error err;
    int found;

    if (length >= sizeof pattern || n > 4096)
        return 0;
    memcpy(pattern, p, length);
    pattern[length] = '\0';
    if (blt_regex_new(&re, pattern, &err) != BLT_OK)
        return 0;
    p += length + (newline != NULL);
    n -= length + (newline != NULL);
    found = blt_regex_find(re, p, n, 0, &start, &end);
    MUST(found < 1 || (start <= end && end <= n));
    split(re, p, n, 1 + n);
    split(re, p, n, 3);
    blt_regex_free(re);
    return 0;
}
