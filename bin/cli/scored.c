/* Scored text from either source: through the model, or from a stream. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "bin/cli/scored.h"

/* Bytes passed on at once: a chunk of the scorer, or more when no model
 * runs. */
enum { BLOCK = 2048, UNSCORED = 65536 };

static unsigned
needs(const cli_scored *s)
{
    unsigned all = s->sink->needs;

    if (all & (CLI_NEEDS_ENTROPY | CLI_NEEDS_STARTS) || s->against != NULL)
        all |= CLI_NEEDS_SCORES;
    if (all & CLI_NEEDS_STARTS && s->model != NULL
        && blt_scheme_needs_entropy(blt_model_config(s->model)->patch_scheme))
        all |= CLI_NEEDS_ENTROPY;
    return all;
}

/* ---- calling the sink --------------------------------------------------- */

static void
open_sink(cli_scored *s)
{
    if (!s->opened && s->sink->open != NULL)
        s->sink->open(s);
    s->opened = 1;
}

static void
flush(cli_scored *s)
{
    if (s->sink->flush != NULL)
        s->sink->flush();
}

static void
end_document(cli_scored *s)
{
    blt_error err;

    if (s->open && s->sink->end != NULL)
        s->sink->end();
    if (s->open && s->patcher != NULL)
        cli_check(blt_patcher_end(s->patcher, &err), &err);
    s->open = 0;
}

static void
begin_document(cli_scored *s, const char *name)
{
    blt_error err;

    end_document(s);
    s->open = 1;
    if (needs(s) & CLI_NEEDS_STARTS && s->patcher == NULL) {
        blt_patch_options patch = BLT_PATCH_OPTIONS_INIT;

        if (s->model != NULL)
            blt_config_patch(&patch, blt_model_config(s->model));
        cli_check(blt_patcher_new(&s->patcher, &patch, NULL, NULL, NULL,
                                  &err), &err);
    }
    if (s->other_scorer != NULL)
        blt_scorer_reset(s->other_scorer);
    if (s->sink->document != NULL)
        s->sink->document(name);
}

/* b without reference, and without starts unless the scorer found them: the
 * same for text and streams. */
static void
pass_on(cli_scored *s, blt_scored *b)
{
    static uint8_t starts[BLOCK];
    blt_scored other = BLT_SCORED_INIT;
    blt_error err;

    if (needs(s) & CLI_NEEDS_STARTS && b->starts == NULL) {
        cli_check(blt_patcher_starts(s->patcher, starts, b, &err), &err);
        b->starts = starts;
    }
    if (s->other_scorer != NULL) {
        cli_check(blt_scorer_feed(s->other_scorer, &other, b->bytes, b->n,
                                  NULL, &err), &err);
        b->reference = other.surprisal;
    }
    if (s->sink->bytes != NULL)
        s->sink->bytes(b);
}

/* ---- text --------------------------------------------------------------- */

blt_model *
cli_scored_model(cli_scored *s)
{
    if (s->model == NULL && !cli_model_is_none())
        s->model = cli_model();
    return s->model;
}

static blt_scorer *
new_scorer(cli_scored *s, const blt_model *m, blt_scorer_options opt)
{
    blt_scorer *scorer;
    blt_error err;

    if (s->pool == NULL)
        s->pool = cli_pool();
    opt.window = cli.window;
    opt.pool = s->pool;
    cli_check(blt_scorer_new(&scorer, m, &opt, &err), &err);
    return scorer;
}

/* Patches of adapted scores are found by the scorer, which knows the model's
 * own entropies; others by the patcher, as those of a stream are. */
static blt_scorer *
own_scorer(cli_scored *s, int adapt, int binary)
{
    blt_scorer_options opt = BLT_SCORER_OPTIONS_INIT;
    const unsigned all = needs(s);

    opt.adapt = adapt;
    opt.adapted_starts = s->adapted_starts;
    opt.guesses = s->guesses;
    opt.want = (all & CLI_NEEDS_GUESSES ? BLT_SCORE_GUESSES : 0)
        | (all & CLI_NEEDS_RANK ? BLT_SCORE_RANK : 0)
        | (all & CLI_NEEDS_STARTS && adapt ? BLT_SCORE_STARTS : 0)
        | (all & CLI_NEEDS_NO_ENTROPY ? BLT_SCORE_NO_ENTROPY : 0)
        | (all & CLI_NEEDS_MODEL
           && !(s->adapt == CLI_ADAPT_BESIDE && binary)
           ? BLT_SCORE_MODEL : 0);
    return new_scorer(s, cli_scored_model(s), opt);
}

static void
learn(cli_scored *s, const char *path)
{
    static uint8_t p[UNSCORED];
    blt_error err;
    cli_input in;
    int64_t at = 0;
    ptrdiff_t n;

    if (!cli_open(&in, path))
        return;
    if (cli_is_stream(&in)) {
        cli_error(in.name, "--learn reads text, not streams");
        cli_close(&in);
        return;
    }
    while ((n = cli_read(&in, p, sizeof p)) > 0) {
        cli_check(blt_scorer_feed(s->scorer, NULL, p, (size_t)n, NULL, &err),
                  &err);
        cli_progress("bytes learned", at += n, in.size);
    }
    if (n < 0)
        cli_read_failed(&in);
    cli_close(&in);
    cli_check(blt_scorer_keep(s->scorer, &err), &err);
}

static void
need_scorer(cli_scored *s, const cli_input *in)
{
    const int adapt = s->adapt == CLI_ADAPT_YES || cli_model_is_none()
        || s->adapt == CLI_ADAPT_BESIDE
        || (s->adapt == CLI_ADAPT_BINARY && in->binary);

    if (s->scorer != NULL && s->adapted == adapt
        && s->binary == in->binary) {
        blt_scorer_reset(s->scorer);
        return;
    }
    blt_scorer_free(s->scorer);
    s->adapted = adapt;
    s->binary = in->binary;
    s->scorer = own_scorer(s, adapt, in->binary);
    for (size_t i = 0; adapt && s->learn != NULL && i < s->learn->n; i++)
        learn(s, s->learn->item[i]);
}

static void
need_other(cli_scored *s)
{
    if (s->against == NULL || s->other != NULL)
        return;
    s->other = cli_model_named(s->against);
    s->other_scorer = new_scorer(s, s->other, (blt_scorer_options)
                                 BLT_SCORER_OPTIONS_INIT);
}

static void
read_text(cli_scored *s, cli_input *in)
{
    static uint8_t p[UNSCORED];
    const int scored = (needs(s) & CLI_NEEDS_SCORES) != 0;
    blt_error err;
    int64_t at = 0;
    ptrdiff_t n;

    if (scored)
        need_scorer(s, in);
    need_other(s);
    open_sink(s);
    begin_document(s, in->label);
    while (flush(s), (n = cli_read(in, p, scored ? BLOCK : UNSCORED)) > 0) {
        blt_scored b = BLT_SCORED_INIT;

        b.n = (size_t)n;
        b.bytes = p;
        b.offset = at;
        b.after = NAN;
        if (scored)
            cli_check(blt_scorer_feed(s->scorer, &b, p, (size_t)n, NULL,
                                      &err), &err);
        b.nats = NULL;          /* sums of a text and of its stream agree */
        pass_on(s, &b);
        at += n;
        cli_progress("bytes", at, in->size);
    }
    if (n < 0) {
        cli_read_failed(in);
        s->broken = 1;
    }
    end_document(s);
}

/* ---- streams ------------------------------------------------------------ */

/* Records wait here until a block is full or the reader has to wait. */
struct gathered {
    cli_scored *s;
    cli_input *in;
    size_t n;
    int64_t offset;             /* of the first */
    uint8_t p[BLOCK];
    float entropy[BLOCK], surprisal[BLOCK];
};

static void
pass_gathered(struct gathered *g)
{
    blt_scored b = BLT_SCORED_INIT;

    b.offset = g->offset;
    b.n = g->n;
    b.bytes = g->p;
    b.entropy = g->entropy;
    b.surprisal = g->surprisal;
    b.after = NAN;
    if (g->n > 0)
        pass_on(g->s, &b);
    g->n = 0;
}

static blt_status
read_more(void *user, void *p, size_t *n, blt_error *err)
{
    struct gathered *g = user;

    pass_gathered(g);
    flush(g->s);
    return cli_read_fn(g->in, p, n, err);
}

/* Returns 0 when the record cannot be used. */
static int
gather(struct gathered *g, const blt_record *r)
{
    size_t i = g->n;

    if (isnan(r->entropy) && needs(g->s) & CLI_NEEDS_ENTROPY) {
        cli_error(g->in->name, "offset %lld: no entropy, which this scheme"
                  " needs", (long long)r->offset);
        return 0;
    }
    if (i == 0)
        g->offset = r->offset;
    g->p[i] = r->bytes[0];
    g->entropy[i] = r->entropy;
    g->surprisal[i] = r->surprisal;
    if (++g->n == BLOCK)
        pass_gathered(g);
    return 1;
}

static void
read_events(cli_scored *s, struct gathered *g, blt_stream_reader *r)
{
    blt_event event = BLT_EVENT_DOCUMENT;
    blt_record record = BLT_RECORD_INIT;
    const char *name;
    char *kept = NULL;          /* the name, which sinks may keep */
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
        pass_gathered(g);
        end_document(s);
        if (event == BLT_EVENT_DOCUMENT) {
            free(kept);
            if ((kept = strdup(name)) == NULL)
                cli_die_memory();
            begin_document(s, kept);
        }
    }
    pass_gathered(g);
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
    g.n = 0;
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
    open_sink(s);
    read_events(s, &g, r);
    blt_stream_reader_free(r);
}

/* ---- either ------------------------------------------------------------- */

void
cli_scored_read(cli_scored *s, cli_input *in)
{
    int stream = cli_is_stream(in);

    s->in = in;
    if (s->sink->needs & CLI_NEEDS_STARTS)
        (void)cli_scored_model(s);      /* whose scheme it is */
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
    if (s->sink->close != NULL)
        s->sink->close(!s->broken);
    blt_scorer_free(s->scorer);
    blt_scorer_free(s->other_scorer);
    blt_patcher_free(s->patcher);
    blt_pool_free(s->pool);
    blt_model_close(s->model);
    blt_model_close(s->other);
}

char *
cli_scored_words(const cli_scored *s)
{
    const size_t room = 1024;
    char *words = calloc(1, room), *label;
    size_t n = 0;

    if (words == NULL)
        cli_die_memory();
    if (s->scorer != NULL) {
        label = s->model != NULL ? cli_model_label(s->model) : NULL;
        n += (size_t)snprintf(words, room, "model=%.300s ",
                              label != NULL ? label : "none");
        free(label);
        if (s->adapt == CLI_ADAPT_YES || s->model == NULL)
            n += (size_t)snprintf(words + n, room - n, "adapt=on ");
        if (cli.window == BLT_WINDOW_NONE)
            n += (size_t)snprintf(words + n, room - n, "window=none ");
        else if (cli.window != BLT_WINDOW_MODEL)
            n += (size_t)snprintf(words + n, room - n, "window=%lld ",
                                  (long long)cli.window);
    }
    if (s->other != NULL) {
        label = cli_model_label(s->other);
        snprintf(words + n, room - n, "against=%.300s ", label);
        free(label);
    }
    return words;
}
