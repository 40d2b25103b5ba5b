/* Checkpoints: everything that a resumed run needs to reach the same bits, in
 * one safetensors file that is written completely or not at all.
 *
 * The tensors of the model have their own names, the optimizer's moments are
 * adam.m.NAME and adam.v.NAME.  The tensor `blt-train` is text: the progress,
 * an empty line, and the recipe in canonical form, so that the message about
 * a changed recipe can name the line.  The tensor `blt-train.sum`, the last, is
 * a checksum of the data of all others; checkpoints of earlier versions have
 * none, and are taken as they are. */
#include "config.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/hash.h"
#include "base/real.h"
#include "file/safetensors.h"
#include "train/checkpoint.h"

#define TEXT "blt-train"
#define SUM "blt-train.sum"

/* ---- the text ----------------------------------------------------------- */

static void
print_text(blt__buf *b, const blt__progress *at, const blt__recipe *r,
           const char *digest)
{
    blt__buf_printf(b, "stage = %s\nstep = %lld\nbytes = %lld\n"
                    "threshold = %a\nnats = %a\ntargets = %lld\n"
                    "seconds = %a\nvalid_entropy = %a\nvalid_main = %a\n"
                    "patch_size = %a\ndata = %s\n",
                    blt__progress_stage_name(at->stage),
                    (long long)at->step, (long long)at->bytes,
                    (double)at->threshold, at->nats, (long long)at->targets,
                    at->seconds, at->valid[0], at->valid[1], at->patch_size,
                    digest);
    if (at->warmstart[0] != '\0')
        blt__buf_printf(b, "from = %s\n", at->warmstart);
    blt__buf_put(b, "\n", 1);
    blt__recipe_canon(b, r);
}

/* The value of a key in the first part of the text; "" when there is none. */
static const char *
value_of(const char *text, const char *key)
{
    size_t n = strlen(key);

    for (const char *p = text; *p != '\0' && *p != '\n';) {
        if (strncmp(p, key, n) == 0 && strncmp(p + n, " = ", 3) == 0)
            return p + n + 3;
        p += strcspn(p, "\n");
        p += *p == '\n';
    }
    return "";
}

static int
whole(int64_t *out, const char *text, const char *key)
{
    char *end;

    *out = strtoll(value_of(text, key), &end, 10);
    return *end == '\n' && *out >= 0;
}

static int
real(double *out, const char *text, const char *key)
{
    char *end;

    *out = blt__real_parse(value_of(text, key), &end);
    return *end == '\n';
}

static int
parse_text(blt__progress *at, const char *text)
{
    const char *stage = value_of(text, "stage");
    double threshold;
    size_t n;
    int i;

    for (i = 0; i < 3; i++) {
        const char *name = blt__progress_stage_name((blt_train_stage)i);

        n = strlen(name);
        if (strncmp(stage, name, n) == 0 && stage[n] == '\n')
            break;
    }
    at->stage = (blt_train_stage)i;
    if (i == 3 || !whole(&at->step, text, "step")
        || !whole(&at->bytes, text, "bytes")
        || !whole(&at->targets, text, "targets")
        || !real(&threshold, text, "threshold")
        || !real(&at->nats, text, "nats")
        || !real(&at->seconds, text, "seconds")
        || !real(&at->valid[0], text, "valid_entropy")
        || !real(&at->valid[1], text, "valid_main")
        || !real(&at->patch_size, text, "patch_size"))
        return 0;
    at->threshold = (float)threshold;
    memset(at->warmstart, 0, sizeof at->warmstart);
    n = strcspn(value_of(text, "from"), "\n");
    if (n >= sizeof at->warmstart)
        return 0;
    memcpy(at->warmstart, value_of(text, "from"), n);
    return isfinite(threshold);
}

/* ---- comparing the recipe ----------------------------------------------- */

static int
is_ignored(const char *line, const blt__progress *at)
{
    static const char *const section[] = { "model.", "encoder.", "global.",
                                           "decoder.", "main.", "patch.",
                                           "data." };

    if (at->stage == BLT_TRAIN_ALL && strncmp(line, "model.store", 11) == 0)
        return 1;
    for (int i = 0; blt__main_is_fresh(at) && i < 7; i++)
        if (strncmp(line, section[i], strlen(section[i])) == 0)
            return 1;
    return 0;
}

static const char *
next_line(const char **p, size_t *n, const blt__progress *at)
{
    for (;;) {
        const char *line = *p;

        *n = strcspn(line, "\n");
        *p += *n + (line[*n] == '\n');
        if (*n == 0 || !is_ignored(line, at))
            return line;
    }
}

static blt_status
compare(const char *path, const char *old, const blt__recipe *r,
        const blt__progress *at, blt_error *err)
{
    blt__buf now = { 0 };
    const char *p;
    blt_status s = BLT_OK;

    blt__recipe_canon(&now, r);
    if (now.failed) {
        blt__buf_free(&now);
        return blt__fail_memory(err, path);
    }
    p = now.p;
    while (s == BLT_OK && (*p != '\0' || *old != '\0')) {
        size_t a, b;
        const char *x = next_line(&p, &a, at), *y = next_line(&old, &b, at);

        if (a != b || memcmp(x, y, a) != 0)
            s = blt__fail(err, BLT_EDATA, "%s: made by another recipe: it"
                          " had \"%.*s\", now it is \"%.*s\"", path,
                          b < 90 ? (int)b : 90, y, a < 90 ? (int)a : 90, x);
    }
    blt__buf_free(&now);
    return s;
}

/* ---- writing ------------------------------------------------------------ */

/* Whether the checkpoint of this stage has the weights, and the moments, of
 * tensor i. */
static int
has_weights(const blt__params *p, size_t i, const blt__progress *at)
{
    /* The main weights of a run that started from a model do not follow from
     * the recipe, in either stage. */
    return p->table[i].patcher || at->warmstart[0] != '\0'
        || (at->stage != BLT_TRAIN_ENTROPY && !blt__main_is_fresh(at));
}

static int
has_moments(const blt__params *p, size_t i, const blt__progress *at)
{
    return at->step > 0 && at->stage != BLT_TRAIN_ALL
        && p->table[i].patcher == (at->stage == BLT_TRAIN_ENTROPY);
}

enum { WEIGHTS, FIRST, SECOND, KINDS };

/* The numbers of tensor i, or NULL where this checkpoint has none. */
static float *
numbers(const blt__params *p, const blt__moments *m, size_t i, int kind,
        const blt__progress *at)
{
    size_t place = p->place[i];

    if (kind == WEIGHTS ? !has_weights(p, i, at) : !has_moments(p, i, at))
        return NULL;
    if (place == BLT__SEPARATE)
        return kind == WEIGHTS ? p->hash
            : kind == FIRST ? m->hash_m : m->hash_v;
    return place + (kind == WEIGHTS ? p->run[!p->table[i].patcher]
                    : kind == FIRST ? m->m : m->v);
}

static void
name_of(char name[128], const blt__params *p, size_t i, int kind)
{
    static const char *const prefix[] = { "", "adam.m.", "adam.v." };

    snprintf(name, 128, "%s%s", prefix[kind], p->table[i].name);
}

/* Adds data to the file and to the checksum, eight bytes at a time where there
 * are eight, because checkpoints are large. */
static uint64_t
add_sum(uint64_t sum, const void *data, size_t n)
{
    const uint8_t *p = data;
    uint64_t x;

    for (; n >= sizeof x; p += sizeof x, n -= sizeof x) {
        memcpy(&x, p, sizeof x);
        sum = blt__hash_add(sum, x);
        sum ^= sum >> 32;       /* high bits reach the low ones */
    }
    return blt__hash_bytes(sum, p, n);
}

static void
put_data(blt__st_out *o, uint64_t *sum, const void *p, size_t n)
{
    blt__st_out_data(o, p, n);
    *sum = add_sum(*sum, p, n);
}

blt_status
blt__checkpoint_write(const char *path, const blt__progress *at,
                      const blt__recipe *r, const char *digest,
                      const blt__params *p, const blt__moments *m,
                      blt_error *err)
{
    blt__buf text = { 0 };
    blt__st_out *o;
    blt_status s;
    char name[128];
    uint64_t sum = BLT__HASH_START;
    int64_t n;

    print_text(&text, at, r, digest);
    if (text.failed) {
        blt__buf_free(&text);
        return blt__fail_memory(err, path);
    }
    s = blt__st_out_new(&o, path, err);
    if (s != BLT_OK) {
        blt__buf_free(&text);
        return s;
    }
    n = (int64_t)text.n;
    blt__st_out_add(o, TEXT, "U8", 1, &n);
    for (int put = 0; put < 2; put++) {     /* sizes first, then data */
        if (put)
            put_data(o, &sum, text.p, text.n);
        for (int kind = 0; kind < KINDS; kind++)
            for (size_t i = 0; i < p->count; i++) {
                const float *f = numbers(p, m, i, kind, at);

                n = (int64_t)blt__params_size(p, i);
                if (f == NULL)
                    continue;
                name_of(name, p, i, kind);
                if (put)
                    put_data(o, &sum, f, (size_t)n * sizeof *f);
                else
                    blt__st_out_add(o, name, "F32", 1, &n);
            }
        n = sizeof sum;
        if (put)
            blt__st_out_data(o, &sum, sizeof sum);
        else
            blt__st_out_add(o, SUM, "U8", 1, &n);
    }
    blt__buf_free(&text);
    return blt__st_out_done(o, err);
}

/* ---- reading ------------------------------------------------------------ */

blt_status
blt__checkpoint_open(blt__checkpoint *c, const char *path,
                     const blt__recipe *r, const char *digest,
                     blt_error *err)
{
    const blt__st_entry *e;
    blt__buf text = { 0 };
    const char *data, *old;
    blt_status s;

    c->path = path;
    s = blt__st_open(&c->st, path, err);
    if (s != BLT_OK)
        return s;
    e = blt__st_find(&c->st, TEXT);
    if (e == NULL || strcmp(e->dtype, "U8") != 0) {
        blt__checkpoint_close(c);
        return blt__fail(err, BLT_EDATA, "%s: no tensor \"%s\": not a"
                         " checkpoint of blt-train", path, TEXT);
    }
    blt__buf_put(&text, e->data, e->end - e->begin);
    old = text.failed ? NULL : strstr(text.p, "\n\n");
    if (text.failed)
        s = blt__fail_memory(err, path);
    else if (old == NULL || !parse_text(&c->at, text.p))
        s = blt__fail(err, BLT_EDATA, "%s: tensor \"%s\": cannot be read",
                      path, TEXT);
    else
        s = compare(path, old + 2, r, &c->at, err);
    if (s == BLT_OK) {
        data = value_of(text.p, "data");
        if (!blt__main_is_fresh(&c->at)
            && strncmp(data, digest, strlen(digest)) != 0)
            s = blt__fail(err, BLT_EDATA, "%s: made from other data: their"
                          " digest was %.16s, now it is %s", path, data,
                          digest);
    }
    blt__buf_free(&text);
    if (s != BLT_OK)
        blt__checkpoint_close(c);
    return s;
}

/* BLT_EDATA unless the data, in the order in which they were written, have the
 * checksum of the file. */
static blt_status
check_sum(const blt__checkpoint *c, const blt__params *p,
          const blt__moments *m, blt_error *err)
{
    const blt__st_entry *e = blt__st_find(&c->st, SUM), *text;
    uint64_t sum = BLT__HASH_START, want;
    char name[128];

    if (e == NULL)
        return BLT_OK;
    text = blt__st_find(&c->st, TEXT);
    if (text != NULL)
        sum = add_sum(sum, text->data, text->end - text->begin);
    for (int kind = 0; kind < KINDS; kind++)
        for (size_t i = 0; i < p->count; i++) {
            const blt__st_entry *x;

            if (numbers(p, m, i, kind, &c->at) == NULL)
                continue;
            name_of(name, p, i, kind);
            x = blt__st_find(&c->st, name);
            if (x != NULL)
                sum = add_sum(sum, x->data, x->end - x->begin);
        }
    memcpy(&want, e->data, e->end - e->begin == sizeof want ? sizeof want
           : 0);
    return e->end - e->begin == sizeof want && sum == want ? BLT_OK
        : blt__fail(err, BLT_EDATA, "%s: is damaged: its checksum is wrong",
                    c->path);
}

blt_status
blt__checkpoint_load(const blt__checkpoint *c, blt__params *p,
                     const blt__moments *m, blt_error *err)
{
    blt_status s = check_sum(c, p, m, err);

    if (s != BLT_OK)
        return s;
    for (int kind = 0; kind < KINDS; kind++)
        for (size_t i = 0; i < p->count; i++) {
            float *f = numbers(p, m, i, kind, &c->at);
            size_t n = blt__params_size(p, i) * sizeof *f;
            const blt__st_entry *e;
            char name[128];

            if (f == NULL)
                continue;
            name_of(name, p, i, kind);
            e = blt__st_find(&c->st, name);
            if (e == NULL)
                return blt__fail(err, BLT_EDATA, "%s: tensor \"%s\" is"
                                 " missing", c->path, name);
            if (strcmp(e->dtype, "F32") != 0 || e->end - e->begin != n)
                return blt__fail(err, BLT_EDATA, "%s: tensor \"%s\": is not"
                                 " %zu numbers of F32", c->path, name,
                                 n / sizeof *f);
            memcpy(f, e->data, n);
        }
    return BLT_OK;
}

void
blt__checkpoint_close(blt__checkpoint *c)
{
    blt__st_close(&c->st);
}
