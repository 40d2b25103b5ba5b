/* Reading a model in the ARPA format.
 *
 *     \1-grams:
 *     -2.1461 word    -0.3010         log10 of the probability and the weight
 *     \2-grams:
 *     -1.3010 two words
 *
 * Estimation cannot begin anew, because there are no counts.  What a gram
 * stands for in a text of a given length takes their place where the pruning
 * weighs contexts; the weights of backing off are found again afterwards
 * (ngram_table.c). */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "base/file.h"
#include "base/real.h"
#include "langbuild/arpa.h"
#include "langbuild/ngram_estimate.h"
#include "langbuild/words_table.h"

#define ORDER 3
#define ID_BITS 21
#define WORDS_MAX ((uint32_t)1 << ID_BITS)
#define TEXT 1e8            /* words that the grams are taken to stand for;
                               chosen, scales all losses alike */

typedef struct arpa {
    const char *path;
    size_t line;
    blt__word_table table;
    blt__word_key *key;         /* [WORDS_MAX] of each id; 0 is the start */
    uint32_t ids;
    blt__ngram_fit fit;
} arpa;

/* ---- lines ---------------------------------------------------------------- */

static blt_status
bad(const arpa *a, const char *why, blt_error *err)
{
    return blt__fail(err, BLT_EDATA, "%s:%zu: %s", a->path, a->line, why);
}

/* The id of a word: 0 for <s>, UINT32_MAX for one that is left out.  The first
 * spelling of a key has it: later ones differ in case only. */
static uint32_t
id_of(arpa *a, const char *word, size_t n, int add)
{
    const blt__word_slot *s;
    blt__word_slot *mine;
    blt__word_key key;

    if (n > 1 && word[0] == '<' && word[n - 1] == '>')
        return n == 3 && word[1] == 's' ? 0 : UINT32_MAX;
    key = blt__word_key_of(word, n);
    s = blt__word_table_find(&a->table, key);
    if (!add)
        return s != NULL ? s->id : UINT32_MAX;
    if (s != NULL || a->ids == WORDS_MAX
        || (mine = blt__word_table_put(&a->table, key)) == NULL)
        return UINT32_MAX;
    mine->id = a->ids;
    a->key[a->ids] = key;
    return a->ids++;
}

/* Adds the gram of a line: a number, `length` words, and perhaps a number, all
 * separated by blanks or tabs. */
static blt_status
read_gram(arpa *a, char *line, int length, blt_error *err)
{
    blt__gram g = { 0 };
    char *p;
    double log10_p = blt__real_parse(line, &p);
    int skip = 0;

    if (p == line || !(log10_p <= 0))
        return bad(a, "does not begin with a logarithm", err);
    for (int i = 0; i < length; i++) {
        size_t n;
        uint32_t id;

        p += strspn(p, " \t");
        n = strcspn(p, " \t\r");
        if (n == 0)
            return bad(a, "has too few words", err);
        id = id_of(a, p, n, length == 1);
        skip |= id == UINT32_MAX || (id == 0 && i > 0);
        g.key = g.key << ID_BITS | (id & (WORDS_MAX - 1));
        p += n;
    }
    /* The start of a sentence is a context, though never predicted. */
    g.p = length == 1 && g.key == 0 ? 0 : (float)pow(10, log10_p);
    g.raw = (float)blt__real_parse(p, &p);      /* 0: no weight */
    return skip || blt__gram_list_add(&a->fit.list[length - 1], &g) ? BLT_OK
        : blt__fail_memory(err, a->path);
}

/* The N of a line "\N-grams:", or 0. */
static int
section(const char *line)
{
    return line[0] == '\\' && line[1] >= '1' && line[1] <= '9'
        && strncmp(line + 2, "-grams:", 7) == 0 ? line[1] - '0' : 0;
}

static blt_status
read_lines(arpa *a, blt__map map, blt_error *err)
{
    const char *p = (const char *)map.p, *end = p + map.n;
    int length = 0;
    blt_status s = BLT_OK;
    blt__buf line = { 0 };

    while (s == BLT_OK && p < end) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        size_t n = stop != NULL ? (size_t)(stop - p) : (size_t)(end - p);

        a->line++;
        blt__buf_clear(&line);
        blt__buf_put(&line, p, n);
        p += n + 1;
        if (line.failed)
            s = blt__fail_memory(err, a->path);
        else if (n > 0 && line.p[0] == '\\') {
            length = section(line.p);
            if (length > ORDER)
                s = bad(a, "grams longer than three words", err);
            else if (length > a->fit.order)
                a->fit.order = length;
        } else if (length > 0 && line.p[strspn(line.p, " \t\r")] != '\0')
            s = read_gram(a, line.p, length, err);
    }
    blt__buf_free(&line);
    if (s == BLT_OK && a->ids < 2)
        s = bad(a, "no words", err);
    return s;
}

/* ---- grams ---------------------------------------------------------------- */

/* The probability of a gram, backing off; `raw` still has the weights. */
static double
probability(const blt__ngram_fit *f, int length, uint64_t key)
{
    double back = 0;

    for (; length > 0; length--) {
        const blt__gram_list *l = &f->list[length - 1];
        size_t at = blt__gram_list_find(l, blt__gram_suffix(f, length, key));

        if (at != SIZE_MAX)
            return pow(10, back) * l->p[at].p;
        if (length > 1) {
            at = blt__gram_list_find(l - 1, blt__gram_suffix(f, length, key)
                                     >> f->bits);
            back += at != SIZE_MAX ? l[-1].p[at].raw : 0;
        }
    }
    return 0;
}

/* Sorts the grams; adds those that longer ones end with, or begin with, and
 * that are not there. */
static int
complete(blt__ngram_fit *f)
{
    for (int n = f->order; n > 0; n--) {
        blt__gram_list *l = &f->list[n - 1], *longer = l + 1;

        if (!blt__gram_list_merge(l))
            return 0;
        for (size_t i = 0; n < f->order && i < longer->n; i++) {
            uint64_t k[2] = { blt__gram_suffix(f, n, longer->p[i].key),
                              longer->p[i].key >> f->bits };

            for (int j = 0; j < 2; j++) {
                blt__gram_list sorted = { l->p, l->sorted, l->sorted, 0 };

                if (blt__gram_list_find(&sorted, k[j]) == SIZE_MAX
                    && !blt__gram_list_add(l, &(blt__gram){ .key = k[j] }))
                    return 0;
            }
        }
        if (!blt__gram_list_merge(l))
            return 0;
    }
    for (int n = 1; n <= f->order; n++)
        for (size_t i = 0; i < f->list[n - 1].n; i++) {
            blt__gram *g = &f->list[n - 1].p[i];

            if (!(g->p > 0) && n > 1)
                g->p = (float)probability(f, n - 1, blt__gram_suffix(
                    f, n - 1, g->key));
        }
    return 1;
}

/* Sets `raw` to how often the grams occur in TEXT words, of which one in twenty
 * starts a sentence (chosen). */
static void
weigh(blt__ngram_fit *f)
{
    for (int n = 1; n <= f->order; n++)
        for (size_t i = 0; i < f->list[n - 1].n; i++) {
            blt__gram *g = &f->list[n - 1].p[i];
            const blt__gram_list *shorter = &f->list[n > 1 ? n - 2 : 0];

            g->raw = n == 1 ? (float)(g->key == 0 ? TEXT / 20
                                      : TEXT * (double)g->p)
                : shorter->p[blt__gram_list_find(shorter, g->key >> f->bits)]
                    .raw * g->p;
        }
}

static int
make_tables(blt__backoff_data *d, blt__ngram_fit *f)
{
    int good;

    memset(d, 0, sizeof *d);
    d->view.order = f->order;
    d->view.unknown = f->opt->unknown;
    for (int n = 1; n <= f->order; n++)
        d->seen[n - 1] = f->list[n - 1].n;
    good = complete(f);
    if (good)
        weigh(f);
    for (int n = f->order; good && n > 1; n--)
        good = blt__ngram_prune(f, n);
    for (int n = 1; good && n <= f->order; n++)
        good = blt__ngram_table_add(d, f, n);
    return good;
}

blt_status
blt__arpa_read(blt__backoff_data *d, const char *path,
               const blt__arpa_options *opt, blt_error *err)
{
    blt__ngram_options o = { { 1, 0 }, { 0 }, 0, NULL, opt->unknown };
    arpa a = { .path = path, .ids = 1, .fit = { .opt = &o, .bits = ID_BITS } };
    blt__map map = { 0 };
    blt_status s = BLT_OK;

    memset(d, 0, sizeof *d);
    for (int i = 0; i < ORDER; i++)
        o.most[i] = opt->most[i];
    a.key = calloc(WORDS_MAX, sizeof *a.key);
    if (a.key == NULL)
        return blt__fail_memory(err, path);
    a.key[0] = BLT__KEY_START;
    o.key = a.key;
    s = blt__map_open(&map, path, err);
    if (s == BLT_OK)
        s = read_lines(&a, map, err);
    if (s == BLT_OK && !make_tables(d, &a.fit))
        s = blt__fail_memory(err, path);
    if (map.p != NULL)
        blt__map_close(&map);
    for (int n = 0; n < ORDER; n++) {
        free(a.fit.list[n].p);
        free(a.fit.fate[n]);
    }
    blt__word_table_free(&a.table);
    free(a.key);
    if (s != BLT_OK)
        blt__backoff_data_free(d);
    return s;
}
