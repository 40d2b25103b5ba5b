/* Reading the plan of a language file. */
#include "config.h"
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include "base/real.h"
#include "langbuild/words_plan.h"

#define PLAN_MAX ((size_t)1 << 20)

enum type { PATHS, TEXT, COUNT, FRACTION, FLAG };

static const struct {
    const char *name;
    enum type type;
    size_t at, size;            /* offset; bytes of a TEXT with its NUL */
} keys[] = {
    { "language", TEXT, offsetof(blt__words_plan, language), 16 },
    { "prose", PATHS, offsetof(blt__words_plan, text[0]), 0 },
    { "other", PATHS, offsetof(blt__words_plan, text[1]), 0 },
    { "other_weight", FRACTION, offsetof(blt__words_plan, weight[1]), 0 },
    { "valid", PATHS, offsetof(blt__words_plan, valid), 0 },
    { "dictionary", PATHS, offsetof(blt__words_plan, dictionary), 0 },
    { "misspellings", PATHS, offsetof(blt__words_plan, misspellings), 0 },
    { "clitics", TEXT, offsetof(blt__words_plan, clitics), 256 },
    { "lexicon_min_count", COUNT,
      offsetof(blt__words_plan, lexicon_min_count), 0 },
    { "ngram_min_count", COUNT, offsetof(blt__words_plan, ngram_min_count),
      0 },
    { "keep_unseen", FLAG, offsetof(blt__words_plan, keep_unseen), 0 },
    { "bigrams", COUNT, offsetof(blt__words_plan, bigrams), 0 },
    { "trigrams", COUNT, offsetof(blt__words_plan, trigrams), 0 },
    { "arpa", PATHS, offsetof(blt__words_plan, arpa), 0 },
    { "arpa_bigrams", COUNT, offsetof(blt__words_plan, arpa_bigrams), 0 },
    { "arpa_trigrams", COUNT, offsetof(blt__words_plan, arpa_trigrams), 0 },
    { "letter_ngrams", COUNT, offsetof(blt__words_plan, letter_ngrams), 0 },
    { "cloze", COUNT, offsetof(blt__words_plan, cloze), 0 },
    { "cloze_passes", COUNT, offsetof(blt__words_plan, cloze_passes), 0 },
    { "cloze_other", FRACTION, offsetof(blt__words_plan, cloze_other), 0 }
};
#define KEYS (sizeof keys / sizeof *keys)

static int
add_path(blt__paths *l, const char *value)
{
    char **p = realloc(l->path, (l->n + 1) * sizeof *p);

    if (p == NULL)
        return 0;
    l->path = p;
    p[l->n] = strdup(value);
    return p[l->n] != NULL && ++l->n;
}

static blt_status
set(blt__words_plan *plan, size_t k, const char *value, const char *where,
    blt_error *err)
{
    char *p = (char *)plan + keys[k].at, *end;
    double x;

    switch (keys[k].type) {
    case PATHS:
        return *value == '\0'
            ? blt__fail(err, BLT_EDATA, "%s: %s names no file", where,
                        keys[k].name)
            : add_path((blt__paths *)(void *)p, value) ? BLT_OK
            : blt__fail_memory(err, where);
    case TEXT:
        if (strlen(value) >= keys[k].size)
            return blt__fail(err, BLT_EDATA, "%s: %s takes at most %zu bytes",
                             where, keys[k].name, keys[k].size - 1);
        memcpy(p, value, strlen(value) + 1);
        return BLT_OK;
    default:
        errno = 0;
        x = blt__real_parse(value, &end);
        if (*value == '\0' || value[strspn(value, "0123456789.")] != '\0'
            || errno != 0 || *end != '\0' || x > 1e9
            || (keys[k].type != FRACTION && x != (double)(int64_t)x)
            || (keys[k].type != COUNT && x > 1))
            return blt__fail(err, BLT_EDATA, "%s: %s cannot be \"%s\"",
                             where, keys[k].name, value);
        if (keys[k].type == FRACTION)
            *(float *)(void *)p = (float)x;
        else if (keys[k].type == FLAG)
            *(int *)(void *)p = x != 0;
        else
            *(int64_t *)(void *)p = (int64_t)x;
        return BLT_OK;
    }
}

/* A blt__keyvalue_fn. */
static blt_status
read_line(void *plan, const char *where, char *key, char *value,
          blt_error *err)
{
    for (size_t k = 0; k < KEYS; k++)
        if (strcmp(key, keys[k].name) == 0)
            return set(plan, k, value, where, err);
    return blt__fail(err, BLT_EDATA, "%s: no such key: %.80s", where, key);
}

blt_status
blt__words_plan_read(blt__words_plan *plan, const char *path, blt_error *err)
{
    blt__buf text = { 0 };
    blt_status s;
    size_t n;

    /* other_weight was measured (share/spell/README.md, Figures); the others
     * are chosen. */
    *plan = (blt__words_plan){ .weight = { 1, 0.05f },
                               .lexicon_min_count = 50, .ngram_min_count = 2,
                               .keep_unseen = 1, .letter_ngrams = 24000,
                               .cloze_passes = 3, .cloze_other = 0.1f };
    s = blt__read_whole(&text, path, PLAN_MAX, err);
    if (s == BLT_OK)
        s = blt__keyvalue_parse(text.p, text.n, path, 0, read_line, plan,
                                err);
    n = strspn(plan->language, "abcdefghijklmnopqrstuvwxyz0123456789_");
    if (s == BLT_OK && (n == 0 || plan->language[n] != '\0'))
        s = blt__fail(err, BLT_EDATA, "%s: language: not a code", path);
    if (s == BLT_OK
        && plan->dictionary.n + plan->text[0].n + plan->arpa.n == 0)
        s = blt__fail(err, BLT_EDATA, "%s: neither a dictionary nor prose",
                      path);
    if (s == BLT_OK && plan->arpa.n > 1)
        s = blt__fail(err, BLT_EDATA, "%s: arpa: more than one file", path);
    blt__buf_free(&text);
    if (s != BLT_OK)
        blt__words_plan_free(plan);
    return s;
}

void
blt__words_plan_free(blt__words_plan *plan)
{
    blt__paths *all[] = { &plan->text[0], &plan->text[1], &plan->dictionary,
                          &plan->misspellings, &plan->valid,
                          &plan->arpa };

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        for (size_t j = 0; j < all[i]->n; j++)
            free(all[i]->path[j]);
        free(all[i]->path);
        *all[i] = (blt__paths){ 0 };
    }
}
