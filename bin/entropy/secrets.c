/* --secrets: a row for each token that looks random for where it is. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "bin/entropy/entropy.h"

static const entropy_secrets *opt;
static blt_secrets *secrets;

/* Kept for --top. */
static struct kept {
    blt_secret secret;
    size_t number;
} *kept;
static size_t kept_n, kept_cap, found;

int
entropy_secrets_found(void)
{
    return found > 0;
}

static void
put(const char *text)
{
    cli_put(text, strlen(text));
}

/* Four bytes of a long token identify a provider; a password has none to
 * spare. */
static void
put_token(const blt_secret *s)
{
    const size_t n = (size_t)s->length;
    const size_t open = opt->show ? n : n >= 20 ? 4 : 1;

    cli_put(s->bytes, open);
    for (size_t i = open; i < n; i++)
        put("*");
}

/* The name of the document, without its charset. */
static void
put_name(const blt_secret *s)
{
    char *name = strndup(s->document, blt_stream_document_name(s->document));

    if (name == NULL)
        cli_die_memory();
    put(strcmp(name, "-") == 0 && opt->format == ENTROPY_GREP
        ? "(standard input)" : cli_quote(name));
    free(name);
}

/* Bits per byte under the model alone. */
static void
put_model(const blt_secret *s, const char *none)
{
    char text[40];

    if (isnan(s->model)) {
        put(none);
        return;
    }
    snprintf(text, sizeof text, "%.4g", s->model / 0.693147180559945309417
             / (double)s->length);
    put(text);
}

static void
put_row(const blt_secret *s)
{
    const double ln2 = 0.693147180559945309417;
    const double bits = s->nats / ln2;
    char text[256];

    if (opt->format == ENTROPY_GREP) {
        put_name(s);
        snprintf(text, sizeof text, ":%lld: %.2f: %s: ", (long long)s->line,
                 s->score, s->form);
        put(text);
        put_token(s);
        put("\n");
        return;
    }
    if (opt->format == ENTROPY_JSON) {
        put("{");
        cli_json_bytes("document", "document_hex", s->document,
                       blt_stream_document_name(s->document));
        snprintf(text, sizeof text, ",\"offset\":%lld,\"length\":%lld,"
                 "\"line\":%lld,\"bits\":%.9g,\"bits_per_byte\":%.9g,"
                 "\"typical\":%.4g,\"score\":%.4g,\"form\":\"%s\","
                 "\"text\":\"", (long long)s->offset, (long long)s->length,
                 (long long)s->line, bits, bits / (double)s->length,
                 s->mean / ln2, s->score, s->form);
        put(text);
        put_token(s);
        put("\",\"model_bits_per_byte\":");
        put_model(s, "null");
        put("}\n");
        return;
    }
    snprintf(text, sizeof text, "%lld\t%lld\t%.9g\t%.9g\t%.4g\t%.4g\t%s\t",
             (long long)s->offset, (long long)s->length, bits,
             bits / (double)s->length, s->mean / ln2, s->score, s->form);
    put(text);
    put_token(s);
    snprintf(text, sizeof text, "\t%lld\t", (long long)s->line);
    put(text);
    put_model(s, "-");
    if (opt->several) {
        put("\t");
        put_name(s);
    }
    put("\n");
}

static blt_status
take_secret(void *user, const blt_secret *s, blt_error *err)
{
    char *name;
    uint8_t *bytes;

    (void)user;
    (void)err;
    found++;
    if (opt->top == 0) {
        put_row(s);
        return BLT_OK;
    }
    kept = cli_grow(kept, &kept_cap, kept_n + 1, sizeof *kept);
    name = strdup(s->document);
    bytes = malloc((size_t)s->length);
    if (name == NULL || bytes == NULL)
        cli_die_memory();
    memcpy(bytes, s->bytes, (size_t)s->length);
    kept[kept_n] = (struct kept){ *s, kept_n };
    kept[kept_n].secret.document = name;
    kept[kept_n++].secret.bytes = bytes;
    return BLT_OK;
}

static void
open_secrets(const cli_scored *from)
{
    blt_error err;

    (void)from;
    cli_check(blt_secrets_new(&secrets, BLT_SECRET_SCORE, take_secret, NULL,
                              &err), &err);
    if (opt->format == ENTROPY_STREAM) {
        put("#columns offset length bits bits_per_byte typical score form"
            " text line model");
        put(opt->several ? " file\n" : "\n");
    }
}

static void
begin_document(const char *name)
{
    blt_error err;

    cli_check(blt_secrets_document(secrets, name, &err), &err);
}

static void
take_bytes(const blt_scored *b)
{
    blt_error err;

    cli_check(blt_secrets_feed(secrets, b, &err), &err);
}

static void
end_document(void)
{
    blt_error err;

    cli_check(blt_secrets_document_end(secrets, &err), &err);
}

static int
by_score(const void *a, const void *b)
{
    const struct kept *x = a, *y = b;

    if (x->secret.score != y->secret.score)
        return x->secret.score < y->secret.score ? 1 : -1;
    return x->number < y->number ? -1 : 1;
}

static void
close_secrets(int whole)
{
    (void)whole;
    if (kept_n > 0)
        qsort(kept, kept_n, sizeof *kept, by_score);
    for (size_t i = 0; i < kept_n; i++) {
        if (i < (size_t)opt->top)
            put_row(&kept[i].secret);
        free((char *)kept[i].secret.document);
        free((uint8_t *)kept[i].secret.bytes);
    }
    free(kept);
    blt_secrets_free(secrets);
}

cli_sink *
entropy_find_secrets(const entropy_secrets *how)
{
    static cli_sink sink = { .needs = CLI_NEEDS_SCORES
                             | CLI_NEEDS_NO_ENTROPY | CLI_NEEDS_MODEL,
                             .open = open_secrets,
                             .document = begin_document,
                             .bytes = take_bytes, .end = end_document,
                             .close = close_secrets };

    opt = how;
    return &sink;
}
