/* Which words became which: a sentence laid against another one of the same
 * meaning, so that corrections can be counted.
 *
 * A token is a word (letters and digits, with ', U+2019 or - inside) or a
 * single mark that is no blank.  Runs of two or more equal tokens, the
 * longest first and of these the first, then left and right of it, are
 * anchors.  Between them the cheapest sequence of steps decides:
 *
 *     equal tokens                0
 *     one token for another       0.3 + d, and 0.6 if only one is a word
 *     a token gone, or new        1
 *     k tokens as one, one as k   0.3 k + d, where d <= 0.34; k is 2 or 3
 *
 * d is the edit distance of the letters, by the longer one's number; 1 where
 * their numbers differ by more than half of that.  Steps are tried in this
 * order, and a later one must be cheaper.  Diagonals that are more than 8
 * off the corners are not looked at.  All that is not 0 is an edit. */
#include "config.h"
#include <stdlib.h>
#include <string.h>
#include "bin/eval/eval.h"

#define FAR 1e9                 /* more than any sequence costs */
#define LIKE 0.34               /* d of what was parted or joined, at most */

/* Room for n things of a size; what was there is lost when it moves. */
static void *
room(void *p, size_t *have, size_t n, size_t size)
{
    if (n <= *have)
        return p;
    free(p);
    *have = 2 * n;
    p = calloc(*have, size);    /* checks the product */
    if (p == NULL)
        cli_die_memory();
    return p;
}

/* ---- tokens ------------------------------------------------------------------ */

static blt_regex *
regex(const char *pattern)
{
    blt_regex *re;
    blt_error err;

    if (blt_regex_new(&re, pattern, &err) != BLT_OK)
        cli_die_from(&err);
    return re;
}

void
eval_tokens_init(eval_tokens *t)
{
    *t = (eval_tokens){
        .token = regex("[\\pL\\pN]+(?:['\\x{2019}-][\\pL\\pN]+)*|\\S"),
        .letter = regex("[\\pL\\pN]")
    };
}

void
eval_tokens_free(eval_tokens *t)
{
    blt_regex_free(t->token);
    blt_regex_free(t->letter);
    free(t->code);
}

/* The valid character at *p, which moves behind it. */
static uint32_t
next_code(const uint8_t **p)
{
    const uint8_t *s = *p;
    int more = s[0] < 0x80 ? 0 : s[0] < 0xe0 ? 1 : s[0] < 0xf0 ? 2 : 3;
    uint32_t c = more == 0 ? s[0] : s[0] & (0x3fu >> more);

    for (int i = 1; i <= more; i++)
        c = c << 6 | (s[i] & 0x3f);
    *p += more + 1;
    return c;
}

int
eval_tokens_set(eval_tokens *t, const uint8_t *p, size_t n)
{
    size_t start, end, in, out, codes = 0;

    t->code = room(t->code, &t->room, n + 1, sizeof *t->code);
    t->n = 0;
    t->at[0] = 0;
    for (size_t i = 0; blt_regex_find(t->token, p, n, i, &start, &end) > 0;
         i = end) {
        if (t->n == EVAL_TOKENS)
            return 0;
        t->word[t->n] = blt_regex_find(t->letter, p, end, start, &in, &out)
            > 0;
        for (const uint8_t *s = p + start; s < p + end;)
            t->code[codes++] = next_code(&s);
        t->at[++t->n] = codes;
    }
    return 1;
}

/* Are tokens a .. a + k and b .. b + k the same? */
static int
same(const eval_tokens *s, size_t a, const eval_tokens *t, size_t b, size_t k)
{
    const size_t *i = s->at + a, *j = t->at + b;

    for (size_t x = 1; x <= k; x++)
        if (i[x] - i[0] != j[x] - j[0])
            return 0;
    return memcmp(s->code + i[0], t->code + j[0],
                  (i[k] - i[0]) * sizeof *s->code) == 0;
}

/* ---- distances ----------------------------------------------------------------- */

typedef struct span {
    size_t from, to;
} span;

static size_t
least(size_t a, size_t b, size_t c)
{
    a = a < b ? a : b;
    return a < c ? a : c;
}

/* Wagner and Fischer's, of tokens or of letters; row[] is the table's last
 * row. */
static size_t
distance(eval_aligner *x, span a, span b,
         int (*equal)(const eval_aligner *, size_t, size_t))
{
    size_t n = b.to - b.from;

    x->row = room(x->row, &x->rows, n + 1, sizeof *x->row);
    for (size_t j = 0; j <= n; j++)
        x->row[j] = j;
    for (size_t i = a.from; i < a.to; i++) {
        size_t before = x->row[0]++;

        for (size_t j = 0; j < n; j++) {
            size_t above = x->row[j + 1];

            x->row[j + 1] = least(before + !equal(x, i, b.from + j),
                                  above + 1, x->row[j] + 1);
            before = above;
        }
    }
    return x->row[n];
}

static int
same_token(const eval_aligner *x, size_t i, size_t j)
{
    return same(x->a, i, x->b, j, 1);
}

static int
same_code(const eval_aligner *x, size_t i, size_t j)
{
    return x->a->code[i] == x->b->code[j];
}

size_t
eval_distance(eval_aligner *x, const eval_tokens *a, const eval_tokens *b)
{
    x->a = a;
    x->b = b;
    return distance(x, (span){ 0, a->n }, (span){ 0, b->n }, same_token);
}

/* d of tokens i .. i + k and j .. j + l, written without blanks. */
static double
unlike(eval_aligner *x, size_t i, size_t k, size_t j, size_t l)
{
    span a = { x->a->at[i], x->a->at[i + k] };
    span b = { x->b->at[j], x->b->at[j + l] };
    size_t n = a.to - a.from, m = b.to - b.from, most = n > m ? n : m;

    if (2 * (n > m ? n - m : m - n) > most)
        return 1;
    return (double)distance(x, a, b, same_code) / (double)most;
}

/* ---- between anchors ------------------------------------------------------------ */

/* A step takes `down` tokens of a and `right` ones of b. */
enum { STEP = 4 };              /* down * STEP + right */

typedef struct table {
    span a, b;
    double *cost[4];            /* of row i in [i % 4], all its columns */
    double best;                /* of the cell being filled */
    uint8_t step;
} table;

static void
try_step(table *t, size_t i, size_t j, size_t down, size_t right,
         double price)
{
    double v = t->cost[(i - down) % 4][j - right] + price;

    if (v < t->best - 1e-12) {
        t->best = v;
        t->step = (uint8_t)(down * STEP + right);
    }
}

/* The best way to the cell behind i tokens of a and j of b. */
static void
fill(eval_aligner *x, table *t, size_t i, size_t j)
{
    size_t p = t->a.from + i, q = t->b.from + j;

    t->best = FAR;
    if (i > 0 && j > 0)
        try_step(t, i, j, 1, 1, same_token(x, p - 1, q - 1) ? 0
                 : 0.3 + unlike(x, p - 1, 1, q - 1, 1)
                   + (x->a->word[p - 1] != x->b->word[q - 1] ? 0.6 : 0));
    if (i > 0)
        try_step(t, i, j, 1, 0, 1);
    if (j > 0)
        try_step(t, i, j, 0, 1, 1);
    for (size_t k = 2; k <= 3 && j > 0; k++) {
        double d = i >= k ? unlike(x, p - k, k, q - 1, 1) : 1;

        if (d <= LIKE)
            try_step(t, i, j, k, 1, 0.3 * (double)k + d);
    }
    for (size_t k = 2; k <= 3 && i > 0; k++) {
        double d = j >= k ? unlike(x, p - 1, 1, q - k, k) : 1;

        if (d <= LIKE)
            try_step(t, i, j, 1, k, 0.3 * (double)k + d);
    }
}

/* Edits appear last first, and are turned round. */
static void
trace(eval_edits *e, const table *t, const uint8_t *step, size_t width,
      size_t band, const eval_aligner *x)
{
    size_t i = t->a.to - t->a.from, j = t->b.to - t->b.from, first = e->n;

    while (i > 0 || j > 0) {
        uint8_t s = step[i * width + j + band - i];
        size_t p = t->a.from + i, q = t->b.from + j;
        size_t down = s / STEP, right = s % STEP;

        if (!(down == 1 && right == 1 && same_token(x, p - 1, q - 1)))
            e->edit[e->n++] = (eval_edit){ p - down, p, q - right, q };
        i -= down;
        j -= right;
    }
    for (size_t k = first, l = e->n; k + 1 < l; k++) {
        eval_edit swap = e->edit[k];

        e->edit[k] = e->edit[--l];
        e->edit[l] = swap;
    }
}

/* The edits between two anchors. */
static void
between(eval_aligner *x, eval_edits *e, span a, span b)
{
    size_t n, m, band, width;
    table t;

    while (a.from < a.to && b.from < b.to && same_token(x, a.from, b.from)) {
        a.from++;
        b.from++;
    }
    while (a.from < a.to && b.from < b.to
           && same_token(x, a.to - 1, b.to - 1)) {
        a.to--;
        b.to--;
    }
    n = a.to - a.from;
    m = b.to - b.from;
    band = (n > m ? n - m : m - n) + 8;
    width = 2 * band + 1;
    t = (table){ .a = a, .b = b };
    x->cost = room(x->cost, &x->costs, 4 * (m + 1), sizeof *x->cost);
    x->step = room(x->step, &x->steps, (n + 1) * width, 1);
    for (size_t i = 0; i < 4; i++)
        t.cost[i] = x->cost + i * (m + 1);
    for (size_t i = 0; i <= n; i++) {
        size_t end = i + band < m ? i + band : m;

        for (size_t j = 0; j <= m; j++)
            t.cost[i % 4][j] = FAR;
        for (size_t j = i > band ? i - band : 0; j <= end; j++) {
            if (i + j > 0)
                fill(x, &t, i, j);
            t.cost[i % 4][j] = i + j > 0 ? t.best : 0;
            x->step[i * width + j + band - i] = t.step;
        }
    }
    trace(e, &t, x->step, width, band, x);
}

/* ---- anchors ---------------------------------------------------------------------- */

/* The longest run of tokens that a and b have in common, at *i and *j: the
 * first such in a, and of these the first in b. */
static size_t
longest(eval_aligner *x, span a, span b, size_t *i, size_t *j)
{
    size_t n = b.to - b.from, best = 0;

    x->row = room(x->row, &x->rows, n + 1, sizeof *x->row);
    memset(x->row, 0, n * sizeof *x->row);
    for (size_t p = a.from; p < a.to; p++)
        for (size_t q = 0, before = 0, k; q < n; q++, before = k) {
            k = x->row[q];      /* that ended one before in a */
            x->row[q] = same_token(x, p, b.from + q) ? before + 1 : 0;
            if (x->row[q] > best) {
                best = x->row[q];
                *i = p + 1 - best;
                *j = b.from + q + 1 - best;
            }
        }
    return best;
}

/* The edits up to the last anchor; done[] is what lies behind it. */
static void
anchors(eval_aligner *x, eval_edits *e, span a, span b, size_t done[2])
{
    size_t i, j, k;

    while ((k = longest(x, a, b, &i, &j)) >= 2) {
        anchors(x, e, (span){ a.from, i }, (span){ b.from, j }, done);
        between(x, e, (span){ done[0], i }, (span){ done[1], j });
        a.from = done[0] = i + k;
        b.from = done[1] = j + k;
    }
}

int
eval_has_edit(const eval_edits *e, const eval_edits *of, size_t k)
{
    const eval_edit *q = &of->edit[k];
    size_t n = q->b_to - q->b_from;

    for (const eval_edit *p = e->edit; p < e->edit + e->n; p++)
        if (p->from == q->from && p->to == q->to
            && p->b_to - p->b_from == n
            && same(e->b, p->b_from, of->b, q->b_from, n))
            return 1;
    return 0;
}

void
eval_align(eval_aligner *x, eval_edits *e, const eval_tokens *a,
           const eval_tokens *b)
{
    size_t done[2] = { 0, 0 }, n;

    x->a = a;
    x->b = b;
    e->b = b;
    e->n = 0;
    anchors(x, e, (span){ 0, a->n }, (span){ 0, b->n }, done);
    between(x, e, (span){ done[0], a->n }, (span){ done[1], b->n });
    /* The same word put in twice at one place is one edit. */
    n = e->n;
    e->n = 0;
    for (size_t k = 0; k < n; k++)
        if (!eval_has_edit(e, e, k))
            e->edit[e->n++] = e->edit[k];
}

void
eval_aligner_free(eval_aligner *x)
{
    free(x->row);
    free(x->cost);
    free(x->step);
}
