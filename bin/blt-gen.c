/* blt-gen: generate text with the full model, or score a text under it.
 *
 * A prompt is fed to a generator; each sample is a copy of that generator with
 * its own seed.  --score writes what a scorer gives. */
#include "config.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "bin/cli/cli.h"

#define CHUNK 4096              /* bytes per feed */

static const char *prompt, *until, *match, *state;
static int64_t limit = 256, count = 1, top_k, repeat_window = 64, logprobs;
static int64_t seed;            /* -1: continue the random numbers of --state */
static double temperature = 1, top_p = 1, min_p, repeat_penalty = 1;
static int seed_given, greedy, utf8, stop_eos, echo, json, trace, score, adapt;
static int with_rank, score_format, format_seen;
static cli_list stops, bans, biases;
static double *bias_bits;       /* [biases.n] */
static size_t bias_cap;

static const char *
parse_bias(const char *value)
{
    const char *colon = strrchr(value, ':');
    char *end, *string;
    double bits;

    if (colon == NULL || colon == value)
        return "not STRING:BITS";
    bits = strtod(colon + 1, &end);
    if (end == colon + 1 || *end != '\0' || !isfinite(bits))
        return "not a number of bits after the last colon";
    string = strndup(value, (size_t)(colon - value));
    if (string == NULL)
        cli_die_memory();
    bias_bits = cli_grow(bias_bits, &bias_cap, biases.n + 1,
                         sizeof *bias_bits);
    bias_bits[biases.n] = bits;
    cli_list_add(&biases, string);
    return NULL;
}
static cli_call *const bias = parse_bias;

static const cli_option options[] = {
    { "prompt", 'p', CLI_TEXT, &prompt, "PROMPT",
      "the prompt, instead of FILE", 0, 0, NULL },
    { "bytes", 'n', CLI_INT, &limit, "BYTES",
      "stop after BYTES bytes (default 256)", 0, 9e15, NULL },
    { "count", 0, CLI_INT, &count, "N",
      "write N texts, with the seeds SEED, SEED+1, ...", 1, 1e9, NULL },
    { "temperature", 0, CLI_REAL, &temperature, "T",
      "divide the logits by T (default 1; 0: greedy)", 0, 1e6, NULL },
    { "top-k", 0, CLI_INT, &top_k, "K",
      "sample among the K likeliest bytes (0: all); with\n"
      "--score: add them and their probabilities", 0, 260, NULL },
    { "top-p", 0, CLI_REAL, &top_p, "P",
      "sample among the fewest bytes of total probability P", 1e-300, 1, NULL },
    { "min-p", 0, CLI_REAL, &min_p, "P",
      "exclude bytes below P times the likeliest", 0, 1, NULL },
    { "repeat-penalty", 0, CLI_REAL, &repeat_penalty, "X",
      "make recent bytes less likely (default 1: off)", 1e-6, 1e6, NULL },
    { "repeat-window", 0, CLI_INT, &repeat_window, "N",
      "how many bytes count as recent (default 64)", 0, 1 << 20, NULL },
    { "seed", 0, CLI_INT, &seed, "SEED",
      "random seed (default: a different one each time)", 0, 9.2e18,
      &seed_given },
    { "greedy", 0, CLI_FLAG, &greedy, NULL,
      "always choose the likeliest byte", 0, 0, NULL },
    { "stop", 0, CLI_LIST, &stops, "STRING",
      "end before STRING; may be repeated", 0, 0, NULL },
    { "until", 0, CLI_TEXT, &until, "REGEX",
      "end as soon as the generated text matches REGEX", 0, 0, NULL },
    { "match", 0, CLI_TEXT, &match, "REGEX",
      "make the whole text match REGEX", 0, 0, NULL },
    { "ban", 0, CLI_LIST, &bans, "STRING",
      "never generate STRING; may be repeated", 0, 0, NULL },
    { "bias", 0, CLI_CALL, (void *)&bias, "STRING:BITS",
      "make STRING likelier by BITS bits, or less likely if\n"
      "they are negative; may be repeated", 0, 0, NULL },
    { "stop-eos", 0, CLI_FLAG, &stop_eos, NULL,
      "let the model end the text", 0, 0, NULL },
    { "utf8", 0, CLI_CHOICE, &utf8, "on|off",
      "generate valid UTF-8 only (default on)", 0, 0, NULL },
    { "echo", 0, CLI_FLAG, &echo, NULL,
      "write the prompt first", 0, 0, NULL },
    { "json", 0, CLI_FLAG, &json, NULL,
      "write one JSON object per text", 0, 0, NULL },
    { "logprobs", 0, CLI_INT, &logprobs, "K",
      "with --json: add the bits of each byte and the K\n"
      "likeliest bytes", 1, 256, NULL },
    { "trace", 0, CLI_FLAG, &trace, NULL,
      "write patches to standard error as they close", 0, 0, NULL },
    { "score", 0, CLI_FLAG, &score, NULL,
      "score the text instead, as a stream", 0, 0, NULL },
    { "rank", 0, CLI_FLAG, &with_rank, NULL,
      "with --score: add how many bytes were likelier", 0, 0, NULL },
    { "format", 0, CLI_CHOICE, &score_format, "stream|json|npy",
      "with --score: write a stream, JSON Lines, or a NumPy\n"
      "array", 0, 0, &format_seen },
    { "adapt", 0, CLI_FLAG, &adapt, NULL,
      "with --score: mix the model with what the text so far\n"
      "has shown", 0, 0, NULL },
    { "state", 0, CLI_TEXT, &state, "FILE",
      "continue from FILE if it exists, and save to it", 0, 0, NULL },
    { "verbose", 'v', CLI_FLAG, &cli.verbose, NULL,
      "report the seed and conversions", 0, 0, NULL },
    { 0 }
};
static const cli_command command = {
    "blt-gen", "write text with a byte latent transformer", "[FILE]...",
    options, CLI_MODEL | CLI_THREADS | CLI_OUTPUT | CLI_RAW | CLI_NULL
    | CLI_PROGRESS | CLI_CHARSET, NULL
};

static blt_status
to_stderr(void *user, const void *p, size_t n, blt_error *err)
{
    (void)user;
    cli_flush();                /* data and trace in their order */
    if (fwrite(p, 1, n, stderr) == n)
        return BLT_OK;
    err->status = BLT_EIO;
    snprintf(err->text, sizeof err->text, "stream: cannot write");
    return BLT_EIO;
}

static blt_model *model;

static blt_stream_writer *
new_writer(blt_stream_kind kind, blt_stream_format format,
           blt_write_fn write)
{
    char *label = cli_model_label(model);
    char *line = cli_program("model=%s%s", label, adapt ? " adapt=on" : "");
    blt_stream_writer *w;
    blt_error err;

    cli_check(blt_stream_writer_new(&w, kind, format, write, NULL,
                                    &err), &err);
    if (kind == BLT_STREAM_SCORE)
        cli_check(blt_stream_writer_columns(w, (with_rank ? BLT_COLUMN_RANK
                                                : 0)
                                            | (top_k > 0 ? BLT_COLUMN_TOP
                                               : 0), 0, &err), &err);
    cli_programs_write(w, line);
    free(label);
    free(line);
    return w;
}

/* The prompt, as far as --echo and --trace need it. */
static cli_buf given, given_closed;

/* ---- --trace: the patches of prompt and text, as a stream on stderr ----- */

typedef struct tracer {
    blt_stream_writer *w;
    int64_t offset;             /* of the open patch */
    double nats;                /* of its bytes; NaN in the prompt */
    cli_buf open;
} tracer;

static void
trace_patch(tracer *t)
{
    blt_record r = BLT_RECORD_INIT;
    blt_error err;

    r.offset = t->offset;
    r.length = (int64_t)t->open.n;
    r.bytes = t->open.p;
    r.entropy = NAN;
    r.surprisal = (float)t->nats;
    cli_check(blt_stream_writer_put(t->w, &r, &err), &err);
    cli_check(blt_stream_writer_flush(t->w, &err), &err);
    t->offset += r.length;
    t->nats = 0;
    t->open.n = 0;
}

static void
trace_byte(tracer *t, uint8_t byte, int closed, double nats)
{
    if (t->w == NULL)
        return;
    cli_buf_put(&t->open, &byte, 1);
    t->nats += nats;
    if (closed)
        trace_patch(t);
}

static void
trace_begin(tracer *t, int64_t its_seed)
{
    char name[32];
    blt_error err;

    if (t->w == NULL)
        return;
    if (seed < 0)
        snprintf(name, sizeof name, "-");
    else
        snprintf(name, sizeof name, "seed=%lld", (long long)its_seed);
    cli_check(blt_stream_writer_document(t->w, name, &err), &err);
    t->offset = 0;
    t->nats = 0;
    for (size_t i = 0; i < given.n; i++)
        trace_byte(t, given.p[i], given_closed.p[i], NAN);
}

static void
trace_end(tracer *t)
{
    if (t->w != NULL && t->open.n > 0)
        trace_patch(t);
}

/* ---- the prompt --------------------------------------------------------- */

static void
feed_prompt(blt_gen *g, const uint8_t *p, size_t n, const uint8_t *close)
{
    uint8_t closed[CHUNK];
    blt_error err;

    while (n > 0) {
        size_t m = n < CHUNK ? n : CHUNK;

        cli_check(blt_gen_feed(g, p, m, close, closed, &err), &err);
        if (echo || trace)
            cli_buf_put(&given, p, m);
        if (trace)
            cli_buf_put(&given_closed, closed, m);
        p += m;
        n -= m;
        close = close != NULL ? close + m : NULL;
    }
}

/* A reader of a patch stream; ends the command on failure. */
static blt_stream_reader *
open_patches(cli_input *in)
{
    blt_stream_reader *r;
    blt_error err;

    cli_check(blt_stream_reader_new(&r, in->name, cli_read_fn, in, &err),
              &err);
    if (blt_stream_reader_kind(r) != BLT_STREAM_PATCH)
        cli_die(in->name, "is a stream of kind %s, not patch",
                blt_stream_kind_name(blt_stream_reader_kind(r)));
    cli_programs_keep(in, r);
    cli_programs_model(in, model);
    return r;
}

/* The prompt of a patch stream, with its boundaries.  The stream does not say
 * whether its last patch is closed.  The model decides that, as for a prompt
 * in plain text; so the last byte of each patch waits for the next patch. */
static void
read_patches(blt_gen *g, cli_input *in)
{
    static const uint8_t closes = 1;
    blt_stream_reader *r = open_patches(in);
    blt_record record = BLT_RECORD_INIT;
    blt_event event;
    blt_error err;
    const char *name;
    cli_buf zeros = { 0 };
    int documents = 0, waits = 0;
    uint8_t last = 0;

    for (;;) {
        cli_check(blt_stream_read(r, &event, &record, &name, &err), &err);
        if (event == BLT_EVENT_END)
            break;
        if (event == BLT_EVENT_DOCUMENT) {
            if (documents++ > 0)
                cli_die(in->name, "a prompt is one document");
            continue;
        }
        if (waits)
            feed_prompt(g, &last, 1, &closes);
        zeros.n = 0;
        for (int64_t i = 0; i < record.length; i++)
            cli_buf_put(&zeros, "", 1);
        feed_prompt(g, record.bytes, (size_t)record.length - 1, zeros.p);
        last = record.bytes[record.length - 1];
        waits = 1;
    }
    if (waits)
        feed_prompt(g, &last, 1, NULL);
    cli_buf_free(&zeros);
    blt_stream_reader_free(r);
}

static void
read_prompt(blt_gen *g, const char *path)
{
    uint8_t p[CHUNK];
    cli_input in;
    ptrdiff_t n = 0;
    int64_t done = 0;

    if (!cli_open(&in, path))
        cli_end(CLI_FAIL);
    if (cli_is_stream(&in))
        read_patches(g, &in);
    else
        while ((n = cli_read(&in, p, sizeof p)) > 0) {
            feed_prompt(g, p, (size_t)n, NULL);
            done += n;
            cli_progress("bytes of the prompt", done, in.size);
        }
    if (n < 0) {
        cli_read_failed(&in);
        cli_end(CLI_FAIL);
    }
    cli_progress_wipe();
    cli_close(&in);
}

/* ---- samples ------------------------------------------------------------ */

static const char *
why(blt_gen_end end)
{
    switch (end) {
    case BLT_GEN_STOP:
        return "stop";
    case BLT_GEN_UNTIL:
        return "until";
    case BLT_GEN_EOS:
        return "eos";
    case BLT_GEN_MATCH:
        return "match";
    case BLT_GEN_BAN:
        return "ban";
    default:
        return "limit";
    }
}

/* What --logprobs needs of the bytes of a text. */
typedef struct history {
    cli_buf nats;               /* doubles */
    cli_buf guess;              /* blt_guess, logprobs per byte */
} history;

static void
put_byte(const char *open, uint8_t byte)
{
    cli_put(open, strlen(open));
    cli_json_bytes("byte", "bytes_hex", &byte, 1);
}

/* "logprobs":[{"byte":"h","bits":1.5,"top":[{"byte":"e","probability":0.4},
 * ...]},...] */
static void
put_logprobs(const cli_buf *text, const history *h)
{
    const double *nats = (const double *)(const void *)h->nats.p;
    const blt_guess *guess = (const blt_guess *)(const void *)h->guess.p;
    char number[64];

    cli_put(",\"logprobs\":[", 13);
    for (size_t i = 0; i < text->n; i++) {
        put_byte(i > 0 ? ",{" : "{", text->p[i]);
        cli_put(number, (size_t)snprintf(number, sizeof number, ",\"bits\":"
                                         "%.9g,\"top\":[",
                                         nats[i] / log(2)));
        for (int64_t k = 0; k < logprobs; k++, guess++) {
            put_byte(k > 0 ? ",{" : "{", guess->byte);
            cli_put(number, (size_t)snprintf(number, sizeof number,
                                             ",\"probability\":%.9g}",
                                             guess->probability));
        }
        cli_put("]}", 2);
    }
    cli_put("]", 1);
}

static void
put_json(const cli_buf *text, const history *h, int64_t its_seed,
         double nats, blt_gen_end end)
{
    char rest[160];
    int n;

    cli_put("{", 1);
    if (echo) {
        cli_json_bytes("prompt", "prompt_hex", given.p, given.n);
        cli_put(",", 1);
    }
    cli_json_bytes("text", "bytes_hex", text->p, text->n);
    if (seed >= 0) {
        n = snprintf(rest, sizeof rest, ",\"seed\":%lld",
                     (long long)its_seed);
        cli_put(rest, (size_t)n);
    }
    n = snprintf(rest, sizeof rest, ",\"bytes\":%zu,\"bits\":%.9g,"
                 "\"finish_reason\":\"%s\"", text->n, nats / log(2),
                 why(end));
    cli_put(rest, (size_t)n);
    if (logprobs > 0)
        put_logprobs(text, h);
    cli_put("}\n", 2);
    cli_flush();
}

/* One text.  Bytes are written as soon as they are known. */
static void
sample(blt_gen *g, tracer *t, int64_t its_seed)
{
    cli_buf text = { 0 };
    history h = { 0 };
    double nats = 0;
    blt_gen_step step = BLT_GEN_STEP_INIT;
    blt_error err;

    if (cli.verbose && seed >= 0)
        cli_note(NULL, "seed %lld", (long long)its_seed);
    if (echo && !json)
        cli_put(given.p, given.n);
    trace_begin(t, its_seed);
    for (;;) {
        cli_check(blt_gen_next(g, &step, &err), &err);
        if (step.end != BLT_GEN_GOES_ON)
            break;
        nats += step.nats;
        if (logprobs > 0) {
            cli_buf_put(&h.nats, &step.nats, sizeof step.nats);
            cli_buf_put(&h.guess, step.guess,
                        step.guesses * sizeof *step.guess);
        }
        if (json)
            cli_buf_put(&text, &step.byte, 1);
        else {
            cli_put(&step.byte, 1);
            cli_flush();
        }
        trace_byte(t, step.byte, step.closed, step.nats);
    }
    trace_end(t);
    if (json)
        put_json(&text, &h, its_seed, nats, step.end);
    cli_buf_free(&text);
    cli_buf_free(&h.nats);
    cli_buf_free(&h.guess);
}

static void
samples(blt_gen *g)
{
    tracer t = { NULL, 0, 0, { NULL, 0, 0 } };
    blt_error err;

    if (trace)
        t.w = new_writer(BLT_STREAM_PATCH, BLT_FORMAT_STREAM, to_stderr);
    for (int64_t i = 0; i < count; i++) {
        blt_gen *copy = NULL;

        if (i > 0 && !json)
            cli_put(cli.null_data ? "" : "\n", 1);
        if (count > 1)
            cli_check(blt_gen_copy(&copy, g, (uint64_t)(seed + i), &err), &err);
        sample(copy != NULL ? copy : g, &t, seed + i);
        blt_gen_free(copy);
    }
    if (trace)
        cli_check(blt_stream_writer_end(t.w, &err), &err);
    blt_stream_writer_free(t.w);
    cli_buf_free(&t.open);
}

/* A seed from the system, short enough to be typed again. */
static int64_t
any_seed(void)
{
    uint32_t x;

    if (getentropy(&x, sizeof x) != 0)
        cli_die(NULL, "no random seed: %s", strerror(errno));
    return x;
}

/* The lengths of strings, for the caller to free. */
static size_t *
lengths(const cli_list *list)
{
    size_t *length = calloc(list->n + 1, sizeof *length);

    if (length == NULL)
        cli_die_memory();
    for (size_t i = 0; i < list->n; i++)
        length[i] = strlen(list->item[i]);
    return length;
}

static blt_gen_options
gen_options(void)
{
    blt_gen_options o = BLT_GEN_OPTIONS_INIT;

    o.temperature = greedy ? 0 : temperature;
    o.top_k = (int)top_k;
    o.top_p = top_p;
    o.min_p = min_p;
    o.repeat_penalty = repeat_penalty;
    o.repeat_window = (int)repeat_window;
    o.seed = (uint64_t)seed;
    o.max_bytes = (uint64_t)limit;
    o.utf8 = utf8 == 0;
    o.stop_eos = stop_eos;
    o.stop = (const uint8_t *const *)stops.item;
    o.stop_length = lengths(&stops);
    o.stop_count = stops.n;
    o.until = until;
    o.match = match;
    o.ban = (const uint8_t *const *)bans.item;
    o.ban_length = lengths(&bans);
    o.ban_count = bans.n;
    o.bias = (const uint8_t *const *)biases.item;
    o.bias_length = lengths(&biases);
    o.bias_bits = bias_bits;
    o.bias_count = biases.n;
    o.guesses = (int)logprobs;
    return o;
}

static void
free_lengths(blt_gen_options *o)
{
    free((void *)o->stop_length);
    free((void *)o->ban_length);
    free((void *)o->bias_length);
}

static void
generate(blt_pool *pool, const char *path)
{
    blt_session_options so = BLT_SESSION_OPTIONS_INIT;
    blt_gen_options go = gen_options();
    blt_session *s;
    blt_gen *g;
    blt_error err;
    int restored = 0;

    so.window = cli.window;
    so.pool = pool;
    cli_check(blt_session_new(&s, model, &so, &err), &err);
    if (!seed_given)
        go.seed = (uint64_t)(seed = any_seed());
    cli_check(blt_gen_new(&g, s, &go, &err), &err);
    free_lengths(&go);
    if (state != NULL && access(state, F_OK) == 0) {
        cli_check(blt_gen_load_file(g, state, &err), &err);
        restored = 1;
        if (seed_given)
            blt_gen_seed(g, (uint64_t)seed);
        else
            seed = -1;
    }
    if (prompt != NULL)
        feed_prompt(g, (const uint8_t *)prompt, strlen(prompt), NULL);
    else if (path != NULL || !restored)
        read_prompt(g, path);
    samples(g);
    if (state != NULL)
        cli_check(blt_gen_save_file(g, state, &err), &err);
    blt_gen_free(g);
    blt_session_free(s);
}

/* ---- --score ------------------------------------------------------------ */

enum { SCORE_STREAM, SCORE_JSON, SCORE_NPY };   /* --format */

static blt_stream_writer *scores;
static cli_npy *scores_npy;
static int broken;              /* an input was cut short */

static void
need_writer(void)
{
    if (scores == NULL)
        scores = new_writer(BLT_STREAM_SCORE, score_format == SCORE_JSON
                            ? BLT_FORMAT_JSON : BLT_FORMAT_STREAM,
                            cli_write);
}

static void
score_begin(blt_scorer *x, const char *name)
{
    blt_error err;

    blt_scorer_reset(x);
    if (score_format == SCORE_NPY) {
        if (scores_npy == NULL)
            scores_npy = cli_npy_new(2 + (size_t)with_rank
                                     + 2 * (size_t)top_k);
        return;
    }
    need_writer();
    cli_check(blt_stream_writer_document(scores, name, &err), &err);
}

/* entropy, surprisal, rank, and byte and probability of the likeliest. */
static void
put_numbers(const blt_scored *b, size_t i)
{
    float row[3 + 2 * 256];
    size_t n = 0;

    row[n++] = (float)(b->entropy[i] / log(2));
    row[n++] = (float)(b->surprisal[i] / log(2));
    if (with_rank)
        row[n++] = b->rank[i];
    for (size_t k = 0; k < (size_t)top_k; k++) {
        row[n++] = b->guess[i * b->guesses + k].byte;
        row[n++] = b->guess[i * b->guesses + k].probability;
    }
    cli_npy_rows(scores_npy, row, 1);
}

/* Plain text, for which the model finds the patches, or with close one or
 * more patches. */
static void
score_bytes(blt_scorer *x, const uint8_t *p, size_t n, const uint8_t *close)
{
    blt_scored b = BLT_SCORED_INIT;
    blt_error err;

    cli_check(blt_scorer_feed(x, &b, p, n, close, &err), &err);
    for (size_t i = 0; i < n; i++) {
        blt_record r = BLT_RECORD_INIT;

        if (scores_npy != NULL) {
            put_numbers(&b, i);
            continue;
        }
        if (with_rank)
            r.rank = b.rank[i];
        if (top_k > 0) {
            r.guess = b.guess + i * b.guesses;
            r.guesses = b.guesses;
        }
        r.offset = b.offset + (int64_t)i;
        r.length = 1;
        r.bytes = p + i;
        r.entropy = b.entropy[i];
        r.surprisal = b.surprisal[i];
        cli_check(blt_stream_writer_put(scores, &r, &err), &err);
    }
}

static void
score_patch(blt_scorer *x, const blt_record *patch)
{
    uint8_t close[CHUNK] = { 0 };

    for (size_t at = 0, n, all = (size_t)patch->length; at < all; at += n) {
        n = all - at < CHUNK ? all - at : CHUNK;
        close[n - 1] = at + n == all;
        score_bytes(x, patch->bytes + at, n, close);
        close[n - 1] = 0;
    }
}

static void
score_patches(blt_scorer *x, cli_input *in)
{
    blt_stream_reader *r = open_patches(in);
    blt_record record = BLT_RECORD_INIT;
    blt_event event;
    const char *name;
    blt_error err;

    for (;;) {
        cli_check(blt_stream_read(r, &event, &record, &name, &err), &err);
        if (event == BLT_EVENT_END)
            break;
        if (event == BLT_EVENT_DOCUMENT)
            score_begin(x, name);
        else
            score_patch(x, &record);
    }
    blt_stream_reader_free(r);
}

static void
score_file(blt_scorer *raw, blt_scorer *cut, const char *path)
{
    uint8_t p[CHUNK];
    cli_input in;
    ptrdiff_t n = 0;
    int64_t done = 0;
    blt_error err;

    if (!cli_open(&in, path))
        return;
    if (cli_is_stream(&in))
        score_patches(cut, &in);
    else {
        score_begin(raw, in.label);
        while ((n = cli_read(&in, p, sizeof p)) > 0) {
            score_bytes(raw, p, (size_t)n, NULL);
            if (scores != NULL)
                cli_check(blt_stream_writer_flush(scores, &err), &err);
            cli_progress("bytes", done += n, in.size);
        }
    }
    if (n < 0) {
        cli_read_failed(&in);
        broken = 1;
    }
    cli_close(&in);
}

static void
score_end(void)
{
    blt_error err;

    if (score_format == SCORE_NPY) {
        if (scores_npy != NULL && !broken)
            cli_npy_end(scores_npy);
        return;
    }
    need_writer();
    cli_check(broken ? blt_stream_writer_flush(scores, &err)
                     : blt_stream_writer_end(scores, &err), &err);
    blt_stream_writer_free(scores);
}

static void
score_all(blt_pool *pool, char **path, int n)
{
    blt_scorer_options so = BLT_SCORER_OPTIONS_INIT;
    blt_patch_options with_text = BLT_PATCH_OPTIONS_INIT;
    blt_scorer *raw, *cut;
    blt_error err;

    so.stage = BLT_SCORE_FULL;
    so.adapt = adapt;
    so.want = (with_rank ? BLT_SCORE_RANK : 0)
        | (top_k > 0 ? BLT_SCORE_GUESSES : 0);
    so.guesses = (size_t)top_k;
    so.window = cli.window;
    so.pool = pool;
    cli_check(blt_scorer_new(&raw, model, &so, &err), &err);
    with_text.scheme = BLT_SCHEME_BYTE;   /* boundaries come with the text */
    so.patch = &with_text;
    cli_check(blt_scorer_new(&cut, model, &so, &err), &err);
    if (prompt != NULL) {
        score_begin(raw, "prompt");
        score_bytes(raw, (const uint8_t *)prompt, strlen(prompt), NULL);
    } else if (n == 0)
        score_file(raw, cut, NULL);
    for (int i = 0; i < n; i++)
        score_file(raw, cut, path[i]);
    score_end();
    blt_scorer_free(raw);
    blt_scorer_free(cut);
}

/* Options that cannot be combined. */
static void
check_usage(int operands)
{
    if (prompt != NULL && operands > 0)
        cli_usage("both --prompt and FILE are given");
    if (!score && operands > 1)
        cli_usage("a prompt is one FILE");
    if (score && (state != NULL || json || trace || echo || count > 1))
        cli_usage("--score goes with none of --state, --json, --trace, "
                  "--echo, --count");
    if (score && (bans.n > 0 || biases.n > 0))
        cli_usage("--score goes with neither --ban nor --bias");
    if (logprobs > 0 && !json)
        cli_usage("--logprobs: only with --json");
    if ((adapt || with_rank || format_seen) && !score)
        cli_usage("--adapt, --rank and --format: only with --score");
    if (score && top_k > 256)
        cli_usage("--score: at most --top-k=256");
    if (state != NULL && count > 1)
        cli_usage("--state keeps one text: not with --count");
}

int
main(int argc, char **argv)
{
    int i = cli_parse(&command, argc, argv);
    blt_pool *pool;

    check_usage(argc - i);
    model = cli_model();
    pool = cli_pool();
    if (score)
        score_all(pool, argv + i, argc - i);
    else
        generate(pool, i < argc ? argv[i] : NULL);
    blt_pool_free(pool);
    blt_model_close(model);
    cli_buf_free(&given);
    cli_buf_free(&given_closed);
    free(stops.item);
    free(bans.item);
    for (size_t k = 0; k < biases.n; k++)
        free((void *)biases.item[k]);
    free(biases.item);
    free(bias_bits);
    cli_end(CLI_OK);
}
