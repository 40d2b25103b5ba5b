/* Building a lexicon: the DAWGs, frequencies and corrections. */
#include "config.h"
#include <math.h>
#include <string.h>
#include "lang/le.h"
#include "langbuild/dawg_builder.h"
#include "langbuild/lexicon_build.h"

#define UNSEEN_MORE 2.0f        /* bits of a word in no text above those of
                                   the rarest seen word; chosen */

static blt_status
build_words(blt__lexicon_data *d, const blt__lexicon_entry *e, size_t n,
            blt_error *err)
{
    blt__dawg_builder *m = blt__dawg_builder_new();
    blt_status s = m == NULL ? blt__fail_memory(err, "lexicon") : BLT_OK;
    float most = 0;
    uint32_t known = 0;

    for (size_t i = 0; s == BLT_OK && i < n; i++) {
        s = blt__dawg_builder_add(m, e[i].word, strlen(e[i].word), err);
        if (i % BLT__LEXICON_BLOCK == 0)
            blt__put_le32(&d->rank, known);
        if (i % 8 == 0)
            blt__buf_put(&d->seen, "", 1);
        if (d->seen.failed || isinf(e[i].bits))
            continue;
        d->seen.p[i / 8] = (char)(d->seen.p[i / 8] | 1 << i % 8);
        most = fmaxf(most, e[i].bits);
        known++;
        {
            float q = roundf(e[i].bits * BLT__LEXICON_STEPS);
            uint8_t x = (uint8_t)fminf(fmaxf(q, 0), 127);

            x |= (uint8_t)(e[i].in_dict ? 128 : 0);
            blt__buf_put(&d->bits, &x, 1);
        }
    }
    if (s == BLT_OK)
        s = blt__dawg_builder_write(m, &d->nodes, err);
    blt__dawg_builder_free(m);
    d->head[1] = (uint32_t)n;
    d->head[3] = (uint32_t)roundf((most + UNSEEN_MORE) * BLT__LEXICON_STEPS);
    return s;
}

/* The corrections of w that are in the lexicon, of one word or two; returns
 * how many. */
static size_t
find_corrections(const blt__lexicon *l, const blt__misspelling *w,
                 uint32_t (*word)[2], size_t max)
{
    const char *p = w->corrections;
    size_t n = 0;

    while (*p != '\0' && n < max) {
        size_t k, first;

        p += strspn(p, ", ");
        k = strcspn(p, ",");
        while (k > 0 && p[k - 1] == ' ')
            k--;
        first = strcspn(p, " ,");
        if (first > k)
            first = k;
        word[n][0] = k > 0 ? blt__lexicon_find(l, p, first) : BLT__NO_WORD;
        word[n][1] = first + 1 < k ? blt__lexicon_find(l, p + first + 1,
                                                       k - first - 1)
            : BLT__NO_WORD;
        n += word[n][0] != BLT__NO_WORD
            && (first == k || word[n][1] != BLT__NO_WORD);
        p += strcspn(p, ",");
    }
    return n;
}

static blt_status
build_wrong(blt__lexicon_data *d, const blt__misspelling *w, size_t n,
            blt_error *err)
{
    blt__dawg_builder *m = blt__dawg_builder_new();
    blt__lexicon *l = NULL;
    blt_status s = m == NULL ? blt__fail_memory(err, "lexicon")
        : blt__lexicon_view(&l, d, err);
    uint32_t to[16][2];

    for (size_t i = 0; s == BLT_OK && i < n; i++) {
        size_t k = find_corrections(l, &w[i], to, sizeof to / sizeof *to);

        if (k == 0 || blt__lexicon_find(l, w[i].written,
                                        strlen(w[i].written)) != BLT__NO_WORD)
            continue;
        s = blt__dawg_builder_add(m, w[i].written, strlen(w[i].written), err);
        d->head[2]++;
        if (k == 1 && to[0][1] == BLT__NO_WORD) {
            blt__put_le32(&d->meant, to[0][0]);
            continue;
        }
        blt__put_le32(&d->meant, (uint32_t)(d->list.n / 4) | BLT__LEXICON_FLAG);
        for (size_t j = 0; j < k; j++) {
            uint32_t last = j + 1 == k ? BLT__LEXICON_FLAG : 0;

            if (to[j][1] == BLT__NO_WORD) {
                blt__put_le32(&d->list, to[j][0] | last);
            } else {
                blt__put_le32(&d->list, to[j][0] | BLT__LEXICON_PAIR);
                blt__put_le32(&d->list, to[j][1] | last);
            }
        }
    }
    if (s == BLT_OK)
        s = blt__dawg_builder_write(m, &d->wrong, err);
    blt__dawg_builder_free(m);
    blt__lexicon_free(l);
    return s;
}

blt_status
blt__lexicon_build(blt__lexicon_data *d, const blt__lexicon_entry *e,
                   size_t n, const blt__misspelling *w, size_t n_w,
                   const char *clitics, int turkic, blt_error *err)
{
    blt_status s;

    memset(d, 0, sizeof *d);
    d->head[0] = 1;
    d->head[4] = (uint32_t)turkic;
    blt__buf_put(&d->clitics, clitics, strlen(clitics));
    s = build_words(d, e, n, err);
    if (s == BLT_OK)
        s = build_wrong(d, w, n_w, err);
    if (s == BLT_OK && (d->nodes.failed || d->seen.failed || d->rank.failed
                        || d->bits.failed || d->clitics.failed
                        || d->wrong.failed || d->meant.failed
                        || d->list.failed))
        s = blt__fail_memory(err, "lexicon");
    return s;
}

void
blt__lexicon_data_free(blt__lexicon_data *d)
{
    blt__buf *b[] = { &d->nodes, &d->seen, &d->rank, &d->bits, &d->clitics,
                      &d->wrong, &d->meant, &d->list };

    for (size_t i = 0; i < sizeof b / sizeof *b; i++)
        blt__buf_free(b[i]);
}
