/* Scored text from either side: through the model, or out of a stream. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "bin/cli/scored.h"

enum { UNSCORED = 65536 };      /* bytes at once when no model runs */

static void
check(blt_status s, const blt_error *err)
{
    if (s != BLT_OK)
        cli_die_from(err);
}

static unsigned
needs(const cli_scored *s)
{
    unsigned all = 0;

    for (const cli_sink *k = s->sink; k != NULL; k = k->next)
        all |= k->needs;
    if (all & (CLI_NEEDS_ENTROPY | CLI_NEEDS_STARTS) || s->against != NULL)
        all |= CLI_NEEDS_SCORES;
    if (all & CLI_NEEDS_STARTS
        && blt_scheme_needs_entropy(s->cutter.opt.scheme))
        all |= CLI_NEEDS_ENTROPY;
    return all;
}

/* ---- telling the sinks ------------------------------------------------- */

static void
open_sinks(cli_scored *s)
{
    for (cli_sink *k = s->sink; !s->opened && k != NULL; k = k->next)
        if (k->open != NULL)
            k->open(k->self, s);
    s->opened = 1;
}

static void
flush(cli_scored *s)
{
    for (cli_sink *k = s->sink; k != NULL; k = k->next)
        if (k->flush != NULL)
            k->flush(k->self);
}

static void
end_document(cli_scored *s)
{
    for (cli_sink *k = s->sink; s->open && k != NULL; k = k->next)
        if (k->end != NULL)
            k->end(k->self);
    s->open = 0;
}

static void
begin_document(cli_scored *s, const char *name)
{
    blt_error err;

    end_document(s);
    s->document = name;
    s->open = 1;
    s->last = BLT_ID_BOS;
    if (needs(s) & CLI_NEEDS_STARTS) {
        blt_patch_options patch = BLT_PATCH_OPTIONS_INIT;

        blt_config_patch(&patch, blt_model_config(s->model));
        check(blt_cutter_init(&s->cutter, &patch, &err), &err);
    }
    if (s->other_scorer != NULL)
        cli_entropy_begin(s->other_scorer);
    for (cli_sink *k = s->sink; k != NULL; k = k->next)
        if (k->document != NULL)
            k->document(k->self, name);
}

/* Whether a patch begins with each byte.  Static counts bytes; elsewhere the
 * beginning of the text is a token of its own. */
static void
find_starts(cli_scored *s, uint8_t *starts, const cli_scored_bytes *b)
{
    int counts = s->cutter.opt.scheme == BLT_SCHEME_STATIC;

    for (size_t i = 0; i < b->n; i++) {
        starts[i] = s->last == BLT_ID_BOS;
        if (!(counts && starts[i]))
            starts[i] |= blt_cutter_push(&s->cutter, s->last, b->entropy[i]);
        s->last = BLT_ID_BYTE + b->p[i];
    }
}

static void
tell(cli_scored *s, cli_scored_bytes *b)
{
    static float other[CLI_BLOCK], unused[CLI_BLOCK];
    static uint8_t starts[CLI_BLOCK];

    if (needs(s) & CLI_NEEDS_STARTS) {
        find_starts(s, starts, b);
        b->starts = starts;
    }
    if (s->other_scorer != NULL) {
        cli_entropy_feed(s->other_scorer, unused, other, b->p, b->n);
        b->other = other;
    }
    for (cli_sink *k = s->sink; k != NULL; k = k->next)
        if (k->bytes != NULL)
            k->bytes(k->self, b);
}

/* ---- text -------------------------------------------------------------- */

blt_model *
cli_scored_model(cli_scored *s)
{
    if (s->model == NULL)
        s->model = cli_model();
    return s->model;
}

static void
need_pool(cli_scored *s)
{
    if (s->pool == NULL)
        s->pool = cli_pool();
}

static void
need_other(cli_scored *s)
{
    if (s->against == NULL || s->other != NULL)
        return;
    need_pool(s);
    s->other = cli_model_named(s->against);
    s->other_scorer = cli_entropy_new(s->other, s->pool);
}

static void
read_text(cli_scored *s, cli_input *in)
{
    static uint8_t p[UNSCORED];
    static float entropy[CLI_BLOCK + 1], surprisal[CLI_BLOCK];
    static blt_guess guess[CLI_BLOCK * BLT_VIEW_GUESSES];
    int scored = (needs(s) & CLI_NEEDS_SCORES) != 0;
    cli_scored_bytes b;
    int64_t at = 0;
    ptrdiff_t n;

    if (scored && s->scorer == NULL) {
        cli_scored_model(s);
        need_pool(s);
        s->scorer = cli_entropy_new(s->model, s->pool);
    }
    need_other(s);
    open_sinks(s);
    begin_document(s, in->label);
    if (scored)
        entropy[0] = cli_entropy_begin(s->scorer);
    while (flush(s), (n = cli_read(in, p, scored ? CLI_BLOCK : UNSCORED)) > 0) {
        b = (cli_scored_bytes){ .offset = at, .n = (size_t)n, .p = p,
                                .after = NAN };
        if (scored) {
            cli_entropy_feed(s->scorer, entropy + 1, surprisal, p, b.n);
            b.entropy = entropy;
            b.surprisal = surprisal;
            b.after = entropy[n];
            if (needs(s) & CLI_NEEDS_GUESSES) {
                cli_entropy_guess(s->scorer, guess, b.n);
                b.guess = guess;
            }
        }
        tell(s, &b);
        entropy[0] = b.after;
        at += n;
        cli_progress("bytes", at, in->size);
    }
    if (n < 0) {
        cli_read_failed(in);
        s->broken = 1;
    }
    end_document(s);
}

/* ---- streams ----------------------------------------------------------- */

/* Records wait here until a block is full or the reader has to wait. */
struct gathered {
    cli_scored *s;
    cli_input *in;
    cli_scored_bytes b;
    uint8_t p[CLI_BLOCK];
    float entropy[CLI_BLOCK], surprisal[CLI_BLOCK];
};

static void
pass_on(struct gathered *g)
{
    if (g->b.n > 0)
        tell(g->s, &g->b);
    g->b.offset += (int64_t)g->b.n;
    g->b.n = 0;
}

static blt_status
read_more(void *user, void *p, size_t *n, blt_error *err)
{
    struct gathered *g = user;

    pass_on(g);
    flush(g->s);
    return cli_read_fn(g->in, p, n, err);
}

/* Returns 0 when the record cannot be used. */
static int
gather(struct gathered *g, const blt_record *r)
{
    size_t i = g->b.n;

    if (isnan(r->entropy) && needs(g->s) & CLI_NEEDS_ENTROPY) {
        cli_error(g->in->name, "offset %lld: no entropy, which this scheme"
                  " needs", (long long)r->offset);
        return 0;
    }
    if (i == 0)
        g->b.offset = r->offset;
    g->p[i] = r->bytes[0];
    g->entropy[i] = r->entropy;
    g->surprisal[i] = r->surprisal;
    if (++g->b.n == CLI_BLOCK)
        pass_on(g);
    return 1;
}

static void
read_events(cli_scored *s, struct gathered *g, blt_stream_reader *r)
{
    blt_event event = BLT_EVENT_DOCUMENT;
    blt_record record = BLT_RECORD_INIT;
    const char *name;
    char *kept = NULL;          /* sinks may keep it until the next one */
    blt_error err;
    int64_t records = 0;

    while (event != BLT_EVENT_END) {
        if (blt_stream_read(r, &event, &record, &name, &err) != BLT_OK) {
            cli_error_from(&err);
            s->broken = 1;
            break;
        }
        if (event == BLT_EVENT_RECORD) {
            if (!gather(g, &record)) {
                s->broken = 1;
                break;
            }
            if (++records % 4096 == 0)
                cli_progress("bytes", records, 0);
            continue;
        }
        pass_on(g);
        end_document(s);
        if (event == BLT_EVENT_DOCUMENT) {
            free(kept);
            if ((kept = strdup(name)) == NULL)
                cli_die_memory();
            begin_document(s, kept);
        }
    }
    pass_on(g);
    end_document(s);
    free(kept);
}

static void
read_stream(cli_scored *s, cli_input *in)
{
    static struct gathered g;
    blt_stream_reader *r;
    blt_stream_kind kind;
    blt_error err;

    g.s = s;
    g.in = in;
    g.b = (cli_scored_bytes){ .p = g.p, .entropy = g.entropy,
                              .surprisal = g.surprisal, .after = NAN };
    if (blt_stream_reader_new(&r, in->name, read_more, &g, &err) != BLT_OK) {
        cli_error_from(&err);
        return;
    }
    kind = blt_stream_reader_kind(r);
    if (kind != BLT_STREAM_ENTROPY && kind != BLT_STREAM_SCORE) {
        cli_error(in->name, "a stream of kind %s has no numbers for each"
                  " byte", blt_stream_kind_name(kind));
        blt_stream_reader_free(r);
        return;
    }
    cli_programs_keep(in, r);
    if (s->model != NULL)
        cli_programs_model(in, s->model);
    need_other(s);
    open_sinks(s);
    read_events(s, &g, r);
    blt_stream_reader_free(r);
}

/* ---- either ------------------------------------------------------------ */

void
cli_scored_read(cli_scored *s, cli_input *in)
{
    int stream = cli_is_stream(in);

    s->in = in;
    /* Which numbers the cutter needs, it says itself. */
    for (const cli_sink *k = s->sink; k != NULL; k = k->next)
        if (k->needs & CLI_NEEDS_STARTS) {
            s->cutter.opt.size = sizeof s->cutter.opt;
            blt_config_patch(&s->cutter.opt,
                             blt_model_config(cli_scored_model(s)));
        }
    if (stream)
        read_stream(s, in);
    else
        read_text(s, in);
    s->in = NULL;
}

void
cli_scored_take(cli_scored *s, const char *path)
{
    cli_input in;

    if (!cli_open(&in, path))
        return;
    cli_scored_read(s, &in);
    cli_close(&in);
}

void
cli_scored_close(cli_scored *s)
{
    for (cli_sink *k = s->sink; k != NULL; k = k->next)
        if (k->close != NULL)
            k->close(k->self, !s->broken);
    cli_entropy_free(s->scorer);
    cli_entropy_free(s->other_scorer);
    blt_pool_free(s->pool);
    blt_model_close(s->model);
    blt_model_close(s->other);
}

char *
cli_scored_words(const cli_scored *s)
{
    char *label, *words = malloc(8192);
    size_t n = 0, room = 8192;

    if (words == NULL)
        cli_die_memory();
    words[0] = '\0';
#define SAY(...) do { if (n < room) \
        n += (size_t)snprintf(words + n, room - n, __VA_ARGS__); } while (0)
    if (s->scorer != NULL) {
        label = cli_model_label(s->model);
        SAY("model=%.300s ", label);
        free(label);
        if (cli.window == BLT_WINDOW_NONE)
            SAY("window=none ");
        else if (cli.window != BLT_WINDOW_MODEL)
            SAY("window=%lld ", (long long)cli.window);
    }
    if (s->other != NULL) {
        label = cli_model_label(s->other);
        SAY("against=%.300s ", label);
        free(label);
    }
#undef SAY
    return words;
}
