/* Conversion of input to UTF-8.
 *
 * Streams, arrays and corrected texts are made of the original bytes; for
 * output that people read (reports, pictures, words) the charset is detected.
 * --charset overrides both.  Input from a terminal is not converted. */
#include "config.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "bin/cli/inside.h"

#define BLOCK 16384

struct cli_text {
    uint8_t *head;          /* read to detect; used from head_at on */
    size_t head_n, head_at;
    blt_decoder *decoder;   /* NULL: bytes pass as they are */
    blt_decode how;
    cli_buf out;            /* converted, used from out_at on */
    size_t out_at;
    int over;
};

static int for_people;

/* Names of documents, which outputs use after their inputs are closed. */
static struct label {
    struct label *next;
    char text[];
} *labels;

void
cli_charset_people(void)
{
    for_people = 1;
}

static void
check(blt_status s, const blt_error *err)
{
    if (s != BLT_OK)
        cli_die_from(err);
}

/* ---- which ------------------------------------------------------------- */

/* Reads until the charset is clear, at most 64 KiB.  A read error is reported
 * by the next read. */
static blt_charset_guess
look(cli_input *in, struct cli_text *t)
{
    unsigned flags = cli.null_data ? BLT_CHARSET_ZEROS : 0;
    blt_charset_guess g = BLT_CHARSET_GUESS_INIT;
    blt_error err;

    t->head = malloc(BLT_CHARSET_HEAD);
    if (t->head == NULL)
        cli_die_memory();
    for (;;) {
        ptrdiff_t got = cli__source_read(in, t->head + t->head_n,
                                      BLT_CHARSET_HEAD - t->head_n);

        if (got <= 0)
            flags |= BLT_CHARSET_OVER;
        else
            t->head_n += (size_t)got;
        check(blt_charset_detect(&g, t->head, t->head_n, flags, &err), &err);
        if (g.verdict != BLT_CHARSET_MORE)
            return g;
    }
}

static void
say_guess(const cli_input *in, const blt_charset_guess *g)
{
    if (!cli.verbose)
        return;
    if (g->verdict == BLT_CHARSET_FOUND)
        cli_note(in->name, "converted from %s (confidence %d %%)", g->name,
                 g->confidence);
    else if (g->verdict == BLT_CHARSET_UNSURE && g->name[0] == '\0')
        cli_note(in->name, "read as bytes: no known charset fits");
    else if (g->verdict == BLT_CHARSET_UNSURE
             && strcmp(g->name, "UTF-8") == 0)
        cli_note(in->name, "read as bytes: UTF-8 with errors");
    else if (g->verdict == BLT_CHARSET_UNSURE)
        cli_note(in->name, "read as bytes: most likely %s, but with"
                 " a confidence of only %d %%", g->name, g->confidence);
}

/* "NAME charset=CHARSET", as #document lines have it. */
static void
label(cli_input *in)
{
    size_t n = strlen(in->document) + strlen(in->charset) + 16;
    struct label *l = malloc(sizeof *l + n);

    if (l == NULL)
        cli_die_memory();
    snprintf(l->text, n, "%s charset=%s", in->document, in->charset);
    l->next = labels;
    labels = l;
    in->label = l->text;
}

int
cli_text(cli_input *in, blt_decode how)
{
    const char *want = cli.charset != NULL ? cli.charset
        : for_people ? "auto" : "bytes";
    blt_charset_guess g = { .size = sizeof g, .verdict = BLT_CHARSET_FOUND };
    struct cli_text *t;
    blt_error err;

    if (in->text != NULL || strcmp(want, "bytes") == 0
        || (strcmp(want, "auto") == 0 && isatty(in->fd)))
        return 1;
    t = in->text = calloc(1, sizeof *t);
    if (t == NULL)
        cli_die_memory();
    t->how = how;
    if (strcmp(want, "auto") == 0) {
        g = look(in, t);
        say_guess(in, &g);
        want = g.name;
        /* If the text is converted back, the mark is part of it. */
        t->head_at = how == BLT_DECODE_REPLACE ? g.mark : 0;
    } else if (cli.verbose) {
        cli_note(in->name, "converted from %s", blt_charset_name(want));
    }
    if (g.verdict != BLT_CHARSET_FOUND)
        return 1;
    if (blt_decoder_new(&t->decoder, want, how, &err) != BLT_OK) {
        cli_error(in->name, "%s", err.text);
        return 0;
    }
    in->charset = blt_charset_name(want);
    in->size = -1;              /* of the converted text: unknown */
    label(in);
    return 1;
}

/* ---- converting -------------------------------------------------------- */

static blt_status
keep(void *user, const void *p, size_t n, blt_error *err)
{
    struct cli_text *t = user;

    (void)err;
    cli_buf_put(&t->out, p, n);
    return BLT_OK;
}

/* The bytes that were read ahead, then new ones. */
static ptrdiff_t
next_bytes(cli_input *in, struct cli_text *t, void *p, size_t n)
{
    size_t ready = t->head_n - t->head_at;

    if (ready == 0)
        return cli__source_read(in, p, n);
    ready = ready < n ? ready : n;
    memcpy(p, t->head + t->head_at, ready);
    t->head_at += ready;
    if (t->head_at == t->head_n) {
        free(t->head);
        t->head = NULL;
        t->head_n = t->head_at = 0;
    }
    return (ptrdiff_t)ready;
}

ptrdiff_t
cli__text_read(cli_input *in, void *p, size_t n)
{
    struct cli_text *t = in->text;
    uint8_t block[BLOCK];
    size_t ready;
    blt_error err;

    if (t->decoder == NULL)
        return next_bytes(in, t, p, n);
    while (t->out_at == t->out.n && !t->over) {
        ptrdiff_t got = next_bytes(in, t, block, sizeof block);

        if (got < 0)
            return got;
        t->out.n = t->out_at = 0;
        t->over = got == 0;
        check(t->over ? blt_decoder_end(t->decoder, keep, t, &err)
              : blt_decoder_push(t->decoder, block, (size_t)got, keep, t,
                                 &err), &err);
    }
    ready = t->out.n - t->out_at;
    ready = ready < n ? ready : n;
    if (ready > 0)
        memcpy(p, t->out.p + t->out_at, ready);
    t->out_at += ready;
    return (ptrdiff_t)ready;
}

/* Losses are reported even without --verbose. */
void
cli__text_close(cli_input *in)
{
    struct cli_text *t = in->text;
    int64_t first = 0, bad;
    char more[64] = "";

    if (t == NULL)
        return;
    bad = t->decoder != NULL ? blt_decoder_bad(t->decoder, &first) : 0;
    if (bad > 1)
        snprintf(more, sizeof more, ", and %lld more",
                 (long long)bad - 1);
    if (bad > 0 && t->how == BLT_DECODE_REPLACE)
        cli_note(in->name, "byte %lld: not valid in %s, replaced by"
                 " U+FFFD%s",
                 (long long)first, in->charset, more);
    blt_decoder_free(t->decoder);
    free(t->head);
    cli_buf_free(&t->out);
    free(t);
    in->text = NULL;
}
