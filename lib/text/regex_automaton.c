/* Guided matching with pcre2_dfa_match().
 *
 * PCRE2's matcher without backtracking keeps the set of positions in the
 * pattern that the text so far can be at.  With PCRE2_PARTIAL_HARD it leaves
 * this set in its workspace, and with PCRE2_DFA_RESTART it continues from one,
 * so the sets are the states of an automaton, found when they are needed.
 * Before it is used, the automaton is compared with pcre2_match()
 * (regex_check.c).
 *
 * All states that sample characters lead to are explored once; then the
 * distance of each to a match, in bytes, is the length of a shortest path.
 * Samples are ASCII, the characters that the pattern names and those next to
 * them, and one character for each first byte (the first two bytes if it has
 * four), script and category. */
#include "config.h"
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include "base/hash.h"
#include "text/regex_automaton.h"
#include "text/text.h"
#include "text/unsupported.h"

/* POSITIONS at most in a set; STATES and STEPS bound memory (40 MB) and time
 * (seconds) for patterns that need more (chosen, not measured). */
enum { POSITIONS = 512, STATES = 4096, BUCKETS = 2 * STATES };
#define STEPS 1500000

/* The workspace as PCRE2 lays it out, since version 6.5 of PCRE: which half
 * is current, the number of positions in it, and two halves of positions of
 * three ints. */
enum { INTS = 3, WORKSPACE = 2 + 2 * POSITIONS * INTS };

typedef struct position { int x[INTS]; } position;

typedef struct edge {
    uint32_t sample, to;
} edge;

typedef struct state {
    position *at;               /* [n], sorted */
    size_t n;
    size_t first, edges;        /* of the array of edges */
    uint64_t distance;
    int accepts, end;           /* end: nothing can follow */
} state;

struct blt__automaton {
    atomic_uint refs;
    pthread_mutex_t lock;       /* held by the calls that take a state */
    pcre2_code *code;
    pcre2_match_data *match;
    pcre2_match_context *limits;
    state state[STATES];
    size_t states, explored;
    uint32_t bucket[BUCKETS];   /* a state's number + 1; 0: empty */
    edge *edge;
    size_t edges, edge_cap;
    uint32_t *sample;           /* code points */
    size_t samples, sample_cap;
    uint64_t steps;             /* of exploring */
    uint32_t size;              /* of the code; offsets are less */
    int clean;                  /* nothing is left in a workspace by chance */
    int largest;                /* number in braces, 1 at least */
};

/* Adds one element to an array that is grown as needed. */
static void *
grow(void *p, size_t *cap, size_t n, size_t size)
{
    void *q;

    if (n < *cap)
        return p;
    q = blt__alloc(2 * n + 64, size);
    if (q == NULL)
        return NULL;
    if (n > 0)
        memcpy(q, p, n * size);
    free(p);
    *cap = 2 * n + 64;
    return q;
}

/* ---- samples ------------------------------------------------------------ */

static blt_status
add_sample(blt__automaton *a, uint32_t c, blt_error *err)
{
    uint32_t *p;

    if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return BLT_OK;
    p = grow(a->sample, &a->sample_cap, a->samples, sizeof *p);
    if (p == NULL)
        return blt__fail_memory(err, "pattern");
    a->sample = p;
    p[a->samples++] = c;
    return BLT_OK;
}

static blt_status
add_named(blt__automaton *a, uint32_t c, blt_error *err)
{
    const uint32_t like[] = { c, c - 1, c + 1, blt__char_lower(c),
                              blt__char_upper(c) };
    blt_status st = BLT_OK;

    for (size_t i = 0; st == BLT_OK && i < sizeof like / sizeof *like; i++)
        if (like[i] >= 0x80)
            st = add_sample(a, like[i], err);
    return st;
}

/* The characters of a text, which may be a pattern: those of \x{H} and
 * \N{U+H}, too. */
static blt_status
sample_text(blt__automaton *a, const char *p, size_t n, blt_error *err)
{
    blt_status st = BLT_OK;

    while (st == BLT_OK && n > 0) {
        uint32_t c = 0;
        int k = blt__utf8_char(&c, (const uint8_t *)p, n);

        if (k > 0 && c >= 0x80)
            st = add_named(a, c, err);
        else if (*p == '{' || *p == '+')
            st = add_named(a, (uint32_t)strtoul(p + 1, NULL, 16), err);
        k = k > 0 ? k : 1;
        p += k;
        n -= (size_t)k;
    }
    return st;
}

static blt_status
sample_unicode(blt__automaton *a, blt_error *err)
{
    enum { BEGINS = 0x110 + 64, SCRIPTS = 256, CATEGORIES = 32 };
    uint8_t *seen = blt__alloc(BEGINS * SCRIPTS, CATEGORIES);
    blt_status st = BLT_OK;

    if (seen == NULL)
        return blt__fail_memory(err, "pattern");
    memset(seen, 0, BEGINS * SCRIPTS * CATEGORIES);
    /* The planes after the third have nothing assigned but tags. */
    for (uint32_t c = 0; st == BLT_OK && c <= 0x10ffff;
         c += c < 0x34000 ? 1 : 0x1000) {
        UErrorCode error = U_ZERO_ERROR;
        uint8_t *s;

        if (c >= 0x80) {
            /* the first byte, or the first two of four */
            uint32_t begin = c < 0x800 ? 0x110 + (c >> 6)
                : c < 0x10000 ? 0x110 + 32 + (c >> 12) : c >> 12;

            s = &seen[(begin * SCRIPTS
                       + ((unsigned)uscript_getScript((UChar32)c, &error)
                          & (SCRIPTS - 1))) * CATEGORIES
                      + ((unsigned)u_charType((UChar32)c)
                         & (CATEGORIES - 1))];
            if (*s)
                continue;
            *s = 1;
        }
        st = add_sample(a, c, err);
    }
    free(seen);
    return st;
}

/* ---- states ------------------------------------------------------------- */

static int
by_position(const void *a, const void *b)
{
    return memcmp(a, b, sizeof(position));
}

/* Equal sets get equal arrays: sorted, each position once, as the matcher
 * treats them.  The second int counts repetitions; it grows without end in x+,
 * so it is cut at the largest number that the pattern has.  The third is set
 * and used only where the first is negative.  Returns the number of
 * positions. */
static size_t
settle(const blt__automaton *a, position *at, size_t n)
{
    size_t kept = 0;

    for (size_t i = 0; i < n; i++) {
        if (at[i].x[1] > a->largest)
            at[i].x[1] = a->largest;
        if (at[i].x[0] >= 0)
            at[i].x[2] = 0;
    }
    if (n > 1)
        qsort(at, n, sizeof *at, by_position);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || by_position(&at[i], &at[kept - 1]) != 0)
            at[kept++] = at[i];
    return kept;
}

/* The number of the state with these positions, which is made if there is
 * none.  at is settled here. */
static blt_status
intern(blt__automaton *a, int *number, position *at, size_t n, int end,
       blt_error *err)
{
    size_t slot;
    state *s;

    n = settle(a, at, n);
    slot = blt__hash_bytes(BLT__HASH_START, at, n * sizeof *at) % BUCKETS;
    for (; a->bucket[slot] != 0; slot = (slot + 1) % BUCKETS) {
        s = &a->state[a->bucket[slot] - 1];
        if (s->n == n && s->end == end
            && (n == 0 || memcmp(s->at, at, n * sizeof *at) == 0)) {
            *number = (int)a->bucket[slot] - 1;
            return BLT_OK;
        }
    }
    if (a->states == STATES)
        return blt__fail(err, BLT_EINVAL, "pattern: needs more than %d "
                         "states: make its repetitions smaller", STATES);
    s = &a->state[a->states];
    *s = (state){ .n = n, .end = end, .accepts = end,
                  .distance = end ? 0 : BLT__NEVER };
    s->at = blt__alloc(n + 1, sizeof *at);
    if (s->at == NULL)
        return blt__fail_memory(err, "pattern");
    if (n > 0)
        memcpy(s->at, at, n * sizeof *at);
    *number = (int)a->states++;
    a->bucket[slot] = (uint32_t)*number + 1;
    return BLT_OK;
}

/* Runs the matcher from a state.  p[1 .. n] is the subject; p[0] is a byte
 * before it, so that ^ and \A know that it is not the beginning. */
static int
run(blt__automaton *a, int *workspace, int from, const uint8_t *p, size_t n,
    uint32_t options)
{
    const state *s = &a->state[from];
    const int again = from != BLT__START;

    if (a->clean)
        memset(workspace, 0, WORKSPACE * sizeof *workspace);
    workspace[0] = 0;
    workspace[1] = (int)s->n;
    memcpy(workspace + 2, s->at, s->n * sizeof *s->at);
    return pcre2_dfa_match(a->code, again ? p : p + 1, again ? n + 1 : n,
                           again, options | PCRE2_NO_UTF_CHECK
                           | (again ? PCRE2_DFA_RESTART : 0), a->match,
                           a->limits, workspace, WORKSPACE);
}

static blt_status
failed(int rc, blt_error *err)
{
    return rc == PCRE2_ERROR_DFA_UITEM || rc == PCRE2_ERROR_DFA_UCOND
        ? blt__fail(err, BLT_EINVAL, "pattern: has something that cannot be "
                    "matched character by character")
        : blt__fail(err, BLT_EINVAL, "pattern: needs too much time or memory "
                    "(PCRE2 error %d)", rc);
}

blt_status
blt__automaton_differs(blt_error *err)
{
    char version[64];

    pcre2_config(PCRE2_CONFIG_VERSION, version);
    return blt__fail(err, BLT_EINVAL, "pattern: this version of PCRE2, "
                     "%.20s, does not match character by character as blt "
                     "expects", version);
}

/* Whether a workspace after a partial match is laid out as we think.  The
 * offset of a position is negated where the third int is used. */
static int
is_workspace(const blt__automaton *a, const int *workspace)
{
    const position *at = (const position *)(workspace + 2)
        + (workspace[0] == 1 ? POSITIONS : 0);

    if ((workspace[0] != 0 && workspace[0] != 1) || workspace[1] < 1
        || workspace[1] > POSITIONS)
        return 0;
    for (int i = 0; i < workspace[1]; i++)
        if (at[i].x[0] == 0 || (int64_t)at[i].x[0] >= a->size
            || -(int64_t)at[i].x[0] >= a->size || at[i].x[1] < 0)
            return 0;
    return 1;
}

static blt_status
find_accepts(blt__automaton *a, int number, blt_error *err)
{
    int workspace[WORKSPACE], rc;

    if (a->state[number].end)
        return BLT_OK;
    rc = run(a, workspace, number, (const uint8_t *)"x", 0,
             PCRE2_ENDANCHORED);
    if (rc < 0 && rc != PCRE2_ERROR_NOMATCH)
        return failed(rc, err);
    a->state[number].accepts = rc >= 0;
    a->state[number].distance = rc >= 0 ? 0 : BLT__NEVER;
    return BLT_OK;
}

/* blt__automaton_step() without exploring. */
static blt_status
step(blt__automaton *a, int *to, int from, const uint8_t *p, size_t n,
     blt_error *err)
{
    int workspace[WORKSPACE], rc;
    uint8_t subject[5] = "x";
    position *at;

    *to = BLT__DEAD;
    if (from == BLT__DEAD || a->state[from].end)
        return BLT_OK;
    memcpy(subject + 1, p, n);
    rc = run(a, workspace, from, subject, n, PCRE2_PARTIAL_HARD);
    if (rc == PCRE2_ERROR_PARTIAL && !is_workspace(a, workspace))
        return blt__automaton_differs(err);
    if (rc == PCRE2_ERROR_PARTIAL) {
        at = (position *)(workspace + 2)
            + (workspace[0] ? POSITIONS : 0);
        return intern(a, to, at, (size_t)workspace[1], 0, err);
    }
    if (rc >= 0)            /* a match that nothing can make longer */
        return pcre2_get_ovector_pointer(a->match)[1]
            == n + (from != BLT__START)
            ? intern(a, to, (position *)workspace, 0, 1, err) : BLT_OK;
    return rc == PCRE2_ERROR_NOMATCH ? BLT_OK : failed(rc, err);
}

static blt_status
explore_one(blt__automaton *a, size_t number, blt_error *err)
{
    blt_status st = find_accepts(a, (int)number, err);

    a->state[number].first = a->edges;
    a->steps += a->samples;
    if (a->steps > STEPS)
        return blt__fail(err, BLT_EINVAL, "pattern: needs too much time: make"
                         " its repetitions smaller");
    for (size_t i = 0; st == BLT_OK && i < a->samples; i++) {
        uint8_t p[4];
        size_t n = blt__utf8_put(p, a->sample[i]);
        edge *e;
        int to;

        st = step(a, &to, (int)number, p, n, err);
        if (st != BLT_OK || to == BLT__DEAD)
            continue;
        e = grow(a->edge, &a->edge_cap, a->edges, sizeof *e);
        if (e == NULL)
            return blt__fail_memory(err, "pattern");
        a->edge = e;
        e[a->edges++] = (edge){ (uint32_t)i, (uint32_t)to };
        a->state[number].edges++;
    }
    return st;
}

static size_t
length_of(uint32_t c)
{
    return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

/* Shortest paths, by relaxing until nothing changes; backwards, because edges
 * mostly lead to later states. */
static void
find_distances(blt__automaton *a)
{
    for (int changed = 1; changed;) {
        changed = 0;
        for (size_t i = a->states; i-- > 0;) {
            state *s = &a->state[i];

            for (size_t k = s->first; k < s->first + s->edges; k++) {
                const edge *e = &a->edge[k];
                uint64_t d = a->state[e->to].distance;

                if (d == BLT__NEVER
                    || d + length_of(a->sample[e->sample]) >= s->distance)
                    continue;
                s->distance = d + length_of(a->sample[e->sample]);
                changed = 1;
            }
        }
    }
}

/* Explores all states that were made since the last call. */
static blt_status
explore(blt__automaton *a, blt_error *err)
{
    blt_status st = BLT_OK;

    if (a->explored == a->states)
        return BLT_OK;
    while (st == BLT_OK && a->explored < a->states)
        st = explore_one(a, a->explored++, err);
    if (st == BLT_OK)
        find_distances(a);
    return st;
}

/* ---- the calls ---------------------------------------------------------- */

static blt_status
compile(blt__automaton *a, const char *pattern, blt_error *err)
{
    const char *item = blt__unsupported(pattern);
    PCRE2_UCHAR why[200];
    PCRE2_SIZE at = 0;
    size_t size = 0;
    uint32_t behind = 0;
    int code;

    a->code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
                            PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C
                            | PCRE2_ANCHORED | PCRE2_DOLLAR_ENDONLY
                            | PCRE2_NO_START_OPTIMIZE
                            | PCRE2_NO_AUTO_POSSESS, &code, &at, NULL);
    if (a->code == NULL) {
        pcre2_get_error_message(code, why, sizeof why);
        return blt__fail(err, BLT_EINVAL, "pattern: character %zu: %s",
                         (size_t)at + 1, (char *)why);
    }
    pcre2_pattern_info(a->code, PCRE2_INFO_MAXLOOKBEHIND, &behind);
    pcre2_pattern_info(a->code, PCRE2_INFO_SIZE, &size);
    a->size = (uint32_t)size;
    if (item == NULL && behind > 0)
        item = "an item that looks behind";
    if (item != NULL)
        return blt__fail(err, BLT_EINVAL, "pattern: %s cannot be matched "
                         "character by character", item);
    a->match = pcre2_match_data_create(16, NULL);
    a->limits = pcre2_match_context_create(NULL);
    if (a->match == NULL || a->limits == NULL)
        return blt__fail_memory(err, "pattern");
    pcre2_set_match_limit(a->limits, 100000);
    pcre2_set_heap_limit(a->limits, 20000);
    return BLT_OK;
}

/* The largest number after "{" or ",". */
static int
largest_count(const char *p)
{
    long most = 1;

    for (; *p != '\0'; p++)
        if (*p == '{' || *p == ',') {
            long n = strtol(p + 1, NULL, 10);

            if (n > most && n <= 65535)
                most = n;
        }
    return (int)most;
}

static blt_status
new_automaton(blt__automaton **out, const char *pattern, blt_error *err)
{
    blt__automaton *a = calloc(1, sizeof *a);
    int start;
    blt_status st;

    *out = a;
    if (a == NULL)
        return blt__fail_memory(err, "pattern");
    atomic_init(&a->refs, 1);
    pthread_mutex_init(&a->lock, NULL);
    a->largest = largest_count(pattern);
    st = compile(a, pattern, err);
    return st == BLT_OK ? intern(a, &start, NULL, 0, 0, err) : st;
}

/* *out is NULL after a failure. */
static blt_status
finish(blt__automaton **out, blt_status st)
{
    if (st != BLT_OK) {
        blt__automaton_free(*out);
        *out = NULL;
    }
    return st;
}

blt_status
blt__automaton_new(blt__automaton **out, const char *pattern,
                   const char *samples, size_t n, blt_error *err)
{
    blt_status st = new_automaton(out, pattern, err);

    if (st == BLT_OK)
        st = sample_unicode(*out, err);
    if (st == BLT_OK)
        st = sample_text(*out, pattern, strlen(pattern), err);
    if (st == BLT_OK)
        st = sample_text(*out, samples, n, err);
    if (st == BLT_OK)
        st = explore(*out, err);
    return finish(out, st);
}

blt_status
blt__automaton_new_ascii(blt__automaton **out, const char *pattern,
                         blt_error *err)
{
    blt_status st = new_automaton(out, pattern, err);

    if (st == BLT_OK)
        (*out)->clean = 1;
    for (uint32_t c = 0; st == BLT_OK && c < 0x80; c++)
        st = add_sample(*out, c, err);
    if (st == BLT_OK)
        st = explore(*out, err);
    return finish(out, st);
}

int
blt__automaton_matches(blt__automaton *a, const uint8_t *p, size_t n)
{
    int rc;

    pthread_mutex_lock(&a->lock);
    rc = pcre2_match(a->code, p, n, 0, PCRE2_ENDANCHORED, a->match,
                     a->limits);
    pthread_mutex_unlock(&a->lock);
    return rc >= 0 ? 1 : rc == PCRE2_ERROR_NOMATCH ? 0 : -1;
}

blt__automaton *
blt__automaton_share(blt__automaton *a)
{
    atomic_fetch_add(&a->refs, 1);
    return a;
}

void
blt__automaton_free(blt__automaton *a)
{
    if (a == NULL || atomic_fetch_sub(&a->refs, 1) != 1)
        return;
    pthread_mutex_destroy(&a->lock);
    for (size_t i = 0; i < a->states; i++)
        free(a->state[i].at);
    free(a->edge);
    free(a->sample);
    pcre2_match_data_free(a->match);
    pcre2_match_context_free(a->limits);
    pcre2_code_free(a->code);
    free(a);
}

/* Distances change when new states are explored. */
static uint64_t
distance(const blt__automaton *a, int number)
{
    return number == BLT__DEAD ? BLT__NEVER : a->state[number].distance;
}

int
blt__automaton_accepts(blt__automaton *a, int number)
{
    int accepts;

    pthread_mutex_lock(&a->lock);
    accepts = number != BLT__DEAD && a->state[number].accepts;
    pthread_mutex_unlock(&a->lock);
    return accepts;
}

uint64_t
blt__automaton_distance(blt__automaton *a, int number)
{
    uint64_t d;

    pthread_mutex_lock(&a->lock);
    d = distance(a, number);
    pthread_mutex_unlock(&a->lock);
    return d;
}

size_t
blt__automaton_edges(blt__automaton *a, int number)
{
    size_t n;

    pthread_mutex_lock(&a->lock);
    n = number != BLT__DEAD ? a->state[number].edges : 0;
    pthread_mutex_unlock(&a->lock);
    return n;
}

int
blt__automaton_edge(blt__automaton *a, int number, size_t k, uint32_t *c,
                    int *to)
{
    int found = 0;

    pthread_mutex_lock(&a->lock);
    if (number != BLT__DEAD && k < a->state[number].edges) {
        const edge *e = &a->edge[a->state[number].first + k];

        *c = a->sample[e->sample];
        *to = (int)e->to;
        found = 1;
    }
    pthread_mutex_unlock(&a->lock);
    return found;
}

static blt_status
advance(blt__automaton *a, int *to, int from, const uint8_t *p, size_t n,
        blt_error *err)
{
    blt_status st = step(a, to, from, p, n, err);

    return st == BLT_OK ? explore(a, err) : st;
}

blt_status
blt__automaton_step(blt__automaton *a, int *to, int from, const uint8_t *p,
                    size_t n, blt_error *err)
{
    blt_status st;

    pthread_mutex_lock(&a->lock);
    st = advance(a, to, from, p, n, err);
    pthread_mutex_unlock(&a->lock);
    return st;
}

/* Whether a character that begins with p[0 .. n) leads to a match in time. */
static blt_status
completes(blt__automaton *a, int *can, int from, uint8_t *p, size_t n,
          uint64_t left, blt_error *err)
{
    uint32_t c;
    int k = blt__utf8_char(&c, p, n), to;
    blt_status st = BLT_OK;

    *can = 0;
    if (k < 0 || left == BLT__NEVER)
        return BLT_OK;
    if (k > 0) {
        st = advance(a, &to, from, p, n, err);
        *can = st == BLT_OK && distance(a, to) <= left;
        return st;
    }
    for (p[n] = 0x80; st == BLT_OK && !*can && p[n] < 0xc0; p[n]++)
        st = completes(a, can, from, p, n + 1, left == 0 ? BLT__NEVER
                       : left - 1, err);
    return st;
}

/* First bytes of characters by the samples, or second ones of four bytes. */
static void
mask_samples(const blt__automaton *a, uint8_t *may, int *count,
             const state *s, const blt__partial *open, uint64_t left)
{
    const size_t n = open->n;
    uint8_t c[4];

    for (size_t k = s->first; k < s->first + s->edges; k++) {
        const edge *e = &a->edge[k];
        const uint64_t d = a->state[e->to].distance;

        if (d == BLT__NEVER
            || d + length_of(a->sample[e->sample]) > left + n)
            continue;
        blt__utf8_put(c, a->sample[e->sample]);
        if (n > 0 && c[0] != open->p[0])
            continue;
        *count += !may[c[n]];
        may[c[n]] = 1;
    }
}

blt_status
blt__automaton_mask(blt__automaton *a, uint8_t *may, int *count, int number,
                    const blt__partial *open, uint64_t left, blt_error *err)
{
    const size_t n = open->n;
    blt_status st = BLT_OK;
    uint8_t c[8];

    *count = 0;
    memset(may, 0, 256);
    pthread_mutex_lock(&a->lock);
    if (n == 0 || (n == 1 && open->p[0] >= 0xf0)) {
        mask_samples(a, may, count, &a->state[number], open, left);
        pthread_mutex_unlock(&a->lock);
        return BLT_OK;
    }
    for (int b = 0x80; st == BLT_OK && left > 0 && b < 0xc0; b++) {
        int can;

        memcpy(c, open->p, n);
        c[n] = (uint8_t)b;
        st = completes(a, &can, number, c, n + 1, left - 1, err);
        may[b] = (uint8_t)can;
        *count += can;
    }
    pthread_mutex_unlock(&a->lock);
    return st;
}
