/* Secrets are found line by line: a line is cut into tokens, each token is
 * scored from its cost, its form and the bytes before it. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <blt/secret.h>
#include "base/base.h"
#include "score/scored.h"

enum {
    LEAST = 8,                  /* bytes of a token: copied from the shortest
                                   passwords that services accept */
    LONG = 72,                  /* no token scores more for being longer */
    LONGEST_LINE = 65536,       /* longer lines are cut: derived, bounds the
                                   memory */
    CONTEXT = 100               /* bytes before a token: chosen */
};

struct blt_secrets {
    double least;
    blt_secret_fn fn;
    void *user;
    char *document;
    blt__buf line, cost, model; /* the open line; doubles per byte */
    int64_t offset, number;     /* of its first byte; from 1 on */
    double mean, variance, seen;    /* nats per byte of tokens so far */
};

blt_status
blt_secrets_new(blt_secrets **out, double least, blt_secret_fn fn, void *user,
                blt_error *err)
{
    blt_secrets *s = calloc(1, sizeof *s);

    *out = s;
    if (s == NULL)
        return blt__fail_memory(err, "secrets");
    s->least = least;
    s->fn = fn;
    s->user = user;
    return BLT_OK;
}

void
blt_secrets_free(blt_secrets *s)
{
    if (s == NULL)
        return;
    blt__buf_free(&s->line);
    blt__buf_free(&s->cost);
    blt__buf_free(&s->model);
    free(s->document);
    free(s);
}

blt_status
blt_secrets_document(blt_secrets *s, const char *name, blt_error *err)
{
    free(s->document);
    s->document = strdup(name);
    if (s->document == NULL)
        return blt__fail_memory(err, "secrets");
    blt__buf_clear(&s->line);
    blt__buf_clear(&s->cost);
    blt__buf_clear(&s->model);
    s->offset = 0;
    s->number = 1;
    /* Until tokens were seen: 4 and 1.5 bits per byte, which identifiers of
     * configuration cost.  Measured on 500 lines of it. */
    s->mean = 4 * log(2);
    s->variance = 2.25 * log(2) * log(2);
    s->seen = 16;
    return BLT_OK;
}

/* ---- tokens -------------------------------------------------------------- */

/* 0 digit, 1 capital, 2 small letter, 3 other sign of a token, -1 none. */
static int
class_of(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return 0;
    if (c >= 'A' && c <= 'Z')
        return 1;
    if (c >= 'a' && c <= 'z')
        return 2;
    return c != '\0' && strchr("_+/=.~!@#$%^&*?-", c) != NULL ? 3 : -1;
}

/* Is one of the words, separated by |, in text, whatever its case? */
static int
has_word(const char *text, size_t n, const char *words)
{
    for (const char *w = words; *w != '\0';) {
        const size_t k = strcspn(w, "|");

        for (size_t i = 0; i + k <= n; i++)
            if (strncasecmp(text + i, w, k) == 0)
                return 1;
        w += k + (w[k] == '|');
    }
    return 0;
}

/* What names precede a secret, and what a value that only looks like one. */
static const char credentials[] =
    "pass|pwd|secret|token|key|auth|cred|bearer|session|salt|hmac|private";
static const char others[] =
    "integrity|sha1|sha-1|sha2|sha-2|sha3|sha-3|sha5|sha-5|md5|checksum|"
    "digest|hash|etag|commit|revision|resolved|fingerprint|data:|base64,|"
    "h1:|serial|version|blake|crc|public|ssh-rsa|ssh-ed|certificate";

/* Does "scheme://user:" end at text [n]? */
static int
is_user(const char *text, size_t n)
{
    size_t i = n;

    if (n < 4 || text[n - 1] != ':')
        return 0;
    for (i = n - 1; i > 0 && text[i - 1] > ' ' && text[i - 1] != '/'
         && text[i - 1] != '@'; i--)
        ;
    return i >= 3 && memcmp(text + i - 3, "://", 3) == 0;
}

struct token_counts {
    size_t of[4], changes, hex;
};

static struct token_counts
count(const uint8_t *p, size_t n)
{
    struct token_counts c = { { 0 }, 0, 0 };

    for (size_t i = 0; i < n; i++) {
        const int k = class_of(p[i]) & 3;

        c.of[k]++;
        c.changes += i > 0 && k != (class_of(p[i - 1]) & 3);
        c.hex += k == 0 || (p[i] >= 'a' && p[i] <= 'f')
            || (p[i] >= 'A' && p[i] <= 'F');
    }
    return c;
}

static int
is_uuid(const uint8_t *p, size_t n, const struct token_counts *c)
{
    return n == 36 && c->hex == 32 && p[8] == '-' && p[13] == '-'
        && p[18] == '-' && p[23] == '-';
}

static const char *
form_of(const uint8_t *p, size_t n, const struct token_counts *c)
{
    size_t base64 = n - c->of[3];

    for (size_t i = 0; i < n; i++)
        base64 += strchr("+/=-_", p[i]) != NULL;
    return is_uuid(p, n, c) ? "uuid" : c->hex == n ? "hex"
        : base64 == n ? "base64" : "mixed";
}

/* The score of blt/secret.h.  The weights were chosen on the 500 lines named
 * there, by hand, and the limits of length on minified code, lock files and
 * images in base64: all terms are of the order of 1 to 4. */
static double
score_of(const blt_secret *t, const char *before, size_t n_before)
{
    const size_t n = (size_t)t->length;
    const struct token_counts c = count(t->bytes, n);
    const int user = is_user(before, n_before);
    const int named = user || has_word(before, n_before, credentials)
        || (n_before >= 3 && has_word(before, n_before, "api"));
    double x;

    /* Words, and numbers. */
    if ((c.of[0] == 0 && (c.of[1] == 0 || c.of[2] == 0)) || c.of[0] == n)
        return -HUGE_VAL;
    x = (t->nats / (double)n - t->mean) / t->deviation
        + 4.0 * (double)c.changes / (double)(n - 1)
        + (double)((n < LONG ? n : LONG) - LEAST) / 16;
    if (named)
        x += 2;
    else if ((n < 16 && c.of[3] > 0) || (n < 20 && c.of[0] == 0))
        x -= 2;                 /* an expression, an identifier: minified code
                                   is full of them */
    if (is_uuid(t->bytes, n, &c) || (c.hex == n && n >= 16))
        x += 1.5;
    if (has_word(before, n_before, others) && !named)
        x -= 5;
    if (c.of[3] > n / 4 && !named)
        x -= 2;
    return x;
}

/* The token is then one of those that later ones are compared with. */
static void
learn(blt_secrets *s, double per_byte)
{
    const double d = per_byte - s->mean;
    double w;

    s->seen = s->seen < 200 ? s->seen + 1 : 200;
    w = 1 / s->seen;
    s->mean += d * w;
    s->variance = (1 - w) * (s->variance + w * d * d);
    if (s->variance < 0.24)     /* half a bit squared: a text of one kind of
                                   token; chosen */
        s->variance = 0.24;
}

/* A token line [from, to). */
static blt_status
take(blt_secrets *s, size_t from, size_t to, blt_error *err)
{
    const char *line = s->line.p;
    const size_t begin = from > CONTEXT ? from - CONTEXT : 0;
    blt_secret t = { .document = s->document };
    double per_byte, cost;
    struct token_counts c;

    if (is_user(line + begin, from - begin)
        && memchr(line + from, '@', to - from) != NULL)
        to = (size_t)((const char *)memchr(line + from, '@', to - from)
                      - line);
    while (from < to && strchr("/.-=&?#", line[from]) != NULL)
        from++;
    while (from < to && strchr(".!?", line[to - 1]) != NULL)
        to--;
    if (to - from < LEAST)
        return BLT_OK;
    t.bytes = (const uint8_t *)line + from;
    t.length = (int64_t)(to - from);
    t.offset = s->offset + (int64_t)from;
    t.line = s->number;
    for (size_t i = from; i < to; i++) {
        memcpy(&cost, s->cost.p + i * sizeof cost, sizeof cost);
        t.nats += cost;
        memcpy(&cost, s->model.p + i * sizeof cost, sizeof cost);
        t.model += cost;
    }
    per_byte = t.nats / (double)t.length;
    if (!isfinite(per_byte))
        return BLT_OK;
    t.mean = s->mean;
    t.deviation = sqrt(s->variance);
    t.score = score_of(&t, line + begin, from - begin);
    learn(s, per_byte);
    if (!(t.score >= s->least))
        return BLT_OK;
    c = count(t.bytes, (size_t)t.length);
    t.form = form_of(t.bytes, (size_t)t.length, &c);
    return s->fn(s->user, &t, err);
}

/* A run of token bytes: an equals sign ends a name, but for those at the
 * end. */
static blt_status
take_run(blt_secrets *s, size_t from, size_t to, blt_error *err)
{
    blt_status st = BLT_OK;
    size_t end = to;

    while (end > from && s->line.p[end - 1] == '=')
        end--;
    for (size_t i = from; i < end && st == BLT_OK; i++)
        if (s->line.p[i] == '=') {
            st = take(s, from, i, err);
            from = i + 1;
        }
    return st == BLT_OK ? take(s, from, to, err) : st;
}

static blt_status
end_line(blt_secrets *s, blt_error *err)
{
    blt_status st = BLT_OK;
    size_t from = 0;

    for (size_t i = 0; i <= s->line.n && st == BLT_OK; i++) {
        if (i < s->line.n && class_of((uint8_t)s->line.p[i]) >= 0)
            continue;
        if (i - from >= LEAST)
            st = take_run(s, from, i, err);
        from = i + 1;
    }
    s->offset += (int64_t)s->line.n;
    blt__buf_clear(&s->line);
    blt__buf_clear(&s->cost);
    blt__buf_clear(&s->model);
    return st;
}

blt_status
blt_secrets_feed(blt_secrets *s, const blt_scored *given, blt_error *err)
{
    blt_status st = BLT_OK;
    blt_scored b;

    if (blt__scored_read(&b, given, err) != BLT_OK)
        return BLT_EINVAL;
    if (s->document == NULL)
        return blt__fail(err, BLT_EINVAL, "secrets: blt_secrets_document()"
                         " was not called");
    for (size_t i = 0; i < b.n && st == BLT_OK; i++) {
        const double cost = blt__cost(&b, i);
        const double model = b.model != NULL ? b.model[i] : NAN;

        blt__buf_put(&s->line, b.bytes + i, 1);
        blt__buf_put(&s->cost, &cost, sizeof cost);
        blt__buf_put(&s->model, &model, sizeof model);
        if (s->line.failed || s->cost.failed || s->model.failed)
            return blt__fail_memory(err, "secrets");
        if (b.bytes[i] == '\n' || s->line.n == LONGEST_LINE)
            st = end_line(s, err);
        s->number += b.bytes[i] == '\n';
    }
    return st;
}

blt_status
blt_secrets_document_end(blt_secrets *s, blt_error *err)
{
    return end_line(s, err);
}
