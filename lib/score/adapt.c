/* Adaptation: prediction by questions, and learning from the answers. */
#include "config.h"
#include <math.h>
#include "score/adapt_state.h"

/* ---- what is known of the next byte ------------------------------------- */

/* The highest of 256 numbers that are not NaN.  Floats are in the order of
 * their bits, those below zero in reverse. */
static float
highest_of(const float *x)
{
    union { int32_t i; float f; } u;
    int32_t most = INT32_MIN, bits[256];

    memcpy(bits, x, sizeof bits);
    for (int b = 0; b < 256; b++) {
        const int32_t order = bits[b] ^ (bits[b] < 0 ? 0x7fffffff : 0);

        most = order > most ? order : most;
    }
    u.i = most ^ (most < 0 ? 0x7fffffff : 0);
    return u.f;
}

/* The model's probabilities of the 256 bytes, without its other ids. */
static void
take_model(blt__adapt *a, const float *logits)
{
    const float *x = logits + BLT_ID_BYTE;
    float *restrict model = a->model, top, scale;
    double lane[4] = { 0, 0, 0, 0 }, sum;

    top = highest_of(x);
    for (int b = 0; b < 256; b++)
        model[b] = blt__mix_exp_negative(x[b] - top);
    for (int b = 0; b < 256; b += 4)
        for (int l = 0; l < 4; l++)
            lane[l] += model[b + l];
    sum = (lane[0] + lane[1]) + (lane[2] + lane[3]);
    scale = (float)(1 / sum);
    lane[0] = lane[1] = lane[2] = lane[3] = 0;
    for (int b = 0; b < 256; b += 4)
        for (int l = 0; l < 4; l++) {
            model[b + l] *= scale;
            lane[l] += model[b + l];
        }
    a->model_left = (lane[0] + lane[1]) + (lane[2] + lane[3]);
}

/* The candidate of a byte; NULL if there are too many. */
static candidate *
candidate_of(blt__adapt *a, uint8_t byte)
{
    candidate *c;

    if (a->index[byte] > 0)
        return &a->candidate[a->index[byte] - 1];
    if (a->candidates == CANDIDATES)
        return NULL;
    a->score[a->candidates] = 0;
    c = &a->candidate[a->candidates++];
    a->index[byte] = (uint8_t)a->candidates;
    memset(c, 0, sizeof *c);
    c->byte = byte;
    return c;
}

static float *
score_of(blt__adapt *a, const candidate *c)
{
    return &a->score[c - a->candidate];
}

/* Long contexts count more, by the square of the order, in the order of
 * asking; words as the order 2.5.  Not measured finely: the order matters
 * little as long as the first is mostly right. */
static void
gather_context(blt__adapt *a, int i)
{
    const blt__slot *s = a->slot[i];
    const int kind = a->kind[i];
    int sum = 0, n = 0;
    float weight;

    a->rest[i] = 0;
    if (s == NULL)
        return;
    for (; n < BLT__SLOT_BYTES && s->count[n] != 0; n++)
        sum += s->count[n];
    a->rest[i] = (uint32_t)sum;
    if (kind <= ORDERS) {
        a->orders++;
        if (a->highest < 0)
            a->highest = i;
    }
    weight = (kind <= ORDERS ? (float)(kind * kind) : 6.0f)
        / ((float)sum + (n > 1 ? (float)n : 0.3f));
    for (int k = 0; k < n; k++) {
        candidate *c = candidate_of(a, s->byte[k]);

        if (c == NULL)
            continue;
        c->count[i] = s->count[k];
        c->last |= (uint16_t)((k == 0) << i);
        *score_of(a, c) += weight * (float)s->count[k];
    }
}

static void
gather(blt__adapt *a)
{
    const match *m = &a->match;

    blt__adapt_look_up(a);
    a->gathered = 1;
    a->orders = 0;
    a->highest = -1;
    for (int i = a->contexts; i-- > 0;)
        gather_context(a, i);
    if (m->length > 0) {
        candidate *c = candidate_of(a, a->history[m->at & (HISTORY - 1)]);

        if (c != NULL)
            *score_of(a, c) += m->length >= 24 ? 200.0f
                : m->length >= 16 ? 60.0f : (float)m->length * 1.5f;
    }
    if (a->with_model)
        for (int i = 0; i < a->candidates; i++)
            a->score[i] += 60.0f * a->model[a->candidate[i].byte];
    if (a->asked > 0) {         /* the quick question was first */
        candidate *c = candidate_of(a, a->question[0].byte);

        if (c == NULL)
            return;
        *score_of(a, c) = -1;
        for (int i = 0; i < a->contexts; i++)
            a->rest[i] -= c->count[i];
    }
}

/* The estimate that the byte that a long match predicts comes after these two
 * bytes. */
static blt__estimate *
quick_cell(blt__adapt *a)
{
    const match *m = &a->match;
    const uint32_t x = (uint32_t)(a->last8 & 0xffff)
        | (uint32_t)a->history[m->at & (HISTORY - 1)] << 16;

    return a->with_model || m->length < QUICK_LENGTH ? NULL
        : &a->now.quick[x * 0x9e3779b1u >> 16];
}

static void
ask_quick(blt__adapt *a)
{
    adapt_question *q = &a->question[0];
    float p;

    if (a->quick == NULL || (p = blt__estimate_p(*a->quick)) < 0.95f)
        return;
    q->byte = a->history[a->match.at & (HISTORY - 1)];
    q->q = p > 0.99999f ? 0.99999f : p;
    q->refined = NULL;
    a->asked = a->match_asked = 1;
}

void
blt__adapt_begin(blt__adapt *a, const float *logits)
{
    if (a->begun)
        return;
    if (a->with_model)
        take_model(a, logits);
    a->candidates = a->asked = a->gathered = a->match_asked = 0;
    a->left = 1;
    a->quick = quick_cell(a);
    ask_quick(a);
    a->begun = 1;
}

/* ---- questions ---------------------------------------------------------- */

static int
length_level(uint32_t n)
{
    return (int)(n < 16 ? n : n < 32 ? 16 + (n - 16) / 4
                 : n < 64 ? 20 + (n - 32) / 16 : n < 512 ? 22 : 23);
}

/* What each context, the match and the model say of candidate c. */
static int
fill_inputs(blt__adapt *a, adapt_question *q, const candidate *c)
{
    const int later = a->asked > 0;
    const match *m = &a->match;
    int n = 0, top = 0;

    for (; n < a->contexts; n++) {
        const int count = a->level[c->count[n]];

        q->cell[n] = NULL;
        q->x[n] = 0;
        if (a->rest[n] == 0)
            continue;
        a->rest[n] -= c->count[n];
        q->cell[n] = &a->now.count[n][later][count][a->level[a->rest[n]]]
            [c->last >> n & 1];
        q->x[n] = blt__estimate_stretch(&a->tables, *q->cell[n]);
        if (n == a->highest)
            top = count;
    }
    q->cell[n] = NULL;
    q->x[n] = 0;
    if (m->at != 0) {
        const uint8_t next = a->history[m->at & (HISTORY - 1)];

        if (!a->match_asked) {
            q->cell[n] = &a->now.match[length_level(m->length)
                                       + LENGTHS * (m->missed > 0)]
                [c->byte == next];
            q->x[n] = blt__estimate_stretch(&a->tables, *q->cell[n]);
        }
        a->match_asked |= c->byte == next;
    }
    n++;
    if (a->with_model) {
        float p = a->model_left > 1e-12
            ? (float)(a->model[c->byte] / a->model_left) : 0.5f, st;
        int step;

        p = p > 0.99998f ? 0.99998f : p < 1e-6f ? 1e-6f : p;
        st = blt__mix_log(p / (1.0f - p));
        step = (int)((st + 12.0f) * 1.25f);
        step = step < 0 ? 0 : step >= STEPS ? STEPS - 1 : step;
        q->cell[n] = NULL;
        q->x[n++] = st;
        q->cell[n] = &a->now.model[later][a->orders][step];
        q->x[n] = blt__estimate_stretch(&a->tables, *q->cell[n]);
        n++;
        a->model_left -= a->model[c->byte];
    }
    q->cell[n] = NULL;
    q->x[n++] = 0.3f;
    for (; n % 4 != 0; n++) {
        q->cell[n] = NULL;
        q->x[n] = 0;
    }
    return top;
}

static int
padded(const blt__adapt *a)
{
    return (a->inputs + 3) & ~3;
}

/* Secondary estimation: what came of such predictions of this byte, between
 * the two nearest steps, has half of the say.  Measured: without it 0.7 % more
 * bits. */
static void
refine(blt__adapt *a, adapt_question *q, int late, float dot)
{
    const float at = (dot + 11.0f) * (STEPS / 22.0f);
    const int i = at < STEPS ? (int)at : STEPS - 1;
    const float f = at - (float)i;
    blt__estimate *c = a->now.refine[q->byte][late];
    const float p = blt__estimate_p(c[i]) * (1.0f - f)
        + blt__estimate_p(c[i + 1]) * f;

    q->refined = c + i + (f >= 0.5f);
    q->q = (q->p + p) * 0.5f;
    q->q = q->q > 0.99999f ? 0.99999f : q->q < 1e-6f ? 1e-6f : q->q;
}

/* Below it the rest is not asked about.  Measured: 0.01 and none give the same
 * bits within 0.1 %, 0.03 more; it saves a sixth of the time of distributions
 * of logs and programs. */
static const float ENOUGH = 0.002f;

/* The next question; 0: there is none. */
static int
ask(blt__adapt *a)
{
    const int late = a->asked < 3 ? a->asked : 3;
    const match *m = &a->match;
    const int match_level = m->length == 0 ? 0 : m->length < 8 ? 1
        : m->length < 20 ? 2 : 3;
    adapt_question *q = &a->question[a->asked];
    float dot, most = -1;
    int best = 0, top;

    if (a->asked == QUESTIONS || a->left < ENOUGH)
        return 0;
    if (!a->gathered)
        gather(a);
    for (int i = 0; i < a->candidates; i++)
        if (a->score[i] > most)
            most = a->score[best = i];
    if (most < 0)
        return 0;
    a->score[best] = -1;
    q->byte = a->candidate[best].byte;
    top = fill_inputs(a, q, &a->candidate[best]);
    q->weights[0] = a->now.by_match[a->orders * 4 + match_level];
    q->weights[1] = a->now.by_question[late * LEVELS + top];
    q->weights[2] = a->now.by_byte[q->byte];
    q->weights[3] = a->now.by_last[a->last8 & 255];
    dot = blt__mix_dot(q->weights, q->x, padded(a));
    dot = dot > 11.0f ? 11.0f : dot < -11.0f ? -11.0f : dot;
    q->p = blt__mix_squash(dot);
    refine(a, q, late, dot);
    a->left *= 1.0f - q->q;
    a->asked++;
    return 1;
}

/* ---- the rest ----------------------------------------------------------- */

/* P(b), if b is none of the bytes asked:
 *     (seen_b + 1/5) seen + (after_b + 4 P_seen(b)) after + all + model_b model
 * whose factors make each part sum to its weight. */
typedef struct rest {
    double factor[4];
    double seen_one;            /* P_seen(b) = (seen_b + 1/5) seen_one */
    const uint16_t *after;
    double one[4];              /* normalising factors without weights */
} rest;

static rest
rest_of(const blt__adapt *a)
{
    const learned *l = &a->now;
    const int last = (int)(a->last8 & 255);
    double seen = l->seen_sum, after = l->after_sum[last], p_seen;
    double model = a->model_left;
    rest r = { .after = l->after[last], .seen_one = 1 / (seen + 51.2) };

    for (int k = 0; k < a->asked; k++) {
        seen -= l->seen[a->question[k].byte];
        after -= l->after[last][a->question[k].byte];
    }
    p_seen = (seen + 0.2 * (256 - a->asked)) * r.seen_one;
    r.one[0] = r.seen_one / p_seen;
    r.one[1] = 1 / (after + 4 * p_seen);
    r.one[2] = 1.0 / (256 - a->asked);
    if (a->with_model) {
        if (model < 1e-6) {     /* rounding errors would show */
            model = 0;
            for (int b = 0; b < 256; b++)
                model += a->model[b];
            for (int k = 0; k < a->asked; k++)
                model -= a->model[a->question[k].byte];
        }
        r.one[3] = model > 1e-9 ? 1 / model : 0;
    }
    for (int j = 0; j < 4; j++)
        r.factor[j] = l->part[j] * r.one[j];
    if (a->with_model && r.one[3] == 0)
        r.factor[2] += l->part[3] * r.one[2];
    return r;
}

static inline double
rest_p(const blt__adapt *a, const rest *r, int b)
{
    const double seen = (double)(int32_t)a->now.seen[b] + 0.2;

    return (r->factor[0] * seen
            + r->factor[1] * (r->after[b] + 4 * r->seen_one * seen))
        + (r->factor[2] + r->factor[3] * a->model[b]);
}

/* Bayesian mixing: parts are weighted by how well they did, and 2 % of the
 * weight is dealt out anew, so that none is lost for good. */
static void
learn_rest(blt__adapt *a, const rest *r, uint8_t byte, double p)
{
    const double seen = a->now.seen[byte] + 0.2;
    const int parts = a->with_model ? 4 : 3;
    const double said[4] = {
        r->one[0] * seen,
        r->one[1] * (r->after[byte] + 4 * r->seen_one * seen),
        r->one[2],
        a->with_model && r->one[3] > 0 ? r->one[3] * a->model[byte]
                                       : r->one[2]
    };
    double sum = 0;

    for (int j = 0; j < parts; j++) {
        a->now.part[j] = a->now.part[j] * said[j] / p * 0.98 + 0.02 / parts;
        sum += a->now.part[j];
    }
    for (int j = 0; j < parts; j++)
        a->now.part[j] /= sum;
}

/* ---- results ------------------------------------------------------------ */

/* The number of the question about byte, or of questions if it was none of
 * them; *p its probability. */
static int
find(blt__adapt *a, uint8_t byte, double *p, rest *r)
{
    double left = 1;
    int k = 0;

    for (; k < a->asked || ask(a); k++) {
        const double q = a->question[k].q;

        if (a->question[k].byte == byte) {
            *p = left * q;
            return k;
        }
        left *= 1 - q;
    }
    *r = rest_of(a);
    *p = left * rest_p(a, r, byte);
    return k;
}

/* -ln p; the series, within 3e-9, is several times faster. */
static double
nats(double p)
{
    const double d = 1 - p;

    return d > 0.05 ? -log(p)
        : d * (1 + d * (1 / 2.0 + d * (1 / 3.0 + d * (1 / 4.0
                                                     + d * (1 / 5.0)))));
}

double
blt__adapt_cost(blt__adapt *a, uint8_t byte)
{
    double p;
    rest r;

    find(a, byte, &p, &r);
    return nats(p);
}

double
blt__adapt_row(blt__adapt *a, float *row)
{
    double left = 1, lane[4] = { 0, 0, 0, 0 }, entropy = 0, log_left;
    float p[256], *out = row + BLT_ID_BYTE;
    rest r;

    while (ask(a))
        ;
    for (int k = 0; k < a->asked; k++)
        left *= 1 - (double)a->question[k].q;
    r = rest_of(a);
    for (int b = 0; b < 256; b++)
        p[b] = (float)rest_p(a, &r, b);
    for (int k = 0; k < a->asked; k++)
        p[a->question[k].byte] = 1;
    for (int b = 0; b < 256; b++)
        out[b] = blt__mix_log(p[b]);
    for (int b = 0; b < 256; b += 4)
        for (int l = 0; l < 4; l++)
            lane[l] += (double)(p[b + l] * out[b + l]);
    log_left = log(left);
    entropy = -left * ((lane[0] + lane[1]) + (lane[2] + lane[3]) + log_left);
    for (int b = 0; b < 256; b++)
        out[b] += (float)log_left;
    left = 1;
    for (int k = 0; k < a->asked; k++) {
        const double one = left * (double)a->question[k].q;
        const double cost = nats(one);

        out[a->question[k].byte] = (float)-cost;
        entropy += one * cost;
        left *= 1 - (double)a->question[k].q;
    }
    for (int i = 0; i < BLT_ID_BYTE; i++)
        row[i] = -INFINITY;
    for (int i = BLT_ID_BYTE + 256; i < BLT_VOCAB; i++)
        row[i] = -INFINITY;
    return entropy;
}

/* ---- learning ----------------------------------------------------------- */

/* Answers after which an estimate's rate stays; measured: 120 and 500 give the
 * same bits within 0.1 %. */
enum { ESTIMATE_LIMIT = 250 };

/* From 0.01 to 0.0015 within some thousand bytes, measured; 0.0006 and 0.003
 * at the end give 0.1 % and 0.3 % more bits. */
static float
learning_rate(uint64_t n)
{
    return 0.0015f + 0.0085f / (1.0f + 0.001f * (float)n);
}

static void
learn(blt__adapt *a, adapt_question *q, int yes, float rate)
{
    const int n = padded(a);

    if (q->refined == NULL)     /* quick */
        return;
    for (int j = 0; j < n; j++)
        if (q->cell[j] != NULL)
            blt__estimate_update(&a->tables, q->cell[j], yes, ESTIMATE_LIMIT);
    blt__estimate_update(&a->tables, q->refined, yes, ESTIMATE_LIMIT);
    blt__mix_learn(q->weights, q->x, n, rate * ((float)yes - q->p));
}

static void
count_byte(learned *l, int last, uint8_t byte)
{
    l->after[last][byte] += 2;
    l->after_sum[last] += 2;
    if (l->after[last][byte] > 1000) {
        l->after_sum[last] = 0;
        for (int b = 0; b < 256; b++)
            l->after_sum[last] += l->after[last][b] /= 2;
    }
    l->seen[byte]++;
    if (++l->seen_sum > 60000) {
        l->seen_sum = 0;
        for (int b = 0; b < 256; b++)
            l->seen_sum += l->seen[b] /= 2;
    }
}

double
blt__adapt_update(blt__adapt *a, uint8_t byte)
{
    const float rate = learning_rate(a->n);
    double p;
    rest r;
    const int hit = find(a, byte, &p, &r);

    if (hit == a->asked) {
        double left = 1;

        for (int k = 0; k < hit; k++)
            left *= 1 - (double)a->question[k].q;
        learn_rest(a, &r, byte, p / left);
    }
    for (int k = 0; k <= hit && k < a->asked; k++)
        learn(a, &a->question[k], k == hit, rate);
    if (a->quick != NULL)
        blt__estimate_update(&a->tables, a->quick,
                         byte == a->history[a->match.at & (HISTORY - 1)],
                         ESTIMATE_LIMIT);
    if (hit > 0 || a->asked == 0 || a->question[0].refined != NULL)
        blt__adapt_count(a, byte);
    for (int i = 0; i < a->candidates; i++)
        a->index[a->candidate[i].byte] = 0;
    count_byte(&a->now, (int)(a->last8 & 255), byte);
    blt__adapt_advance(a, byte);
    a->begun = 0;
    return nats(p);
}
