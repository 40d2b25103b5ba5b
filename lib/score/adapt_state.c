/* Adaptation: memory, initial values, history, contexts and match. */
#include "config.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "base/base.h"
#include "score/adapt_state.h"

/* ---- initial values ----------------------------------------------------- */

void
blt__mix_tables_fill(blt__mix_tables *t)
{
    for (int i = 0; i < 4096; i++) {
        const float p = ((float)i + 0.5f) / 4096.0f;

        t->stretch[i] = blt__mix_log(p / (1.0f - p));
    }
    for (int i = 0; i < 1024; i++)
        t->rate[i] = (uint32_t)(65536 / (i + 1.6));
}

blt__estimate
blt__estimate_of(float p, unsigned n)
{
    return (uint32_t)(p * 4194303.0f) << 10 | n;
}

/* Upper ends of the levels of counts, each about 1.5 times the one before.
 * Not measured. */
static const int level_end[LEVELS - 1] = {
    0, 1, 2, 3, 4, 6, 9, 14, 24, 48, 100
};

static void
fill_levels(uint8_t level[2048])
{
    for (int i = 0, k = 0; i < 2048; i++) {
        k += k < LEVELS - 1 && i > level_end[k];
        level[i] = (uint8_t)k;
    }
}

/* P(a byte seen n times where others were seen r times), before anything is
 * known of how such guesses fare: n / (n + r + 1/2) in long contexts, with 1
 * instead of 1/2 in short ones. */
static void
fill_counts(blt__adapt *a, learned *l)
{
    static const float middle[LEVELS] = {
        0, 1, 2, 3, 4, 5.5f, 8, 12, 19, 36, 74, 150
    };

    for (int i = 0; i < a->contexts; i++) {
        const float escape = a->kind[i] < 4 ? 1.1f : 0.6f;

        for (int n = 0; n < LEVELS; n++)
            for (int r = 0; r < LEVELS; r++) {
                const float p = (middle[n] + (n > 0 ? 0 : 0.1f))
                    / (middle[n] + middle[r] + escape);
                const blt__estimate c
                    = blt__estimate_of(p < 0.002f ? 0.002f : p, 2);

                for (int k = 0; k < 2; k++)
                    l->count[i][k][n][r][0] = l->count[i][k][n][r][1] = c;
            }
    }
}

/* Copied from the prototype that the design was chosen with; after some
 * hundred bytes they hardly matter. */
static void
fill(blt__adapt *a, learned *l)
{
    const float each = 0.25f / BLT__MIX_SETS, model = 0.35f / BLT__MIX_SETS;

    memset(l, 0, sizeof *l);
    fill_counts(a, l);
    for (int i = 0; i < 2 * LENGTHS; i++) {
        const float n = (float)(i % LENGTHS) + 1;

        l->match[i][1] = blt__estimate_of(n == 1 ? 0.3f : 1 - 0.5f / n, 2);
        l->match[i][0] = blt__estimate_of(n == 1 ? 0.2f : 0.3f / n, 2);
    }
    for (int i = 0; i < QUICK; i++)
        l->quick[i] = blt__estimate_of(0.98f, 6);
    for (int i = 0; i < STEPS; i++) {
        float p = blt__mix_squash(((float)i + 0.5f) / 1.25f - 12);

        p = p < 0.0003f ? 0.0003f : p > 0.9997f ? 0.9997f : p;
        for (int k = 0; k < 2; k++)
            for (int o = 0; o <= ORDERS; o++)
                l->model[k][o][i] = blt__estimate_of(p, 4);
    }
    for (int i = 0; i <= STEPS; i++) {
        const blt__estimate c
            = blt__estimate_of(blt__mix_squash((float)i * (22.0f / STEPS) - 11),
                           8);

        for (int b = 0; b < 256; b++)
            for (int k = 0; k < 4; k++)
                l->refine[b][k][i] = c;
    }
    for (int j = 0; j < a->inputs - 1; j++) {
        const float w = j <= a->contexts ? each : model;

        for (int i = 0; i < (ORDERS + 1) * 4; i++)
            l->by_match[i][j] = w;
        for (int i = 0; i < 4 * LEVELS; i++)
            l->by_question[i][j] = w;
        for (int i = 0; i < 256; i++)
            l->by_byte[i][j] = l->by_last[i][j] = w;
    }
    for (int j = 0; j < 4; j++)
        l->part[j] = !a->with_model ? (j == 3 ? 0 : 1 / 3.0)
            : j == 3 ? 0.7 : 0.1;
}

/* ---- life --------------------------------------------------------------- */

static blt_status
allocate(blt__adapt *a, blt_error *err)
{
    blt_status st = blt__contexts_init(&a->table, a->with_model ? 21 : 20,
                                       err);

    a->history = calloc(HISTORY, 1);
    a->latest = calloc(MATCHES, sizeof *a->latest);
    if (st == BLT_OK && (a->history == NULL || a->latest == NULL))
        st = blt__fail_memory(err, "adaptation");
    return st;
}

/* Forgets a prediction whose byte will not come. */
static void
abandon(blt__adapt *a)
{
    a->begun = 0;
    memset(a->index, 0, sizeof a->index);
}

/* A repetition is looked for by the last 5 bytes, measured: 6 and 7 cost
 * programs 1 % and texts nothing. */
enum { SHORTEST = 5, VERIFIED = 32, SURE = 16, MISSES = 8 };

/* Where the position after these bytes is kept. */
static uint32_t *
latest_of(const blt__adapt *a, uint64_t last8)
{
    const uint64_t recent = last8 & (((uint64_t)1 << 8 * SHORTEST) - 1);

    return a->latest + (blt__context_hash(recent) >> 32 & (MATCHES - 1));
}

/* All positions of bytes, those that a short text has set one by one: many
 * small files would clear 4 MB each. */
static void
clear_latest(blt__adapt *a)
{
    uint64_t last8 = 0;

    if (a->n > MATCHES / 16) {
        memset(a->latest, 0, MATCHES * sizeof *a->latest);
        return;
    }
    for (size_t i = 0; i < a->n; i++) {
        last8 = last8 << 8 | a->history[i];
        *latest_of(a, last8) = 0;
    }
}

static void
start(blt__adapt *a)
{
    a->now = a->fresh;
    clear_latest(a);
    memset(a->history, 0, a->n < HISTORY ? (size_t)a->n : HISTORY);
    a->match = (match){ 0, 0, 0 };
    a->n = a->last8 = 0;
    a->word = a->word_before = 0;
    abandon(a);
}

/* Contexts were chosen on books, logs, programs in source and binary, in bits
 * and with an eye on time: order 7 gives nothing beside 6 and 8. */
blt_status
blt__adapt_new(blt__adapt **out, int with_model, blt_error *err)
{
    static const uint8_t rich[] = { 1, 2, 3, 4, 5, 6, 8, SKIP, WORD,
                                    WORD_PAIR };
    static const uint8_t lean[] = { 1, 2, 3, 4, 6 };
    blt__adapt *a = calloc(1, sizeof *a);
    blt_status st;

    *out = NULL;
    if (a == NULL)
        return blt__fail_memory(err, "adaptation");
    a->with_model = with_model;
    a->contexts = with_model ? sizeof rich : sizeof lean;
    memcpy(a->kind, with_model ? rich : lean, (size_t)a->contexts);
    a->inputs = a->contexts + (with_model ? 4 : 2);
    blt__mix_tables_fill(&a->tables);
    fill_levels(a->level);
    fill(a, &a->fresh);
    st = allocate(a, err);
    if (st != BLT_OK) {
        blt__adapt_free(a);
        return st;
    }
    start(a);
    *out = a;
    return BLT_OK;
}

void
blt__adapt_free(blt__adapt *a)
{
    if (a == NULL)
        return;
    blt__adapt_free(a->kept);
    blt__contexts_free(&a->table);
    free(a->history);
    free(a->latest);
    free(a);
}

/* All but `kept`; *to was made by blt__adapt_new() for the same purpose. */
static void
copy_state(blt__adapt *to, const blt__adapt *from)
{
    to->now = from->now;
    blt__contexts_copy(&to->table, &from->table);
    memcpy(to->history, from->history, HISTORY);
    memcpy(to->latest, from->latest, MATCHES * sizeof *to->latest);
    to->match = from->match;
    to->n = from->n;
    to->last8 = from->last8;
    to->word = from->word;
    to->word_before = from->word_before;
    abandon(to);
}

blt_status
blt__adapt_copy(blt__adapt **copy, const blt__adapt *a, blt_error *err)
{
    blt_status st = blt__adapt_new(copy, a->with_model, err);

    if (st != BLT_OK)
        return st;
    copy_state(*copy, a);
    if (a->kept != NULL)
        st = blt__adapt_copy(&(*copy)->kept, a->kept, err);
    if (st != BLT_OK) {
        blt__adapt_free(*copy);
        *copy = NULL;
    }
    return st;
}

void
blt__adapt_reset(blt__adapt *a)
{
    if (a->kept != NULL) {
        copy_state(a, a->kept);
    } else if (a->n == 0) {
        abandon(a);
    } else {
        blt__contexts_clear(&a->table);
        start(a);
    }
}

blt_status
blt__adapt_keep(blt__adapt *a, blt_error *err)
{
    blt__adapt *kept;
    blt_status st;

    blt__adapt_free(a->kept);
    a->kept = NULL;
    st = blt__adapt_copy(&kept, a, err);
    a->kept = kept;
    return st;
}

/* ---- history ------------------------------------------------------------ */

static uint32_t
repeated(const blt__adapt *a, uint32_t at)
{
    uint32_t n = 0;

    while (n < VERIFIED && n < at
           && a->history[(at - 1 - n) & (HISTORY - 1)]
              == a->history[((uint32_t)a->n - 1 - n) & (HISTORY - 1)])
        n++;
    return n;
}

static void
find_match(blt__adapt *a)
{
    uint32_t *latest = latest_of(a, a->last8);
    const uint32_t now = (uint32_t)a->n;

    if (a->match.length < SURE) {       /* or the load would be waited for */
        const uint32_t at = *latest;

        if (at != 0 && at != a->match.at && now - at < HISTORY - VERIFIED) {
            const uint32_t n = repeated(a, at);

            if (n >= SHORTEST && n > a->match.length)
                a->match = (match){ at, n, 0 };
        }
    }
    *latest = now;
}

/* A match survives a few mismatches, because lines of a log often differ only
 * in a number. */
static void
follow_match(blt__adapt *a, uint8_t byte)
{
    match *m = &a->match;

    if (m->at == 0)
        return;
    if (a->history[m->at & (HISTORY - 1)] == byte) {
        m->length += m->length < 65535;
        if (m->length >= SURE)
            m->missed = 0;
    } else {
        m->length = m->length / 4 < 7 ? m->length / 4 : 7;
        if (++m->missed > MISSES) {
            *m = (match){ 0, 0, 0 };
            return;
        }
    }
    m->at++;
}

static int
is_letter(uint8_t b)
{
    return ((b | 32) >= 'a' && (b | 32) <= 'z') || b >= 128;
}

void
blt__adapt_advance(blt__adapt *a, uint8_t byte)
{
    follow_match(a, byte);
    a->history[a->n++ & (HISTORY - 1)] = byte;
    a->last8 = a->last8 << 8 | byte;
    if (is_letter(byte)) {
        a->word = (a->word + (byte < 128 ? byte | 32u : byte) + 1)
            * 0x3d4d51cbu;
    } else if (a->word != 0) {
        a->word_before = a->word;
        a->word = 0;
    }
    if (a->n >= SHORTEST)
        find_match(a);
}

/* Of the bytes alone: kinds up to ORDERS, and SKIP. */
static uint64_t
hash_of_bytes(uint64_t last8, int kind)
{
    const uint64_t x = kind == 8 ? last8 : kind == SKIP ? last8 >> 8 & 0xffff
        : last8 & (((uint64_t)1 << 8 * kind) - 1);

    return blt__context_hash(x + (uint64_t)kind * 0x9e3779b97f4a7c15u);
}

static uint64_t
hash_of_words(const blt__adapt *a, int kind)
{
    const uint64_t x = kind == WORD ? a->word
        : a->word | (uint64_t)a->word_before << 32;

    return blt__context_hash(x + (uint64_t)kind * 0x9e3779b97f4a7c15u);
}

static int
is_of_words(int kind)
{
    return kind == WORD || kind == WORD_PAIR;
}

static void
prefetch(const void *p)
{
#ifdef __GNUC__
    __builtin_prefetch(p);
#else
    (void)p;
#endif
}

/* A miss costs as much as a hundred operations, so each is begun two bytes
 * before.  Measured: one byte hides half as much, three no more.  A long match
 * needs no contexts as long as it is right. */
void
blt__adapt_ahead(const blt__adapt *a, const uint8_t *next, size_t n)
{
    uint64_t last8 = a->last8;

    if (n < 2 || (!a->with_model && a->match.length >= SURE))
        return;
    last8 = last8 << 16 | (uint64_t)next[0] << 8 | next[1];
    prefetch(latest_of(a, last8));
    for (int i = 0; i < a->contexts; i++)
        if (!is_of_words(a->kind[i]))
            prefetch(blt__contexts_bucket(&a->table, hash_of_bytes(last8,
                                                           a->kind[i])));
    prefetch(a->history + (*latest_of(a, a->last8 << 8 | next[0])
                           & (HISTORY - 1)));
}

void
blt__adapt_look_up(blt__adapt *a)
{
    for (int i = 0; i < a->contexts; i++) {
        const int kind = a->kind[i];

        a->hash[i] = is_of_words(kind) ? hash_of_words(a, kind)
            : hash_of_bytes(a->last8, kind);
        prefetch(blt__contexts_bucket(&a->table, a->hash[i]));
    }
    for (int i = 0; i < a->contexts; i++)
        a->slot[i] = blt__contexts_find(&a->table, a->hash[i]);
}

void
blt__adapt_count(blt__adapt *a, uint8_t byte)
{
    for (int i = 0; i < a->contexts; i++) {
        if (a->slot[i] == NULL)
            a->slot[i] = blt__contexts_claim(&a->table, a->hash[i]);
        blt__slot_see(a->slot[i], byte);
    }
}
