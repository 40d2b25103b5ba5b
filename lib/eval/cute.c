/* CUTE: a generator that has read a task's instruction and examples is copied
 * for each question, so the prompt's fixed part costs once.
 *
 * The prompt is that of the benchmark's script: each line after the first
 * begins with twelve spaces, which its source text has there, and the
 * question is followed by ` Answer: "`. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "base/base.h"
#include "eval/cute_prompts.h"
#include "text/text.h"
#include <blt/gen.h>

/* Bytes of an answer, at most: the longest label of the benchmark has 170.
 * The benchmark allows 100 tokens. */
enum { LONGEST = 400 };

static const char indent[] = "            ";

struct blt_cute {
    const blt__cute_prompt *prompt;
    blt_session *session;
    blt_gen *head;              /* has read the fixed part */
    blt__buf question, answer;
};

const char *
blt_cute_name(int task)
{
    return task >= 0 && task < BLT_CUTE_TASKS ? blt__cute_prompts[task].name
        : NULL;
}

int
blt_cute_inputs(int task)
{
    return blt_cute_name(task) != NULL ? blt__cute_prompts[task].inputs : 0;
}

static void
put_head(blt__buf *b, const blt__cute_prompt *p)
{
    blt__buf_printf(b, "%s\n%s\n", p->instruction, indent);
    for (int i = 0; i < 4; i++)
        blt__buf_printf(b, "%s%s\n", indent, p->example[i]);
    blt__buf_printf(b, "%s\n%s", indent, indent);
}

static blt_status
read_head(blt_cute *c, const blt_model *m, int64_t window, blt_error *err)
{
    static const uint8_t quote = '"';
    static const uint8_t *const stop[] = { &quote };
    static const size_t length[] = { 1 };
    blt_session_options in = BLT_SESSION_OPTIONS_INIT;
    blt_gen_options out = BLT_GEN_OPTIONS_INIT;
    blt_status s;

    in.window = window;
    out.temperature = 0;
    out.max_bytes = LONGEST;
    out.utf8 = 0;
    out.stop_eos = 1;
    out.stop = stop;
    out.stop_length = length;
    out.stop_count = 1;
    put_head(&c->question, c->prompt);
    if (c->question.failed)
        return blt__fail_memory(err, "CUTE");
    s = blt_session_new(&c->session, m, &in, err);
    if (s == BLT_OK)
        s = blt_gen_new(&c->head, c->session, &out, err);
    return s != BLT_OK ? s
        : blt_gen_feed(c->head, (const uint8_t *)c->question.p,
                       c->question.n, NULL, NULL, err);
}

blt_status
blt_cute_new(blt_cute **out, const blt_model *m, int task, int64_t window,
             blt_error *err)
{
    blt_cute *c;
    blt_status s;

    *out = NULL;
    if (blt_cute_name(task) == NULL)
        return blt__fail(err, BLT_EINVAL, "CUTE: no task has the number %d",
                         task);
    c = calloc(1, sizeof *c);
    if (c == NULL)
        return blt__fail_memory(err, "CUTE");
    c->prompt = &blt__cute_prompts[task];
    s = read_head(c, m, window, err);
    if (s != BLT_OK) {
        blt_cute_free(c);
        return s;
    }
    *out = c;
    return BLT_OK;
}

void
blt_cute_free(blt_cute *c)
{
    if (c == NULL)
        return;
    blt_gen_free(c->head);
    blt_session_free(c->session);
    blt__buf_free(&c->question);
    blt__buf_free(&c->answer);
    free(c);
}

static void
put_question(blt__buf *b, const blt__cute_prompt *p, const blt_slice *input)
{
    const char *q = p->question, *slot;

    b->n = 0;
    while ((slot = strstr(q, "{}")) != NULL) {
        blt__buf_put(b, q, (size_t)(slot - q));
        blt__buf_put(b, input->p, input->n);
        input++;
        q = slot + 2;
    }
    blt__buf_printf(b, "%s Answer: \"", q);
}

/* Reads the answer up to its quotation mark; without one it is empty, as in
 * the benchmark. */
static blt_status
generate(blt_cute *c, blt_gen *g, blt_error *err)
{
    blt_gen_step step = BLT_GEN_STEP_INIT;
    blt_status s = BLT_OK;

    c->answer.n = 0;
    while (s == BLT_OK && step.end == BLT_GEN_GOES_ON) {
        s = blt_gen_next(g, &step, err);
        if (s == BLT_OK && step.end == BLT_GEN_GOES_ON)
            blt__buf_put(&c->answer, (const char *)&step.byte, 1);
    }
    if (step.end != BLT_GEN_STOP)
        c->answer.n = 0;
    return s == BLT_OK && c->answer.failed ? blt__fail_memory(err, "CUTE")
        : s;
}

/* Equal in lower case; bytes that are not UTF-8 are compared as they are. */
static int
equal_folded(blt_slice a, blt_slice b)
{
    size_t i = 0, j = 0;

    while (i < a.n && j < b.n) {
        uint32_t x, y;
        int m = blt__utf8_char(&x, (const uint8_t *)a.p + i, a.n - i);
        int n = blt__utf8_char(&y, (const uint8_t *)b.p + j, b.n - j);

        if ((m > 0) != (n > 0)
            || (m > 0 ? blt__char_lower(x) != blt__char_lower(y)
                : a.p[i] != b.p[j]))
            return 0;
        i += m > 0 ? (size_t)m : 1;
        j += n > 0 ? (size_t)n : 1;
    }
    return i == a.n && j == b.n;
}

blt_status
blt_cute_ask(blt_cute *c, const blt_slice *input, blt_slice label,
             blt_slice *answer, int *right, blt_error *err)
{
    blt_slice said = { "", 0 };
    blt_gen *g = NULL;
    blt_status s;

    put_question(&c->question, c->prompt, input);
    if (c->question.failed)
        return blt__fail_memory(err, "CUTE");
    s = blt_gen_copy(&g, c->head, 0, err);
    if (s == BLT_OK)
        s = blt_gen_feed(g, (const uint8_t *)c->question.p, c->question.n,
                         NULL, NULL, err);
    if (s == BLT_OK)
        s = generate(c, g, err);
    blt_gen_free(g);
    if (s != BLT_OK)
        return s;
    if (c->answer.n > 0)
        said = (blt_slice){ c->answer.p, c->answer.n };
    if (answer != NULL)
        *answer = said;
    *right = c->prompt->fold ? equal_folded(said, label)
        : said.n == label.n && memcmp(said.p, label.p, said.n) == 0;
    return BLT_OK;
}
