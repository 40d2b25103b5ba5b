/* Tokens of a sentence. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include <blt/regex.h>
#include "base/base.h"
#include "eval/sentence.h"
#include "text/text.h"

blt_status
blt__sentence_init(blt__sentence *s, blt_error *err)
{
    blt_status st;

    memset(s, 0, sizeof *s);
    st = blt_regex_new(&s->token, "[\\pL\\pN]+(?:['\\x{2019}-][\\pL\\pN]+)*"
                       "|\\S", err);
    return st != BLT_OK ? st : blt_regex_new(&s->letter, "[\\pL\\pN]", err);
}

void
blt__sentence_free(blt__sentence *s)
{
    blt_regex_free(s->token);
    blt_regex_free(s->letter);
    free(s->code);
}

static int
reserve(blt__sentence *s, size_t codes)
{
    if (codes <= s->room)
        return 1;
    free(s->code);
    s->room = 2 * codes;
    s->code = calloc(s->room, sizeof *s->code);     /* checks the product */
    if (s->code == NULL)
        s->room = 0;
    return s->code != NULL;
}

blt_status
blt__sentence_read(blt__sentence *s, blt_slice text, blt_error *err)
{
    const uint8_t *p = (const uint8_t *)text.p;
    size_t start, end, in, out, codes = 0;

    s->n = 0;
    s->at[0] = 0;
    if (!reserve(s, text.n + 1))
        return blt__fail_memory(err, "sentence");
    for (size_t i = 0; blt_regex_find(s->token, p, text.n, i, &start, &end)
         > 0; i = end) {
        if (s->n == BLT_ALIGNER_TOKENS)
            return blt__fail(err, BLT_EDATA, "more than %d words and marks",
                             BLT_ALIGNER_TOKENS);
        s->word[s->n] = blt_regex_find(s->letter, p, end, start, &in, &out)
            > 0;
        while (start < end) {   /* matches are valid UTF-8 */
            int k = blt__utf8_char(&s->code[codes++], p + start, end - start);

            start += k > 0 ? (size_t)k : 1;
        }
        s->at[++s->n] = codes;
    }
    return BLT_OK;
}

int
blt__sentence_equal(const blt__sentence *s, size_t i, const blt__sentence *t,
                    size_t j, size_t k)
{
    const size_t *a = s->at + i, *b = t->at + j;

    for (size_t x = 1; x <= k; x++)
        if (a[x] - a[0] != b[x] - b[0])
            return 0;
    return memcmp(s->code + a[0], t->code + b[0],
                  (a[k] - a[0]) * sizeof *s->code) == 0;
}
