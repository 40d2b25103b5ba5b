/* Language data: a directory with a file LANG.safetensors for each language,
 * so that a language is added by putting its file there, with its error model
 * LANG.channel or, without that, any.channel, and perhaps further n-grams in
 * LANG.ngrams; and, optionally, any.names and decision.weights for all. */
#include "config.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <blt/lookup.h>
#include "file/safetensors.h"
#include "lang/channel_file.h"
#include "spell/data.h"

#define SUFFIX ".safetensors"
#define NGRAMS ".ngrams"
#define CHANNEL ".channel"
#define COMMON "any"
#define NAMES COMMON ".names"
#define WEIGHTS "decision.weights"

typedef struct source {
    blt__st st;
    blt__lexicon *lexicon;
    blt__ngram *ngram;
    blt__cloze *cloze;
    blt__channel *channel;      /* NULL: the common one */
    blt__st more;               /* LANG.ngrams */
    blt__backoff plain;
} source;

struct blt_spell_data {
    blt__language *language;    /* [n] by code */
    source *source;             /* [n] in the order they were opened */
    size_t n;
    blt__channel *common;
    blt__rank_weights weights;
    blt__names names;           /* all zero: no list */
    blt__buf codes;
};

/* The length of the code in a file name ("en", "pt_br"), or 0. */
static size_t
code_length(const char *name)
{
    size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");

    return n > 0 && n < sizeof ((blt__language *)0)->code
        && strcmp(name + n, SUFFIX) == 0 ? n : 0;
}

static blt_status
open_language(blt_spell_data *d, const char *dir, const char *name,
              blt_error *err)
{
    source *x = realloc(d->source, (d->n + 1) * sizeof *x);
    blt__language *l;
    char *path;
    blt_status s;

    if (x == NULL)
        return blt__fail_memory(err, dir);
    d->source = x;
    l = realloc(d->language, (d->n + 1) * sizeof *l);
    if (l == NULL)
        return blt__fail_memory(err, dir);
    d->language = l;
    l += d->n;
    x += d->n;
    memset(x, 0, sizeof *x);
    memset(l, 0, sizeof *l);
    memcpy(l->code, name, code_length(name));
    path = blt__path_join(dir, name);
    if (path == NULL)
        return blt__fail_memory(err, dir);
    s = blt__st_open(&x->st, path, err);
    if (s == BLT_OK) {
        d->n++;
        s = blt__lexicon_open(&x->lexicon, &x->st, path, err);
    }
    if (s == BLT_OK)
        s = blt__ngram_open(&x->ngram, &x->st, path, err);
    if (s == BLT_OK)
        s = blt__cloze_open(&x->cloze, &x->st, path, err);
    l->lexicon = x->lexicon;
    l->ngram = x->ngram;
    l->cloze = x->cloze;
    free(path);
    return s;
}

/* Opens NAME.channel in dir; *c stays NULL when there is none. */
static blt_status
open_channel(blt__channel **c, const char *dir, const char *name,
             blt_error *err)
{
    char file[32], *path;
    blt_status s = BLT_OK;

    snprintf(file, sizeof file, "%s" CHANNEL, name);
    path = blt__path_join(dir, file);
    if (path == NULL)
        return blt__fail_memory(err, dir);
    if (access(path, F_OK) == 0)
        s = blt__channel_open(c, path, err);
    free(path);
    return s;
}

/* Opens LANG.ngrams in dir, if there is one. */
static blt_status
open_plain(source *x, blt__language *l, const char *dir, blt_error *err)
{
    char file[32], *path;
    blt_status s = BLT_OK;

    snprintf(file, sizeof file, "%s" NGRAMS, l->code);
    path = blt__path_join(dir, file);
    if (path == NULL)
        return blt__fail_memory(err, dir);
    if (access(path, F_OK) == 0) {
        s = blt__st_open(&x->more, path, err);
        if (s == BLT_OK)
            s = blt__backoff_open(&x->plain, &x->more, "plain", path, err);
        l->plain = x->plain.order > 0 ? &x->plain : NULL;
    }
    free(path);
    return s;
}

/* Opens further n-grams, the error models, the weights and the names. */
static blt_status
open_rest(blt_spell_data *d, const char *dir, blt_error *err)
{
    blt_status s = open_channel(&d->common, dir, COMMON, err);
    char *path;

    for (size_t i = 0; i < d->n && s == BLT_OK; i++) {
        s = open_plain(&d->source[i], &d->language[i], dir, err);
        if (s == BLT_OK)
            s = open_channel(&d->source[i].channel, dir, d->language[i].code,
                             err);
        d->language[i].channel = d->source[i].channel
            ? d->source[i].channel : d->common;
        if (s == BLT_OK && d->language[i].channel == NULL)
            s = blt__fail(err, BLT_EDATA, "%s: has neither %s" CHANNEL
                          " nor " COMMON CHANNEL, dir, d->language[i].code);
    }
    d->weights = blt__rank_weights_default;
    path = blt__path_join(dir, WEIGHTS);
    if (s == BLT_OK && path == NULL)
        s = blt__fail_memory(err, dir);
    if (s == BLT_OK && access(path, F_OK) == 0)
        s = blt__rank_weights_read(&d->weights, path, err);
    free(path);
    if (s != BLT_OK)
        return s;
    path = blt__path_join(dir, NAMES);
    if (path == NULL)
        return blt__fail_memory(err, dir);
    if (access(path, F_OK) == 0)
        s = blt__names_open(&d->names, path, err);
    free(path);
    return s;
}

static int
by_code(const void *a, const void *b)
{
    return strcmp(((const blt__language *)a)->code,
                  ((const blt__language *)b)->code);
}

static blt_status
open_installed(blt_spell_data **out, blt_error *err)
{
    char *dir;
    blt_status s = blt_data_find(&dir, "spell", err);

    if (s == BLT_OK)
        s = blt_spell_data_open(out, dir, err);
    free(dir);
    return s;
}

blt_status
blt_spell_data_open(blt_spell_data **out, const char *dir, blt_error *err)
{
    blt_spell_data *d;
    DIR *in = NULL;
    const struct dirent *e;
    blt_status s = BLT_OK;

    *out = NULL;
    if (dir == NULL)
        return open_installed(out, err);
    d = calloc(1, sizeof *d);
    if (d == NULL)
        return blt__fail_memory(err, dir);
    in = opendir(dir);
    if (in == NULL)
        s = blt__fail_errno(err, "%s", dir);
    while (s == BLT_OK && (e = readdir(in)) != NULL)
        if (code_length(e->d_name) > 0)
            s = open_language(d, dir, e->d_name, err);
    if (in != NULL)
        closedir(in);
    if (s == BLT_OK && d->n == 0)
        s = blt__fail(err, BLT_EDATA, "%s: has no LANG" SUFFIX, dir);
    if (s == BLT_OK)
        s = open_rest(d, dir, err);
    if (s == BLT_OK) {
        qsort(d->language, d->n, sizeof *d->language, by_code);
        for (size_t i = 0; i < d->n; i++)
            blt__buf_printf(&d->codes, "%s%s", i > 0 ? " " : "",
                            d->language[i].code);
        if (d->codes.failed)
            s = blt__fail_memory(err, dir);
    }
    if (s != BLT_OK) {
        blt_spell_data_close(d);
        return s;
    }
    *out = d;
    return BLT_OK;
}

void
blt_spell_data_close(blt_spell_data *d)
{
    if (d == NULL)
        return;
    for (size_t i = 0; i < d->n; i++) {
        blt__lexicon_free(d->source[i].lexicon);
        blt__ngram_free(d->source[i].ngram);
        blt__cloze_free(d->source[i].cloze);
        blt__channel_free(d->source[i].channel);
        blt__st_close(&d->source[i].st);
        blt__st_close(&d->source[i].more);
    }
    blt__channel_free(d->common);
    blt__names_close(&d->names);
    free(d->source);
    free(d->language);
    blt__buf_free(&d->codes);
    free(d);
}

const char *
blt_spell_data_languages(const blt_spell_data *d)
{
    return d->codes.p;
}

size_t
blt__spell_languages(const blt_spell_data *d, const blt__language **list)
{
    *list = d->language;
    return d->n;
}

const blt__names *
blt__spell_names(const blt_spell_data *d)
{
    return &d->names;
}

const blt__rank_weights *
blt__spell_weights(const blt_spell_data *d)
{
    return &d->weights;
}
