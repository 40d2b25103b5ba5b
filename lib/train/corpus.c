/* Texts, and the sequences that training draws from them.
 *
 * A sequence is a pure function of (seed, stage, step, index): there is no
 * sampler state to save, and any thread can make any sequence.  A file called
 * LANG.SOURCE.txt belongs to the language LANG.  A language is drawn with
 * probability proportional to (its bytes)^exponent, a file of it in
 * proportion to its bytes, and a position in the file uniformly; the sequence
 * then starts at the next paragraph.  Paragraphs are separated by an empty
 * line. */
#include "config.h"
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "base/hash.h"
#include "train/corpus.h"

/* Both limits are far beyond real corpora; they bound time and recursion. */
#define DEPTH_MAX 16            /* nested directories */
#define PARAGRAPH_MAX 65536     /* bytes searched for a paragraph's start */

/* ---- files -------------------------------------------------------------- */

typedef struct file_list {
    blt__text *text;
    size_t n, room;
} file_list;

static blt_status
add_file(file_list *l, const char *path, blt_error *err)
{
    blt__text *t;
    const char *slash;

    if (l->n == l->room) {
        size_t room = l->room ? l->room * 2 : 64;

        t = realloc(l->text, room * sizeof *t);
        if (t == NULL)
            return blt__fail_memory(err, path);
        l->text = t;
        l->room = room;
    }
    t = &l->text[l->n];
    memset(t, 0, sizeof *t);
    t->path = strdup(path);
    if (t->path == NULL)
        return blt__fail_memory(err, path);
    l->n++;
    slash = strrchr(t->path, '/');
    t->name = slash == NULL ? t->path : slash + 1;
    return blt__map_open(&t->map, path, err);
}

static blt_status
add_path(file_list *l, const char *path, int depth, blt_error *err)
{
    struct stat st;
    struct dirent *e;
    DIR *d;
    blt_status s = BLT_OK;

    if (stat(path, &st) != 0)
        return blt__fail_errno(err, "%s", path);
    if (!S_ISDIR(st.st_mode))
        return add_file(l, path, err);
    if (depth == DEPTH_MAX)
        return blt__fail(err, BLT_EDATA, "%s: directories are nested more"
                         " than %d deep", path, DEPTH_MAX);
    d = opendir(path);
    if (d == NULL)
        return blt__fail_errno(err, "%s", path);
    while (s == BLT_OK && (e = readdir(d)) != NULL) {
        size_t n = strlen(e->d_name);
        char *inner;

        if (e->d_name[0] == '.')
            continue;
        inner = blt__path_join(path, e->d_name);
        if (inner == NULL)
            s = blt__fail_memory(err, path);
        else if (stat(inner, &st) != 0)
            s = blt__fail_errno(err, "%s", inner);
        else if (S_ISDIR(st.st_mode)
                 || (n > 4 && strcmp(e->d_name + n - 4, ".txt") == 0))
            s = add_path(l, inner, depth + 1, err);
        free(inner);
    }
    closedir(d);
    return s;
}

static int
by_name(const void *a, const void *b)
{
    const blt__text *x = a, *y = b;
    int c = strcmp(x->name, y->name);

    return c != 0 ? c : strcmp(x->path, y->path);
}

/* ---- sampling weights --------------------------------------------------- */

static blt_status
find_languages(blt__corpus *c, blt_error *err)
{
    c->lang = calloc(c->n, sizeof *c->lang);
    if (c->lang == NULL)
        return blt__fail_memory(err, "languages");
    for (size_t i = 0; i < c->n; i++) {
        const char *name = c->text[i].name;
        size_t n = strcspn(name, "."), l;

        if (n > sizeof c->lang[0] - 1)
            n = sizeof c->lang[0] - 1;
        for (l = 0; l < c->langs; l++)
            if (strlen(c->lang[l]) == n && memcmp(c->lang[l], name, n) == 0)
                break;
        if (l == c->langs)
            memcpy(c->lang[c->langs++], name, n);
        c->text[i].lang = l;
    }
    return BLT_OK;
}

/* The last pattern that matches a file's name decides; in the cooldown the
 * late patterns come after all others. */
static double
weight_of(const blt__text *t, const blt__recipe *r, int late)
{
    double w = 1;

    for (int pass = 0; pass <= late; pass++)
        for (size_t k = 0; k < r->n_weights; k++)
            if (r->weight[k].late == pass
                && fnmatch(r->weight[k].pattern, t->name, 0) == 0)
                w = r->weight[k].weight;
    return w;
}

static blt_status
find_weights(blt__corpus *c, const blt__recipe *r, int late, blt_error *err)
{
    double *lang = calloc(c->langs + 1, sizeof *lang), sum = 0;
    double *cumulative = calloc(c->n, sizeof *cumulative);

    c->cumulative[late] = cumulative;
    if (lang == NULL || cumulative == NULL) {
        free(lang);
        return blt__fail_memory(err, "files");
    }
    for (size_t i = 0; i < c->n; i++) {
        const blt__text *t = &c->text[i];

        cumulative[i] = weight_of(t, r, late) * (double)t->map.n;
        lang[t->lang] += cumulative[i];
    }
    for (size_t i = 0; i < c->n; i++) {
        if (cumulative[i] > 0)
            sum += cumulative[i] * pow(lang[c->text[i].lang],
                                 r->language_exponent - 1);
        cumulative[i] = sum;
    }
    free(lang);
    return sum > 0 && isfinite(sum) ? BLT_OK
        : blt__fail(err, BLT_EDATA, "data: the weights leave no text");
}

blt_status
blt__corpus_open(blt__corpus *c, const char *const *path, size_t n,
                 const blt__recipe *r, blt_error *err)
{
    file_list l = { 0 };
    blt_status s = BLT_OK;
    size_t kept = 0;

    memset(c, 0, sizeof *c);
    c->align = r->align;
    for (size_t i = 0; s == BLT_OK && i < n; i++)
        s = add_path(&l, path[i], 0, err);
    for (size_t i = 0; i < l.n; i++) {
        if (l.text[i].map.n == 0) {         /* nothing to train on */
            free(l.text[i].path);
            continue;
        }
        c->bytes += l.text[i].map.n;
        l.text[kept++] = l.text[i];
    }
    c->text = l.text;
    c->n = kept;
    if (s == BLT_OK && kept == 0)
        s = blt__fail(err, BLT_EDATA, "%s: no text in it",
                      n > 0 ? path[0] : "data");
    if (s == BLT_OK) {
        qsort(c->text, c->n, sizeof *c->text, by_name);
        s = find_languages(c, err);
    }
    for (int late = 0; s == BLT_OK && late < 2; late++)
        s = find_weights(c, r, late, err);
    if (s != BLT_OK)
        blt__corpus_close(c);
    return s;
}

void
blt__corpus_close(blt__corpus *c)
{
    for (size_t i = 0; i < c->n; i++) {
        blt__map_close(&c->text[i].map);
        free(c->text[i].path);
    }
    free(c->text);
    free(c->cumulative[0]);
    free(c->cumulative[1]);
    free(c->lang);
    memset(c, 0, sizeof *c);
}

void
blt__corpus_digest(char digest[17], const blt__corpus *c)
{
    uint64_t h = BLT__HASH_START;

    for (size_t i = 0; i < c->n; i++) {
        uint64_t size = c->text[i].map.n;
        uint8_t bytes[8];

        for (int k = 0; k < 8; k++)
            bytes[k] = (uint8_t)(size >> 8 * k);
        h = blt__hash_bytes(h, c->text[i].name, strlen(c->text[i].name));
        h = blt__hash_bytes(h, bytes, sizeof bytes);
    }
    snprintf(digest, 17, "%016llx", (unsigned long long)h);
}

/* ---- sequences ---------------------------------------------------------- */

/* The first byte of the next paragraph at or after `at`, or 0 when there is
 * none.  In text without empty lines it is the start of a line, and without
 * lines a character boundary. */
static size_t
align(const blt__text *t, size_t at)
{
    const uint8_t *p = t->map.p;
    size_t n = t->map.n, end = n - at > PARAGRAPH_MAX ? at + PARAGRAPH_MAX : n;
    size_t line = 0;

    if (at == 0)
        return 0;
    for (size_t i = at; i < end; i++) {
        const uint8_t *q = memchr(p + i, '\n', end - i);

        if (q == NULL)
            break;
        i = (size_t)(q - p);
        if (line == 0)
            line = i + 1;
        if (p[i - (i > 0)] != '\n' || i == 0)
            continue;
        while (i < n && p[i] == '\n')
            i++;
        if (i < n)
            return i;
    }
    if (end == n)
        return 0;
    if (line > 0)
        return line;
    while (at < n && (p[at] & 0xC0) == 0x80)
        at++;
    return at < n ? at : 0;
}

static size_t
cut(const blt__corpus *c, int32_t *ids, size_t n, size_t text, size_t at,
    int eos)
{
    const blt__text *t = &c->text[text];
    size_t have = 0;

    if (c->align == BLT__ALIGN_PARAGRAPH)
        at = align(t, at);
    ids[have++] = BLT_ID_BOS;
    while (have <= n && at < t->map.n)
        ids[have++] = t->map.p[at++] + BLT_ID_BYTE;
    if (have <= n && eos)
        ids[have++] = BLT_ID_EOS;
    return have - 1;
}

/* The first i with cumulative[i] > x. */
static size_t
find(const double *cumulative, size_t n, double x)
{
    size_t low = 0, high = n - 1;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (cumulative[mid] > x)
            high = mid;
        else
            low = mid + 1;
    }
    return low;
}

size_t
blt__corpus_draw(const blt__corpus *c, int32_t *ids, size_t n,
                 const blt__draw *which)
{
    const uint64_t part[3] = { (uint64_t)which->stage, (uint64_t)which->step,
                               which->index };
    const double *cumulative = c->cumulative[which->late];
    uint64_t seed = which->seed;
    size_t text;
    blt__rng g;

    for (int i = 0; i < 3; i++) {
        blt__rng_seed(&g, seed);
        seed = blt__rng_next(&g) + part[i];
    }
    blt__rng_seed(&g, seed);
    text = find(cumulative, c->n,
                blt__rng_unit(&g) * cumulative[c->n - 1]);
    return cut(c, ids, n, text, blt__rng_below(&g, c->text[text].map.n), 1);
}

size_t
blt__corpus_sample(const blt__corpus *c, int32_t *ids, size_t n,
                   size_t i, size_t count, size_t *lang)
{
    uint64_t at = (uint64_t)(((double)i + 0.5) / (double)count
                             * (double)c->bytes);
    size_t text = 0;

    while (text + 1 < c->n && at >= c->text[text].map.n)
        at -= c->text[text++].map.n;
    if (at >= c->text[text].map.n)
        at = c->text[text].map.n - 1;
    *lang = c->text[text].lang;
    return cut(c, ids, n, text, (size_t)at, 0);
}
