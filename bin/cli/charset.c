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
    size_t ready;           /* head [ready] may be passed on before the
                               charset is known */
    size_t seen;            /* head [seen] is UTF-8 without zeros */
    int evidence;           /* of multi-byte characters in it; see EVIDENCE */
    int undecided;          /* the charset is still to be detected */
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

/* Bytes of such lines that exclude UTF-16 without a byte order mark, whose text
 * could have no zeros: four units, each with both bytes in ASCII, are
 * rare even in Chinese.  Derived. */
enum { ASCII_LEAST = 8 };

/* Multi-byte characters that say that a text is UTF-8, or as many as count for
 * as much.  In Chinese, Japanese and Korean charsets one character in eight
 * looks like two bytes of UTF-8, but one in a hundred like three bytes or like
 * a letter of Latin-1, which has C2 or C3.  Derived. */
enum { EVIDENCE = 3 };

/* Every charset that detection can find without a byte order mark or zeros
 * extends ASCII, so the lines at the start of a pipe are passed on as they come
 * if they are ASCII, or UTF-8 with evidence; a file is there, and is looked at
 * as a whole.  Returns 1 if all of the head is so. */
static int
find_ready(struct cli_text *t)
{
    const uint8_t newline = cli.null_data ? '\0' : '\n';
    size_t n;

    for (; t->seen < t->head_n; t->seen += n) {
        const uint8_t *p = t->head + t->seen;
        const size_t left = t->head_n - t->seen;

        n = cli_character(p, left);
        if (n == 0 && *p >= 0xc2 && left < 4)
            return 1;                   /* the rest of it may come */
        if (n == 0 || (*p == '\0' && newline != '\0'))
            return 0;
        if (n > 1)
            t->evidence += n > 2 || *p <= 0xc3 ? EVIDENCE : 1;
        if (*p == newline && t->seen + 1 >= ASCII_LEAST
            && (t->evidence == 0 || t->evidence >= EVIDENCE))
            t->ready = t->seen + 1;
    }
    return t->evidence < 16 * EVIDENCE;
}

/* Reads until the charset is clear, at most 64 KiB, or until bytes are ready.
 * Returns 0 for the latter.  A read error is reported by the next read. */
static int
look(cli_input *in, struct cli_text *t, blt_charset_guess *g)
{
    unsigned flags = cli.null_data ? BLT_CHARSET_ZEROS : 0;
    const int pipe = in->size < 0 && t->how == BLT_DECODE_REPLACE;
    blt_error err;

    for (;;) {
        ptrdiff_t got = cli__source_read(in, t->head + t->head_n,
                                      BLT_CHARSET_HEAD - t->head_n);

        if (got <= 0)
            flags |= BLT_CHARSET_OVER;
        else
            t->head_n += (size_t)got;
        if (pipe && find_ready(t) && got > 0
            && t->head_n < BLT_CHARSET_HEAD) {
            if (t->ready > t->head_at)
                return 0;
            continue;
        }
        check(blt_charset_detect(g, t->head, t->head_n, flags, &err), &err);
        if (g->verdict != BLT_CHARSET_MORE)
            return 1;
        if (t->ready > t->head_at)
            return 0;
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

/* Converts from the charset that was found, or passes bytes as they are.
 * Text that began with lines of ASCII is not UTF-16.  Returns 0 after an
 * error. */
static int
settle(cli_input *in, struct cli_text *t, const blt_charset_guess *g,
       const char *name)
{
    blt_error err;

    t->undecided = 0;
    if (g->verdict != BLT_CHARSET_FOUND
        || (t->ready > 0 && strncmp(name, "UTF-", 4) == 0))
        return 1;
    if (blt_decoder_new(&t->decoder, name, t->how, &err) != BLT_OK) {
        cli_error(in->name, "%s", err.text);
        return 0;
    }
    in->charset = blt_charset_name(name);
    in->size = -1;              /* of the converted text: unknown */
    /* The label cannot depend on how much of a pipe has come. */
    if (t->ready == 0)
        label(in);
    return 1;
}

/* Looks at the input; returns 0 after an error. */
static int
detect(cli_input *in, struct cli_text *t)
{
    blt_charset_guess g = BLT_CHARSET_GUESS_INIT;

    if (!look(in, t, &g))
        return 1;
    say_guess(in, &g);
    /* If the text is converted back, the mark is part of it. */
    if (t->ready == 0)
        t->head_at = t->how == BLT_DECODE_REPLACE ? g.mark : 0;
    return settle(in, t, &g, g.name);
}

int
cli_text(cli_input *in, blt_decode how)
{
    const char *want = cli.charset != NULL ? cli.charset
        : for_people ? "auto" : "bytes";
    const int automatic = strcmp(want, "auto") == 0;
    const blt_charset_guess given = { .size = sizeof given,
                                      .verdict = BLT_CHARSET_FOUND };
    struct cli_text *t;

    if (in->text != NULL || strcmp(want, "bytes") == 0
        || (automatic && isatty(in->fd)))
        return 1;
    t = in->text = calloc(1, sizeof *t);
    if (t == NULL)
        cli_die_memory();
    t->how = how;
    if (automatic) {
        t->head = malloc(BLT_CHARSET_HEAD);
        if (t->head == NULL)
            cli_die_memory();
        t->undecided = 1;
        return detect(in, t);
    }
    if (cli.verbose)
        cli_note(in->name, "converted from %s", blt_charset_name(want));
    return settle(in, t, &given, want);
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
    size_t ready = (t->undecided ? t->ready : t->head_n) - t->head_at;

    if (ready == 0 || t->head == NULL)
        return cli__source_read(in, p, n);
    ready = ready < n ? ready : n;
    memcpy(p, t->head + t->head_at, ready);
    t->head_at += ready;
    if (t->head_at == t->head_n && !t->undecided) {
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

    if (t->undecided && t->head_at == t->ready && !detect(in, t))
        cli_end(CLI_FAIL);          /* of memory */
    if (t->undecided || t->decoder == NULL)
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
