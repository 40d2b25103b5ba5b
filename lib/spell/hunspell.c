/* The dictionaries of libhunspell, which hunspell_calls.cc calls.  They have
 * encodings of their own: iconv converts a word, and a word that does not
 * convert is not in them. */
#include "config.h"
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "spell/hunspell.h"

#ifdef HAVE_HUNSPELL
#include <errno.h>
#include <iconv.h>
#include "spell/hunspell_calls.h"

#define MAX_DICTIONARIES 8      /* per language.  Derived: the variants of one
                                   language that are installed together */
#define MAX_WORD 512            /* bytes.  Derived: twice BLT__WORD_BYTES */

typedef struct dictionary {
    char *aff, *dic;
    Hunhandle *handle;
    iconv_t to;                 /* from UTF-8; (iconv_t)-1: it is UTF-8 */
    int broken;
} dictionary;

struct blt__hunspell {
    dictionary d[MAX_DICTIONARIES];
    size_t n;
    blt_error err;              /* the first failure */
};

static int
by_name(const void *a, const void *b)
{
    return strcmp(((const dictionary *)a)->aff, ((const dictionary *)b)->aff);
}

/* Adds "de.aff" and "de_AT.aff" of one directory for "de". */
static blt_status
add_directory(blt__hunspell *h, const char *dir, const char *code,
              blt_error *err)
{
    DIR *in = opendir(dir);
    struct dirent *e;
    blt_status st = BLT_OK;

    while (in && st == BLT_OK && h->n < MAX_DICTIONARIES
           && (e = readdir(in)) != NULL) {
        size_t n = strlen(e->d_name), m = strlen(code);
        dictionary *d = h->d + h->n;

        if (n < m + 4 || strcmp(e->d_name + n - 4, ".aff") != 0
            || strncasecmp(e->d_name, code, m) != 0
            || (n != m + 4 && e->d_name[m] != '_' && e->d_name[m] != '-'))
            continue;
        d->to = (iconv_t)-1;
        d->aff = blt__path_join(dir, e->d_name);
        e->d_name[n - 4] = 0;
        memcpy(e->d_name + n - 4, ".dic", 4);
        d->dic = blt__path_join(dir, e->d_name);
        h->n++;
        if (!d->aff || !d->dic)
            st = blt__fail_memory(err, "dictionary");
    }
    if (in)
        closedir(in);
    return st;
}

blt_status
blt__hunspell_open(blt__hunspell **out, const char *dirs, const char *code,
                   blt_error *err)
{
    blt__hunspell *h = calloc(1, sizeof *h);
    blt_status st = h ? BLT_OK : blt__fail_memory(err, "dictionary");

    *out = NULL;
    for (const char *p = dirs; p && *p && st == BLT_OK; ) {
        size_t n = strcspn(p, ":");
        char *dir = strndup(p, n);

        st = dir ? add_directory(h, dir, code, err)
            : blt__fail_memory(err, "dictionary");
        free(dir);
        p += n + (p[n] == ':');
    }
    if (st != BLT_OK || h->n == 0) {
        blt__hunspell_close(h);
        return st;
    }
    qsort(h->d, h->n, sizeof *h->d, by_name);
    *out = h;
    return BLT_OK;
}

void
blt__hunspell_close(blt__hunspell *h)
{
    if (!h)
        return;
    for (size_t i = 0; i < h->n; i++) {
        if (h->d[i].handle)
            blt__hunspell_destroy(h->d[i].handle);
        if (h->d[i].to != (iconv_t)-1)
            iconv_close(h->d[i].to);
        free(h->d[i].aff);
        free(h->d[i].dic);
    }
    free(h);
}

/* Keeps the first failure of a call. */
static int
succeeded(blt__hunspell *h, const dictionary *d, blt__hunspell_result r,
          const char *why)
{
    if (r == BLT__HUNSPELL_MEMORY)
        (void)blt__fail_memory(&h->err, d->dic);
    else if (r == BLT__HUNSPELL_FAILED)
        blt__error_set(&h->err, BLT_EDATA, "%s: libhunspell cannot read this"
                       " dictionary: %s", d->aff, why);
    return r == BLT__HUNSPELL_OK;
}

static int
is_ready(blt__hunspell *h, dictionary *d)
{
    const char *code;
    char why[128] = "";

    if (d->handle || d->broken)
        return !d->broken;
    if (!succeeded(h, d, blt__hunspell_create(&d->handle, d->aff, d->dic, why,
                                              sizeof why), why))
        return 0;
    code = blt__hunspell_encoding(d->handle);
    d->broken = !code;
    if (code && strcmp(code, "UTF-8") != 0) {
        d->to = iconv_open(code, "UTF-8");
        d->broken = d->to == (iconv_t)-1;
        if (d->broken && errno == ENOMEM)
            (void)blt__fail_memory(&h->err, d->dic);
    }
    return !d->broken;
}

int
blt__hunspell_accepts(blt__hunspell *h, const char *word)
{
    for (size_t i = 0; i < h->n && h->err.status == BLT_OK; i++) {
        dictionary *d = h->d + i;
        char form[MAX_WORD], *in = (char *)word, *to = form, why[128] = "";
        size_t n = strlen(word), room = sizeof form - 1;
        int accepted;

        if (n >= MAX_WORD || !is_ready(h, d))
            continue;
        if (d->to == (iconv_t)-1)
            memcpy(form, word, n + 1);
        else {
            iconv(d->to, NULL, NULL, NULL, NULL);
            if (iconv(d->to, &in, &n, &to, &room) != 0)
                continue;
            *to = 0;
        }
        if (succeeded(h, d, blt__hunspell_spell(d->handle, form, &accepted,
                                                why, sizeof why), why)
            && accepted)
            return 1;
    }
    return 0;
}

blt_status
blt__hunspell_status(const blt__hunspell *h, blt_error *err)
{
    if (!h || h->err.status == BLT_OK)
        return BLT_OK;
    if (err)
        *err = h->err;
    return h->err.status;
}

#else

blt_status
blt__hunspell_open(blt__hunspell **h, const char *dirs, const char *code,
                   blt_error *err)
{
    (void)dirs;
    (void)code;
    (void)err;
    *h = NULL;
    return BLT_OK;
}

void
blt__hunspell_close(blt__hunspell *h)
{
    (void)h;
}

int
blt__hunspell_accepts(blt__hunspell *h, const char *word)
{
    (void)h;
    (void)word;
    return 0;
}

blt_status
blt__hunspell_status(const blt__hunspell *h, blt_error *err)
{
    (void)h;
    (void)err;
    return BLT_OK;
}

#endif
